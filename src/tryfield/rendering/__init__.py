"""Endpoints as pages: values for the templates, Markdown twins, stub pages and their files.

The mkdocstrings handler, the MkDocs plugin and `tryfield generate` use it; it knows neither
MkDocs nor mkdocstrings.
"""

from __future__ import annotations

from tryfield.rendering.generating import Generated, generate, generate_outputs
from tryfield.rendering.options import Options
from tryfield.rendering.renderer import Renderer
from tryfield.rendering.twin import twin_markdown

__all__ = [
    "Generated",
    "Options",
    "Renderer",
    "generate",
    "generate_outputs",
    "twin_markdown",
]

"""Definitions to references: MDX pages, their exports, OpenAPI documents.

Nothing that is read is ever executed or evaluated.
"""

from __future__ import annotations

from tryfield.readers.definition_reader import SIZE_LIMIT, read, read_text
from tryfield.readers.reading import Reading

__all__ = ["SIZE_LIMIT", "Reading", "read", "read_text"]

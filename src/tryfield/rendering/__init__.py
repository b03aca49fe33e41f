"""Endpoints as pages: values for the templates, Markdown versions, generated pages and files.

The mkdocstrings handler, the MkDocs plugin and `tryfield generate` use it; it knows neither
MkDocs nor mkdocstrings.
"""

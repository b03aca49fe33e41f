"""Endpoints as pages: values for the templates, Markdown twins, stub pages and their files.

The mkdocstrings handler, the MkDocs plugin and `tryfield generate` use it; it knows neither
MkDocs nor mkdocstrings.
"""

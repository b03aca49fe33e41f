"""Definitions to references: MDX pages, their exports, OpenAPI documents.

Nothing that is read is ever executed or evaluated.
"""

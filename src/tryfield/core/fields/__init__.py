"""The documented fields of an endpoint, as people see them: a tree over its schemas.

Renderers, the console form and the verdicts read the same fields from here, so that a verdict
has exactly one place on the page.
"""

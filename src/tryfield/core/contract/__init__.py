"""Endpoint and contract: one endpoint as a self-contained OpenAPI 3.1 document, and back.

Pages ship contracts, the engine judges by them, and `tryfield export --to openapi` joins them.
What OpenAPI cannot say is kept in extensions that begin with `x-tryfield-`.
"""

"""Endpoint and contract: one endpoint as a self-contained OpenAPI 3.1 document, and back.

Pages ship contracts, the engine judges by them, and `tryfield export --to openapi` joins them.
What OpenAPI cannot say is kept in extensions that begin with `x-tryfield-`.
"""

from __future__ import annotations

from tryfield.core.contract.document import from_contract, to_contract, to_openapi
from tryfield.core.contract.reading import endpoints
from tryfield.core.contract.spans import SourceSpans

__all__ = ["SourceSpans", "endpoints", "from_contract", "to_contract", "to_openapi"]

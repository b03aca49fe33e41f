"""mkdocstrings' way to `::: create-user` and `::: POST /api/user`."""

from __future__ import annotations

from mkdocstrings_handlers.tryfield.handler import TryfieldHandler, get_handler

__all__ = ["TryfieldHandler", "get_handler"]

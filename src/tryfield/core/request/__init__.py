"""Values become a wire request.

The console, the live check, snippets and the mock all build requests here, so that what is
shown, what is sent and what is judged are the same bytes.
"""

from __future__ import annotations

from tryfield.core.request.address import AddressError, origin_of, parsed
from tryfield.core.request.auth import is_placeholder
from tryfield.core.request.building import build_request, unfilled
from tryfield.core.request.prefill import example_names, example_values
from tryfield.core.request.values import Credential, File, Values

__all__ = [
    "AddressError",
    "Credential",
    "File",
    "Values",
    "build_request",
    "example_names",
    "example_values",
    "is_placeholder",
    "origin_of",
    "parsed",
    "unfilled",
]

"""Fixes that guess: a documented type changed, a field written for an undocumented name."""

from __future__ import annotations

from tryfield.core.findings import Fix
from tryfield.core.model import Endpoint
from tryfield.core.rules.exhibits import Exhibit
from tryfield.core.verdict import FieldVerdict, Undocumented


def retyped(endpoint: Endpoint, verdict: FieldVerdict) -> tuple[Fix, ...]:
    """Document the type that the example has."""
    return ()


def stub(exhibit: Exhibit, name: Undocumented) -> tuple[Fix, ...]:
    """Document the name that the example has."""
    return ()

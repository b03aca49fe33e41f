"""Inputs of other people that a fresh clone does not carry: where they lie, or why a test skips."""

from __future__ import annotations

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"


def seeds() -> Path:
    """The five documents that the product was asked for with."""
    return _part("seeds")


def corpora() -> Path:
    """Public documentation sources and OpenAPI documents, with their truth files."""
    return _part("corpora")


def schema_suite() -> Path:
    """The official JSON Schema Test Suite."""
    return _part("json-schema-test-suite")


def _part(name: str) -> Path:
    folder = _SHARED / name
    if not folder.is_dir():
        pytest.skip(f"shared/{name} is absent beside the checkout", allow_module_level=True)
    return folder

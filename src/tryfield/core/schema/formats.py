"""Formats of strings."""

from __future__ import annotations

from collections.abc import Callable

FORMATS: dict[str, Callable[[str], bool]] = {}
SAMPLES: dict[str, str] = {}

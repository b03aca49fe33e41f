"""JSON Schema 2020-12: compiled once, evaluated many times, every error with its place.

The verdicts, the rules and the demo use it. The standard library is all it needs.
"""

from __future__ import annotations

from tryfield.core.schema.error import Error
from tryfield.core.schema.outcome import Annotation, Outcome
from tryfield.core.schema.schema import Schema, Schemas, compile_schema

__all__ = ["Annotation", "Error", "Outcome", "Schema", "Schemas", "compile_schema"]

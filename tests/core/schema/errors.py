"""The errors of a schema, as tests compare them."""

from __future__ import annotations

from typing import Any

from tryfield.core.schema.json_schema import compile_schema
from tryfield.core.schema.schema_errors import Error


def errors(schema: Any, instance: Any, **options: Any) -> list[Error]:
    return list(compile_schema(schema, **options).evaluate(instance).errors)


def places(schema: Any, instance: Any, **options: Any) -> list[tuple[str, str, str]]:
    return [(e.instance, e.schema, e.keyword) for e in errors(schema, instance, **options)]

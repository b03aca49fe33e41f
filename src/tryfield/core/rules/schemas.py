"""The rule about values that stand in a schema: examples and defaults of single fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.fields import sections, walk
from tryfield.core.findings import Finding, Severity, Voice
from tryfield.core.jsontext import parse
from tryfield.core.model import Endpoint, Field
from tryfield.core.rules.making import about
from tryfield.core.schema import Error, Schemas
from tryfield.core.verdict.judge import judge_of


def field_example_differs(endpoint: Endpoint) -> Iterator[Finding]:
    """The example or default of a single field contradicts the field.

    Pages show it beside the field, the console fills it in, and mocks send it.

    Bad:

    ```yaml
    limit:
      type: integer
      maximum: 100
      default: "20"
    ```

    Good:

    ```yaml
    limit:
      type: integer
      maximum: 100
      default: 20
    ```

    To fix it: correct the value, or the field. A format that is not met is a note.
    """
    schemas = judge_of(endpoint).compiler("request")
    seen: set[str] = set()
    for section in sections(endpoint):
        roots = (section.root,) if section.root is not None else section.fields
        for root in roots:
            for field in walk(root):
                if field.pointer not in seen and isinstance(field.schema, dict):
                    seen.add(field.pointer)
                    yield from _field(endpoint, schemas, field, section.place)
    for index, parameter in enumerate(endpoint.parameters):
        for example in parameter.examples:
            document = parse(example.text)
            value = document.value if document.strict else example.text
            pointer = f"{judge_of(endpoint).operation}/parameters/{index}/schema"
            if parameter.media_type or parameter.schema is None:
                continue
            errors = _errors(schemas, parameter.schema, pointer, value)
            if errors and example.text != value:
                errors = errors and _errors(schemas, parameter.schema, pointer, example.text)
            for error in errors[:1]:
                yield _finding(
                    endpoint, parameter.name, "example", error, example.span or parameter.span
                )


def _field(endpoint: Endpoint, schemas: Schemas, field: Field, place: str) -> Iterator[Finding]:
    schema: Any = field.schema
    values = [(key, schema[key], key) for key in ("default", "example") if key in schema]
    listed = schema.get("examples")
    if isinstance(listed, list):
        values += [("example", value, f"examples/{n}") for n, value in enumerate(listed)]
    for word, value, key in values:
        if value is None:
            continue  # often means that there is none
        for error in _errors(schemas, schema, field.pointer, value)[:1]:
            span = endpoint.spans.get(f"{field.pointer}/{key}") or endpoint.span_at(field.pointer)
            yield _finding(endpoint, field.path or place, word, error, span)


def _errors(schemas: Schemas, schema: Any, pointer: str, value: Any) -> tuple[Error, ...]:
    return schemas.compile(schema, base=f"#{pointer}").evaluate(value).errors


def _finding(endpoint: Endpoint, name: str, word: str, error: Error, span: Any) -> Finding:
    return about(
        "field-example-differs",
        endpoint,
        Severity.NOTE if error.keyword == "format" else Severity.ERROR,
        f"The {word} of '{name}' is {error.actual}, but documented as {error.expected}.",
        f"Correct the {word}, or the field.",
        span=span,
        field=name,
        voices=(
            Voice(speaker="docs", words=error.expected),
            Voice(speaker="example", words=error.actual, span=span),
        ),
    )

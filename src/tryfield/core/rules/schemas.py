"""The rule about values that stand in a schema: examples and defaults of single fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.fields.field_node import FieldNode, merged_schema
from tryfield.core.fields.type_labels import type_of_value
from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Endpoint
from tryfield.core.rules.documented import of_fields
from tryfield.core.rules.making import about, shared
from tryfield.core.schema.json_schema import Schemas
from tryfield.core.schema.schema_errors import Error
from tryfield.core.verdict.endpoint_judge import judge_of

_VALUES = frozenset({"default", "example", "examples"})


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

    To fix it: correct the value, or the field. A format that is not met is a note. A `$ref` in
    place of a value is not followed: only `examples` of a body or parameter may have one.
    """
    yield from _fields(endpoint)
    schemas = judge_of(endpoint).compiler("")
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
                span = example.span or parameter.span
                yield about(
                    "field-example-differs",
                    endpoint,
                    _severity(error),
                    f"'{parameter.name}' has {_shown('example', error)}.",
                    "Correct the example, or the field.",
                    span=span,
                    field=parameter.name,
                    voices=_voices(error, span),
                )


@of_fields
def _fields(endpoint: Endpoint, place: str, field: FieldNode) -> Iterator[Finding]:
    if not _VALUES & field.view.keywords.keys():
        return
    types = () if field.view.bound else (field.view.types or frozenset()) - {"object"}
    schemas = judge_of(endpoint).compiler("")
    schema = merged_schema(field)
    values: list[tuple[str, Any, str]] = [
        (key, schema[key], key) for key in ("default", "example") if key in schema
    ]
    listed = schema.get("examples")
    if isinstance(listed, list):
        values += [("example", value, f"examples/{n}") for n, value in enumerate(listed)]
    for word, value, key in values:
        if value is None or type_of_value(value) in types:
            continue  # null often means that there is none
        if _is_reference(value) and "$ref" not in field.view.properties:
            yield shared(
                "field-example-differs",
                endpoint,
                Severity.ERROR,
                f"has a '$ref' as its {word}, which nothing follows there.",
                f"Write the {word} itself.",
                field=field,
                place=place,
                span=endpoint.spans.get(f"{field.pointer}/{key}"),
            )
            continue
        for error in _errors(schemas, schema, field.pointer, value)[:1]:
            span = endpoint.spans.get(f"{field.pointer}/{key}") or endpoint.span_at(field.pointer)
            yield shared(
                "field-example-differs",
                endpoint,
                _severity(error),
                f"has {_shown(word, error)}.",
                f"Correct the {word}, or the field.",
                field=field,
                place=place,
                span=span,
                voices=_voices(error, span),
            )


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"$ref"} and isinstance(value["$ref"], str)


def _errors(schemas: Schemas, schema: Any, pointer: str, value: Any) -> tuple[Error, ...]:
    return schemas.compile(schema, base=f"#{pointer}").evaluate(value).errors


def _shown(word: str, error: Error) -> str:
    inside = f" (at '{error.instance}')" if error.instance else ""
    if error.keyword == "required":
        some = "an example" if word == "example" else f"a {word}"
        return f"{some}{inside} without {error.expected}, which is required"
    return f"the {word} {error.actual}{inside}, but is documented as {error.expected}"


def _severity(error: Error) -> Severity:
    if error.keyword == "format":
        return Severity.NOTE
    return Severity.WARNING if error.keyword == "pattern" else Severity.ERROR


def _voices(error: Error, span: Any) -> tuple[Evidence, ...]:
    return (
        Evidence(speaker="docs", words=error.expected),
        Evidence(speaker="example", words=error.actual, span=span),
    )

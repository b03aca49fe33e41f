"""Unsafe fixes that change the documentation: another type, or a field for an undocumented name.

The rules about examples offer them, and so does the live check.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tryfield.core.contract.contract_spans import ContractSpans
from tryfield.core.fields.field_node import FieldNode, written_path
from tryfield.core.fields.schema_view import type_of_value
from tryfield.core.findings import Edit, Fix
from tryfield.core.json_pointer import lookup
from tryfield.core.jsontext.json_document import Document
from tryfield.core.model import Endpoint, Json, Span
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.core.verdict.difference_wording import type_words
from tryfield.core.verdict.judgement import FieldVerdict, UndocumentedField

_PLAIN = re.compile(r"[A-Za-z_][\w-]*")
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_TODO = "TODO: describe this field."
_SAFE_IN_ATTRIBUTE = re.compile(r"[^\"<>{}\n]+")


def type_fixes(endpoint: Endpoint, verdict: FieldVerdict) -> tuple[Fix, ...]:
    """Document the type that the example has, where the documented one is written."""
    span = endpoint.spans.get(f"{verdict.pointer}/type")
    kind = verdict.actual[0].type if verdict.actual else ""
    if span is None or kind not in _SCALARS or span.line != span.end_line:
        return ()
    text = f'type="{kind}"'
    if isinstance(endpoint.spans, ContractSpans):
        text = f'"type": "{kind}"' if span.file.endswith(".json") else f"type: {kind}"
    return (Fix(title=f"Document it as {kind}", edits=(Edit(span=span, text=text),), safe=False),)


def undocumented_field_fixes(exhibit: CheckedExample, name: UndocumentedField) -> tuple[Fix, ...]:
    """Document the name that the example has; or write the name that is documented."""
    fixes = []
    if name.suggestion and exhibit.exact and exhibit.document is not None and name.where:
        meant = _last(name.suggestion)
        spans = [exhibit.span(where, key=True) for where in name.where]
        if len(spans) == name.count:
            edits = tuple(Edit(span=span, text=json.dumps(meant)) for span in spans)
            fixes.append(Fix(title=f"Write '{meant}'", edits=edits, safe=False))
    parent = checked_examples(exhibit.endpoint).field(name.place, name.parent)
    document = exhibit.document if exhibit.document and exhibit.document.readable else None
    return (*fixes, *new_field_fixes(exhibit.endpoint, parent, name, document=document))


def new_field_fixes(
    endpoint: Endpoint,
    parent: FieldNode | None,
    name: UndocumentedField,
    *,
    document: Document | None = None,
) -> tuple[Fix, ...]:
    """Document a name beside its documented siblings.

    Args:
        endpoint: That shows it.
        parent: The field that it stands in.
        name: What nobody documented.
        document: Where it is shown, for what stands inside of it.
    """
    siblings = [one for one in parent.children if one.name[:1] not in "[{"] if parent else []
    if parent is None or not siblings:
        return ()
    if isinstance(endpoint.spans, ContractSpans):
        edit = _openapi(endpoint, siblings[-1], name, document)
    else:
        edit = _mdx(endpoint, parent, siblings[0], name)
    if edit is None:
        return ()
    return (Fix(title=f"Document '{written_path(name.path)}'", edits=(edit,), safe=False),)


def _openapi(
    endpoint: Endpoint, sibling: FieldNode, name: UndocumentedField, document: Document | None
) -> Edit | None:
    span = endpoint.spans.get(sibling.pointer)
    if span is None or "/properties/" not in sibling.pointer:
        return None
    indent = " " * (span.column - 1)
    types = list(name.types)
    schema: dict[str, Json] = {"type": types[0] if len(types) == 1 else types}
    if len(types) == 1 and document is not None and name.where:
        schema = _schema_of(lookup(document.value, name.where[0])) or schema
    schema["description"] = _TODO
    if span.file.endswith(".json"):
        text = f",\n{indent}{json.dumps(name.name)}: {json.dumps(schema)}"
    elif span.line == span.end_line:
        return None  # a flow mapping
    else:
        text = "".join(f"\n{indent}{line}" for line in _yaml_lines(name.name, schema))
    end = Span(span.file, span.end_line, span.end_column, span.end_line, span.end_column)
    return Edit(span=end, text=text)


def _schema_of(value: Json, depth: int = 4) -> dict[str, Json]:
    """What documents a value: its type, and those of its items and names."""
    schema: dict[str, Json] = {"type": type_of_value(value)}
    if isinstance(value, dict) and value and depth:
        schema["properties"] = {name: _schema_of(one, depth - 1) for name, one in value.items()}
    elif isinstance(value, list) and value and depth:
        schema["items"] = _schema_of(value[0], depth - 1)
    return schema


def _yaml_lines(key: str, value: Json) -> Iterator[str]:
    """A member as lines of YAML in block style."""
    if not _PLAIN.fullmatch(key) or key.lower() in _WORDS:
        key = json.dumps(key)
    if isinstance(value, dict):
        yield f"{key}:"
        for name, inner in value.items():
            yield from (f"  {line}" for line in _yaml_lines(name, inner))
    elif isinstance(value, list):
        quoted = ['"null"' if one == "null" else str(one) for one in value]
        yield f"{key}: [{', '.join(quoted)}]"
    elif value == _TODO:
        yield f"{key}: '{value}'"
    else:
        yield f"{key}: " + ('"null"' if value == "null" else str(value))


def _mdx(
    endpoint: Endpoint, parent: FieldNode, sibling: FieldNode, name: UndocumentedField
) -> Edit | None:
    span = endpoint.spans.get(sibling.pointer)
    above = endpoint.spans.get(parent.pointer)
    nested = bool(name.parent)
    if span is None or not _SAFE_IN_ATTRIBUTE.fullmatch(name.name):
        return None
    if nested and (above is None or span.column <= above.column):
        return None  # a dotted name, or a page without indentation: we cannot know where it goes
    indent = " " * (span.column - 1)
    tag, attribute = "ResponseField", "name"
    if not name.place.startswith("response"):
        tag, attribute = "ParamField", "body" if name.place.startswith("body") else name.place
    text = (
        f'<{tag} {attribute}="{name.name}" type="{type_words(name.types)}">\n'
        f"{indent}  {_TODO}\n{indent}</{tag}>\n\n{indent}"
    )
    return Edit(span=Span(span.file, span.line, span.column, span.line, span.column), text=text)


def _last(path: str) -> str:
    """The last name of a field path, unescaped."""
    name = re.split(r"(?<!\\)\.", path)[-1]
    return re.sub(r"\\(.)", r"\1", name)

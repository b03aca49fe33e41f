"""Unsafe fixes that change the documentation: another type, or what nobody documented.

The rules about examples offer them, and so do live checks and traffic. What is written stands
beside something of its kind, in its style. Where nothing is there, or all of it stands on one line,
there is no fix; whoever applies one makes sure that the definition reads no worse.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from tryfield.core.contract.contract_pointers import endpoint_pointer, response_pointer
from tryfield.core.contract.contract_spans import ContractSpans
from tryfield.core.contract.openapi_terms import METHODS
from tryfield.core.documented_response import response_for
from tryfield.core.fields.field_node import FieldNode, written_path
from tryfield.core.fields.schema_view import type_of_value
from tryfield.core.findings import Edit, Fix
from tryfield.core.json_pointer import escape_token, lookup
from tryfield.core.jsontext.json_document import Document
from tryfield.core.model import Endpoint, Json, Span
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.core.verdict.difference_wording import type_words
from tryfield.core.verdict.judgement import FieldVerdict, UndocumentedField

_PLAIN = re.compile(r"[A-Za-z_][\w-]*")
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_TODO = "TODO: describe this field."
_TODO_PARAMETER = "TODO: describe this parameter."
_TODO_HEADER = "TODO: describe this header."
_TODO_RESPONSE = "TODO: describe this response."
_TODO_OPERATION = "TODO: describe this operation."
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
    if "/properties/" not in sibling.pointer:
        return None
    types = list(name.types)
    schema: dict[str, Json] = {"type": types[0] if len(types) == 1 else types}
    if len(types) == 1 and document is not None and name.where:
        schema = _schema_of(lookup(document.value, name.where[0])) or schema
    schema["description"] = _TODO
    return _member_edit([endpoint.spans.get(sibling.pointer)], name.name, schema)


# --- parameters, headers, statuses and methods


def parameter_fixes(endpoints: Iterable[Endpoint], location: str, name: str) -> tuple[Fix, ...]:
    """Document a parameter of requests beside those that their operations have.

    Args:
        endpoints: That are called with it; those where it cannot be written are left as they are.
        location: `query`, `header` or `cookie`.
        name: Of the parameter.
    """
    edits = tuple(filter(None, (_parameter(one, location, name) for one in endpoints)))
    title = f"Document the {location} parameter '{name}'"
    return (Fix(title=title, edits=edits, safe=False),) if edits else ()


def _parameter(endpoint: Endpoint, location: str, name: str) -> Edit | None:
    if not isinstance(endpoint.spans, ContractSpans):
        return _mdx_parameter(endpoint, location, name)
    value: dict[str, Json] = {"name": name, "in": location, "description": _TODO_PARAMETER}
    value["schema"] = {"type": "string"}
    edit = _item_edit(_own(endpoint, "parameters", range(len(endpoint.parameters))), value)
    operation = endpoint_pointer(endpoint)
    if edit is None and endpoint.spans.get(f"{operation}/parameters") is None:
        responses = endpoint.spans.get(f"{operation}/responses")
        edit = _member_edit([responses], "parameters", [value])
    return edit


def response_header_fixes(responses: Iterable[tuple[Endpoint, str]], name: str) -> tuple[Fix, ...]:
    """Document a header of responses, each an endpoint and a documented status."""
    value: dict[str, Json] = {"description": _TODO_HEADER, "schema": {"type": "string"}}
    edits: dict[Span, Edit] = {}
    for endpoint, status in responses:
        response = response_for(status, endpoint.responses)
        if response is None or not isinstance(endpoint.spans, ContractSpans):
            return ()
        place = response_pointer(endpoint, response)
        known = [
            endpoint.spans.get(f"{place}/headers/{escape_token(one.name)}")
            for one in response.headers
        ]
        edit = _member_edit(known, name, value)
        if edit is None and not known:
            description = endpoint.spans.get(f"{place}/description")
            edit = _member_edit([description], "headers", {name: value}, block=True)
        if edit is None:
            return ()
        edits[edit.span] = edit  # a response that several operations refer to is one place
    if not edits:
        return ()
    return (Fix(title=f"Document the header '{name}'", edits=tuple(edits.values()), safe=False),)


def status_fixes(endpoint: Endpoint, status: str) -> tuple[Fix, ...]:
    """Document a status beside the others of an operation."""
    if not isinstance(endpoint.spans, ContractSpans):
        return ()  # in pages an example documents a status, and nobody writes down what was seen
    known = _own(endpoint, "responses", [one.status for one in endpoint.responses])
    edit = _member_edit(known, status, {"description": _TODO_RESPONSE})
    return _fix(f"Document the status {status}", edit)


def method_fixes(endpoint: Endpoint, method: str, statuses: Iterable[int]) -> tuple[Fix, ...]:
    """Document another method at the address of an endpoint."""
    if not isinstance(endpoint.spans, ContractSpans) or method.lower() not in METHODS:
        return ()
    value: dict[str, Json] = {"summary": _TODO_OPERATION}
    # Those of the path item are of all its methods.
    names: list[Json] = [
        {"name": one.name, "in": "path", "required": True, "schema": {"type": "string"}}
        for number, one in enumerate(endpoint.parameters)
        if one.location == "path" and _own(endpoint, "parameters", [number])
    ]
    if names:
        value["parameters"] = names
    value["responses"] = {str(one): {"description": _TODO_RESPONSE} for one in sorted(statuses)}
    edit = _member_edit([endpoint.spans.get(endpoint_pointer(endpoint))], method.lower(), value)
    return _fix(f"Document {method} {endpoint.path}", edit)


def _own(endpoint: Endpoint, below: str, names: Iterable[object]) -> list[Span | None]:
    """Where an operation itself says its parameters or responses; not what it refers to."""
    operation = endpoint_pointer(endpoint)
    whole = endpoint.span_at(operation)
    spans = (endpoint.spans.get(f"{operation}/{below}/{name}") for name in names)
    return [one for one in spans if one is not None and _inside(one, whole)]


def _inside(span: Span, whole: Span) -> bool:
    return span.file == whole.file and whole.line <= span.line <= whole.end_line


def _fix(title: str, edit: Edit | None) -> tuple[Fix, ...]:
    return () if edit is None else (Fix(title=title, edits=(edit,), safe=False),)


# --- text beside other text


def _member_edit(
    siblings: Iterable[Span | None], name: str, value: Json, *, block: bool = False
) -> Edit | None:
    """A member of an object behind the last of its siblings that can have one behind it.

    Args:
        siblings: Where they stand, from their names on.
        name: Of the member.
        value: Of the member.
        block: A sibling on one line is known to stand in block style.
    """
    span = next((one for one in reversed([*siblings]) if one and (block or _is_block(one))), None)
    if span is None:
        return None
    indent = " " * (span.column - 1)
    if span.file.endswith(".json"):
        return _behind(span, f",\n{indent}{json.dumps(name)}: {json.dumps(value)}")
    return _behind(span, "".join(f"\n{indent}{line}" for line in _yaml_lines(name, value)))


def _item_edit(siblings: Iterable[Span | None], value: dict[str, Json]) -> Edit | None:
    """An item of a list behind the last of its siblings that can have one behind it."""
    span = next((one for one in reversed([*siblings]) if one and _is_block(one)), None)
    if span is None:
        return None
    indent = " " * (span.column - 1)
    if span.file.endswith(".json"):
        return _behind(span, f",\n{indent}{json.dumps(value)}")
    return _behind(span, "".join(f"\n{indent[2:]}{line}" for line in _yaml_item(value)))


def _is_block(span: Span) -> bool:
    """Whether lines may follow: in YAML, what stands on one line may be part of a flow mapping."""
    return span.file.endswith(".json") or span.line < span.end_line


def _behind(span: Span, text: str) -> Edit:
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
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield f"{key}:"
        for one in value:
            if isinstance(one, dict):
                yield from (f"  {line}" for line in _yaml_item(one))
    elif isinstance(value, list):
        quoted = ['"null"' if one == "null" else str(one) for one in value]
        yield f"{key}: [{', '.join(quoted)}]"
    elif isinstance(value, str) and (_PLAIN.fullmatch(value) and value.lower() not in _WORDS):
        yield f"{key}: {value}"
    else:
        yield f"{key}: {json.dumps(value)}"


def _yaml_item(value: dict[str, Json]) -> Iterator[str]:
    """An item of a list as lines of YAML in block style."""
    lines = (line for name, inner in value.items() for line in _yaml_lines(name, inner))
    yield from (f"{'  ' if number else '- '}{line}" for number, line in enumerate(lines))


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


def _mdx_parameter(endpoint: Endpoint, location: str, name: str) -> Edit | None:
    """A tag before the first parameter of a page."""
    operation = endpoint_pointer(endpoint)
    spans = (
        endpoint.spans.get(f"{operation}/parameters/{number}")
        for number in range(len(endpoint.parameters))
    )
    span = min((one for one in spans if one), key=lambda one: one.line, default=None)
    if span is None or not _SAFE_IN_ATTRIBUTE.fullmatch(name):
        return None
    indent = " " * (span.column - 1)
    text = (
        f'<ParamField {location}="{name}" type="string">\n'
        f"{indent}  {_TODO_PARAMETER}\n{indent}</ParamField>\n\n{indent}"
    )
    return Edit(span=Span(span.file, span.line, span.column, span.line, span.column), text=text)


def _last(path: str) -> str:
    """The last name of a field path, unescaped."""
    name = re.split(r"(?<!\\)\.", path)[-1]
    return re.sub(r"\\(.)", r"\1", name)

"""What was read, as documented and versioned JSON that others can build on (docs/export.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tryfield.core.fields.field_sections import sections
from tryfield.core.fields.field_tree import walk
from tryfield.core.model import Endpoint, Example, Field, Requirement, Span
from tryfield.project import Project
from tryfield.relative_paths import shown

VERSION = 1  #: of the shape; a name may be added without a new version, none is removed

#: What a schema says beyond its type, as a field carries it.
_KEYWORDS = ("default", "enum", "const", "format", "pattern", "minimum", "maximum", "minLength")
_MORE_KEYWORDS = ("maxLength", "minItems", "maxItems", "exclusiveMinimum", "exclusiveMaximum")


def as_json(project: Project) -> dict[str, Any]:
    """`{"version": 1, "endpoints": [...], "findings": [...], "passed_over": [...]}`.

    An endpoint has its fields by place (`"response 200 application/json"`) and path
    (`"user_group.token"`), its examples, auth and servers. Empty parts are left out; a `span` is
    `{"file", "line", "column", "end_line", "end_column"}`, all counted from 1, and `file` is
    relative to the project's folder where it lies in there.
    """
    reference = project.reference
    shape = _full(
        {
            "version": VERSION,
            "title": reference.title,
            "api_version": reference.version,
            "description": reference.description,
            "endpoints": [_endpoint(endpoint) for endpoint in reference.endpoints],
            "findings": [finding.to_json() for finding in project.findings],
            "passed_over": [
                {"file": str(file), "reason": reason} for file, reason in project.passed_over
            ],
        }
    )
    _name_files(shape, project.root)
    return shape


def _name_files(shape: Any, root: Path) -> None:
    """Name files relative to a folder, in our own places only: never inside of what was read."""
    for entry in shape.get("passed_over", ()):
        entry["file"] = shown(entry["file"], root)
    stack = [*shape.get("endpoints", ()), *shape.get("findings", ())]
    while stack:
        entry = stack.pop()
        if "span" in entry:
            entry["span"]["file"] = shown(entry["span"]["file"], root)
        for part in ("fields", "requests", "examples", "callbacks", "evidence"):
            stack += entry.get(part, ())


def _endpoint(endpoint: Endpoint) -> dict[str, Any]:
    plain = ("id", "method", "path", "kind", "operation_id", "title", "summary", "description")
    return _full(
        {name: getattr(endpoint, name) for name in plain}
        | {
            "deprecated": endpoint.deprecated,
            "tags": list(endpoint.tags),
            "servers": [
                _full({"url": s.url, "description": s.description, "variables": s.variables})
                for s in endpoint.servers
            ],
            "auth": [[_requirement(need) for need in needs] for needs in endpoint.security],
            "fields": list(_fields(endpoint)),
            "requests": [_example(sample) for sample in endpoint.samples],
            "examples": list(_examples(endpoint)),
            "callbacks": [_endpoint(callback) for callback in endpoint.callbacks],
        }
        | _span(endpoint.span)
    )


def _requirement(need: Requirement) -> dict[str, Any]:
    auth = need.auth
    plain = ("name", "kind", "scheme", "prefix", "placeholder", "description")
    shape = {name: getattr(auth, name) for name in plain} | {"scopes": list(need.scopes)}
    if auth.kind == "apiKey":
        shape |= {"in": auth.location, "parameter": auth.parameter}
    return _full(shape)


def _fields(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    for section in sections(endpoint):
        tops = section.fields if section.root is None else (section.root,)
        for field in (field for top in tops for field in walk(top)):
            yield _field(section.place, field, endpoint)


def _field(place: str, field: Field, endpoint: Endpoint) -> dict[str, Any]:
    schema = field.schema if isinstance(field.schema, Mapping) else {}
    flags = ("required", "nullable", "deprecated", "read_only", "write_only")
    shape = (
        {"place": place, "path": field.path, "name": field.name, "type": field.type}
        | {name: True for name in flags if getattr(field, name)}
        | {"description": field.description, "unchecked": field.unchecked}
        | {"repeats": field.repeats, "combiner": field.combiner}
    )
    said = {name: schema[name] for name in (*_KEYWORDS, *_MORE_KEYWORDS) if name in schema}
    return _full(shape) | said | {"path": field.path} | _span(endpoint.span_at(field.pointer))


def _examples(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    for content in endpoint.body.contents if endpoint.body else ():
        for example in content.examples:
            yield {"place": f"body {content.media_type}"} | _example(example)
    for response in endpoint.responses:
        for content in response.contents:
            for example in content.examples:
                place = f"response {response.status} {content.media_type}"
                yield {"place": place} | _example(example)


def _example(example: Example) -> dict[str, Any]:
    names = ("name", "language", "media_type", "status", "summary")
    shape = _full({name: getattr(example, name) for name in names})
    return shape | {"text": example.text} | _span(example.span)


def _span(span: Span | None) -> dict[str, Any]:
    return {} if span is None else {"span": span.to_json()}


def _full(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if value not in ("", [], {}, None, False)}

"""The YAML of a legacy export: one operation as `paths: {path, method, request, response}`.

Schemas are lists of alternatives (`schemaArray`, `requiredProperties`), properties are wrapped in
`allOf`. It is turned into the OpenAPI 3.1 document that it was made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tryfield.core.contract.contract_pointers import operation_pointer, path_item, path_key
from tryfield.core.contract.contract_reader import endpoints
from tryfield.core.findings import Finding, Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Endpoint, Span
from tryfield.readers.mdx.type_expressions import schema_of
from tryfield.readers.source_text import Source

_LOCATIONS = ("path", "query", "header", "cookie")
_KINDS = {"http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"}


def read_legacy_export(source: Source) -> tuple[Endpoint | None, tuple[Finding, ...]]:
    """The endpoint of an older export; a truncated one gives what it holds, and a finding."""
    from tryfield.readers.openapi.openapi_file import parse

    file = parse(source, "")
    findings = list(file.findings)
    writer = _Writer(_mapping(_mapping(file.value), "paths"))
    document = writer.document()
    if document is None:
        return None, tuple(findings)
    spans: dict[str, Span] = {}
    for target, origin in writer.origins.items():
        try:
            spans[target] = file.span(origin)
        except (KeyError, IndexError, ValueError):
            continue
    if findings or not writer.has_response:
        end = len(source.text.rstrip())
        findings.append(
            Finding(
                rule="export-truncated",
                severity=Severity.WARNING,
                span=source.span(max(source.text.rfind("\n", 0, end) + 1, 0), end),
                message="The export ends in the middle of the operation; what it holds is read.",
                advice="Export the page again, or read the document that it was made from.",
                endpoint=f"{writer.method} {writer.path}",
            )
        )
    return next(endpoints(document, spans=spans), None), tuple(findings)


class _Writer:
    """Writes the OpenAPI document of one operation."""

    def __init__(self, operation: Mapping[str, Any]) -> None:
        self._operation = operation
        self._schemas = LegacySchemas()
        self._schemes: dict[str, Any] = {}
        self.path = _text(operation, "path")
        self.method = _text(operation, "method").upper()
        self.has_response = isinstance(operation.get("response"), Mapping)

    @property
    def origins(self) -> Mapping[str, str]:
        """For each pointer of the document, the pointer in the export."""
        return self._schemas.origins

    def document(self) -> dict[str, Any] | None:
        """The document; None when there is no path or no method."""
        if not self.path or not self.method:
            return None
        here = operation_pointer("path", self.path, self.method)
        self._schemas.origins[here] = "/paths"
        request = _mapping(self._operation, "request")
        written: dict[str, Any] = {
            "parameters": list(self._parameters(request, here)),
            "responses": self._responses(here),
        }
        body = self._contents(
            _mapping(request, "body"), "/paths/request/body", f"{here}/requestBody/content"
        )
        if body:
            self._schemas.origins[f"{here}/requestBody"] = "/paths/request/body"
            written["requestBody"] = {
                "content": body,
                "required": any(
                    is_required(each)
                    for content in _mapping(request, "body").values()
                    for each in _list(content, "schemaArray")
                ),
            }
        if security := list(self._security(request)):
            written["security"] = security
        for name in ("title", "summary", "description"):
            if text := _text(self._operation, name):
                written["summary" if name == "title" else name] = text
        if self._operation.get("deprecated") is True:
            written["deprecated"] = True
        servers = [
            {"url": _text(server, "url"), "description": _text(server, "description")}
            for server in _list(self._operation, "servers")
            if _text(server, "url")
        ]
        return {
            "openapi": "3.1.1",
            "info": {"title": "", "version": ""},
            "servers": servers,
            "paths": {path_key(self.path): path_item(self.method, written)},
            "components": {"securitySchemes": self._schemes},
        }

    def _parameters(self, request: Mapping[str, Any], here: str) -> Iterator[dict[str, Any]]:
        number = 0
        for location in _LOCATIONS:
            for name, value in _mapping(_mapping(request, "parameters"), location).items():
                origin = f"/paths/request/parameters/{location}/{escape_token(str(name))}"
                place = f"{here}/parameters/{number}"
                self._schemas.origins[place] = origin
                schemas = _list(value, "schema")
                schema = self._schemas.several(schemas, f"{origin}/schema", f"{place}/schema") or {}
                description = schema.pop("description", "") or _text(value, "description")
                number += 1
                yield {
                    "name": str(name),
                    "in": location,
                    "required": location == "path" or any(is_required(each) for each in schemas),
                    "description": description,
                    "schema": schema,
                }

    def _contents(self, value: Mapping[str, Any], origin: str, target: str) -> dict[str, Any]:
        contents: dict[str, Any] = {}
        for media_type, content in value.items():
            if not isinstance(content, Mapping) or "/" not in str(media_type):
                continue
            name = escape_token(str(media_type))
            schema = self._schemas.several(
                content.get("schemaArray"),
                f"{origin}/{name}/schemaArray",
                f"{target}/{name}/schema",
            )
            contents[str(media_type)] = {
                **({"schema": schema} if schema is not None else {}),
                "examples": {
                    str(label): {"value": _mapping(example).get("value")}
                    for label, example in _mapping(content, "examples").items()
                    if "value" in _mapping(example)
                },
            }
        return contents

    def _responses(self, here: str) -> dict[str, Any]:
        responses: dict[str, Any] = {}
        for status, value in _mapping(self._operation, "response").items():
            origin = f"/paths/response/{escape_token(str(status))}"
            place = f"{here}/responses/{escape_token(str(status))}"
            self._schemas.origins[place] = origin
            contents = _mapping(value)
            words = next(
                (text for each in contents.values() if (text := _text(each, "description"))), ""
            )
            responses[str(status)] = {
                "description": words,
                "content": self._contents(contents, origin, f"{place}/content"),
            }
        return responses

    def _security(self, request: Mapping[str, Any]) -> Iterator[dict[str, list[str]]]:
        for alternative in _list(request, "security"):
            names: dict[str, list[str]] = {}
            parameters = _mapping(alternative, "parameters")
            for location in ("header", "query", "cookie"):
                for name, value in _mapping(parameters, location).items():
                    kind = _text(value, "type")
                    title = _text(alternative, "title") or str(name)
                    key = title if title not in names else f"{title}-{name}"
                    scheme: dict[str, Any] = {"type": kind if kind in _KINDS else "apiKey"}
                    if scheme["type"] == "http":
                        scheme["scheme"] = _text(value, "scheme") or "bearer"
                    elif scheme["type"] == "apiKey":
                        scheme |= {"in": location, "name": str(name)}
                    elif scheme["type"] == "oauth2":
                        scheme["flows"] = {}
                    if text := _text(value, "description"):
                        scheme["description"] = text
                    self._schemes[key] = scheme
                    names[key] = []
            yield names


def _mapping(value: Any, name: str | None = None) -> Mapping[str, Any]:
    if name is not None:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(found, Mapping):
        return [found]
    return found if isinstance(found, list) else []


def _text(value: Any, name: str) -> str:
    found = value.get(name) if isinstance(value, Mapping) else None
    return found.strip() if isinstance(found, str) else ""


Origins = dict[str, str]
_DEPTH = 60
_WORDS = """
title description format pattern minimum maximum minLength maxLength minItems maxItems uniqueItems
enum const default example deprecated readOnly writeOnly multipleOf minProperties maxProperties
exclusiveMinimum exclusiveMaximum
"""
_PLAIN = frozenset(_WORDS.split())


class LegacySchemas:
    """Turns schemas; `origins` gets, for each pointer of the result, the pointer in the export."""

    def __init__(self) -> None:
        self.origins: Origins = {}

    def several(self, value: Any, source: str, target: str) -> dict[str, Any] | None:
        """A `schemaArray`: one schema, or the alternatives."""
        if not isinstance(value, list) or not value:
            return None
        if len(value) == 1:
            return self.one(value[0], f"{source}/0", target, 0)
        self.origins[target] = source
        branches = [
            self.one(each, f"{source}/{number}", f"{target}/anyOf/{number}", 0)
            for number, each in enumerate(value)
        ]
        return {"anyOf": branches}

    def one(self, value: Any, source: str, target: str, depth: int) -> dict[str, Any]:
        """One schema."""
        if not isinstance(value, Mapping) or depth > _DEPTH:
            return {}
        for word in ("allOf", "oneOf", "anyOf"):
            parts = value.get(word)
            if isinstance(parts, list) and parts:
                return self._combined(value, word, parts, source, target, depth)
        self.origins[target] = source
        schema: dict[str, Any] = {}
        if isinstance(words := value.get("type"), str):
            schema.update(schema_of(words).schema if words != "any" else {})
        elif isinstance(words, list):
            schema["type"] = words
        for name, entry in value.items():
            if name in _PLAIN or str(name).startswith("x-"):
                schema["examples" if name == "example" else str(name)] = (
                    [entry] if name == "example" else entry
                )
        if value.get("nullable") is True and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        self._inside(value, schema, source, target, depth)
        return schema

    def _combined(
        self,
        value: Mapping[str, Any],
        word: str,
        parts: list[Any],
        source: str,
        target: str,
        depth: int,
    ) -> dict[str, Any]:
        if len(parts) == 1:
            return self.one(parts[0], f"{source}/{word}/0", target, depth + 1)
        self.origins[target] = source
        schema: dict[str, Any] = {
            word: [
                self.one(each, f"{source}/{word}/{number}", f"{target}/{word}/{number}", depth + 1)
                for number, each in enumerate(parts)
            ]
        }
        if isinstance(value.get("description"), str):
            schema["description"] = value["description"]
        return schema

    def _inside(
        self, value: Mapping[str, Any], schema: dict[str, Any], source: str, target: str, depth: int
    ) -> None:
        properties = value.get("properties")
        required = value.get("requiredProperties")
        names = [str(name) for name in required] if isinstance(required, list) else []
        if isinstance(properties, Mapping):
            schema["properties"] = {
                str(name): self.one(
                    entry,
                    f"{source}/properties/{escape_token(str(name))}",
                    f"{target}/properties/{escape_token(str(name))}",
                    depth + 1,
                )
                for name, entry in properties.items()
            }
            names += [
                str(name)
                for name, entry in properties.items()
                if is_required(entry) and str(name) not in names
            ]
        if names:
            schema["required"] = names
        for word in ("items", "additionalProperties"):
            entry = value.get(word)
            if isinstance(entry, list):
                entry = {"anyOf": entry}
            if isinstance(entry, Mapping) and entry:
                schema[word] = self.one(entry, f"{source}/{word}", f"{target}/{word}", depth + 1)
            elif isinstance(entry, bool):
                schema[word] = entry


def is_required(value: Any) -> bool:
    """Whether a property or a parameter says that it is required."""
    if not isinstance(value, Mapping):
        return False
    if value.get("required") is True:
        return True
    parts = value.get("allOf") or value.get("schema")
    return isinstance(parts, list) and len(parts) == 1 and is_required(parts[0])

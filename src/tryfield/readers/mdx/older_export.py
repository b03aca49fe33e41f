"""The YAML of an older export: one operation as `paths: {path, method, request, response}`.

Schemas are lists of alternatives (`schemaArray`), properties are wrapped in `allOf`. It is
turned into the OpenAPI 3.1 document that it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tryfield.core.contract.contract_reader import endpoints
from tryfield.core.contract.openapi_terms import escape
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint, Span
from tryfield.readers.mdx.older_schemas import OlderSchemas, is_required
from tryfield.readers.source import Source

_HEAD = re.compile(r"(?:^|\n)[ \t]*paths:[ \t]*\n(?:[ \t]*\n)*[ \t]+(?:path|method):[ \t]*\S")
_METHOD = re.compile(r"\n[ \t]+method:[ \t]*\S")
_LOCATIONS = ("path", "query", "header", "cookie")
_KINDS = {"http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"}


def is_older_export(text: str) -> bool:
    """Whether a text is the YAML of an older export."""
    begin = text[:3000]
    return bool(_HEAD.search(begin) and _METHOD.search(begin)) and "```" not in begin


def read_older_export(source: Source) -> tuple[Endpoint | None, tuple[Finding, ...]]:
    """The endpoint of an older export; a truncated one gives what it holds, and a finding."""
    from tryfield.readers.openapi.parsing import parse

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
                endpoint=f"{writer.method.upper()} {writer.path}",
            )
        )
    return next(endpoints(document, spans=spans), None), tuple(findings)


class _Writer:
    """Writes the OpenAPI document of one operation."""

    def __init__(self, operation: Mapping[str, Any]) -> None:
        self._operation = operation
        self._schemas = OlderSchemas()
        self._schemes: dict[str, Any] = {}
        self.path = _text(operation, "path")
        self.method = _text(operation, "method").lower()
        self.has_response = isinstance(operation.get("response"), Mapping)

    @property
    def origins(self) -> Mapping[str, str]:
        """For each pointer of the document, the pointer in the export."""
        return self._schemas.origins

    def document(self) -> dict[str, Any] | None:
        """The document; None when there is no path or no method."""
        if not self.path or not self.method:
            return None
        here = f"/paths/{escape(self.path)}/{self.method}"
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
            "paths": {self.path: {self.method: written}},
            "components": {"securitySchemes": self._schemes},
        }

    def _parameters(self, request: Mapping[str, Any], here: str) -> Iterator[dict[str, Any]]:
        number = 0
        for location in _LOCATIONS:
            for name, value in _mapping(_mapping(request, "parameters"), location).items():
                origin = f"/paths/request/parameters/{location}/{escape(str(name))}"
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
            name = escape(str(media_type))
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
            origin = f"/paths/response/{escape(str(status))}"
            place = f"{here}/responses/{escape(str(status))}"
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

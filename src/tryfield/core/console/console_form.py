"""The form of an endpoint: its fields in the order of the page, and the values that fill it in.

`core.bridge` shows it. A pasted curl command or a request of code fills it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tryfield.core.console.console_messages import values_message
from tryfield.core.fields.field_sections import sections
from tryfield.core.model import Auth, Content, Endpoint, Field, Json, Server, Span
from tryfield.core.request.request_body import kind_of
from tryfield.core.request.request_credentials import prefix_of
from tryfield.core.request.request_prefill import (
    commands_in,
    example_names,
    example_values,
    values_of_curl,
)
from tryfield.core.request.request_values import Values
from tryfield.core.snippets.request_snippets import LANGUAGES
from tryfield.core.wire import WireRequest

# A field has these as fields below it.
_NAMES = """
properties patternProperties items prefixItems oneOf anyOf allOf discriminator description $defs
then else dependentSchemas
"""
_STRUCTURE = frozenset(_NAMES.split())


def form(endpoint: Endpoint, name: str) -> dict[str, Json]:
    """The form of an endpoint, under the id that the page gave it."""
    # Without the responses: their fields are on the page, and may be thousands.
    places = sections(replace(endpoint, responses=()))
    roots = {one.place: one.root for one in places}
    contents = endpoint.body.contents if endpoint.body else ()
    return {
        "endpoint": name,
        "method": endpoint.method,
        "path": endpoint.path,
        "servers": [_server(one) for one in endpoint.servers],
        "auth": _auth(endpoint),
        "sections": [
            {"place": one.place, "fields": [_field(field) for field in one.fields]}
            for one in places
            if not one.place.startswith("body")
        ],
        "bodies": [_body(one, roots.get(f"body {one.media_type}".rstrip())) for one in contents],
        "examples": [{"name": one, "summary": summary} for one, summary in example_names(endpoint)],
        "values": values_message(example_values(endpoint)),
        "languages": [{"id": one, "title": title} for one, title in LANGUAGES.items()],
        "responses": [{"status": one.status} for one in endpoint.responses],
    }


def _server(server: Server) -> dict[str, Json]:
    variables = [
        {
            "name": name,
            "default": str(said.get("default", "")),
            "enum": [str(one) for one in said.get("enum") or ()],
            "description": str(said.get("description") or ""),
        }
        for name, said in server.variables.items()
        if isinstance(said, Mapping)
    ]
    return {"url": server.url, "description": server.description, "variables": variables}


def _auth(endpoint: Endpoint) -> dict[str, Json]:
    schemes: dict[str, Auth] = {}
    for alternative in endpoint.security:
        for one in alternative:
            schemes.setdefault(one.auth.name, one.auth)
    return {
        "alternatives": [
            {"schemes": [{"name": one.auth.name, "scopes": list(one.scopes)} for one in group]}
            for group in endpoint.security
        ],
        "schemes": [_scheme(auth) for auth in schemes.values()],
    }


def _scheme(auth: Auth) -> dict[str, Json]:
    basic = auth.kind == "http" and auth.scheme.lower() == "basic"
    return {
        "name": auth.name,
        "kind": auth.kind,
        "asks": "nothing" if auth.kind == "mutualTLS" else "basic" if basic else "value",
        "location": auth.location if auth.kind == "apiKey" else "header",
        "parameter": auth.parameter if auth.kind == "apiKey" else "Authorization",
        "prefix": prefix_of(auth),
        "description": auth.description,
        "placeholder": auth.placeholder,
        "flows": dict(auth.flows),
        "openIdConnectUrl": auth.open_id_connect_url,
    }


def _body(content: Content, root: Field | None) -> dict[str, Json]:
    return {
        "mediaType": content.media_type,
        "kind": kind_of(content.media_type),
        "field": _field(root) if root else None,
        "examples": [
            {"name": one.name, "summary": one.summary, "text": one.text} for one in content.examples
        ],
    }


def _field(field: Field) -> dict[str, Json]:
    return {
        "name": field.name,
        "path": field.path,
        "schema": _schema(field.schema),
        "type": field.type,
        "required": field.required,
        "nullable": field.nullable,
        "deprecated": field.deprecated,
        "readOnly": field.read_only,
        "children": [_field(one) for one in field.children],
        "choices": [{"label": one.label, "field": _field(one.field)} for one in field.choices],
        "discriminator": field.discriminator,
        "repeats": field.repeats,
    }


def _schema(schema: Any) -> Json:
    if not isinstance(schema, Mapping):
        return schema
    return {
        name: value
        for name, value in schema.items()
        if name not in _STRUCTURE and (name != "additionalProperties" or isinstance(value, bool))
    }


def values_from_curl(endpoint: Endpoint, text: str) -> dict[str, Json] | None:
    """The values that the first command of a text says, and what to know about them."""
    commands = commands_in(text)
    if not commands:
        return None
    command = commands[0]
    values = values_of_curl(endpoint, command, Values())
    notes = [f"{one.message} {one.advice}" for one in command.findings]
    if command.request.method != endpoint.method.upper():
        notes.append(f"The command says {command.request.method}, this is {endpoint.method}.")
    return {"values": values_message(values), "notes": list(notes)}


def values_from_request(endpoint: Endpoint, request: WireRequest) -> dict[str, Json] | None:
    """The values that a request of code says; None where no form could say its body."""
    from tryfield.core.curl.curl_command import Command

    parts = (request.header("content-type") or "").startswith("multipart/")
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if parts and text:
        return None
    here = Span("code")
    command = Command(
        request=request,
        span=here,
        header_spans=(here,) * len(request.headers),
        body_span=here if text else None,
        body_text=text,
    )
    return values_message(values_of_curl(endpoint, command, Values()))

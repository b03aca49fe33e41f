"""The form of an endpoint: its fields in the order of the page, and the values that fill it in.

`core.bridge` shows it. A pasted curl command or a request of code fills it in.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from tryfield.core.console.console_messages import values_message
from tryfield.core.fields.field_sections import sections
from tryfield.core.model import Auth, Content, Endpoint, Field, Json, Server, Span
from tryfield.core.parameter_styles import path_texts, split_pairs
from tryfield.core.request.request_body import example_text, kind_of
from tryfield.core.request.request_credentials import prefix_of, sent_credential
from tryfield.core.request.request_prefill import (
    commands_in,
    example_names,
    example_values,
    values_of_curl,
)
from tryfield.core.request.request_url import origin_of, server_urls
from tryfield.core.request.request_values import Credential, Values
from tryfield.core.snippets.request_snippets import LANGUAGES
from tryfield.core.wire import WireRequest

if TYPE_CHECKING:
    from tryfield.core.curl.curl_model import Command

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
        "bodies": [
            _body(one, roots.get(f"body {one.media_type}".rstrip()), endpoint.components)
            for one in contents
        ],
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
    return {
        "alternatives": [
            {"schemes": [{"name": one.auth.name, "scopes": list(one.scopes)} for one in group]}
            for group in endpoint.security
        ],
        "schemes": [_scheme(auth) for auth in _auths(endpoint)],
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


def _body(content: Content, root: Field | None, components: Mapping[str, Any]) -> dict[str, Json]:
    return {
        "mediaType": content.media_type,
        "kind": kind_of(content.media_type),
        "field": _field(root) if root else None,
        "examples": [
            {
                "name": one.name,
                "summary": one.summary or one.description,
                "text": example_text(content, one, components),
            }
            for one in content.examples
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
    """The values that the first command of a text says, its credentials, and what was left out.

    As JSON: `{"values": {...}, "credentials": {"name": {"value", "user", "password"}}, "notes":
    [str]}`. Each part of the command is taken over or named in a note.
    """
    from tryfield.core.curl.windows_command import as_posix_command, is_windows_command

    if is_windows_command(text):
        text = as_posix_command(text)
    commands = commands_in(text)
    if not commands:
        return None
    command = commands[0]
    values = values_of_curl(endpoint, command, Values())
    credentials = dict(_credentials(endpoint, command))
    notes = [f"{one.message} {one.advice}" for one in command.findings]
    notes += _left_out(endpoint, command, credentials)
    if len(commands) > 1:
        notes.append(f"The text holds {len(commands)} requests: only the first one was taken over.")
    found = {"values": values_message(values), "notes": list(dict.fromkeys(notes))}
    return found | ({"credentials": credentials} if credentials else {})


def _credentials(endpoint: Endpoint, command: Command) -> Iterator[tuple[str, dict[str, str]]]:
    """What a command has for each documented security scheme."""
    request = command.request
    cookies = split_pairs(request.header("cookie") or "", ";")
    query = split_pairs(request.url.partition("#")[0].partition("?")[2])
    for auth in _auths(endpoint):
        basic = auth.kind == "http" and auth.scheme.lower() == "basic"
        if basic:
            user, colon, password = _basic_pair(request.header("authorization") or "")
            if colon or user:
                yield auth.name, {"value": "", "user": user, "password": password}
            continue
        value = ""
        if auth.kind != "apiKey":
            value = request.header("authorization") or ""
            if value.lower().startswith("basic "):
                continue
        elif auth.location == "header":
            value = request.header(auth.parameter) or ""
        else:
            pairs = cookies if auth.location == "cookie" else query
            value = next(
                (unquote_plus(t) for n, t in pairs if unquote_plus(n) == auth.parameter), ""
            )
        sent = sent_credential(auth, Credential(value=value))
        if sent is not None:
            yield auth.name, {"value": sent.secret, "user": "", "password": ""}


def _auths(endpoint: Endpoint) -> list[Auth]:
    found: dict[str, Auth] = {}
    for group in endpoint.security:
        for one in group:
            found.setdefault(one.auth.name, one.auth)
    return list(found.values())


def _basic_pair(header: str) -> tuple[str, str, str]:
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic":
        return "", "", ""
    try:
        return base64.b64decode(text.strip(), validate=True).decode("utf-8").partition(":")
    except ValueError:
        return "", "", ""


#: Options of curl that mean something to the call, and that a form has no place for.
_WITHOUT_PLACE = {
    "cert": "a client certificate",
    "proxy": "a proxy",
    "resolve": "an address of its own",
    "unix-socket": "a socket",
    "aws-sigv4": "a signature",
    "digest": "digest authentication",
    "ntlm": "NTLM authentication",
    "negotiate": "Negotiate authentication",
}


def _left_out(
    endpoint: Endpoint, command: Command, credentials: Mapping[str, object]
) -> Iterator[str]:
    request = command.request
    if request.method != endpoint.method.upper():
        yield f"The command says {request.method}, this is {endpoint.method}."
    yield from _other_address(endpoint, request.url)
    for part in command.parts:
        if part.file:
            yield f"'{part.name}' is the file '{part.file}': choose it here, no page can read it."
    in_parts = {part.file for part in command.parts}
    for file in command.files:
        if file not in in_parts:
            yield f"The command reads the file '{file}': no page can, so write or choose it here."
    taken = {one.parameter.lower() for one in _auths(endpoint) if one.name in credentials}
    for name in dict.fromkeys(name for name, _ in request.headers):
        if name.lower() == "authorization" and name.lower() not in taken:
            basic = (request.header(name) or "").lower().startswith("basic ")
            if not (basic and any(_basic_of(endpoint, one) for one in credentials)):
                yield f"'{name}' was left out: no documented credential is sent so."
    for option in command.options:
        what = _WITHOUT_PLACE.get(option.name)
        if what:
            yield f"--{option.name} was left out: a browser sends no request with {what}."


def _basic_of(endpoint: Endpoint, name: str) -> bool:
    return any(one.name == name and one.scheme.lower() == "basic" for one in _auths(endpoint))


def _other_address(endpoint: Endpoint, url: str) -> Iterator[str]:
    path = url.partition("#")[0].partition("?")[0]
    template = endpoint.path.partition("?")[0]
    if path_texts(path, template if template.startswith("/") else f"/{template}") is None:
        yield f"The path of '{path}' is not '{endpoint.path}': its values were left out."
    origin = origin_of(url)
    known = {origin_of(one) for server in endpoint.servers for one in server_urls(server)}
    if origin and origin not in known:
        yield f"The command calls {origin}: the base URL that you chose stays."


def values_from_request(endpoint: Endpoint, request: WireRequest) -> dict[str, Json] | None:
    """The values that a request of code says; None where no form could say its body."""
    from tryfield.core.curl.curl_model import Command

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

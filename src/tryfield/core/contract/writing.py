"""From an endpoint to its Operation Object (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tryfield.core.contract import words
from tryfield.core.contract.examples import text_of, value_of
from tryfield.core.contract.reading import path_key
from tryfield.core.model import (
    Auth,
    Body,
    Content,
    Endpoint,
    Example,
    Json,
    Parameter,
    Response,
    Schema,
    Server,
)

_MEMBER_OF_ENCODING = {"contentType", "headers", "style", "explode", "allowReserved"}


def operation(endpoint: Endpoint) -> dict[str, Json]:
    """The Operation Object of an endpoint, without its servers, which stand above it."""
    name = endpoint.name
    title = endpoint.summary or endpoint.operation_id or name
    identity = words.slug(endpoint.operation_id or name)
    extensions = {k: v for k, v in endpoint.extensions.items() if k != words.CALLBACK}
    written = {
        "operationId": endpoint.operation_id,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "tags": list(endpoint.tags),
        "externalDocs": plain(endpoint.external_docs),
        "parameters": [_parameter(p, endpoint.components) for p in endpoint.parameters],
        "requestBody": endpoint.body and _body(endpoint.body, endpoint.components),
        **_responses(endpoint),
        "callbacks": _callbacks(endpoint.callbacks),
        "deprecated": endpoint.deprecated,
        words.SAMPLES: [
            {"lang": s.language, "label": s.name, "source": s.text} for s in endpoint.samples
        ],
        words.ID: endpoint.id if endpoint.id != identity else "",
        words.KIND: endpoint.kind if endpoint.kind == "callback" else "",
        words.PATH: endpoint.path if endpoint.path != path_key(endpoint.path) else "",
        **plain(extensions),
    }
    result = _said(written)
    if endpoint.kind == "path" and endpoint.path == "":
        result[words.PATH] = ""
    if endpoint.title != title:
        result[words.TITLE] = endpoint.title
    if endpoint.security:
        alternatives = [{r.auth.name: list(r.scopes) for r in every} for every in endpoint.security]
        result["security"] = [] if alternatives == [{}] else alternatives
    return result


def scheme(auth: Auth) -> dict[str, Json]:
    """The Security Scheme Object of an auth."""
    written: dict[str, Json] = {"type": auth.kind}
    if auth.kind == "apiKey":
        written |= {"in": auth.location, "name": auth.parameter}
    elif auth.kind == "http":
        bearer = auth.bearer_format if auth.scheme.lower() == "bearer" else ""
        written |= {"scheme": auth.scheme, **_said({"bearerFormat": bearer})}
    elif auth.kind == "oauth2":
        written["flows"] = plain(auth.flows)
    elif auth.kind == "openIdConnect":
        written["openIdConnectUrl"] = auth.open_id_connect_url
    return written | _said(
        {
            "description": auth.description,
            words.PREFIX: auth.prefix,
            words.PLACEHOLDER: auth.placeholder,
            **plain(auth.extensions),
        }
    )


def server(value: Server) -> dict[str, Json]:
    """The Server Object of a documented base URL."""
    said = {"description": value.description, "variables": plain(value.variables)}
    return {"url": value.url, **_said(said)}


def plain(value: Json) -> Json:
    """The value with plain dicts and lists, as JSON has them."""
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def auths(endpoint: Endpoint) -> Iterable[Auth]:
    """The schemes that an endpoint and its callbacks name."""
    for alternative in endpoint.security:
        yield from (requirement.auth for requirement in alternative)
    for callback in endpoint.callbacks:
        yield from auths(callback)


def _said(members: Mapping[str, Json]) -> dict[str, Json]:
    """The members that say something: not "", not false, not absent, not empty."""
    kept = {}
    for name, value in members.items():
        extension = name.startswith("x-") and not name.startswith("x-tryfield-")
        if value or (extension and name != words.SAMPLES):
            kept[name] = value
    return kept


def _parameter(parameter: Parameter, components: Mapping[str, Schema]) -> dict[str, Json]:
    where = parameter.location
    odd = where not in words.STYLES
    written: dict[str, Json] = {"name": parameter.name, "in": "query" if odd else where}
    if odd:
        written[words.LOCATION] = where
    return written | _value(parameter, components, required=where == "path" or parameter.required)


def _value(
    parameter: Parameter, components: Mapping[str, Schema], *, required: bool
) -> dict[str, Json]:
    """What a parameter and a header have in common."""
    written = _said(
        {
            "description": parameter.description,
            "required": required,
            "deprecated": parameter.deprecated,
            "allowReserved": parameter.allow_reserved,
        }
    )
    media_type = parameter.media_type or "application/json"
    inner: dict[str, Json] = {}
    if parameter.schema is not None or not parameter.media_type:
        inner["schema"] = plain({} if parameter.schema is None else parameter.schema)
    inner |= _examples(parameter.examples, media_type, parameter.schema, components, "")
    if parameter.media_type:
        written["content"] = {parameter.media_type: inner}
    else:
        usual = words.STYLES.get(parameter.location, "form")
        style = parameter.style or usual
        if style == "cookie":  # OpenAPI 3.2
            written[words.STYLE] = style
        elif style != usual:
            written["style"] = style
        if parameter.explode != (style == "form"):
            written["explode"] = parameter.explode
        written |= inner
    return {**written, **plain(parameter.extensions)}


def _body(body: Body, components: Mapping[str, Schema]) -> dict[str, Json]:
    return {
        **_said({"description": body.description, "required": body.required}),
        "content": _contents(body.contents, components, ""),
        **plain(body.extensions),
    }


def _responses(endpoint: Endpoint) -> dict[str, Json]:
    usual: dict[str, Json] = {}
    odd = []
    for position, response in enumerate(endpoint.responses):
        written = _response(response, endpoint.components)
        if words.STATUS_KEY.fullmatch(response.status) and response.status not in usual:
            usual[response.status] = written
        else:
            odd.append({"status": response.status, **written, words.POSITION: position})
    return {"responses": usual, words.RESPONSES: odd}


def _response(response: Response, components: Mapping[str, Schema]) -> dict[str, Json]:
    headers = {
        header.name: _value(header, components, required=header.required)
        for header in reversed(response.headers)
    }
    return {
        "description": response.description,
        **_said(
            {
                "headers": dict(reversed(headers.items())),
                "content": _contents(response.contents, components, response.status),
                "links": plain(response.links),
                **plain(response.extensions),
            }
        ),
    }


def _contents(
    contents: Iterable[Content], components: Mapping[str, Schema], status: str
) -> dict[str, Json]:
    written: dict[str, Json] = {}
    for content in contents:
        inner: dict[str, Json] = {}
        if content.schema is not None:
            inner["schema"] = plain(content.schema)
        if content.item_schema is not None:
            inner[words.ITEM_SCHEMA] = plain(content.item_schema)
        inner |= _examples(content.examples, content.media_type, content.schema, components, status)
        external = plain(content.extensions.get(words.EXTERNAL))
        if isinstance(external, dict):
            shown = inner.get("examples", {})
            inner["examples"] = {**shown, **{n: e for n, e in external.items() if n not in shown}}
        kept = {n: v for n, v in content.extensions.items() if n != words.EXTERNAL}
        inner |= _encoding(content.encoding) | plain(kept)
        key = words.unused(content.media_type, written, "; variant=")
        written[key] = inner
    return written


def _encoding(encoding: Mapping[str, Any]) -> dict[str, Json]:
    if not encoding:
        return {}
    usual = all(
        isinstance(part, Mapping)
        and all(word in _MEMBER_OF_ENCODING or word.startswith("x-") for word in part)
        for part in encoding.values()
    )
    return {"encoding" if usual else words.ENCODING: plain(encoding)}


def _examples(
    examples: Iterable[Example],
    media_type: str,
    schema: Schema | None,
    components: Mapping[str, Schema],
    status: str,
) -> dict[str, Json]:
    named: dict[str, Json] = {}
    for example in examples:
        value = value_of(example.text, media_type)
        usual, _ = text_of(value, media_type, schema, components)
        key = words.unused(example.name or "example", named)
        extra = _said(
            {
                words.TEXT: example.text if usual != example.text else "",
                words.LANGUAGE: example.language,
                words.STATUS: example.status if example.status != status else "",
            }
        )
        if usual != example.text:
            extra[words.TEXT] = example.text
        if key != example.name:
            extra[words.NAME] = example.name
        named[key] = {**_said({"summary": example.summary}), "value": value, **extra}
    if len(named) == 1:
        (only,) = named.values()
        if only.get(words.NAME) == "" and only.keys() == {"value", words.NAME}:
            return {"example": only["value"]}
    return {"examples": named} if named else {}


def _callbacks(callbacks: Iterable[Endpoint]) -> dict[str, Json]:
    written: dict[str, dict[str, Any]] = {}
    for callback in callbacks:
        name = callback.extensions.get(words.CALLBACK)
        name = name if isinstance(name, str) and name else callback.id
        item = written.setdefault(name, {}).setdefault(callback.path, {})
        method = callback.method.lower()
        target = item if method in words.METHODS else item.setdefault(words.OPERATIONS, {})
        key = method if target is item else callback.method
        said = operation(callback)
        for word in (words.KIND, words.PATH):
            said.pop(word, None)
        if callback.servers:
            said["servers"] = [server(s) for s in callback.servers]
        target[key] = said
    return written

"""Endpoints as OpenAPI 3.1: one as a contract, all of a reference as one document.

An operation is written as its Operation Object; where many stand in one document, names that
collide are told apart, and what validators insist on is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tryfield.core.contract import openapi_terms
from tryfield.core.contract.contract_pointers import path_item, path_key
from tryfield.core.contract.example_text import text_of, value_of
from tryfield.core.contract.export_adjustments import Adjuster
from tryfield.core.contract.schema_references import PREFIX, needed
from tryfield.core.json_pointer import escape_token, unescape_token
from tryfield.core.model import (
    Auth,
    Body,
    Content,
    Endpoint,
    Example,
    Json,
    Parameter,
    Reference,
    Response,
    Schema,
    Server,
    Tag,
)


def to_contract(
    endpoint: Endpoint, *, components: Mapping[str, Schema] | None = None
) -> dict[str, Json]:
    """One endpoint as a self-contained OpenAPI 3.1 document.

    It holds one operation (a callback or webhook under `webhooks`), the documented examples, and
    only the components that the operation needs, or those that are given. As JSON:
    `{"openapi": "3.1.1", "info": {...}, "servers": [...], "paths": {"/api/user": {"post": {...}}},
    "components": {...}}`.
    """
    written = {
        "schemas": plain(needed(endpoint) if components is None else components),
        "securitySchemes": {auth.name: scheme(auth) for auth in auths(endpoint)},
    }
    document: dict[str, Json] = {
        "openapi": openapi_terms.VERSION,
        "info": {"title": endpoint.title or endpoint.name, "version": "1"},
        "servers": [server(s) for s in endpoint.servers],
        **_item(endpoint, operation(endpoint)),
        "components": {name: members for name, members in written.items() if members},
    }
    return {name: value for name, value in document.items() if value}


def to_openapi(reference: Reference) -> dict[str, Json]:
    """All endpoints as one OpenAPI 3.1 document that other tools accept.

    Where two endpoints share a method and a path, the later one's path gets a fragment
    (`/users#get-user`); a path name that nobody documents is declared and marked with
    `x-tryfield-undeclared`. Both are undone on reading.
    """
    shared = _shared_servers(reference.endpoints)
    components = _MergedComponents()
    document: dict[str, Any] = {
        "openapi": openapi_terms.VERSION,
        "info": {
            "title": reference.title or "API reference",
            "version": reference.version or "1",
            **({"description": reference.description} if reference.description else {}),
            **_info(reference.info),
        },
        **_extensions(reference.extensions),
        "externalDocs": plain(reference.external_docs) if "url" in reference.external_docs else {},
        "servers": [server(s) for s in shared],
        "tags": _tags(reference.tags),
        "paths": {},
        "webhooks": {},
    }
    operation_ids: set[str] = set()
    adopted = [(e, components.adopt(e, operation(e))) for e in reference.endpoints]
    adjuster = Adjuster(components.schemas)
    for endpoint, written in adopted:
        written = ready(adjuster.operation(written), endpoint, operation_ids)
        if endpoint.servers != shared:
            written["servers"] = [server(s) for s in endpoint.servers]
        _add(document, endpoint, written)
    document["components"] = components.written()
    for name, schema in document["components"].get("schemas", {}).items():
        document["components"]["schemas"][name] = adjuster.schema(schema)
    kept = {name: value for name, value in document.items() if value}
    return kept if kept.keys() & {"paths", "webhooks", "components"} else {**kept, "paths": {}}


def _info(info: Mapping[str, Json]) -> dict[str, Json]:
    """What is said of an API beside its title, as far as OpenAPI 3.1 has a place for it."""
    found: dict[str, Json] = {
        name: info[name]
        for name in ("summary", "termsOfService")
        if isinstance(info.get(name), str)
    }
    words = {"contact": ("name", "url", "email"), "license": ("name", "identifier", "url")}
    for name, members in words.items():
        said = info.get(name)
        kept = {
            key: value
            for key, value in (said.items() if isinstance(said, Mapping) else ())
            if key.startswith("x-") or (key in members and isinstance(value, str))
        }
        if "identifier" in kept:
            kept.pop("url", None)  # OpenAPI 3.1.1, License Object: they exclude each other
        if kept and (name != "license" or "name" in kept):
            found[name] = plain(kept)
    return {**found, **_extensions(info)}


def _extensions(members: Mapping[str, Json]) -> dict[str, Json]:
    ours = openapi_terms.OURS
    return {
        name: plain(value)
        for name, value in members.items()
        if name.startswith("x-") and not name.startswith(ours)
    }


def _item(endpoint: Endpoint, written: dict[str, Json]) -> dict[str, Json]:
    item = path_item(endpoint.method, written)
    if endpoint.kind == "path":
        return {"paths": {path_key(endpoint.path): item}}
    return {"webhooks": {endpoint.path: item}}


def _add(document: dict[str, Any], endpoint: Endpoint, written: dict[str, Json]) -> None:
    """Put an operation on its path, or beside it when the place is taken."""
    ((place, paths),) = _item(endpoint, written).items()
    ((path, item),) = paths.items()
    known = document[place]
    key = template(path) if place == "paths" else path
    if key != path:
        written[openapi_terms.PATH] = endpoint.path
    if not _fits(known.get(key, {}), item):
        key = openapi_terms.unused(f"{key}#{endpoint.id}", known)
        written[openapi_terms.PATH] = endpoint.path
    target = known.setdefault(key, {})
    if openapi_terms.OPERATIONS in item:
        target.setdefault(openapi_terms.OPERATIONS, {}).update(item[openapi_terms.OPERATIONS])
    else:
        target.update(item)


def _fits(known: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    if openapi_terms.OPERATIONS in item:
        return not (
            known.get(openapi_terms.OPERATIONS, {}).keys() & item[openapi_terms.OPERATIONS].keys()
        )
    return not (known.keys() & item.keys())


def _shared_servers(found: tuple[Endpoint, ...]) -> tuple[Server, ...]:
    same = found and all(endpoint.servers == found[0].servers for endpoint in found)
    return found[0].servers if same else ()


def _tags(tags: Iterable[Tag]) -> list[Json]:
    written: dict[str, Json] = {}
    for tag in tags:
        said = {
            "description": tag.description,
            "x-displayName": tag.title,
            openapi_terms.PARENT: tag.parent,
        }
        docs = {"externalDocs": plain(tag.external_docs)} if "url" in tag.external_docs else {}
        more = {**docs, **_extensions(tag.extensions)}
        kept = {k: v for k, v in said.items() if v}
        written.setdefault(tag.name, {"name": tag.name, **kept, **more})
    return list(written.values())


_STYLES_OF = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_MEMBER_OF_ENCODING = {"contentType", "headers", "style", "explode", "allowReserved"}


def operation(endpoint: Endpoint) -> dict[str, Json]:
    """The Operation Object of an endpoint, without its servers, which stand above it."""
    name = endpoint.name
    title = endpoint.summary or name
    identity = openapi_terms.slug(endpoint.operation_id or name)
    extensions = {k: v for k, v in endpoint.extensions.items() if k != openapi_terms.CALLBACK}
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
        openapi_terms.SAMPLES: [
            {"lang": s.language, "label": s.name, "source": s.text} for s in endpoint.samples
        ],
        openapi_terms.ID: endpoint.id if endpoint.id != identity else "",
        openapi_terms.KIND: endpoint.kind if endpoint.kind == "callback" else "",
        openapi_terms.PATH: endpoint.path if endpoint.path != path_key(endpoint.path) else "",
        **plain(extensions),
    }
    result = _said(written)
    if endpoint.kind == "path" and endpoint.path == "":
        result[openapi_terms.PATH] = ""
    if endpoint.title != title:
        result[openapi_terms.TITLE] = endpoint.title
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
            openapi_terms.PREFIX: auth.prefix,
            openapi_terms.PLACEHOLDER: auth.placeholder,
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
        if value or (extension and name != openapi_terms.SAMPLES):
            kept[name] = value
    return kept


def _parameter(parameter: Parameter, components: Mapping[str, Schema]) -> dict[str, Json]:
    where = parameter.location
    odd = where not in openapi_terms.STYLES
    written: dict[str, Json] = {"name": parameter.name, "in": "query" if odd else where}
    if odd:
        written[openapi_terms.LOCATION] = where
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
    inner: dict[str, Json] = {}
    if parameter.schema is not None or not parameter.media_type:
        inner["schema"] = plain({} if parameter.schema is None else parameter.schema)
    inner |= _examples(
        parameter.examples,
        parameter.media_type,
        parameter.schema,
        components,
        "",
        styled=not parameter.media_type,
    )
    if parameter.media_type:
        written["content"] = {parameter.media_type: inner}
    else:
        usual = openapi_terms.STYLES.get(parameter.location, "form")
        style = parameter.style or usual
        if style not in _STYLES_OF.get(parameter.location, ()):
            # `cookie` of OpenAPI 3.2, and the delimiters that 2.0 has everywhere.
            written[openapi_terms.STYLE] = style
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
        if openapi_terms.STATUS_KEY.fullmatch(response.status) and response.status not in usual:
            usual[response.status] = written
        else:
            odd.append({"status": response.status, **written, openapi_terms.POSITION: position})
    return {"responses": usual, openapi_terms.RESPONSES: odd}


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
            inner[openapi_terms.ITEM_SCHEMA] = plain(content.item_schema)
        inner |= _examples(content.examples, content.media_type, content.schema, components, status)
        external = plain(content.extensions.get(openapi_terms.EXTERNAL))
        if isinstance(external, dict):
            shown = inner.get("examples", {})
            inner["examples"] = {**shown, **{n: e for n, e in external.items() if n not in shown}}
        kept = {n: v for n, v in content.extensions.items() if n != openapi_terms.EXTERNAL}
        inner |= _encoding(content.encoding) | plain(kept)
        key = openapi_terms.unused(content.media_type, written, "; variant=")
        written[key] = inner
    return written


def _encoding(encoding: Mapping[str, Any]) -> dict[str, Json]:
    if not encoding:
        return {}
    usual = all(
        isinstance(part, Mapping)
        and all(word in _MEMBER_OF_ENCODING or word.startswith("x-") for word in part)
        and part.get("style", "form") in _STYLES_OF["query"]
        for part in encoding.values()
    )
    return {"encoding" if usual else openapi_terms.ENCODING: plain(encoding)}


def _examples(
    examples: Iterable[Example],
    media_type: str,
    schema: Schema | None,
    components: Mapping[str, Schema],
    status: str,
    *,
    styled: bool = False,
) -> dict[str, Json]:
    named: dict[str, Json] = {}
    for example in examples:
        if example.has_value:
            value, usual = plain(example.value), example.text
        else:
            value = value_of(example.text, media_type)
            usual = text_of(value, media_type, schema, components)[0]
        key = openapi_terms.unused(example.name or "example", named)
        extra = _said(
            {
                openapi_terms.LANGUAGE: example.language,
                openapi_terms.STATUS: example.status if example.status != status else "",
            }
        )
        # Of a parameter in a style, any other text would be read as a value of its schema.
        if usual != example.text or (styled and not example.has_value):
            extra[openapi_terms.TEXT] = example.text
        if key != example.name:
            extra[openapi_terms.NAME] = example.name
        words = _said({"summary": example.summary, "description": example.description})
        named[key] = {**words, "value": value, **extra}
    if len(named) == 1:
        (only,) = named.values()
        if only.get(openapi_terms.NAME) == "" and only.keys() == {"value", openapi_terms.NAME}:
            return {"example": only["value"]}
    return {"examples": named} if named else {}


def _callbacks(callbacks: Iterable[Endpoint]) -> dict[str, Json]:
    written: dict[str, dict[str, Any]] = {}
    for callback in callbacks:
        name = callback.extensions.get(openapi_terms.CALLBACK)
        name = name if isinstance(name, str) and name else callback.id
        item = written.setdefault(name, {}).setdefault(callback.path, {})
        method = callback.method.lower()
        target = (
            item
            if method in openapi_terms.METHODS
            else item.setdefault(openapi_terms.OPERATIONS, {})
        )
        key = method if target is item else callback.method
        said = operation(callback)
        for word in (openapi_terms.KIND, openapi_terms.PATH):
            said.pop(word, None)
        if callback.servers:
            said["servers"] = [server(s) for s in callback.servers]
        target[key] = said
    return written


_SCHEMA_POINTER = re.compile(r"#/components/schemas/([^/#]*)")


class _MergedComponents:
    """The components of a merged document: one name for one schema or security scheme."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}
        self._sources: dict[str, Schema] = {}
        self._schemes: dict[str, dict[str, Json]] = {}

    def adopt(self, endpoint: Endpoint, written: dict[str, Json]) -> dict[str, Json]:
        """The operation with its references led to the components of the merged document."""
        schemes = {}
        for auth in auths(endpoint):
            key = re.sub(r"[^A-Za-z0-9._-]+", "-", auth.name) or "auth"
            said = scheme(auth)
            if key != auth.name:
                said[openapi_terms.NAME] = auth.name
            taken = {name for name, other in self._schemes.items() if other != said}
            free = openapi_terms.unused(key, taken)
            if free != key:
                said[openapi_terms.NAME] = auth.name
                taken = {name for name, other in self._schemes.items() if other != said}
                free = openapi_terms.unused(key, taken)
            self._schemes[free] = said
            schemes[auth.name] = free
        components = needed(endpoint)
        renamed = self._names(components)
        for name, schema in components.items():
            if renamed[name] not in self.schemas:
                moved = any(old != new for old, new in renamed.items())
                own = plain(schema)
                self.schemas[renamed[name]] = _led(own, renamed) if moved else own
                self._sources[renamed[name]] = schema
        if any(old != new for old, new in renamed.items()):
            written = _led(written, renamed)
        _rename_schemes(written, schemes)
        return written

    def written(self) -> dict[str, Json]:
        """The Components Object; empty when there is nothing in it."""
        both = {"schemas": self.schemas, "securitySchemes": self._schemes}
        return {name: members for name, members in both.items() if members}

    def _names(self, components: Mapping[str, Schema]) -> dict[str, str]:
        """Old name -> new name. One clash renames all of the endpoint's clashing schemas."""
        renamed: dict[str, str] = {}
        for name, schema in components.items():
            key = re.sub(r"[^A-Za-z0-9._-]+", "_", name) or "schema"
            number, candidate = 1, key
            while candidate in renamed.values() or (
                candidate in self._sources
                and self._sources[candidate] is not schema
                and self._sources[candidate] != schema
            ):
                number += 1
                candidate = f"{key}-{number}"
            renamed[name] = candidate
        return renamed


def ready(written: dict[str, Json], endpoint: Endpoint, operation_ids: set[str]) -> dict[str, Json]:
    """The operation as validators want it: ids unique, path names declared once."""
    identity = written.get("operationId")
    if isinstance(identity, str):
        unique = openapi_terms.unused(identity, operation_ids)
        operation_ids.add(unique)
        if unique != identity:
            written["operationId"] = unique
            written[openapi_terms.OPERATION_ID] = identity
            written.setdefault(openapi_terms.ID, endpoint.id)
    in_path = path_names(template(endpoint.path)) if endpoint.kind == "path" else ()
    kept: list[Json] = []
    aside: list[Json] = []
    seen: set[tuple[str, str]] = set()
    for position, parameter in enumerate(written.get("parameters", ())):
        key = (parameter["name"], parameter["in"])
        lost = endpoint.kind == "path" and key[1] == "path" and key[0] not in in_path
        if lost or key in seen:
            aside.append({**parameter, openapi_terms.POSITION: position})
        else:
            kept.append(parameter)
        seen.add(key)
    for name in in_path:
        if (name, "path") not in seen:
            said = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            kept.append({**said, openapi_terms.UNDECLARED: True})
    for word, parameters in (("parameters", kept), (openapi_terms.PARAMETERS, aside)):
        written.pop(word, None)
        if parameters:
            written[word] = parameters
    return written


def path_names(path: str) -> tuple[str, ...]:
    """The names in a path template, each once: `/users/{id}` -> `("id",)`."""
    return tuple(dict.fromkeys(re.findall(r"\{([^{}]+)\}", path)))


def template(path: str) -> str:
    """The path as a template that every tool can take apart."""
    rest = re.sub(r"\{[^{}!:]+\}", "", path)
    if "{" not in rest and "}" not in rest:
        return path
    return path.replace("{", "%7B").replace("}", "%7D")


def _led(value: Json, renamed: Mapping[str, str]) -> Json:
    """The value with all references to schemas led to their new names."""
    if isinstance(value, dict):
        led: dict[str, Json] = {}
        for name, inner in value.items():
            if isinstance(inner, str) and name in {"$ref", "$dynamicRef"}:
                led[name] = _SCHEMA_POINTER.sub(lambda m: _new(m, renamed), inner, count=1)
            elif name == "mapping" and isinstance(inner, dict):
                led[name] = {word: _target(target, renamed) for word, target in inner.items()}
            else:
                led[name] = _led(inner, renamed)
        return led
    if isinstance(value, list):
        return [_led(inner, renamed) for inner in value]
    return value


def _new(match: re.Match[str], renamed: Mapping[str, str]) -> str:
    name = unescape_token(match[1])
    return PREFIX + escape_token(renamed.get(name, name))


def _target(target: Json, renamed: Mapping[str, str]) -> Json:
    if not isinstance(target, str):
        return target
    if target in renamed:
        return renamed[target]
    return _SCHEMA_POINTER.sub(lambda m: _new(m, renamed), target, count=1)


def _rename_schemes(written: Any, renamed: Mapping[str, str]) -> None:
    if "security" in written:
        written["security"] = [
            {renamed.get(name, name): scopes for name, scopes in alternative.items()}
            for alternative in written["security"]
        ]
    for callback in written.get("callbacks", {}).values():
        for item in callback.values():
            for inner in item.values():
                if isinstance(inner, dict):
                    _rename_schemes(inner, renamed)

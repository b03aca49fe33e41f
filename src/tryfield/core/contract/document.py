"""Whole documents: one endpoint as a contract and back, a reference as one OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tryfield.core.contract import words
from tryfield.core.contract.adjusting import Adjuster
from tryfield.core.contract.merging import Components, ready, template
from tryfield.core.contract.reading import endpoints, path_key
from tryfield.core.contract.references import needed
from tryfield.core.contract.writing import auths, operation, plain, scheme, server
from tryfield.core.errors import TryfieldError
from tryfield.core.model import Endpoint, Json, Reference, Server, Tag


def to_contract(endpoint: Endpoint) -> dict[str, Json]:
    """One endpoint as a self-contained OpenAPI 3.1 document.

    It holds one operation (a callback or webhook under `webhooks`), the documented examples, and
    only the components that the operation needs. As JSON: `{"openapi": "3.1.1", "info": {...},
    "servers": [...], "paths": {"/api/user": {"post": {...}}}, "components": {...}}`.
    """
    components = {
        "schemas": plain(needed(endpoint)),
        "securitySchemes": {auth.name: scheme(auth) for auth in auths(endpoint)},
    }
    document: dict[str, Json] = {
        "openapi": words.VERSION,
        "info": {"title": endpoint.title or endpoint.name, "version": "1"},
        "servers": [server(s) for s in endpoint.servers],
        **_item(endpoint, operation(endpoint)),
        "components": {name: members for name, members in components.items() if members},
    }
    return {name: value for name, value in document.items() if value}


def from_contract(document: Mapping[str, Json]) -> Endpoint:
    """The endpoint of a contract; `to_contract` of it is the contract again.

    Raises:
        TryfieldError: The document holds no operation, or more than one.
    """
    found = list(endpoints(document))
    if len(found) != 1:
        message = f"contract: it holds {len(found)} operations. Give a document with one."
        raise TryfieldError(message)
    return found[0]


def to_openapi(reference: Reference) -> dict[str, Json]:
    """All endpoints as one OpenAPI 3.1 document that other tools accept.

    Where two endpoints share a method and a path, the later one's path gets a fragment
    (`/users#get-user`); a path name that nobody documents is declared and marked with
    `x-tryfield-undeclared`. Both are undone on reading.
    """
    shared = _shared_servers(reference.endpoints)
    components = Components()
    document: dict[str, Any] = {
        "openapi": words.VERSION,
        "info": {
            "title": reference.title or "API reference",
            "version": reference.version or "1",
            **({"description": reference.description} if reference.description else {}),
        },
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


def _item(endpoint: Endpoint, written: dict[str, Json]) -> dict[str, Json]:
    method = endpoint.method.lower()
    item = {method: written}
    if method not in words.METHODS:
        item = {words.OPERATIONS: {endpoint.method: written}}
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
        written[words.PATH] = endpoint.path
    if not _fits(known.get(key, {}), item):
        key = words.unused(f"{key}#{endpoint.id}", known)
        written[words.PATH] = endpoint.path
    target = known.setdefault(key, {})
    if words.OPERATIONS in item:
        target.setdefault(words.OPERATIONS, {}).update(item[words.OPERATIONS])
    else:
        target.update(item)


def _fits(known: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    if words.OPERATIONS in item:
        return not (known.get(words.OPERATIONS, {}).keys() & item[words.OPERATIONS].keys())
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
            words.PARENT: tag.parent,
        }
        written.setdefault(tag.name, {"name": tag.name, **{k: v for k, v in said.items() if v}})
    return list(written.values())

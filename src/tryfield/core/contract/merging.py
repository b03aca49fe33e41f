"""Many endpoints in one document: names that collide, and what validators insist on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tryfield.core.contract import words
from tryfield.core.contract.references import PREFIX, needed
from tryfield.core.contract.writing import auths, plain, scheme
from tryfield.core.model import Endpoint, Json, Schema

_SCHEMA_POINTER = re.compile(r"#/components/schemas/([^/#]*)")


class Components:
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
                said[words.NAME] = auth.name
            taken = {name for name, other in self._schemes.items() if other != said}
            free = words.unused(key, taken)
            if free != key:
                said[words.NAME] = auth.name
                taken = {name for name, other in self._schemes.items() if other != said}
                free = words.unused(key, taken)
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
        unique = words.unused(identity, operation_ids)
        operation_ids.add(unique)
        if unique != identity:
            written["operationId"] = unique
            written[words.OPERATION_ID] = identity
            written.setdefault(words.ID, endpoint.id)
    in_path = path_names(template(endpoint.path)) if endpoint.kind == "path" else ()
    kept: list[Json] = []
    aside: list[Json] = []
    seen: set[tuple[str, str]] = set()
    for position, parameter in enumerate(written.get("parameters", ())):
        key = (parameter["name"], parameter["in"])
        lost = endpoint.kind == "path" and key[1] == "path" and key[0] not in in_path
        if lost or key in seen:
            aside.append({**parameter, words.POSITION: position})
        else:
            kept.append(parameter)
        seen.add(key)
    for name in in_path:
        if (name, "path") not in seen:
            said = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            kept.append({**said, words.UNDECLARED: True})
    for word, parameters in (("parameters", kept), (words.PARAMETERS, aside)):
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
    name = words.unescape(match[1])
    return PREFIX + words.escape(renamed.get(name, name))


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

"""Keywords that lead elsewhere: $ref and $dynamicRef."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tryfield.core.schema import schema_documents
from tryfield.core.schema.json_values import KINDS, quote
from tryfield.core.schema.scalar_keywords import type_checks
from tryfield.core.schema.schema_compiler import Compiler, Here
from tryfield.core.schema.schema_documents import LISTS, MAPS, SINGLE, Place
from tryfield.core.schema.schema_errors import Claim, Error, Explain, found
from tryfield.core.schema.schema_node import DEPTH, Check, Exhausted, Keyword, Node, never

_FAR = SINGLE | LISTS | MAPS | {"$ref", "$dynamicRef", "$id"}


def references(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords that lead to another schema."""
    for word in ("$ref", "$dynamicRef"):
        reference = schema.get(word)
        if not isinstance(reference, str):
            continue
        found = _resolve(c, reference, here, word == "$dynamicRef")
        if found is None:
            yield c.doubt(here, word, f"The reference {quote(reference)} leads nowhere.")
        else:
            yield _link(c, *found, here, word)


def _resolve(c: Compiler, reference: str, here: Here, dynamic: bool) -> tuple[Place, Any] | None:
    found = c.documents.find(schema_documents.join_uri(here.place.base, reference))
    if found is None or not dynamic:
        return found
    name = schema_documents.split_uri(reference)[1]
    if name in c.documents.dynamic.get(found[0].base, {}):
        for anchor, resource in here.scope:
            if anchor == name:
                return c.documents.dynamic[resource][name]
    return found


def _link(c: Compiler, place: Place, schema: Any, here: Here, word: str) -> Keyword:
    there = here._replace(place=place, nesting=0)
    if place.base != here.place.base:
        root = c.documents.find(place.base)
        there = c.enter(there, root[1] if root else None)
    if not isinstance(schema, dict) or not _FAR.intersection(schema):
        node = c.target(schema, there._replace(nesting=here.nesting))
        return _follow(dict(node.table), node.judge, lambda: node)
    state = c.state
    too_deep = Claim(c.pointer(here, word), word, reason=_too_deep)
    circular = Claim(c.pointer(here, word), word, reason=_circular)
    target: list[Node] = []

    def reach_node() -> Node:
        if not target:
            target.append(c.target(schema, there))
        return target[0]

    def check(value: Any) -> bool:
        state.fuel -= 1
        if state.fuel < 0:
            raise Exhausted
        node = target[0] if target else reach_node()
        outer = node.judging
        if outer is value or state.depth >= DEPTH:
            state.unsure += 1
            return True
        state.depth += 1
        node.judging = value
        try:
            test = node.table[type(value)]
            return test is None or test(value)
        finally:
            node.judging = outer
            state.depth -= 1

    def explain(value: Any, at: str, out: list[Error]) -> None:
        state.fuel -= 1
        if state.fuel < 0:
            raise Exhausted
        node = target[0] if target else reach_node()
        outer = node.judging
        if outer is value or state.depth >= DEPTH:
            state.unsure += 1
            out.append(found(circular if outer is value else too_deep, at, value))
            return
        state.depth += 1
        node.judging = value
        try:
            node.explainers[type(value)](value, at, out)
        finally:
            node.judging = outer
            state.depth -= 1

    checks: dict[type, Check | None] = dict.fromkeys(KINDS, check)
    kinds = type_checks(schema["type"]) if there.validates and "type" in schema else None
    for kind, known in (kinds or {}).items():
        if known is never:  # decided without following the reference
            checks[kind] = never
    return _follow(checks, explain, reach_node)


def _follow(
    checks: dict[type, Check | None], explain: Explain, target: Callable[[], Node]
) -> Keyword:
    return Keyword(checks, explain, inside=lambda _: (target(),), always=True)


def _circular() -> str:
    return "The reference leads back to itself for the same value."


def _too_deep() -> str:
    return f"References are followed {DEPTH} levels deep, and no further."

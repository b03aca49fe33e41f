"""Keywords about objects: properties of all kinds, required and dependent ones, names, counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.schema.checks import Check
from tryfield.core.schema.compiler import Compiler, Here
from tryfield.core.schema.error import Claim, Error, Explain, detailed
from tryfield.core.schema.node import Keyword, Node
from tryfield.core.schema.properties import maps, properties
from tryfield.core.schema.sizes import sizes
from tryfield.core.schema.words import quote

_WORDS = frozenset((
    "additionalProperties", "dependencies", "dependentRequired", "dependentSchemas",
    "maxProperties", "minProperties", "patternProperties", "properties", "propertyNames",
    "required",
))  # fmt: skip


def objects(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords for objects."""
    if _WORDS.isdisjoint(schema):
        return
    if here.validates:
        yield from sizes(c, schema, here, dict, "Properties", "property")
        yield from _required(c, schema, here)
    yield from properties(c, schema, here)
    if "propertyNames" in schema:
        yield _names(c.node(schema["propertyNames"], here.down("propertyNames")))
    yield from _dependent(c, schema, here)


def _required(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    names = schema.get("required")
    if isinstance(names, list):
        wanted = tuple(n for n in names if isinstance(n, str) and n not in here.hidden)
        if wanted:
            explain = _missing(c.pointer(here, "required"), wanted)
            yield Keyword({dict: _has(wanted)}, explain, careful=True)
    dependent = schema.get("dependentRequired")
    dependent = dict(dependent) if isinstance(dependent, dict) else {}
    old = schema.get("dependencies")
    if isinstance(old, dict):
        dependent |= {name: names for name, names in old.items() if isinstance(names, list)}
    for name, names in dependent.items():
        if isinstance(names, list) and names:
            word = "dependentRequired" if name not in (old or ()) else "dependencies"
            pointer = c.pointer(here, word, name)
            wanted = tuple(n for n in names if isinstance(n, str))
            explain = _missing(pointer, wanted, word, given=name)
            yield Keyword({dict: _has(wanted, given=name)}, explain, careful=True)


def _has(names: tuple[str, ...], given: str | None = None) -> Check:
    if given is not None:
        has = _has(names)
        return lambda value: given not in value or has(value)

    if len(names) == 1:
        (only,) = names
        return lambda value: only in value

    def check(value: dict[str, Any]) -> bool:
        for name in names:  # noqa: SIM110 - a generator would cost a frame
            if name not in value:
                return False
        return True

    return check


def _missing(
    pointer: str, names: tuple[str, ...], word: str = "required", given: str | None = None
) -> Explain:
    because = "" if given is None else f" beside {quote(given)}"

    def message(error: Error) -> str:
        return f"{error.expected} is required{because} and missing."

    claims = [(n, Claim(pointer, word, quote(n), lambda _: "absent", message)) for n in names]

    def explain(value: Any, at: str, out: list[Error]) -> None:
        if given is None or given in value:
            for name, claim in claims:
                if name not in value:
                    out.append(detailed(claim, at, value, name))

    return explain


def _names(node: Node) -> Keyword:
    table = node.table

    def check(value: dict[Any, Any]) -> bool:
        for name in value:
            test = table[type(name)]
            if test is not None and not test(name):
                return False
        return True

    def explain(value: Any, at: str, out: list[Error]) -> None:
        for name in value:
            node.judge(name, at, out)

    return Keyword({dict: check}, explain, careful=True)


def _dependent(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    for word in ("dependentSchemas", "dependencies"):
        for name, item in maps(schema, word).items():
            if not isinstance(item, list):
                yield _if_present(name, c.node(item, here.beside(word, name)))


def _if_present(given: str, node: Node) -> Keyword:
    passes = node.passes

    def inside(value: Any) -> tuple[Node, ...]:
        return (node,) if isinstance(value, dict) and given in value else ()

    def explain(value: Any, at: str, out: list[Error]) -> None:
        if given in value:
            node.judge(value, at, out)

    checks: dict[type, Check | None] = {dict: lambda value: given not in value or passes(value)}
    return Keyword(checks, explain, inside=inside, careful=True)

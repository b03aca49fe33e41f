"""Keywords about objects: properties of all kinds, required and dependent ones, names, counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.schema.compiler import Compiler, Here, fault, leaf, unchecked
from tryfield.core.schema.node import Check, Keyword, Node
from tryfield.core.schema.outcome import Sink
from tryfield.core.schema.scalars import longer_than, shorter_than, size_of
from tryfield.core.schema.words import count, escape, quote


def objects(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords for objects."""
    if here.validates:
        for word, phrase in (("minProperties", "at least"), ("maxProperties", "at most")):
            size = size_of(schema.get(word))
            if size is not None:
                check = longer_than(size - 1) if word == "minProperties" else shorter_than(size + 1)
                words = f"{phrase} {count(size, 'property')}"
                yield leaf({dict: check}, c.pointer(here, word), word, words, quote)
        yield from _required(c, schema, here)
    yield from _properties(c, schema, here)
    if "propertyNames" in schema:
        yield _names(c.node(schema["propertyNames"], here.down("propertyNames")))
    yield from _dependent(c, schema, here)


def _required(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    names = schema.get("required")
    if isinstance(names, list):
        wanted = tuple(n for n in names if isinstance(n, str) and n not in here.hidden)
        if wanted:
            yield Keyword({dict: _has(wanted)}, _missing(c.pointer(here, "required"), wanted))
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
            yield Keyword(
                {dict: _has(wanted, given=name)}, _missing(pointer, wanted, word, given=name)
            )


def _has(names: tuple[str, ...], given: str | None = None) -> Check:
    if given is not None:
        return lambda value: given not in value or all(name in value for name in names)

    def check(value: dict[str, Any]) -> bool:
        for name in names:  # noqa: SIM110 - a generator would cost a frame
            if name not in value:
                return False
        return True

    return check


def _missing(
    pointer: str, names: tuple[str, ...], word: str = "required", given: str | None = None
):  # type: ignore[no-untyped-def]
    def explain(value: Any, at: str, sink: Sink) -> None:
        if not isinstance(value, dict) or (given is not None and given not in value):
            return
        because = "" if given is None else f" beside {quote(given)}"
        for name in names:
            if name not in value:
                message = f"{quote(name)} is required{because} and missing."
                sink.errors.append(
                    fault(at, pointer, word, quote(name), "absent", message=message, name=name)
                )

    return explain


def _properties(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    properties = _maps(schema, "properties")
    patterns = _maps(schema, "patternProperties")
    additional = schema.get("additionalProperties", True)
    if not properties and not patterns and "additionalProperties" not in schema:
        return
    nodes = {n: c.node(s, here.down("properties", n)) for n, s in properties.items()}
    matched = [
        (c.pattern(source), c.node(s, here.down("patternProperties", source)))
        for source, s in patterns.items()
    ]
    rest = None
    if "additionalProperties" in schema:
        rest = c.node(additional, here.down("additionalProperties"))
    state = c.state

    def parts(value: Any) -> Iterator[tuple[Node, str | int | None, Any]]:
        if not isinstance(value, dict):
            return
        for name, item in value.items():
            node = nodes.get(name)
            if node is not None:
                yield node, name, item
            for pattern, other in matched:
                found = pattern.search(str(name), state)
                if found is None:
                    state.unsure += 1
                elif found:
                    node = other
                    yield other, name, item
            if node is None and rest is not None:
                yield rest, name, item

    pointer = c.pointer(here, "additionalProperties")

    def explain(value: Any, at: str, sink: Sink) -> None:
        for node, name, item in parts(value):
            if node is rest and additional is False:
                words = f"{quote(name)} is not one of the documented names."
                sink.errors.append(
                    fault(
                        f"{at}/{escape(name)}",
                        pointer,
                        "additionalProperties",
                        "no other property",
                        quote(name),
                        message=words,
                        name=str(name),
                    )
                )
            elif not node.is_clean(item):
                node.explain(item, f"{at}/{escape(name)}", sink)
        if isinstance(value, dict):
            for pattern, _ in matched:
                for name in value:
                    if pattern.search(str(name), state) is None:
                        where = c.pointer(here, "patternProperties", pattern.source)
                        sink.unchecked.append(
                            unchecked(at, where, "patternProperties", name, pattern.reason)
                        )

    check: Check | None
    if matched:

        def check(value: Any) -> bool:
            return all(node.passes(item) for node, _, item in parts(value))

    else:
        check = _quick(nodes, rest)
    yield Keyword({dict: check}, explain, parts)


def _quick(nodes: dict[str, Node], rest: Node | None) -> Check | None:
    other = None if rest is None or rest.is_open else rest.table
    tables = {n: node.table for n, node in nodes.items() if other is not None or not node.is_open}
    if not tables and other is None:
        return None
    get = tables.get

    def check(value: dict[str, Any]) -> bool:
        for name, item in value.items():
            table = get(name, other)
            if table is not None:
                test = table[type(item)]
                if test is not None and not test(item):
                    return False
        return True

    return check


def _names(node: Node) -> Keyword:
    def check(value: dict[str, Any]) -> bool:
        return all(map(node.passes, value))

    def explain(value: Any, at: str, sink: Sink) -> None:
        if isinstance(value, dict):
            for name in value:
                if not node.is_clean(name):
                    node.explain(name, at, sink)

    return Keyword({dict: check}, explain)


def _dependent(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    for word in ("dependentSchemas", "dependencies"):
        for name, item in _maps(schema, word).items():
            if not isinstance(item, list):
                yield _if_present(name, c.node(item, here.beside(word, name)))


def _if_present(given: str, node: Node) -> Keyword:
    passes = node.passes

    def reach(value: Any) -> Iterator[tuple[Node, str | int | None, Any]]:
        if isinstance(value, dict) and given in value:
            yield node, None, value

    def explain(value: Any, at: str, sink: Sink) -> None:
        for _ in reach(value):
            node.explain(value, at, sink)

    return Keyword({dict: lambda value: given not in value or passes(value)}, explain, reach)


def _maps(schema: dict[str, Any], word: str) -> dict[str, Any]:
    value = schema.get(word)
    return value if isinstance(value, dict) else {}

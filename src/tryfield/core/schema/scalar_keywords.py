"""Keywords that look at one value: type, enum, const, limits of numbers and strings, format."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from tryfield.core.schema.formats.known_formats import FORMATS, LIMITS
from tryfield.core.schema.json_values import (
    KINDS,
    NUMBERS,
    PLAIN,
    TYPES,
    Exact,
    compare,
    is_multiple,
    is_number,
    is_whole,
    key,
    quote,
)
from tryfield.core.schema.schema_compiler import Compiler, Here, leaf
from tryfield.core.schema.schema_errors import Claim, Error, found
from tryfield.core.schema.schema_node import Check, Keyword, never
from tryfield.core.schema.size_keywords import sizes


def scalars(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords for one value."""
    if here.validates:
        yield from _types(c, schema, here)
        yield from _values(c, schema, here)
        yield from _numbers(c, schema, here)
        yield from _strings(c, schema, here)
    yield from _format(c, schema, here)


def type_checks(names: Any) -> dict[type, Check | None] | None:
    """The check per kind that `type` asks for; None when it names an unknown type."""
    names = [names] if isinstance(names, str) else names
    if not isinstance(names, list) or not all(n in TYPES for n in names if isinstance(n, str)):
        return None
    checks: dict[type, Check | None] = dict.fromkeys(KINDS, never)
    for name in names:
        if not isinstance(name, str):
            return None
        for kind in TYPES[name]:
            checks[kind] = None
    if "integer" in names and "number" not in names:
        checks[float] = float.is_integer
        checks[Exact] = is_whole
    return checks


def _types(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    if "type" not in schema:
        return
    names = schema["type"]
    checks = type_checks(names)
    if checks is None:
        yield c.doubt(here, "type", f"{quote(names)} is not a type of JSON Schema.")
        return
    documented = schema.get("x-tryfield-type")
    words = [names] if isinstance(names, str) else names
    limit = documented if isinstance(documented, str) and documented else tuple(words)
    yield leaf(checks, Claim(c.pointer(here, "type"), "type", limit))


def _values(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    for word in ("enum", "const"):
        if word not in schema:
            continue
        values = [schema[word]] if word == "const" else schema[word]
        if not isinstance(values, list):
            yield c.doubt(here, word, "The allowed values are not a list.")
            continue
        yield leaf(_among(values), Claim(c.pointer(here, word), word, values, demand="enum"))


def _among(values: list[Any]) -> dict[type, Check | None]:
    keys = frozenset(map(key, values))

    def check(value: Any) -> bool:
        return key(value) in keys

    checks: dict[type, Check | None] = dict.fromkeys(KINDS, check)
    for kind in PLAIN:
        checks[kind] = keys.__contains__
    checks[bool] = frozenset(one for one in values if isinstance(one, bool)).__contains__
    for container in (list, dict):
        sizes = {len(value) for value in values if isinstance(value, container)}
        checks[container] = partial(_of_size, sizes, check)
    for kind in (str, type(None), bool, list, dict):
        if not any(isinstance(value, kind) for value in values):
            checks[kind] = never
    return checks


def _of_size(sizes: set[int], check: Check, value: Any) -> bool:
    return len(value) in sizes and check(value)


def _numbers(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    if schema.keys().isdisjoint(_NUMERIC):
        return
    for word, (lower, strict) in _LIMITS.items():
        limit = schema.get(word)
        partner = schema.get(_PARTNERS.get(word, ""))
        if limit is True and word in _STRICT:
            continue  # draft 4: read together with its partner
        if not is_number(limit):
            continue
        exclusive = strict or partner is True
        demand = _DEMANDS[lower, exclusive]
        checks = _limit(limit, lower, exclusive)
        yield leaf(checks, Claim(c.pointer(here, word), word, limit, demand=demand))
    divisor: Any = schema.get("multipleOf")
    if is_number(divisor) and divisor > 0:

        def multiple(value: Any) -> bool:
            return is_multiple(value, divisor)

        checks = dict.fromkeys(NUMBERS, multiple)
        if type(divisor) is int:
            checks[int] = lambda value: value % divisor == 0
            checks[float] = lambda value: (
                int(value) % divisor == 0
                if value.is_integer() and abs(value) < _EXACT
                else multiple(value)
            )
        yield leaf(checks, Claim(c.pointer(here, "multipleOf"), "multipleOf", divisor))


_EXACT = 2**53  #: below it, a float that is whole is the number that was written
_STRICT = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_PARTNERS = {limit: strict for strict, limit in _STRICT.items()}
_LIMITS = {
    "minimum": (True, False),
    "maximum": (False, False),
    "exclusiveMinimum": (True, True),
    "exclusiveMaximum": (False, True),
}
_NUMERIC = (*_LIMITS, "multipleOf")
_DEMANDS = {meaning: word for word, meaning in _LIMITS.items()}


def _limit(limit: Any, lower: bool, exclusive: bool) -> dict[type, Check | None]:
    quick: Check
    if lower:
        quick = (lambda value: value > limit) if exclusive else (lambda value: value >= limit)
    else:
        quick = (lambda value: value < limit) if exclusive else (lambda value: value <= limit)

    def slow(value: Any) -> bool:
        order = compare(value, limit)
        return (order == 0 and not exclusive) or order == (1 if lower else -1)

    plain = type(limit) in (int, float)
    return {int: quick if plain else slow, float: quick if plain else slow, Exact: slow}


def _strings(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    yield from sizes(c, schema, here, str, "Length")
    source = schema.get("pattern")
    if isinstance(source, str):
        yield _pattern(c, source, here)


def _pattern(c: Compiler, source: str, here: Here) -> Keyword:
    pattern, state, pointer = c.pattern(source), c.state, c.pointer(here, "pattern")
    claim = Claim(pointer, "pattern", source)
    doubt = Claim(pointer, "pattern", reason=lambda: pattern.why)

    def check(value: str) -> bool:
        matches = pattern.search(value, state)
        if matches is None:
            state.unsure += 1
        return matches is not False

    def explain(value: Any, at: str, out: list[Error]) -> None:
        matches = pattern.search(value, state)
        if matches is None:
            state.unsure += 1
            out.append(found(doubt, at, value))
        elif not matches:
            out.append(found(claim, at, value))

    return Keyword({str: check}, explain, careful=True)


def _format(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    name = schema.get("format")
    if not isinstance(name, str) or not c.asserts(name, here):
        return
    checks: dict[type, Check | None] = {}
    if name in FORMATS:
        checks[str] = FORMATS[name]
    elif name in LIMITS:
        low, high = LIMITS[name]
        checks = dict.fromkeys(NUMBERS, lambda value: low <= value <= high)
    if checks:
        yield leaf(checks, Claim(c.pointer(here, "format"), "format", name))

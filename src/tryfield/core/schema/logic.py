"""Keywords that combine schemas for one value: allOf, anyOf, oneOf, not, if."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.schema.branches import Discriminator, faults, is_doubtful
from tryfield.core.schema.checks import Check, both, either, inverse, single
from tryfield.core.schema.compiler import Compiler, Here
from tryfield.core.schema.error import Claim, Error, detailed, found
from tryfield.core.schema.node import Keyword, Node, State
from tryfield.core.schema.tags import tagged
from tryfield.core.schema.values import KINDS
from tryfield.core.schema.words import count


def logic(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords that combine schemas."""
    for word in ("allOf", "anyOf", "oneOf"):
        if isinstance(schema.get(word), list) and schema[word]:
            nodes = [c.node(s, here.beside(word, i)) for i, s in enumerate(schema[word])]
            if word == "allOf":
                yield _all(nodes)
            else:
                yield _some(c, schema, nodes, here, word)
    if "not" in schema:
        yield _not(c.state, c.node(schema["not"], here.beside("not")), c.pointer(here, "not"))
    if "if" in schema:
        branch = [c.node(schema.get(w, True), here.beside(w)) for w in ("if", "then", "else")]
        yield _if(c.state, *branch)


def _all(nodes: list[Node]) -> Keyword:
    every = [node.judges for node in nodes]

    def explain(value: Any, at: str, out: list[Error]) -> None:
        kind = type(value)
        for judges in every:
            judges[kind](value, at, out)

    checks = {kind: both([node.table[kind] for node in nodes]) for kind in KINDS}
    return Keyword(checks, explain, inside=lambda _: nodes, always=True, careful=True)


def _some(c: Compiler, schema: dict[str, Any], nodes: list[Node], here: Here, word: str) -> Keyword:
    state, pointer, one = c.state, c.pointer(here, word), word == "oneOf"
    every = [node.judges for node in nodes]
    combine = single if one else either
    checks = {kind: combine([node.table[kind] for node in nodes]) for kind in KINDS}
    if here.validates and checks[dict] is not None:
        quick = tagged(c.documents, here.place.base, schema[word], nodes, combine)
        checks[dict] = quick or checks[dict]
    chooser = Discriminator.read(schema, here, word)
    if chooser is not None:
        checks[dict] = chooser.check(nodes, checks[dict])

    def inside(value: Any) -> list[Node]:
        index = -1 if chooser is None else chooser.choose(value)
        chosen = nodes if index < 0 else [nodes[index]]
        kind = type(value)
        return [node for node in chosen if (test := node.table[kind]) is None or test(value)]

    none = Claim(pointer, word, f"one of {count(len(nodes), 'choice')}")
    several = Claim(pointer, word, "exactly one of the choices", _fitting)

    def explain(value: Any, at: str, out: list[Error]) -> None:
        unsure, kind = state.unsure, type(value)
        attempts = []
        for judges in every:
            attempt: list[Error] = []
            judges[kind](value, at, attempt)
            attempts.append(tuple(attempt))
        if chooser is None and state.unsure == unsure:
            fitting = attempts.count(())
            if fitting > 1 and one:
                out.append(detailed(several, at, attempts, children=tuple(attempts)))
            elif not fitting:
                out.append(detailed(none, at, value, children=tuple(attempts), best=None))
            return
        index = -1 if chooser is None else chooser.choose(value)
        tried = attempts if index < 0 else [attempts[index]]
        sure = tried.count(())
        doubts = [attempt for attempt in tried if is_doubtful(attempt)]
        if sure > 1 and one:
            out.append(detailed(several, at, attempts, children=faults(attempts)))
        elif doubts and not (sure and not one):
            out.extend(error for attempt in doubts for error in attempt)
        elif not sure:
            best = index if index >= 0 else None
            out.append(detailed(none, at, value, children=faults(attempts), best=best))

    return Keyword(checks, explain, inside=inside)


def _fitting(attempts: list[tuple[Error, ...]]) -> str:
    return "choices " + " and ".join(str(i + 1) for i, a in enumerate(attempts) if not a)


def _not(state: State, node: Node, pointer: str) -> Keyword:
    claim = Claim(pointer, "not", "what is not excluded")

    def explain(value: Any, at: str, out: list[Error]) -> None:
        unsure = state.unsure
        passed = node.passes(value)
        if state.unsure != unsure:
            attempt = node.attempt(value, at)
            if is_doubtful(attempt):
                out.extend(attempt)
        elif passed:
            out.append(found(claim, at, value))

    checks = {kind: inverse(node.table[kind]) for kind in KINDS}
    return Keyword(checks, explain, careful=True)


def _if(state: State, condition: Node, then: Node, other: Node) -> Keyword:
    def inside(value: Any) -> tuple[Node, ...]:
        return (condition, then) if condition.passes(value) else (other,)

    def explain(value: Any, at: str, out: list[Error]) -> None:
        unsure = state.unsure
        passed = condition.passes(value)
        if state.unsure != unsure:
            attempt = condition.attempt(value, at)
            if attempt and is_doubtful(attempt):
                if not (then.is_clean(value) and other.is_clean(value)):
                    out.extend(attempt)
                return
            passed = not attempt
        (then if passed else other).judge(value, at, out)

    checks = {k: _choice(condition.table[k], then.table[k], other.table[k]) for k in KINDS}
    return Keyword(checks, explain, inside=inside, careful=True)


def _choice(condition: Check | None, then: Check | None, other: Check | None) -> Check | None:
    return both([either([inverse(condition), then]), either([condition, other])])

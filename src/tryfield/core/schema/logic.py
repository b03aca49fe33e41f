"""Keywords that combine schemas for one value: allOf, anyOf, oneOf, not, if."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.schema.branches import Discriminator, best_branch
from tryfield.core.schema.compiler import Compiler, Here, fault
from tryfield.core.schema.node import Check, Keyword, Node, Part, both, either, inverse, single
from tryfield.core.schema.outcome import Sink
from tryfield.core.schema.values import KINDS
from tryfield.core.schema.words import count, describe


def logic(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords that combine schemas."""
    for word in ("allOf", "anyOf", "oneOf"):
        if isinstance(schema.get(word), list) and schema[word]:
            nodes = [c.node(s, here.beside(word, i)) for i, s in enumerate(schema[word])]
            if word == "allOf":
                yield _all(nodes)
            else:
                chooser = Discriminator.read(schema, here, word)
                yield _some(nodes, chooser, word, c.pointer(here, word))
    if "not" in schema:
        yield _not(c.node(schema["not"], here.beside("not")), c.pointer(here, "not"))
    if "if" in schema:
        branch = [c.node(schema.get(w, True), here.beside(w)) for w in ("if", "then", "else")]
        yield _if(*branch)


def _all(nodes: list[Node]) -> Keyword:
    def reach(value: Any) -> Iterator[Part]:
        for node in nodes:
            yield node, None, value

    def explain(value: Any, at: str, sink: Sink) -> None:
        for node in nodes:
            if not node.is_clean(value):
                node.explain(value, at, sink)

    checks = {kind: both([node.table[kind] for node in nodes]) for kind in KINDS}
    return Keyword(checks, explain, reach)


def _some(nodes: list[Node], chooser: Discriminator | None, word: str, pointer: str) -> Keyword:
    combine = either if word == "anyOf" else single
    checks = {kind: combine([node.table[kind] for node in nodes]) for kind in KINDS}
    if chooser is not None:
        checks[dict] = chooser.check(nodes, checks[dict])

    def chosen(value: Any) -> list[Node]:
        index = -1 if chooser is None else chooser.choose(value)
        return nodes if index < 0 else [nodes[index]]

    def reach(value: Any) -> Iterator[Part]:
        for node in chosen(value):
            if node.passes(value):
                yield node, None, value

    def explain(value: Any, at: str, sink: Sink) -> None:
        index = -1 if chooser is None else chooser.choose(value)
        attempts = [node.attempt(value, at) for node in nodes]
        if index >= 0 and not attempts[index].errors:
            sink.unchecked.extend(attempts[index].unchecked)
            return
        sure = sum(not a.errors and not a.unchecked for a in attempts)
        maybe = [a for a in attempts if a.unchecked and not a.errors]
        if index < 0 and (sure or maybe) and (word == "anyOf" or sure < 2):
            if not sure or (word == "oneOf" and maybe):
                sink.unchecked.extend(error for a in maybe for error in a.unchecked)
            return
        children = tuple(tuple(a.errors) for a in attempts)
        if sure > 1 and index < 0:
            which = [str(i + 1) for i, a in enumerate(attempts) if not a.errors]
            expected, actual = "exactly one of the choices", "choices " + " and ".join(which)
            best = -1
        else:
            best = index if index >= 0 else best_branch(children, at)
            expected = f"one of {count(len(nodes), 'choice')}"
            actual = describe(value)
        sink.errors.append(fault(at, pointer, word, expected, actual, children=children, best=best))

    return Keyword(checks, explain, reach)


def _not(node: Node, pointer: str) -> Keyword:
    def explain(value: Any, at: str, sink: Sink) -> None:
        attempt = node.attempt(value, at)
        if attempt.errors:
            return
        if attempt.unchecked:
            sink.unchecked.extend(attempt.unchecked)
        else:
            actual = describe(value)
            sink.errors.append(fault(at, pointer, "not", "what is not excluded", actual))

    return Keyword({kind: inverse(node.table[kind]) for kind in KINDS}, explain)


def _if(condition: Node, then: Node, other: Node) -> Keyword:
    def reach(value: Any) -> Iterator[Part]:
        if condition.passes(value):
            yield condition, None, value
            yield then, None, value
        else:
            yield other, None, value

    def explain(value: Any, at: str, sink: Sink) -> None:
        attempt = condition.attempt(value, at)
        if attempt.errors:
            other.explain(value, at, sink)
        elif not attempt.unchecked:
            then.explain(value, at, sink)
        elif not (then.is_clean(value) and other.is_clean(value)):
            sink.unchecked.extend(attempt.unchecked)

    checks = {k: _choice(condition.table[k], then.table[k], other.table[k]) for k in KINDS}
    return Keyword(checks, explain, reach)


def _choice(condition: Check | None, then: Check | None, other: Check | None) -> Check | None:
    return both([either([inverse(condition), then]), either([condition, other])])

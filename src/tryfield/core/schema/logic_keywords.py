"""Keywords that combine schemas for one value: allOf, anyOf, oneOf, not, if.

Which branch of anyOf or oneOf was meant is found by its discriminator, or by how close it comes.
Unions of objects are often told apart by a name with one constant in each, `"object": "card"`: to
look at that first only saves time, since the branches that are left out would have failed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tryfield.core.schema import schema_documents
from tryfield.core.schema.json_values import KINDS
from tryfield.core.schema.schema_compiler import Compiler, Here
from tryfield.core.schema.schema_documents import Documents
from tryfield.core.schema.schema_errors import Claim, Error, detailed, found, parted
from tryfield.core.schema.schema_node import (
    Check,
    Keyword,
    Node,
    State,
    both,
    either,
    inverse,
    single,
)


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

    none = Claim(pointer, word, len(nodes), demand="anyOf")
    several = Claim(pointer, word, len(nodes))

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
                out.append(detailed(several, at, _fitting(attempts), children=tuple(attempts)))
            elif not fitting:
                out.append(detailed(none, at, value, children=tuple(attempts), best=None))
            return
        index = -1 if chooser is None else chooser.choose(value)
        tried = attempts if index < 0 else [attempts[index]]
        sure = tried.count(())
        doubts = [attempt for attempt in tried if is_doubtful(attempt)]
        if sure > 1 and one:
            out.append(detailed(several, at, _fitting(attempts), children=faults(attempts)))
        elif doubts and not (sure and not one):
            out.extend(error for attempt in doubts for error in attempt)
        elif not sure:
            best = index if index >= 0 else None
            out.append(detailed(none, at, value, children=faults(attempts), best=best))

    return Keyword(checks, explain, inside=inside)


def _fitting(attempts: list[tuple[Error, ...]]) -> tuple[int, ...]:
    return tuple([index for index, attempt in enumerate(attempts) if not attempt])


def _not(state: State, node: Node, pointer: str) -> Keyword:
    claim = Claim(pointer, "not")

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


def is_doubtful(attempt: Sequence[Error]) -> bool:
    """Whether an attempt found nothing but what cannot be checked."""
    for error in attempt:
        if not error.is_doubt:
            return False
    return bool(attempt)


def faults(attempts: Sequence[Sequence[Error]]) -> tuple[tuple[Error, ...], ...]:
    """What is wrong with each branch, without what cannot be checked."""
    return tuple([parted(attempt)[0] for attempt in attempts])


class Discriminator:
    """OpenAPI's `discriminator`: the property whose value names the branch.

    A value that it names nothing with is judged as if there were none.
    """

    def __init__(self, name: str, branches: dict[str, int]) -> None:
        self._name = name
        self._branches = branches

    @classmethod
    def read(cls, schema: Any, here: Here, word: str) -> Discriminator | None:
        """The discriminator of a schema with `anyOf` or `oneOf`, if it has one."""
        words = schema.get("discriminator")
        if not isinstance(words, dict) or not isinstance(words.get("propertyName"), str):
            return None
        targets: dict[str, int] = {}
        values: dict[str, int] = {}
        for index, branch in enumerate(schema[word]):
            reference = branch.get("$ref") if isinstance(branch, dict) else None
            if isinstance(reference, str):
                targets[schema_documents.join_uri(here.place.base, reference)] = index
                values.setdefault(
                    schema_documents.split_uri(reference)[1].rpartition("/")[2] or reference, index
                )
        mapping = words.get("mapping")
        for value, reference in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(reference, str):
                named = schema_documents.join_uri(
                    here.place.base, "#/components/schemas/" + reference
                )
                index = targets.get(
                    schema_documents.join_uri(here.place.base, reference), targets.get(named, -1)
                )
                if index >= 0:
                    values[value] = index
        return cls(words["propertyName"], values) if values else None

    def choose(self, value: Any) -> int:
        """The index of the branch that a value names, or -1."""
        tag = value.get(self._name) if isinstance(value, dict) else None
        return self._branches.get(tag, -1) if isinstance(tag, str) else -1

    def check(self, nodes: Sequence[Node], otherwise: Check | None) -> Check:
        """The test for objects: by the branch that is named, else by all."""
        choose = self.choose

        def check(value: Any) -> bool:
            index = choose(value)
            if index >= 0:
                return nodes[index].passes(value)
            return otherwise is None or otherwise(value)

        return check


_FAR = 5  #: references that are followed to find out
Combine = Callable[[Sequence[Check | None]], Check | None]


def tagged(
    documents: Documents, base: str, branches: Sequence[Any], nodes: Sequence[Node], all_of: Combine
) -> Check | None:
    """The test for objects by what names their kind; None where no property does."""
    known = [dict(_tags(documents, base, branch)) for branch in branches]
    often = Counter(name for tags in known for name in tags).most_common(1)
    if not often or often[0][1] < 2:
        return None
    name = often[0][0]
    kinds = [tags.get(name) for tags in known]
    checks: dict[str, Check | None] = {}
    every = all_of([node.table[dict] for node in nodes])
    others = [node.table[dict] for node, tags in zip(nodes, kinds, strict=True) if tags is None]
    other = all_of(others)
    for tag in frozenset[str]().union(*(tags for tags in kinds if tags is not None)):
        fitting = zip(nodes, kinds, strict=True)
        checks[tag] = all_of([n.table[dict] for n, tags in fitting if tags is None or tag in tags])

    def check(value: Any) -> bool:
        tag = value.get(name)
        chosen = checks.get(tag, other) if isinstance(tag, str) else every
        return chosen is None or chosen(value)

    return check


def _tags(documents: Documents, base: str, schema: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """The properties of a schema, and of what it refers to, that allow a few texts only."""
    for _ in range(_FAR):
        if not isinstance(schema, dict) or isinstance(schema.get("$id"), str):
            return
        properties = schema.get("properties")
        for name, part in properties.items() if isinstance(properties, dict) else ():
            if isinstance(part, dict) and ("const" in part or isinstance(part.get("enum"), list)):
                allowed = [part["const"]] if "const" in part else part["enum"]
                yield name, frozenset(one for one in allowed if isinstance(one, str))
        if not isinstance(schema.get("$ref"), str):
            return
        target = documents.find(schema_documents.join_uri(base, schema["$ref"]))
        if target is None or target[0].base != base:  # where other words may hold
            return
        schema = target[1]

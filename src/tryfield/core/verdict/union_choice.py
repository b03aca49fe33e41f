"""Which documented choice a value takes: by its discriminator, else by fewest differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.schema_view import type_of_value
from tryfield.core.schema.json_schema import CompiledSchema
from tryfield.core.schema.schema_errors import Error

Compile = Callable[[FieldNode], CompiledSchema]
_BRANCHES = 200


class Unions:
    """Chooses branches, the same one each time it is asked about a value."""

    def __init__(self, compile_node: Compile) -> None:
        self._compile = compile_node
        self._chosen: dict[tuple[int, int], tuple[FieldNode, ...]] = {}
        self._kept: list[Any] = []  # so that no id is used twice
        self._tired = False  # an evaluation took too long: choose without any

    def expand(self, nodes: tuple[FieldNode, ...], value: Any) -> tuple[FieldNode, ...]:
        """The nodes that apply to a value, with the branches it takes, and theirs."""
        applied: list[FieldNode] = []
        todo = [node.original for node in nodes]
        while todo and len(applied) < 100:
            node = todo.pop(0)
            if any(node is one for one in applied):
                continue
            applied.append(node)
            if node.choices:
                todo += [branch.original for branch in self.choose(node, value)]
        return tuple(applied)

    def choose(self, node: FieldNode, value: Any) -> tuple[FieldNode, ...]:
        """The branches of a node that a value takes; none when no branch has its type."""
        key = id(node), id(value)
        chosen = self._chosen.get(key)
        if chosen is None:
            chosen = self._choose(node, value)
            self._chosen[key] = chosen
            self._kept.append(value)
        return chosen

    def _choose(self, node: FieldNode, value: Any) -> tuple[FieldNode, ...]:
        if (named := self._named(node, value)) is not None:
            return (named,)
        kind = type_of_value(value)
        fitting = [branch for branch in node.choices if admits(branch, kind)]
        if len(fitting) > 1:
            fitting = _tagged(fitting, value) or fitting
        fitting = fitting[:_BRANCHES]
        if len(fitting) < 2:
            return tuple(fitting)
        scored: dict[int, tuple[int, int, int]] = {}  # branches that lead to one schema score alike
        for branch in fitting:
            if id(branch.original) not in scored:
                scored[id(branch.original)] = self._score(branch, value)
        scores = [scored[id(branch.original)] for branch in fitting]
        if node.view.unions[0].kind == "anyOf":
            valid = [branch for branch, score in zip(fitting, scores, strict=True) if not score[0]]
            if valid:
                # The best one first: names that only a worse one has are documented as well.
                best = min(range(len(scores)), key=scores.__getitem__)
                return (fitting[best], *(branch for branch in valid if branch is not fitting[best]))
        return (fitting[min(range(len(scores)), key=scores.__getitem__)],)

    def _named(self, node: FieldNode, value: Any) -> FieldNode | None:
        name = node.view.discriminator
        said = value.get(name) if name and isinstance(value, dict) else None
        if not isinstance(said, str):
            return None
        target = node.view.mapping.get(said, said)
        wanted = {target, f"#/components/schemas/{target}"}
        for branch in node.choices:
            schema = branch.parts[0][0]
            reference = schema.get("$ref") if not isinstance(schema, bool) else None
            if reference in wanted or branch.view.reference in wanted:
                return branch
        return None

    def _score(self, branch: FieldNode, value: Any) -> tuple[int, int, int]:
        """Differences, names it does not know, names it knows (the more the better)."""
        differences = 0
        if not self._tired:
            outcome = self._compile(branch).evaluate(value)
            differences = weight(outcome.errors)
            self._tired = bool(outcome.given_up)
        if not isinstance(value, dict):
            return differences, 0, 0
        known = branch.original.view.properties.keys()
        same = len(known & value.keys())
        return differences, len(value) - same, -same


def weight(errors: Iterable[Error]) -> int:
    """How many differences there are, counting inside of the best branches."""
    total = 0
    for error in errors:
        total += 1
        if 0 <= error.best < len(error.children):
            total += weight(error.children[error.best])
    return total


def admits(node: FieldNode, kind: str, depth: int = 6) -> bool:
    """Whether a node documents values of a JSON type at all."""
    node = node.original
    known = node.admitted.get(kind)
    if known is None:
        node.admitted[kind] = True  # while we ask: a circle rules nothing out
        known = node.admitted[kind] = not depth or _admits(node, kind, depth)
    return known


def _admits(node: FieldNode, kind: str, depth: int) -> bool:
    view = node.view
    if kind == "null" and view.nullable:
        return True
    types = view.types
    if types is not None:
        return kind in types or (kind == "integer" and "number" in types)
    if view.unions:
        return any(admits(branch, kind, depth - 1) for branch in node.choices)
    if view.properties or view.patterns or view.values:
        return kind == "object"
    if view.items or view.prefix:
        return kind == "array"
    return True


def _tagged(branches: list[FieldNode], value: Any) -> list[FieldNode]:
    """The branches whose constant properties (`type: "card"`) agree with the value."""
    if not isinstance(value, dict):
        return []
    agreeing = []
    tagged = False
    for branch in branches:
        agrees = True
        for name, below in branch.original.properties.items():
            constants = _constants(below)
            if constants is None or name not in value:
                continue
            tagged = True
            agrees = agrees and any(_same(value[name], one) for one in constants)
        if agrees:
            agreeing.append(branch)
    return agreeing if tagged else []


def _constants(node: FieldNode) -> list[Any] | None:
    words = node.view.keywords
    if "const" in words:
        return [words["const"]]
    values = words.get("enum")
    return values if isinstance(values, list) and len(values) <= 20 else None


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)

"""Documented fields and instance side by side: what is there, and what nobody documented.

The walk goes field by field over all values at once, which is what makes a long list cheap, and
as deep as the instance goes. It asks which documented field covers a name; it does not depend on
whether anything is valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from tryfield.core.contract.schema_references import PREFIX, component_name, descendants
from tryfield.core.fields.field_node import FieldNode, escape
from tryfield.core.fields.schema_view import shared_view, type_of_value
from tryfield.core.json_pointer import child_pointer, escape_token
from tryfield.core.schema.schema_errors import Error
from tryfield.core.verdict.union_choice import Unions, takes_any_name

#: Where a value stands: the place of what it stands in, and its name there. A root is a text.
Where: TypeAlias = "tuple[Any, str | int] | str"
Nodes: TypeAlias = tuple[FieldNode, ...]

_SHOWN = 3


def pointer(where: Where) -> str:
    """A place as a JSON pointer."""
    names: list[str | int] = []
    while not isinstance(where, str):
        where, name = where
        names.append(name)
    for name in reversed(names):
        where = child_pointer(where, name)
    return where


class Record:
    """What was found at the path of one documented field."""

    __slots__ = ("choices", "first", "node", "seen", "total", "unknown")

    def __init__(self, node: FieldNode) -> None:
        self.node = node
        self.seen = 0
        self.total = 0
        self.first: list[Where] = []
        self.unknown = 0  # values that the text only hints at
        self.choices: dict[str, int] = {}


class UndocumentedRecord:
    """A name that no documented field covers."""

    __slots__ = ("count", "first", "kinds", "name", "nodes", "total")

    def __init__(self, nodes: Nodes, name: str, total: int) -> None:
        self.nodes = nodes
        self.name = name
        self.total = total
        self.count = 0
        self.first: list[Where] = []
        self.kinds: dict[str, None] = {}

    @property
    def parent(self) -> str:
        return self.nodes[0].path

    @property
    def path(self) -> str:
        return f"{self.parent}.{escape(self.name)}" if self.parent else escape(self.name)

    @property
    def types(self) -> tuple[str, ...]:
        named = [one for one in self.kinds if one != "null"]
        return (*named, "null") if "null" in self.kinds else tuple(named)


class Walk:
    """One walk over some instances of one place."""

    def __init__(
        self, unions: Unions, matches: Callable[[str, str], bool], unknown: frozenset[str]
    ) -> None:
        self.records: dict[str, Record] = {}
        self.undocumented: dict[tuple[str, str], UndocumentedRecord] = {}
        self.overruled: list[tuple[Where, tuple[Error, ...]]] = []
        self.tags: list[tuple[Where, FieldNode, list[str]]] = []  #: unknown, and what is known
        self._unions = unions
        self._matches = matches
        self._unknown = unknown

    def run(self, root: FieldNode, values: list[Any], places: list[Where]) -> None:
        """Walk over instances of the root."""
        todo: list[tuple[Nodes, list[Any], list[Where]]] = []
        self._found(((root,), values, places), len(values), todo)
        while todo:
            nodes, values, places = todo.pop()
            for applied, some, at in self._groups(nodes, values, places):
                self._objects(applied, some, at, todo)
                self._arrays(applied, some, at, todo)

    def add_wrappers(self, root: FieldNode, names: Mapping[str, tuple[Any, Where]]) -> None:
        """Note names around the documented ones as undocumented."""
        for name, found in names.items():
            self._add_undocumented((root,), name, [found], 1)

    def _found(
        self, found: tuple[Nodes, list[Any], list[Where]], total: int, todo: list[Any]
    ) -> None:
        """Note values of a field, and what is to be looked at below it."""
        nodes, values, places = found
        if self._unknown:
            kept = [n for n, where in enumerate(places) if pointer(where) not in self._unknown]
            hinted = len(values) - len(kept)
            values = [values[n] for n in kept]
            places = [places[n] for n in kept]
        else:
            hinted = 0
        for node in nodes:
            record = self.records.get(node.path)
            if record is None:
                record = self.records[node.path] = Record(node)
            record.total += total
            record.seen += len(values) + hinted
            record.unknown += hinted
            if len(record.first) < _SHOWN:
                record.first += places[: _SHOWN - len(record.first)]
        if values and any(_goes_on(node.original) for node in nodes):
            todo.append((nodes, values, places))

    def _groups(
        self, nodes: Nodes, values: list[Any], places: list[Where]
    ) -> Iterable[tuple[Nodes, list[Any], list[Where]]]:
        originals = tuple(node.original for node in nodes)
        if not any(node.choices for node in originals):
            return ((originals, values, places),)
        groups: dict[tuple[int, ...], tuple[Nodes, list[Any], list[Where]]] = {}
        for value, where in zip(values, places, strict=True):
            applied = self._unions.expand(nodes, value)
            key = tuple(id(node) for node in applied)
            _, some, at = groups.setdefault(key, (applied, [], []))
            some.append(value)
            at.append(where)
            for node in applied if isinstance(value, dict) else ():
                if not node.choices:
                    continue
                if (overruled := self._unions.overruled(node, value)) is not None:
                    self.overruled.append((where, overruled))
                if node.view.discriminator and (known := self._unions.unknown_tag(node, value)):
                    self.tags.append((where, node, known))
        for applied, some, _ in groups.values():
            for node in applied:
                if node.choices:
                    self._chosen(node, applied, len(some))
        return groups.values()

    def _chosen(self, node: FieldNode, applied: Nodes, count: int) -> None:
        for branch in node.choices:
            record = self.records.get(branch.path)
            if record is None:
                record = self.records[branch.path] = Record(branch)
            record.total += count
            if any(one is branch or one is branch.original for one in applied):
                record.seen += count
                base = self.records.get(node.path)
                if base is not None:
                    base.choices[branch.label] = base.choices.get(branch.label, 0) + count

    def _objects(self, nodes: Nodes, values: list[Any], at: list[Where], todo: list[Any]) -> None:
        pairs = [(v, w) for v, w in zip(values, at, strict=True) if isinstance(v, dict)]
        if not pairs:
            return
        known: dict[str, Nodes] = {}
        for node in nodes:
            for name, below in node.properties.items():
                known[name] = (*known.get(name, ()), below)
        for name, below_all in known.items():
            found = [(v[name], (w, name)) for v, w in pairs if name in v]
            places: list[Where] = [where for _, where in found]
            self._found((below_all, [v for v, _ in found], places), len(pairs), todo)
        rest: dict[str, list[tuple[Any, Where]]] = {}
        names = known.keys()
        for value, where in pairs:
            if not value.keys() <= names:
                for name, below_value in value.items():
                    if name not in known:
                        rest.setdefault(name, []).append((below_value, (where, name)))
        if rest:
            self._others(nodes, rest, len(pairs), todo)

    def _others(
        self, nodes: Nodes, rest: dict[str, list[tuple[Any, Where]]], total: int, todo: list[Any]
    ) -> None:
        """Names without a field of their own: of a pattern, of a map, free, or undocumented."""
        patterns = [pair for node in nodes for pair in node.patterns.items()]
        maps = tuple(node.values for node in nodes if node.values is not None)
        free = takes_any_name(nodes)
        covered: dict[Nodes, list[tuple[Any, Where]]] = {}
        for name, found in rest.items():
            below = tuple(node for pattern, node in patterns if self._matches(pattern, name))
            below = below or maps
            if below:
                covered.setdefault(below, []).extend(found)
            elif not free and name.strip(".…") and not _of_a_child(nodes, name):
                self._add_undocumented(nodes, name, found, total)
        for below, found in covered.items():
            places: list[Where] = [where for _, where in found]
            self._found((below, [v for v, _ in found], places), len(found), todo)

    def _add_undocumented(
        self, nodes: Nodes, name: str, found: list[tuple[Any, Where]], total: int
    ) -> None:
        key = nodes[0].path, name
        record = self.undocumented.get(key)
        if record is None:
            record = self.undocumented[key] = UndocumentedRecord(nodes, name, 0)
        record.total += total
        record.count += len(found)
        record.first += [where for _, where in found[: _SHOWN - len(record.first)]]
        record.kinds.update(dict.fromkeys(type_of_value(value) for value, _ in found))

    def _arrays(self, nodes: Nodes, values: list[Any], at: list[Where], todo: list[Any]) -> None:
        pairs = [(v, w) for v, w in zip(values, at, strict=True) if isinstance(v, list)]
        if not pairs:
            return
        longest = max(len(node.prefix) for node in nodes)
        for index in range(longest):
            below = tuple(node.prefix[index] for node in nodes if index < len(node.prefix))
            found = [(v[index], (w, index)) for v, w in pairs if index < len(v)]
            places: list[Where] = [where for _, where in found]
            self._found((below, [v for v, _ in found], places), len(pairs), todo)
        items = tuple(node.items for node in nodes if node.items is not None)
        if items:
            values = [one for v, _ in pairs for one in v[longest:]]
            places = [(w, n) for v, w in pairs for n in range(longest, len(v))]
            self._found((items, values, places), len(values), todo)


def _of_a_child(nodes: Nodes, name: str) -> bool:
    """Whether a component documents the name that has one of these in its `allOf`.

    Many documents say by their names alone which child a value is, without a discriminator.
    """
    for node in nodes:
        if node.view.discriminator:
            continue
        parents = [one for one in node.view.identity if one.count("/") == 3]
        for parent in parents:
            for child in descendants(component_name(f"#{parent}"), node.components):
                reference = PREFIX + escape_token(child)
                part = {"$ref": reference}, reference[1:]
                if name in shared_view((part,), node.components).properties:
                    return True
    return False


def _goes_on(node: FieldNode) -> bool:
    """Whether anything below a value of the node could be documented or undocumented."""
    return node.view.closed or node.view.branches

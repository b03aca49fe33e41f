"""Errors of the evaluation, each given to the documented field that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.schema_view import type_of_value
from tryfield.core.json_pointer import child_pointer, pointer_tokens, pointers_above
from tryfield.core.jsontext.json_document import Document
from tryfield.core.schema.schema_errors import Error
from tryfield.core.verdict.instance_walk import Nodes
from tryfield.core.verdict.judgement import Actual, Difference, Note
from tryfield.core.verdict.union_choice import Unions

#: About names that no field covers: the walk reports those.
_NAMES = frozenset({"additionalProperties", "unevaluatedProperties"})
#: What an author who left something out of an example cannot have meant.
_WHOLE = frozenset({"required", "minItems", "minProperties", "contains", "minContains"})
_ABSENT = frozenset({"required", "any-required", "dependentRequired"})
_SHOWN = 4  #: values of one field that are told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """One value that does not satisfy a keyword, at the field that it belongs to."""

    path: str
    where: str  #: JSON pointer
    keyword: str
    demand: str
    limit: Any
    value: Any


def differences_of(errors: Iterable[FieldError]) -> tuple[Difference, ...]:
    """The errors of one field, those of one keyword together, in the order of the keywords."""
    by_keyword: dict[str, list[FieldError]] = {}
    for error in errors:
        by_keyword.setdefault(error.keyword, []).append(error)
    return tuple(_difference(same) for same in by_keyword.values())


def difference_of(error: Error) -> Difference:
    """An error of an evaluation by itself, without a documented field."""
    limit = _limit(error)
    actual = (_actual(error.demand, error.value),)
    return Difference(keyword=error.keyword, demand=error.demand, limit=limit, actual=actual)


def _difference(same: list[FieldError]) -> Difference:
    first = same[0]
    several = False
    limit = first.limit
    actual: tuple[Actual, ...]
    if first.keyword in _NAMES and isinstance(limit, tuple):
        limit = tuple(dict.fromkeys(name for one in same for name in one.limit or ()))
    if first.demand in _ABSENT:
        actual = (_actual(first.demand, None),)
    else:
        shown: dict[tuple[str, Any], Any] = {}
        types: set[str] = set()
        for error in same:
            kind = type_of_value(error.value)
            known = kind, _distinct(error.value)
            if known in shown:
                continue
            if len(shown) >= _SHOWN:
                several = True
                if kind in types:
                    continue
            types.add(kind)
            shown[known] = error.value
        actual = tuple(Actual(type=kind, value=value) for (kind, _), value in shown.items())
    return Difference(
        keyword=first.keyword,
        demand=first.demand,
        limit=limit,
        actual=actual,
        several=several,
    )


def _actual(demand: str, value: Any) -> Actual:
    if demand in _ABSENT:
        return Actual(type="absent")
    return Actual(type=type_of_value(value), value=value)


def _distinct(value: Any) -> Any:
    """What tells values of one type apart: scalars themselves, the sizes of the others."""
    return len(value) if isinstance(value, list | dict) else value


def _limit(error: Error) -> Any:
    if error.demand == "required":
        return (error.name,)
    return (error.name, error.limit) if error.demand == "dependentRequired" else error.limit


class Differences:
    """Gives errors to fields; one for each instance that is judged."""

    def __init__(
        self,
        root: FieldNode,
        value: Any,
        at: str,
        *,
        unions: Unions,
        matches: Callable[[str, str], bool],
        text: Document | None,
    ) -> None:
        self._unions = unions
        self._matches = matches
        self._unknown = text.unknown if text else frozenset()
        self._elided = text.elided if text else frozenset()
        self._at = at
        self._nodes: dict[str, tuple[Nodes, Any]] = {at: ((root,), value)}
        self.notes: dict[str, Note] = {}  #: path of a field -> what is to be said about it

    def assign(self, errors: Iterable[Error], *, at: str = "") -> Iterable[FieldError]:
        """The errors with their fields, in their order; `at` is where their instance stands."""
        todo = list(errors)
        todo.reverse()
        at = at or self._at
        while todo:
            error = todo.pop()
            where = at + error.instance
            if self._hinted(where) or (where in self._elided and error.keyword in _WHOLE):
                continue
            if error.children:
                assigned, inner = self._choice(error, where, at)
                todo += reversed(inner)
            else:
                assigned = self._assigned(error, where)
            if assigned is not None:
                yield assigned

    def unknown_tag(
        self, where: str, name: str, known: list[str], found: Iterable[FieldError]
    ) -> Iterable[FieldError]:
        """The difference of a discriminator that names no choice, unless it is said already."""
        at = child_pointer(where, name)
        nodes, value = self.nodes(at)
        if nodes and not self._hinted(at) and not any(one.where == at for one in found):
            yield FieldError(
                path=nodes[0].path,
                where=at,
                keyword="enum",
                demand="enum",
                limit=known,
                value=value,
            )

    def _hinted(self, where: str) -> bool:
        return bool(self._unknown) and any(one in self._unknown for one in pointers_above(where))

    def _assigned(self, error: Error, where: str) -> FieldError | None:
        keyword = error.keyword
        if keyword == "additionalProperties" and error.name:
            return self._excluded(error, where.rpartition("/")[0])
        if keyword in _NAMES and error.name:
            return None  # what failed beside it leaves names unevaluated: no cause of its own
        nodes, _ = self.nodes(where)
        if keyword == "required" and error.name:
            below, _ = self.nodes(child_pointer(where, error.name))
            if below:
                field = _nearest(below, error.schema)
                return self._made(error, field, child_pointer(where, error.name))
        if "/propertyNames/" in error.schema and nodes and isinstance(self.nodes(where)[1], dict):
            field = _nearest(nodes, error.schema)
            limit = (error.value, error.demand, _limit(error))
            return self._made(error, field, where, keyword="propertyNames", limit=limit)
        above, value = where, None
        while not nodes and above != self._at:
            above = above.rpartition("/")[0]
            nodes, value = self.nodes(above)
        if not nodes:
            return None
        field = _nearest(nodes, error.schema)
        if keyword == "false" and above != where and isinstance(value, list):
            return FieldError(
                path=field.path,
                where=above,
                keyword="maxItems",
                demand="maxItems",
                limit=len(field.prefix),
                value=value,
            )
        where = above
        if keyword in ("type", "false"):
            return self._of_type(error, field, where)
        demand = "any-required" if keyword == "required" else error.demand
        return self._made(error, field, where, demand=demand)

    def _excluded(self, error: Error, where: str) -> FieldError | None:
        """A documented name that another part of the schema excludes; the walk has the others."""
        nodes, value = self.nodes(where)
        applied = self._unions.expand(nodes, value)
        if not nodes or not self._documented(applied, error.name):
            return None
        return self._made(error, _nearest(nodes, error.schema), where, limit=(error.name,))

    def _documented(self, nodes: Nodes, name: str) -> bool:
        return any(
            name in node.view.properties
            or any(self._matches(pattern, name) for pattern in node.view.patterns)
            for node in nodes
        )

    def _choice(
        self, error: Error, where: str, at: str
    ) -> tuple[FieldError | None, tuple[Error, ...]]:
        """The errors of the branch that was meant, or one for the choice as a whole."""
        nodes, value = self.nodes(where)
        field = _nearest(nodes, error.schema) if nodes else None
        if field is None:
            return self._assigned(error.alone(), where), ()
        if error.best < 0 and sum(not branch for branch in error.children) > 1:
            # Overlapping branches are the author's slip; the value is as documented.
            self.notes[field.path] = Note(code="choices-overlap", detail=error.value)
            return None, ()
        best = error.best
        union = next(
            (
                (node, one)
                for node in nodes
                for one in node.original.view.unions
                if one.pointer == error.schema
            ),
            None,
        )
        if union is not None and union[0].original.view.unions[0] is union[1]:
            chosen = self._unions.choose(union[0].original, value)
            if not chosen:
                return self._of_type(error, field, where), ()
            step = chosen[0].parts[0][1].rpartition("/")[2]
            best = int(step) if step.isdigit() else best
        branches = error.children
        if not 0 <= best < len(branches):
            return self._assigned(error.alone(), where), ()
        same = [one for one in branches[best] if at + one.instance == where]
        flat = [one for branch in branches for one in branch]
        if same and all(one.keyword in ("const", "enum") for one in flat):
            values = [value for one in flat for value in one.limit]
            return self._made(error, field, where, keyword="enum", limit=values), ()
        if same and all(one.keyword == "required" for one in flat):
            names = tuple(dict.fromkeys(one.name for one in flat))
            return self._made(
                error, field, where, keyword="required", demand="any-required", limit=names
            ), ()
        return None, branches[best]

    def nodes(self, where: str) -> tuple[Nodes, Any]:
        """The documented fields at a place, and the value there; none where none is."""
        known = self._nodes.get(where)
        if known is not None:
            return known
        above, _, _ = where.rpartition("/")
        if not where.startswith(self._at) or len(above) < len(self._at):
            return (), None
        nodes, value = self.nodes(above)
        name = pointer_tokens(where)[-1]
        found: Nodes = ()
        below: Any = None
        if nodes:
            applied = self._unions.expand(nodes, value)
            if isinstance(value, dict):
                below = value.get(name)
                found = self._named(applied, name)
            elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
                below = value[int(name)]
                found = _item(applied, int(name))
        self._nodes[where] = found, below
        return found, below

    def _named(self, nodes: Nodes, name: str) -> Nodes:
        found = tuple(node.properties[name] for node in nodes if name in node.properties)
        found = found or tuple(
            below
            for node in nodes
            for pattern, below in node.patterns.items()
            if self._matches(pattern, name)
        )
        return found or tuple(node.values for node in nodes if node.values is not None)

    def _of_type(self, error: Error, field: FieldNode, where: str) -> FieldError:
        limit = field.types
        if (
            error.keyword == "type" and type_of_value(error.value) in limit
        ):  # a condition's own type
            limit = (error.limit,) if isinstance(error.limit, str) else tuple(error.limit)
        return self._made(error, field, where, keyword="type", limit=limit)

    @staticmethod
    def _made(
        error: Error,
        field: FieldNode,
        where: str,
        *,
        keyword: str = "",
        demand: str = "",
        limit: Any = None,
    ) -> FieldError:
        return FieldError(
            path=field.path,
            where=where,
            keyword=keyword or error.keyword,
            demand=demand or keyword or error.demand,
            limit=_limit(error) if limit is None else limit,
            value=error.value,
        )


def _nearest(nodes: Nodes, schema: str) -> FieldNode:
    """The node whose schema an error comes from, of several that describe one value."""
    for node in nodes:
        if any(schema.startswith(pointer + "/") for _, pointer in node.parts):
            return node
    return nodes[0]


def _item(nodes: Nodes, index: int) -> Nodes:
    found = tuple(node.prefix[index] for node in nodes if index < len(node.prefix))
    return found or tuple(node.items for node in nodes if node.items is not None)

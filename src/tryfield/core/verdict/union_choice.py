"""Which documented choice a value takes: by its discriminator, else the one that fits best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from tryfield.core.contract.schema_references import PREFIX, component, component_name
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.schema_view import type_of_value
from tryfield.core.schema.json_schema import CompiledSchema
from tryfield.core.schema.schema_errors import Error

Compile = Callable[[FieldNode], CompiledSchema]
_BRANCHES = 200
_LEVELS = 2
_LOOKS = 200
_ITEMS = 20


class Fit(NamedTuple):
    """How well a branch fits a value: the less, the better; `min` finds the branch that is meant.

    Names come first. A branch that does not know a name, or misses one that it requires, is further
    away than one whose values differ, so that a mistake that lies deeper changes no branch.
    """

    names: int
    differences: int
    common: int  #: names that it knows, as a negative number


class Unions:
    """Chooses branches, the same one each time it is asked about a value."""

    def __init__(self, compile_node: Compile) -> None:
        self._compile = compile_node
        self._chosen: dict[tuple[int, int], tuple[FieldNode, ...]] = {}
        self._overruled: dict[tuple[int, int], tuple[Error, ...]] = {}
        self._kept: list[Any] = []  # so that no id is used twice
        self._depth = 0  # of choices inside of choices
        self._looks = 0  # at branches, for one choice
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
            self._chosen[key] = ()  # while we ask: a circle takes no further branch
            chosen = self._chosen[key] = self._choose(node, value)
            self._kept.append(value)
        return chosen

    def overruled(self, node: FieldNode, value: Any) -> tuple[Error, ...] | None:
        """What a chosen branch says against a value that the schema as a whole allows.

        None where JSON Schema is content with that branch, or nothing was compared.
        """
        return self._overruled.get((id(node), id(value)))

    def unknown_tag(self, node: FieldNode, value: Any) -> list[str]:
        """What the discriminator may say, where a value says something else; [] if it does not."""
        said = _tag(node, value)
        if said is None or self._named(node, value) is not None:
            return []
        known = [_value_of(node, branch) for branch in node.choices]
        known = [*dict.fromkeys([*node.view.mapping, *filter(None, known)])]
        if node.view.parent and not any(node.view.parent in one for one in known):
            known.append(node.view.parent)
        # A property that lists its values itself knows better than the names of schemas.
        name = node.view.discriminator
        said_by = [one.original.properties.get(name) for one in (node, *node.choices)]
        listed = [_constants(below) or [] for below in said_by if below is not None]
        if not known or any(said in values for values in listed):
            return []
        return [] if _plain(said) in map(_plain, known) else known

    def _choose(self, node: FieldNode, value: Any) -> tuple[FieldNode, ...]:
        heirs = node.view.unions[0].kind == "heirs"
        if (named := self._named(node, value)) is not None:
            if not self._tired and (heirs or not _is_reference(named)):
                errors = self._compile(named).evaluate(value).errors
                self._overruled[id(node), id(value)] = errors
            return (named,)
        kind = type_of_value(value)
        if heirs and (kind != "object" or _tag(node, value) == node.view.parent):
            return ()
        fitting = [branch for branch in node.choices if admits(branch, kind)]
        if len(fitting) > 1:
            fitting = _tagged(fitting, value) or fitting
        fitting = fitting[:_BRANCHES]
        if not fitting or (len(fitting) < 2 and not heirs):
            return tuple(fitting)
        fits: dict[int, tuple[Fit, tuple[Error, ...]]] = {}  # branches of one schema fit alike
        for branch in fitting:
            if id(branch.original) not in fits:
                fits[id(branch.original)] = self._fit(branch, value)
        tried = [(fits[id(branch.original)], branch) for branch in fitting]
        fewest = min(fit[0].names for fit, _ in tried)
        alike = [one for one in tried if one[0][0].names == fewest]
        if len(alike) > 1 and isinstance(value, dict):
            # Names below come before values, too.
            below = {id(one[1]): _strange_below(one[1].original, value) for one in alike}
            fewest = min(below.values())
            alike = [one for one in alike if below[id(one[1])] == fewest]
        fit, best = min(alike, key=lambda one: one[0][0])
        if heirs:
            return (best,) if fit[0].common < -len(node.view.properties.keys() & value) else ()
        valid = [(one[0], branch) for one, branch in tried if not one[0].differences]
        if valid and fit[0].differences:
            self._overruled[id(node), id(value)] = fit[1]
        if node.view.unions[0].kind == "anyOf":
            # The best one first: names that only a worse one has are documented as well.
            return (best, *(branch for _, branch in valid if branch is not best))
        return (best,)

    def _named(self, node: FieldNode, value: Any) -> FieldNode | None:
        said = _tag(node, value)
        if said is None:
            return None
        target = node.view.mapping.get(said, said)
        wanted = {target, f"{PREFIX}{target}"}
        for branch in node.choices:
            schema = branch.parts[0][0]
            reference = schema.get("$ref") if not isinstance(schema, bool) else None
            if reference in wanted or branch.view.reference in wanted:
                return branch
        # A mapping may lead to a branch that is written in place.
        meant = component(target, node.components)
        for branch in node.choices if isinstance(meant, Mapping) else ():
            if branch.parts[0][0] == meant:
                return branch
        return None

    def _fit(self, branch: FieldNode, value: Any) -> tuple[Fit, tuple[Error, ...]]:
        errors: tuple[Error, ...] = ()
        if not self._tired:
            outcome = self._compile(branch).evaluate(value)
            errors = outcome.errors
            self._tired = bool(outcome.given_up)
        if not isinstance(value, dict):
            return Fit(0, weight(errors), 0), errors
        # Choices inside of choices are looked into for a few levels; their number multiplies.
        if not self._depth:
            self._looks = 0
        self._looks += 1
        self._depth += 1
        deep = self._depth > _LEVELS or self._looks > _LOOKS
        applied = (branch.original,) if deep else self.expand((branch,), value)
        self._depth -= 1
        known: dict[str, list[FieldNode]] = {}
        for node in applied:
            for name in value:
                if name in node.view.properties:
                    known.setdefault(name, []).append(node.properties[name])
        covered = takes_any_name(applied) or any(
            one.view.patterns or one.view.values or (deep and one.choices) for one in applied
        )
        strange = 0 if covered else len(value) - len(known)
        missing = sum(one.keyword == "required" and not one.instance for one in errors)
        other = sum(
            not any(admits(one, type_of_value(value[name])) for one in nodes)
            for name, nodes in known.items()
        )
        return Fit(3 * strange + missing + other, weight(errors), -len(known)), errors


def _strange_below(node: FieldNode, value: Mapping[str, Any]) -> int:
    """How many names a branch does not know in the objects and lists of objects of a value."""
    strange = 0
    for name, inner in value.items():
        field = node.properties.get(name) if isinstance(inner, dict | list) else None
        if field is not None and isinstance(inner, list):
            field = field.original.items
        if field is None or field.original.choices or takes_any_name((field.original,)):
            continue
        known = field.original
        if known.view.patterns or known.view.values:
            continue
        for one in inner[:_ITEMS] if isinstance(inner, list) else [inner]:
            strange += len(one.keys() - known.properties.keys()) if isinstance(one, dict) else 0
    return strange


def takes_any_name(nodes: Iterable[FieldNode]) -> bool:
    """Whether fields that describe one object together document any further name."""
    views = [node.view for node in nodes]
    if any(view.closed for view in views):
        return False
    return any(view.free or view.unchecked for view in views) or not any(
        view.properties or view.patterns for view in views
    )


def _tag(node: FieldNode, value: Any) -> str | None:
    """What a value says for the discriminator; None where it says nothing."""
    name = node.view.discriminator
    said = value.get(name) if name and isinstance(value, dict) else None
    return said if isinstance(said, str) else None


def _value_of(node: FieldNode, branch: FieldNode) -> str:
    """What names a branch: a value of the mapping, or the name of its component."""
    schema = branch.parts[0][0]
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    name = component_name(reference) if isinstance(reference, str) else ""
    said = (key for key, one in node.view.mapping.items() if one in (reference, name))
    return next(said, name)


def _is_reference(branch: FieldNode) -> bool:
    """Whether the evaluation takes the branch as well where a discriminator names it."""
    schema = branch.parts[0][0]
    return isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str)


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


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

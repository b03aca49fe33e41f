"""One location of an endpoint, ready to judge instances: its fields, its schema, its verdicts.

Pages list fields without saying what they stand in. Where none of the documented names is where
it is documented, and all the difference is an array or one name around them, the fields are
judged where they stand, and the wrapping is reported once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.field_tree import unfold
from tryfield.core.fields.schema_view import Part
from tryfield.core.json_pointer import child_pointer, pointers_above
from tryfield.core.jsontext.json_document import Document
from tryfield.core.near_names import nearest
from tryfield.core.schema.json_schema import CompiledSchema, Schemas
from tryfield.core.verdict.field_differences import Differences, FieldError, differences_of
from tryfield.core.verdict.instance_walk import Record, UndocumentedRecord, Walk, Where, pointer
from tryfield.core.verdict.judgement import (
    Actual,
    Coverage,
    Difference,
    FieldVerdict,
    Note,
    UndocumentedField,
)
from tryfield.core.verdict.union_choice import Unions

_Placed = TypeVar("_Placed", bound="tuple[Any, ...]")  # begins with a pointer

_SHOWN = 3
_SUGGESTIONS = 1_000  # that a brief judge remembers
_BY_FORMAT = Note(code="format")
_DATES = frozenset({"date", "date-time", "time", "duration"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldVerdicts:
    """What the judgement of one place found."""

    fields: tuple[FieldVerdict, ...] = ()
    undocumented: tuple[UndocumentedField, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    given_up: str = ""  #: why an instance was not judged to its end


class LocationJudge:
    """The documented fields of one place; judges any number of instances.

    A `brief` one gives verdicts only for fields that differ; `shown` gathers what was there.
    """

    def __init__(
        self, name: str, root: FieldNode, source: Part, schemas: Schemas, *, brief: bool = False
    ) -> None:
        self.name = name
        self._brief = brief
        self.shown: set[str] = set()  #: of a brief one: paths at which instances had a value
        self.root = root
        self._schemas = schemas
        self._source = source
        self.seen: dict[str, FieldNode] = {}  #: by path, what instances showed or left out
        self._compiled: dict[str, CompiledSchema] = {}
        self._patterns: dict[str, CompiledSchema] = {}
        self._names: dict[tuple[str, str], bool] = {}
        self._suggested: dict[tuple[str, str], str] = {}

    @cached_property
    def fields(self) -> list[FieldNode]:
        """Everything documented here that a page shows, in its order."""
        return unfold(self.root)

    def judge(self, instances: Iterable[Instance], *, only_present: bool = False) -> FieldVerdicts:
        """Judge instances of this location together.

        Args:
            instances: What stands there.
            only_present: Give no verdict, and no coverage, for fields below what is absent.
        """
        shapes = [unwrapped(self.root, instance) for instance in instances]
        given = tuple(one for shape in shapes for one in shape.instances)
        unions = Unions(lambda branch: self._schema(branch.parts[0]))
        texts = {id(one.text): one.text for one in given if one.text is not None}
        unknown = frozenset(one for text in texts.values() for one in text.unknown)
        walk = Walk(unions, self._fits, unknown)
        walk.run(self.root, [i.value for i in given], [i.at for i in given])
        errors: dict[str, list[FieldError]] = {}
        unchecked: dict[str, str] = {}
        notes: dict[str, Note] = {}
        given_up = ""
        for shape in shapes:
            walk.add_wrappers(self.root, shape.wrappers)
            if shape.error is not None:
                errors.setdefault(self.root.path, []).append(shape.error)
            elif shape.wrappers:
                notes[self.root.path] = Note(code="wrapped")
        schema = self._schema(self._source)
        places = {one.at for one in given}
        overruled = _by_place(((pointer(at), one) for at, one in walk.overruled), places)
        tags = _by_place(((pointer(at), node, known) for at, node, known in walk.tags), places)
        for instance in given:
            outcome = schema.evaluate(instance.value)
            mine = overruled.get(instance.at, ())
            said = tags.get(instance.at, ())
            if outcome.valid and not outcome.unchecked and not mine and not said:
                continue
            assigning = Differences(
                self.root,
                instance.value,
                instance.at,
                unions=unions,
                matches=self._fits,
                text=instance.text,
            )
            found = list(assigning.assign(outcome.errors))
            for at, one in mine:
                known = {(error.where, error.keyword) for error in found}
                more = assigning.assign(one, at=at)
                found += [error for error in more if (error.where, error.keyword) not in known]
            for at, node, names in said:
                found += assigning.unknown_tag(at, node.view.discriminator, names, found)
            for assigned in found:
                errors.setdefault(assigned.path, []).append(assigned)
            for error in outcome.unchecked:
                nodes, _ = assigning.nodes(instance.at + error.instance)
                for node in nodes[:1]:
                    unchecked.setdefault(node.path, error.reason)
            notes |= assigning.notes
            given_up = given_up or outcome.given_up
        listed = (
            self._differing(walk, errors)
            if self._brief
            else self._listed(walk.records, only_present=only_present)
        )
        verdicts = tuple(
            self._verdict(one, walk.records.get(one.path), errors, unchecked, notes)
            for one in listed
        )
        without = only_present or self._brief
        return FieldVerdicts(
            fields=verdicts,
            undocumented=tuple(self._undocumented(one, walk) for one in walk.undocumented.values()),
            coverage=Coverage() if without else self._coverage(verdicts),
            given_up=given_up,
        )

    def absent(self, *, required: bool) -> FieldVerdicts:
        """What is found where nothing stands."""
        found = self.judge(())
        if not required:
            return found
        first, *others = found.fields or (self._made(self.root, None, "absent"),)
        missing = FieldVerdict(
            place=self.name,
            path=first.path,
            verdict="differs",
            label=first.label,
            types=first.types,
            differences=(_MISSING,),
            pointer=first.pointer,
            count=1,
            total=1,
        )
        verdicts = (missing, *others)
        return FieldVerdicts(fields=verdicts, coverage=self._coverage(verdicts))

    def unchecked(self, reason: str) -> FieldVerdicts:
        """What is found where something stands that cannot be read as documented."""
        fields = tuple(
            self._made(one, None, "not-checkable", _reason(reason)) for one in self.fields
        )
        documented = sum(_counts(one, self.root) for one in fields)
        return FieldVerdicts(fields=fields, coverage=Coverage(documented=documented))

    def _listed(self, records: Mapping[str, Record], *, only_present: bool) -> Iterable[FieldNode]:
        known: set[str] = set()
        for one in () if only_present else self.fields:
            known.add(one.path)
            yield one
        for path, record in records.items():
            self.seen[path] = record.node
            if path not in known:  # or deeper than the tree of a page goes
                yield record.node

    def _differing(self, walk: Walk, errors: Mapping[str, list[FieldError]]) -> Iterable[FieldNode]:
        self.shown.update(path for path, record in walk.records.items() if record.seen)
        for unknown in walk.undocumented.values():
            self.seen[unknown.parent] = unknown.nodes[0]
        for path in errors:
            if (record := walk.records.get(path)) is not None:
                yield record.node

    def _verdict(
        self,
        field: FieldNode,
        record: Record | None,
        errors: Mapping[str, list[FieldError]],
        unchecked: Mapping[str, str],
        notes: Mapping[str, Note],
    ) -> FieldVerdict:
        mine = errors.get(field.path, ())
        seen = record.seen if record else 0
        total = record.total if record else 0
        if field.unchecked and seen:
            return self._made(field, record, "not-checkable", _reason(field.unchecked))
        if mine:
            return self._differs(field, mine, seen, total)
        if not seen:
            note = () if total else (Note(code="parent-absent"),)
            if field.unchecked:
                note = (_reason(field.unchecked),)
            return self._made(field, record, "absent", *note)
        if record is not None and record.unknown == record.seen:
            return self._made(field, record, "not-checkable", Note(code="placeholder"))
        if field.path in unchecked:
            return self._made(field, record, "not-checkable", _reason(unchecked[field.path]))
        said = [notes[field.path]] if field.path in notes else []
        if record is not None and record.choices:
            said.insert(0, Note(code="choices", detail=tuple(record.choices.items())))
        elif str(field.view.keywords.get("format")) in _DATES:
            said = [_BY_FORMAT]
        return self._made(field, record, "matches", *said)

    def _made(
        self, field: FieldNode, record: Record | None, verdict: Any, *notes: Note
    ) -> FieldVerdict:
        first = record.first[:_SHOWN] if record else ()
        return FieldVerdict(
            place=self.name,
            path=field.path,
            verdict=verdict,
            label=field.type,
            types=field.types,
            where=tuple(map(pointer, first)),
            count=record.seen if record else 0,
            total=record.total if record else 0,
            notes=notes,
            pointer=field.pointer,
            choice=field.choice,
        )

    def _differs(
        self, field: FieldNode, errors: Iterable[FieldError], seen: int, total: int
    ) -> FieldVerdict:
        mine = list(errors)
        keyword = mine[0].keyword
        places = list(dict.fromkeys(one.where for one in mine if one.keyword == keyword))
        return FieldVerdict(
            place=self.name,
            path=field.path,
            verdict="differs",
            label=field.type,
            types=field.types,
            differences=differences_of(mine),
            where=tuple(places[:_SHOWN]),
            count=len(places),
            total=max(total if keyword == "required" else seen, len(places)),
            notes=(_BY_FORMAT,) if keyword == "format" else (),
            pointer=field.pointer,
            choice=field.choice,
        )

    def _undocumented(self, one: UndocumentedRecord, walk: Walk) -> UndocumentedField:
        other = _in_another_choice(one)
        suggestion = self._suggested.get((one.parent, one.name)) if self._brief else None
        if suggestion is None:
            suggestion = "" if other else _suggestion(one, walk)
            if self._brief and len(self._suggested) < _SUGGESTIONS:
                self._suggested[one.parent, one.name] = suggestion
        return UndocumentedField(
            place=self.name,
            path=one.path,
            parent=one.parent,
            name=one.name,
            where=tuple(pointer(where) for where in one.first),
            suggestion=suggestion,
            choice=other,
            types=one.types,
            count=one.count,
            total=one.total,
        )

    def _coverage(self, verdicts: Iterable[FieldVerdict]) -> Coverage:
        counted = [one for one in verdicts if _counts(one, self.root)]
        return Coverage(
            documented=len(counted),
            seen=sum(one.verdict != "absent" and one.keyword != "required" for one in counted),
            judged=sum(one.verdict in ("matches", "differs") for one in counted),
        )

    def _schema(self, part: Part) -> CompiledSchema:
        schema, where = part
        compiled = self._compiled.get(where)
        if compiled is None:
            compiled = self._compiled[where] = self._schemas.compile(schema, base=f"#{where}")
        return compiled

    def _fits(self, pattern: str, name: str) -> bool:
        """Whether a name is of a pattern; a pattern that nobody can follow fits everything."""
        key = pattern, name
        known = self._names.get(key)
        if known is None:
            schema = self._patterns.get(pattern)
            if schema is None:
                source = {"pattern": pattern}
                schema = self._patterns[pattern] = self._schemas.compile(source, base="#/pattern")
            known = self._names[key] = schema.evaluate(name).valid
        return known


def _by_place(found: Iterable[_Placed], places: Container[str]) -> dict[str, list[_Placed]]:
    """What was found, by those of some places that it stands at or below."""
    below: dict[str, list[_Placed]] = {}
    for one in found:
        for above in pointers_above(one[0]):
            if above in places:
                below.setdefault(above, []).append(one)
    return below


def _reason(words: str) -> Note:
    return Note(code="unchecked", detail=words)


_MISSING = Difference(keyword="required", demand="required", actual=(Actual(type="absent"),))


def _suggestion(one: UndocumentedRecord, walk: Walk) -> str:
    siblings = {name: below for node in one.nodes for name, below in node.properties.items()}
    absent = [name for name, below in siblings.items() if not _seen(walk, below)]
    near = nearest(one.name, absent) or nearest(one.name, siblings)
    return siblings[near].path if near else ""


def _seen(walk: Walk, below: FieldNode) -> bool:
    record = walk.records.get(below.path)
    return record is not None and record.seen > 0


def _counts(field: FieldVerdict, root: FieldNode) -> bool:
    if not field.path:
        return not (root.children or root.choices)
    return not field.path.endswith(("]", "}", ">")) or field.path.endswith(("\\]", "\\}", "\\>"))


def _in_another_choice(one: UndocumentedRecord) -> str:
    """The label of a choice that documents the name, and that the value did not take."""
    for node in one.nodes:
        for branch in node.choices:
            if one.name in branch.original.properties:
                return branch.label
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A value to be judged, where it stands in its text, and that text if there is one."""

    value: Any
    at: str = ""
    text: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The instances that the documented fields belong to, and what was found around them."""

    instances: tuple[Instance, ...]
    error: FieldError | None = None
    wrappers: Mapping[str, tuple[Any, Where]] = field(default_factory=dict)


def unwrapped(root: FieldNode, instance: Instance) -> Shape:
    """The values that the fields of a root are about."""
    view = root.original.view
    names = view.properties.keys()
    plain = view.types in (None, frozenset({"object"}))
    if not names or not plain or view.unions or view.values or view.free:
        return Shape(instances=(instance,))
    value = instance.value
    if isinstance(value, list) and _alike(value, names):
        items = tuple(
            Instance(value=one, at=child_pointer(instance.at, n), text=instance.text)
            for n, one in enumerate(value)
        )
        return Shape(instances=items, error=_wrapped_in_array(root, instance))
    if isinstance(value, dict) and not names & value.keys():
        inside = [name for name, one in value.items() if isinstance(one, dict | list) and one]
        if len(inside) == 1 and not nearest(inside[0], names):
            below = value[inside[0]]
            at = child_pointer(instance.at, inside[0])
            wrappers: dict[str, tuple[Any, Where]] = {
                name: (one, child_pointer(instance.at, name)) for name, one in value.items()
            }
            if isinstance(below, dict) and _alike([below], names):
                inner = (Instance(value=below, at=at, text=instance.text),)
                return Shape(instances=inner, wrappers=wrappers)
            if isinstance(below, list) and _alike(below, names):
                items = tuple(
                    Instance(value=one, at=child_pointer(at, n), text=instance.text)
                    for n, one in enumerate(below)
                )
                return Shape(instances=items, wrappers=wrappers)
    return Shape(instances=(instance,))


def _alike(values: list[Any], names: Any) -> bool:
    """Whether values are objects that mostly have the documented names."""
    if not values or not all(isinstance(value, dict) for value in values):
        return False
    found = {name for value in values[:20] for name in value}
    return 2 * len(names & found) >= min(len(names), len(found)) > 0


def _wrapped_in_array(root: FieldNode, instance: Instance) -> FieldError:
    """The fields of a root are those of each item."""
    return FieldError(
        path=root.path,
        where=instance.at,
        keyword="type",
        demand="type",
        limit=root.types,
        value=instance.value,
    )

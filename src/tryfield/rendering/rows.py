"""The fields of one place as nested rows; every row goes through one template."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import jinja2
from markupsafe import Markup, escape

from tryfield.core.fields import Section
from tryfield.core.model import Field
from tryfield.rendering import anchors, words

Prose = Callable[[str], Markup]

_WRAPPERS = {"[]": "item", "{}": "value"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What stands below a field: nested rows behind one line that opens them."""

    rows: Markup
    count: int
    each: str = ""  #: `item` or `value`, when the rows belong to each of many
    wrapper: Field | None = None  #: the `[]` or `{}` that has no row of its own
    wrapper_id: str = ""
    only: str = ""  #: `item` or `value`, when its row is the only one


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """The items of a list of plain values, or the values of a map of such."""

    what: str  #: `item` or `value`
    field: Field
    id: str
    description: Markup
    facts: tuple[words.Fact, ...]
    allowed: tuple[words.Allowed, ...]

    @property
    def words(self) -> bool:
        """Whether anything is said of them, beyond their type."""
        return bool(self.description or self.facts or self.allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One branch of a choice."""

    label: str
    field: Field
    id: str
    type: str  #: in words
    rows: Markup
    description: Markup


_ID, _PATH = "\ue000i\ue001", "\ue000p\ue001"  #: private characters: nothing else means them


class Leaves:
    """Rows without rows below them, drawn once for all pages: only their place differs.

    Large references say the same of the same field on hundreds of pages.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._known: dict[tuple[Any, ...], str] = {}

    def row(self, field: Field, place: str, draw: Callable[[Field, str], str]) -> str:
        """The row of a field whose id is `place`."""
        key = (
            *(repr(field.schema), field.name, field.type, field.description, field.required),
            *(field.nullable, field.read_only, field.write_only, field.deprecated),
            field.unchecked,
        )
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = draw(replace(field, path=_PATH), _ID)
        return known.replace(_ID, place).replace(_PATH, str(escape(field.path)))


class Rows:
    """Renders the fields of one place; remembers the ids that it gave."""

    def __init__(
        self,
        template: jinja2.Template,
        prose: Prose,
        *,
        anchor: str,
        depth: int,
        taken: set[str],
        parts: Any = None,
        leaves: Leaves | None = None,
    ) -> None:
        self._template = template
        self._parts = parts
        self._leaves = leaves
        self._prose = prose
        self._anchor = anchor
        self._depth = depth
        self._taken = taken
        self.ids: dict[str, str] = {"": anchor, "(root)": anchor}  #: by path of the field

    def section(self, section: Section) -> Markup:
        """All rows of a section."""
        return self._rows(section.fields, 0)

    def _rows(self, fields: Iterable[Field], level: int) -> Markup:
        return Markup("").join(self._row(field, level) for field in fields)

    def _id(self, field: Field) -> str:
        if (known := self.ids.get(field.path)) is not None:
            return known
        name = anchors.unique(f"{self._anchor}-{anchors.slug(field.path)}".rstrip("-"), self._taken)
        self.ids[field.path] = name
        return name

    def _row(self, field: Field, level: int) -> Markup:
        identity = self._id(field)
        if self._leaves is None or not _leaf(field):
            return Markup(self._draw(field, identity, level))  # noqa: S704 - autoescaped
        html = self._leaves.row(field, identity, lambda one, where: self._draw(one, where, level))
        return Markup(html)  # noqa: S704 - autoescaped

    def _draw(self, field: Field, identity: str, level: int) -> str:
        inside = self._inside(field, level)
        return self._template.render(
            parts=self._parts,
            field=field,
            id=identity,
            level=level,
            type=words.type_words(field),
            open=level < self._depth - 1,
            name=_NAMES.get(field.name, field.name),
            wrapper=field.name in _WRAPPERS,
            description=self._prose(field.description) if field.description else "",
            facts=words.facts(field),
            allowed=words.allowed(field),
            inside=inside,
            each=None if inside else self._each(field),
            options=self._options(field, level),
            repeats=self.ids.get(field.repeats, "") if field.repeats else "",
        )

    def _each(self, field: Field) -> Each | None:
        """The items of a list of plain values: their type stands in the list's own row."""
        if len(field.children) != 1 or not _plain(field.children[0]):
            return None
        item = field.children[0]
        return Each(
            what=_WRAPPERS[item.name],
            field=item,
            id=self._id(item),
            description=self._prose(item.description) if item.description else Markup(""),
            facts=words.facts(item),
            allowed=words.allowed(item),
        )

    def _inside(self, field: Field, level: int) -> Inside | None:
        children = field.children
        if not children or (len(children) == 1 and _plain(children[0])):
            return None
        only = children[0]
        if len(children) == 1 and only.name in _WRAPPERS and _transparent(only):
            identity = self._id(only)
            return Inside(
                rows=self._rows(only.children, level + 1),
                count=len(only.children),
                each=_WRAPPERS[only.name],
                wrapper=only,
                wrapper_id=identity,
            )
        alone = _WRAPPERS.get(only.name, "") if len(children) == 1 else ""
        return Inside(rows=self._rows(children, level + 1), count=len(children), only=alone)

    def _options(self, field: Field, level: int) -> tuple[Option, ...]:
        options = []
        for choice in field.choices:
            one = choice.field
            identity = self._id(one)
            shown = self._rows(one.children, level + 1)
            nested = self._options(one, level + 1)
            if nested:
                shown += Markup("").join(option.rows for option in nested)
            options.append(
                Option(
                    label=choice.label,
                    field=one,
                    id=identity,
                    type=words.type_words(one),
                    rows=shown,
                    description=self._prose(one.description) if one.description else Markup(""),
                )
            )
        return tuple(options)


_NAMES = {"[]": "each item", "{}": "any other name", "": "value"}


def _leaf(field: Field) -> bool:
    """Whether nothing but the place of its row differs from page to page."""
    return bool(field.path) and not (field.children or field.choices or field.repeats)


def _plain(field: Field) -> bool:
    """Whether it has no structure of its own: its type stands in the row above."""
    return field.name in _WRAPPERS and not (field.children or field.choices or field.repeats)


def _transparent(field: Field) -> bool:
    """Whether its fields can stand directly below the list that it is the item of."""
    return bool(field.children) and not (
        field.choices
        or field.description
        or any(child.name in _WRAPPERS for child in field.children)
    )

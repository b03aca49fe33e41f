"""The fields of one place as nested rows; every row goes through one template."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import Markup, escape

from tryfield.core.fields.field_sections import Section
from tryfield.core.model import Field
from tryfield.rendering import page_anchors, page_labels
from tryfield.rendering.row_cache import PATH_PLACEHOLDER, RowKeys, moved

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
    preview: tuple[str, ...] = ()  #: the first names, and how many more there are
    link: str = ""  #: where they are documented, when they have no rows here
    path: str = ""  #: of what they stand in
    shared: bool = False  #: another page documents them too
    only: str = ""  #: `item` or `value`, when its row is the only one
    direct: bool = False  #: that row says what it is by itself, and needs no line to open it


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """The items of a list of plain values, or the values of a map of such."""

    what: str  #: `item` or `value`
    field: Field
    id: str
    description: Markup
    facts: tuple[page_labels.Fact, ...]
    allowed: tuple[page_labels.Allowed, ...]

    @property
    def has_text(self) -> bool:
        """Whether anything is said of them, beyond their type."""
        return bool(self.description or self.facts or self.allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One branch of a choice."""

    label: str
    field: Field
    id: str
    type: str  #: its label
    rows: Markup
    description: Markup
    inside: Inside  #: what stands in `rows`, or elsewhere
    component: str = ""  #: the address of its component
    repeats: str = ""  #: the id of the ancestor that it looks like
    repeated: str = ""  #: the name of that
    facts: tuple[page_labels.Fact, ...] = ()
    allowed: tuple[page_labels.Allowed, ...] = ()

    @property
    def says_more(self) -> bool:
        """Whether it says more than the type of the choice, which names all branches, does."""
        return bool(
            self.rows
            or self.description
            or self.facts
            or self.allowed
            or self.repeats
            or self.inside.link
        ) or (self.label not in self.type)


# They stand for the ids of a field and of those below it in what is kept of it.
_ANCHOR, _ID = f"a{secrets.token_hex(8)}", f"i{secrets.token_hex(8)}"
_BASE = f"{_ANCHOR}-{PATH_PLACEHOLDER}"


@dataclass(frozen=True, slots=True)
class _Drawn:
    html: str
    places: tuple[tuple[str, str], ...]  #: ends of the paths and ids of all fields in it


class Drawn:
    """Rows that were drawn once for all pages: only their place differs."""

    def __init__(self) -> None:
        """Start with none."""
        self.known: dict[tuple[int, int], _Drawn] = {}
        self.seen: set[int] = set()  #: what has others below it is kept when it comes again


class Rows:
    """Renders the fields of one place; remembers the ids that it gave."""

    def __init__(
        self,
        template: jinja2.Template,
        prose: Prose,
        *,
        anchor: str,
        opened: tuple[int, int],
        taken: set[str],
        parts: Any = None,
        drawn: Drawn | None = None,
        row_keys: RowKeys | None = None,
        href: Callable[[str], str] = str,
        whole: str = "the whole body",
    ) -> None:
        self._href = href
        self._whole = whole
        self._template = template
        self._parts = parts
        self._drawn = drawn
        self._row_keys = row_keys or RowKeys()
        self._prose = prose
        self._anchor = anchor
        self._opened = opened
        self._depth, self._most = opened
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
        name = page_anchors.unique(
            f"{self._anchor}-{page_anchors.slug(field.path)}".rstrip("-"), self._taken
        )
        self.ids[field.path] = name
        return name

    def _row(self, field: Field, level: int) -> Markup:
        html = self._again(field, level, self._drawn) if self._drawn else None
        return Markup(html or self._draw(field, self._id(field), level))  # noqa: S704 - autoescaped

    def _again(self, field: Field, level: int, kept: Drawn) -> str | None:
        """The row as it was drawn elsewhere, at this place; None where it must be drawn anew."""
        number = self._row_keys(field)
        if not number or field.path in self.ids:
            return None
        if (field.children or field.choices) and number not in kept.seen:
            kept.seen.add(number)
            return None
        base = f"{self._anchor}-{page_anchors.slug(field.path)}".rstrip("-")
        drawn = self._once(field, number, level, kept)
        ids = [base + end for _, end in drawn.places]
        if not self._taken.isdisjoint(ids):
            return None
        self._taken.update(ids)
        for (end, _), identity in zip(drawn.places, ids, strict=True):
            self.ids[field.path + end] = identity
        return drawn.html.replace(PATH_PLACEHOLDER, str(escape(field.path))).replace(_ID, base)

    def _once(self, field: Field, number: int, level: int, kept: Drawn) -> _Drawn:
        nested = field.children or field.choices
        key = number, min(level, self._depth) if nested else 0
        if (known := kept.known.get(key)) is None:
            rows = Rows(
                self._template,
                self._prose,
                anchor=_ANCHOR,
                opened=self._opened,
                taken=set(),
                parts=self._parts,
                drawn=kept,
                href=self._href,
                whole=self._whole,
            )
            elsewhere = moved(field)
            html = rows._draw(elsewhere, rows._id(elsewhere), level)
            places = tuple(
                (path[len(PATH_PLACEHOLDER) :], identity[len(_BASE) :])
                for path, identity in rows.ids.items()
                if path.startswith(PATH_PLACEHOLDER)
            )
            known = kept.known[key] = _Drawn(html.replace(_BASE, _ID), places)
        return known

    def _draw(self, field: Field, identity: str, level: int) -> str:
        inside = self._inside(field, level)
        options = self._options(field, level)
        wrapper = _WRAPPERS.get(field.name, "")
        listed = any(one.says_more for one in options)
        named = _named(field)
        return self._template.render(
            parts=self._parts,
            field=field,
            id=identity,
            level=level,
            type=page_labels.type_label(field),
            open=level < self._depth - 1 and (inside is None or inside.count <= self._most),
            name=_NAMES.get(field.name, field.name),
            wrapper=wrapper,
            description=self._prose(field.description) if field.description else "",
            facts=page_labels.facts(field),
            allowed=page_labels.allowed_values(field),
            inside=inside,
            each=None if inside else self._each(field),
            options=options,
            listed=listed,
            headless=not field.description
            and (listed if not field.name else bool(wrapper and (listed or field.repeats))),
            repeats=self._repeats(field),
            repeated=self._repeated(field),
            component=named.component if named else "",
            component_link=self._href(named.page) if named and named.page else "",
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
            facts=page_labels.facts(item),
            allowed=page_labels.allowed_values(item),
        )

    def _inside(self, field: Field, level: int) -> Inside | None:
        children = field.children
        if field.elsewhere:
            return self._elsewhere(field)
        if not children or (len(children) == 1 and _plain(children[0])):
            return None
        only = children[0]
        if len(children) == 1 and only.name in _WRAPPERS and only.elsewhere and _bare(only):
            return self._elsewhere(only, each=_WRAPPERS[only.name])
        if len(children) == 1 and only.name in _WRAPPERS and _transparent(only):
            identity = self._id(only)
            return Inside(
                rows=self._rows(only.children, level + 1),
                count=len(only.children),
                each=_WRAPPERS[only.name],
                wrapper=only,
                wrapper_id=identity,
                preview=_preview(child.name for child in only.children),
                shared=bool(only.page),
            )
        alone = _WRAPPERS.get(only.name, "") if len(children) == 1 else ""
        direct = bool(alone) and not only.children and not only.description
        return Inside(
            rows=self._rows(children, level if direct else level + 1),
            count=len(children),
            only=alone,
            direct=direct,
            preview=() if alone else _preview(child.name for child in children),
            shared=bool(field.page),
        )

    def _elsewhere(self, field: Field, *, each: str = "") -> Inside:
        properties = field.schema.get("properties") if isinstance(field.schema, Mapping) else None
        names = tuple(properties or ())
        return Inside(
            rows=Markup(""),
            count=len(names),
            each=each,
            wrapper=field if each else None,
            wrapper_id=self._id(field) if each else "",
            preview=_preview(names),
            link=self._href(field.page),
            path=field.path,
        )

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
                    type=page_labels.type_label(one),
                    rows=shown,
                    description=self._prose(one.description) if one.description else Markup(""),
                    component=self._href(one.page) if one.page else "",
                    inside=self._elsewhere(one)
                    if one.elsewhere
                    else Inside(
                        rows=shown,
                        count=len(one.children),
                        preview=_preview(child.name for child in one.children),
                        shared=bool(one.page),
                    ),
                    repeats=self._repeats(one),
                    repeated=self._repeated(one),
                    facts=page_labels.facts(one),
                    allowed=page_labels.allowed_values(one),
                )
            )
        return tuple(options)

    def _repeats(self, field: Field) -> str:
        return self.ids.get(field.repeats, "") if field.repeats else ""

    def _repeated(self, field: Field) -> str:
        return _spoken(field.repeats) if field.repeats != "(root)" else self._whole


_NAMES = {"[]": "each item", "{}": "any other name", "": "value"}


_CHOICE = re.compile(r"<\d+>\.?")


def _spoken(path: str) -> str:
    """A path for people: which branch of a choice it leads through stands above it anyway."""
    return _CHOICE.sub("", path)


def _named(field: Field) -> Field | None:
    """The field whose component stands for what is below this one: itself, or its items."""
    while not field.component and len(field.children) == 1:
        (field,) = field.children
        if field.name not in _WRAPPERS:
            return None
    return field if field.component else None


_PREVIEWED = 3  # names
_PREVIEW = 48  # characters of them


def _preview(names: Iterable[str]) -> tuple[str, ...]:
    """The first names of an object, and how many more it has: `deployment`, `id`, `+2`."""
    every = [name for name in names if name and name not in _WRAPPERS]
    shown: list[str] = []
    for name in every[:_PREVIEWED]:
        if shown and len(", ".join((*shown, name))) > _PREVIEW:
            break
        shown.append(name)
    more = len(every) - len(shown)
    return (*shown, f"+{more}") if more else tuple(shown)


def _plain(field: Field) -> bool:
    """Whether it has no structure of its own: its type stands in the row above."""
    return field.name in _WRAPPERS and not (
        field.children or field.choices or field.repeats or field.elsewhere
    )


def _bare(field: Field) -> bool:
    """Whether nothing is said of an item but what its component says."""
    return not field.description


def _transparent(field: Field) -> bool:
    """Whether its fields can stand directly below the list that it is the item of."""
    return bool(field.children) and not (
        field.choices
        or field.description
        or any(child.name in _WRAPPERS for child in field.children)
    )

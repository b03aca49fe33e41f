"""ParamField and ResponseField to notes about a field: name, location, written type, children.

Fields may also stand in the description of another: ``- `city` (string, required): Where.`` Lists
are written for values, variants and events as well, so only one whose every item has a name and a
type that we know is taken for fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tryfield.core.findings import Severity
from tryfield.readers.mdx.component_markdown import KNOWN, Markdown
from tryfield.readers.mdx.jsx_attributes import Attributes
from tryfield.readers.mdx.mdx_parser import Brackets, Code, Element, Node, read_tag
from tryfield.readers.mdx.page_findings import PageFindings
from tryfield.readers.mdx.type_expressions import schema_of

_LOCATIONS = ("query", "path", "body", "header", "cookie")
_EXTRA = (
    "nullable",
    "placeholder",
    "example",
    "examples",
    "enum",
    "options",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "min",
    "max",
    "minLength",
    "maxLength",
    "pre",
    "post",
    "initialValue",
)
#: Attributes by which components of a site's own name the field that they document.
_OWN_NAMES = (
    "name",
    "childKey",
    "param",
    "field",
    "fieldName",
    "paramName",
    "propName",
    "property",
)
#: Extra of a field that holds a component which cannot be read, and so may have more fields.
OPEN = "x-tryfield-open"
_DEPTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNote:
    """One documented field as the page says it."""

    name: str
    location: str  #: query, path, body, header, cookie, response or "" when it is not said
    words: str = ""  #: the type as it was written
    required: bool | None = None
    default: Any = None
    has_default: bool = False
    deprecated: bool = False
    description: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[FieldNote, ...] = ()
    start: int = 0
    end: int = 0
    type_place: tuple[int, int] | None = None  #: of the attribute that says the type


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    """A component of the page's own that stands for a field component."""

    component: str
    known: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)  #: prop to attribute


class FieldReader:
    """Reads the fields of one source."""

    def __init__(
        self, notes: PageFindings, markdown: Markdown, wrappers: Mapping[str, Wrapper] | None = None
    ) -> None:
        self._notes = notes
        self._markdown = markdown
        self._wrappers = wrappers or {}

    def is_field(self, node: Node) -> bool:
        """Whether a node documents a field."""
        return isinstance(node, Element) and (
            self.component(node) in ("ParamField", "ResponseField", "Param")
            or self._names_and_types(node)
        )

    def _names_and_types(self, element: Element) -> bool:
        """Whether a component of the site's own carries the name and the type of a field."""
        if element.name in KNOWN or not element.name[:1].isupper() or "." in element.name:
            return False
        if self._wrappers.get(element.name) is not None:
            return False
        known = {one.name: one for one in element.attributes}
        if "type" not in known or not any(name in known for name in _OWN_NAMES):
            return False
        words = Attributes(element.attributes).text("type")
        return bool(words) and not schema_of(words).unchecked

    def _holds_unread(self, element: Element) -> bool:
        """Whether a component that nobody knows stands in a field: it may document more."""
        return any(
            isinstance(child, Element)
            and not self.is_field(child)
            and (self._is_unread(child) or self._holds_unread(child))
            for child in element.children
        )

    def _is_unread(self, element: Element) -> bool:
        name = element.name
        return (
            name[:1].isupper()
            and name not in KNOWN
            and name not in self._wrappers
            and not element.children
        )

    def component(self, element: Element) -> str:
        """The dialect's name of a component."""
        wrapper = self._wrappers.get(element.name)
        return wrapper.component if wrapper else element.name

    def read(self, element: Element, depth: int = 0) -> FieldNote:
        """One field with everything below it."""
        attributes = self._attributes(element)
        component = self.component(element)
        name, location = self._place(element, component, attributes)
        children: list[FieldNote] = []
        self._below(element, children, depth + 1)
        extra = {key: attributes.value(key) for key in _EXTRA if key in attributes}
        if self._holds_unread(element):
            extra[OPEN] = True
        value = attributes.value("default")
        return FieldNote(
            name=name,
            location=location,
            words=self._type(attributes),
            required=attributes.flag("required") if "required" in attributes else None,
            default=value,
            has_default=("default" in attributes and value is not True) or value is not None,
            deprecated=attributes.flag("deprecated"),
            description=self._markdown.render(self._own(element)),
            extra=extra,
            children=tuple(children),
            start=element.start,
            end=element.inside,
            type_place=next(
                ((one.start, one.end) for one in element.attributes if one.name == "type"), None
            ),
        )

    def _attributes(self, element: Element) -> Attributes:
        wrapper = self._wrappers.get(element.name)
        if wrapper is None:
            return Attributes(element.attributes, self._notes)
        renamed = tuple(
            replace(attribute, name=wrapper.renamed.get(attribute.name, attribute.name))
            for attribute in element.attributes
        )
        return Attributes(renamed, self._notes, known=wrapper.known)

    def _type(self, attributes: Attributes) -> str:
        value = attributes.value("type")
        if isinstance(value, list):
            return " | ".join(str(entry) for entry in value)
        return attributes.text("type")

    def _place(self, element: Element, component: str, attributes: Attributes) -> tuple[str, str]:
        locations = [
            attribute.name for attribute in element.attributes if attribute.name in _LOCATIONS
        ] or [location for location in _LOCATIONS if location in attributes]
        name = clean_name(attributes.text("name"))
        if component == "ResponseField":
            if not name and locations:
                name = clean_name(attributes.text(locations[0]))
            if not name and "name" in attributes and not attributes.text("name"):
                self._nameless(element)
            location = "header" if locations[:1] == ["header"] else ""
            return name, f"response-{location}" if location else "response"
        if "body" in locations and "path" in locations:
            group, own = attributes.text("body"), clean_name(attributes.text("path"))
            last = own.lower().rpartition(".")[2]
            grouped = group and group.lower() not in ("body", "true", own.lower(), last)
            return (f"{clean_name(group)}.{own}" if grouped else own), "body"
        if locations:
            value = clean_name(attributes.text(locations[0])) or name
            if not value and not name:
                self._nameless(element)
            if name and value.lower() in ("true", "required", "string"):
                value = name
            return value, locations[0]
        written = (
            attributes.text("in") or attributes.text("location") or attributes.text("paramType")
        )
        name = name or next(
            (
                clean_name(attributes.text(word))
                for word in (*_OWN_NAMES, "id")
                if attributes.text(word)
            ),
            "",
        )
        if not name:
            self._nameless(element)
        return name, written.lower() if written.lower() in _LOCATIONS else ""

    def _nameless(self, element: Element) -> None:
        self._notes.add(
            "field-nameless",
            element.start,
            element.inside,
            f"'{self._notes.quoted(element.start, element.inside)}' has no name that can be read.",
            'Write its name as name="...".',
            Severity.WARNING,
        )

    def _below(self, element: Element, found: list[FieldNote], depth: int) -> None:
        """Fields inside of a field, however deep in Expandables, tabs and other boxes."""
        if depth > _DEPTH:
            return
        for child in element.children:
            if not isinstance(child, Element):
                continue
            if self.is_field(child):
                found.append(self.read(child, depth))
            else:
                self._below(child, found, depth)

    def _own(self, element: Element) -> list[Node]:
        """What a field says about itself: all but the boxes that only hold fields."""
        return [
            child
            for child in element.children
            if not isinstance(child, Element) or not self._holds_fields(child)
        ]

    def _holds_fields(self, element: Element) -> bool:
        if self.is_field(element):
            return True
        return any(
            isinstance(child, Element) and self._holds_fields(child) for child in element.children
        )


def clean_name(name: str) -> str:
    """A name without Markdown: no backslashes, no backticks around it."""
    return name.replace("\\", "").strip().strip("`").strip()


def wrappers_in(nodes: Iterable[Node], text: str) -> dict[str, Wrapper]:
    """Components that a page defines on top of the field components with `export const`."""
    found: dict[str, Wrapper] = {}
    for node in nodes:
        if isinstance(node, Code) and node.kind == "export":
            wrapper = _wrapper(text[node.start : node.end])
            if wrapper is not None:
                found[wrapper[0]] = wrapper[1]
    return found


_DEFINED = re.compile(r"export\s+(?:default\s+)?(?:const|let|var|function)\s+([A-Z]\w*)")
_WRAPPED = re.compile(
    r"<(ParamField|ResponseField|Param|Expandable|RequestExample|ResponseExample)\b"
)
_PROP = re.compile(r"\s*(?:props\s*\??\.\s*)?([A-Za-z_$][\w$]*)\s*$")


def _wrapper(source: str) -> tuple[str, Wrapper] | None:
    name, inner = _DEFINED.match(source), _WRAPPED.search(source)
    if name is None or inner is None:
        return None
    tag = read_tag(source, inner.start(), Brackets(source))
    known: dict[str, Any] = {}
    renamed: dict[str, str] = {}
    for attribute in tag.attributes if tag else ():
        prop = _PROP.match(attribute.value) if attribute.kind == "expression" else None
        if prop and prop.group(1) not in ("true", "false", "null"):
            renamed[prop.group(1)] = attribute.name
        elif attribute.kind in ("text", "none"):
            known[attribute.name] = attribute.value if attribute.kind == "text" else True
    return name.group(1), Wrapper(component=inner.group(1), known=known, renamed=renamed)


_BULLET = re.compile(r"([ ]*+)[-*+][ ]++(\S.*)$")
_FIELD = re.compile(
    r"(?:`([\w$@][\w$@.\[\]-]{0,80}+)`|\*\*`?([\w$@][\w$@.\[\]-]{0,80}+)`?\*\*)"
    r"[ ]*+:?[ ]*+\(([^()]{1,80}+)\)[ ]*+[-:–—]?[ ]*+(.*)$"
)
_FENCE = re.compile(r"[ ]*+(?:`{3,}|~{3,})")
_REQUIRED = re.compile(r"\brequired\b", re.IGNORECASE)
_NOT_REQUIRED = re.compile(r"\b(?:not required|optional)\b", re.IGNORECASE)
FROM_WORDS = "x-tryfield-from-words"


def bulleted_fields(note: FieldNote) -> tuple[FieldNote, ...]:
    """The fields that the description of a field lists; none when it is not clearly such a list."""
    items: list[tuple[int, FieldNote | None]] = []
    fenced = False
    for line in note.description.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        bullet = None if fenced else _BULLET.match(line)
        if bullet is not None:
            items.append((len(bullet.group(1)), _field(bullet.group(2), note)))
    return _level(items)


def _level(items: list[tuple[int, FieldNote | None]]) -> tuple[FieldNote, ...]:
    """Items of one indentation as fields, each with those that are indented below it."""
    if not items:
        return ()
    indent = min(place for place, _ in items)
    if items[0][0] != indent:
        return ()
    starts = [number for number, (place, _) in enumerate(items) if place == indent]
    found: list[FieldNote] = []
    for start, end in zip(starts, [*starts[1:], len(items)], strict=True):
        field = items[start][1]
        if field is None:
            return ()
        found.append(replace(field, children=_level(items[start + 1 : end])))
    return tuple(found) if len(found) > 1 else ()


def _field(words: str, parent: FieldNote) -> FieldNote | None:
    found = _FIELD.match(words)
    if found is None:
        return None
    type_words, _, more = found.group(3).partition(",")
    if schema_of(type_words).unchecked:
        return None
    required = _REQUIRED.search(more) and not _NOT_REQUIRED.search(more)
    return FieldNote(
        name=found.group(1) or found.group(2),
        location=parent.location,
        words=type_words.strip(),
        required=True if required else None,
        description=found.group(4),
        extra={FROM_WORDS: True},
        start=parent.start,
        end=parent.end,
    )

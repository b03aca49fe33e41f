"""Attributes of one tag as values: literals are read, everything else is reported."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

from tryfield.readers.mdx.literals import NotLiteral, literal
from tryfield.readers.mdx.notes import Notes
from tryfield.readers.mdx.tokens import Attribute

_NO = frozenset({"false", "no", "0", "optional", "off", "n"})


class Attributes:
    """Values of the attributes of one tag by name; the last of two with one name counts."""

    __slots__ = ("_all", "_values")

    def __init__(
        self,
        attributes: tuple[Attribute, ...],
        notes: Notes | None = None,
        *,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self._values: dict[str, Any] = dict(known or {})
        self._all: dict[str, Attribute] = {}
        for attribute in attributes:
            self._take(attribute, notes)

    def _take(self, attribute: Attribute, notes: Notes | None) -> None:
        if attribute.kind == "spread":
            if notes is not None:
                notes.expression(attribute.start, attribute.end)
            return
        if attribute.name in self._all and notes is not None:
            notes.twice(attribute)
        if attribute.kind == "none":
            value: Any = True
        elif attribute.kind == "text":
            value = unescape(attribute.value)
        else:
            try:
                value = literal(attribute.value)
            except NotLiteral:
                self._all[attribute.name] = attribute
                self._values.pop(attribute.name, None)
                if notes is not None:
                    notes.expression(attribute.start, attribute.end, attribute.name)
                return
        self._all[attribute.name] = attribute
        self._values[attribute.name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def written(self, name: str) -> Attribute | None:
        """The attribute as it was written."""
        return self._all.get(name)

    def value(self, name: str) -> Any:
        """The literal, True for a bare attribute, None when absent or not literal."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """The value as one line of text; "" when it is absent or no scalar."""
        value = self._values.get(name)
        if isinstance(value, str):
            return " ".join(value.split())
        if isinstance(value, bool) or value is None or isinstance(value, (list, dict)):
            return ""
        return str(value)

    def flag(self, name: str) -> bool:
        """Whether an attribute says yes: `required={false}` and `required="false"` do not."""
        value = self._values.get(name)
        if isinstance(value, str):
            return value.strip().lower() not in _NO
        return bool(value)

"""What pages and their Markdown versions share: worked out once, drawn once.

Large references say the same of the same user on hundreds of pages; only the location differs.
Fields that look the same wherever they stand have a number in common, by which their rows are
kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tryfield.core.caches import identity_cache
from tryfield.core.contract import contract_writer
from tryfield.core.fields import field_sections
from tryfield.core.fields.field_sections import Section
from tryfield.core.fields.field_tree import LinkedComponents
from tryfield.core.model import Endpoint, Field
from tryfield.rendering import example_tabs

# Pages are made one by one, so that the last endpoint is enough.
cached_contract = identity_cache(1)(contract_writer.to_contract)
cached_body_tabs = identity_cache(1)(example_tabs.body_tabs)
cached_response_tabs = identity_cache(1)(example_tabs.response_tabs)


_sections: list[tuple[Endpoint, LinkedComponents | None, tuple[Section, ...]]] = []


def cached_sections(endpoint: Endpoint, linked: LinkedComponents | None) -> tuple[Section, ...]:
    """The fields of an endpoint, for its page and for the Markdown version of it."""
    for known, how, found in _sections:
        if known is endpoint and how is linked:
            return found
    found = field_sections.sections(endpoint, linked)
    _sections[:] = [(endpoint, linked, found)]
    return found


@identity_cache(1)
def row_keys(_: Endpoint) -> RowKeys:
    """Which fields of an endpoint look like which others."""
    return RowKeys()


#: Stands for the path of a field in what is kept of it. No definition can know it.
PATH_PLACEHOLDER = f"p{secrets.token_hex(8)}"

#: What of a schema is shown by the fields below, and not by the field itself.
_BELOW = frozenset(
    {"properties", "patternProperties", "additionalProperties", "items", "prefixItems", "required"}
    | {"allOf", "anyOf", "oneOf"}
)
_numbers: dict[tuple[Any, ...], int] = {}


class RowKeys:
    """Which of the fields of an endpoint look like which others, of whatever endpoint."""

    def __init__(self) -> None:
        """Start with none."""
        # The fields are kept as well: the same `id` could otherwise be another field's.
        self._known: dict[int, tuple[Field, int]] = {}

    def __call__(self, field: Field) -> int:
        """A number that fields which look the same have in common; 0 for one of its kind."""
        known = self._known.get(id(field))
        if known is None:
            known = self._known[id(field)] = field, self._number(field)
        return known[1]

    def _number(self, field: Field) -> int:
        if not field.path or field.repeats:
            return 0
        below: list[Any] = []
        for child in field.children:
            if not (number := self(child)):
                return 0
            below.append(number)
        for choice in field.choices:
            if not (number := self(choice.field)):
                return 0
            below += choice.label, number
        whole = not (below or field.elsewhere)
        key = (
            *(_said(field.schema, whole=whole), field.name, field.type, field.description),
            *(field.component, field.page, field.elsewhere),
            *(field.required, field.nullable, field.read_only, field.write_only, field.deprecated),
            *(field.unchecked, field.combiner, field.discriminator, *below),
        )
        return _numbers.setdefault(key, len(_numbers) + 1)


def _said(schema: Any, *, whole: bool) -> str:
    if whole or not isinstance(schema, Mapping):
        return repr(schema)
    return repr({name: value for name, value in schema.items() if name not in _BELOW})


def moved(field: Field, path: str = PATH_PLACEHOLDER) -> Field:
    """A field and all below it, as if it stood elsewhere."""
    return _moved(field, len(field.path), path)


def _moved(field: Field, length: int, path: str) -> Field:
    return replace(
        field,
        path=path + field.path[length:],
        children=tuple(_moved(child, length, path) for child in field.children),
        choices=tuple(
            replace(choice, field=_moved(choice.field, length, path)) for choice in field.choices
        ),
    )

"""The groups of endpoints: tags, their parents, and the tag groups of Redoc."""

from __future__ import annotations

from collections.abc import Mapping

from tryfield.core.contract import openapi_terms
from tryfield.core.model import Json, Tag


def tags(document: Mapping[str, Json]) -> tuple[Tag, ...]:
    """The tags of a document in its order, each after the group that it belongs to."""
    parents: dict[str, str] = {}
    found: dict[str, Tag] = {}
    for group in _objects(document.get("x-tagGroups")):
        name = _text(group, "name")
        members = group.get("tags")
        for member in members if isinstance(members, list) else ():
            if isinstance(member, str) and name and member != name:
                parents.setdefault(member, name)
        if name:
            found[name] = Tag(name=name)
    for tag in _objects(document.get("tags")):
        name = _text(tag, "name")
        parent = _text(tag, "parent") or _text(tag, openapi_terms.PARENT) or parents.get(name, "")
        found[name] = Tag(
            name=name,
            description=_text(tag, "description"),
            title=_text(tag, "x-displayName") or _text(tag, "summary"),
            parent=parent if parent != name else "",
        )
    for name, parent in parents.items():
        found.setdefault(name, Tag(name=name, parent=parent))
    return tuple(found.values())


def _objects(value: Json) -> list[Mapping[str, Json]]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping)]


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""

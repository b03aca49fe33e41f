"""Bodies that wrap what is documented: a list of it, or an envelope around it.

Pages list fields without saying what they stand in. Where none of the documented names is where
it is documented, and all the difference is an array or one name around them, the fields are
judged where they stand, and the wrapping is reported once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tryfield.core.fields import Node
from tryfield.core.jsontext import Document, child
from tryfield.core.verdict.faults import Fault
from tryfield.core.verdict.near import nearest
from tryfield.core.verdict.walk import Where


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
    fault: Fault | None = None
    wrappers: Mapping[str, tuple[Any, Where]] = field(default_factory=dict)


def unwrapped(root: Node, instance: Instance) -> Shape:
    """The values that the fields of a root are about."""
    view = root.original.view
    names = view.properties.keys()
    plain = view.types in (None, frozenset({"object"}))
    if not names or not plain or view.unions or view.values or view.free:
        return Shape(instances=(instance,))
    value = instance.value
    if isinstance(value, list) and _alike(value, names):
        items = tuple(
            Instance(value=one, at=child(instance.at, n), text=instance.text)
            for n, one in enumerate(value)
        )
        return Shape(instances=items, fault=_fault(root, instance))
    if isinstance(value, dict) and not names & value.keys():
        inside = [name for name, one in value.items() if isinstance(one, dict | list) and one]
        if len(inside) == 1 and not nearest(inside[0], names):
            below = value[inside[0]]
            at = child(instance.at, inside[0])
            wrappers: dict[str, tuple[Any, Where]] = {
                name: (one, child(instance.at, name)) for name, one in value.items()
            }
            if isinstance(below, dict) and _alike([below], names):
                inner = (Instance(value=below, at=at, text=instance.text),)
                return Shape(instances=inner, wrappers=wrappers)
            if isinstance(below, list) and _alike(below, names):
                items = tuple(
                    Instance(value=one, at=child(at, n), text=instance.text)
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


def _fault(root: Node, instance: Instance) -> Fault:
    count = len(instance.value)
    return Fault(
        path=root.path,
        where=instance.at,
        keyword="type",
        expected=root.type,
        actual=f"array of {count} item{'s' if count > 1 else ''}",
        message="The documented fields are those of each item.",
        schema=f"{root.pointer}/type",
    )

"""Branches of anyOf and oneOf that a value cannot be of: a property of theirs names other kinds.

Unions of objects are often told apart by a name with one constant in each, `"object": "card"`.
To look at that first only saves time: the branches that are left out would have failed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tryfield.core.schema import uri
from tryfield.core.schema.checks import Check
from tryfield.core.schema.documents import Documents
from tryfield.core.schema.node import Node

_FAR = 5  #: references that are followed to find out
Combine = Callable[[Sequence[Check | None]], Check | None]


def tagged(
    documents: Documents, base: str, branches: Sequence[Any], nodes: Sequence[Node], all_of: Combine
) -> Check | None:
    """The test for objects by what names their kind; None where no property does."""
    known = [dict(_tags(documents, base, branch)) for branch in branches]
    often = Counter(name for tags in known for name in tags).most_common(1)
    if not often or often[0][1] < 2:
        return None
    name = often[0][0]
    kinds = [tags.get(name) for tags in known]
    checks: dict[str, Check | None] = {}
    every = all_of([node.table[dict] for node in nodes])
    others = [node.table[dict] for node, tags in zip(nodes, kinds, strict=True) if tags is None]
    other = all_of(others)
    for tag in frozenset[str]().union(*(tags for tags in kinds if tags is not None)):
        fitting = zip(nodes, kinds, strict=True)
        checks[tag] = all_of([n.table[dict] for n, tags in fitting if tags is None or tag in tags])

    def check(value: Any) -> bool:
        tag = value.get(name)
        chosen = checks.get(tag, other) if isinstance(tag, str) else every
        return chosen is None or chosen(value)

    return check


def _tags(documents: Documents, base: str, schema: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """The properties of a schema, and of what it refers to, that allow a few texts only."""
    for _ in range(_FAR):
        if not isinstance(schema, dict) or isinstance(schema.get("$id"), str):
            return
        properties = schema.get("properties")
        for name, part in properties.items() if isinstance(properties, dict) else ():
            if isinstance(part, dict) and ("const" in part or isinstance(part.get("enum"), list)):
                allowed = [part["const"]] if "const" in part else part["enum"]
                yield name, frozenset(one for one in allowed if isinstance(one, str))
        if not isinstance(schema.get("$ref"), str):
            return
        target = documents.find(uri.join(base, schema["$ref"]))
        if target is None or target[0].base != base:  # where other words may hold
            return
        schema = target[1]

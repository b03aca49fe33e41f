"""A value of a document together with its pointer, read without trusting its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from tryfield.core.contract import words
from tryfield.core.contract.references import at, lookup
from tryfield.core.model import Json


class Node:
    """One value of a document; a missing one is a node whose value is None."""

    __slots__ = ("document", "pointer", "value")

    def __init__(self, document: Json, value: Json, pointer: str) -> None:
        self.document = document
        self.value = value
        self.pointer = pointer

    def __bool__(self) -> bool:
        return self.value is not None

    def __getitem__(self, name: str) -> Node:
        """The member of that name, references followed."""
        return Node(
            self.document, at(self.value, name), f"{self.pointer}/{words.escape(name)}"
        ).resolved()

    def raw(self, name: str) -> Json:
        """The member's value as it is written; None when there is none."""
        value = self.value
        return value.get(name) if type(value) is dict or isinstance(value, Mapping) else None

    def text(self, name: str) -> str:
        """The member when it is a string, or else ""."""
        value = self.raw(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """Whether the member is `true`."""
        return self.raw(name) is True

    def mapping(self, name: str) -> Mapping[str, Any]:
        """The member when it is an object, or else an empty one."""
        value = self.raw(name)
        return value if isinstance(value, Mapping) else {}

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of an object by name, or the items of an array, references followed."""
        if isinstance(self.value, Mapping):
            for name in self.value:
                if isinstance(name, str):
                    yield name, self[name]
        elif isinstance(self.value, (list, tuple)):
            for index in range(len(self.value)):
                yield str(index), self[str(index)]

    def extensions(self, *consumed: str) -> dict[str, Json]:
        """The `x-` members, except those that are read into something else."""
        if not isinstance(self.value, Mapping):
            return {}
        return {
            name: value
            for name, value in self.value.items()
            if isinstance(name, str) and name.startswith("x-") and name not in consumed
        }

    def resolved(self) -> Node:
        """What the node refers to; summary and description beside the reference win."""
        if self.value is None or (type(self.value) is dict and "$ref" not in self.value):
            return self
        node, seen = self, set()
        beside: dict[str, Json] = {}
        while isinstance(node.value, Mapping) and isinstance(node.value.get("$ref"), str):
            beside = {
                **{n: v for n, v in node.value.items() if n != "$ref" and v is not None},
                **beside,
            }
            reference = node.value["$ref"]
            if reference in seen or not reference.startswith("#/"):
                return Node(self.document, None, self.pointer)
            seen.add(reference)
            pointer = unquote(reference[1:])
            node = Node(self.document, lookup(self.document, pointer), pointer)
        if beside and isinstance(node.value, Mapping):
            return Node(self.document, {**node.value, **beside}, node.pointer)
        return node

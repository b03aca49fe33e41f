"""Which branch of anyOf or oneOf was meant: by its discriminator, or by how close it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tryfield.core.schema import uri
from tryfield.core.schema.checks import Check
from tryfield.core.schema.compiler import Here
from tryfield.core.schema.error import Error, parted
from tryfield.core.schema.node import Node


def is_doubtful(attempt: Sequence[Error]) -> bool:
    """Whether an attempt found nothing but what cannot be checked."""
    for error in attempt:
        if not error.is_doubt:
            return False
    return bool(attempt)


def faults(attempts: Sequence[Sequence[Error]]) -> tuple[tuple[Error, ...], ...]:
    """What is wrong with each branch, without what cannot be checked."""
    return tuple([parted(attempt)[0] for attempt in attempts])


class Discriminator:
    """OpenAPI's `discriminator`: the property whose value names the branch.

    A value that it names nothing with is judged as if there were none.
    """

    def __init__(self, name: str, branches: dict[str, int]) -> None:
        self._name = name
        self._branches = branches

    @classmethod
    def read(cls, schema: Any, here: Here, word: str) -> Discriminator | None:
        """The discriminator of a schema with `anyOf` or `oneOf`, if it has one."""
        words = schema.get("discriminator")
        if not isinstance(words, dict) or not isinstance(words.get("propertyName"), str):
            return None
        targets: dict[str, int] = {}
        values: dict[str, int] = {}
        for index, branch in enumerate(schema[word]):
            reference = branch.get("$ref") if isinstance(branch, dict) else None
            if isinstance(reference, str):
                targets[uri.join(here.place.base, reference)] = index
                values.setdefault(uri.split(reference)[1].rpartition("/")[2] or reference, index)
        mapping = words.get("mapping")
        for value, reference in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(reference, str):
                named = uri.join(here.place.base, "#/components/schemas/" + reference)
                index = targets.get(uri.join(here.place.base, reference), targets.get(named, -1))
                if index >= 0:
                    values[value] = index
        return cls(words["propertyName"], values) if values else None

    def choose(self, value: Any) -> int:
        """The index of the branch that a value names, or -1."""
        tag = value.get(self._name) if isinstance(value, dict) else None
        return self._branches.get(tag, -1) if isinstance(tag, str) else -1

    def check(self, nodes: Sequence[Node], otherwise: Check | None) -> Check:
        """The test for objects: by the branch that is named, else by all."""
        choose = self.choose

        def check(value: Any) -> bool:
            index = choose(value)
            if index >= 0:
                return nodes[index].passes(value)
            return otherwise is None or otherwise(value)

        return check

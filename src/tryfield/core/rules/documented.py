"""Rules about single documented fields, which are asked once of what endpoints share.

Hundreds of endpoints refer to the same components. What a rule says of a component is the same
for all of them, so it is found once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import TypeAlias

from tryfield.core.caches import identity_cache
from tryfield.core.contract.schema_references import whole_components
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.field_sections import response_pointer
from tryfield.core.fields.schema_view import resolve, step
from tryfield.core.findings import Finding
from tryfield.core.model import Endpoint, Schema
from tryfield.core.verdict.endpoint_judge import Judge, judge_of

#: A question about a field at a place; the place of a component's field is `""`.
FieldRule: TypeAlias = Callable[[Endpoint, str, FieldNode], Iterator[Finding]]
Asked: TypeAlias = "dict[tuple[FieldRule, str], tuple[Finding, ...]]"


def of_fields(rule: FieldRule) -> Callable[[Endpoint], Iterator[Finding]]:
    """A rule of endpoints that asks about each of their documented fields."""

    @wraps(rule)
    def ask(endpoint: Endpoint) -> Iterator[Finding]:
        shelf = _shelf(whole_components(endpoint.components))
        own, references = shelf.own(endpoint)
        for place, node in own:
            yield from rule(endpoint, place, node)
        for reference in shelf.reached(references):
            key = rule, reference
            if key not in shelf.asked:
                nodes = shelf.fields(reference)[0]
                shelf.asked[key] = tuple(f for node in nodes for f in rule(endpoint, "", node))
            yield from shelf.asked[key]

    return ask


def roots(judge: Judge) -> Iterator[tuple[str, FieldNode]]:
    """Every place where something is documented: bodies, headers of responses, parameters."""
    endpoint = judge.endpoint
    contents = judge.request_contents()
    for response in endpoint.responses:
        contents += judge.response_contents(response)
    for name, pointer, content in contents:
        if (place := judge.content(name, pointer, content)) is not None:
            yield name, place.root
    for response in endpoint.responses:
        for header in response.headers:
            pointer = f"{response_pointer(endpoint, response)}/headers/{step(header.name)}"
            name = f"response-header {response.status}"
            yield name, judge.parameter(name, pointer, header).root
    for index, parameter in enumerate(endpoint.parameters):
        pointer = f"{judge.operation}/parameters/{index}"
        yield parameter.location, judge.parameter(parameter.location, pointer, parameter).root


class _Shelf:
    """The fields of a set of components, and what rules said of them."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self.components = components
        self.asked: Asked = {}
        self._fields: dict[str, tuple[list[FieldNode], list[str]]] = {}
        self._own: tuple[Endpoint, list[tuple[str, FieldNode]], list[str]] | None = None

    def own(self, endpoint: Endpoint) -> tuple[list[tuple[str, FieldNode]], list[str]]:
        """The fields that an endpoint itself documents, and the references that it ends in."""
        if self._own is None or self._own[0] is not endpoint:
            nodes: dict[str, tuple[str, FieldNode]] = {}
            ends: dict[str, None] = {}
            for place, root in roots(judge_of(endpoint)):
                found, references = self._below(root)
                for node in found:
                    nodes.setdefault(node.pointer, (place, node))
                ends.update(dict.fromkeys(references))
            self._own = endpoint, list(nodes.values()), list(ends)
        return self._own[1:]

    def fields(self, reference: str) -> tuple[list[FieldNode], list[str]]:
        """The fields of a component, and the references that it ends in."""
        if reference not in self._fields:
            target = resolve(reference, self.components)
            root = FieldNode((target,) if target else (), self.components)
            self._fields[reference] = self._below(root)
        return self._fields[reference]

    def reached(self, references: list[str]) -> Iterator[str]:
        """References, and those that they lead to, each once."""
        known = dict.fromkeys(references)
        todo = list(known)
        while todo:
            reference = todo.pop()
            yield reference
            for further in self.fields(reference)[1]:
                if further not in known:
                    known[further] = None
                    todo.append(further)

    def _below(self, root: FieldNode) -> tuple[list[FieldNode], list[str]]:
        nodes: list[FieldNode] = []
        references: dict[str, None] = {}
        stack = [root]
        while stack:
            node = stack.pop()
            if (reference := _reference(node)) and resolve(reference, self.components):
                references[reference] = None
            elif node.parts:
                nodes.append(node)
                if node.view.branches and node.original is node:
                    stack.extend(reversed((*node.children, *node.choices)))
        return nodes, list(references)


def _reference(node: FieldNode) -> str:
    """Where a field leads that says nothing itself; `""` for any other."""
    schema = node.parts[0][0] if len(node.parts) == 1 else None
    reference = schema.get("$ref") if isinstance(schema, Mapping) and len(schema) == 1 else None
    return reference if isinstance(reference, str) else ""


@identity_cache(2)
def _shelf(components: Mapping[str, Schema]) -> _Shelf:
    return _Shelf(components)

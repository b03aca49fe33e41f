"""References between schemas: what one names, and all that a set of schemas needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tryfield.core.caches import identity_cache
from tryfield.core.json_pointer import at, unescape_fragment_token
from tryfield.core.model import Endpoint, Json, Schema

PREFIX = "#/components/schemas/"

#: Keywords whose members are schemas by name: a member called `enum` is no keyword.
MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_SAYS_FIELDS = frozenset({"$ref", "properties", "oneOf", "anyOf", "allOf", "items"})
#: Keywords whose value is data: a `$ref` in there is data as well.
DATA = frozenset({"enum", "const", "default", "example", "examples", "required", "type"})


def component(reference: str, components: Mapping[str, Schema]) -> Schema | None:
    """The component schema that a reference names, or a part of it; None when there is none."""
    if not reference.startswith(PREFIX):
        return None
    name, *steps = (unescape_fragment_token(s) for s in reference[len(PREFIX) :].split("/"))
    found: Any = components.get(name)
    for step in steps:
        found = at(found, step)
    return found if isinstance(found, (Mapping, bool)) else None


def schemas(schema: Json) -> Iterator[Mapping[str, Any]]:
    """A schema and all schemas in it, without following references."""
    stack = [schema]
    while stack:
        here = stack.pop()
        if type(here) is not dict and not isinstance(here, Mapping):
            continue
        yield here
        for word, value in here.items():
            if type(value) is str or type(value) is bool:
                continue
            if type(value) is dict or isinstance(value, Mapping):
                if word in MAPS:
                    stack.extend(value.values())
                elif word not in DATA and not word.startswith("x-"):
                    stack.append(value)
            elif isinstance(value, (list, tuple)) and word not in DATA:
                stack.extend(value)


def names(schema: Json) -> set[str]:
    """The component names that a schema refers to, also by its discriminators."""
    found = set()
    for here in schemas(schema):
        for word in ("$ref", "$dynamicRef"):
            reference = here.get(word)
            if isinstance(reference, str) and (name := component_name(reference)):
                found.add(name)
        discriminator = here.get("discriminator")
        if isinstance(discriminator, Mapping):
            mapping = discriminator.get("mapping")
            targets = list(mapping.values()) if isinstance(mapping, Mapping) else []
            for target in [*targets, discriminator.get("defaultMapping")]:
                if isinstance(target, str):
                    found.add(component_name(target) or target)
    return found


def component_name(reference: str) -> str:
    """The name of the component that a reference leads into; "" for any other reference."""
    if not reference.startswith(PREFIX):
        return ""
    return unescape_fragment_token(reference[len(PREFIX) :].partition("/")[0])


def aliased(name: str, components: Mapping[str, Schema]) -> str:
    """The component that another name is for, where a component is nothing but a reference."""
    seen = {name}
    while True:
        schema = components.get(name)
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        if not isinstance(reference, str) or not isinstance(schema, Mapping) or len(schema) > 1:
            return name
        further = component_name(reference)
        if further in seen or further not in components or "/" in reference[len(PREFIX) :]:
            return name
        seen.add(further)
        name = further


def uses(schema: Json) -> Iterator[str]:
    """The component whose fields stand at each place in a schema that refers to one.

    A parent that an `allOf` adds fields to is no place of its own.
    """
    parents: set[int] = set()
    for here in schemas(schema):
        parts = here.get("allOf")
        added = (
            [part for part in parts if isinstance(part, Mapping)]
            if (isinstance(parts, (list, tuple)) and len(parts) > 1)
            else []
        )
        if sum(not _SAYS_FIELDS.isdisjoint(part) for part in added) > 1:
            parents.update(id(part) for part in added)
        reference = here.get("$ref")
        if not isinstance(reference, str) or id(here) in parents:
            continue
        if name := component_name(reference):
            yield name


@identity_cache(3)
def children(components: Mapping[str, Schema]) -> dict[str, tuple[str, ...]]:
    """By the name of a component: those that have it in their `allOf`, in the document's order."""
    found: dict[str, list[str]] = {}
    for name, schema in components.items():
        parents = schema.get("allOf") if isinstance(schema, Mapping) else None
        for parent in parents if isinstance(parents, (list, tuple)) else ():
            reference = parent.get("$ref") if isinstance(parent, Mapping) else None
            ancestor = component_name(reference) if isinstance(reference, str) else ""
            if ancestor and name not in found.setdefault(ancestor, []):
                found[ancestor].append(name)
    return {name: tuple(below) for name, below in found.items()}


def descendants(name: str, components: Mapping[str, Schema]) -> tuple[str, ...]:
    """The components that have another in their `allOf`, directly or by way of others."""
    below = children(components)
    found: dict[str, None] = {}
    todo = list(below.get(name, ()))
    while todo:
        child = todo.pop(0)
        if child not in found and child != name:
            found[child] = None
            todo += below.get(child, ())
    return tuple(found)


class Needed(dict[str, Schema]):
    """The components that an endpoint needs, out of a whole set.

    Endpoints of one document share the set, so that what is made of a component serves them all.
    """

    __slots__ = ("whole",)

    def __init__(self, components: Mapping[str, Schema], whole: Mapping[str, Schema]) -> None:
        super().__init__(components)
        self.whole = whole


def whole_components(components: Mapping[str, Schema]) -> Mapping[str, Schema]:
    """The set that the components of an endpoint are from; themselves when they are all."""
    return components.whole if isinstance(components, Needed) else components


class Needs:
    """Which components a schema needs, directly or by way of others; counted once a document."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components
        self._order = {name: place for place, name in enumerate(components)}
        self._direct: dict[str, frozenset[str]] = {}
        self._ids: dict[str, str] = {}
        for name, schema in components.items():
            if isinstance(schema, Mapping) and isinstance(identity := schema.get("$id"), str):
                self._ids[identity] = name

    def of(self, roots: Iterable[Json]) -> Needed:
        """The components that these schemas need, in the order the document has them."""
        waiting = {name for root in roots for name in self._named(root)}
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in found or name not in self._components:
                continue
            found.add(name)
            waiting |= self._needs(name) - found
        order = sorted(found, key=self._order.__getitem__)
        return Needed({name: self._components[name] for name in order}, self._components)

    def _needs(self, name: str) -> frozenset[str]:
        if name not in self._direct:
            schema = self._components[name]
            named = self._named(schema)
            if isinstance(schema, Mapping) and "discriminator" in schema:
                named |= set(descendants(name, self._components))
            self._direct[name] = frozenset(named)
        return self._direct[name]

    def _named(self, schema: Json) -> set[str]:
        found = names(schema)
        if self._ids:
            found |= {
                self._ids[identity]
                for here in schemas(schema)
                if isinstance(reference := here.get("$ref"), str)
                and (identity := reference.partition("#")[0]) in self._ids
            }
        return found


def needed(endpoint: Endpoint) -> dict[str, Schema]:
    """The components of an endpoint that its own schemas and its callbacks' need."""
    if isinstance(endpoint.components, Needed):
        return endpoint.components
    return Needs(endpoint.components).of(roots(endpoint))


def roots(endpoint: Endpoint) -> Iterator[Schema | None]:
    """The schemas of an endpoint itself, and of its callbacks."""
    headers = [header for response in endpoint.responses for header in response.headers]
    yield from (parameter.schema for parameter in (*endpoint.parameters, *headers))
    contents = [content for response in endpoint.responses for content in response.contents]
    for content in (*(endpoint.body.contents if endpoint.body else ()), *contents):
        yield content.schema
        yield content.item_schema
    for callback in endpoint.callbacks:
        yield from roots(callback)

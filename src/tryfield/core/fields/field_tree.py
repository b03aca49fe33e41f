"""Documented fields as values, to a depth that a page can show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tryfield.core.fields.field_node import FieldNode, escape, merged_schema
from tryfield.core.fields.schema_view import Parts
from tryfield.core.model import Choice, Field, Parameter, Schema

_DEPTH = 24
_FIELDS = 1500
_PAGE_DEPTH, _PAGE_FIELDS = 100, 100_000  # where components are linked, what is left has an end


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedComponents:
    """Which components have pages, and which of them a place shows all the same.

    A component is shown down to `depth` components inside of one another, those below the first
    only with at most `fields` fields. So is the first, unless the place has no other.
    """

    pages: Mapping[str, str]  #: by the name of the component
    depth: int
    fields: int
    sizes: dict[str, int] = field(default_factory=dict)  #: fields of components, as they are asked

    def page(self, node: FieldNode) -> str:
        """The page of what a node refers to; "" where there is none."""
        return self.pages.get(node.component, "") if node.view.reference else ""

    def size(self, node: FieldNode) -> int:
        """How many fields a component has, without those of components that have pages."""
        known = self.sizes.get(node.component)
        if known is None:
            found, waiting = 0, [*node.children, *node.choices]
            while waiting and found <= self.fields:
                below = waiting.pop()
                found += is_name(below.path)
                if below.original is below and not self.page(below):
                    waiting += (*below.children, *below.choices)
            known = self.sizes[node.component] = found
        return known


def field_tree(
    schema: Schema,
    *,
    pointer: str,
    components: Mapping[str, Schema],
    depth: int = _DEPTH,
    limit: int = _FIELDS,
    linked: LinkedComponents | None = None,
) -> Field:
    """The root field of a body, with everything documented below it.

    A field whose schema is already open above it gets `repeats` (`(root)` for the root) and no
    children. Below `depth` levels, and beyond about `limit` fields (the upper levels go first),
    fields have no children. With `linked`, all fields are there instead, but for those of
    components that are `elsewhere`.
    """
    root = FieldNode(((schema, pointer),), components)
    return freeze(root, depth=depth, limit=limit, linked=linked)


def parameter_field(
    parameter: Parameter,
    *,
    pointer: str,
    components: Mapping[str, Schema],
    linked: LinkedComponents | None = None,
) -> Field:
    """A parameter or header as a field: `pointer` is its schema's; `path` its name.

    Its own examples go before those of its schema (OpenAPI 3.1.1, Parameter Object, `example`).
    """
    node = parameter_node(parameter, pointer=pointer, components=components)
    shown = freeze(node, linked=linked)
    values = [example.value for example in parameter.examples if example.has_value]
    if not values or not isinstance(shown.schema, Mapping):
        return shown
    kept = {word: value for word, value in shown.schema.items() if word != "example"}
    return replace(shown, schema={**kept, "examples": values})


def parameter_node(
    parameter: Parameter, *, pointer: str, components: Mapping[str, Schema]
) -> FieldNode:
    """A parameter or header as a node; its own words go before those of its schema."""
    schema = parameter.schema if parameter.schema is not None else {}
    own = {
        key: value
        for key, value in (
            ("description", parameter.description),
            ("deprecated", parameter.deprecated),
        )
        if value
    }
    parts: Parts = ((schema, pointer),)
    if own:
        parts = ((own, pointer), *parts)
    return FieldNode(
        parts,
        components,
        name=parameter.name,
        path=escape(parameter.name),
        required=parameter.required,
    )


def walk(field: Field) -> Iterator[Field]:
    """The field and everything below it, choices included, in the order of the page."""
    stack = [field]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(reversed((*one.children, *(choice.field for choice in one.choices))))


Below: TypeAlias = "Mapping[int, tuple[tuple[FieldNode, ...], tuple[FieldNode, ...]]]"


def unfold(root: FieldNode, *, depth: int = _DEPTH, limit: int = _FIELDS) -> list[FieldNode]:
    """A node and what is below it as far as a page shows it, in the order of the page."""
    return _in_order(root, _below(root, depth, limit))


def freeze(
    root: FieldNode,
    *,
    depth: int = _DEPTH,
    limit: int = _FIELDS,
    linked: LinkedComponents | None = None,
) -> Field:
    """A node and what is below it, as fields."""
    below = _below(root, depth, limit) if linked is None else _below_linked(root, linked)
    built: dict[int, Field] = {}
    for node in reversed(_in_order(root, below)):
        children, choices = below.get(id(node), ((), ()))
        page = linked.page(node) if linked is not None else ""
        built[id(node)] = _field(
            node,
            tuple(built[id(child)] for child in children),
            tuple(Choice(label=choice.label, field=built[id(choice)]) for choice in choices),
            page=page,
            elsewhere=bool(page) and id(node) not in below and node.original is node,
        )
    return built[id(root)]


def names(root: FieldNode, hidden: str = "", *, depth: int = _DEPTH, limit: int = _FIELDS) -> int:
    """How many names are documented below a node; `limit` stands for more.

    Items of arrays, values of maps and choices have no names of their own. What is `hidden`
    (`readOnly`, `writeOnly`) is not counted, nor what stands below it.
    """
    return min(_names(root, hidden, depth, limit)[0], limit)


def _below(root: FieldNode, depth: int, limit: int) -> Below:
    below: dict[int, tuple[tuple[FieldNode, ...], tuple[FieldNode, ...]]] = {}
    known = 1
    level = [root]
    for _ in range(depth):
        following: list[FieldNode] = []
        for node in level:
            if node.original is not node or known > limit:
                continue
            children, choices = below[id(node)] = node.children, node.choices
            known += len(children) + len(choices)
            following += children
            following += choices
        if not following:
            break
        level = following
    return below


def _below_linked(root: FieldNode, linked: LinkedComponents) -> Below:
    """As `_below`, without what is on the pages of components."""
    first = _first_components(root, linked)
    below: dict[int, tuple[tuple[FieldNode, ...], tuple[FieldNode, ...]]] = {}
    known = 1
    level = [(root, 0)]
    for _ in range(_PAGE_DEPTH):
        following: list[tuple[FieldNode, int]] = []
        for node, above in level:
            if node.original is not node or known > _PAGE_FIELDS:
                continue
            inside = above + bool(linked.page(node))
            if inside > above and not (inside == 1 and len(first) == 1 and linked.depth):
                small = linked.size(node) <= linked.fields
                if inside > linked.depth or not (small or node is root):
                    continue
            children, choices = below[id(node)] = node.children, node.choices
            known += len(children) + len(choices)
            following += ((one, inside) for one in (*children, *choices))
        if not following:
            break
        level = following
    return below


def _first_components(root: FieldNode, linked: LinkedComponents) -> set[str]:
    """The components that no other component stands around."""
    found: set[str] = set()
    waiting = [root]
    while waiting and len(found) < 2:
        node = waiting.pop()
        if linked.page(node):
            found.add(node.component)
        elif node.original is node:
            waiting += (*node.children, *node.choices)
    return found


def _in_order(root: FieldNode, below: Below) -> list[FieldNode]:
    order = []
    stack = [root]
    while stack:
        node = stack.pop()
        order.append(node)
        children, choices = below.get(id(node), ((), ()))
        stack.extend(reversed((*children, *choices)))
    return order


def _names(node: FieldNode, hidden: str, depth: int, limit: int) -> tuple[int, bool]:
    """The count, and whether it is whole: then it is noted, because it is the same everywhere."""
    known = node.view.names.get(hidden)
    if known is not None:
        return known, True
    if not node.view.branches:
        return 0, True
    if depth == 0 or node.original is not node:
        return 0, False
    found, whole = 0, True
    for one in (*node.children, *node.choices):
        if hidden and one.view.keywords.get(hidden) is True:
            continue
        below, complete = _names(one, hidden, depth - 1, limit - found)
        found += is_name(one.path) + below
        whole = whole and complete
        if found > limit:
            return found, False
    if whole:
        node.view.names = {**node.view.names, hidden: found}
    return found, whole


def is_name(path: str) -> bool:
    """Whether a field is a name, and not only the items, values or choices of one."""
    return bool(path) and not path.endswith(("[]", "{}", ">"))


def _field(
    node: FieldNode,
    children: tuple[Field, ...],
    choices: tuple[Choice, ...],
    *,
    page: str,
    elsewhere: bool,
) -> Field:
    view = node.view
    words = view.keywords
    original = node.original
    description = str(words.get("description") or "")
    if elsewhere and not is_name(node.path) and description == _of_component(node):
        description = ""  # it stands on the page of the component
    return Field(
        name=node.name,
        path=node.path,
        pointer=node.pointer,
        schema=merged_schema(node),
        type=node.type,
        required=node.required,
        nullable=view.nullable,
        description=description,
        deprecated=words.get("deprecated") is True,
        read_only=words.get("readOnly") is True,
        write_only=words.get("writeOnly") is True,
        unchecked=view.unchecked,
        children=children,
        combiner="" if not choices else "oneOf" if view.unions[0].kind == "oneOf" else "anyOf",
        choices=choices,
        discriminator=view.discriminator,
        repeats="" if original is node else original.path or "(root)",
        component=node.component if view.reference else "",
        page=page,
        elsewhere=elsewhere,
    )


def _of_component(node: FieldNode) -> str:
    """The description that a component has itself."""
    schema = node.components.get(node.component)
    return str(schema.get("description") or "") if isinstance(schema, Mapping) else ""

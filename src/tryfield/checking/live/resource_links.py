"""Which call gives a value that another call needs: producers and consumers of resources.

`POST /flows` returns the `id` that `/flows/{id}` needs, and that the body of `POST /flow-runs`
calls `flow_id`. Documents rarely say so (OpenAPI has `links`), but paths, names and schemas do.
The planner asks; nothing here sends anything.

Sources: OpenAPI 3.1.1, Link Object; RESTler (Atlidakis et al., ICSE 2019), producers and consumers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.media_types import is_json
from tryfield.core.model import Content, Endpoint, Response, Schema
from tryfield.core.response_links import linked_endpoint, linked_parameter, operations

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TEMPLATE = re.compile(r"\{([^{}/]+)\}")
IDENTIFIERS = frozenset({"id", "uuid", "guid", "ids", "uuids"})
#: What a resource is called by, beside its id.
NAMES = frozenset({"name", "key", "slug", "tag", "handle", "login", "username", "code", "checksum"})
#: A parameter of such a name says how much, or when; it names nothing that an API holds. The words
#: are singular, as `words_of` has them.
QUANTITIES = frozenset(
    [
        "n",
        "count",
        "limit",
        "size",
        "length",
        "width",
        "height",
        "delay",
        "duration",
        "second",
        "minute",
        "hour",
        "offset",
        "page",
        "skip",
        "top",
        "depth",
        "level",
        "amount",
        "quantity",
        "number",
        "numbyte",
        "byte",
        "year",
        "month",
        "day",
        "date",
        "time",
        "from",
        "to",
        "start",
        "end",
        "since",
        "until",
        "min",
        "max",
        "lat",
        "lon",
        "lng",
        "latitude",
        "longitude",
        "radius",
        "zoom",
        "x",
        "y",
    ]
)
_OF_SCHEMAS = frozenset(
    [
        "response",
        "request",
        "create",
        "created",
        "update",
        "read",
        "out",
        "in",
        "schema",
        "dto",
        "model",
        "view",
        "list",
        "result",
        "results",
        "payload",
        "get",
        "item",
        "object",
        "data",
        "detail",
        "details",
        "info",
        "full",
        "body",
    ]
)
_WRAPPERS = frozenset({"items", "results", "data", "values", "entries", "records", "content"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A value of a call that names something the API holds."""

    location: str  #: path, query, header, cookie or body
    name: str  #: of the parameter, or of the property
    resource: str  #: what it names, in words: `flow run`
    attribute: str  #: what it is called by: `id`, `name`
    format: str = ""  #: of its schema: `uuid`

    @property
    def identifies(self) -> bool:
        """Whether a value of it may be something that the API held before."""
        return self.location == "path" or self.attribute in IDENTIFIERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """A call whose response, or whose own request, holds a value that others need."""

    endpoint: Endpoint
    kind: Literal["create", "list", "read"]
    why: Literal["link", "path", "name", "schema"]
    expression: str = ""  #: of a link: `$response.body#/id`

    @property
    def says(self) -> str:
        """`POST /flows`, as a plan names it."""
        return self.endpoint.name


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, lower case, the last one singular: `flowIds` is flow, id."""
    words = [one.lower() for one in _WORD.findall(name)]
    return (*words[:-1], singular(words[-1])) if words else ()


def singular(word: str) -> str:
    """One of it. Irregular plurals stay as they are, which is enough to compare names."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|x|ch|sh)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def path_names(path: str) -> list[str]:
    """Names in the braces of a path, in order."""
    return _TEMPLATE.findall(path)


def segments(path: str) -> list[str]:
    """The segments of a path, without the empty ones."""
    return [one for one in path.split("/") if one]


def is_quantity(name: str) -> bool:
    """Whether a path parameter says how much or which kind, not which thing."""
    words = words_of(name)
    return bool(words) and (words[-1] in QUANTITIES or is_status(name))


def is_status(name: str) -> bool:
    """Whether a parameter is a status code of HTTP, by its name."""
    words = words_of(name)
    return words in (("code",), ("status",), ("status", "code"), ("http", "status"))


def needs_of(endpoint: Endpoint) -> tuple[Need, ...]:
    """What a call has to know of the API's resources: names in its path, other ids, ids in bodies.

    Names that only say how much (`limit`) are left out.
    """
    found = [_path_need(endpoint, name) for name in path_names(endpoint.path)]
    needs = [need for need in found if need is not None]
    for parameter in endpoint.parameters:
        if parameter.location in ("query", "header", "cookie"):
            need = _named_need(
                parameter.location, parameter.name, parameter.schema, endpoint.components
            )
            if need is not None:
                needs.append(need)
    needs += _body_needs(endpoint)
    return tuple(dict.fromkeys(needs))


def _path_need(endpoint: Endpoint, name: str) -> Need | None:
    parameter = next(
        (one for one in endpoint.parameters if one.location == "path" and one.name == name), None
    )
    schema = _merged(parameter.schema if parameter else None, endpoint.components)
    if is_quantity(name) or schema.get("enum") or "boolean" in str(schema.get("type")):
        return None
    before = [
        words_of(one)
        for one in segments(endpoint.path.partition("{" + name + "}")[0])
        if "{" not in one
    ]
    words = words_of(name)
    if "or" in words:
        words = words[: words.index("or")]
    # `name/{name}` and `by-id/{user_id}` say how it is found, not what it is.
    static = segments(endpoint.path.partition("{" + name + "}")[0])
    found_by = bool(static) and "{" not in static[-1] and static[-1].lower() == name.lower()
    by_name = found_by and words[-1] in IDENTIFIERS | NAMES
    if len(before) > 1 and (by_name or before[-1][:1] == ("by",)):
        before = before[:-1]
    holder = before[-1] if before else ()
    if len(words) > 1 and words[-1] in IDENTIFIERS | NAMES:
        resource, attribute = words[:-1], words[-1]
    elif words == holder:
        resource, attribute = holder, "id"
    else:
        resource, attribute = holder or words, " ".join(words)
    return Need(
        location="path",
        name=name,
        resource=" ".join(resource),
        attribute=attribute,
        format=str(schema.get("format", "")),
    )


def _named_need(
    location: str, name: str, schema: Schema | None, components: Mapping[str, Schema]
) -> Need | None:
    words = words_of(name)
    merged = _merged(schema, components)
    kind = str(merged.get("format", ""))
    if len(words) > 1 and words[-1] in IDENTIFIERS | NAMES:
        resource, attribute = words[:-1], words[-1]
    elif words and kind == "uuid" and words[-1] not in IDENTIFIERS:
        resource, attribute = words, "id"
    else:
        return None
    if merged.get("enum"):
        return None
    return Need(
        location=location,
        name=name,
        resource=" ".join(resource),
        attribute=attribute,
        format=kind,
    )


def request_content(endpoint: Endpoint) -> Content | None:
    """The content of a request that has fields: JSON, else a form."""
    contents = endpoint.body.contents if endpoint.body else ()
    return next(
        (one for one in contents if is_json(one.media_type)), contents[0] if contents else None
    )


def request_node(endpoint: Endpoint) -> FieldNode | None:
    """The documented body of a request, as a field that unfolds."""
    content = request_content(endpoint)
    if content is None or content.schema is None:
        return None
    return FieldNode(((content.schema, ""),), endpoint.components)


def _body_needs(endpoint: Endpoint) -> Iterator[Need]:
    node = request_node(endpoint)
    if node is None:
        return
    if node.items is not None and not node.properties:
        node = node.items
    changes = endpoint.method in ("PUT", "PATCH") and not path_names(endpoint.path)
    for name, child in node.properties.items():
        need = _named_need("body", name, _schema_of(child), endpoint.components)
        if need is not None:
            yield need
        elif "id" in child.properties and child.view.types != frozenset({"array"}):
            # `{"kernel": {"id": ...}}` names a kernel.
            inner = child.properties["id"]
            yield Need(
                location="body",
                name=f"{name}/id",
                resource=" ".join(words_of(name)),
                attribute="id",
                format=str(inner.view.keywords.get("format", "")),
            )
        elif words_of(name) == ("id",) and changes and (holder := collection_of(endpoint)):
            # `PUT /pets` says in its body which pet it changes.
            yield Need(location="body", name=name, resource=holder, attribute="id")


def _schema_of(node: FieldNode) -> Schema:
    seen = node.view
    if not seen.keywords.get("format") and node.choices:
        # `uuid or null` is written as a union.
        for choice in node.choices:
            if choice.view.keywords.get("format"):
                return dict(choice.view.keywords)
    return dict(seen.keywords)


def _merged(schema: Schema | None, components: Mapping[str, Schema]) -> dict[str, Any]:
    if not isinstance(schema, Mapping):
        return {}
    view = FieldNode(((schema, ""),), components).view
    return {**view.keywords, "type": sorted(view.types or ())}


def collection_of(endpoint: Endpoint) -> str:
    """What a collection holds, by the last word of its path: `flow run` of `/flow_runs/`."""
    parts = segments(endpoint.path)
    return " ".join(words_of(parts[-1])) if parts and "{" not in parts[-1] else ""


class ResourceLinks:
    """Every call that gives something, by what it gives."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        """Look at all endpoints once."""
        self.endpoints = tuple(one for one in endpoints if one.kind == "path")
        self._order = {one.id: number for number, one in enumerate(self.endpoints)}
        self._by_path: dict[str, list[Endpoint]] = {}
        self._by_resource: dict[str, list[tuple[Endpoint, Literal["path", "schema"], bool]]] = {}
        self._links = dict(_documented_links(self.endpoints))
        self._needs = {one.id: needs_of(one) for one in self.endpoints}
        for one in self.endpoints:
            self._by_path.setdefault(shape(one.path), []).append(one)
        for one in self.endpoints:
            for resource, why, many in self._produced(one):
                self._by_resource.setdefault(resource, []).append((one, why, many))

    def needs(self, endpoint: Endpoint) -> tuple[Need, ...]:
        """What a call needs of others."""
        return self._needs.get(endpoint.id, ())

    def at(self, path: str) -> list[Endpoint]:
        """The endpoints of a path, whatever the names in its braces."""
        return self._by_path.get(shape(path), [])

    def holds(self, endpoint: Endpoint) -> str:
        """What an endpoint creates or lists, by its path; "" when it stands for one thing."""
        return collection_of(endpoint)

    def is_collection(self, endpoint: Endpoint) -> bool:
        """Whether single things stand right below its path."""
        below = shape(endpoint.path).rstrip("/") + "/{}"
        return below in self._by_path

    def producers(self, endpoint: Endpoint, need: Need) -> tuple[Producer, ...]:
        """Calls that give the value, the best first: what creates it, then what lists it."""
        linked = self._links.get((endpoint.id, need.location, need.name), [])
        found: list[tuple[tuple[int, ...], Producer]] = []
        parts = need.resource.split(" ")
        parent = shape(endpoint.path.partition("{" + need.name + "}")[0]).rstrip("/")
        for start in range(len(parts)):
            resource = " ".join(parts[start:])
            for one, why, many in self._by_resource.get(resource, ()):
                if one.id == endpoint.id:
                    continue
                same = need.location == "path" and shape(one.path).rstrip("/") == parent
                kind = self._kind(one, many)
                rank = (
                    ("create", "list", "read").index(kind),
                    0 if same else 1 if why == "path" else 2,
                    start,
                    len(path_names(one.path)),
                    self._order[one.id],
                )
                producer = Producer(
                    endpoint=one,
                    kind=kind,
                    why="path" if same else "name" if why == "path" else "schema",
                )
                found.append((rank, producer))
        if need.location == "path":
            found += self._client_named(endpoint, need)
        found.sort(key=lambda pair: pair[0])
        unique: dict[str, Producer] = {}
        for producer in (*linked, *(one for _, one in found)):
            unique.setdefault(producer.endpoint.id, producer)
        return tuple(unique.values())

    def _client_named(
        self, endpoint: Endpoint, need: Need
    ) -> Iterator[tuple[tuple[int, ...], Producer]]:
        """`PUT /files/{name}` makes what its own path names."""
        if need.attribute in IDENTIFIERS or need.format == "uuid":
            return
        before, _, _ = endpoint.path.partition("{" + need.name + "}")
        for one in self.at(before + "{" + need.name + "}"):
            if one.method == "PUT" and one.id != endpoint.id:
                rank = (0, 3, 0, len(path_names(one.path)), self._order[one.id])
                yield rank, Producer(endpoint=one, kind="create", why="path")

    def _kind(self, endpoint: Endpoint, many: bool) -> Literal["create", "list", "read"]:
        if many:
            return "list"
        return "create" if endpoint.method in ("POST", "PUT") else "read"

    def _produced(
        self, endpoint: Endpoint
    ) -> Iterator[tuple[str, Literal["path", "schema"], bool]]:
        if endpoint.method not in ("GET", "POST", "PUT", "QUERY"):
            return
        names, many = _returned(endpoint)
        own = {need.resource for need in self._needs[endpoint.id] if need.location == "path"}
        holder = collection_of(endpoint)
        if holder:
            if endpoint.method in ("GET", "QUERY"):
                if many or self.is_collection(endpoint):
                    yield holder, "path", True
            elif not (endpoint.method == "PUT" and not self.is_collection(endpoint)):
                yield holder, "path", many
        for name in names:
            # What returns the thing that its path names has not made it.
            if name != holder and name not in own:
                yield name, "schema", many


def shape(path: str) -> str:
    """A path without the names in its braces."""
    return _TEMPLATE.sub("{}", path)


def success(endpoint: Endpoint) -> Response | None:
    """The documented success that a call hopes for."""
    for response in endpoint.responses:
        if response.status[:1] == "2":
            return response
    return next((one for one in endpoint.responses if one.status == "default"), None)


def _returned(endpoint: Endpoint) -> tuple[list[str], bool]:
    """Names of what a success returns, by its schema, and whether it is a list of them."""
    response = success(endpoint)
    contents = response.contents if response else ()
    content = next((one for one in contents if is_json(one.media_type)), None)
    if content is None or content.schema is None:
        return [], False
    node = FieldNode(((content.schema, ""),), endpoint.components)
    if node.items is not None and not node.properties:
        return _names_of(node.items), True
    lists = [
        child.items
        for name, child in node.properties.items()
        if child.items is not None and child.items.view.properties
    ]
    if not lists:
        named = [
            child.items
            for name, child in node.properties.items()
            if child.items is not None and name.lower() in _WRAPPERS
        ]
        lists = named
    if lists and "id" not in node.properties:
        return [*_names_of(node), *(name for one in lists[:1] for name in _names_of(one))], True
    return _names_of(node), False


def _names_of(node: FieldNode) -> list[str]:
    said = [node.view.reference, str(node.view.keywords.get("title") or "")]
    found = []
    for name in filter(None, said):
        words = [one for one in words_of(name) if one not in _OF_SCHEMAS]
        if words:
            found.append(" ".join((*words[:-1], singular(words[-1]))))
    return list(dict.fromkeys(found))


def _documented_links(
    endpoints: Iterable[Endpoint],
) -> Iterator[tuple[tuple[str, str, str], list[Producer]]]:
    """OpenAPI `links`, by the parameter that they fill."""
    known = tuple(endpoints)
    by_operation = operations(known)
    found: dict[tuple[str, str, str], list[Producer]] = {}
    for one in known:
        for response in one.responses:
            if response.status[:1] not in ("2", "d"):
                continue
            for link in response.links.values():
                target = linked_endpoint(link, by_operation) if isinstance(link, Mapping) else None
                said = link.get("parameters") if target is not None else None
                if target is None or not isinstance(said, Mapping):
                    continue
                for name, expression in said.items():
                    location, bare = linked_parameter(target, str(name))
                    kind: Literal["create", "read"] = "create" if one.method == "POST" else "read"
                    producer = Producer(
                        endpoint=one, kind=kind, why="link", expression=str(expression)
                    )
                    found.setdefault((target.id, location, bare), []).append(producer)
    yield from found.items()

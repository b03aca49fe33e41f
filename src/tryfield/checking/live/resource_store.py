"""What the calls of a run have created and seen, and the values that later calls take from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from tryfield.checking.live.made_values import ValueMaker
from tryfield.checking.live.resource_links import (
    IDENTIFIERS,
    NAMES,
    Need,
    Producer,
    collection_of,
    segments,
    shape,
    words_of,
)
from tryfield.core.json_pointer import pointer_tokens
from tryfield.core.model import Endpoint, Json
from tryfield.core.wire import WireRequest, WireResponse

_FIRST = 5  # items of a list that are kept


@dataclass(eq=False, slots=True, kw_only=True)
class Resource:
    """One thing that the API holds, as a call brought it."""

    endpoint: Endpoint  #: the call
    item: Json  #: of the response: an object, or a plain value
    sent: Mapping[str, Json] = field(default_factory=dict)  #: what the request's body said
    parts: tuple[str, ...] = ()  #: segments of the path that was called
    location: str = ""  #: of its `Location` header
    created: bool = False  #: this run made it
    named: bool = False  #: and it has a name that this run chose
    deleted: bool = False
    response: WireResponse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A value taken from a resource."""

    value: Json
    resource: Resource
    own: bool  #: this run made what it names


class ResourceStore:
    """Everything that calls brought so far."""

    def __init__(self, maker: ValueMaker) -> None:
        """Begin empty; `maker` knows which values this run made."""
        self._maker = maker
        self._by_call: dict[str, list[Resource]] = {}
        self._own: set[str] = set()
        self.resources: list[Resource] = []

    def __len__(self) -> int:
        return len(self.resources)

    def learn(
        self,
        endpoint: Endpoint,
        request: WireRequest,
        answer: WireResponse,
        sent: Json,
        *,
        creates: bool,
        before: Json = None,
    ) -> None:
        """Keep what a successful call brought.

        Args:
            endpoint: What was called.
            request: As it was sent.
            answer: A success.
            sent: The JSON value of its body.
            creates: Whether the call makes things.
            before: The list of such things before the call, where it was asked for.
        """
        said = json_of(answer)
        parts = called_parts(endpoint, request.url)
        location = answer.header("location") or ""
        sent_fields = sent if isinstance(sent, dict) else {}
        named = creates and self._has_our_name(endpoint, said, sent, parts)
        made = named or (creates and (answer.status == 201 or _is_new(said, before)))
        for item in _items(said):
            self._add(
                Resource(
                    endpoint=endpoint,
                    item=item,
                    sent=sent_fields if made else {},
                    parts=parts,
                    location=location if made else "",
                    created=made,
                    named=named,
                    response=answer,
                )
            )
        if creates and made and not _items(said):
            self._add(
                Resource(
                    endpoint=endpoint,
                    item=None,
                    sent=sent_fields,
                    parts=parts,
                    location=location,
                    created=True,
                    named=named,
                    response=answer,
                )
            )

    def _has_our_name(
        self, endpoint: Endpoint, said: Json, sent: Json, parts: tuple[str, ...]
    ) -> bool:
        """Whether what came is called as this run called it, so that nothing old is meant."""
        if endpoint.path.rstrip("/").endswith("}"):
            return bool(parts) and self._maker.is_own(parts[-1])
        ours = {one for one in _scalars(sent) if self._maker.is_own(one)}
        return bool(ours) and (not _items(said) or not ours.isdisjoint(_scalars(said)))

    def _add(self, resource: Resource) -> None:
        self.resources.append(resource)
        self._by_call.setdefault(resource.endpoint.id, []).append(resource)
        if resource.created:
            self._own.update(_long_names(resource.item))
            self._own.update(_long_names(resource.sent))

    def is_own(self, value: Json) -> bool:
        """Whether a value names something that this run made; a short one never says."""
        return self._maker.is_own(value) or value in self._own

    def newest(self, kind: str) -> Resource | None:
        """What this run made last in a collection of such things: `database`."""
        return next(
            (
                one
                for one in reversed(self.resources)
                if one.created and not one.deleted and collection_of(one.endpoint) == kind
            ),
            None,
        )

    def brought(self, producer: Producer) -> bool:
        """Whether a call has returned anything at all."""
        return bool(self._by_call.get(producer.endpoint.id))

    def find(
        self,
        need: Need,
        producers: Iterable[Producer],
        *,
        own: bool = False,
        newest: bool = False,
        other: int = 0,
    ) -> Taken | None:
        """The best value for a need that is there already.

        Args:
            need: What it is for.
            producers: Where it may come from, the best first.
            own: Only what this run made.
            newest: What was made last, for calls that delete it.
            other: Which of its names is meant, where the API has refused the first.
        """
        second: Taken | None = None
        for producer in producers:
            known = [one for one in self._by_call.get(producer.endpoint.id, ()) if not one.deleted]
            for resource in reversed(known) if newest else known:
                value = value_of(resource, need, producer, other)
                if value is None:
                    continue
                # What another call returned need not be what it made: a membership, its group.
                made = resource.created and (resource.named or producer.why != "schema")
                taken = Taken(value=value, resource=resource, own=made or self.is_own(value))
                if taken.own:
                    return taken
                second = second or taken
        return None if own else second

    def changed(self, resource: Resource, sent: Json) -> None:
        """A call gave some fields of a resource other values."""
        if isinstance(sent, dict) and isinstance(resource.item, dict):
            for name, value in sent.items():
                if name in resource.item and isinstance(value, (str, int)):
                    resource.item = {**resource.item, name: value}
                    if resource.created:
                        self._own.update(_long_names({name: value}))

    def deleted(self, resource: Resource) -> None:
        """A resource is gone, with all that lies below its path."""
        resource.deleted = True
        names = set(_names_in(resource.item)) | set(_names_in(resource.sent))
        prefix = resource.parts
        for other in self.resources:
            if other is resource or other.deleted:
                continue
            below = other.parts[len(prefix) :]
            if (
                prefix and other.parts[: len(prefix)] == prefix and below and below[0] in names
            ) or (_identity(other) is not None and _identity(other) == _identity(resource)):
                other.deleted = True


def _is_new(said: Json, before: Json) -> bool:
    """Whether a thing is in none of those that were there before, which were all listed."""
    if not isinstance(before, list) or not isinstance(said, dict):
        return False
    old = {name for one in before for name in _names_in(one)}
    names = set(_names_in(said))
    return bool(names) and names.isdisjoint(old)


def _identity(resource: Resource) -> str | None:
    if isinstance(resource.item, dict):
        for name, value in resource.item.items():
            if words_of(name)[-1:] and words_of(name) in (("id",), ("uuid",)):
                return str(value)
    return None


def name_of(resource: Resource) -> str:
    """The name of a resource; "" where it has none."""
    need = Need(location="path", name="name", resource="", attribute="name")
    for fields in (resource.item, resource.sent):
        if isinstance(fields, dict):
            for value in _fields(fields, need):
                return str(value)
    return ""


def json_of(answer: WireResponse) -> Json:
    """The JSON value of a response; None where it has none."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def at_path(value: Json, path: str) -> Json:
    """What a dotted path finds: `data[].id` is that of the first item; None where nothing is."""
    for name in path.replace("[]", ".0").lstrip(".").split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def called_parts(endpoint: Endpoint, url: str) -> tuple[str, ...]:
    """The segments of a called URL that belong to the endpoint's path."""
    documented = segments(endpoint.path)
    called = [unquote(one) for one in segments(urlsplit(url).path)]
    return tuple(called[-len(documented) :] if documented else ())


def value_of(resource: Resource, need: Need, producer: Producer, other: int = 0) -> Json:
    """What a resource has for a need; None when it has nothing.

    `other` chooses the second or third of its names: some APIs call a name an id.
    """
    if other:
        values = [
            value
            for fields in (resource.item, resource.sent)
            if isinstance(fields, dict)
            for value in _fields(fields, need)
        ]
        unique = list(dict.fromkeys(values))
        return unique[other] if other < len(unique) else None
    if producer.why == "link" and producer.expression and resource.response is not None:
        return expression_value(producer.expression, resource)
    if producer.endpoint.method == "PUT" and shape(producer.endpoint.path).endswith("{}"):
        return resource.parts[-1] if resource.parts else None
    for fields in (resource.item, resource.sent):
        if isinstance(fields, dict):
            for value in _fields(fields, need):
                return value
    if not isinstance(resource.item, dict) and isinstance(resource.item, (str, int)):
        return resource.item if need.attribute in IDENTIFIERS | {"name"} else None
    if resource.location:
        last = segments(urlsplit(resource.location).path)
        return unquote(last[-1]) if last else None
    return None


def _fields(fields: Mapping[str, Json], need: Need) -> Iterator[Json]:
    by_words = {words_of(str(name)): value for name, value in fields.items()}
    resource = tuple(need.resource.split(" "))
    attribute = tuple(need.attribute.split(" "))
    wanted = [words_of(need.name), attribute, (*resource, *attribute)]
    if need.attribute in IDENTIFIERS or attribute == resource:
        wanted += [("id",), ("uuid",), (*resource, "id"), ("guid",), resource, ("name",), ("key",)]
        wanted += [("slug",), (*resource, "name")]
    for words in wanted:
        value = by_words.get(words)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
            yield value


def _items(said: Json) -> list[Json]:
    """The things in a response: it is one, it is a list of them, or it wraps a list."""
    if isinstance(said, list):
        return [one for one in said[:_FIRST] if isinstance(one, (dict, str, int))]
    if isinstance(said, dict):
        if any(words_of(str(name)) in (("id",), ("uuid",), ("name",)) for name in said):
            return [said]
        lists = [one for one in said.values() if isinstance(one, list) and one]
        objects = [one for one in lists if all(isinstance(item, dict) for item in one)]
        if len(objects) == 1:
            return [said, *objects[0][:_FIRST]]
        return [said] if said else []
    return [said] if isinstance(said, (str, int)) and not isinstance(said, bool) else []


def _names_in(value: Json) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            words = words_of(str(name))
            known = len(words) == 1 and words[0] in IDENTIFIERS | NAMES
            if known and isinstance(one, (str, int)):
                yield str(one)
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield str(value)


def _long_names(value: Json) -> Iterator[str]:
    """Names that nothing else has by chance: a UUID, a hash, not `5` or `default`."""
    for name in _names_in(value):
        if len(name) >= 16 and any(sign.isdigit() for sign in name):
            yield name


def _scalars(value: Json) -> Iterator[Json]:
    if isinstance(value, Mapping):
        yield from (one for one in value.values() if isinstance(one, (str, int)))
    elif isinstance(value, (str, int)):
        yield value


def expression_value(expression: str, resource: Resource) -> Json:
    """The value of a runtime expression (OpenAPI 3.1.1, section 4.8.20.4); None for none.

    A text with expressions in braces is not one value and has none here.
    """
    text = expression.strip()
    if text.startswith("{") and text.endswith("}") and text.count("{") == 1:
        text = text[1:-1]
    answer = resource.response
    if not text.startswith("$"):
        return text or None
    if text.startswith("$response.header.") and answer is not None:
        return answer.header(text.removeprefix("$response.header."))
    if text.startswith("$response.body") and answer is not None:
        return at_pointer(json_of(answer), text.partition("#")[2])
    if text.startswith("$request.body"):
        return at_pointer(dict(resource.sent), text.partition("#")[2])
    if text.startswith("$request.path."):
        names = segments(resource.endpoint.path)
        wanted = "{" + text.removeprefix("$request.path.") + "}"
        if wanted in names and names.index(wanted) < len(resource.parts):
            return resource.parts[names.index(wanted)]
    return None


def at_pointer(value: Json, pointer: str) -> Json:
    """What a JSON pointer finds (RFC 6901); None where there is nothing."""
    here: Any = value
    for name in pointer_tokens(pointer):
        if isinstance(here, Mapping):
            here = here.get(name)
        elif isinstance(here, list) and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        else:
            return None
    return here

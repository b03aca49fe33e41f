"""Parameters, bodies and responses of one operation, with where each of them came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from tryfield.core.contract import words
from tryfield.core.contract.examples import text_of
from tryfield.core.contract.node import Node
from tryfield.core.contract.spans import literal
from tryfield.core.model import Body, Content, Example, Json, Parameter, Response, Schema, Span

_LOCATIONS = ("path", "query", "header", "cookie", "querystring")
_PARAMETER_WORDS = (words.LOCATION, words.STYLE, words.UNDECLARED, words.POSITION)
_EXTERNAL = ("summary", "description", "externalValue")
_CONTENT_WORDS = (words.ITEM_SCHEMA, words.ENCODING)


#: Parameters that operations of a document refer to, with the value that each was read from.
Shared: TypeAlias = "dict[tuple[str, str, str], tuple[Json, Parameter]]"


class Parts:
    """Reads the parts of one operation, and collects their schemas and origins.

    `origins` maps contract pointers to document pointers; `shared` is for all operations.
    """

    def __init__(
        self,
        components: Mapping[str, Schema],
        spans: Mapping[str, Span],
        origins: dict[str, str],
        shared: Shared,
    ) -> None:
        self.components = components
        self.spans = spans
        self.origins = origins
        self.schemas: list[Json] = []
        self._shared = shared

    def parameters(
        self, shared: Node, own: Node, aside: Node, contract: str
    ) -> tuple[Parameter, ...]:
        """The parameters of the path and of the operation, whose own win.

        What one list says twice is shown twice. Those that an export set aside go back to where
        they stood.
        """
        found: dict[tuple[str, str, int], Node] = {}
        for nodes in (shared, own):
            seen: dict[tuple[str, str], int] = {}
            for _, node in nodes.members():
                key = (node.text("name"), _location(node))
                if key[1] and not node.flag(words.UNDECLARED):
                    seen[key] = seen.get(key, -1) + 1
                    found[*key, seen[key]] = node
        ordered = list(found.values())
        for _, node in aside.members():
            position = node.raw(words.POSITION)
            if _location(node):
                ordered.insert(position if isinstance(position, int) else len(ordered), node)
        return tuple(
            self._parameter(
                node.text("name"), _location(node), node, f"{contract}/parameters/{index}"
            )
            for index, node in enumerate(ordered)
        )

    def body(self, node: Node, here: str) -> Body | None:
        """The request body; None when there is none."""
        if not isinstance(node.value, Mapping):
            return None
        self.origins[here] = node.pointer
        return Body(
            contents=tuple(self._contents(node["content"], f"{here}/content", "")),
            required=node.flag("required"),
            description=node.text("description"),
            extensions=node.extensions(),
            span=self.spans.get(node.pointer),
        )

    def responses(self, operation: Node, contract: str) -> tuple[Response, ...]:
        """The responses, in the order they are written."""
        found = []
        for status, node in operation["responses"].members():
            if not status.startswith("x-") and isinstance(node.value, Mapping):
                found.append((_status(status), node))
        for _, node in operation[words.RESPONSES].members():
            position = node.raw(words.POSITION)
            where = position if isinstance(position, int) else len(found)
            found.insert(where, (node.text("status"), node))
        keys: set[str] = set()
        responses, odd = [], 0
        for status, node in found:
            here = f"{contract}/responses/{status}"
            if status in keys or not words.STATUS_KEY.fullmatch(status):
                here, odd = f"{contract}/{words.RESPONSES}/{odd}", odd + 1
            keys.add(status)
            responses.append(self._response(status, node, here))
        return tuple(responses)

    def _response(self, status: str, node: Node, here: str) -> Response:
        self.origins[here] = node.pointer
        links = {name: link.value for name, link in node["links"].members() if link.value}
        return Response(
            status=status,
            description=node.text("description") or node.text("summary"),
            headers=tuple(
                self._parameter(name, "header", header, f"{here}/headers/{words.escape(name)}")
                for name, header in node["headers"].members()
                if isinstance(header.value, Mapping)
            ),
            contents=tuple(self._contents(node["content"], f"{here}/content", status)),
            links=links,
            extensions=node.extensions(words.POSITION),
            span=self.spans.get(node.pointer),
        )

    def _parameter(self, name: str, location: str, node: Node, here: str) -> Parameter:
        self.origins[here] = node.pointer
        media_type, holder = "", node
        for content, inner in node["content"].members():
            media_type, holder = content, inner
            self.origins[f"{here}/content/{words.escape(content)}"] = inner.pointer
            break
        self.schemas.append(_schema(holder, "schema"))
        key = node.pointer, name, location
        known = self._shared.get(key)
        # With words of its own beside the reference, a node has a value of its own.
        if known is None or known[0] is not node.value:
            known = node.value, self._read_parameter(name, location, node, media_type, holder)
            self._shared[key] = known
        return known[1]

    def _read_parameter(
        self, name: str, location: str, node: Node, media_type: str, holder: Node
    ) -> Parameter:
        schema = _schema(holder, "schema")
        style = node.text(words.STYLE) or node.text("style") or words.STYLES.get(location, "")
        explode = node.raw("explode")
        kept = {"allowEmptyValue": True} if node.flag("allowEmptyValue") else {}
        return Parameter(
            name=name,
            location=location,  # type: ignore[arg-type]
            schema=schema,
            media_type=media_type,
            required=location == "path" or node.flag("required"),
            deprecated=node.flag("deprecated"),
            description=node.text("description"),
            style="" if media_type else style,
            explode=not media_type and (explode if isinstance(explode, bool) else style == "form"),
            allow_reserved=node.flag("allowReserved"),
            examples=tuple(self._examples(holder, media_type or "application/json", schema, "")),
            extensions={**kept, **node.extensions(*_PARAMETER_WORDS)},
            span=self.spans.get(node.pointer),
        )

    def _contents(self, node: Node, here: str, status: str) -> Iterator[Content]:
        for media_type, content in node.members():
            if not isinstance(content.value, Mapping):
                continue
            self.origins[f"{here}/{words.escape(media_type)}"] = content.pointer
            schema, items = _schema(content, "schema"), _schema(content, words.ITEM_SCHEMA)
            self.schemas += [schema, items]
            encoding = content.mapping(words.ENCODING) or content.mapping("encoding")
            yield Content(
                media_type=media_type,
                schema=schema,
                item_schema=items,
                examples=tuple(self._examples(content, media_type, schema, status)),
                encoding=encoding,
                extensions={**_external(content), **content.extensions(*_CONTENT_WORDS)},
            )

    def _examples(
        self, holder: Node, media_type: str, schema: Schema | None, status: str
    ) -> Iterator[Example]:
        if isinstance(holder.value, Mapping) and "example" in holder.value:
            pointer = f"{holder.pointer}/example"
            value = holder.value["example"]
            yield self._example("", value, pointer, media_type, schema, status, holder)
        for name, node in holder["examples"].members():
            if not isinstance(node.value, Mapping):
                continue
            for word in ("serializedValue", "value", "dataValue"):
                if word in node.value:
                    pointer = f"{node.pointer}/{word}"
                    value = node.value[word]
                    yield self._example(name, value, pointer, media_type, schema, status, node)
                    break

    def _example(
        self,
        name: str,
        value: Json,
        pointer: str,
        media_type: str,
        schema: Schema | None,
        status: str,
        node: Node,
    ) -> Example:
        named = bool(name)
        text, itself = text_of(value, media_type, schema, self.components)
        if pointer.endswith("/serializedValue") and isinstance(value, str):
            text, itself = value, True
        if named and isinstance(written := node.raw(words.TEXT), str):
            text, itself = written, False
        place = literal(self.spans, pointer, text) if itself else None
        return Example(
            name=node.text(words.NAME) if named and words.NAME in node.value else name,
            text=text,
            language=node.text(words.LANGUAGE) if named else "",
            media_type=media_type,
            status=(node.text(words.STATUS) if named else "") or status,
            summary=(node.text("summary") or node.text("description")) if named else "",
            literal=place is not None,
            span=place or self.spans.get(pointer),
        )


def _external(content: Node) -> dict[str, Json]:
    """Examples whose value lies elsewhere and was not read."""
    found = {
        name: {
            w: node.value[w] for w in ("summary", "description", "externalValue") if node.text(w)
        }
        for name, node in content["examples"].members()
        if node.text("externalValue") and "value" not in node.value
    }
    return {words.EXTERNAL: found} if found else {}


def _schema(node: Node, name: str) -> Schema | None:
    value = node.raw(name)
    return value if isinstance(value, (Mapping, bool)) else None


def _location(node: Node) -> str:
    location = node.text(words.LOCATION) or node.text("in")
    return location if location in _LOCATIONS else ""


def _status(status: str) -> str:
    return status.upper() if status.lower() != "default" else "default"

"""From an OpenAPI 3.1 document to its endpoints; what cannot be read is left out.

A value of the document is read together with its pointer, without trusting its shape, so that
parameters, bodies and responses know where each of them came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias
from urllib.parse import unquote

from tryfield.core.contract import openapi_terms
from tryfield.core.contract.contract_pointers import operation_pointer
from tryfield.core.contract.contract_spans import ContractSpans, literal
from tryfield.core.contract.example_text import text_of
from tryfield.core.contract.schema_references import PREFIX, Needs
from tryfield.core.errors import TryfieldError
from tryfield.core.json_pointer import at, escape_token, lookup
from tryfield.core.media_types import is_json_text
from tryfield.core.model import (
    Auth,
    Body,
    Content,
    Endpoint,
    Example,
    Json,
    Parameter,
    Requirement,
    Response,
    Schema,
    Server,
    Span,
)

_DEPTH = 3  # callbacks may have callbacks, and references make that endless
_CONSUMED = (
    openapi_terms.SAMPLES,
    openapi_terms.ID,
    openapi_terms.TITLE,
    openapi_terms.KIND,
    openapi_terms.PATH,
    openapi_terms.METHOD,
    openapi_terms.RESPONSES,
    openapi_terms.OPERATIONS,
    openapi_terms.OPERATION_ID,
    openapi_terms.PARAMETERS,
)
_KINDS = ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")


def endpoints(
    document: Mapping[str, Json], *, spans: Mapping[str, Span] | None = None
) -> Iterator[Endpoint]:
    """Every operation of an OpenAPI 3.1 document, in the order it is written.

    References to parameters, responses, bodies, headers, examples, callbacks and path items are
    followed; references between schemas stay, into `Endpoint.components`. Nothing raises: what
    has not the shape that OpenAPI 3.1 gives it is read as if it were absent.

    Args:
        document: The document; other versions are upgraded by `tryfield.readers.openapi`.
        spans: Where the document says things, by JSON pointer.
    """
    reader = _Reader(document, {} if spans is None else spans)
    taken: set[str] = set()
    for place, kind in (("paths", "path"), ("webhooks", "webhook")):
        for path, item in reader.root[place].members():
            if not path.startswith("x-"):
                yield from reader.item(path, item, kind, taken, _DEPTH)


def from_contract(document: Mapping[str, Json]) -> Endpoint:
    """The endpoint of a contract; `to_contract` of it is the contract again.

    Raises:
        TryfieldError: The document holds no operation, or more than one.
    """
    found = list(endpoints(document))
    if len(found) != 1:
        message = f"contract: it holds {len(found)} operations. Give a document with one."
        raise TryfieldError(message)
    return found[0]


class _Reader:
    """What the operations of one document share."""

    def __init__(self, document: Mapping[str, Json], spans: Mapping[str, Span]) -> None:
        self.root = DocumentNode(document, document, "")
        found = self.root["components"].mapping("schemas")
        self.components: Mapping[str, Schema] = {
            name: schema for name, schema in found.items() if isinstance(schema, (Mapping, bool))
        }
        self.needs = Needs(self.components)
        self.spans = spans
        self._shared: _SharedParameters = {}
        schemes = self.root["components"]["securitySchemes"].members()
        self.auths = {name: self._auth(name, node) for name, node in schemes}

    def item(
        self, path: str, item: DocumentNode, kind: str, taken: set[str], depth: int
    ) -> Iterator[Endpoint]:
        """The operations of a path item."""
        for name, node in item.members():
            if name in openapi_terms.METHODS:
                if isinstance(node.value, Mapping):
                    yield self._operation(path, name, item, node, kind, taken, depth)
            elif name == openapi_terms.OPERATIONS:
                for method, other in node.members():
                    if isinstance(other.value, Mapping):
                        yield self._operation(path, method, item, other, kind, taken, depth)

    def _operation(
        self,
        path: str,
        method: str,
        item: DocumentNode,
        node: DocumentNode,
        kind: str,
        taken: set[str],
        depth: int,
    ) -> Endpoint:
        kind = node.text(openapi_terms.KIND) or kind
        path = path if node.raw(openapi_terms.PATH) is None else node.text(openapi_terms.PATH)
        method = (node.text(openapi_terms.METHOD) or method).upper()
        contract = operation_pointer(kind, path, method)
        parts = _OperationParts(self.components, self.spans, {contract: node.pointer}, self._shared)
        operation_id = node.text(openapi_terms.OPERATION_ID) or node.text("operationId")
        summary = node.text("summary") or item.text("summary")
        identity = openapi_terms.unused(
            openapi_terms.slug(node.text(openapi_terms.ID) or operation_id or f"{method} {path}"),
            taken,
        )
        taken.add(identity)
        shared, own, aside = item["parameters"], node["parameters"], node[openapi_terms.PARAMETERS]
        parameters = parts.parameters(shared, own, aside, contract)
        body = parts.body(node["requestBody"], f"{contract}/requestBody")
        responses = parts.responses(node, contract)
        callbacks = tuple(self._callbacks(node, depth))
        below = [{"$ref": PREFIX + name} for inner in callbacks for name in inner.components]
        components = self.needs.of([*parts.schemas, *below])
        if components:
            parts.origins["/components/schemas"] = "/components/schemas"
        documentation = node.raw("externalDocs")
        return Endpoint(
            id=identity,
            method=method,
            path=path,
            title=node.text(openapi_terms.TITLE)
            if openapi_terms.TITLE in node.value
            else summary or f"{method} {path}",
            summary=summary,
            description=node.text("description") or item.text("description"),
            kind=kind if kind in {"webhook", "callback"} else "path",  # type: ignore[arg-type]
            operation_id=operation_id,
            servers=self._servers(item, node),
            parameters=parameters,
            body=body,
            responses=responses,
            security=self._security(node, kind),
            samples=self._samples(node),
            callbacks=callbacks,
            tags=tuple(tag for tag in node.raw("tags") or () if isinstance(tag, str))
            if isinstance(node.raw("tags"), (list, tuple))
            else (),
            deprecated=node.flag("deprecated"),
            external_docs=documentation if isinstance(documentation, Mapping) else {},
            components=components,
            extensions={
                **item.extensions(*_CONSUMED),
                **node.extensions(*_CONSUMED),
            },
            span=self.spans.get(node.pointer),
            spans=ContractSpans(parts.origins, self.spans),
        )

    def _callbacks(self, node: DocumentNode, depth: int) -> Iterator[Endpoint]:
        if depth == 0:
            return
        taken: set[str] = set()
        for name, callback in node["callbacks"].members():
            for expression, item in callback.members():
                if expression.startswith("x-"):
                    continue
                found = self.item(expression, item, "callback", taken, depth - 1)
                for endpoint in found:
                    yield _named(endpoint, name)

    def _servers(self, item: DocumentNode, node: DocumentNode) -> tuple[Server, ...]:
        for owner in (node, item, self.root):
            if isinstance(owner.raw("servers"), (list, tuple)):
                return tuple(
                    Server(
                        url=server.text("url"),
                        description=server.text("description") or server.text("name"),
                        variables=server.mapping("variables"),
                    )
                    for _, server in owner["servers"].members()
                    if server.text("url")
                )
        return ()

    def _security(self, node: DocumentNode, kind: str) -> tuple[tuple[Requirement, ...], ...]:
        # What the whole document asks for is asked of its callers, not of the API when it calls.
        for owner in (node, self.root) if kind == "path" else (node,):
            alternatives = owner.raw("security")
            if isinstance(alternatives, (list, tuple)):
                read = tuple(
                    tuple(
                        Requirement(auth=self.auths[name], scopes=_strings(scopes))
                        for name, scopes in alternative.items()
                        if name in self.auths
                    )
                    for alternative in alternatives
                    if isinstance(alternative, Mapping)
                    and (not alternative or any(name in self.auths for name in alternative))
                )
                return read if alternatives else ((),)
        return ()

    def _samples(self, node: DocumentNode) -> tuple[Example, ...]:
        samples = []
        for _, sample in node[openapi_terms.SAMPLES].members():
            source = sample.text("source")
            pointer = f"{sample.pointer}/source"
            place = literal(self.spans, pointer, source)
            samples.append(
                Example(
                    name=sample.text("label"),
                    text=source,
                    language=sample.text("lang"),
                    literal=place is not None,
                    span=place or self.spans.get(pointer),
                )
            )
        return tuple(samples)

    def _auth(self, name: str, node: DocumentNode) -> Auth:
        kind = node.text("type")
        location = node.text("in")
        return Auth(
            name=node.text(openapi_terms.NAME) or name,
            kind=kind if kind in _KINDS else "http",  # type: ignore[arg-type]
            location=location if location in {"query", "cookie"} else "header",  # type: ignore[arg-type]
            parameter=node.text("name") if kind == "apiKey" else "Authorization",
            scheme=node.text("scheme") if kind in _KINDS else kind,
            prefix=node.text(openapi_terms.PREFIX),
            bearer_format=node.text("bearerFormat"),
            description=node.text("description"),
            flows=node.mapping("flows"),
            open_id_connect_url=node.text("openIdConnectUrl"),
            placeholder=node.text(openapi_terms.PLACEHOLDER),
            extensions=node.extensions(
                openapi_terms.PREFIX, openapi_terms.PLACEHOLDER, openapi_terms.NAME
            ),
            span=self.spans.get(node.pointer),
        )


def _named(endpoint: Endpoint, name: str) -> Endpoint:
    return replace(endpoint, extensions={**endpoint.extensions, openapi_terms.CALLBACK: name})


def _strings(value: Json) -> tuple[str, ...]:
    items = value if isinstance(value, (list, tuple)) else ()
    return tuple(item for item in items if isinstance(item, str))


_LOCATIONS = ("path", "query", "header", "cookie", "querystring")
_PARAMETER_WORDS = (
    openapi_terms.LOCATION,
    openapi_terms.STYLE,
    openapi_terms.UNDECLARED,
    openapi_terms.POSITION,
)
#: Where an Example Object has its value; the text of a value comes last (OpenAPI 3.2.0).
_VALUE_WORDS = ("dataValue", "value", "serializedValue")
_EXTERNAL = ("summary", "description", "externalValue")
_CONTENT_WORDS = (openapi_terms.ITEM_SCHEMA, openapi_terms.ENCODING)


#: Parameters that operations of a document refer to, with the value that each was read from.
_SharedParameters: TypeAlias = "dict[tuple[str, str, str], tuple[Json, Parameter]]"


class _OperationParts:
    """Reads the parts of one operation, and collects their schemas and origins.

    `origins` maps contract pointers to document pointers; `shared` is for all operations.
    """

    def __init__(
        self,
        components: Mapping[str, Schema],
        spans: Mapping[str, Span],
        origins: dict[str, str],
        shared: _SharedParameters,
    ) -> None:
        self.components = components
        self.spans = spans
        self.origins = origins
        self.schemas: list[Json] = []
        self._shared = shared

    def parameters(
        self, shared: DocumentNode, own: DocumentNode, aside: DocumentNode, contract: str
    ) -> tuple[Parameter, ...]:
        """The parameters of the path and of the operation, whose own win.

        What one list says twice is shown twice. Those that an export set aside go back to where
        they stood.
        """
        found: dict[tuple[str, str, int], DocumentNode] = {}
        for nodes in (shared, own):
            seen: dict[tuple[str, str], int] = {}
            for _, node in nodes.members():
                key = (node.text("name"), _location(node))
                if key[1] and not node.flag(openapi_terms.UNDECLARED):
                    seen[key] = seen.get(key, -1) + 1
                    found[*key, seen[key]] = node
        ordered = list(found.values())
        for _, node in aside.members():
            position = node.raw(openapi_terms.POSITION)
            if _location(node):
                ordered.insert(position if isinstance(position, int) else len(ordered), node)
        return tuple(
            self._parameter(
                node.text("name"), _location(node), node, f"{contract}/parameters/{index}"
            )
            for index, node in enumerate(ordered)
        )

    def body(self, node: DocumentNode, here: str) -> Body | None:
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

    def responses(self, operation: DocumentNode, contract: str) -> tuple[Response, ...]:
        """The responses, in the order they are written."""
        found = []
        for status, node in operation["responses"].members():
            if not status.startswith("x-") and isinstance(node.value, Mapping):
                found.append((_status(status), node))
        for _, node in operation[openapi_terms.RESPONSES].members():
            position = node.raw(openapi_terms.POSITION)
            where = position if isinstance(position, int) else len(found)
            found.insert(where, (node.text("status"), node))
        keys: set[str] = set()
        responses, odd = [], 0
        for status, node in found:
            here = f"{contract}/responses/{status}"
            if status in keys or not openapi_terms.STATUS_KEY.fullmatch(status):
                here, odd = f"{contract}/{openapi_terms.RESPONSES}/{odd}", odd + 1
            keys.add(status)
            responses.append(self._response(status, node, here))
        return tuple(responses)

    def _response(self, status: str, node: DocumentNode, here: str) -> Response:
        self.origins[here] = node.pointer
        links = {name: link.value for name, link in node["links"].members() if link.value}
        return Response(
            status=status,
            description=node.text("description") or node.text("summary"),
            headers=tuple(
                self._parameter(name, "header", header, f"{here}/headers/{escape_token(name)}")
                for name, header in node["headers"].members()
                if isinstance(header.value, Mapping)
            ),
            contents=tuple(self._contents(node["content"], f"{here}/content", status)),
            links=links,
            extensions=node.extensions(openapi_terms.POSITION),
            span=self.spans.get(node.pointer),
        )

    def _parameter(self, name: str, location: str, node: DocumentNode, here: str) -> Parameter:
        self.origins[here] = node.pointer
        media_type, holder = "", node
        for content, inner in node["content"].members():
            media_type, holder = content, inner
            self.origins[f"{here}/content/{escape_token(content)}"] = inner.pointer
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
        self, name: str, location: str, node: DocumentNode, media_type: str, holder: DocumentNode
    ) -> Parameter:
        schema = _schema(holder, "schema")
        style = (
            node.text(openapi_terms.STYLE)
            or node.text("style")
            or openapi_terms.STYLES.get(location, "")
        )
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
            examples=tuple(self._examples(holder, media_type, schema, "", styled=not media_type)),
            extensions={**kept, **node.extensions(*_PARAMETER_WORDS)},
            span=self.spans.get(node.pointer),
        )

    def _contents(self, node: DocumentNode, here: str, status: str) -> Iterator[Content]:
        for media_type, content in node.members():
            if not isinstance(content.value, Mapping):
                continue
            self.origins[f"{here}/{escape_token(media_type)}"] = content.pointer
            schema, items = _schema(content, "schema"), _schema(content, openapi_terms.ITEM_SCHEMA)
            self.schemas += [schema, items]
            encoding = content.mapping(openapi_terms.ENCODING) or content.mapping("encoding")
            base = f"{here}/{escape_token(media_type)}"
            yield Content(
                media_type=media_type,
                schema=schema,
                item_schema=items,
                examples=tuple(self._examples(content, media_type, schema, status, base=base)),
                encoding=encoding,
                extensions={**_external(content), **content.extensions(*_CONTENT_WORDS)},
            )

    def _examples(
        self,
        holder: DocumentNode,
        media_type: str,
        schema: Schema | None,
        status: str,
        *,
        styled: bool = False,
        base: str = "",
    ) -> Iterator[Example]:
        """The examples of a content, or of a parameter that is written in a style.

        `base` is where a content stands in the contract.
        """
        if isinstance(holder.value, Mapping) and "example" in holder.value:
            pointer = f"{holder.pointer}/example"
            value = holder.value["example"]
            if styled:
                yield self._example_value("", value, pointer, holder)
            else:
                yield self._example("", value, pointer, media_type, schema, status, holder)
        for name, node in holder["examples"].members():
            if not isinstance(node.value, Mapping):
                continue
            for word in _VALUE_WORDS if styled else reversed(_VALUE_WORDS):
                if word in node.value:
                    pointer = f"{node.pointer}/{word}"
                    value = node.value[word]
                    if styled:
                        yield self._example_value(name, value, pointer, node)
                    else:
                        made = self._example(name, value, pointer, media_type, schema, status, node)
                        self.origins[f"{base}/examples/{escape_token(made.name)}/value"] = pointer
                        yield made
                    break

    def _example_value(self, name: str, value: Json, pointer: str, node: DocumentNode) -> Example:
        """An example that is a value of its schema, or the text that stands for it on the wire."""
        named = bool(name)
        written = node.raw(openapi_terms.TEXT) if named else None
        text, itself = text_of(value, "", None, self.components)
        serialized = pointer.endswith("/serializedValue") and itself
        if isinstance(written, str):
            text, itself, serialized = written, False, True
        place = literal(self.spans, pointer, text) if itself else None
        return Example(
            name=node.text(openapi_terms.NAME)
            if named and openapi_terms.NAME in node.value
            else name,
            text=text,
            language=node.text(openapi_terms.LANGUAGE) if named else "",
            status=node.text(openapi_terms.STATUS) if named else "",
            summary=node.text("summary") if named else "",
            description=node.text("description") if named else "",
            literal=place is not None,
            span=place or self.spans.get(pointer),
            has_value=not serialized,
            value=None if serialized else value,
        )

    def _example(
        self,
        name: str,
        value: Json,
        pointer: str,
        media_type: str,
        schema: Schema | None,
        status: str,
        node: DocumentNode,
    ) -> Example:
        named = bool(name)
        text, itself = text_of(value, media_type, schema, self.components)
        # What is no JSON has a text of its own, which its schema decides: XML, CSV, a form.
        structured = not itself and not is_json_text(media_type)
        if pointer.endswith("/serializedValue") and isinstance(value, str):
            text, itself = value, True
        if named and isinstance(written := node.raw(openapi_terms.TEXT), str):
            text, itself, structured = written, False, False
        place = literal(self.spans, pointer, text) if itself else None
        return Example(
            name=node.text(openapi_terms.NAME)
            if named and openapi_terms.NAME in node.value
            else name,
            text=text,
            language=node.text(openapi_terms.LANGUAGE) if named else "",
            media_type=media_type,
            status=(node.text(openapi_terms.STATUS) if named else "") or status,
            summary=node.text("summary") if named else "",
            description=node.text("description") if named else "",
            literal=place is not None,
            span=place or self.spans.get(pointer),
            has_value=structured,
            value=value if structured else None,
        )


def _external(content: DocumentNode) -> dict[str, Json]:
    """Examples whose value lies elsewhere and was not read."""
    found = {
        name: {
            w: node.value[w] for w in ("summary", "description", "externalValue") if node.text(w)
        }
        for name, node in content["examples"].members()
        if node.text("externalValue") and "value" not in node.value
    }
    return {openapi_terms.EXTERNAL: found} if found else {}


def _schema(node: DocumentNode, name: str) -> Schema | None:
    value = node.raw(name)
    return value if isinstance(value, (Mapping, bool)) else None


def _location(node: DocumentNode) -> str:
    location = node.text(openapi_terms.LOCATION) or node.text("in")
    return location if location in _LOCATIONS else ""


def _status(status: str) -> str:
    return status.upper() if status.lower() != "default" else "default"


class DocumentNode:
    """One value of a document; a missing one is a node whose value is None."""

    __slots__ = ("document", "pointer", "value")

    def __init__(self, document: Json, value: Json, pointer: str) -> None:
        self.document = document
        self.value = value
        self.pointer = pointer

    def __bool__(self) -> bool:
        return self.value is not None

    def __getitem__(self, name: str) -> DocumentNode:
        """The member of that name, references followed."""
        return DocumentNode(
            self.document, at(self.value, name), f"{self.pointer}/{escape_token(name)}"
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

    def members(self) -> Iterator[tuple[str, DocumentNode]]:
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

    def resolved(self) -> DocumentNode:
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
                return DocumentNode(self.document, None, self.pointer)
            seen.add(reference)
            pointer = unquote(reference[1:])
            node = DocumentNode(self.document, lookup(self.document, pointer), pointer)
        if beside and isinstance(node.value, Mapping):
            return DocumentNode(self.document, {**node.value, **beside}, node.pointer)
        return node

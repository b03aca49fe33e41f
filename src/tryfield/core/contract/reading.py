"""From an OpenAPI 3.1 document to its endpoints; what cannot be read is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tryfield.core.contract import words
from tryfield.core.contract.node import Node
from tryfield.core.contract.parts import Parts, Shared
from tryfield.core.contract.references import PREFIX, Needs
from tryfield.core.contract.spans import ContractSpans, literal
from tryfield.core.model import Auth, Endpoint, Example, Json, Requirement, Schema, Server, Span

_DEPTH = 3  # callbacks may have callbacks, and references make that endless
_CONSUMED = (
    words.SAMPLES,
    words.ID,
    words.TITLE,
    words.KIND,
    words.PATH,
    words.METHOD,
    words.RESPONSES,
    words.OPERATIONS,
    words.OPERATION_ID,
    words.PARAMETERS,
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


class _Reader:
    """What the operations of one document share."""

    def __init__(self, document: Mapping[str, Json], spans: Mapping[str, Span]) -> None:
        self.root = Node(document, document, "")
        found = self.root["components"].mapping("schemas")
        self.components: Mapping[str, Schema] = {
            name: schema for name, schema in found.items() if isinstance(schema, (Mapping, bool))
        }
        self.needs = Needs(self.components)
        self.spans = spans
        self._shared: Shared = {}
        schemes = self.root["components"]["securitySchemes"].members()
        self.auths = {name: self._auth(name, node) for name, node in schemes}

    def item(
        self, path: str, item: Node, kind: str, taken: set[str], depth: int
    ) -> Iterator[Endpoint]:
        """The operations of a path item."""
        for name, node in item.members():
            if name in words.METHODS:
                if isinstance(node.value, Mapping):
                    yield self._operation(path, name, item, node, kind, taken, depth)
            elif name == words.OPERATIONS:
                for method, other in node.members():
                    if isinstance(other.value, Mapping):
                        yield self._operation(path, method, item, other, kind, taken, depth)

    def _operation(
        self,
        path: str,
        method: str,
        item: Node,
        node: Node,
        kind: str,
        taken: set[str],
        depth: int,
    ) -> Endpoint:
        kind = node.text(words.KIND) or kind
        path = path if node.raw(words.PATH) is None else node.text(words.PATH)
        method = (node.text(words.METHOD) or method).upper()
        contract = contract_pointer(kind, path, method)
        parts = Parts(self.components, self.spans, {contract: node.pointer}, self._shared)
        operation_id = node.text(words.OPERATION_ID) or node.text("operationId")
        summary = node.text("summary") or item.text("summary")
        identity = words.unused(
            node.text(words.ID) or words.slug(operation_id or f"{method} {path}"), taken
        )
        taken.add(identity)
        shared, own, aside = item["parameters"], node["parameters"], node[words.PARAMETERS]
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
            title=node.text(words.TITLE)
            if words.TITLE in node.value
            else summary or operation_id or f"{method} {path}",
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

    def _callbacks(self, node: Node, depth: int) -> Iterator[Endpoint]:
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

    def _servers(self, item: Node, node: Node) -> tuple[Server, ...]:
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

    def _security(self, node: Node, kind: str) -> tuple[tuple[Requirement, ...], ...]:
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

    def _samples(self, node: Node) -> tuple[Example, ...]:
        samples = []
        for _, sample in node[words.SAMPLES].members():
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

    def _auth(self, name: str, node: Node) -> Auth:
        kind = node.text("type")
        location = node.text("in")
        return Auth(
            name=node.text(words.NAME) or name,
            kind=kind if kind in _KINDS else "http",  # type: ignore[arg-type]
            location=location if location in {"query", "cookie"} else "header",  # type: ignore[arg-type]
            parameter=node.text("name") if kind == "apiKey" else "Authorization",
            scheme=node.text("scheme") if kind in _KINDS else kind,
            prefix=node.text(words.PREFIX),
            bearer_format=node.text("bearerFormat"),
            description=node.text("description"),
            flows=node.mapping("flows"),
            open_id_connect_url=node.text("openIdConnectUrl"),
            placeholder=node.text(words.PLACEHOLDER),
            extensions=node.extensions(words.PREFIX, words.PLACEHOLDER, words.NAME),
            span=self.spans.get(node.pointer),
        )


def contract_pointer(kind: str, path: str, method: str) -> str:
    """Where the operation of an endpoint stands in its contract."""
    place = f"/paths/{words.escape(path_key(path))}"
    if kind != "path":
        place = f"/webhooks/{words.escape(path)}"
    if method.lower() in words.METHODS:
        return f"{place}/{method.lower()}"
    return f"{place}/{words.OPERATIONS}/{words.escape(method)}"


def path_key(path: str) -> str:
    """The path as a key of `paths`, which begins with a slash."""
    return path if path.startswith("/") else f"/{path}"


def _named(endpoint: Endpoint, name: str) -> Endpoint:
    return replace(endpoint, extensions={**endpoint.extensions, words.CALLBACK: name})


def _strings(value: Json) -> tuple[str, ...]:
    items = value if isinstance(value, (list, tuple)) else ()
    return tuple(item for item in items if isinstance(item, str))

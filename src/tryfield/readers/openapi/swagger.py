"""OpenAPI 2.0 in the shape of OpenAPI 3: hooks that run before an object is read."""

from __future__ import annotations

from tryfield.core.findings import Severity
from tryfield.core.model import Json
from tryfield.readers.openapi import hooks, security
from tryfield.readers.openapi.place import Place
from tryfield.readers.openapi.run import Hook, Run
from tryfield.readers.openapi.swaggerbodies import requests, responses

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_ROOT = frozenset(
    {"host", "basePath", "schemes", "consumes", "produces", "definitions", "parameters",
     "responses", "securityDefinitions", "swagger"}
)  # fmt: skip
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_STYLES: dict[str, dict[str, Json]] = {
    "csv": {"explode": False},
    "multi": {"style": "form", "explode": True},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "tsv": {"style": "spaceDelimited", "explode": False},
}


def document(run: Run, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Servers from host and schemes, components from the definitions."""
    found = {name: inner for name, inner in value.items() if name not in _ROOT}
    servers = _servers(value)
    if servers:
        found["servers"] = servers
        source = "/host" if "host" in value else "/basePath"
        run.ledger.moved(place, "/servers", place, source)
        for index in range(len(servers)):
            run.ledger.moved(place, f"/servers/{index}", place, source)
    components: dict[str, Json] = {}
    for source, group in (("definitions", "schemas"), ("securityDefinitions", "securitySchemes")):
        if value.get(source) is not None:
            components[group] = value[source]
            run.ledger.moved(place, f"/components/{group}", place, f"/{source}")
    if components:
        found["components"] = components
    return found


def _servers(value: dict[str, Json]) -> list[Json]:
    host, base = value.get("host"), value.get("basePath")
    path = base if isinstance(base, str) and base != "/" else ""
    if path and not path.startswith("/"):
        path = f"/{path}"
    if not isinstance(host, str) or not host:
        return [{"url": path}] if path else []
    schemes = value.get("schemes")
    named = [s for s in schemes if isinstance(s, str)] if isinstance(schemes, list) else []
    host = host.rpartition("://")[2].rstrip("/")
    return [{"url": f"{scheme}://{host}{path}"} for scheme in named or ["https"]]


def item(run: Run, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A body that is said for all methods of a path belongs to each of them."""
    shared = value.get("parameters")
    if not isinstance(shared, list):
        return value
    bodies: list[tuple[Json, Place]] = []
    kept: list[tuple[Json, Place]] = []
    above = run.ledger.child(place, "parameters")
    for index, parameter in enumerate(shared):
        here = run.ledger.child(above, str(index))
        final = run.follower.final(parameter, here)
        inner = final[0] if final else None
        is_body = isinstance(inner, dict) and inner.get("in") in {"body", "formData"}
        (bodies if is_body else kept).append((parameter, here))
    if not bodies:
        return value
    found = {**value, "parameters": [parameter for parameter, _ in kept]}
    for index, (_, here) in enumerate(kept):
        run.ledger.moved(place, f"/parameters/{index}", here)
    for method in _METHODS:
        operation = found.get(method)
        if isinstance(operation, dict):
            own = operation.get("parameters")
            own = own if isinstance(own, list) else []
            for index, (_, here) in enumerate(bodies, start=len(own)):
                run.ledger.moved(place, f"/{method}/parameters/{index}", here)
            found[method] = {**operation, "parameters": [*own, *(p for p, _ in bodies)]}
    return found


def operation(run: Run, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Body and form parameters become the request body, schemas of responses their content."""
    whole = run.main.value if isinstance(run.main.value, dict) else {}
    consumes = _media_types(value.get("consumes", whole.get("consumes")))
    produces = _media_types(value.get("produces", whole.get("produces")))
    found = {
        name: inner
        for name, inner in value.items()
        if name not in {"consumes", "produces", "schemes", "parameters", "responses"}
    }
    parameters = value.get("parameters")
    if isinstance(parameters, list):
        found["parameters"], body = requests(run, parameters, place, consumes)
        if body is not None:
            found["requestBody"] = body
    elif parameters is not None:
        found["parameters"] = parameters
    if isinstance(value.get("responses"), dict):
        found["responses"] = responses(run, value["responses"], place, produces)
    elif "responses" in value:
        found["responses"] = value["responses"]
    return hooks.operation(run, found, place)


def _media_types(value: Json) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def parameter(run: Run, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A parameter's type as its schema, and its collection format as its style."""
    named = {n: v for n, v in value.items() if n != "allowEmptyValue" or v is True}
    return hooks.parameter(run, header(run, named, place), place)


def header(run: Run, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A header is written like a parameter."""
    kept = {n: v for n, v in value.items() if n not in {"collectionFormat", "x-example"}}
    collection = value.get("collectionFormat", "csv" if value.get("type") == "array" else None)
    if isinstance(collection, str):
        style = dict(_STYLES.get(collection, {}))
        if collection == "tsv" or not style:
            run.ledger.fault(
                run.ledger.child(place, "collectionFormat"),
                f"The collection format {collection!r} has no style in OpenAPI 3.",
                "Use csv, ssv, pipes or multi.",
                severity=Severity.WARNING,
            )
        if value.get("in") != "query":
            style = {}
        kept |= style
    if "x-example" in value:
        kept["example"] = value["x-example"]
        run.ledger.moved(place, "/example", place, "/x-example")
    return hooks.flattened(run, kept, place) if "schema" not in kept else kept


def scheme(run: Run, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Basic auth is an `http` scheme, a flow of OAuth 2.0 one of its flows."""
    kind = value.get("type")
    if kind == "basic":
        return {
            **{n: v for n, v in value.items() if n != "type"},
            "type": "http",
            "scheme": "basic",
        }
    if kind == "oauth2":
        members = ("flow", "authorizationUrl", "tokenUrl", "scopes")
        kept = {n: v for n, v in value.items() if n not in members}
        said = value.get("flow")
        flow = _FLOWS.get(said if isinstance(said, str) else "")
        if flow is None:
            run.ledger.fault(
                run.ledger.child(place, "flow"),
                "This security scheme has no 'flow' that OAuth 2.0 knows.",
                f"Use one of {', '.join(_FLOWS)}.",
            )
            return {**kept, "flows": {}}
        for word in members[1:]:
            run.ledger.moved(place, f"/flows/{flow}/{word}", place, f"/{word}")
        run.ledger.moved(place, "/flows", place)
        run.ledger.moved(place, f"/flows/{flow}", place)
        return {**kept, "flows": {flow: {w: value[w] for w in members[1:] if w in value}}}
    return security.scheme(run, value, place)


HOOKS: dict[str, Hook] = {
    "document": document,
    "item": item,
    "operation": operation,
    "parameter": parameter,
    "header": header,
    "scheme": scheme,
}

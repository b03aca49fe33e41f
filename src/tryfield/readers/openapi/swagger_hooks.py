"""OpenAPI 2.0 in the shape of OpenAPI 3: hooks that run before an object is read.

Body and form parameters become a request body, responses content by media type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.contract import openapi_terms
from tryfield.core.findings import Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Json
from tryfield.readers.openapi import openapi_3_hooks, openapi_security
from tryfield.readers.openapi.openapi_3_hooks import FLAT
from tryfield.readers.openapi.openapi_provenance import Place
from tryfield.readers.openapi.upgrade_run import Hook, UpgradeRun

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
    # A style of ours: OpenAPI 3 has none.
    "tsv": {"style": "tabDelimited", "explode": False},
}


def document(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Servers from host and schemes, components from the definitions."""
    found = {name: inner for name, inner in value.items() if name not in _ROOT}
    servers = _servers(value)
    if servers:
        found["servers"] = servers
        source = "/host" if "host" in value else "/basePath"
        run.provenance.moved(place, "/servers", place, source)
        for index in range(len(servers)):
            run.provenance.moved(place, f"/servers/{index}", place, source)
    components: dict[str, Json] = {}
    for source, group in (("definitions", "schemas"), ("securityDefinitions", "securitySchemes")):
        if value.get(source) is not None:
            components[group] = value[source]
            run.provenance.moved(place, f"/components/{group}", place, f"/{source}")
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


def item(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A body that is said for all methods of a path belongs to each of them."""
    shared = value.get("parameters")
    if not isinstance(shared, list):
        return value
    bodies: list[tuple[Json, Place]] = []
    kept: list[tuple[Json, Place]] = []
    above = run.provenance.child(place, "parameters")
    for index, parameter in enumerate(shared):
        here = run.provenance.child(above, str(index))
        final = run.follower.final(parameter, here)
        inner = final[0] if final else None
        is_body = isinstance(inner, dict) and inner.get("in") in {"body", "formData"}
        (bodies if is_body else kept).append((parameter, here))
    if not bodies:
        return value
    found = {**value, "parameters": [parameter for parameter, _ in kept]}
    for index, (_, here) in enumerate(kept):
        run.provenance.moved(place, f"/parameters/{index}", here)
    for method in _METHODS:
        operation = found.get(method)
        if isinstance(operation, dict):
            own = operation.get("parameters")
            own = own if isinstance(own, list) else []
            for index, (_, here) in enumerate(bodies, start=len(own)):
                run.provenance.moved(place, f"/{method}/parameters/{index}", here)
            found[method] = {**operation, "parameters": [*own, *(p for p, _ in bodies)]}
    return found


def operation(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
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
        if produces and not any("content" in one for one in _objects(found["responses"])):
            found[openapi_terms.PRODUCES] = list[Json](produces)
    elif "responses" in value:
        found["responses"] = value["responses"]
    return openapi_3_hooks.operation(run, found, place)


def _objects(values: dict[str, Json]) -> Iterator[dict[str, Json]]:
    return (value for value in values.values() if isinstance(value, dict))


def _media_types(value: Json) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def parameter(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A parameter's type as its schema, and its collection format as its style."""
    named = {n: v for n, v in value.items() if n != "allowEmptyValue" or v is True}
    return openapi_3_hooks.parameter(run, header(run, named, place), place)


def header(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A header is written like a parameter."""
    kept = {n: v for n, v in value.items() if n not in {"collectionFormat", "x-example"}}
    collection = value.get("collectionFormat", "csv" if value.get("type") == "array" else None)
    if isinstance(collection, str):
        style = dict(_STYLES.get(collection, {}))
        if not style:
            run.provenance.report(
                run.provenance.child(place, "collectionFormat"),
                f"The collection format {collection!r} is not one of OpenAPI 2.0.",
                "Use csv, ssv, tsv, pipes or multi.",
                severity=Severity.WARNING,
            )
        name = style.pop("style", "")
        if value.get("in") == "query" and name != "tabDelimited":
            kept |= style | ({"style": name} if name else {})
        elif name and name != "form":
            # OpenAPI 3 has these delimiters in queries only.
            kept |= {"explode": False, openapi_terms.STYLE: name}
    if "x-example" in value:
        kept["example"] = value["x-example"]
        run.provenance.moved(place, "/example", place, "/x-example")
    return openapi_3_hooks.flattened(run, kept, place) if "schema" not in kept else kept


def scheme(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
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
            run.provenance.report(
                run.provenance.child(place, "flow"),
                "This security scheme has no 'flow' that OAuth 2.0 knows.",
                f"Use one of {', '.join(_FLOWS)}.",
            )
            return {**kept, "flows": {}}
        for word in members[1:]:
            run.provenance.moved(place, f"/flows/{flow}/{word}", place, f"/{word}")
        run.provenance.moved(place, "/flows", place)
        run.provenance.moved(place, f"/flows/{flow}", place)
        return {**kept, "flows": {flow: {w: value[w] for w in members[1:] if w in value}}}
    return openapi_security.scheme(run, value, place)


HOOKS: dict[str, Hook] = {
    "document": document,
    "item": item,
    "operation": operation,
    "parameter": parameter,
    "header": header,
    "scheme": scheme,
}


_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"


def requests(
    run: UpgradeRun, parameters: list[Json], place: Place, consumes: list[str]
) -> tuple[list[Json], Json]:
    """The parameters that remain, and the request body that the others make."""
    kept: list[Json] = []
    fields: list[tuple[dict[str, Json], Place]] = []
    body: Json = None
    above = run.provenance.child(place, "parameters")
    places = [run.provenance.child(above, str(index)) for index in range(len(parameters))]
    for parameter, here in zip(parameters, places, strict=True):
        final = run.follower.final(parameter, here)
        inner, source = final or (None, here)
        location = inner.get("in") if isinstance(inner, dict) else ""
        if isinstance(inner, dict) and location == "body":
            body = _body(run, inner, Place(source.file, source.pointer, place.at), place, consumes)
        elif isinstance(inner, dict) and location == "formData":
            fields.append((inner, source))
        elif inner is not None:
            run.provenance.moved(place, f"/parameters/{len(kept)}", here)
            kept.append(parameter)
    if fields and body is None:
        body = _form(run, fields, place, consumes)
    return kept, body


def _body(
    run: UpgradeRun, parameter: dict[str, Json], source: Place, place: Place, consumes: list[str]
) -> Json:
    run.provenance.moved(place, "/requestBody", source)
    content: dict[str, Json] = {}
    examples = parameter.get("x-examples")
    for media_type in consumes or [_JSON]:
        at = f"/requestBody/content/{escape_token(media_type)}"
        inner: dict[str, Json] = {}
        run.provenance.moved(place, at, source)
        if "schema" in parameter:
            run.provenance.moved(place, f"{at}/schema", source, "/schema")
            inner["schema"] = parameter["schema"]
        if isinstance(examples, dict) and media_type in examples:
            run.provenance.moved(
                place, f"{at}/example", source, f"/x-examples/{escape_token(media_type)}"
            )
            inner["example"] = examples[media_type]
        elif "x-example" in parameter:
            run.provenance.moved(place, f"{at}/example", source, "/x-example")
            inner["example"] = parameter["x-example"]
        content[media_type] = inner
    return {**_said(parameter), "content": content}


def _form(
    run: UpgradeRun, fields: list[tuple[dict[str, Json], Place]], place: Place, consumes: list[str]
) -> Json:
    """Form fields are the properties of one object."""
    files = any(field.get("type") == "file" for field, _ in fields)
    usual = [m for m in consumes if m in {_FORM, _MULTIPART}]
    content: dict[str, Json] = {}
    run.provenance.moved(place, "/requestBody", fields[0][1])
    for media_type in usual or [_MULTIPART if files else _FORM]:
        at = f"/requestBody/content/{escape_token(media_type)}"
        run.provenance.moved(place, at, fields[0][1])
        run.provenance.moved(place, f"{at}/schema", fields[0][1])
        run.provenance.moved(place, f"{at}/schema/properties", fields[0][1])
        properties: dict[str, Json] = {}
        required, encoding = [], {}
        for field, source in fields:
            name = field.get("name")
            if not isinstance(name, str):
                continue
            run.provenance.moved(place, f"{at}/schema/properties/{escape_token(name)}", source)
            words = (*FLAT, "description")
            extensions = {n: v for n, v in field.items() if n.startswith("x-")}
            properties[name] = {w: field[w] for w in words if w in field} | extensions
            if "x-example" in field:
                at_field = f"{at}/schema/properties/{escape_token(name)}"
                run.provenance.moved(place, f"{at_field}/example", source, "/x-example")
                properties[name]["example"] = properties[name].pop("x-example")
            if field.get("required") is True:
                required.append(name)
            if field.get("type") == "array":
                collection = _STYLES.get(str(field.get("collectionFormat")), {})
                encoding[name] = {"style": "form", "explode": False, **collection}
        schema: dict[str, Json] = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        content[media_type] = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    needed = any(field.get("required") is True for field, _ in fields)
    return {"content": content, **({"required": True} if needed else {})}


def responses(
    run: UpgradeRun, written: dict[str, Json], place: Place, produces: list[str]
) -> dict[str, Json]:
    """The responses with their schema and examples as content."""
    found: dict[str, Json] = {}
    above = run.provenance.child(place, "responses")
    for status, response in written.items():
        if status.startswith("x-"):
            found[status] = response
            continue
        here = run.provenance.child(above, status)
        final = run.follower.final(response, here)
        if final is None:
            continue
        value, source = final
        run.provenance.origins[here.at] = (source.file, source.pointer)
        target = Place(source.file, source.pointer, here.at)
        found[status] = (
            _response(run, value, target, produces) if isinstance(value, dict) else value
        )
    return found


def _response(run: UpgradeRun, value: dict[str, Json], place: Place, produces: list[str]) -> Json:
    kept = {n: v for n, v in value.items() if n not in {"schema", "examples"}}
    examples = value.get("examples")
    shown: dict[str, Any] = examples if isinstance(examples, dict) else {}
    if "schema" not in value and not shown:
        return kept
    media_types = list(dict.fromkeys([*(produces or ([] if shown else [_JSON])), *shown]))
    content: dict[str, Json] = {}
    for media_type in media_types:
        at = f"/content/{escape_token(media_type)}"
        inner: dict[str, Json] = {}
        run.provenance.moved(place, at, place)
        if "schema" in value:
            run.provenance.moved(place, f"{at}/schema", place, "/schema")
            inner["schema"] = value["schema"]
        if media_type in shown:
            run.provenance.moved(
                place, f"{at}/example", place, f"/examples/{escape_token(media_type)}"
            )
            inner["example"] = shown[media_type]
        content[media_type] = inner
    run.provenance.moved(place, "/content", place)
    return {**kept, "content": content}


def _said(parameter: dict[str, Json]) -> dict[str, Json]:
    dropped = {"in", "name", "schema", "x-example", "x-examples"}
    return {n: v for n, v in parameter.items() if n not in dropped}

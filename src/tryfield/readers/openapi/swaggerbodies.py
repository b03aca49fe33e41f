"""Bodies of OpenAPI 2.0: what is sent and what comes back, as content by media type."""

from __future__ import annotations

from typing import Any

from tryfield.core.contract.openapi_terms import escape
from tryfield.core.model import Json
from tryfield.readers.openapi.hooks import FLAT
from tryfield.readers.openapi.place import Place
from tryfield.readers.openapi.run import Run

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"


def requests(
    run: Run, parameters: list[Json], place: Place, consumes: list[str]
) -> tuple[list[Json], Json]:
    """The parameters that remain, and the request body that the others make."""
    kept: list[Json] = []
    fields: list[tuple[dict[str, Json], Place]] = []
    body: Json = None
    above = run.ledger.child(place, "parameters")
    places = [run.ledger.child(above, str(index)) for index in range(len(parameters))]
    for parameter, here in zip(parameters, places, strict=True):
        final = run.follower.final(parameter, here)
        inner, source = final or (None, here)
        location = inner.get("in") if isinstance(inner, dict) else ""
        if isinstance(inner, dict) and location == "body":
            body = _body(run, inner, Place(source.file, source.pointer, place.at), place, consumes)
        elif isinstance(inner, dict) and location == "formData":
            fields.append((inner, source))
        elif inner is not None:
            run.ledger.moved(place, f"/parameters/{len(kept)}", here)
            kept.append(parameter)
    if fields and body is None:
        body = _form(run, fields, place, consumes)
    return kept, body


def _body(
    run: Run, parameter: dict[str, Json], source: Place, place: Place, consumes: list[str]
) -> Json:
    run.ledger.moved(place, "/requestBody", source)
    content: dict[str, Json] = {}
    examples = parameter.get("x-examples")
    for media_type in consumes or [_JSON]:
        at = f"/requestBody/content/{escape(media_type)}"
        inner: dict[str, Json] = {}
        run.ledger.moved(place, at, source)
        if "schema" in parameter:
            run.ledger.moved(place, f"{at}/schema", source, "/schema")
            inner["schema"] = parameter["schema"]
        if isinstance(examples, dict) and media_type in examples:
            run.ledger.moved(place, f"{at}/example", source, f"/x-examples/{escape(media_type)}")
            inner["example"] = examples[media_type]
        elif "x-example" in parameter:
            run.ledger.moved(place, f"{at}/example", source, "/x-example")
            inner["example"] = parameter["x-example"]
        content[media_type] = inner
    return {**_said(parameter), "content": content}


def _form(
    run: Run, fields: list[tuple[dict[str, Json], Place]], place: Place, consumes: list[str]
) -> Json:
    """Form fields are the properties of one object."""
    files = any(field.get("type") == "file" for field, _ in fields)
    usual = [m for m in consumes if m in {_FORM, _MULTIPART}]
    content: dict[str, Json] = {}
    run.ledger.moved(place, "/requestBody", fields[0][1])
    for media_type in usual or [_MULTIPART if files else _FORM]:
        at = f"/requestBody/content/{escape(media_type)}"
        run.ledger.moved(place, at, fields[0][1])
        run.ledger.moved(place, f"{at}/schema", fields[0][1])
        run.ledger.moved(place, f"{at}/schema/properties", fields[0][1])
        properties: dict[str, Json] = {}
        required, encoding = [], {}
        for field, source in fields:
            name = field.get("name")
            if not isinstance(name, str):
                continue
            run.ledger.moved(place, f"{at}/schema/properties/{escape(name)}", source)
            words = (*FLAT, "description")
            extensions = {n: v for n, v in field.items() if n.startswith("x-")}
            properties[name] = {w: field[w] for w in words if w in field} | extensions
            if field.get("required") is True:
                required.append(name)
            if field.get("type") == "array" and media_type == _FORM:
                encoding[name] = {
                    "style": "form",
                    "explode": field.get("collectionFormat") == "multi",
                }
        schema: dict[str, Json] = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        content[media_type] = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    needed = any(field.get("required") is True for field, _ in fields)
    return {"content": content, **({"required": True} if needed else {})}


def responses(
    run: Run, written: dict[str, Json], place: Place, produces: list[str]
) -> dict[str, Json]:
    """The responses with their schema and examples as content."""
    found: dict[str, Json] = {}
    above = run.ledger.child(place, "responses")
    for status, response in written.items():
        if status.startswith("x-"):
            found[status] = response
            continue
        here = run.ledger.child(above, status)
        final = run.follower.final(response, here)
        if final is None:
            continue
        value, source = final
        run.ledger.origins[here.at] = (source.file, source.pointer)
        target = Place(source.file, source.pointer, here.at)
        found[status] = (
            _response(run, value, target, produces) if isinstance(value, dict) else value
        )
    return found


def _response(run: Run, value: dict[str, Json], place: Place, produces: list[str]) -> Json:
    kept = {n: v for n, v in value.items() if n not in {"schema", "examples"}}
    examples = value.get("examples")
    shown: dict[str, Any] = examples if isinstance(examples, dict) else {}
    if "schema" not in value and not shown:
        return kept
    media_types = list(dict.fromkeys([*(produces or ([] if shown else [_JSON])), *shown]))
    content: dict[str, Json] = {}
    for media_type in media_types:
        at = f"/content/{escape(media_type)}"
        inner: dict[str, Json] = {}
        run.ledger.moved(place, at, place)
        if "schema" in value:
            run.ledger.moved(place, f"{at}/schema", place, "/schema")
            inner["schema"] = value["schema"]
        if media_type in shown:
            run.ledger.moved(place, f"{at}/example", place, f"/examples/{escape(media_type)}")
            inner["example"] = shown[media_type]
        content[media_type] = inner
    run.ledger.moved(place, "/content", place)
    return {**kept, "content": content}


def _said(parameter: dict[str, Json]) -> dict[str, Json]:
    dropped = {"in", "name", "schema", "x-example", "x-examples"}
    return {n: v for n, v in parameter.items() if n not in dropped}

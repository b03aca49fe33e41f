"""What OpenAPI 3.2 and vendors write in their own way, brought into the shape of the others."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import Any

from tryfield.core.contract import openapi_terms
from tryfield.core.findings import Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Json
from tryfield.readers.openapi import openapi_security
from tryfield.readers.openapi.openapi_provenance import Place
from tryfield.readers.openapi.upgrade_run import Hook, UpgradeRun

_LOCATIONS = ("path", "query", "header", "cookie", "querystring")
#: Members of a schema that authors (and OpenAPI 2.0) write beside the name of a parameter.
FLAT = (
    "type", "format", "items", "enum", "default", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
    "multipleOf",
)  # fmt: skip


def document(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Webhooks of before OpenAPI 3.1."""
    if "x-webhooks" in value and "webhooks" not in value:
        run.provenance.moved(place, "/webhooks", place, "/x-webhooks")
        value = {"webhooks" if n == "x-webhooks" else n: v for n, v in value.items()}
    return value


def paths(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Paths begin with a slash."""
    found: dict[str, Json] = {}
    for path, item in value.items():
        if path.startswith(("/", "x-")):
            found[path] = item
            continue
        here = run.provenance.child(place, path)
        run.provenance.report(
            here, f"The path {path!r} does not begin with a slash.", "Add it.", key=True
        )
        slashed = openapi_terms.unused(f"/{path}", value)
        run.provenance.moved(place, f"/{escape_token(slashed)}", here)
        found[slashed] = item
    return found


def item(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Methods that OpenAPI 3.1 has no name for, and those that are not written in lower case."""
    value = _lower_methods(run, value, place)
    others = {}
    if isinstance(value.get("query"), dict):
        others["QUERY"] = "query"
    written = value.get("additionalOperations")
    more: dict[str, Json] = written if isinstance(written, dict) else {}
    for method in more:
        others[method] = f"additionalOperations/{escape_token(method)}"
    if not others:
        return value
    found = {n: v for n, v in value.items() if n not in {"query", "additionalOperations"}}
    operations: dict[str, Any] = {}
    for method, source in others.items():
        run.provenance.moved(
            place,
            f"/{openapi_terms.OPERATIONS}/{escape_token(method)}",
            place,
            f"/{source}",
        )
        operations[method] = value["query"] if source == "query" else more[method]
    earlier = found.get(openapi_terms.OPERATIONS)
    found[openapi_terms.OPERATIONS] = {
        **(earlier if isinstance(earlier, dict) else {}),
        **operations,
    }
    return found


def _lower_methods(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    known = {*openapi_terms.METHODS, "query"}
    for name in [one for one in value if one not in known and one.lower() in known]:
        method = name.lower()
        if method in value:
            continue
        run.provenance.report(
            run.provenance.child(place, name),
            f"A path item has no {name!r}; it is read as {method!r}.",
            f"Write {method}.",
            key=True,
        )
        run.provenance.moved(place, f"/{method}", place, f"/{escape_token(name)}")
        value = {method if n == name else n: v for n, v in value.items()}
    return value


def operation(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Code samples, whatever they are called."""
    samples: list[Json] = []
    readme = value.get("x-readme")
    nested = readme.get("code-samples") if isinstance(readme, dict) else None
    sources = {
        openapi_terms.SAMPLES: value.get(openapi_terms.SAMPLES),
        "x-code-samples": value.get("x-code-samples"),
        "x-readme/code-samples": nested,
    }
    for source, written in sources.items():
        if written is None:
            continue
        listed, whole = _followed(run, written, Place(place.file, f"{place.pointer}/{source}", ""))
        for index, sample in enumerate(listed if isinstance(listed, list) else ()):
            here = whole._replace(pointer=f"{whole.pointer}/{index}")
            one, here = _followed(run, sample, here)
            if isinstance(one, dict):
                at = f"/{openapi_terms.SAMPLES}/{len(samples)}"
                samples.append(_sample(run, one, place, at, here))
    kept = {n: v for n, v in value.items() if n not in {openapi_terms.SAMPLES, "x-code-samples"}}
    if nested is not None and isinstance(readme, dict):
        kept["x-readme"] = {n: v for n, v in readme.items() if n != "code-samples"}
    return {**kept, openapi_terms.SAMPLES: samples} if samples else kept


def _followed(run: UpgradeRun, value: Json, place: Place) -> tuple[Json, Place]:
    """What a value refers to, and where that stands; nothing, reported, where it leads nowhere."""
    return run.follower.final(value, place) or (None, place)


def _sample(run: UpgradeRun, sample: dict[str, Json], place: Place, at: str, origin: Place) -> Json:
    run.provenance.moved(place, at, origin)
    word = "source" if "source" in sample else "code"
    text: Json = sample.get(word)
    run.provenance.moved(place, f"{at}/source", origin, f"/{word}")
    if isinstance(text, dict) and isinstance(reference := text.get("$ref"), str):
        here = Place(origin.file, f"{origin.pointer}/{word}", place.at)
        file = run.follower.text(reference, here, "sample")
        text = file.value if file is not None else ""
        if file is not None:
            run.provenance.origins[f"{place.at}{at}/source"] = (file, "")
    said = {
        "lang": sample.get("lang", sample.get("language")),
        "label": sample.get("label", sample.get("name")),
    }
    kept = {n: v for n, v in said.items() if isinstance(v, str)}
    return {**kept, "source": text if isinstance(text, str) else ""}


def parameter(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A parameter says where it is sent, and its type in a schema."""
    location = value.get("in")
    if isinstance(location, str) and location not in _LOCATIONS:
        here = run.provenance.child(place, "in")
        meant = "".join(get_close_matches(location.lower(), _LOCATIONS, n=1, cutoff=0.7))
        run.provenance.report(
            here,
            f"A parameter is not sent in {location!r}"
            + (f"; it is read as {meant!r}." if meant else "; it is left out."),
            "Use path, query, header or cookie."
            + ("" if meant else " A body is described by 'requestBody'."),
        )
        value = {**value, "in": meant or location}
    return _flat(run, value, place)


def header(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A header has neither name nor place, and its type in a schema."""
    return _flat(run, {n: v for n, v in value.items() if n not in {"name", "in"}}, place)


def _flat(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """The schema of a parameter that says its type as OpenAPI 2.0 does."""
    if "type" not in value or "schema" in value or "content" in value:
        if "schema" not in value and "content" not in value:
            run.provenance.report(
                place,
                "It has neither 'schema' nor 'content'.",
                "Say what its value looks like.",
                severity=Severity.WARNING,
                key=True,
            )
        return value
    run.provenance.mixed(
        run.provenance.child(place, "type"),
        "A parameter has its type beside its name, as in OpenAPI 2.0; it is read as meant",
        "Move it into 'schema'.",
    )
    return flattened(run, value, place)


def flattened(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """What a parameter says about its value, as its schema."""
    schema = {word: value[word] for word in FLAT if word in value}
    for word in schema:
        run.provenance.moved(place, f"/schema/{word}", place, f"/{word}")
    run.provenance.moved(place, "/schema", place)
    kept = {n: v for n, v in value.items() if n not in FLAT}
    return {**kept, "schema": schema}


def media(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """Streams of OpenAPI 3.2, and examples that lie elsewhere."""
    for word, new in (
        ("itemSchema", openapi_terms.ITEM_SCHEMA),
        ("prefixEncoding", "x-tryfield-prefixEncoding"),
        ("itemEncoding", "x-tryfield-itemEncoding"),
    ):
        if word in value:
            run.provenance.moved(place, f"/{new}", place, f"/{word}")
            value = {new if n == word else n: v for n, v in value.items()}
    if "example" in value and "examples" in value:
        run.provenance.report(
            run.provenance.child(place, "example"),
            "'example' and 'examples' exclude each other; both are read.",
            "Move the example into 'examples'.",
            severity=Severity.NOTE,
            key=True,
        )
    return value


def example(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """An example has a value, or its text lies in a file beside the document."""
    if value.keys().isdisjoint(("value", "externalValue", "dataValue", "serializedValue")):
        run.provenance.report(
            place,
            "This example has no value; it is left out.",
            "Add 'value'.",
            severity=Severity.WARNING,
        )
    address = value.get("externalValue")
    if not isinstance(address, str) or "value" in value:
        return value
    if "://" in address or address.startswith("//"):
        return value
    file = run.follower.text(address, run.provenance.child(place, "externalValue"), "example")
    if file is None:
        return value
    run.provenance.origins[f"{place.at}/serializedValue"] = (file, "")
    kept = {n: v for n, v in value.items() if n not in {"externalValue", "serializedValue"}}
    return {**kept, "serializedValue": file.value}


def link(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A link names an operation."""
    if "operationId" not in value and "operationRef" not in value:
        run.provenance.report(
            place,
            "This link names no operation; it is left out.",
            "Add 'operationId'.",
            key=True,
        )
        return {}
    sent = value.get("parameters")
    if isinstance(sent, dict) and not all(isinstance(v, str) for v in sent.values()):
        texts = {n: v if isinstance(v, str) else json.dumps(v) for n, v in sent.items()}
        return {**value, "parameters": texts}
    return value


def variable(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A server variable has a default: its first value, where the author says none."""
    choices = value.get("enum")
    listed = choices if isinstance(choices, list) else []
    if "enum" in value and not any(isinstance(choice, str) for choice in listed):
        value = {n: v for n, v in value.items() if n != "enum"}
    if isinstance(value.get("default"), (dict, list, type(None))):
        message = "This server variable has no 'default'."
        run.provenance.report(place, message, "Add 'default'.", key=True)
        first = next((choice for choice in listed if isinstance(choice, str)), "")
        value = {**value, "default": first}
    return value


def xml(_run: UpgradeRun, value: dict[str, Json], _place: Place) -> dict[str, Json]:
    """The node type came with OpenAPI 3.2."""
    return {"x-tryfield-nodeType" if n == "nodeType" else n: v for n, v in value.items()}


HOOKS: dict[str, Hook] = {
    "document": document,
    "paths": paths,
    "item": item,
    "operation": operation,
    "parameter": parameter,
    "header": header,
    "media": media,
    "example": example,
    "link": link,
    "variable": variable,
    "xml": xml,
    "scheme": openapi_security.scheme,
    "flows": openapi_security.flows,
}

"""Values of live calls that no document writes down: made from schemas, and unlike all others.

A call that creates something needs names that nothing has yet, so that it can be made twice and
that nothing that was there before is meant by accident.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import secrets
import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tryfield.checking.live.resource_links import (
    IDENTIFIERS,
    NAMES,
    is_quantity,
    is_status,
    path_names,
    request_content,
    success,
    words_of,
)
from tryfield.core import lossless_json
from tryfield.core.example_generator import documented_value, generated_value
from tryfield.core.fields.field_node import FieldNode, merged_schema
from tryfield.core.media_types import is_json
from tryfield.core.model import Content, Endpoint, Json, Parameter, Schema
from tryfield.core.request.request_body import kind_of
from tryfield.core.request.request_prefill import example_values
from tryfield.core.request.request_values import Values
from tryfield.core.schema.json_schema import compile_schema

_UNIQUE = NAMES | {"title", "email", "identifier", "mail", "subject", "label"}
_DEPTH = 6
_INTEGERS = frozenset({"int", "long", "short", "int32", "int64", "integer"})
_NUMBERS = frozenset({"float", "double", "decimal", "number"})


class ValueMaker:
    """Makes values that fit a schema and that no other run makes."""

    def __init__(self, token: str = "") -> None:
        """Begin a run; `token` tells its values from those of others."""
        self.token = token or secrets.token_hex(4)
        self._made: set[Json] = set()
        self._number = 0
        self._turn = threading.Lock()
        # Not for secrets: ids that no other run makes, and the same ones in a test.
        self._random = random.Random(self.token)  # noqa: S311

    def is_own(self, value: Json) -> bool:
        """Whether this run has made a value, so that nothing could have it before."""
        return isinstance(value, (str, int)) and value in self._made

    def without(self, body: bytes) -> bytes:
        """A body in which names that this run has made are all the same."""
        return re.sub(self.token.encode() + rb"[0-9a-f]*", b"*", body)

    def fresh(self, schema: Mapping[str, Any], old: Json = None) -> Json:
        """A value that nothing has yet; as close to an example as its schema allows.

        Args:
            schema: What it has to fit, references resolved.
            old: An example of it.
        """
        with self._turn:
            self._number += 1
            mark = f"{self.token}{self._number:x}"
            value = self._of(schema, old, mark)
            self._made.add(value)
        return value

    def _of(self, schema: Mapping[str, Any], old: Json, mark: str) -> Json:
        types = str(schema.get("type"))
        if "string" not in types and ("integer" in types or "number" in types):
            low, high = schema.get("minimum"), schema.get("maximum")
            least = int(low) if isinstance(low, (int, float)) else 1_000_000_000
            most = int(high) if isinstance(high, (int, float)) else 2_000_000_000
            return self._random.randint(min(least, most), max(least, most))
        if schema.get("format") == "uuid":
            return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        if schema.get("format") in ("email", "idn-email") or (isinstance(old, str) and "@" in old):
            return f"tryfield-{mark}@example.com"
        said = old if isinstance(old, str) and old not in ("", "text", "string") else ""
        said = re.sub(r"[^A-Za-z0-9._-]+", "-", said).strip("-")
        longest = schema.get("maxLength")
        room = longest if isinstance(longest, int) else 200
        shapes = (
            [f"{said[: max(0, room - len(mark) - 1)]}-{mark}", f"{said}_{mark}"] if said else []
        )
        shapes += [
            f"tryfield{mark}",
            f"Tryfield{mark}",
            f"t{mark}",
            mark,
            mark[-room:],
        ]
        check = compile_schema(dict(schema))
        for one in shapes:
            if len(one) <= room and not check.evaluate(one).errors:
                return one
        return shapes[0][:room]


def fits(value: Json, schema: Mapping[str, Any]) -> bool:
    """Whether a value fits a schema, as far as that can be told."""
    return not compile_schema(dict(schema)).evaluate(value).errors


def parameter_of(endpoint: Endpoint, location: str, name: str) -> Parameter | None:
    """The documented parameter of a location and a name."""
    return next(
        (one for one in endpoint.parameters if (one.location, one.name) == (location, name)), None
    )


def schema_of(endpoint: Endpoint, location: str, name: str) -> dict[str, Any]:
    """The schema of a parameter, references resolved; a string where none is written."""
    parameter = parameter_of(endpoint, location, name)
    schema = parameter.schema if parameter else None
    if not isinstance(schema, Mapping):
        return {"type": "string"}
    return merged_schema(FieldNode(((schema, ""),), endpoint.components))


def made_parameter(endpoint: Endpoint, location: str, name: str) -> Json:
    """A value of a parameter that has no example."""
    schema = schema_of(endpoint, location, name)
    if found := documented_value(schema, endpoint.components):
        return found[0]
    if location == "path" and is_status(name) and "enum" not in schema:
        response = success(endpoint)
        status = response.status if response else "200"
        number = int(status) if status.isdigit() else 200
        return number if schema.get("type") == "integer" else str(number)
    parameter = parameter_of(endpoint, location, name)
    undescribed = parameter is None or not isinstance(parameter.schema, Mapping)
    written = "" if undescribed else str(schema.get("type", "")).lower()
    said = str(schema.get("x-tryfield-type", "")).lower() or written
    if said in _INTEGERS or (said not in ("string", "boolean", "array") and is_quantity(name)):
        return generated_value({**schema, "type": "integer"}, endpoint.components)
    if said in _NUMBERS:
        return generated_value({**schema, "type": "number"}, endpoint.components)
    if name.lower() == "authorization":
        return "Bearer text"
    return made_value(schema, endpoint.components)


def made_value(schema: Schema | None, components: Mapping[str, Schema]) -> Json:
    """A value made from a schema, with moments that are near."""
    value = generated_value(schema, components, direction="request")
    return _near(value, schema)


def _near(value: Json, schema: Schema | None) -> Json:
    if not isinstance(schema, Mapping) or schema.get("format") != "date-time":
        return value
    written = any(word in schema for word in ("const", "example", "examples", "default", "enum"))
    return value if written else now()


def now() -> str:
    """This second, as `date-time` writes it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def whole_value(node: FieldNode, depth: int = _DEPTH) -> Json:
    """A value with every documented field of a request, not only the required ones."""
    words = node.view.keywords
    for word in ("const", "example", "default"):
        if words.get(word) not in (None, [], {}, ""):
            return words[word]
    if isinstance(words.get("enum"), list) and words["enum"]:
        return words["enum"][0]
    if node.choices and not node.properties:
        usable = [one for one in node.choices if one.view.types != frozenset({"null"})]
        usable = [one for one in usable if one.view.types or one.properties or one.choices]
        return whole_value(usable[0], depth - 1) if usable and depth else None
    if node.properties:
        made: dict[str, Json] = {}
        for name, child in node.properties.items():
            if child.read_only or child.deprecated:
                continue
            again = child.original is not child or depth <= 0
            if again and not child.required:
                continue
            if child.view.keywords.get("format") == "binary":
                continue
            made[name] = whole_value(child, depth - 1) if not again else None
        return made
    if node.items is not None and node.view.types and "array" in node.view.types:
        again = node.items.original is not node.items or depth <= 0
        return [] if again else [whole_value(node.items, depth - 1)]
    schema = merged_schema(node)
    return _near(generated_value(schema, node.components, direction="request"), schema)


def attempts(endpoint: Endpoint, *, example: str = "") -> Iterator[tuple[str, Values]]:
    """Choices of values for one call, each with what it is, the documented one first.

    The next one is for where the API refused the one before.
    """
    base = completed(endpoint, example_values(endpoint, example))
    yield "as documented", base
    if example:
        return
    content = request_content(endpoint)
    optional = endpoint.body is not None and not endpoint.body.required
    if optional and content is not None and not content.examples and _carries(base):
        yield "without a body", replace(base, media_type="", body=None, form=None, file=None)
    fuller = _with_optional_parameters(endpoint, base)
    if content is None or content.schema is None:
        if fuller != base:
            yield "with optional parameters", fuller
        if content is not None and base.body is None and base.form is None:
            yield "with a body", with_body(base, content, {})
        return
    node = FieldNode(((content.schema, ""),), endpoint.components)
    small = made_value(content.schema, endpoint.components)
    if base.body is None and base.form is None:
        yield "with a body", with_body(base, content, small)
    yield "with all fields", with_body(base, content, whole_value(node))
    for number, choice in enumerate(node.choices[1:4], 2):
        yield f"with choice {number}", with_body(base, content, whole_value(choice))
    if content.examples or documented_value(content.schema, endpoint.components):
        yield "with required fields", with_body(base, content, small)
    if fuller != base:
        yield "with optional parameters", with_body(fuller, content, whole_value(node))


def _carries(values: Values) -> bool:
    return (values.body, values.form, values.file) != (None, None, None)


def completed(endpoint: Endpoint, values: Values) -> Values:
    """Values with those of the path and of required parameters that no example says."""
    parameters = dict(values.parameters)
    for name in path_names(endpoint.path):
        place = "path", name
        if place not in parameters or (values.sources.get(place) == "made" and is_status(name)):
            parameters[place] = made_parameter(endpoint, "path", name)
    for one in endpoint.parameters:
        place = one.location, one.name
        if one.required and place not in parameters:
            parameters[place] = made_parameter(endpoint, one.location, one.name)
    return replace(values, parameters=parameters)


def _with_optional_parameters(endpoint: Endpoint, values: Values) -> Values:
    parameters = dict(values.parameters)
    for one in endpoint.parameters:
        if (one.location, one.name) not in parameters and not one.deprecated:
            header = one.location == "header" and one.name.lower() == "authorization"
            if one.location == "query" or header:
                parameters[one.location, one.name] = made_parameter(
                    endpoint, one.location, one.name
                )
    return replace(values, parameters=parameters)


def with_body(values: Values, content: Content, value: Json) -> Values:
    """Values with a JSON value as their body, written as the media type wants it."""
    kind = kind_of(content.media_type)
    if kind in ("form", "multipart"):
        form = value if isinstance(value, dict) else {}
        return replace(values, media_type=content.media_type, form=form, body=None)
    text = value if isinstance(value, str) and kind != "json" else lossless_json.dumps(value)
    return replace(values, media_type=content.media_type, body=text, form=None)


def body_of(values: Values) -> Json:
    """The JSON value that a body means; None where it is none."""
    if values.form is not None:
        return dict(values.form)
    if values.body is None or (values.media_type and not is_json(values.media_type)):
        return None
    try:
        return lossless_json.loads(values.body)
    except ValueError:
        return None


def is_name(name: str) -> bool:
    """Whether a property is a name that has to be unlike all others."""
    words = words_of(name)
    return bool(words) and words[-1] in _UNIQUE and words[-1] not in IDENTIFIERS

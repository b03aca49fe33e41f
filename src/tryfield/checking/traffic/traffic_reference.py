"""A first OpenAPI document out of recorded traffic: paths, parameters, schemas and examples.

What was seen is written, and nothing else: a field is required where every object had it, a segment
of a path is a parameter where it looks like a value or where many different ones stood. Examples
hold no personal data and no secrets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote

from tryfield import __version__
from tryfield.checking.live.resource_links import singular
from tryfield.checking.traffic.known_headers import HeaderFilter
from tryfield.checking.traffic.personal_data import without_personal_data
from tryfield.checking.traffic.recorded_exchanges import NOT_THERE, RecordedExchange
from tryfield.core import media_types
from tryfield.core.endpoint_index import split_url
from tryfield.core.errors import ConfigurationError
from tryfield.core.lossless_json import loads_finite
from tryfield.core.model import Json
from tryfield.core.secret_names import is_credential_name, is_secret_name

_VALUE = re.compile(
    r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{12,}|.*@.*|(?=.*\d)[\w.~-]{9,}|.{41,}|.*%.*"
)
_VERSION = re.compile(r"v\d+(?:\.\d+)*")
_MANY = 12  # different segments at one place before they are values
_NAMES = 1_000  # different names of an object before it is a map for sure
_USUAL = 0.3  # how much of all names an object has, of many objects with many names, or it is a map
_MAP_NAME = re.compile(r"\d+|.*@.*|[0-9a-fA-F-]{16,}|.*\d{4}.*")
_ITEMS = 2  # of a list in an example
_EXAMPLE = 20_000  # characters
_FORMATS = (
    ("uuid", re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
    ("date-time", re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")),
    ("date", re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    ("uri", re.compile(r"https?://[^\s<>\"{}|\\^`]+")),
)
_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"})
Document: TypeAlias = dict[str, Any]


class SeenSchema:
    """What values at one place had in common."""

    __slots__ = ("count", "formats", "items", "names", "objects", "rest", "types")

    def __init__(self) -> None:
        self.count = 0
        self.types: Counter[str] = Counter()
        self.formats: set[str] | None = None  #: that all strings so far had
        self.names: dict[str, SeenSchema] = {}
        self.objects = 0
        self.rest: SeenSchema | None = None  #: values of further names
        self.items: SeenSchema | None = None

    def add(self, value: Json) -> None:
        """Learn one more value."""
        self.count += 1
        if isinstance(value, dict):
            self.types["object"] += 1
            self.objects += 1
            for name, below in value.items():
                self._below(name).add(below)
        elif isinstance(value, list):
            self.types["array"] += 1
            if value:
                self.items = self.items or SeenSchema()
                for one in value:
                    self.items.add(one)
        elif isinstance(value, bool):
            self.types["boolean"] += 1
        elif value is None:
            self.types["null"] += 1
        elif isinstance(value, int):
            self.types["integer"] += 1
        elif isinstance(value, str):
            self.types["string"] += 1
            found = {name for name, pattern in _FORMATS if pattern.fullmatch(value)}
            self.formats = found if self.formats is None else self.formats & found
        else:
            self.types["number"] += 1

    def _below(self, name: str) -> SeenSchema:
        known = self.names.get(name)
        if known is None:
            if len(self.names) >= _NAMES:
                self.rest = self.rest or SeenSchema()
                return self.rest
            known = self.names[name] = SeenSchema()
        return known

    def schema(self) -> Document:
        """As JSON Schema."""
        types = sorted(self.types, key=["object", "array", *_SCALARS, "null"].index)
        if "number" in types and "integer" in types:
            types.remove("integer")
        if not types:
            return {}
        made: Document = {"type": types[0] if len(types) == 1 else types}
        if "string" in types and self.formats:
            made["format"] = next(name for name, _ in _FORMATS if name in self.formats)
        if "array" in types:
            made["items"] = self.items.schema() if self.items else {}
        if "object" in types:
            made |= self._object()
        return made

    def _object(self) -> Document:
        if self._is_map:
            values = self.rest or SeenSchema()
            for below in self.names.values():
                values.merge(below)
            return {"additionalProperties": values.schema()}
        made: Document = {
            "properties": {name: below.schema() for name, below in self.names.items()}
        }
        required = [name for name, below in self.names.items() if below.count == self.objects]
        return made | ({"required": required} if required else {})

    @property
    def _is_map(self) -> bool:
        """Whether its names are values: ids, dates, addresses, or seldom the same ones."""
        if not self.names:
            return False
        if self.rest is not None or all(map(_MAP_NAME.fullmatch, self.names)):
            return True
        usual = sum(one.count for one in self.names.values()) / (self.objects * len(self.names))
        return self.objects >= 5 and len(self.names) > 30 and usual < _USUAL

    def merge(self, other: SeenSchema) -> None:
        """Learn what another place had."""
        self.count += other.count
        self.types.update(other.types)
        self.objects += other.objects
        if other.formats is not None:
            mine = self.formats
            self.formats = other.formats if mine is None else mine & other.formats
        if other.items is not None:
            self.items = self.items or SeenSchema()
            self.items.merge(other.items)
        for name, below in other.names.items():
            self._below(name).merge(below)
        if other.rest is not None:
            self.rest = self.rest or SeenSchema()
            self.rest.merge(other.rest)


_SCALARS = ("boolean", "integer", "number", "string")


@dataclass(slots=True)
class _Body:
    schema: SeenSchema = field(default_factory=SeenSchema)
    example: Any = None


@dataclass(slots=True)
class _Operation:
    method: str
    segments: tuple[str, ...]
    count: int = 0
    values: dict[int, SeenSchema] = field(default_factory=dict)  #: of segments, by position
    query: dict[str, SeenSchema] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)  #: by lower-case name
    credentials: dict[tuple[str, str], str] = field(default_factory=dict)
    bodies: dict[str, _Body] = field(default_factory=dict)  #: by media type
    bodiless: int = 0
    responses: dict[int, dict[str, _Body]] = field(default_factory=dict)


class TrafficReference:
    """Gathers exchanges of one API, and writes its first document."""

    def __init__(self, base: str = "") -> None:
        """Document one base URL; without one, the host that most exchanges call."""
        self._base = base.rstrip("/")
        self._origins: Counter[str] = Counter()
        self._operations: dict[tuple[str, str, tuple[str, ...]], _Operation] = {}
        self._filter = HeaderFilter()

    def add(self, exchange: RecordedExchange) -> None:
        """Learn from one exchange; pages, assets and preflights say nothing about an API."""
        request, response = exchange.request, exchange.response
        kind = media_types.essence(response.header("content-type") or "")
        if request.method not in _METHODS - {"OPTIONS", "HEAD", "TRACE"}:
            return
        if response.status == 304:
            return
        if kind and not media_types.is_json_text(kind) and request.method == "GET":
            return
        if self._base and not f"{request.url}/".startswith((f"{self._base}/", f"{self._base}?")):
            return
        url = request.url[len(self._base) :] if self._base else request.url
        origin, path = (self._base, url or "/") if self._base else split_url(url)
        path, _, query = path.partition("?")
        if not self._base:
            query = request.url.partition("?")[2]
        steps = [unquote(one) for one in path.split("/") if one]
        segments = tuple("{}" if _is_value(one) else one for one in steps)
        self._origins[origin] += 1
        key = origin, request.method, segments
        made = self._operations.get(key)
        if made is None:
            made = self._operations[key] = _Operation(request.method, segments)
        for at, step in enumerate(steps):
            if segments[at] == "{}":
                made.values.setdefault(at, SeenSchema()).add(_typed(step))
        self._learn(made, exchange, query, kind)

    def _learn(self, made: _Operation, exchange: RecordedExchange, query: str, kind: str) -> None:
        request, response = exchange.request, exchange.response
        made.count += 1
        for name, text in parse_qsl(query, keep_blank_values=True):
            if is_credential_name(name, "query"):
                made.credentials["query", name] = "apiKey"
            else:
                made.query.setdefault(name, SeenSchema()).add(_typed(text))
        for name, text in request.headers:
            self._header(made, name, text)
        if response.status < 400:  # what it accepted
            sent = media_types.essence(request.header("content-type") or "")
            if request.body and sent:
                _learn_body(made.bodies.setdefault(sent, _Body()), request.body, sent)
            else:
                made.bodiless += 1
        bodies = made.responses.setdefault(response.status, {})
        if response.body and kind and "response body" in exchange.recorded:
            _learn_body(bodies.setdefault(kind, _Body()), response.body, kind)

    def _header(self, made: _Operation, name: str, text: str) -> None:
        lower = name.lower()
        if lower == "authorization":
            scheme = text.partition(" ")[0].lower()
            made.credentials["header", name] = scheme if scheme in ("basic", "bearer") else "apiKey"
        elif is_credential_name(name, "header"):
            made.credentials["header", name] = "apiKey"
        elif self._filter.expected(name) and not is_secret_name(name):
            made.headers.setdefault(lower, name)

    def document(self) -> Document:
        """The OpenAPI document.

        Raises:
            ConfigurationError: No exchange calls an API.
        """
        if not self._origins:
            where = f" below {self._base}" if self._base else ""
            raise ConfigurationError(f"--traffic: no exchange with JSON was found{where}.")
        origin = self._origins.most_common(1)[0][0]
        mine = [one for (where, _, _), one in self._operations.items() if where == origin]
        prefix = [] if self._base else _prefix([one.segments for one in mine])
        for one in mine:
            one.segments = one.segments[len(prefix) :]
            one.values = {at - len(prefix): seen for at, seen in one.values.items()}
        templates = _templates({one.segments for one in mine})
        paths: Document = {}
        schemes: Document = {}
        grouped: dict[tuple[tuple[str, ...], str], _Operation] = {}
        for one in mine:
            shape = templates[one.segments]
            for at, step in enumerate(one.segments):
                if shape[at] == "{}" != step:
                    one.values.setdefault(at, SeenSchema()).add(_typed(step))
            known = grouped.setdefault((shape, one.method), one)
            if known is not one:
                _merged(known, one)
        # What no call of an operation has found is none.
        grouped = {key: one for key, one in grouped.items() if set(one.responses) - NOT_THERE}
        for (shape, method), one in sorted(grouped.items(), key=lambda item: item[0]):
            path, parameters = _path(shape, one.values)
            paths.setdefault(path, {})[method.lower()] = _operation(one, path, parameters, schemes)
        server = "/".join([origin, *prefix]) or "/"
        title = origin.partition("://")[2] or "API"
        made: Document = {
            "openapi": "3.1.0",
            "info": {
                "title": title,
                "version": "0.0.1",
                "description": f"Written from recorded traffic by tryfield {__version__}. TODO: "
                "describe the API.",
            },
            "servers": [{"url": server}],
            "paths": paths,
        }
        return made | ({"components": {"securitySchemes": schemes}} if schemes else {})


def _typed(text: str) -> Json:
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,17})", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    return {"true": True, "false": False}.get(text, text)


def _learn_body(body: _Body, content: bytes, kind: str) -> None:
    if not media_types.is_json_text(kind):
        if kind == "application/x-www-form-urlencoded":
            pairs = parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True)
            body.schema.add({name: _typed(text) for name, text in pairs})
        return
    try:
        value = loads_finite(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return
    body.schema.add(value)
    if body.example is None and len(content) <= _EXAMPLE:
        body.example = without_personal_data(_shortened(value))


def _shortened(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _shortened(one) for name, one in value.items()}
    return [_shortened(one) for one in value[:_ITEMS]] if isinstance(value, list) else value


def _merged(into: _Operation, other: _Operation) -> None:
    into.count += other.count
    into.bodiless += other.bodiless
    into.headers |= other.headers
    for at, seen in other.values.items():
        into.values.setdefault(at, SeenSchema()).merge(seen)
    into.credentials |= other.credentials
    for name, seen in other.query.items():
        into.query.setdefault(name, SeenSchema()).merge(seen)
    _merged_bodies(into.bodies, other.bodies)
    for status, bodies in other.responses.items():
        _merged_bodies(into.responses.setdefault(status, {}), bodies)


def _merged_bodies(into: dict[str, _Body], other: dict[str, _Body]) -> None:
    for kind, body in other.items():
        known = into.setdefault(kind, _Body())
        known.schema.merge(body.schema)
        known.example = body.example if known.example is None else known.example


# --- paths


def _prefix(paths: Iterable[tuple[str, ...]]) -> list[str]:
    """The base path: `/api`, `/v1`, as far as all paths have it."""
    found: list[str] = []
    known = list(paths)
    for steps in zip(*known, strict=False):
        step = steps[0]
        usual = step in ("api", "rest") or _VERSION.fullmatch(step)
        if len(set(steps)) > 1 or not usual:
            break
        found.append(step)
    return found if all(len(one) > len(found) for one in known) else found[:-1]


def _templates(paths: set[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The shape of each path: `{}` where a value stands."""
    shapes = {path: path for path in paths}
    for at in range(max(map(len, paths), default=0)):
        beside: dict[tuple[str, ...], set[str]] = {}
        for shape in shapes.values():
            if len(shape) > at:
                beside.setdefault(shape[:at], set()).add(shape[at])
        for path, shape in shapes.items():
            if 0 < at < len(shape) and len(beside[shape[:at]]) > _MANY:
                shapes[path] = (*shape[:at], "{}", *shape[at + 1 :])
    return shapes


def _is_value(step: str) -> bool:
    return _VALUE.fullmatch(step) is not None and not _VERSION.fullmatch(step)


def _path(shape: tuple[str, ...], values: dict[int, SeenSchema]) -> tuple[str, list[Document]]:
    steps: list[str] = []
    parameters: list[Document] = []
    taken: Counter[str] = Counter()
    for at, step in enumerate(shape):
        if step != "{}":
            steps.append(step)
            continue
        name = _parameter_name(shape[at - 1] if at else "")
        taken[name] += 1
        name = name if taken[name] == 1 else f"{name}_{taken[name]}"
        steps.append(f"{{{name}}}")
        schema = values[at].schema()
        parameters.append({"name": name, "in": "path", "required": True, "schema": schema})
    return "/" + "/".join(steps), parameters


def _parameter_name(before: str) -> str:
    word = re.sub(r"\W+", "_", before).strip("_").lower()
    if not word or word == "{}":
        return "id"
    return f"{singular(word)}_id"


def _operation(
    one: _Operation, path: str, parameters: list[Document], schemes: Document
) -> Document:
    words = [step.strip("{}") for step in path.split("/") if step]
    name = "_".join([one.method.lower(), *words])
    made: Document = {
        "operationId": re.sub(r"\W+", "_", name),
        "summary": f"{one.method} {path}",
        "description": "TODO: describe this operation.",
    }
    if words and not path.startswith("/{"):
        made["tags"] = [words[0]]
    parameters = parameters + list(_parameters(one))
    if parameters:
        made["parameters"] = parameters
    if one.bodies:
        made["requestBody"] = {"content": _contents(one.bodies)} | (
            {} if one.bodiless else {"required": True}
        )
    made["responses"] = {
        str(status): {"description": _phrase(status)}
        | ({"content": _contents(bodies)} if bodies else {})
        for status, bodies in sorted(one.responses.items())
    }
    if one.credentials:
        made["security"] = [dict(_security(one, schemes))]
    return made


def _parameters(one: _Operation) -> Iterator[Document]:
    for name, seen in one.query.items():
        yield {"name": name, "in": "query", "schema": seen.schema()}
    for name in one.headers.values():
        yield {"name": name, "in": "header", "schema": {"type": "string"}}


def _security(one: _Operation, schemes: Document) -> Iterator[tuple[str, list[str]]]:
    for (location, name), kind in one.credentials.items():
        if kind in ("basic", "bearer"):
            scheme, title = {"type": "http", "scheme": kind}, kind
        else:
            scheme = {"type": "apiKey", "in": location, "name": name}
            title = re.sub(r"\W+", "_", name)
        schemes.setdefault(title, scheme)
        yield title, []


def _contents(bodies: dict[str, _Body]) -> Document:
    made: Document = {}
    for kind, body in bodies.items():
        content: Document = {}
        if body.schema.count:
            content["schema"] = body.schema.schema()
        if body.example is not None:
            content["example"] = body.example
        made[kind] = content
    return made


def _phrase(status: int) -> str:
    try:
        return f"{HTTPStatus(status).phrase}."
    except ValueError:
        return f"Status {status}."

"""What a project says about live calls outside of its documents: the table `[live]`.

Documents are often generated, so headers, values and exceptions stand in the configuration.
`settings_for` answers everything that is said about one endpoint, its own definition included
(`tryfield:` in front matter, `x-tryfield` in OpenAPI): the planner asks nobody else.

`${NAME}` in any text stands for a variable: captured by an earlier call, else of the environment.
`variables_in` names them, `filled` puts values in their places, with their types.
"""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tryfield.configuration import Configuration
from tryfield.core.errors import ConfigurationError, RequestError
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint, Json, Span
from tryfield.core.near_names import nearest
from tryfield.core.request.request_values import Credential
from tryfield.core.secret_names import is_secret_name

LOCATIONS = ("path", "query", "header", "cookie", "querystring")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_WHOLE = re.compile(
    r"(?:(?P<scheme>[^=${}]+)=)?(?P<value>(?:[A-Za-z][\w-]* )?\$\{\w+\}(?::\$\{\w+\})?)"
)
_TEMPLATE_NAME = re.compile(r"\{([^{}]*)\}")
_METHOD = re.compile(r"[A-Z]+")
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
_YES, _NO = (True, "true", "yes", "on"), (False, "false", "no", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSelector:
    """Chooses operations; everything that is said has to hold, and an empty one chooses all.

    `*` stands for any characters, `/` included. Names in braces are not compared: `/users/{id}`
    chooses `/users/{user_id}` as well.
    """

    id: str = ""  #: operation id, or the endpoint's id in reports
    tag: str = ""
    path: str = ""
    method: frozenset[str] = frozenset()  #: upper case; empty for all

    @classmethod
    def all_of(cls, said: Iterable[str]) -> tuple[OperationSelector, ...]:
        """Those of several texts, each of which may separate more by commas."""
        return tuple(cls.of(one) for text in said for one in text.split(","))

    @classmethod
    def of(cls, text: str) -> OperationSelector:
        """The selector that a command line or `after` writes in one text.

        `createUser`, `tag:admin`, `/users/*`, `DELETE`, `GET /users/*`.
        """
        text = text.strip()
        word, colon, rest = text.partition(":")
        rest = rest.strip()
        if colon and word == "method":
            return cls(method=frozenset({rest.upper()}))
        if colon and word == "tag":
            return cls(tag=rest)
        if colon and word in ("id", "path"):
            return cls(id=rest) if word == "id" else cls(path=rest)
        method, _, path = text.partition(" ")
        if path.lstrip().startswith("/") and method.isalpha():
            return cls(method=frozenset({method.upper()}), path=path.strip())
        if text.startswith("/"):
            return cls(path=text)
        if _METHOD.fullmatch(text) and text in _METHODS:
            return cls(method=frozenset({text}))
        return cls(id=text)

    def __str__(self) -> str:
        """As `of` reads it."""
        words = [",".join(sorted(self.method)), self.path, self.id]
        return " ".join([*filter(None, words), *([f"tag:{self.tag}"] if self.tag else [])])

    def matches(self, endpoint: Endpoint) -> bool:
        """Whether an endpoint is chosen."""
        ids = (endpoint.operation_id, endpoint.id)
        return (
            (not self.method or endpoint.method in self.method)
            and (not self.path or _like(_unnamed(self.path), _unnamed(endpoint.path)))
            and (not self.id or any(_like(self.id, one) for one in ids if one))
            and (not self.tag or any(_like(self.tag, tag) for tag in endpoint.tags))
        )

    def meant(self, endpoints: Iterable[Endpoint]) -> str:
        """`Did you mean 'createUser'?`, where this looks like a slip; else ""."""
        known = tuple(endpoints)
        near = (
            (self.id, (one for e in known for one in (e.operation_id, e.id) if one)),
            (self.tag, (tag for e in known for tag in e.tags)),
            (self.path, (e.path for e in known)),
        )
        for name, names in near:
            if name and (found := nearest(name, names)):
                return f"Did you mean '{found}'?"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSettings:
    """What is said about calling some operations, or, merged, about calling one endpoint."""

    selector: OperationSelector = field(default_factory=OperationSelector)
    live: bool | None = None  #: True allows an unsafe method, False forbids the call
    values: Mapping[str, Mapping[str, Json]] = field(
        default_factory=dict
    )  #: by location, then by name; "" is any
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None  #: an object is merged into the example, all else replaces it; None: unsaid
    status: tuple[str, ...] = ()  #: expected: `201`, `4XX`, `default`; empty: any documented
    skip: str = ""  #: why it is not called
    capture: Mapping[str, str] = field(
        default_factory=dict
    )  #: name of a variable to the path of a response field
    after: tuple[OperationSelector, ...] = ()  #: what is called before it
    place: str = ""  #: where it is written, `tryfield.toml:12`

    @property
    def needs(self) -> frozenset[str]:
        """Names of the variables in its values, headers and body."""
        return variables_in([self.values, self.headers, self.body])


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupStep:
    """A command or a request before the first call, or after the last one.

    A command runs without a shell; `TRYFIELD_BASE_URL` says where the API is, and what it prints
    is the value of the variable that `output` names.
    """

    command: tuple[str, ...] = ()
    output: str = ""
    method: str = ""  #: of a request
    path: str = ""  #: relative to the base URL
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    capture: Mapping[str, str] = field(default_factory=dict)
    place: str = ""

    @property
    def produces(self) -> frozenset[str]:
        """Names of the variables that have a value after it."""
        return frozenset(self.capture) | ({self.output} if self.output else set())


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSettings:
    """The table `[live]`, without the options that the command line has as well."""

    headers: Mapping[str, str] = field(default_factory=dict)  #: of all calls
    values: Mapping[str, Json] = field(
        default_factory=dict
    )  #: by name of a parameter, wherever it is documented
    operations: tuple[OperationSettings, ...] = ()
    setup: tuple[SetupStep, ...] = ()
    teardown: tuple[SetupStep, ...] = ()
    secrets: tuple[str, ...] = ()  #: values of the environment that headers carry
    places: Mapping[str, str] = field(default_factory=dict)  #: where each of `values` is written

    def settings_for(self, endpoint: Endpoint) -> OperationSettings:
        """Everything that is said about one endpoint, the more special and the later first.

        Its definition comes first, then `headers` and `values` of all calls, then each block that
        chooses it. `values` have a location each: that of the documented parameter, or `path` for
        a name in the path.

        Raises:
            ConfigurationError: Its definition says something about live calls that we cannot
                follow.
        """
        merged = OperationSettings(
            headers=self.headers, values=_located({"": self.values}, endpoint)
        )
        blocks = [block for block in self.operations if block.selector.matches(endpoint)]
        for block in (_of_definition(endpoint), *blocks):
            merged = _merged(merged, block, endpoint)
        return merged

    def with_headers(self, headers: Mapping[str, str], secrets: Iterable[str]) -> LiveSettings:
        """The same with more headers for all calls, as `--header` says them."""
        return replace(
            self,
            headers=_overlaid(self.headers, headers),
            secrets=(*self.secrets, *secrets),
        )

    def unused(self, endpoints: Iterable[Endpoint]) -> Iterator[Finding]:
        """A finding for each block that chooses no endpoint, and each value that none has."""
        known = tuple(endpoints)
        for block in self.operations:
            if not any(map(block.selector.matches, known)):
                advice = block.selector.meant(known) or "Correct or remove the block."
                yield _unused(block.place, f"No operation is {block.selector}.", advice)
        names = {name for endpoint in known for _, name in parameter_names(endpoint)}
        for name in self.values:
            if name not in names:
                near = nearest(name, sorted(names))
                advice = f"Did you mean '{near}'?" if near else "Correct or remove the value."
                words = f"No operation has a parameter '{name}'."
                yield _unused(self.places.get(name, ""), words, advice)


def variables_in(value: Json) -> frozenset[str]:
    """The names in `${NAME}`, in any text of a JSON value."""
    if isinstance(value, str):
        return frozenset(_VARIABLE.findall(value))
    if isinstance(value, Mapping):
        return frozenset().union(*map(variables_in, value.values()))
    if isinstance(value, (list, tuple)):
        return frozenset().union(*map(variables_in, value))
    return frozenset()


def filled(value: Json, variables: Mapping[str, Json]) -> Json:
    """A JSON value with variables in the places of `${NAME}`.

    A text that is nothing but `${NAME}` becomes the value itself, a number for instance; inside
    of a longer text it is written out.

    Raises:
        RequestError: A variable has no value; `${NAME}` itself is never sent.
    """
    if isinstance(value, str):
        whole = _VARIABLE.fullmatch(value)
        if whole is not None:
            return _variable(whole[1], variables)
        return _VARIABLE.sub(lambda found: str(_variable(found[1], variables)), value)
    if isinstance(value, Mapping):
        return {name: filled(inner, variables) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(inner, variables) for inner in value]
    return value


def _variable(name: str, variables: Mapping[str, Json]) -> Json:
    if name not in variables:
        raise RequestError(f"no call captures {name}, and no variable of the environment is set")
    return variables[name]


def parameter_names(endpoint: Endpoint) -> Iterator[tuple[str, str]]:
    """Location and name of each parameter, and of names in the path that have no description."""
    yield from ((one.location, one.name) for one in endpoint.parameters)
    yield from (("path", name) for name in _TEMPLATE_NAME.findall(endpoint.path))


def header_options(
    options: Iterable[str], environment: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The headers that `--header 'Name: ${VARIABLE}'` says, filled in, and the secrets in them.

    Raises:
        ConfigurationError: An option is no header, holds a secret itself, or names a variable
            that is not set.
    """
    found: dict[str, str] = {}
    secrets: list[str] = []
    for option in options:
        name, colon, value = option.partition(":")
        if not colon or not _HEADER_NAME.fullmatch(name.strip()):
            # The value is not repeated: it may be a secret, and this is going to be logged.
            raise ConfigurationError("--header: write 'Name: value' or 'Name: ${VARIABLE}'.")
        text, hidden = _from_environment(
            name.strip(), value.strip(), environment, where=f"--header {name.strip()}"
        )
        found[name.strip()] = text
        secrets += hidden
    return found, tuple(secrets)


def _from_environment(
    name: str,
    value: str,
    environment: Mapping[str, str],
    *,
    where: str,
    produced: Iterable[str] = (),
) -> tuple[str, list[str]]:
    """The value of a header as far as the environment says it, and the secrets in it."""
    names = _VARIABLE.findall(value)
    if not names and is_secret_name(name):
        raise ConfigurationError(
            f"{where}: a secret is not written out. Name a variable of the environment: "
            f"{name}: '${{TOKEN}}'."
        )
    missing = [one for one in names if not environment.get(one) and one not in produced]
    if missing:
        raise ConfigurationError(
            f"{where}: the variable {missing[0]} is not set. Set it in the environment."
        )
    text = _VARIABLE.sub(
        lambda found: found[0] if found[1] in produced else environment[found[1]], value
    )
    if "\n" in text or "\r" in text:
        raise ConfigurationError(f"{where}: a header has no line break. Correct the variable.")
    secrets = [environment[one] for one in names if one not in produced]
    return text, secrets


# --- reading the table


_OPERATION = (
    *("id", "tag", "path", "method", "live", "values", "headers", "body"),
    *("status", "skip", "capture", "after"),
)
_STEP = ("command", "output", "request", "headers", "body", "capture")
#: Keys of `[live]` that only it has; the others are options of `tryfield check`.
KEYS = ("headers", "values", "operations", "setup", "teardown")
#: Options of `tryfield check` that `[live]` may hold as well; `url` is the base URL of `--live`.
OPTIONS = (
    *("url", "app", "auth", "methods", "only", "except"),
    *("timeout", "retries", "rate", "concurrency", "record", "replay"),
    *("keep", "refusals", "min_operations"),
)
_METHODS = frozenset(
    ["GET", "HEAD", "OPTIONS", "QUERY", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"]
)


def read_live_settings(
    table: Mapping[str, Any],
    found: Configuration,
    environment: Mapping[str, str],
    *,
    options: Iterable[str] = (),
) -> LiveSettings:
    """The settings that a table `[live]` holds.

    Args:
        table: As it was parsed.
        found: The configuration that it stands in, which knows its lines.
        environment: Where the variables of headers are.
        options: Further keys that the table may have; whoever knows them reads them.

    Raises:
        ConfigurationError: A key is unknown (a near one is named), a value has the wrong type, or
            a header names a variable that is neither set nor produced by `setup`.
    """
    reader = _Reader(found)
    at = ("live",)
    reader.known_keys(table, (*KEYS, *options), at)
    setup = reader.steps(table.get("setup", ()), (*at, "setup"))
    produced = frozenset[str]().union(*(step.produces for step in setup))
    headers: dict[str, str] = {}
    secrets: list[str] = []
    for name, value in reader.headers(table.get("headers", {}), (*at, "headers")).items():
        where = found.place(*at, "headers", name)
        headers[name], hidden = _from_environment(
            name, value, environment, where=where, produced=produced
        )
        secrets += hidden
    values = reader.table(table.get("values", {}), (*at, "values"))
    blocks = reader.tables(table.get("operations", ()), (*at, "operations"))
    return LiveSettings(
        headers=headers,
        values=values,
        operations=tuple(
            reader.operation(block, (*at, "operations", number))
            for number, block in enumerate(blocks)
        ),
        setup=setup,
        teardown=reader.steps(table.get("teardown", ()), (*at, "teardown")),
        secrets=tuple(secrets),
        places={name: found.place(*at, "values", name) for name in values},
    )


_At = tuple[str | int, ...]


class _Reader:
    """Takes the values of a table, or says where one is wrong."""

    def __init__(self, found: Configuration) -> None:
        self._found = found

    def known_keys(self, table: Mapping[str, Any], keys: Iterable[str], at: _At) -> None:
        known = tuple(keys)
        for name in table:
            if name.replace("-", "_") not in known:
                near = nearest(name.replace("-", "_"), known)
                advice = f"Did you mean '{near}'?" if near else f"Known are {', '.join(known)}."
                raise self.wrong((*at, name), f"[{_named(at)}] has no '{name}'. {advice}")

    def wrong(self, at: _At, words: str) -> ConfigurationError:
        return ConfigurationError(f"{self._found.place(*at)}: {words}")

    def table(self, value: Any, at: _At) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self.wrong(at, f"'{_named(at)}' must be a table of names.")
        return value

    def tables(self, value: Any, at: _At) -> tuple[Mapping[str, Any], ...]:
        if not isinstance(value, (list, tuple)):
            raise self.wrong(
                at, f"'{_named(at)}' must be a list: begin each with [[{_named(at)}]]."
            )
        return tuple(self.table(one, (*at, number)) for number, one in enumerate(value))

    def text(self, value: Any, at: _At) -> str:
        if not isinstance(value, str):
            raise self.wrong(at, f"'{_named(at)}' must be a text.")
        return value

    def texts(self, value: Any, at: _At) -> tuple[str, ...]:
        several = value if isinstance(value, (list, tuple)) else (value,)
        return tuple(self.text(one, at) for one in several)

    def headers(self, value: Any, at: _At) -> dict[str, str]:
        headers = {}
        for name, text in self.table(value, at).items():
            if not _HEADER_NAME.fullmatch(name):
                raise self.wrong((*at, name), f"{name!r} is no name of a header.")
            headers[name] = str(text) if type(text) is int else self.text(text, (*at, name))
        return headers

    def capture(self, value: Any, at: _At) -> dict[str, str]:
        return {name: self.text(one, (*at, name)) for name, one in self.table(value, at).items()}

    def operation(self, block: Mapping[str, Any], at: _At) -> OperationSettings:
        self.known_keys(block, _OPERATION, at)
        methods = self.texts(block.get("method", ()), (*at, "method"))
        for name in ("id", "tag", "path", "skip"):
            self.text(block.get(name, ""), (*at, name))
        selector = OperationSelector(
            id=block.get("id", ""),
            tag=block.get("tag", ""),
            path=block.get("path", ""),
            method=frozenset(one.strip().upper() for said in methods for one in said.split(",")),
        )
        if selector == OperationSelector():
            raise self.wrong(at, "the block chooses nothing. Give it an id, tag, path or method.")
        if (live := block.get("live")) not in (None, True, False):
            raise self.wrong((*at, "live"), "'live' must be true or false.")
        headers = self.headers(block.get("headers", {}), (*at, "headers"))
        for name, value in headers.items():
            if not _VARIABLE.search(value) and is_secret_name(name):
                raise self.wrong(
                    (*at, "headers", name),
                    "a secret is not written out. Name a variable of the environment: "
                    f'{name} = "${{TOKEN}}".',
                )
        return OperationSettings(
            selector=selector,
            live=live,
            values=self.values(block.get("values", {}), (*at, "values")),
            headers=headers,
            body=block.get("body"),
            status=self.status(block.get("status", ()), (*at, "status")),
            skip=block.get("skip", ""),
            capture=self.capture(block.get("capture", {}), (*at, "capture")),
            after=tuple(
                OperationSelector.of(one)
                for one in self.texts(block.get("after", ()), (*at, "after"))
            ),
            place=self._found.place(*at),
        )

    def values(self, value: Any, at: _At) -> dict[str, dict[str, Json]]:
        """By location; a table named as a location is one, any other name is a parameter."""
        found: dict[str, dict[str, Json]] = {"": {}}
        for name, one in self.table(value, at).items():
            if name in LOCATIONS and isinstance(one, Mapping):
                found[name] = dict(one)
            elif name == "body" and isinstance(one, Mapping):
                raise self.wrong((*at, name), "write 'body' beside 'values', not inside of it.")
            else:
                found[""][name] = one
        return found

    def status(self, value: Any, at: _At) -> tuple[str, ...]:
        several = value if isinstance(value, (list, tuple)) else (value,)
        texts = tuple(str(one) for one in several)
        for one in texts:
            if not _STATUS.fullmatch(one):
                raise self.wrong(at, f'{one!r} is no status. Write 201, "4XX" or a list of them.')
        return texts

    def steps(self, value: Any, at: _At) -> tuple[SetupStep, ...]:
        several = value if isinstance(value, (list, tuple)) else (value,)
        return tuple(self.step(one, (*at, number)) for number, one in enumerate(several))

    def step(self, value: Any, at: _At) -> SetupStep:
        place = self._found.place(*at)
        said = {"command": value} if isinstance(value, str) else self.table(value, at)
        self.known_keys(said, _STEP, at)
        if ("command" in said) == ("request" in said):
            raise self.wrong(at, "a step has a 'command' or a 'request': 'POST /reset'.")
        if "command" in said:
            written = said["command"]
            try:
                words = (
                    tuple(shlex.split(written))
                    if isinstance(written, str)
                    else self.texts(written, (*at, "command"))
                )
            except ValueError as error:
                raise self.wrong(at, f"the command cannot be split: {error}.") from None
            if not words:
                raise self.wrong(at, "the command is empty.")
            self.known_keys(said, ("command", "output"), at)
            output = self.text(said.get("output", ""), (*at, "output"))
            return SetupStep(command=words, output=output, place=place)
        self.known_keys(said, ("request", "headers", "body", "capture"), at)
        method, _, path = self.text(said["request"], (*at, "request")).partition(" ")
        if not _METHOD.fullmatch(method) or not path.strip().startswith("/"):
            raise self.wrong(at, "write a request as 'POST /reset', relative to the base URL.")
        return SetupStep(
            method=method,
            path=path.strip(),
            headers=self.headers(said.get("headers", {}), (*at, "headers")),
            body=said.get("body"),
            capture=self.capture(said.get("capture", {}), (*at, "capture")),
            place=place,
        )


def _named(at: _At) -> str:
    return ".".join(one for one in at if isinstance(one, str))


# --- what a definition says itself


def _of_definition(endpoint: Endpoint) -> OperationSettings:
    said = endpoint.extensions.get("x-tryfield") or {}
    if not isinstance(said, Mapping):
        raise _unclear(endpoint, "must be a table")
    live = said.get("live")
    if live not in (None, *_YES, *_NO):
        raise _unclear(endpoint, "'live' must be true or false")
    values, capture = said.get("values") or {}, said.get("capture") or {}
    if not isinstance(values, Mapping) or not set(values) <= {*LOCATIONS, "body"}:
        raise _unclear(endpoint, "'values' must have body, path, query, header or cookie")
    if any(not isinstance(one, Mapping) for name, one in values.items() if name != "body"):
        raise _unclear(endpoint, "'values' must give each place a table of names")
    if not isinstance(capture, Mapping) or not all(isinstance(v, str) for v in capture.values()):
        raise _unclear(endpoint, "'capture' must name the path of a field for each name")
    return OperationSettings(
        live=None if live is None else live in _YES,
        values={name: one for name, one in values.items() if name != "body"},
        body=values.get("body"),
        capture=capture,
        place=str(endpoint.span_at("")),
    )


def _unclear(endpoint: Endpoint, what: str) -> ConfigurationError:
    return ConfigurationError(f"{endpoint.span_at('')}: the tryfield section {what}.")


# --- merging


def _merged(
    before: OperationSettings, block: OperationSettings, endpoint: Endpoint
) -> OperationSettings:
    values = dict(before.values)
    for location, named in _located(block.values, endpoint).items():
        values[location] = {**values.get(location, {}), **named}
    return OperationSettings(
        live=before.live if block.live is None else block.live,
        values=values,
        headers=_overlaid(before.headers, block.headers),
        body=_body(before.body, block.body),
        status=block.status or before.status,
        skip=block.skip or before.skip,
        capture={**before.capture, **block.capture},
        after=(*before.after, *block.after),
        place=block.place or before.place,
    )


def _located(
    values: Mapping[str, Mapping[str, Json]], endpoint: Endpoint
) -> dict[str, dict[str, Json]]:
    found = {location: dict(named) for location, named in values.items() if location}
    for location, name in parameter_names(endpoint):
        if name in values.get("", {}):
            found.setdefault(location, {}).setdefault(name, values[""][name])
    return found


def _overlaid(before: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Later headers win, whatever their case (RFC 9110, section 5.1)."""
    names = {name.lower() for name in more}
    return {n: v for n, v in before.items() if n.lower() not in names} | dict(more)


def _body(before: Json, after: Json) -> Json:
    if after is None:
        return before
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {**before, **{name: _body(before.get(name), one) for name, one in after.items()}}
    return after


# --- comparing


def _unnamed(path: str) -> str:
    return _TEMPLATE_NAME.sub("{}", path)


def _like(pattern: str, text: str) -> bool:
    return _matcher(pattern)(text)


def _matcher(pattern: str) -> Callable[[str], bool]:
    if "*" not in pattern:
        return pattern.__eq__
    found = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
    return lambda text: found.fullmatch(text) is not None


def _unused(place: str, message: str, advice: str) -> Finding:
    file, _, line = place.rpartition(":")
    number = int(line) if line.isdigit() else 1
    span = Span(file if line.isdigit() else place, number, 1, number, 1)
    return Finding(
        rule="live-setting-unused",
        severity=Severity.WARNING,
        span=span,
        message=message,
        advice=advice,
    )


def credentials(
    options: Iterable[str], environment: Mapping[str, str]
) -> tuple[dict[str, Credential], tuple[str, ...]]:
    """Credentials by name of their scheme (`""` is for all others), and every secret in them.

    Args:
        options: `${TOKEN}`, `scheme=${TOKEN}`, `${USER}:${PASSWORD}` or `Token ${TOKEN}`.
        environment: Where the variables are.

    Raises:
        ConfigurationError: An option holds a secret itself, or a variable is not set.
    """
    found: dict[str, Credential] = {}
    secrets: list[str] = []
    for option in options:
        match = _WHOLE.fullmatch(option.strip())
        if match is None:
            # The value is not repeated: it may be a secret, and this is going to be logged.
            raise ConfigurationError(
                "--auth: a secret has no place on a command line. Name a variable, in single "
                "quotes: --auth '${TOKEN}' or --auth SCHEME='${TOKEN}'."
            )
        names = _VARIABLE.findall(match["value"])
        missing = [name for name in names if not environment.get(name)]
        if missing:
            raise ConfigurationError(
                f"--auth: the variable {missing[0]} is not set. Set it to the secret."
            )
        secrets += [environment[name] for name in names]
        value = _VARIABLE.sub(lambda name: environment[name[1]], match["value"])
        secrets.append(value.rpartition(" ")[2])
        found[(match["scheme"] or "").strip()] = Credential(value=value)
    return found, tuple(secrets)


def authorization(credential: str) -> tuple[str, str]:
    """The value of `Authorization` for a credential of no documented scheme, and how it is shown.

    `Token abc` is sent as it is, `user:password` as Basic (RFC 7617), all else as a bearer token
    (RFC 6750).
    """
    scheme, blank, _ = credential.partition(" ")
    if blank:
        return credential, f"{scheme} …"
    if ":" in credential:
        return f"Basic {base64.b64encode(credential.encode()).decode()}", "Basic …"
    return f"Bearer {credential}", "Bearer …"

"""Labels for a page: types, constraints, allowed values, statuses and credentials."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from tryfield.core.model import Auth, Field, Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line under a field: `at most` `80 characters`."""

    label: str
    value: str
    code: bool = False  #: the value is literal: it is set as code


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """One value of an enumeration, with what it stands for."""

    value: str
    description: str = ""


def literal(value: Any) -> str:
    """A JSON value as one writes it, on one line."""
    return json.dumps(value, ensure_ascii=False, default=str)


def type_label(field: Field) -> str:
    """The type of a field with its format: `string (date-time)`.

    Where the author has words of their own, they stand: `JSON or null`.
    """
    schema = field.schema
    if not isinstance(schema, Mapping):
        return field.type
    own = schema.get("x-tryfield-type")
    if isinstance(own, str) and own:
        return own
    form = schema.get("format")
    if form is None and len(field.children) == 1 and field.children[0].name == "[]":
        of = field.children[0]
        form = of.schema.get("format") if isinstance(of.schema, Mapping) else None
    return f"{field.type} ({form})" if isinstance(form, str) and form else field.type


_COUNTED = (("Length", "character"), ("Items", "item"), ("Properties", "name"))


def facts(field: Field) -> tuple[Fact, ...]:
    """What binds the values of a field, beyond its type: default, limits, examples."""
    schema = field.schema
    if not isinstance(schema, Mapping):
        return ()
    return tuple(_facts(schema, bare=field.type in _STRINGS))


_STRINGS = ("string", "string or null")


def _value(value: Any, *, bare: bool) -> str:
    """A value as a reader looks for it: a plain text without quotes where only texts stand."""
    if bare and isinstance(value, str) and value.strip() == value != "":
        return value
    return literal(value)


def _facts(schema: Mapping[str, Any], *, bare: bool) -> Iterator[Fact]:
    if "default" in schema:
        yield Fact(label="Default", value=_value(schema["default"], bare=bare), code=True)
    if "const" in schema:
        yield Fact(label="Always", value=_value(schema["const"], bare=bare), code=True)
    for suffix, thing in _COUNTED:
        least, most = schema.get(f"min{suffix}"), schema.get(f"max{suffix}")
        if words := _counted(least, most, thing):
            yield Fact(label="Length" if suffix == "Length" else "Size", value=words)
    if words := _range(schema):
        yield Fact(label="Range", value=words)
    if "multipleOf" in schema:
        multiple = schema["multipleOf"]
        text = _limit(multiple) if isinstance(multiple, float) else literal(multiple)
        yield Fact(label="Multiple of", value=text, code=True)
    if schema.get("uniqueItems") is True:
        yield Fact(label="Items", value="no two alike")
    if isinstance(schema.get("pattern"), str):
        yield Fact(label="Pattern", value=schema["pattern"], code=True)
    for key, label in (("contentMediaType", "Content"), ("contentEncoding", "Encoding")):
        if isinstance(schema.get(key), str):
            yield Fact(label=label, value=schema[key], code=True)
    yield from _examples(schema, bare=bare)


def _examples(schema: Mapping[str, Any], *, bare: bool) -> Iterator[Fact]:
    examples = schema.get("examples")
    values = list(examples) if isinstance(examples, list | tuple) else []
    if not values and "example" in schema:
        values = [schema["example"]]
    for value in values[:3]:
        if len(text := _value(value, bare=bare)) <= 120:
            yield Fact(label="Example", value=text, code=True)


def _counted(least: Any, most: Any, thing: str) -> str:
    least = least if isinstance(least, int) and least > 0 else None
    most = most if isinstance(most, int) else None
    if least is not None and least == most:
        return f"exactly {_number(least, thing)}"
    if least is not None and most is not None:
        return f"{least} to {_number(most, thing)}"
    if most is not None:
        return f"at most {_number(most, thing)}"
    return f"at least {_number(least, thing)}" if least is not None else ""


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _range(schema: Mapping[str, Any]) -> str:
    parts = [
        f"{words} {_limit(schema[key])}"
        for key, words in (
            ("minimum", "at least"),
            ("exclusiveMinimum", "more than"),
            ("maximum", "at most"),
            ("exclusiveMaximum", "less than"),
        )
        if isinstance(schema.get(key), int | float) and not isinstance(schema.get(key), bool)
    ]
    return ", ".join(parts)


def _limit(number: float) -> str:
    """A number as people write it: `0`, whatever a generator makes of it."""
    whole = isinstance(number, float) and number.is_integer() and abs(number) < _EXACT
    return literal(int(number) if whole else number)


_EXACT = 2**53


def allowed_values(field: Field) -> tuple[Allowed, ...]:
    """The values of an enumeration; `x-enumDescriptions` and its relatives say what they mean."""
    schema = field.schema
    if not isinstance(schema, Mapping) or not isinstance(schema.get("enum"), list | tuple):
        return ()
    meaning = _meanings(schema)
    bare = field.type in _STRINGS
    return tuple(
        Allowed(value=_value(value, bare=bare), description=meaning(index, value))
        for index, value in enumerate(schema["enum"])
    )


def _meanings(schema: Mapping[str, Any]) -> Any:
    for key in ("x-enumDescriptions", "x-enum-descriptions", "x-enum-varnames", "x-enumNames"):
        said = schema.get(key)
        if isinstance(said, Mapping):
            return lambda _, value, said=said: str(said.get(str(value), "") or "")
        if isinstance(said, list | tuple):
            return lambda index, _, said=said: str(said[index]) if index < len(said) else ""
    return lambda _, __: ""


def status_phrase(status: str) -> str:
    """`OK` for `200`; what a range or `default` stands for."""
    if status == "default":
        return "any other status"
    if len(status) == 3 and status[1:].upper() == "XX":
        kinds = {"1": "any information", "2": "any success", "3": "any redirection"}
        return kinds.get(status[0], "any fault of the request" if status[0] == "4" else "any fault")
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return ""


def success_first(statuses: Iterable[_Status], status: Callable[[_Status], str]) -> list[_Status]:
    """What has a status, successes before all else and errors last; otherwise as they stand."""
    return sorted(statuses, key=lambda one: _RANKS.get(status(one)[:1], 1))


_Status = TypeVar("_Status")
_RANKS = {"2": 0, "4": 2, "5": 2, "d": 3}  #: by the first sign; `default` is what no other says


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialLabel:
    """One credential that a call carries."""

    label: str  #: `Basic authentication`
    line: str = ""  #: how it is written: `Authorization: Token <token>`
    scopes: tuple[str, ...] = ()
    description: str = ""  #: Markdown of the definition
    links: tuple[tuple[str, str], ...] = ()  #: what, and its URL


def credential_label(requirement: Requirement) -> CredentialLabel:
    """What a security scheme asks for, in words."""
    auth = requirement.auth
    words, line = _carried(auth)
    return CredentialLabel(
        label=words,
        line=line,
        scopes=requirement.scopes,
        description=auth.description,
        links=tuple(_links(auth)),
    )


def _carried(auth: Auth) -> tuple[str, str]:
    if auth.kind == "apiKey":
        value = f"{auth.prefix}{auth.placeholder or '<key>'}"
        if auth.location == "query":
            return "A key in the query", f"?{auth.parameter}={value}"
        if auth.location == "cookie":
            return "A key in a cookie", f"Cookie: {auth.parameter}={value}"
        words = "A token in a header" if auth.prefix.strip().lower() == "token" else ""
        return words or "A key in a header", f"{auth.parameter}: {value}"
    if auth.kind == "http":
        scheme = auth.scheme.lower()
        if scheme == "basic":
            return "Basic authentication: user name and password", "Authorization: Basic <base64>"
        name = auth.scheme[:1].upper() + auth.scheme[1:]
        what = f" ({auth.bearer_format})" if auth.bearer_format else ""
        token = auth.placeholder or ("<token>" if scheme == "bearer" else "<credentials>")
        kind = "token" if scheme == "bearer" else "authentication"
        return f"{name} {kind}{what}", f"Authorization: {name} {token}"
    if auth.kind == "oauth2":
        flows = ", ".join(_FLOWS.get(flow, flow) for flow in auth.flows)
        return f"OAuth 2.0{f' ({flows})' if flows else ''}", "Authorization: Bearer <access token>"
    if auth.kind == "openIdConnect":
        return "OpenID Connect", "Authorization: Bearer <access token>"
    return "A client certificate (mutual TLS)", ""


_FLOWS = {
    "authorizationCode": "authorization code",
    "clientCredentials": "client credentials",
    "deviceAuthorization": "device authorization",
    "implicit": "implicit",
    "password": "password",
}


def _links(auth: Auth) -> Iterator[tuple[str, str]]:
    if auth.open_id_connect_url:
        yield "Configuration", auth.open_id_connect_url
    for flow in auth.flows.values():
        if not isinstance(flow, Mapping):
            continue
        for key, words in (("authorizationUrl", "Sign in"), ("tokenUrl", "Tokens")):
            if isinstance(flow.get(key), str) and flow[key]:
                yield words, flow[key]

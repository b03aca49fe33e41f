"""One auth from all that a page says about it: its settings, its header fields, its curl."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from tryfield.core.curl.curl_command import Command
from tryfield.core.model import Auth, Parameter, Requirement
from tryfield.readers.credentials import (
    auth_of_header,
    http_auth,
    is_credential_header,
    is_credential_query,
    key_auth,
)

_BY_WORDS = re.compile(r"auth|api[ _-]?key|credential", re.IGNORECASE)
Security = tuple[tuple[Requirement, ...], ...]
_NAMED = re.compile(
    r"\b(Bearer|Basic|Token|ApiKey|Api-Key|Key|Digest)\s+([<{$\[][^\s`'\"]*|YOUR_\w+|[A-Z][A-Z_]{3,})"
)
_BEARER = re.compile(r"\bbearer\b", re.IGNORECASE)
_BASIC = re.compile(r"\bbasic\s+auth", re.IGNORECASE)
_METHODS = {"bearer", "basic", "digest"}


def security_of(
    method: str,
    name: str,
    parameters: Iterable[Parameter],
    commands: Iterable[Command],
    *,
    stated: bool,
) -> Security:
    """The security of an endpoint.

    Args:
        method: `authMethod` of the page, or of the site: bearer, basic, key, none or "".
        name: Header name that the site gives for `key`.
        parameters: Documented parameters; credentials among them are this auth, not another one.
        commands: Documented curl commands.
        stated: The page itself says the method, so it wins over what only the site says.
    """
    if method == "none" and stated:
        return ((),)
    seen = _from_commands(commands)
    written = [auth for each in parameters if (auth := _from_parameter(each)) is not None]
    auths = _merged([*seen[:2], *written])
    general = _from_method(method, name)
    if general is not None and not any(_alike(auth, general) for auth in auths):
        if stated:
            auths = [general, *(auth for auth in auths if _place(auth) != _place(general))]
        elif not auths:
            auths = [general]
    required = {each.name.lower() for each in parameters if each.required}
    all_needed = len(auths) > 1 and (
        len(seen) >= len(auths) or all(auth.parameter.lower() in required for auth in auths)
    )
    if all_needed:
        return (tuple(Requirement(auth=auth) for auth in auths),)
    return tuple((Requirement(auth=auth),) for auth in auths)


def _from_commands(commands: Iterable[Command]) -> list[Auth]:
    """Credentials of the first command that has some."""
    for command in commands:
        found: list[Auth] = []
        spans = command.header_spans or (None,) * len(command.request.headers)
        for (name, value), span in zip(command.request.headers, spans, strict=False):
            if command.user and name.lower() == "authorization":
                found.append(http_auth("basic", placeholder=command.user, span=span))
            elif is_credential_header(name):
                found.append(auth_of_header(name, value, span=span))
        for name, value in _query(command.request.url):
            if is_credential_query(name):
                found.append(
                    key_auth(name, location="query", placeholder=value, span=command.url_span)
                )
        if found:
            return found
    return []


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def _from_parameter(parameter: Parameter) -> Auth | None:
    words = parameter.description
    default = ""
    if isinstance(parameter.schema, dict):
        given = parameter.schema.get("default") or parameter.schema.get("x-tryfield-placeholder")
        default = given if isinstance(given, str) else ""
    if parameter.location == "header" and is_credential_header(parameter.name):
        if parameter.name.lower() != "authorization":
            return replace(
                key_auth(parameter.name, placeholder=default, span=parameter.span),
                description=words,
            )
        named = _NAMED.search(f"{default}\n{words}")
        value = " ".join(named.groups()) if named else default
        if not named and _BEARER.search(words):
            auth = http_auth("bearer", span=parameter.span)
        elif not named and _BASIC.search(words):
            auth = http_auth("basic", span=parameter.span)
        else:
            auth = auth_of_header("Authorization", value, span=parameter.span)
        return replace(auth, description=words)
    plain = parameter.name.lower() in ("token", "key")
    if (
        parameter.location == "query"
        and is_credential_query(parameter.name)
        and (not plain or _BY_WORDS.search(words))
    ):
        return replace(
            key_auth(parameter.name, location="query", placeholder=default, span=parameter.span),
            description=words,
        )
    return None


def _from_method(method: str, name: str) -> Auth | None:
    if method in _METHODS:
        return http_auth(method)
    if method in ("key", "apikey", "api-key"):
        return key_auth(name or "x-api-key")
    if method == "cobo":
        return key_auth("Biz-Api-Key")
    return None


def _place(auth: Auth) -> tuple[str, str]:
    if auth.kind == "apiKey":
        return auth.location, auth.parameter.lower()
    return "header", "authorization"


def _alike(one: Auth, other: Auth) -> bool:
    """Whether two auths are the same credential at the same place."""
    if _place(one) != _place(other):
        return False
    return one.kind != other.kind or one.scheme == other.scheme


def _merged(auths: list[Auth]) -> list[Auth]:
    """Each credential once; the first says how it is written, the others add what it lacks."""
    merged: dict[tuple[str, str], Auth] = {}
    for auth in auths:
        known = merged.get(_place(auth))
        if known is None:
            merged[_place(auth)] = auth
            continue
        bare = known.kind == "apiKey" and not known.prefix and auth.kind == "http"
        base, more = (auth, known) if bare else (known, auth)
        merged[_place(auth)] = replace(
            base,
            description=base.description or more.description,
            placeholder=base.placeholder or more.placeholder,
        )
    return list(merged.values())


def marked(parameters: tuple[Parameter, ...], security: Security) -> tuple[Parameter, ...]:
    """Parameters, where those that carry a credential name their auth (`x-tryfield-auth`)."""
    names = {
        _place(requirement.auth): requirement.auth.name
        for alternative in security
        for requirement in alternative
    }
    return tuple(
        replace(each, extensions={**each.extensions, "x-tryfield-auth": names[key]})
        if (key := (str(each.location), each.name.lower())) in names
        else each
        for each in parameters
    )

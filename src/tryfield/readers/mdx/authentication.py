"""One auth from all that a page says about it: its settings, its header fields, its curl."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from tryfield.core.curl import Command
from tryfield.core.model import Auth, Parameter, Requirement
from tryfield.readers.credentials import (
    auth_of_header,
    http_auth,
    is_credential_header,
    is_credential_query,
    key_auth,
)

Security = tuple[tuple[Requirement, ...], ...]
_NAMED = re.compile(r"\b(Bearer|Basic|Token|ApiKey|Api-Key|Key|Digest)\s+([<{$\[][^\s`'\"]*|YOUR_\w+|[A-Z][A-Z_]{3,})")
_BEARER = re.compile(r"\bbearer\b", re.IGNORECASE)
_BASIC = re.compile(r"\bbasic\s+auth", re.IGNORECASE)
_METHODS = {"bearer", "basic", "digest"}


def security_of(
    method: str, name: str, parameters: Iterable[Parameter], commands: Iterable[Command], *, stated: bool
) -> Security:
    """The security of an endpoint.

    Args:
        method: `authMethod` of the page or of the site: bearer, basic, key, none or "".
        name: Header name that the site gives for `key`.
        parameters: Documented parameters; credentials among them are this auth, not another one.
        commands: Documented curl commands.
        stated: The page itself says the method, so it wins over what only the site says.
    """
    seen = _from_commands(commands)
    written = [auth for each in parameters if (auth := _from_parameter(each)) is not None]
    auths = _merged([*seen[:2], *written])
    if method == "none" and stated:
        return ((),)
    general = _from_method(method, name)
    if general is not None and (stated or not auths):
        same = [auth for auth in auths if _alike(auth, general)]
        if not same and stated:
            placed = [auth for auth in auths if auth.parameter.lower() != general.parameter.lower()]
            auths = [general, *placed] if not placed else [*placed]
            auths = [general] if stated and not written else _merged([general, *placed])
        elif not auths:
            auths = [general]
    if not auths:
        return ()
    required = {
        each.name.lower() for each in parameters if each.required and each.location != "path"
    }
    first = auths[0]
    if len(auths) > 1 and (
        all(auth.parameter.lower() in required for auth in auths) or _together(seen, auths)
    ):
        return (tuple(Requirement(auth=auth) for auth in auths),)
    if len(auths) == 1:
        return ((Requirement(auth=first),),)
    return tuple((Requirement(auth=auth),) for auth in auths)


def _together(seen: list[Auth], auths: list[Auth]) -> bool:
    """Whether one command sends them all."""
    return len(seen) >= len(auths) > 1


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
    if parameter.location == "query" and is_credential_query(parameter.name) and (
        parameter.name.lower() not in ("token", "key") or "auth" in words.lower() or "api key" in words.lower()
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


def _alike(one: Auth, other: Auth) -> bool:
    """Whether two auths are the same credential at the same place."""
    if one.kind == "apiKey" and other.kind == "apiKey":
        return one.location == other.location and one.parameter.lower() == other.parameter.lower()
    place = [auth.parameter.lower() if auth.kind == "apiKey" else "authorization" for auth in (one, other)]
    if place[0] != place[1]:
        return False
    return one.kind != other.kind or one.scheme == other.scheme


def _merged(auths: list[Auth]) -> list[Auth]:
    """Each credential once; the first says how it is written, the others add what it lacks."""
    merged: list[Auth] = []
    for auth in auths:
        place = "authorization" if auth.kind == "http" else auth.parameter.lower()
        for number, known in enumerate(merged):
            known_place = "authorization" if known.kind == "http" else known.parameter.lower()
            if known_place == place and known.location == auth.location:
                bare = known.kind == "apiKey" and not known.prefix and auth.kind == "http"
                base, more = (auth, known) if bare else (known, auth)
                merged[number] = replace(
                    base,
                    description=base.description or more.description,
                    placeholder=base.placeholder or more.placeholder,
                )
                break
        else:
            merged.append(auth)
    return merged

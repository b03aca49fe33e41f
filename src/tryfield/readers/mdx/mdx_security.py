"""The security of an endpoint: from the settings, header fields and curl commands of a page.

Also which headers and query parameters carry a credential, and what definitions write instead of
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from tryfield.core.curl.curl_model import Command
from tryfield.core.model import Auth, Parameter, Requirement, Span
from tryfield.core.request.placeholders import is_placeholder
from tryfield.core.secret_names import is_credential_name
from tryfield.readers.mdx.description_facts import says_optional

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
    sets = _from_commands(commands)
    seen = sets[0] if sets else []
    carriers = [(each, auth) for each in parameters if (auth := _from_parameter(each)) is not None]
    written = [auth for _, auth in carriers]
    if len(sets) > 1 and not written and not stated:
        # Only the examples say it, and they say it in several ways.
        return tuple(tuple(Requirement(auth=auth) for auth in every) for every in sets)
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
    security: Security = tuple((Requirement(auth=auth),) for auth in auths)
    if carriers and all(
        not each.required and says_optional(each.description) for each, _ in carriers
    ):
        security = (*security, ())
    return security


def _from_commands(commands: Iterable[Command]) -> list[list[Auth]]:
    """The different sets of credentials that commands send."""
    sets: dict[frozenset[tuple[str, str, str]], list[Auth]] = {}
    for command in commands:
        found: list[Auth] = []
        spans = command.header_spans or (None,) * len(command.request.headers)
        for (name, value), span in zip(command.request.headers, spans, strict=False):
            if command.user and name.lower() == "authorization":
                found.append(http_auth("basic", placeholder=command.user, span=span))
            elif is_credential_name(name, "header"):
                found.append(auth_of_header(name, value, span=span))
        for name, value in _query(command.request.url):
            if is_credential_name(name, "query"):
                found.append(
                    key_auth(name, location="query", placeholder=value, span=command.url_span)
                )
        if found:
            sets.setdefault(frozenset((*_place(auth), auth.scheme) for auth in found), found)
    return list(sets.values())


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
    if parameter.location == "header" and is_credential_name(parameter.name, "header"):
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
        and is_credential_name(parameter.name, "query")
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


_SCHEME = re.compile(r"([A-Za-z][\w+-]*)[ \t]+(\S.*)$", re.DOTALL)


def auth_of_header(name: str, value: str, *, span: Span | None = None) -> Auth:
    """The auth that a header with a documented value stands for.

    `Bearer <t>` and `Basic <t>` are http schemes; any other word in front is a prefix.
    """
    value = value.strip()
    if name.lower() == "authorization":
        found = _SCHEME.match(value)
        word = found.group(1) if found else ""
        credential = found.group(2).strip() if found else value
        if word.lower() in ("bearer", "basic", "digest"):
            return http_auth(word.lower(), placeholder=credential, span=span)
        if found and not is_placeholder(value):
            return Auth(
                name=f"{word.lower()}Auth",
                kind="apiKey",
                parameter="Authorization",
                prefix=f"{word} ",
                placeholder=_kept(credential),
                span=span,
            )
        return Auth(
            name="authorization",
            kind="apiKey",
            parameter="Authorization",
            placeholder=_kept(value),
            span=span,
        )
    return Auth(
        name=_camel(name), kind="apiKey", parameter=name, placeholder=_kept(value), span=span
    )


def http_auth(scheme: str, *, placeholder: str = "", span: Span | None = None) -> Auth:
    """Basic, bearer or digest."""
    parts = [part for part in placeholder.split(":") if part]
    return Auth(
        name=f"{scheme}Auth",
        kind="http",
        scheme=scheme,
        placeholder=placeholder if parts and all(map(is_placeholder, parts)) else "",
        span=span,
    )


def key_auth(
    name: str, *, location: str = "header", placeholder: str = "", span: Span | None = None
) -> Auth:
    """A key in a header, a query parameter or a cookie."""
    return Auth(
        name=_camel(name),
        kind="apiKey",
        location="query" if location == "query" else "cookie" if location == "cookie" else "header",
        parameter=name,
        placeholder=_kept(placeholder),
        span=span,
    )


def _kept(text: str) -> str:
    return text.strip() if is_placeholder(text) else ""


def _camel(name: str) -> str:
    words = [word for word in re.split(r"[^A-Za-z0-9]+", name) if word]
    if not words:
        return "key"
    return words[0].lower() + "".join(word[:1].upper() + word[1:] for word in words[1:])

"""Requests and texts without their secrets, for everything that is shown, copied or kept."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from tryfield.core.model import Json
from tryfield.core.secret_names import is_secret_name
from tryfield.core.wire import WireRequest

MASK = "<secret>"
LEAST_SEARCHED = 6  #: characters of a secret that texts are searched for; words hold shorter ones
_QUERY = re.compile(r"(?P<before>[?&](?P<name>[^=&#\s]{1,200})=)(?P<value>[^&#]+)")
_USERINFO = re.compile(r"(?i)(://)[^/?#@\s]+@")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9-]* ")
_SHOWN = re.compile(r"<[^<>]*>|\{[^{}]*\}")


def stands_for_secret(text: str) -> bool:
    """Whether a text is shown where a secret would be: `<token>`, `{token}`."""
    return _SHOWN.fullmatch(text) is not None


def masked(request: WireRequest, secrets: Iterable[str] = ()) -> WireRequest:
    """The request with its credentials replaced by `<secret>`.

    Args:
        request: As it was sent.
        secrets: Credentials that are known; they are hidden wherever they stand, those of less
            than six characters where they are the whole value of a header, a cookie or a query
            parameter. Headers and query parameters that are named like a credential are hidden in
            any case.
    """
    secrets = tuple(secrets)
    known, short = _forms(secrets), short_secrets(secrets)
    headers = tuple((name, _header(name, value, known, short)) for name, value in request.headers)
    url = _USERINFO.sub(rf"\1{MASK}@", hidden(request.url, known))
    url = _QUERY.sub(lambda match: _query(match, short), url)
    body = request.body
    parts = request.parts
    for secret in known:
        written = secret.encode("utf-8", "replace")
        body = body.replace(written, MASK.encode())
        parts = tuple(replace(p, value=p.value.replace(written, MASK.encode())) for p in parts)
    return replace(request, url=url, headers=headers, body=body, parts=parts)


def hidden(text: str, secrets: Iterable[str]) -> str:
    """Text with every occurrence of the secrets replaced."""
    for secret in _forms(secrets):
        text = text.replace(secret, MASK)
    return text


def secrets_in(request: WireRequest) -> tuple[str, ...]:
    """Credentials in headers that are named like one."""
    found = []
    for name, value in request.headers:
        if is_secret_name(name):
            scheme = _SCHEME.match(value)
            found.append(value[len(scheme[0]) :] if scheme else value)
    return tuple(one for one in found if one and not stands_for_secret(one))


def keys_of(request: WireRequest, secrets: Iterable[str] = ()) -> list[str]:
    """Names of the headers whose credential a browser takes along to another origin.

    It leaves out `Authorization` only (Fetch, HTTP-redirect fetch).
    """
    secrets = tuple(secrets)
    known, short = _forms(secrets), short_secrets(secrets)
    return [
        name
        for name, value in request.headers
        if name.lower() not in ("authorization", "cookie")
        and _header(name, value, known, short) != value
    ]


def _forms(secrets: Iterable[str]) -> list[str]:
    """Secrets as they may be written, the longest first; short ones would hit innocent text."""
    found = {
        form
        for one in secrets
        if len(one) >= LEAST_SEARCHED
        for form in (one, quote(one, safe=""), quote_plus(one))
    }
    return sorted(found, key=len, reverse=True)


def short_secrets(secrets: Iterable[str]) -> frozenset[str]:
    """The secrets that no text is searched for."""
    return frozenset(one for one in secrets if 0 < len(one) < LEAST_SEARCHED)


def is_whole_secret(value: str, short: Container[str]) -> bool:
    """Whether a value is one of some secrets, perhaps behind a scheme: `Token abc`."""
    scheme = _SCHEME.match(value)
    return value in short or (scheme is not None and value[len(scheme[0]) :] in short)


def _header(name: str, value: str, known: list[str], short: Container[str]) -> str:
    value = hidden(value, known)
    if name.lower() == "cookie" and not is_secret_name(name):
        pairs = [one.partition("=") for one in value.split("; ")]
        return "; ".join(f"{n}{e}{MASK if v in short else v}" for n, e, v in pairs)
    if not (is_secret_name(name) or is_whole_secret(value, short)) or MASK in value or not value:
        return value
    scheme = _SCHEME.match(value)
    prefix = scheme[0] if scheme else ""
    rest = value[len(prefix) :]
    return value if stands_for_secret(rest) else prefix + MASK


def _query(match: re.Match[str], short: Container[str]) -> str:
    shown = match["value"].startswith(("%3C", "<", "{"))
    secret = not shown and (
        is_secret_name(unquote(match["name"])) or unquote(match["value"]) in short
    )
    return match["before"] + MASK if secret else match[0]


def redacted(value: Json, secrets: Iterable[str]) -> Any:
    """A JSON value with the secrets hidden in all of its texts.

    Those of less than six characters are hidden where they are the whole of a value that is named
    like a secret, or of a pair such as `["X-Key", "abc"]`, which is how headers are written.
    """
    secrets = tuple(secrets)
    known, short = _forms(secrets), short_secrets(secrets)
    return _redacted(value, known, short) if known or short else value


def _redacted(value: Json, known: list[str], short: Container[str]) -> Json:
    if isinstance(value, str):
        for secret in known:
            value = value.replace(secret, MASK)
        return value
    if isinstance(value, dict):
        return {
            name: MASK
            if isinstance(one, str) and one in short and is_secret_name(name)
            else _redacted(one, known, short)
            for name, one in value.items()
        }
    if not isinstance(value, list):
        return value
    if len(value) == 2 and isinstance(value[1], str) and is_whole_secret(value[1], short):
        scheme = _SCHEME.match(value[1])
        return [value[0], f"{scheme[0] if scheme else ''}{MASK}"]
    return [_redacted(one, known, short) for one in value]


def without_secrets(body: bytes, secrets: Iterable[str]) -> bytes:
    """A body without the secrets that it echoes; the same bytes where it holds none."""
    for secret in _forms(secrets):
        for form in {
            secret,
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
        }:
            body = body.replace(form.encode("utf-8", "replace"), MASK.encode())
    return body

"""Requests and texts without their secrets, for everything that is shown, copied or kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from tryfield.core.model import Json
from tryfield.core.secret_names import is_secret_name
from tryfield.core.wire import WireRequest

MASK = "<secret>"
_QUERY = re.compile(r"(?P<before>[?&](?P<name>[^=&#\s]+)=)(?P<value>[^&#]+)")
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
        secrets: Credentials that are known; they are hidden wherever they stand. Headers and
            query parameters that are named like a credential are hidden in any case.
    """
    known = _forms(secrets)
    headers = tuple((name, _header(name, value, known)) for name, value in request.headers)
    url = _USERINFO.sub(rf"\1{MASK}@", hidden(request.url, known))
    url = _QUERY.sub(_query, url)
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


def _forms(secrets: Iterable[str]) -> list[str]:
    """Secrets as they may be written, the longest first; short ones would hit innocent text."""
    found = {form for one in secrets for form in (one, quote(one, safe=""), quote_plus(one))}
    return sorted((one for one in found if len(one) >= 4), key=len, reverse=True)


def _header(name: str, value: str, known: list[str]) -> str:
    value = hidden(value, known)
    if not is_secret_name(name) or MASK in value or not value:
        return value
    scheme = _SCHEME.match(value)
    prefix = scheme[0] if scheme else ""
    rest = value[len(prefix) :]
    return value if stands_for_secret(rest) else prefix + MASK


def _query(match: re.Match[str]) -> str:
    shown = match["value"].startswith(("%3C", "<", "{"))
    secret = not shown and is_secret_name(unquote(match["name"]))
    return match["before"] + MASK if secret else match[0]


def redacted(value: Json, secrets: Iterable[str]) -> Any:
    """A JSON value with the secrets hidden in all of its texts."""
    known = _forms(secrets)
    return _redacted(value, known) if known else value


def _redacted(value: Json, known: list[str]) -> Json:
    if isinstance(value, str):
        for secret in known:
            value = value.replace(secret, MASK)
        return value
    if isinstance(value, dict):
        return {name: _redacted(one, known) for name, one in value.items()}
    return [_redacted(one, known) for one in value] if isinstance(value, list) else value

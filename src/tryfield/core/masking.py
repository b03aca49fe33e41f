"""Requests and texts without their secrets, for everything that is shown, copied or kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

from tryfield.core.model import Json
from tryfield.core.wire import WireRequest

MASK = "<secret>"
# A header with one of these words carries a credential, whoever documented it.
_SECRET_HEADER = re.compile(
    r"(?i)^(?:(?:proxy-)?authorization|(?:set-)?cookie|.*(?:api[-_]?key|token|secret|password|signature).*)$"
)
_SECRET_QUERY = re.compile(
    r"(?i)([?&](?:[\w.-]*(?:api[-_]?key|token|secret|password|signature)|key)=)([^&#]+)"
)
_USERINFO = re.compile(r"(?i)(://)[^/?#@\s]+@")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9-]* ")
_SHOWN = re.compile(r"<[^<>]*>|\{[^{}]*\}")


def names_credential(header: str) -> bool:
    """Whether a header carries a credential, by its name."""
    return _SECRET_HEADER.match(header) is not None


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
    url = _SECRET_QUERY.sub(_query, url)
    body = request.body
    for secret in known:
        body = body.replace(secret.encode("utf-8", "replace"), MASK.encode())
    return replace(request, url=url, headers=headers, body=body)


def hidden(text: str, secrets: Iterable[str]) -> str:
    """Text with every occurrence of the secrets replaced."""
    for secret in _forms(secrets):
        text = text.replace(secret, MASK)
    return text


def secrets_in(request: WireRequest) -> tuple[str, ...]:
    """Credentials in headers that are named like one."""
    found = []
    for name, value in request.headers:
        if _SECRET_HEADER.match(name):
            scheme = _SCHEME.match(value)
            found.append(value[len(scheme[0]) :] if scheme else value)
    return tuple(one for one in found if one and not _SHOWN.fullmatch(one))


def _forms(secrets: Iterable[str]) -> list[str]:
    """Secrets as they may be written, the longest first; short ones would hit innocent text."""
    found = {form for one in secrets for form in (one, quote(one, safe=""), quote_plus(one))}
    return sorted((one for one in found if len(one) >= 4), key=len, reverse=True)


def _header(name: str, value: str, known: list[str]) -> str:
    value = hidden(value, known)
    if not _SECRET_HEADER.match(name) or MASK in value or not value:
        return value
    scheme = _SCHEME.match(value)
    prefix = scheme[0] if scheme else ""
    rest = value[len(prefix) :]
    return value if _SHOWN.fullmatch(rest) else prefix + MASK


def _query(match: re.Match[str]) -> str:
    shown = match[2] == MASK or match[2].startswith(("%3C", "<", "{"))
    return match[0] if shown else match[1] + MASK


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

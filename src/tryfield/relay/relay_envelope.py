"""The JSON that a page and the relay exchange; its shape stands in `tryfield.relay`."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from tryfield.core.wire import WireRequest
from tryfield.relay.relay_limits import RelayError

_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}", re.ASCII)
_NEVER = {"CONNECT", "TRACE"}  # they are about the connection, not about the API


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a page asks the relay to do."""

    request: WireRequest
    follow: bool = True
    stream: bool = False


def read(text: bytes, *, largest_body: int) -> Envelope:
    """What a page has posted.

    Raises:
        RelayError: 400, it has another shape; 413, the body is too large.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _invalid("It is not JSON.") from error
    if not isinstance(value, dict):
        raise _invalid("It is no object.")
    method, url = value.get("method", "GET"), value.get("url")
    if not isinstance(method, str) or not _METHOD.fullmatch(method) or method.upper() in _NEVER:
        raise _invalid("'method' is none that can be sent.")
    if not isinstance(url, str):
        raise _invalid("'url' is no string.")
    redirect, stream = value.get("redirect", "follow"), value.get("stream", False)
    if redirect not in ("follow", "manual"):
        raise _invalid("'redirect' is neither 'follow' nor 'manual'.")
    if not isinstance(stream, bool):
        raise _invalid("'stream' is no boolean.")
    body = _body(value.get("body", ""))
    if len(body) > largest_body:
        raise too_large(largest_body)
    return Envelope(
        request=WireRequest(
            method=method, url=url, headers=_headers(value.get("headers", [])), body=body
        ),
        follow=redirect == "follow",
        stream=stream,
    )


def written(value: Any) -> bytes:
    """A part of a response, as one line."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def error_value(error: RelayError) -> dict[str, Any]:
    """How a page is told that the relay could not do it."""
    return {"error": {"code": error.code, "message": error.message}}


def text_of(body: bytes) -> str:
    """A body as it stands in an envelope."""
    return base64.b64encode(body).decode("ascii")


def too_large(bound: int) -> RelayError:
    """For a body that is not sent on."""
    return RelayError(413, "request-too-large", f"This relay sends {bound} bytes at most.")


def _headers(value: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in value
    ):
        return tuple((name, text) for name, text in value)
    raise _invalid("'headers' is no list of pairs of strings.")


def _body(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise _invalid("'body' is not base64.") from error


def _invalid(reason: str) -> RelayError:
    return RelayError(400, "envelope-invalid", f"The envelope cannot be read. {reason}")

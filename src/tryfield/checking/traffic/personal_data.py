"""Takes personal data and secrets out of exchanges before anything is written.

What is replaced keeps its shape: lengths, character classes and formats are judged as they were.
In doubt a value is personal: one too many that is hidden harms less than one that is seen. Kept
are words of an API: constants in lower or upper case, numbers without a telling name, URLs of the
API itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from tryfield.core.lossless_json import dumps, loads
from tryfield.core.media_types import essence, is_form, is_json
from tryfield.core.model import Json
from tryfield.core.secret_names import is_secret_name
from tryfield.core.wire import WireRequest, WireResponse

_PERSONAL = re.compile(
    r"(?<![a-z])(?:(?:first|last|full|middle|given|family|display|nick|user|maiden|real|holder|legal"
    r"|company|contact|customer|owner|author|recipient|sender)[-_ ]?names?|names?|surnames?|login|"
    r"e?[-_]?mails?|(?:e[-_ ]?)?mail[-_ ]?address(?:es)?|phones?|mobiles?|telephones?|tel|fax|"
    r"address(?:es)?|street|city|town|zip(?:[-_ ]?code)?|post(?:al)?[-_ ]?code|birth\w*|dob|age|"
    r"gender|sex|ssn|nin|passport\w*|iban|bic|swift|card\w*|account[-_ ]?(?:number|no)|"
    r"tax[-_ ]?id|vat|"
    r"lat(?:itude)?|lon(?:gitude)?|lng|geo\w*|coordinates?|ip(?:[-_ ]?addr\w*)?|"
    r"bio|comment|note|message|text|body|description|subject|title|content|avatar\w*|photo\w*|"
    r"picture\w*|salary|religion|nationality|licen[cs]e[-_ ]?plate|user[-_ ]?agent)(?![a-z])",
    re.IGNORECASE,
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NAME_AS_VALUE = re.compile(r".*@.*|\+?\d[\d .-]{4,}|[0-9a-fA-F-]{16,}")
#: What an API writes itself: `active`, `PENDING_REVIEW`, `v2`, `application/json`, `en-GB`.
_CONSTANT = re.compile(
    r"[a-z]{1,16}(?:[_.:/-][a-z]{1,16}){0,3}|[A-Z]{1,16}(?:_[A-Z]{1,16}){0,4}|"
    r"[a-z]{2}-[A-Z]{2}|v?\d{1,3}|"
)
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ23456789",
    "x" * 26 + "X" * 26 + "1" * 8,
)
_HEX = str.maketrans("123456789abcdefABCDEF", "0" * 9 + "a" * 6 + "A" * 6)
#: Headers whose values say nothing about anybody.
_PLAIN_HEADERS = frozenset(
    [
        *("accept", "accept-encoding", "accept-ranges", "age", "allow", "cache-control"),
        *("connection", "content-length", "content-type", "date", "expires", "keep-alive"),
        *("pragma", "retry-after", "server", "transfer-encoding", "upgrade", "vary"),
    ]
)


def is_personal_name(name: str) -> bool:
    """Whether a member of this name holds data of a person: `firstName`, `email`, `birth_date`."""
    return _PERSONAL.search(_HUMP.sub("_", name)) is not None


def without_personal_data(value: Json, name: str = "") -> Any:
    """A JSON value of the same shape in which nobody can be recognised.

    Args:
        value: Of a body.
        name: Of the member that it is.
    """
    if isinstance(value, dict):
        return {_key(one): without_personal_data(below, one) for one, below in value.items()}
    if isinstance(value, list):
        return [without_personal_data(below, name) for below in value]
    hidden = is_personal_name(name) or is_secret_name(name)
    if isinstance(value, str):
        return value if not hidden and _CONSTANT.fullmatch(value) else _shaped(value)
    if hidden and not isinstance(value, bool) and value is not None:
        return _number(value)
    return value


def _key(name: str) -> str:
    """A name of a map that is a value itself: an address, a number."""
    return _shaped(name) if _NAME_AS_VALUE.fullmatch(name) else name


def _shaped(text: str) -> str:
    """A text with the same kinds of characters in the same places; dates stay dates."""
    if _DATE.fullmatch(text):
        return re.sub(r"^\d{4}-\d\d-\d\d", "2000-01-01", text)[: len(text)]
    if _UUID.fullmatch(text):
        return text.translate(_HEX)
    beginning = re.match(r"[a-z]{2,6}://", text)
    head = beginning[0] if beginning else ""
    shaped = text[len(head) :].translate(_LETTERS)
    return head + "".join(one if one < "\x80" else _foreign(one) for one in shaped)


def _foreign(letter: str) -> str:
    return "é" if letter.isalpha() else "٣" if letter.isdigit() else letter


def _number(value: Any) -> Any:
    """A number of as many digits."""
    if isinstance(value, int):
        return int(re.sub(r"[2-9]", "1", str(value)))
    return type(value)(re.sub(r"[2-9]", "1", str(value)))


def redacted_request(request: WireRequest) -> WireRequest:
    """A request that may be written: its address, headers and body without people and secrets."""
    kind = request.header("content-type") or ""
    return replace(
        request,
        url=redacted_url(request.url),
        headers=redacted_headers(request.headers),
        body=redacted_body(request.body, kind),
    )


def redacted_response(response: WireResponse) -> WireResponse:
    """A response that may be written."""
    kind = response.header("content-type") or ""
    return replace(
        response,
        url=redacted_url(response.url),
        headers=redacted_headers(response.headers),
        body=redacted_body(response.body, kind),
    )


def redacted_url(url: str) -> str:
    """An address whose values have lost their letters; words of the API stay."""
    parts = urlsplit(url)
    path = "/".join(
        step if _is_word(unquote(step)) else quote(_shaped(unquote(step)), safe="@:{}")
        for step in parts.path.split("/")
    )
    query = urlencode(
        [
            (name, str(without_personal_data(value, name)))
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        ],
        safe=",:/",
    )
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, query, ""))


def _is_word(step: str) -> bool:
    return re.fullmatch(r"[A-Za-z][a-z_.:-]{0,30}|v\d+|\d{1,7}|", step) is not None


def redacted_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers; all values but those of HTTP itself keep only their shape."""
    return tuple(
        (name, value if name.lower() in _PLAIN_HEADERS else _header(name, value))
        for name, value in headers
    )


def _header(name: str, value: str) -> str:
    if is_secret_name(name):
        scheme, space, _ = value.partition(" ")
        known = space and scheme.lower() in ("basic", "bearer", "digest", "token", "apikey")
        return f"{scheme} <secret>" if known else "<secret>"
    return str(without_personal_data(value, name))


def redacted_body(body: bytes, media_type: str) -> bytes:
    """A body: JSON and forms keep their shape, anything else is left out."""
    if not body:
        return body
    if is_json(media_type) and essence(media_type):
        try:
            value = loads(body.decode("utf-8"))
        except (ValueError, RecursionError):
            return b""
        return dumps(without_personal_data(value)).encode("utf-8", "surrogatepass")
    if is_form(media_type) and "urlencoded" in media_type:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return urlencode(
            [(name, str(without_personal_data(one, name))) for name, one in pairs]
        ).encode()
    return b""

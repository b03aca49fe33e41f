"""Which headers travel on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tryfield import __version__
from tryfield.relay.relay_limits import RelayError

Headers = tuple[tuple[str, str], ...]

# RFC 9110, Section 7.6.1: they are about one connection, and the next one is another.
_HOP_BY_HOP = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
# Follow from the URL and the body, or are ours to choose since we undo the coding.
_OURS = frozenset(["accept-encoding", "content-length", "expect", "host"])
# Another origin gets nothing that might be a credential, under whichever name.
_HARMLESS = frozenset(
    ["accept", "accept-language", "content-language", "content-type", "user-agent"]
)
_ABOUT_A_BODY = "content-"

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def as_text(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Headers as they travel, as texts (RFC 9112, 2.2: an octet is a character)."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


def sent_on(headers: Headers, host: str) -> list[tuple[bytes, bytes]]:
    """The headers of a request as they are sent to a host.

    Raises:
        RelayError: 400, a name or a value cannot be sent.
    """
    for name, value in headers:
        if not _NAME.fullmatch(name):
            raise RelayError(400, "header-invalid", f"{name!r} is no name of a header.")
        if not _VALUE.fullmatch(value):
            raise RelayError(
                400, "header-invalid", f"The value of the header {name!r} cannot be sent."
            )
    kept = without(headers, _HOP_BY_HOP | _OURS | _named_in_connection(headers))
    names = {name.lower() for name, _ in kept}
    result = [("Host", host), *kept, ("Accept-Encoding", "gzip")]
    if "user-agent" not in names:
        result.append(("User-Agent", f"tryfield/{__version__}"))
    if "accept" not in names:
        result.append(("Accept", "*/*"))
    return [(name.encode("ascii"), value.strip().encode("latin-1")) for name, value in result]


def given_back(headers: Headers) -> Headers:
    """The headers of a response as a page gets them."""
    return without(headers, _HOP_BY_HOP | _named_in_connection(headers))


def redirected(headers: Headers, *, same_origin: bool, keeps_body: bool) -> Headers:
    """The headers that a request keeps when it is sent once more, to where it was redirected."""
    return tuple(
        (name, value)
        for name, value in headers
        if (same_origin or name.lower() in _HARMLESS)
        and (keeps_body or not name.lower().startswith(_ABOUT_A_BODY))
    )


def without(headers: Headers, names: Iterable[str]) -> Headers:
    """The headers but those with some (lower-case) names."""
    left_out = frozenset(names)
    return tuple((name, value) for name, value in headers if name.lower() not in left_out)


def _named_in_connection(headers: Headers) -> frozenset[str]:
    values = [value for name, value in headers if name.lower() == "connection"]
    return frozenset(option.strip().lower() for value in values for option in value.split(","))

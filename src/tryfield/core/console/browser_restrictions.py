"""What a browser will not send, said before it is tried.

Source: Fetch Standard (forbidden request headers, forbidden methods, bad ports); Mixed Content.
User-Agent is not forbidden there, but Chromium sends its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tryfield.core.request.request_builder import unfilled
from tryfield.core.request.request_url import AddressError, origin_of, parsed, path_objection
from tryfield.core.wire import WireRequest

_FORBIDDEN = """
accept-charset accept-encoding access-control-request-headers access-control-request-method
access-control-request-private-network connection content-length cookie2 date dnt expect host
keep-alive origin referer set-cookie te trailer transfer-encoding upgrade user-agent via
"""
_FORBIDDEN_HEADERS = frozenset(_FORBIDDEN.split())
_METHODS = frozenset(("CONNECT", "TRACE", "TRACK"))
_OVERRIDES = frozenset(("x-http-method", "x-http-method-override", "x-method-override"))
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LOCAL = re.compile(r"https?://(?:localhost|[\w.-]+\.localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$")
_PORT = re.compile(r":(\d+)$")
_PORTS = """
0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113
115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554
556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665
6666 6667 6668 6669 6679 6697 10080
"""
_BAD_PORTS = frozenset(_PORTS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserRestriction:
    """One reason why a browser cannot send a request as it is."""

    code: Literal[
        "get-body", "header", "cookie", "mixed-content", "method", "header-text",
        "userinfo", "address", "port",
    ]  # fmt: skip
    message: str  #: one sentence
    name: str = ""  #: of the header

    @property
    def relay(self) -> bool:
        """Whether a relay could send it nevertheless."""
        return self.code != "address"


def browser_restrictions(request: WireRequest, *, page: str = "") -> tuple[BrowserRestriction, ...]:
    """Everything that keeps a browser from sending the request as it is.

    Args:
        request: Ready to be sent.
        page: `scheme://host:port` of the page; without it mixed content is not considered.
    """
    return (*_address(request, page), *_method(request), *_headers(request))


def _address(request: WireRequest, page: str) -> Iterator[BrowserRestriction]:
    url = request.url
    origin = origin_of(url)
    scheme = origin.partition(":")[0]
    for name in unfilled(url):
        message = f"The address still holds '{{{name}}}': fill in a value for it."
        yield BrowserRestriction(code="address", message=message, name=name)
    if objection := path_objection(url):
        yield BrowserRestriction(code="address", message=objection)
    if not origin:
        yield from _refused(url)
        return
    if scheme not in ("http", "https"):
        yield BrowserRestriction(
            code="address", message=f"'{scheme}:' is not sent with HTTP requests."
        )
    if "@" in url.partition("://")[2].partition("/")[0]:
        message = "A browser refuses a name and password in the address: use basic authentication."
        yield BrowserRestriction(code="userinfo", message=message)
    port = _PORT.search(origin)
    if port and port[1] in _BAD_PORTS:
        message = (
            f"A browser refuses to speak to port {port[1]}, which belongs to another protocol."
        )
        yield BrowserRestriction(code="port", message=message)
    if page.startswith("https://") and scheme == "http" and not _LOCAL.match(origin):
        message = f"This page is served over HTTPS, and a browser then blocks {origin}."
        yield BrowserRestriction(code="mixed-content", message=message)


def _refused(url: str) -> Iterator[BrowserRestriction]:
    try:
        parsed(url)
    except AddressError as error:
        if "{" not in str(error):  # that is said already
            yield BrowserRestriction(code="address", message=str(error))


def _method(request: WireRequest) -> Iterator[BrowserRestriction]:
    method = request.method.upper()
    if method in _METHODS or not _TOKEN.fullmatch(method):
        yield BrowserRestriction(code="method", message=f"A browser refuses the method {method}.")
    if method in ("GET", "HEAD") and request.body:
        message = f"A browser refuses to send a body with {method}, which this request has."
        yield BrowserRestriction(code="get-body", message=message)


def _headers(request: WireRequest) -> Iterator[BrowserRestriction]:
    for name, value in request.headers:
        lower = name.lower()
        if lower == "cookie":
            message = "A browser does not let a page set cookies of another site."
            yield BrowserRestriction(code="cookie", message=message, name=name)
        elif lower in _FORBIDDEN_HEADERS or lower.startswith(("proxy-", "sec-")):
            message = f"A browser sets the header {name} itself, and drops the one of this request."
            yield BrowserRestriction(code="header", message=message, name=name)
        elif lower in _OVERRIDES and value.upper().strip() in _METHODS:
            message = f"A browser drops the header {name} with the value {value}."
            yield BrowserRestriction(code="header", message=message, name=name)
        elif not _TOKEN.fullmatch(name):
            message = f"'{name}' is no name for a header: a browser refuses it."
            yield BrowserRestriction(code="header-text", message=message, name=name)
        elif any(ord(char) > 255 for char in value):
            message = f"The header {name} holds characters beyond Latin-1, which a browser refuses."
            yield BrowserRestriction(code="header-text", message=message, name=name)

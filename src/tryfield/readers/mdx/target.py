"""Where a call goes: `POST https://host/path/:id` as method, server and path."""

from __future__ import annotations

import re
from dataclasses import dataclass

_METHODS = (
    "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|CONNECT|QUERY|PURGE|LINK|UNLINK|COPY|MOVE|DEL"
)
_TARGET = re.compile(rf"\s*+(?>(?:({_METHODS}|WSS?|WEBSOCKET)\b:?)?)\s*+(\S.*)?$", re.IGNORECASE)
_SERVER = re.compile(r"([A-Za-z][\w+.-]*+://[^/?#\s]*+|\{\{?[^{}/]+\}?\}|\$\{?\w+\}?)(?=[/?#]|$)")
_COLON = re.compile(r"(?<=/):([A-Za-z_][\w-]*+)")
_DOUBLE = re.compile(r"\{\{\s*+([^{}\s]++)\s*+\}\}")
_ANGLE = re.compile(r"(?<=/)<([A-Za-z_][\w-]*+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A method on a path of a server; `server` is "" when only a path was written."""

    method: str
    server: str
    path: str
    query: str = ""


def read_target(words: str, *, method: str = "") -> Target | None:
    """Read an `api:` line; None when it has no address.

    `:id`, `<id>` and `{{id}}` become `{id}` where they are a whole path segment; a colon inside
    of a segment is no parameter.
    """
    found = _TARGET.match(" ".join(words.split()))
    if found is None or not found.group(2):
        return None
    written = (found.group(1) or method or "GET").upper()
    written = {"DEL": "DELETE", "WS": "GET", "WSS": "GET", "WEBSOCKET": "GET"}.get(written, written)
    address = found.group(2).strip().strip("`'\"").split(" ", 1)[0]
    server = ""
    if at := _SERVER.match(address):
        server, address = at.group(1), address[at.end() :]
    elif not address.startswith(("/", "{", "?", ":")):
        if "." not in address.split("/", 1)[0] and not found.group(1):
            return None
        if re.match(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/|$)", address, re.IGNORECASE):
            host, slash, rest = address.partition("/")
            server, address = f"https://{host}", slash + rest
        else:
            address = f"/{address}"
    address = address.split("#", 1)[0]
    path, _, query = address.partition("?")
    return Target(method=written, server=server, path=tidy_path(path), query=query)


def tidy_path(path: str) -> str:
    """A path whose parameters are written `{id}`."""
    if not path.startswith("/"):
        path = f"/{path}"
    path = _DOUBLE.sub(r"{\1}", path)
    path = _COLON.sub(r"{\1}", path)
    return _ANGLE.sub(r"{\1}", path)

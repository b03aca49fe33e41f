"""The URL of a request: server, its variables, path, query.

Source: OpenAPI 3.1.1, Server Object; RFC 3986.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urljoin, urlsplit

from tryfield.core.model import Endpoint, Server

_VARIABLE = re.compile(r"\{([^{}/?#]+)\}")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ORIGIN = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?#@]*@)?([^/?#]*)")
_SAFE = "!#$%&()*+,/:;=?@[]~{}"
_PORTS = {"http": ":80", "https": ":443", "ws": ":80", "wss": ":443"}


def base_url(
    endpoint: Endpoint, server: str, variables: Mapping[str, str], *, page: str = ""
) -> str:
    """The base URL with its variables filled in.

    Args:
        endpoint: Documents the servers; the first one counts when none is chosen.
        server: The chosen one, or any URL.
        variables: Values of `{names}` in it; documented defaults fill in the rest.
        page: What relative server URLs are relative to.
    """
    known = {one.url: one for one in endpoint.servers}
    chosen = known.get(server) or (endpoint.servers[0] if endpoint.servers and not server else None)
    url = chosen.url if chosen else server
    filled = _filled(url, chosen, variables)
    return (
        filled if _ABSOLUTE.match(filled) or not page else urljoin(page.rstrip("/") + "/", filled)
    )


def join(base: str, path: str, query: str) -> str:
    """Base URL, path and query as one URL.

    A query of the base or of the path comes first; fragments are never sent.
    """
    base, _, first = base.partition("#")[0].partition("?")
    path, _, second = path.partition("#")[0].partition("?")
    if "/." in base:
        base = urljoin(base, urlsplit(base).path)  # `..` of a base means what it says.
    url = base.rstrip("/") + ("" if path.startswith("/") or not path else "/") + path
    whole = "&".join(part for part in (first, second, query) if part)
    return _escaped(url) + (f"?{quote(whole, safe=_SAFE)}" if whole else "")


def origin_of(url: str) -> str:
    """`https://api.example.com` without the port that goes without saying; "" when relative."""
    match = _ORIGIN.match(url)
    if match is None:
        return ""
    scheme, host = match[1].lower(), match[2].lower()
    return f"{scheme}://{host.removesuffix(_PORTS.get(scheme, ' '))}"


def _filled(url: str, server: Server | None, variables: Mapping[str, str]) -> str:
    documented = server.variables if server else {}

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if variables.get(name):
            return variables[name]
        said = documented.get(name)
        default = said.get("default") if isinstance(said, Mapping) else None
        return match[0] if default is None else str(default)

    return _VARIABLE.sub(value, url)


def _escaped(url: str) -> str:
    """Blanks and letters beyond ASCII as a client must write them; the host stays as it is."""
    match = _ORIGIN.match(url)
    at = match.end() if match else 0
    return url[:at] + quote(url[at:], safe=_SAFE, errors="replace")

"""The URL of a command, compared with the documented servers and path.

The rules about requests, the snippet check and the live check use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tryfield.core.model import Endpoint
from tryfield.core.verdict.parameter_decoding import path_values

_NAME = re.compile(r"\{[^{}]*\}")
_PLACEHOLDER = re.compile(r"<[^<>]*>|\$|\{|(?i:your|localhost|127\.0\.0\.1|0\.0\.0\.0|\bhost\b)")


def url_difference(endpoint: Endpoint, url: str) -> str:
    """Why an address is not the documented one, as the end of a sentence; `""` when it is."""
    origin, path = split_url(url)
    servers = [split_url(server.url) for server in endpoint.servers if server.url]
    servers = [server for server in servers if server[0]]
    template = _path(endpoint)
    if not servers or not origin or _PLACEHOLDER.search(origin):
        if _fits_an_end(path, template) or _PLACEHOLDER.search(path):
            return ""
        return f"'{endpoint.path}' is documented"
    same = [base for place, base in servers if _same_origin(place, origin)]
    for base in same:
        fits = path_values(path, base.rstrip("/") + template)
        if fits is not None and len(_steps(path)) == len(_steps(base.rstrip("/") + template)):
            return ""
    if same:
        return f"'{same[0].rstrip('/')}{endpoint.path}' is documented"
    if path_values(path, template) is None:
        return f"'{endpoint.servers[0].url.rstrip('/')}{endpoint.path}' is documented"
    return f"'{servers[0][0]}' is the documented server"


def _fits_an_end(path: str, template: str) -> bool:
    """Whether a path is the documented one, whose beginning may stand in the base URL."""
    steps = _steps(template)
    while True:
        if path_values(path, "/" + "/".join(steps)) is not None:
            return True
        if len(steps) < 2 or _NAME.search(steps[0]):
            return False
        del steps[0]


def fixed_url(endpoint: Endpoint, url: str) -> str:
    """The documented address with the values and the query of a command's; `""` when unsure."""
    if not endpoint.servers or not endpoint.servers[0].url:
        return ""
    base = endpoint.servers[0].url
    if "{" in base or not split_url(base)[0]:
        return ""
    _, path = split_url(url)
    before, query, rest = url.partition("?")
    del before
    template = _path(endpoint)
    values = path_values(path, template)
    if values is None:
        wanted, given = _steps(template), _steps(path)
        if len(wanted) > len(given):
            return base.rstrip("/") + template + query + rest
        given = given[len(given) - len(wanted) :]
        steps = [
            shown if _NAME.search(step) else step for step, shown in zip(wanted, given, strict=True)
        ]
        return base.rstrip("/") + "/" + "/".join(steps) + query + rest
    filled = _NAME.sub(lambda match: values.get(match.group()[1:-1], match.group()), template)
    return base.rstrip("/") + filled + query + rest


def split_url(url: str) -> tuple[str, str]:
    """Origin and path of an address; placeholders in it are left alone."""
    match = re.match(r"([a-zA-Z][\w+.-]*://[^/?#]*)?([^?#]*)", url)
    origin, path = match.groups() if match else ("", url)
    if not origin and path and not path.startswith("/"):
        # `api.example.com/users`, `$BASE/users`, `{{base}}/users`
        origin, slash, path = path.partition("/")
        path = slash + path
    return (origin or "").rstrip("/"), path or "/"


def _path(endpoint: Endpoint) -> str:
    path = endpoint.path.partition("?")[0].partition("#")[0]
    return path if path.startswith("/") else f"/{path}"


def _steps(path: str) -> list[str]:
    return [step for step in path.split("/") if step]


def _same_origin(documented: str, called: str) -> bool:
    """Whether two origins are one; a name in braces stands for any text."""
    pattern = "".join(_origin_parts(documented))
    return re.fullmatch(pattern, _plain(called), re.IGNORECASE) is not None


def _origin_parts(documented: str) -> Iterator[str]:
    at = 0
    documented = _plain(documented)
    for match in _NAME.finditer(documented):
        yield re.escape(documented[at : match.start()])
        yield r"[^/]*"
        at = match.end()
    yield re.escape(documented[at:])


def _plain(origin: str) -> str:
    parts = urlsplit(origin) if "://" in origin and "[" not in origin else None
    scheme = parts.scheme if parts else ""
    if (scheme, origin[-4:]) == ("https", ":443"):
        return origin[:-4]
    return origin[:-3] if (scheme, origin[-3:]) == ("http", ":80") else origin

"""The URL of a command, compared with the documented servers and path.

Which endpoint an address calls is decided in `tryfield.core.endpoint_index`; here it is said in
words why it is not the documented one, and which would be.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tryfield.core.endpoint_index import EndpointIndex, is_unknown_server, same_origin, split_url
from tryfield.core.model import Endpoint
from tryfield.core.parameter_styles import path_values

_NAME = re.compile(r"\{[^{}]*\}")
_PLACEHOLDER = re.compile(r"<[^<>]*>|\$|\{|(?i:your)")


def url_difference(endpoint: Endpoint, url: str) -> str:
    """Why an address is not the documented one, as the end of a sentence; `""` when it is."""
    # A command beside a webhook shows how to call it.
    called = endpoint if endpoint.kind == "path" else replace(endpoint, kind="path")
    if EndpointIndex((called,)).endpoints_at(url):
        return ""
    origin, path = split_url(url)
    template = _path(endpoint)
    servers = [split_url(server.url) for server in endpoint.servers if server.url]
    servers = [server for server in servers if server[0]]
    if not servers or is_unknown_server(origin):
        if _fits_an_end(path, template) or _PLACEHOLDER.search(path):
            return ""
        return f"'{endpoint.path}' is documented"
    if same := [base for server, base in servers if same_origin(server, origin)]:
        return f"'{same[0].rstrip('/')}{endpoint.path}' is documented"
    if path_values(path, template) is None:
        return f"'{endpoint.servers[0].url.rstrip('/')}{endpoint.path}' is documented"
    return f"'{servers[0][0]}' is the documented server"


def is_another_path(endpoint: Endpoint, url: str) -> bool:
    """Whether a path has more or fewer segments than the documented one: no slip, another call."""
    given = len(_steps(split_url(url)[1]))
    own = len(_steps(_path(endpoint)))
    bases = {len(_steps(split_url(server.url)[1])) for server in endpoint.servers if server.url}
    return given not in {own, *(own + base for base in bases)}


def _fits_an_end(path: str, template: str) -> bool:
    """Whether a path ends with the documented one, whose beginning may stand in the base URL.

    What is left of the documented path begins with a word of its own: a name alone is no path.
    """
    steps, given = _steps(template), _steps(path)
    if path_values(path, template) is not None:
        return True
    for dropped in range(1, len(steps)):
        if _NAME.search(steps[dropped - 1]) or _NAME.search(steps[dropped]):
            return False
        rest = steps[dropped:]
        if len(rest) == len(given) and path_values(path, "/" + "/".join(rest)) is not None:
            return True
    return False


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


def _path(endpoint: Endpoint) -> str:
    path = endpoint.path.partition("?")[0].partition("#")[0]
    return path if path.startswith("/") else f"/{path}"


def _steps(path: str) -> list[str]:
    return [step for step in path.split("/") if step]

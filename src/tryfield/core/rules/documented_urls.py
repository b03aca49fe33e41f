"""The URL of a command, compared with the documented servers and path.

Which endpoint an address calls is decided in `tryfield.core.endpoint_index`; here it is said in
words why it is not the documented one, and which would be.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tryfield.core.endpoint_index import EndpointIndex, is_unknown_server, same_origin, split_url
from tryfield.core.model import Endpoint
from tryfield.core.near_names import nearest
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
        if _fits_an_end(path, template) or _fits_with_placeholders(path, template):
            return ""
        return f"'{endpoint.path}' is documented"
    if same := [base for server, base in servers if same_origin(server, origin)]:
        return f"'{same[0].rstrip('/')}{endpoint.path}' is documented"
    if path_values(path, template) is None:
        return f"'{endpoint.servers[0].url.rstrip('/')}{endpoint.path}' is documented"
    return f"'{servers[0][0]}' is the documented server"


_VERSION = re.compile(r"v\d+(?:\.\d+)?")


def is_slip(template: str, url: str) -> bool:
    """Whether a path is the documented one but for one segment that looks alike.

    `/v1/plant/7` is a slip of `/v1/plants/{id}`; `/v1/plants/7/state` and `/v1/login` are other
    calls.
    """
    given, steps = _steps(split_url(url)[1]), _steps(template.partition("?")[0])
    if not steps or len(given) < len(steps):
        return False
    odd = [
        (shown, step)
        for shown, step in zip(given[len(given) - len(steps) :], steps, strict=True)
        if not (_NAME.search(step) or _PLACEHOLDER.search(shown) or step == shown)
    ]
    if len(odd) != 1:
        return False
    shown, step = odd[0]
    alike = _VERSION.fullmatch(shown) and _VERSION.fullmatch(step)
    longer, shorter = sorted((shown, step), key=len, reverse=True)
    grown = len(shorter) > 2 and longer.startswith(shorter) and len(longer) - len(shorter) < 4
    return bool(alike or grown or nearest(shown, [step]))


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


def _fits_with_placeholders(path: str, template: str) -> bool:
    """Whether a path with placeholders in it can be the documented one, or end with it.

    `$BASE/{id}` and `$URL` can be anything; `/v1/plantz/{id}` is no `/v1/plants/{id}`.
    """
    given, steps = _steps(path), _steps(template)
    if not any(_PLACEHOLDER.search(step) for step in given):
        return False
    if len(given) < len(steps):
        if not _PLACEHOLDER.search(given[0]):
            return False
        steps = steps[len(steps) - len(given) :]
    given = given[len(given) - len(steps) :]
    return all(
        _NAME.search(step) or _PLACEHOLDER.search(shown) or step == shown
        for step, shown in zip(steps, given, strict=True)
    )


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

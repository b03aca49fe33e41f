"""Where the call of a page goes: `POST https://host/path/:id` as method, server and path.

A page that does not say it in its front matter may say it in the curl commands of its examples.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tryfield.core.curl.curl_model import Command
from tryfield.core.rules.documented_urls import is_slip
from tryfield.readers.mdx.mdx_parser import Fence, Heading, Text
from tryfield.readers.mdx.page_sections import Page

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


_VALUE = re.compile(r"(?!v\d++$)(?=[^/]*[\dA-Z<$])[^/{}]++$")


def target_of(page: Page) -> tuple[Target | None, str]:
    """What the page's examples call, or why the page has no endpoint."""
    content = page.content
    boxed = [placed for placed in content.examples if placed.section.box]
    if not content.fields and not boxed:
        return None, "The page has no 'api' line, no field and no example."
    calls = [
        (placed, command)
        for placed in content.examples
        for command in page.commands.get(placed.key, ())
        if command.request.url
    ]
    stated = _stated(page)
    if len(stated) == 1 and content.fields:
        return stated[0], ""
    names = [placed.note.name for placed in content.fields if placed.note.location == "path"]
    targets: dict[tuple[str, str, str], Target] = {}
    for _, command in calls:
        found = read_target(f"{command.request.method} {command.request.url}")
        if found is not None:
            found = replace(found, path=_with_names(found.path, names))
            targets.setdefault((found.method, found.server, found.path), found)
    if not targets:
        return None, (
            "The page documents fields, but no 'api' line and no curl example says method and "
            "address."
        )
    if page.is_export:
        return next(iter(targets.values())), ""
    if not any(placed.section.box == "RequestExample" for placed, _ in calls):
        return None, "The page has no 'api' line, and its curl commands are no request example."
    if all(placed.note.location == "response" for placed in content.fields):
        return None, "The page has no 'api' line and documents no parameter."
    if len(targets) > 1:
        return None, "The page has no 'api' line, and its examples call several endpoints."
    return next(iter(targets.values())), ""


_STATED = re.compile(
    r"(?:\*\*|`)*(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?:\*\*|`)*\s+`?"
    r"((?:https?://[^/\s`]+)?/[^\s`]*)`?(?:\s+HTTP/[\d.]+)?"
)
_POINTER = re.compile(r"(?:ya?ml|json|openapi)\s+(?:\S+\.(?:json|ya?ml)\s+)?(.+)", re.IGNORECASE)


def _stated(page: Page) -> list[Target]:
    """The calls that a page states above its first field: title, a line of its own, a fence.

    A title that ends the path of another statement says the same.
    """
    first = min((placed.note.start for placed in page.content.fields), default=0)
    lines = [page.front.text("title")]
    for node in page.tree.children:
        if isinstance(node, Heading) and node.start < first:
            lines.append(node.words)
        elif isinstance(node, Text) and node.start < first:
            text = page.source.text[node.start : min(node.end, first)]
            lines += [part.strip() for part in re.split(r"\n\s*\n", text)]
        elif isinstance(node, Fence) and node.start < first:
            lines.append(page.source.text[node.inside : node.until].strip())
            if page.is_export and (pointer := _POINTER.fullmatch(node.info.strip())):
                lines.append(pointer.group(1))
    found: dict[tuple[str, str], Target] = {}
    for line in lines:
        said = _STATED.fullmatch(line.strip()) if len(line) < 500 else None
        target = read_target(f"{said.group(1)} {said.group(2)}") if said else None
        if target is not None:
            found.setdefault((target.method, target.path), target)
    return [
        target
        for target in found.values()
        if not any(
            other is not target
            and other.method == target.method
            and other.path.endswith(target.path)
            for other in found.values()
        )
    ]


def _with_names(path: str, names: Sequence[str]) -> str:
    """`/teams/7` as `/teams/{id}` where the page documents as many names as there are values."""
    segments = path.split("/")
    values = [number for number, segment in enumerate(segments) if _VALUE.match(segment)]
    if not names or "{" in path or len(values) != len(names):
        return path
    for number, name in zip(values, names, strict=True):
        segments[number] = f"{{{name}}}"
    return "/".join(segments)


def own_commands(page: Page, target: Target) -> dict[int, tuple[Command, ...]]:
    """The curl commands that are about the endpoint of a page, by the fence they stand in.

    A command outside of the boxes for examples that has another path and another method, or
    stands beside one that fits, calls something else: it polls, downloads or signs in.
    """
    wanted = _steps(target.path)
    boxed = {placed.key for placed in page.content.examples if placed.section.box}
    fitting = {
        key
        for key, commands in page.commands.items()
        if any(_fits(command, wanted) for command in commands)
    }
    own: dict[int, tuple[Command, ...]] = {}
    for key, commands in page.commands.items():
        if key in fitting:
            own[key] = tuple(command for command in commands if _fits(command, wanted))
        elif any(is_slip(target.path, each.request.url) for each in commands) or (
            not fitting
            and (key in boxed or any(each.request.method == target.method for each in commands))
        ):
            own[key] = commands
    return own


def _steps(path: str) -> list[str]:
    return [step for step in path.partition("?")[0].split("/") if step]


def _fits(command: Command, wanted: list[str]) -> bool:
    """Whether an address ends with the path of a page."""
    address = command.request.url.partition("?")[0]
    given = _steps(address.partition("://")[2] or address)
    place = len(given) - len(wanted)
    if not wanted:
        return True
    return place >= 0 and _same_path(given[place:], wanted)


def called_servers(page: Page, target: Target) -> tuple[str, ...]:
    """The server of the first command that calls the path of the page."""
    wanted = target.path.rstrip("/").split("/")[1:]
    for commands in page.commands.values():
        for command in commands:
            address, _, _ = command.request.url.partition("?")
            head, _, rest = address.partition("://")
            segments = rest.rstrip("/").split("/")
            place = len(segments) - len(wanted)
            same = command.request.method == target.method and place > 0
            if rest and same and _same_path(segments[place:], wanted):
                return (f"{head}://{'/'.join(segments[:place])}",)
    return ()


def _same_path(segments: list[str], wanted: list[str]) -> bool:
    """Whether the segments of a call are those of a path, with anything for its parameters."""
    return all(
        one == other or (other.startswith("{") and one != "")
        for one, other in zip(segments, wanted, strict=True)
    )

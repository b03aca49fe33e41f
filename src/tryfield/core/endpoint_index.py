"""Which documented endpoint a URL calls: an index by path segments, for any number of endpoints.

Checks of snippets, recordings and clients ask it, and the browser for what the code of a page
calls, so that both mean the same endpoint. What decides:

- Paths are compared segment by segment, after percent-decoding (RFC 3986, section 6.2.2). A name
  of the template stands for one segment that is not empty, or for a part of one. A slash at the
  end makes no difference, unless both paths are documented.
- Of several paths, the one with the fewest names is called ("matched before their templated
  counterparts", OpenAPI 3.1, Paths Object), then the longest, then the one that is written first.
- A documented server is compared by scheme, host, port and base path; a server variable stands for
  any text. Where no server is documented, or only a relative one, any server is the documented one.
- Webhooks and callbacks are never called: the API calls them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from urllib.parse import unquote

from tryfield.core.model import Endpoint, Server
from tryfield.core.request.request_url import origin_of, server_urls

_NAME = re.compile(r"\{[^{}]*\}")
_ORIGIN = re.compile(r"((?:[a-zA-Z][\w+.-]*|\{[^{}]*\})://[^/?#]*)?([^?#]*)", re.DOTALL)
#: A step that is a name and no value: no digits but those of a version, not too long.
_WORD = re.compile(r"v\d{1,3}|[A-Za-z][A-Za-z._-]{0,39}")
_SLASH = re.compile(r"/(?![^{}]*\})")
#: A variable of a shell or of a tool, a placeholder, or one's own computer instead of a server.
_UNKNOWN = re.compile(r"<[^<>]*>|\$|\{|(?i:your|localhost|127\.0\.0\.1|0\.0\.0\.0|\bhost\b)")


class EndpointIndex:
    """The endpoints of a reference, by what calls them. Asking costs the same for all sizes."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        """Know some endpoints; of those that share method and path, the first one counts."""
        self._root = _Node()
        self._tails: _Node | None = None
        self._servers: dict[tuple[str, ...], tuple[tuple[_Base, ...], tuple[_Base, ...]]] = {}
        self._entries = [
            self._entry(endpoint, order)
            for order, endpoint in enumerate(endpoints)
            if endpoint.kind == "path"
        ]
        for entry in self._entries:
            self._root.add(entry)

    def endpoint_for(
        self, method: str, url: str, *, bases: Iterable[str] = (), whole: bool = False
    ) -> Endpoint | None:
        """The endpoint that a call is made to; None when it is not documented.

        Args:
            method: In any case.
            url: As it is called, with or without a query.
            bases: Base URLs that stand for the documented servers as well.
            whole: The path is whole, below a documented base path, also where any server will do.
        """
        method = method.upper()
        found = self.endpoints_at(url, bases=bases, whole=whole)
        return next((one for one in found if one.method.upper() == method), None)

    def endpoints_at(
        self, url: str, *, bases: Iterable[str] = (), whole: bool = False
    ) -> list[Endpoint]:
        """The endpoints of any method at an address, the one that is meant most likely first.

        Where the address has a placeholder for its server (`$BASE/users`, `localhost`), the path
        alone decides, and its beginning may stand in the placeholder unless it is `whole`.
        """
        origin, path = split_url(url)
        moved = tuple(_base(base) for base in bases if base)
        unknown = is_unknown_server(origin)
        origin = normal_origin(origin)
        if unknown and (self._knows(origin) or any(base.has_origin(origin) for base in moved)):
            unknown = False  # somebody documents `http://localhost:8000`
        steps, slash = _steps(path)
        found: dict[int, tuple[_Rank, _Entry]] = {}
        for root in (self._root, self._tail_root()) if unknown and not whole else (self._root,):
            for skipped in range(len(steps) + 1):
                for entry, kinds in root.match(steps, skipped):
                    head = steps[:skipped]
                    anywhere = unknown or not entry.servers
                    if anywhere and whole:
                        served = not skipped or any(
                            one.begins(head) for one in (*entry.paths, *moved)
                        )
                    else:
                        served = (anywhere and bool(entry.steps or not skipped)) or any(
                            one.serves(origin, head) for one in (*entry.servers, *moved)
                        )
                    rank = (
                        entry.dropped,
                        len(kinds) - kinds.count(0),
                        skipped,
                        entry.slash != slash,
                        kinds,
                    )
                    if served and (entry.order not in found or rank < found[entry.order][0]):
                        found[entry.order] = rank, entry
        ordered = sorted(found.items(), key=lambda item: (item[1][0], item[0]))
        return [entry.endpoint for _, (_, entry) in ordered]

    def knows_server(self, url: str) -> bool:
        """Whether an address lies on a server that somebody documented."""
        return self._knows(normal_origin(split_url(url)[0]))

    def serves(self, url: str, *, bases: Iterable[str] = ()) -> bool:
        """Whether an address lies below a documented base URL, or one of those that are given.

        Base URLs without a host say nothing about where an API is.
        """
        return self._below_base(url, bases) is not None

    def shape_of(self, url: str, *, bases: Iterable[str] = ()) -> str:
        """The path of an undocumented address, with names in braces for what looks like a value.

        What is documented at its beginning decides first: `/users/{user_id}/badges`.
        """
        steps = self._below_base(url, bases)
        if steps is None:
            steps = _steps(split_url(url)[1])[0]
        best = self._root.followed(steps)
        rest = [step if _WORD.fullmatch(step) else "{}" for step in steps[len(best) :]]
        return "/" + "/".join([*best, *rest])

    def _below_base(self, url: str, bases: Iterable[str]) -> list[str] | None:
        """The steps of an address below its longest base URL; None where it lies below none."""
        origin, path = split_url(url)
        origin, steps = normal_origin(origin), _steps(path)[0]
        known = [base for servers, _ in self._servers.values() for base in servers]
        known += [_base(base) for base in bases if base]
        served = [len(one.steps) for one in known if one.serves(origin, steps[: len(one.steps)])]
        return steps[max(served) :] if served else None

    @property
    def has_servers(self) -> bool:
        """Whether a documented server has a host."""
        return any(servers for servers, _ in self._servers.values())

    def _knows(self, origin: str) -> bool:
        return bool(origin) and any(
            one.has_origin(origin) for servers, _ in self._servers.values() for one in servers
        )

    def _entry(self, endpoint: Endpoint, order: int) -> _Entry:
        path = endpoint.path.partition("?")[0].partition("#")[0]
        steps, slash = _steps(path, decoded=False)
        urls = tuple(url for server in endpoint.servers for url in _urls(server))
        known = self._servers.get(urls)
        if known is None:
            paths = tuple(map(_base, urls))
            known = self._servers[urls] = tuple(base for base in paths if base.origin), paths
        servers, paths = known
        return _Entry(
            endpoint=endpoint,
            order=order,
            steps=tuple(steps),
            slash=slash,
            servers=servers,
            paths=paths,
        )

    def _tail_root(self) -> _Node:
        """Paths without their beginnings: `$BASE/users` may call `/v1/users`."""
        if self._tails is None:
            self._tails = _Node()
            for entry in self._entries:
                for dropped in range(1, len(entry.steps)):
                    if _NAME.search(entry.steps[dropped - 1]) or _NAME.search(entry.steps[dropped]):
                        break
                    tail = replace(entry, steps=entry.steps[dropped:], dropped=dropped)
                    self._tails.add(tail)
        return self._tails


#: Dropped steps, names, steps of the base path, another slash at the end, and the kind of each
#: step: 0 letter by letter, 1 with a name in it, 2 a name.
_Rank = tuple[int, int, int, bool, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    endpoint: Endpoint
    order: int
    steps: tuple[str, ...]
    slash: bool
    servers: tuple[_Base, ...]  #: the absolute ones; none when any server will do
    paths: tuple[_Base, ...]  #: all of them, also those without a host
    dropped: int = 0  #: steps at the beginning of the documented path that are not looked for


@dataclass(slots=True)
class _Node:
    """What may follow after some segments of a path."""

    literals: dict[str, _Node] = field(default_factory=dict)
    templates: dict[str, tuple[re.Pattern[str] | None, _Node]] = field(default_factory=dict)
    ends: list[_Entry] = field(default_factory=list)

    def add(self, entry: _Entry) -> None:
        """Put an entry at the end of its steps."""
        node = self
        for step in entry.steps:
            if not _NAME.search(step):
                node = node.literals.setdefault(unquote(step), _Node())
                continue
            shape = _NAME.sub("{}", step)
            if shape not in node.templates:
                node.templates[shape] = _pattern(shape), _Node()
            node = node.templates[shape][1]
        node.ends.append(entry)

    def followed(self, steps: Sequence[str]) -> list[str]:
        """The documented beginning of some steps, as far as one goes."""
        node, found = self, []
        for step in steps:
            fitting = (
                (shape, below)
                for shape, (pattern, below) in node.templates.items()
                if step and (pattern is None or pattern.fullmatch(step))
            )
            literal = ((step, node.literals[step]),) if step in node.literals else ()
            taken = next(chain(literal, fitting), None)
            if taken is None:
                break
            found.append(taken[0])
            node = taken[1]
        return found

    def match(
        self, steps: Sequence[str], at: int, kinds: tuple[int, ...] = ()
    ) -> Iterator[tuple[_Entry, tuple[int, ...]]]:
        """The entries at the end of the steps from a position, and the kinds of the steps."""
        if at == len(steps):
            for entry in self.ends:
                yield entry, kinds
            return
        step = steps[at]
        below = self.literals.get(step)
        if below is not None:
            yield from below.match(steps, at + 1, (*kinds, 0))
        if step:
            for pattern, node in self.templates.values():
                if pattern is None or pattern.fullmatch(step):
                    yield from node.match(steps, at + 1, (*kinds, 2 if pattern is None else 1))


def _pattern(shape: str) -> re.Pattern[str] | None:
    """Of a step with names in it; None when it is only a name."""
    if shape == "{}":
        return None
    parts = (re.escape(unquote(part)) for part in shape.split("{}"))
    return re.compile("(.+?)".join(parts), re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """A base URL in parts; a name in braces stands for any text."""

    origin: str
    pattern: re.Pattern[str] | None  #: of the origin, where it has names
    steps: tuple[str, ...]

    def has_origin(self, origin: str) -> bool:
        """Whether an origin is this one."""
        if self.pattern is None:
            return origin == self.origin
        return self.pattern.fullmatch(origin) is not None

    def serves(self, origin: str, head: Sequence[str]) -> bool:
        """Whether the beginning of an address is this base URL."""
        return self.has_origin(origin) and self.begins(head)

    def begins(self, head: Sequence[str]) -> bool:
        """Whether the beginning of an address is the path of this base URL."""
        return len(head) == len(self.steps) and all(
            given == wanted or (given and _fits(wanted, given))
            for wanted, given in zip(self.steps, head, strict=True)
        )


def _fits(wanted: str, given: str) -> bool:
    if "{" not in wanted:
        return False
    pattern = _pattern(_NAME.sub("{}", wanted))
    return pattern is None or pattern.fullmatch(given) is not None


@lru_cache(maxsize=512)
def _base(url: str) -> _Base:
    origin, path = split_url(url)
    steps = tuple(step for step in _steps(path)[0] if step)
    origin = normal_origin(origin)
    pattern = None
    if _NAME.search(origin):
        parts = (re.escape(part) for part in _NAME.split(origin))
        # A name that stands for a host holds no slash; one for all of it does.
        any_text = "[^/]*" if "://" in origin else ".*"
        pattern = re.compile(any_text.join(parts), re.IGNORECASE)
    return _Base(origin=origin, pattern=pattern, steps=steps)


def _urls(server: Server) -> Iterator[str]:
    """A server's URL with its variables, and those that its defaults and listed values make."""
    yield server.url
    yield from (url for url in server_urls(server) if url != server.url)


def split_url(url: str) -> tuple[str, str]:
    """Origin and path of an address; placeholders in it are left alone."""
    match = _ORIGIN.match(url)
    origin, path = match.groups() if match else ("", url)
    if not origin and path and not path.startswith("/"):
        # `api.example.com/users`, `$BASE/users`, `{{base}}/users`
        origin, slash, path = path.partition("/")
        path = slash + path
    return (origin or "").rstrip("/"), path or "/"


def _steps(path: str, *, decoded: bool = True) -> tuple[list[str], bool]:
    """The segments of a path, and whether it ends with a slash."""
    inner = path.removeprefix("/")
    slash = inner.endswith("/")
    inner = inner.removesuffix("/")
    if not inner:
        return [], slash
    steps = _SLASH.split(inner) if "{" in inner else inner.split("/")
    return ([unquote(step) for step in steps] if decoded and "%" in inner else steps), slash


def is_unknown_server(origin: str) -> bool:
    """Whether an origin only stands for the server that a reader is to put there."""
    return not origin or _UNKNOWN.search(origin) is not None


def same_origin(documented: str, called: str) -> bool:
    """Whether two origins are one; a name in braces of the documented one stands for any text."""
    return _base(documented).has_origin(normal_origin(called))


def normal_origin(origin: str) -> str:
    """An origin as all clients read it; one with placeholders in lower case."""
    if found := origin_of(origin):
        return found
    origin = origin.lower()
    scheme = origin.partition("://")[0]
    usual = {"https": ":443", "http": ":80"}.get(scheme, "")
    return origin.removesuffix(usual) if usual else origin

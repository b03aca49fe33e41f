"""What the process that runs a page's snippets is told, and what it tells: lines of JSON both ways.

It is told its job, and then the reference: a line for the outlines of all endpoints, by which it
knows what is called, and a line for the contract of each, of which it reads only those.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from tryfield.core.contract.contract_reader import from_contract
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.endpoint_index import EndpointIndex
from tryfield.core.model import Endpoint, Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One snippet to run; `line` is where its code begins in the page."""

    code: str
    line: int
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All snippets of one page, and what answers their calls beside the documentation."""

    page: str  #: path of the file, for tracebacks
    fences: tuple[Fence, ...]
    base_url: str = ""  #: of the live API; "" has the documentation answer
    callable: tuple[str, ...] = ()  #: names of the endpoints that may be called live
    credentials: dict[str, str] = field(default_factory=dict)  #: by name of the scheme

    def to_json(self) -> dict[str, Any]:
        """The job as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, shape: dict[str, Any]) -> Job:
        """The job that JSON says."""
        fences = tuple(Fence(**fence) for fence in shape.pop("fences"))
        return cls(fences=fences, **shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that a snippet made, and what the documentation has against it."""

    line: int
    method: str
    url: str
    endpoint: str = ""  #: `POST /api/user`; "" when it is not documented
    differences: tuple[str, ...] = ()  #: whole sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How one snippet ended."""

    result: str  #: ran, compiled, failed, passed-over, not-python
    error: str = ""  #: `KeyError: 'x'`
    line: int = 0  #: of the page, where it failed
    traceback: str = ""  #: frames of the page only
    calls: tuple[Call, ...] = ()

    @classmethod
    def from_json(cls, shape: dict[str, Any]) -> Ran:
        """The end of a snippet that JSON says."""
        calls = tuple(
            Call(**{**call, "differences": tuple(call["differences"])})
            for call in shape.pop("calls")
        )
        return cls(calls=calls, **shape)


def reference_lines(endpoints: Iterable[Endpoint]) -> bytes:
    """A reference as `WrittenReference` reads it; the same for the processes of all pages."""
    known = tuple(endpoints)
    outlines = [
        {
            "method": one.method,
            "path": one.path,
            "kind": one.kind,
            "servers": [asdict(server) for server in one.servers],
        }
        for one in known
    ]
    lines = [outlines, *map(to_contract, known)]
    return b"".join(json.dumps(line, default=str).encode() + b"\n" for line in lines)


class WrittenReference(EndpointIndex):
    """An index of endpoints whose contracts are read when they are called."""

    def __init__(self, lines: Iterable[bytes | str]) -> None:
        """Know what `reference_lines` wrote."""
        outlines, *self._contracts = lines
        super().__init__(
            Endpoint(
                id=str(number),
                method=one["method"],
                path=one["path"],
                kind=one["kind"],
                servers=tuple(Server(**server) for server in one["servers"]),
            )
            for number, one in enumerate(json.loads(outlines))
        )

    def endpoint_for(
        self, method: str, url: str, *, bases: Iterable[str] = (), whole: bool = False
    ) -> Endpoint | None:
        """The endpoint that a call is made to, with all that is documented about it."""
        outline = super().endpoint_for(method, url, bases=bases, whole=whole)
        return outline and from_contract(json.loads(self._contracts[int(outline.id)]))

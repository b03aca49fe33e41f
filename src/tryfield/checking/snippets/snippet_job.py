"""What the process that runs a page's snippets is told, and what it tells: JSON both ways."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One snippet to run; `line` is where its code begins in the page."""

    code: str
    line: int
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All snippets of one page, and what answers their calls."""

    page: str  #: path of the file, for tracebacks
    fences: tuple[Fence, ...]
    contracts: tuple[dict[str, Any], ...] = ()
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

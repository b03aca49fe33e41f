"""The deliberate differences that `tryfield demo --drift` has, all in one place.

Each endpoint has a renamed field, a value of another type than documented, and a field that
nobody documented, so that a reader sees what a page says about each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which a response differs from its page. `path` is as documented."""

    endpoint: str  #: `GET /api/user`
    kind: Literal["renamed", "retyped", "extra"]
    path: tuple[str, ...]
    becomes: Any  #: the other name, the other type, or the value of the extra field


DRIFT: tuple[Drift, ...] = (
    Drift("GET /api/user", "renamed", ("user_group", "provided_id"), "external_id"),
    Drift("GET /api/user", "retyped", ("user_group", "team_id"), str),
    Drift("GET /api/user", "extra", ("user_group", "region"), "eu-central"),
    Drift("POST /api/user", "renamed", ("user_group", "token"), "user_group_token"),
    Drift("POST /api/user", "retyped", ("success",), str),
    Drift("POST /api/user", "extra", ("rotated",), True),
    Drift("POST /v1/users", "renamed", ("identifer",), "identifier"),
    Drift("POST /v1/users", "retyped", ("type",), bool),
    Drift("POST /v1/users", "extra", ("active",), True),
)


def drifted(endpoint: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a documented response, with the differences of its endpoint."""
    changed = _copy(answer)
    for drift in DRIFT:
        if drift.endpoint != endpoint:
            continue
        *above, name = drift.path
        place = changed
        for step in above:
            place = place[step]
        if drift.kind == "extra":
            place[name] = drift.becomes
        elif name in place and drift.kind == "retyped":
            place[name] = drift.becomes(place[name])
        elif name in place:
            place[drift.becomes] = place.pop(name)
    return changed


def _copy(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dict(v) if isinstance(v, Mapping) else v for name, v in answer.items()}

"""When an endpoint was last compared with its API: what `tryfield check --live` wrote down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tryfield.core.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The outcome for one endpoint."""

    date: str  #: `2026-11-20`
    where: str  #: the name of the environment, or its base URL
    matched: bool
    before: str = ""  #: when it last matched, where it does not now


def read_stamps(path: Path) -> Mapping[str, Stamp]:
    """The stamps of a file, by endpoint: its id, or its method and path.

    `tryfield check --live --stamp` writes it: see `tryfield.checking.stamp_writer`. A file that you
    write yourself may be shorter: `{"date": "2026-11-20", "where": "staging", "endpoints":
    {"create-user": "matches"}}`.

    Raises:
        ConfigurationError: The file is missing, or is something else.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        everywhere = {"date": str(said.get("date", "")), "where": str(said.get("where", ""))}
        return {
            str(name): _stamp(everywhere, one if isinstance(one, Mapping) else {"verdict": one})
            for name, one in said["endpoints"].items()
        }
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ConfigurationError(
            f"{path}: this is no stamp file ({error}). Write one with `tryfield check --live`."
        ) from error


def _stamp(everywhere: Mapping[str, str], said: Mapping[str, object]) -> Stamp:
    values = {**everywhere, **{name: str(value) for name, value in said.items()}}
    matched = values.get("verdict") == "matches"
    return Stamp(
        date=values["date"],
        where=values["where"],
        matched=matched,
        before="" if matched else values.get("matched", ""),
    )


def named_stamp(stamp: Stamp, addresses: Mapping[str, str]) -> Stamp:
    """A stamp that calls an environment by its name, where its base URL has one."""
    name = addresses.get(stamp.where.rstrip("/"), "")
    return replace(stamp, where=name) if name else stamp

"""When an endpoint was last compared with its API: what `tryfield check --live` wrote down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tryfield.core.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The outcome for one endpoint."""

    date: str  #: `2026-11-20`
    where: str  #: the name of the environment, or its base URL
    matched: bool
    before: str = ""  #: when it last matched, where it does not now
    seen: str = ""  #: "6 of 7", of the documented fields of responses; empty when nobody counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """What a stamp file says."""

    endpoints: Mapping[str, Stamp] = field(default_factory=dict)  #: by id, or by method and path
    totals: str = ""  #: how much of the documentation the last live check reached, in words
    date: str = ""  #: of that check
    where: str = ""


def read_stamps(path: Path) -> Stamps:
    """The stamps of a file.

    `tryfield check --live --stamp` writes it: see `tryfield.checking.stamp_writer`. A file that you
    write yourself may be shorter: `{"date": "2026-11-20", "where": "staging", "endpoints":
    {"create-user": "matches"}}`.

    Raises:
        ConfigurationError: The file is missing, or is something else.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        everywhere = {"date": str(said.get("date", "")), "where": str(said.get("where", ""))}
        endpoints = {
            str(name): _stamp(everywhere, one if isinstance(one, Mapping) else {"verdict": one})
            for name, one in said["endpoints"].items()
        }
        live = {name: str(value) for name, value in dict(said.get("live", {})).items()}
        names = ("totals", "date", "where")
        return Stamps(endpoints=endpoints, **{name: live.get(name, "") for name in names})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
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
        seen=f"{values['fields']} of {values['documented']}"
        if values.get("documented", "0") != "0" and "fields" in values
        else "",
    )


def place_name(where: str, addresses: Mapping[str, str]) -> str:
    """The name of an environment, where its base URL has one; else the URL."""
    return addresses.get(where.rstrip("/"), "") or where

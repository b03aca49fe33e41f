"""Findings that a team knows and lives with for now, kept in a file that people can read.

An entry is one field of one endpoint: a second error beside a known one is always new.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Finding
from tryfield.core.rules import rule_registry

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The entries by fingerprint, each with all of its keys, known to us or not."""

    entries: Mapping[str, Mapping[str, Any]]
    rest: Mapping[str, Any]  #: unknown keys of the file itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Findings that are news, and those that the baseline knows."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    expired: tuple[Finding, ...]  #: known, but only until a day that has passed; also in `new`


EMPTY = Baseline(entries={}, rest={})


def load(path: Path) -> Baseline:
    """The baseline in a file; an empty one when there is no file yet.

    Raises:
        ConfigurationError: The file is not a baseline.
    """
    if not path.exists():
        return EMPTY
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != VERSION:
            raise ConfigurationError(
                f"{path}: this baseline has version {document['version']}, we know {VERSION}. "
                "Write it anew with --update-baseline."
            )
        entries = {entry["fingerprint"]: entry for entry in document["findings"]}
        for entry in entries.values():
            _expiry(entry)
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{path}: this is not a baseline ({error}). Write one with --update-baseline."
        ) from error
    rest = {name: v for name, v in document.items() if name not in ("version", "findings")}
    return Baseline(entries=entries, rest=rest)


def split(baseline: Baseline, findings: Iterable[Finding], *, today: dt.date) -> Split:
    """Tell the findings that the baseline knows from those that are new.

    Args:
        baseline: As `load` gives it.
        findings: What a check found.
        today: Entries whose `expires` lies before it no longer hide anything.
    """
    new: list[Finding] = []
    known: list[Finding] = []
    expired: list[Finding] = []
    for finding in findings:
        entry = baseline.entries.get(rule_registry.fingerprint(finding))
        if entry is None:
            new.append(finding)
        elif (until := _expiry(entry)) is not None and until < today:
            reason = f"It was accepted until {until}."
            expired.append(replace(finding, message=f"{finding.message} {reason}"))
        else:
            known.append(finding)
    return Split(new=(*new, *expired), known=tuple(known), expired=tuple(expired))


def updated(
    baseline: Baseline,
    findings: Iterable[Finding],
    *,
    checked: Iterable[str],
    today: dt.date,
) -> Baseline:
    """The baseline that knows all of these findings, and forgets what is fixed.

    Args:
        baseline: What was known; reasons, tickets and unknown keys are kept.
        findings: All findings of this run.
        checked: What this run looked at: names of endpoints and files, and `live GET /x` for what
            it called. Entries of others stay.
        today: Becomes `first_seen` of what is new.
    """
    every = (one for finding in findings for one in (finding, *finding.same))
    seen = {rule_registry.fingerprint(finding): finding for finding in every}
    looked_at = set(checked)
    kept = {
        fingerprint: entry
        for fingerprint, entry in baseline.entries.items()
        if fingerprint in seen or _subject(entry) not in looked_at
    }
    for fingerprint, finding in seen.items():
        kept.setdefault(fingerprint, _entry(fingerprint, finding, today))
    return Baseline(entries=kept, rest=baseline.rest)


def reasons(baseline: Baseline) -> dict[str, str]:
    """Why each finding is accepted, by fingerprint: the reason and the ticket."""
    return {
        name: ", ".join(str(entry[key]) for key in ("reason", "ticket") if entry.get(key))
        for name, entry in baseline.entries.items()
    }


def save(baseline: Baseline, path: Path) -> None:
    """Write a baseline, sorted so that a change to one entry is a change to a few lines."""
    entries = [baseline.entries[name] for name in sorted(baseline.entries)]
    document = {"version": VERSION, **baseline.rest, "findings": entries}
    path.write_text(
        json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )


def _subject(entry: Mapping[str, Any]) -> str:
    live = str(entry.get("rule", "")).startswith("live-")
    subject = str(entry.get("endpoint") or entry.get("file") or "")
    return f"live {subject}" if live else subject


def _entry(fingerprint: str, finding: Finding, today: dt.date) -> dict[str, Any]:
    said = {
        "rule": finding.rule,
        "endpoint": finding.endpoint,
        "status": finding.status,
        "field": finding.field,
        "file": finding.span.file,
        "reason": "",
        "first_seen": today.isoformat(),
    }
    return {"fingerprint": fingerprint} | said


def _expiry(entry: Mapping[str, Any]) -> dt.date | None:
    expires = entry.get("expires")
    return dt.date.fromisoformat(expires) if expires else None

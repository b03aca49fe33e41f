"""For programs: documented, versioned JSON (docs/checking.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tryfield import __version__
from tryfield.checking.check_result import Check
from tryfield.checking.field_coverage import percent
from tryfield.core.findings import Finding
from tryfield.core.rules import rule_registry
from tryfield.relative_paths import shown

_ENCODER = json.JSONEncoder(ensure_ascii=False)
VERSION = 1  #: of the shape; a name may be added without a new version, none is removed


def json_report(check: Check) -> str:
    """`{"version": 1, "tool", "summary", "findings", ...}`, each entry of a list on one line."""
    lists: dict[str, Iterator[dict[str, Any]]] = {
        "findings": map(_finding, check.findings),
        "known": map(_finding, check.known),
        "coverage": (
            {
                "endpoint": one.endpoint,
                "file": one.file,
                "documented": one.documented,
                "shown": one.shown,
                "judged": one.judged,
                "live": one.live,
                "response_fields": one.response_fields,
                "response_fields_seen": one.response_seen,
                "statuses_never_exercised": list(one.statuses),
                "matched": one.matched,
            }
            for one in check.coverage
        ),
        "cases": (
            {"id": case.id, "kind": case.kind, "findings": len(found), "unchecked": case.unchecked}
            for case, found in check.by_case.items()
        ),
    }
    members = [
        _member("version", VERSION),
        _member("tool", {"name": "tryfield", "version": __version__}),
        _member("summary", _summary(check)),
        *(_list(name, entries) for name, entries in lists.items()),
    ]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _member(name: str, value: Any) -> str:
    return f'  "{name}": {_ENCODER.encode(value)}'


def _list(name: str, entries: Iterable[Any]) -> str:
    """A list of the report, whose entries stand on lines of their own; each is built in turn."""
    lines = ",\n".join([f"    {_ENCODER.encode(one)}" for one in entries])
    return f'  "{name}": [\n{lines}\n  ]' if lines else f'  "{name}": []'


def _summary(check: Check) -> dict[str, Any]:
    project = check.project
    return {
        "endpoints": len(project.reference.endpoints),
        "examples": check.examples,
        "calls": check.calls,
        "target": check.target,
        "left_out": dict(check.left_out),
        "live": check.live.to_json() if check.live is not None else None,
        "files": [shown(str(file), project.root) for file in project.files],
        "passed_over": [
            {"file": shown(str(file), project.root), "reason": reason}
            for file, reason in project.passed_over
        ],
        "unreadable": [shown(str(file), project.root) for file in project.unreadable],
        "coverage_percent": round(percent(check.coverage), 1),
        "shortfall": check.shortfall,
        "unreachable": check.unreachable,
        "interrupted": check.interrupted,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return finding.to_json() | {"fingerprint": rule_registry.fingerprint(finding)}

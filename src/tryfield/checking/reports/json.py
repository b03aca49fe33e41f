"""For programs: documented, versioned JSON (docs/checking.md)."""

from __future__ import annotations

import json
from typing import Any

from tryfield import __version__
from tryfield.checking.covering import percent
from tryfield.checking.outcome import Check
from tryfield.checking.places import shown
from tryfield.core import rules
from tryfield.core.findings import Finding
from tryfield.core.model import Span

VERSION = 1  #: of the shape; a name may be added without a new version, none is removed


def report(check: Check) -> str:
    """`{"version": 1, "tool", "summary", "findings", "known", "coverage", "cases"}`, indented."""
    shape = {
        "version": VERSION,
        "tool": {"name": "tryfield", "version": __version__},
        "summary": _summary(check),
        "findings": [finding_as_json(finding) for finding in check.findings],
        "known": [finding_as_json(finding) for finding in check.known],
        "coverage": [
            {
                "endpoint": one.endpoint,
                "file": one.file,
                "documented": one.documented,
                "shown": one.shown,
                "judged": one.judged,
                "live": one.live,
                "statuses_never_exercised": list(one.statuses),
                "matched": one.matched,
            }
            for one in check.coverage
        ],
        "cases": [
            {"id": case.id, "kind": case.kind, "findings": len(found), "unchecked": case.unchecked}
            for case, found in check.by_case.items()
        ],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def _summary(check: Check) -> dict[str, Any]:
    project = check.project
    return {
        "endpoints": len(project.reference.endpoints),
        "examples": check.examples,
        "calls": check.calls,
        "target": check.target,
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


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """One finding; empty parts are left out, `span` and `fingerprint` never."""
    shape = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "advice": finding.advice,
        "endpoint": finding.endpoint,
        "status": finding.status,
        "field": finding.field,
        "pointer": finding.pointer,
        "voices": [
            {"speaker": v.speaker, "words": v.words} | _span_entry(v.span) for v in finding.voices
        ],
        "fixes": [{"title": fix.title, "safe": fix.safe} for fix in finding.fixes],
        "curl": finding.curl,
    }
    kept = {name: value for name, value in shape.items() if value}
    return kept | _span_entry(finding.span) | {"fingerprint": rules.fingerprint(finding)}


def _span_entry(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {}
    names = ("file", "line", "column", "end_line", "end_column")
    return {"span": {name: getattr(span, name) for name in names}}

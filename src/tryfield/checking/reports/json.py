"""For programs: documented, versioned JSON (docs/checking.md)."""

from __future__ import annotations

import json
from typing import Any

from tryfield import __version__
from tryfield.checking.static import Check
from tryfield.core import rules
from tryfield.core.findings import Finding
from tryfield.core.model import Span

VERSION = 1  #: of the shape; a field may be added without a new version, none is removed


def report(check: Check) -> str:
    """`{"version": 1, "tool": {...}, "summary": {...}, "findings": [...]}`, indented."""
    project = check.project
    shape = {
        "version": VERSION,
        "tool": {"name": "tryfield", "version": __version__},
        "summary": {
            "endpoints": len(project.reference.endpoints),
            "examples": check.examples,
            "files": [str(file) for file in project.files],
            "passed_over": [
                {"file": str(file), "reason": reason} for file, reason in project.passed_over
            ],
            "unreadable": [str(file) for file in project.unreadable],
        },
        "findings": [finding_as_json(finding) for finding in check.findings],
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


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
        "curl": finding.curl,
    }
    kept = {name: value for name, value in shape.items() if value}
    return kept | _span_entry(finding.span) | {"fingerprint": rules.fingerprint(finding)}


def _span_entry(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {}
    names = ("file", "line", "column", "end_line", "end_column")
    return {"span": {name: getattr(span, name) for name in names}}

"""For code scanning: SARIF 2.1.0 with places in the docs' own files and stable fingerprints."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tryfield import __version__
from tryfield.checking.static import Check
from tryfield.core import rules
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def report(check: Check) -> str:
    """One run, valid against the schema of SARIF 2.1.0 (OASIS, section 3.13)."""
    names = sorted({finding.rule for finding in check.findings})
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "tryfield",
                "version": __version__,
                "rules": [{"id": name, "shortDescription": {"text": name}} for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, names) for finding in check.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    document = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _result(finding: Finding, names: list[str]) -> dict[str, Any]:
    related = [
        {"id": number, "message": {"text": f"{voice.speaker}: {voice.words}"}, **_place(voice.span)}
        for number, voice in enumerate(finding.voices)
        if voice.span
    ]
    return {
        "ruleId": finding.rule,
        "ruleIndex": names.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.advice}".strip()},
        "locations": [_place(finding.span)],
        "partialFingerprints": {"tryfield/v1": rules.fingerprint(finding)},
        **({"relatedLocations": related} if related else {}),
    }


def _place(span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column}
    if (span.end_line, span.end_column) > (span.line, span.column):
        region |= {"endLine": span.end_line, "endColumn": span.end_column}
    artifact = {"uri": quote(span.file.replace("\\", "/"))}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}

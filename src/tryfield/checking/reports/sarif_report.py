"""For code scanning: SARIF 2.1.0 with places in the docs' own files and stable fingerprints."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tryfield import __version__
from tryfield.checking import rule_manual
from tryfield.checking.check_result import Check
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span
from tryfield.core.rules import rule_registry

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif_report(check: Check) -> str:
    """One run, valid against the schema of SARIF 2.1.0 (OASIS, section 3.13)."""
    findings = (*check.findings, *check.known)
    names = {name: number for number, name in enumerate(sorted({f.rule for f in findings}))}
    pages = rule_manual.pages()
    results = [_result(finding, names) for finding in check.findings]
    for finding in check.known:
        reason = check.accepted.get(rule_registry.fingerprint(finding)) or "known to the baseline"
        suppressed = [{"kind": "external", "justification": reason}]
        results.append(_result(finding, names) | {"suppressions": suppressed})
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "tryfield",
                "version": __version__,
                "rules": [_rule(name, pages.get(name, "")) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not (check.interrupted or check.unreachable)}],
        "results": results,
    }
    if check.live is not None:
        run["properties"] = {"live": check.live.to_json()}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    document = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(name: str, page: str) -> dict[str, Any]:
    if not page:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": page.splitlines()[0]},
        "help": {"text": page, "markdown": page},
    }


def _result(finding: Finding, names: dict[str, int]) -> dict[str, Any]:
    related = [
        {
            "id": number,
            "message": {"text": f"{evidence.speaker}: {evidence.words}"},
            **_place(evidence.span),
        }
        for number, evidence in enumerate(finding.evidence)
        if evidence.span and evidence.span.file
    ]
    message = f"{finding.message} {finding.advice}".strip()
    if finding.curl:
        message = f"{message}\n\n{finding.curl.strip()}"
    return {
        "ruleId": finding.rule,
        "ruleIndex": names[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [_place(finding.span)] if finding.span.file else [],
        "partialFingerprints": {"tryfield/v1": rule_registry.fingerprint(finding)},
        **({"relatedLocations": related} if related else {}),
    }


def _place(span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column}
    if (span.end_line, span.end_column) > (span.line, span.column):
        region |= {"endLine": span.end_line, "endColumn": span.end_column}
    artifact = {"uri": quote(span.file.replace("\\", "/"))}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}

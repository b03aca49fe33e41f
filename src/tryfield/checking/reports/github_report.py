"""For GitHub: workflow commands that annotate the lines of a pull request.

Source: GitHub docs, Workflow commands for GitHub Actions, "Setting an error message".
"""

from __future__ import annotations

from tryfield.checking.check_result import Check
from tryfield.checking.reports import text_report
from tryfield.core.findings import Finding, Severity

LIMIT = 10  #: GitHub shows ten annotations of a kind in a step; more would be dropped unsaid
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github_report(check: Check) -> str:
    """The worst annotations of each kind, then the summary, which says how many are not shown."""
    lines: list[str] = []
    for severity in Severity:
        findings = [finding for finding in check.findings if finding.severity is severity]
        lines += [_command(finding) for finding in findings[:LIMIT]]
        if len(findings) > LIMIT:
            more = len(findings) - LIMIT
            lines.append(f"{more} more {severity.value}s are not annotated; see the whole report.")
    return "\n".join([*lines, text_report.summary(check)]) + "\n"


def _command(finding: Finding) -> str:
    span = finding.span
    places = (
        f"file={_escape(span.file, property_value=True)},line={span.line},endLine={span.end_line}"
        f",col={span.column},title={_escape('tryfield: ' + finding.rule, property_value=True)}"
    )
    message = _escape(f"{finding.message} {finding.advice}".strip())
    return f"::{_COMMANDS[finding.severity]} {places}::{message}"


def _escape(value: str, *, property_value: bool = False) -> str:
    escaped = value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C") if property_value else escaped

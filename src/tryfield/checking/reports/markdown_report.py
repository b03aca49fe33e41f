"""For a job summary or a pull request: the findings as Markdown, grouped by file."""

from __future__ import annotations

from itertools import groupby

from tryfield.checking.check_result import Check
from tryfield.checking.reports import text_report
from tryfield.core.findings import Finding, Severity

_MOST = 1_000_000  # GitHub refuses a summary that is longer, in bytes
_HEADER = "| line | severity | rule | what is wrong |\n| --: | --- | --- | --- |"


def markdown_report(check: Check) -> str:
    """A heading, the summary, a table of findings for each file, coverage, what was not checked."""
    parts = [
        "## tryfield",
        "\n".join(f"- {_cell(line)}" for line in text_report.summary_lines(check)),
    ]
    size = 0
    for file, findings in groupby(check.findings, key=lambda finding: finding.span.file):
        rows = [_row(finding) for finding in findings]
        size += sum(len(row.encode()) for row in rows)
        if size > _MOST:
            parts.append("More findings are not shown; see the whole report.")
            break
        parts += [f"### {_code(file)}", "\n".join([_HEADER, *rows])]
    if check.coverage and size <= _MOST:
        rows = [
            f"| {_code(one.endpoint)} | {one.judged} of {one.documented} "
            f"| {'' if one.live is None else one.live} | {', '.join(one.statuses)} |"
            for one in check.coverage[:200]
        ]
        header = "| endpoint | fields judged | seen live | statuses never seen |"
        table = "\n".join([header, "| --- | --- | --- | --- |", *rows])
        parts.append(f"<details><summary>Coverage</summary>\n\n{table}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def _row(finding: Finding) -> str:
    mark = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
    what = _cell(f"{finding.message} {finding.advice}".strip())
    return f"| {finding.span.line} | {mark[finding.severity]} | `{finding.rule}` | {what} |"


def _code(words: str) -> str:
    """Text as it is, wherever in Markdown; a table's bar is escaped even in code."""
    ticks = "``" if "`" in words else "`"
    return f"{ticks}{words}{ticks}".replace("|", "\\|")


def _cell(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace("`", "\\`")

"""For a job summary or a pull request: the findings as Markdown, grouped by file."""

from __future__ import annotations

from itertools import groupby

from tryfield.checking.reports import text
from tryfield.checking.static import Check


def report(check: Check) -> str:
    """A heading, the summary, and a table of findings for each file."""
    parts = ["## tryfield", text.summary(check)]
    for file, findings in groupby(check.findings, key=lambda finding: finding.span.file):
        rows = [
            f"| {f.span.line} | {f.severity.value} | `{f.rule}` | {_cell(f.message)} |"
            for f in findings
        ]
        header = "| line | severity | rule | what is wrong |\n| --: | --- | --- | --- |"
        parts += [f"### `{file}`", "\n".join([header, *rows])]
    return "\n\n".join(parts) + "\n"


def _cell(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    return escaped.replace("<", "&lt;")

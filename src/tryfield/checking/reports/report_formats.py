"""The formats of a report, by the name that `--format` and `--output` take."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tryfield.checking.check_result import Check
from tryfield.checking.reports import (
    github_report,
    json_report,
    junit_report,
    markdown_report,
    sarif_report,
    text_report,
)

#: Each turns a check into the whole text of a report.
FORMATS: Mapping[str, Callable[[Check], str]] = {
    "text": text_report.text_report,
    "json": json_report.json_report,
    "junit": junit_report.junit_report,
    "sarif": sarif_report.sarif_report,
    "github": github_report.github_report,
    "markdown": markdown_report.markdown_report,
}

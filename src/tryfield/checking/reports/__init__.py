"""What a check found, in the words of whoever asked: a person, a CI system, a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tryfield.checking.outcome import Check
from tryfield.checking.reports import github, json, junit, markdown, sarif, text

#: Each turns a check into the whole text of a report.
FORMATS: Mapping[str, Callable[[Check], str]] = {
    "text": text.report,
    "json": json.report,
    "junit": junit.report,
    "sarif": sarif.report,
    "github": github.report,
    "markdown": markdown.report,
}

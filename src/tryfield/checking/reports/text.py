"""For a person at a terminal: one line a finding, the line it is about, and an honest summary."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tryfield.checking.static import Check
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span

_COLOURS = {Severity.ERROR: 31, Severity.WARNING: 33, Severity.NOTE: 36}


def report(check: Check, *, colour: bool = False) -> str:
    """`file:line:col: rule: what is wrong. What to do.` with the line and a caret below it.

    Args:
        check: What was looked at and found.
        colour: Whether to use ANSI colours.
    """
    lines = _Lines(check.project.root)
    blocks = [_finding(finding, lines, colour) for finding in check.findings]
    return "\n".join([*blocks, summary(check)]) + "\n"


def summary(check: Check) -> str:
    """One line that says what was checked, what was found, and what was not looked at."""
    project = check.project
    counts = Counter(finding.severity for finding in check.findings)
    found = ", ".join(_counted(counts[s], s.value) for s in Severity if counts[s])
    without = _counted(len(project.passed_over), "file")
    passed = f"; {without} without an endpoint" * bool(project.passed_over)
    unreadable = f"; {len(project.unreadable)} unreadable" * bool(project.unreadable)
    return (
        f"{_counted(len(project.reference.endpoints), 'endpoint')} in "
        f"{_counted(len(project.files), 'file')}, {_counted(check.examples, 'example')} checked"
        f"{passed}{unreadable}: {found or 'no findings'}."
    )


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _finding(finding: Finding, lines: _Lines, colour: bool) -> str:
    text = str(finding)
    if colour:
        rule = f"\x1b[{_COLOURS[finding.severity]}m{finding.rule}\x1b[0m"
        text = text.replace(f" {finding.rule}: ", f" {rule}: ", 1)
    voices = [
        f"    the {voice.speaker} {'say' if voice.speaker == 'docs' else 'says'}: {voice.words}"
        + (f"  ({voice.span})" if voice.span and voice.span.line != finding.span.line else "")
        for voice in finding.voices
    ]
    curl = [f"    {line}" for line in finding.curl.splitlines()]
    return "\n".join([text, *lines.caret(finding.span), *voices, *curl])


class _Lines:
    """The lines of the files that findings point at, read once each."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, list[str]] = {}

    def caret(self, span: Span) -> list[str]:
        """The line of a span and a caret below its column; nothing when there is no such line."""
        if span.file not in self._files:
            try:
                text = (self._root / span.file).read_text(encoding="utf-8-sig", errors="replace")
            except OSError:
                text = ""
            self._files[span.file] = text.split("\n")
        lines = self._files[span.file]
        if not 0 < span.line <= len(lines) or not lines[span.line - 1].strip():
            return []
        line = lines[span.line - 1].rstrip("\r")
        start = max(0, span.column - 61) if len(line) > 120 else 0
        shown = line[start : start + 120]
        indent = "".join("\t" if c == "\t" else " " for c in shown[: span.column - 1 - start])
        width = span.end_column - span.column if span.end_line == span.line else 1
        return [
            f"    {shown}",
            f"    {indent}{'^' * max(1, min(width, len(shown) - len(indent)))}",
        ]

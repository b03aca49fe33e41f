"""For a person at a terminal: one line a finding, the line it is about, and an honest summary."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tryfield.checking.check_result import Check
from tryfield.checking.field_coverage import percent
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span
from tryfield.relative_paths import shown

_COLOURS = {Severity.ERROR: 31, Severity.WARNING: 33, Severity.NOTE: 36}
_SAYS = {
    "docs": "the docs say",
    "example": "the example says",
    "api": "the API says",
    "page": "the page says",
    "document": "the document says",
    "client": "the client says",
}


def text_report(
    check: Check, *, colour: bool = False, notes: bool = True, coverage: bool = False
) -> str:
    """`file:line:col: rule: what is wrong. What to do.` with the line and a caret below it.

    Args:
        check: What was looked at and found.
        colour: Whether to use ANSI colours.
        notes: Whether to show notes one by one; they are counted in any case.
        coverage: Whether to show a table of endpoints and fields.
    """
    lines = _Lines(check.project.root)
    shown = [f for f in check.findings if notes or f.severity is not Severity.NOTE]
    blocks = ["\n".join(_finding(finding, lines, colour)) for finding in shown]
    table = ["\n".join(_coverage(check))] if coverage and check.coverage else []
    return "\n".join([*blocks, *table, *summary_lines(check)]) + "\n"


def summary(check: Check) -> str:
    """One line that says what was checked and what was found."""
    project = check.project
    counts = Counter(finding.severity for finding in check.findings)
    found = ", ".join(counted(counts[s], s.value) for s in Severity if counts[s])
    snippets = sum(case.kind == "snippet" and not case.unchecked for case in check.cases)
    files = counted(len(project.files), "file")
    endpoints = counted(len(project.reference.endpoints), "endpoint")
    parts = [f"{endpoints} in {files}"]
    if not check.traffic:
        parts.append(f"{counted(check.examples, 'example')} checked")
    if snippets:
        parts.append(f"{counted(snippets, 'snippet')} checked")
    if check.target:
        noun = "exchange" if check.traffic else "call"
        where = "recorded in" if check.replayed else "to"
        parts.append(f"{counted(check.calls, noun)} {where} {check.target}")
    return f"{', '.join(parts)}: {found or 'no findings'}."


def summary_lines(check: Check) -> list[str]:
    """The summary, with all that was not checked and why."""
    lines = list(_left_out(check))
    for reason, number in check.left_out.items():
        lines.append(f"Left out: {counted(number, 'exchange')}: {reason}.")
    if check.live is not None and not check.unreachable:
        lines.append(f"Live: {check.live}.")
        if check.live.kept:
            lines.append(f"Left on the server: {'; '.join(check.live.kept[:5])}.")
    if check.coverage:
        judged = sum(one.judged for one in check.coverage)
        documented = sum(one.documented for one in check.coverage)
        missing = sum(len(one.statuses) for one in check.coverage)
        never = f"; {counted(missing, 'documented status')} never exercised" * bool(missing)
        lines.append(
            f"Coverage: {judged} of {counted(documented, 'documented field')} judged "
            f"({percent(check.coverage):.0f} %){never}."
        )
    if check.shortfall:
        lines.append(f"Coverage is too low: {check.shortfall}")
    if check.known:
        lines.append(f"{counted(len(check.known), 'finding')} hidden by the baseline.")
    if check.unreachable:
        lines.append("The API cannot be reached; nothing was checked live.")
    if check.empty:
        lines.append("Nothing was checked: no file holds an endpoint or a snippet.")
    if check.interrupted:
        lines.append("Interrupted: what follows was not checked.")
    return [*lines, summary(check)]


def plain(finding: Finding) -> list[str]:
    """A finding in lines, without its source: the sentence, the evidence, the reproduction."""
    return [str(finding), *_evidence(finding), *_concerned(finding), *_curl(finding)]


def _left_out(check: Check) -> Iterator[str]:
    project = check.project
    reasons: dict[tuple[str, str], list[str]] = {}
    for case in check.unchecked:
        name = case.endpoint or case.file
        reasons.setdefault((case.kind, case.unchecked), []).append(name)
    nouns = {"live": "endpoint", "request": "request", "snippet": "snippet"}
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    for (kind, reason), names in ordered:
        what = counted(len(names), nouns.get(kind, "example"))
        yield f"Not checked: {what}: {reason.rstrip('.')} ({_some(names)})."
    passed: dict[str, list[str]] = {}
    for file, reason in project.passed_over:
        passed.setdefault(reason, []).append(shown(str(file), project.root))
    for reason, names in sorted(passed.items(), key=lambda item: -len(item[1])):
        yield f"Passed over: {counted(len(names), 'file')}: {reason.rstrip('.')} ({_some(names)})."
    if project.unreadable:
        names = [shown(str(file), project.root) for file in project.unreadable]
        yield f"Unreadable: {counted(len(names), 'file')} ({_some(names)})."


_NAMED = 3  #: endpoints or files that one line names


def _some(names: Iterable[str]) -> str:
    """`a, b, c and 4 more`, each once."""
    known = list(dict.fromkeys(names))
    more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
    return f"{', '.join(known[:_NAMED])}{more}"


def _coverage(check: Check) -> Iterator[str]:
    width = max(len(one.endpoint) for one in check.coverage)
    for one in check.coverage:
        live = "" if one.live is None else f", {one.live} seen live"
        never = f"; never exercised: {', '.join(one.statuses)}" if one.statuses else ""
        yield f"{one.endpoint:{width}}  {one.judged} of {one.documented} fields judged{live}{never}"


def counted(count: int, word: str) -> str:
    """`1 file`, `2 files`, `2 fixes`."""
    ending = "" if count == 1 else "es" if word.endswith(("s", "x")) else "s"
    return f"{count} {word}{ending}"


def _finding(finding: Finding, lines: _Lines, colour: bool) -> Iterator[str]:
    text = _visible(str(finding).replace(finding.span.file, lines.name(finding.span.file), 1))
    if colour:
        rule = f"\x1b[{_COLOURS[finding.severity]}m{finding.rule}\x1b[0m"
        text = text.replace(f" {finding.rule}: ", f" {rule}: ", 1)
    yield text
    yield from lines.caret(finding.span)
    yield from _evidence(finding)
    yield from _concerned(finding)
    yield from _curl(finding)


def _evidence(finding: Finding) -> Iterator[str]:
    for evidence in finding.evidence:
        if evidence.speaker not in _SAYS:
            yield from (f"    {line}" for line in evidence.words.splitlines())
            continue
        elsewhere = evidence.span is not None and evidence.span.line != finding.span.line
        yield (
            f"    {_SAYS[evidence.speaker]}: {evidence.words}" + f"  ({evidence.span})" * elsewhere
        )


def concerned(finding: Finding) -> str:
    """`in 6 endpoints: GET /a, GET /b, GET /c and 3 more`; "" for one endpoint."""
    names = finding.endpoints
    if not names:
        return ""
    return f"in {len(names)} endpoints: {_some(names)}"


def _concerned(finding: Finding) -> Iterator[str]:
    if words := concerned(finding):
        yield f"    {words}"


def _curl(finding: Finding) -> Iterator[str]:
    yield from (f"    {line}" for line in finding.curl.splitlines())


class _Lines:
    """The lines of the files that findings point at, read once each."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, list[bytes]] = {}  #: as bytes, a large file needs less room
        here = Path.cwd()
        self._moved = here != root and here.is_relative_to(root)

    def name(self, file: str) -> str:
        """The name of a file from here, so that a terminal can open it."""
        if not file or not self._moved:
            return file
        return os.path.relpath(self._root / file)

    def caret(self, span: Span) -> list[str]:
        """The line of a span and a caret below its column; nothing when there is no such line."""
        if span.file not in self._files:
            try:
                data = (self._root / span.file).read_bytes().removeprefix(BOM_UTF8)
            except OSError:
                data = b""
            self._files[span.file] = data.splitlines()
        lines = self._files[span.file]
        if not 0 < span.line <= len(lines):
            return []
        line = lines[span.line - 1].decode("utf-8", "replace")
        if not line.strip():
            return []
        start = max(0, span.column - 61) if len(line) > 120 else 0
        shown = line[start : start + 120]
        indent = "".join("\t" if c == "\t" else " " for c in shown[: span.column - 1 - start])
        width = span.end_column - span.column if span.end_line == span.line else 1
        return [
            f"    {_visible(shown)}",
            f"    {indent}{'^' * max(1, min(width, len(shown) - len(indent)))}",
        ]


def _visible(line: str) -> str:
    """Text of somebody's file, without what would command a terminal."""
    return "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in line)

"""Comments in pages that ignore findings: `{/* tryfield: ignore RULE reason="..." */}`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span

_COMMENT = re.compile(
    r"(?:\{/\*|<!--|#)[ \t]*tryfield:[ \t]*ignore(?P<file>-file)?[ \t]+(?P<rule>[a-z0-9-]+)"
    r"(?:[ \t]+reason=\"(?P<reason>[^\"\n]*)\")?"
)
_FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}|~{3,})")
_TAG = re.compile(r"[ \t]*<(?P<name>[A-Za-z][\w.]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One answered finding: which rule, from which line to which, and why."""

    rule: str
    reason: str
    first: int
    last: int
    span: Span
    shown: bool = False  #: inside a fence, where a page may only show how such a comment looks


def ignores(text: str, *, file: str) -> list[Ignore]:
    """The comments of a definition that answer findings."""
    lines = text.split("\n")
    found: list[Ignore] = []
    fence = ""
    for number, line in enumerate(lines, 1):
        if mark := _FENCE.match(line):
            closing = mark["fence"].startswith(fence) and not line.strip(" \t`~")
            fence = mark["fence"] if not fence else "" if closing else fence
        for match in _COMMENT.finditer(line):
            whole = match["file"] is not None
            found.append(
                Ignore(
                    rule=match["rule"],
                    reason=match["reason"] or "",
                    first=1 if whole else number,
                    last=len(lines) if whole else _end(lines, number),
                    span=Span(file, number, match.start() + 1, number, match.end() + 1),
                    shown=bool(fence),
                )
            )
    return found


def applied(
    findings: Iterable[Finding], *, root: Path, files: Iterable[str] = (), live: bool = True
) -> tuple[Finding, ...]:
    """The findings that nobody answered, and one for each answer that answers nothing.

    Args:
        findings: Their spans name files relative to `root`.
        root: The project's folder.
        files: Names of files that were checked, whether anything was found in them or not.
        live: Whether an API was called; else nobody can say that its answers are as documented.
    """
    findings = tuple(findings)
    kept: list[Finding] = []
    by_file: dict[str, list[Ignore]] = {file: _of_file(root / file, file) for file in files}
    used: set[Ignore] = set()
    for finding in findings:
        file = finding.span.file
        if file not in by_file:
            by_file[file] = _of_file(root / file, file)
        answers = [
            ignore
            for ignore in by_file[file]
            if ignore.rule == finding.rule and ignore.first <= finding.span.line <= ignore.last
        ]
        used.update(answers)
        if not answers:
            kept.append(finding)
    unused = [
        one for found in by_file.values() for one in found if one not in used and not one.shown
    ]
    return (
        *kept,
        *(_unused(one) for one in unused if live or not one.rule.startswith("live-")),
    )


def _of_file(path: Path, file: str) -> list[Ignore]:
    try:
        if b"tryfield:" not in path.read_bytes():
            return []  # as in nearly all files; as text, a large one needs much more room
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []
    return ignores(text, file=file)


def _end(lines: list[str], number: int) -> int:
    """The last line of what begins below line `number`."""
    following = number  # index of the next line
    while following < len(lines) and not lines[following].strip():
        following += 1
    if following == len(lines):
        return number
    if fence := _FENCE.match(lines[following]):
        closing = (i for i in range(following + 1, len(lines)) if fence["fence"] in lines[i])
        return next(closing, following) + 1
    if tag := _TAG.match(lines[following]):
        return following + _height("\n".join(lines[following:]), tag["name"])
    return following + 1


def _height(text: str, name: str) -> int:
    """How many lines the element at the beginning of a text has, to its closing tag."""
    depth = 0
    for tag in re.finditer(rf"<(?P<close>/[ ]*)?{re.escape(name)}\b(?P<rest>[^>]*)>", text):
        if tag["close"]:
            depth -= 1
        elif not tag["rest"].endswith("/"):
            depth += 1
        if depth <= 0:
            return text.count("\n", 0, tag.end()) + 1
    return 1


def _unused(ignore: Ignore) -> Finding:
    return Finding(
        rule="ignore-unused",
        severity=Severity.WARNING,
        span=ignore.span,
        message=f"Nothing here is reported by '{ignore.rule}' any more.",
        advice="Remove the comment.",
    )

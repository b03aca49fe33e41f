"""Fixes as edits of text, made in the files or first in a copy of the project.

What is not fixed stays as it was, byte for byte. `tryfield check --fix` writes the changes;
`--diff` makes them in a copy, to know what they would write in the end.
"""

from __future__ import annotations

import difflib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tryfield import project
from tryfield.configuration import docs_folder, is_project
from tryfield.core.errors import TryfieldError
from tryfield.core.findings import Edit, Finding, Fix, Severity
from tryfield.core.model import Span
from tryfield.core.rules import rule_registry
from tryfield.readers import definition_reader
from tryfield.readers.reading_result import Reading

_INDENTED = re.compile(r",?\n( *)")  # how a text begins that is put behind another


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file before and after its fixes."""

    path: Path
    name: str  #: as findings name the file
    before: str
    after: str
    fixed: int

    def diff(self) -> str:
        """The change as a unified diff."""
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            f"a/{self.name}",
            f"b/{self.name}",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

    def followed_by(self, other: Change) -> Change:
        """This change and a later one of the same file as one."""
        if other is self:
            return self
        return replace(self, after=other.after, fixed=self.fixed + other.fixed)

    def write(self) -> None:
        """Put the fixed text in place of the old one."""
        self.path.write_bytes(self.after.encode("utf-8"))


def changes(findings: Iterable[Finding], *, root: Path, unsafe: bool = False) -> list[Change]:
    """The files that fixes change; nothing is written.

    Two fixes that touch the same text exclude each other: the first in the file is made, the
    second can be made in the next run. What is put in between at one place is all put there.

    Args:
        findings: Their `fixes` are used, at most one of each finding.
        root: Spans name files relative to it.
        unsafe: Also make fixes that need an author's eye.
    """
    by_file: dict[str, list[tuple[Edit, ...]]] = {}
    of_apis: dict[str, list[tuple[Edit, ...]]] = {}
    for finding in findings:
        for fix in finding.fixes:
            if (fix.safe or unsafe) and fix.edits and _is_ours(fix, root):
                chosen = of_apis if finding.rule.startswith("live-") else by_file
                chosen.setdefault(fix.edits[0].span.file, []).append(fix.edits)
                break
    made = [
        _verified(root / name, name, by_file.get(name, []), of_apis.get(name, []), root)
        for name in sorted({*by_file, *of_apis})
    ]
    return [change for change in made if change.after != change.before]


def _verified(
    path: Path,
    name: str,
    fixes: list[tuple[Edit, ...]],
    of_api: list[tuple[Edit, ...]],
    root: Path,
) -> Change:
    """The change of a file by those of its fixes after which it reads and checks no worse.

    Where the API differs from the documentation, examples may agree with the old documentation:
    they are the next findings, and no reason to leave it as it is.
    """
    before = _change(path, name, []).before
    reader = partial(definition_reader.read_changed, path=path, root=root, docs=docs_folder(root))
    known = _condition(reader(before))

    def good(some: list[tuple[Edit, ...]], *, reads: bool) -> bool:
        found = _condition(reader(_change(path, name, some).after), rules=not reads)
        return all(after <= now for after, now in zip(found, known, strict=False))

    def kept(
        some: list[tuple[Edit, ...]], beside: tuple[tuple[Edit, ...], ...] = (), *, reads: bool
    ) -> list[tuple[Edit, ...]]:
        """The fixes of some that do no harm; halves are tried where all together do."""
        if not some or good([*beside, *some], reads=reads):
            return some
        if len(some) == 1:
            return []
        half = len(some) // 2
        first = kept(some[:half], beside, reads=reads)
        second = kept(some[half:], beside, reads=reads)
        fewer = len(first) + len(second) < len(some)  # else it was tried above
        if fewer and good([*beside, *first, *second], reads=reads):
            return [*first, *second]
        for fix in second:  # each harmless alone, and not beside the others: such as a name twice
            if good([*beside, *first, fix], reads=reads):
                first.append(fix)
        return first

    made = kept(_in_order(fixes), reads=False)
    made += kept(_in_order(of_api), tuple(made), reads=True)
    return _change(path, name, made)


def _in_order(fixes: list[tuple[Edit, ...]]) -> list[tuple[Edit, ...]]:
    return sorted(fixes, key=lambda edits: (edits[0].span.line, edits[0].span.column))


def _condition(reading: Reading, *, rules: bool = True) -> tuple[int, ...]:
    """How bad a definition is: endpoints that are missing, what reading it, and rules, report."""
    endpoints = reading.reference.endpoints
    wrong = [one for one in reading.findings if one.severity is not Severity.NOTE]
    if not rules:
        return -len(endpoints), len(wrong)
    said = {f for one in endpoints for f in rule_registry.check(one)}
    return -len(endpoints), len(wrong), sum(f.severity is not Severity.NOTE for f in said)


def _is_ours(fix: Fix, root: Path) -> bool:
    """Whether it changes a file; what was fetched has no file of ours."""
    return (root / fix.edits[0].span.file).is_file()


def _change(path: Path, name: str, fixes: list[tuple[Edit, ...]]) -> Change:
    text = path.read_bytes().decode("utf-8")
    starts = _line_starts(text)
    taken: list[tuple[int, int, str]] = []
    count = 0
    for edits in sorted(fixes, key=lambda edits: (edits[0].span.line, edits[0].span.column)):
        places = [(*_offsets(edit.span, starts, text), edit.text) for edit in edits]
        if not any(_overlap(place, other) for place in places for other in taken):
            taken += [place for place in places if place not in taken]
            count += 1
    after = text
    # From the end, so that offsets stay; insertions at one place in the order they were made.
    newline = "\r\n" if "\r\n" in text else "\n"
    for _, (begin, end, new) in sorted(enumerate(taken), key=_by_place, reverse=True):
        after = after[:begin] + new.replace("\n", newline) + after[end:]
    return Change(path=path, name=name, before=text, after=after, fixed=count)


def _by_place(numbered: tuple[int, tuple[int, int, str]]) -> tuple[int, int, int, int]:
    """Of what is put at one place, the deepest is first: it still belongs to what ends there."""
    number, (begin, end, new) = numbered
    indented = _INDENTED.match(new)
    return begin, end, -len(indented[1]) if indented else 0, number


def _overlap(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    if one == other:
        return False  # two findings with the same cure
    if one[0] == one[1] and other[0] == other[1]:
        return False  # insertions take nothing from each other
    return (one[0] < other[1] and other[0] < one[1]) or one[:2] == other[:2]


def _line_starts(text: str) -> list[int]:
    starts = [1 if text.startswith("\ufeff") else 0]  # columns do not count a byte order mark
    starts += [i + 1 for i, character in enumerate(text) if character == "\n"]
    return starts


def _offsets(span: Span, starts: list[int], text: str) -> tuple[int, int]:
    def offset(line: int, column: int) -> int:
        return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)

    return offset(span.line, span.column), offset(span.end_line, span.end_column)


_MOST = 20_000


class TooLargeError(TryfieldError):
    """The project has too many files for a copy."""


class ProjectCopy:
    """A copy of a project's folder."""

    def __init__(self, root: Path, copy: Path) -> None:
        """Know both folders."""
        self.root = copy
        self._original = root.resolve()

    def of(self, path: Path) -> Path:
        """The copy of a file; one that lies elsewhere is itself, and no fix changes it."""
        real = path.resolve()
        if not real.is_relative_to(self._original):
            return path
        return self.root / real.relative_to(self._original)


@contextmanager
def project_copy(root: Path, files: Iterable[Path]) -> Iterator[ProjectCopy]:
    """Copy what is read of a project, and take the copy away in the end.

    Args:
        root: The project's folder.
        files: What is looked at; all of it lies in the folder.

    Raises:
        TooLargeError: The folder has more files than anybody's documentation.
    """
    with tempfile.TemporaryDirectory(prefix="tryfield-") as name:
        made = ProjectCopy(root, Path(name).resolve())
        if is_project(root):  # with the same reach of references
            (made.root / "tryfield.toml").touch()
        count = 0
        for path in dict.fromkeys((*files, *project.inside(root))):
            if (count := count + 1) > _MOST:
                raise TooLargeError(f"{root}: more than {_MOST} files.")
            if path.resolve().is_relative_to(root.resolve()):
                target = made.of(path)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        yield made

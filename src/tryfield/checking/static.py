"""Every rule over every definition: no network, no secrets, seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tryfield import project
from tryfield.checking import examples
from tryfield.checking.covering import Covering
from tryfield.checking.outcome import Case, Check
from tryfield.core.findings import Finding
from tryfield.core.rules import rule_registry
from tryfield.relative_paths import relative, shown

Progress = Callable[[str, int, int], None]  #: what is done, how many of how many


def quiet(_what: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


def check(files: Iterable[Path], *, root: Path) -> Check:
    """Hold every documented example against the documented fields.

    Args:
        files: Definitions, as `project.find` gives them.
        root: Spans name files relative to it.
    """
    checking = Checking(project.read(files, root=root))
    checking.run(quiet)
    return checking.result()


class Checking:
    """A check under way: what was found stays when it is interrupted."""

    def __init__(self, read: project.Project) -> None:
        """Begin with what reading found."""
        self.project = read
        self.findings: list[Finding] = relative(read.findings, read.root)
        self.cases: list[Case] = [
            Case(kind="file", file=shown(str(file), read.root), name="file")
            for file in (*read.files, *read.unreadable)
        ]
        self.coverings: dict[str, Covering] = {}  #: by id of the endpoint

    def run(self, progress: Progress) -> None:
        """Ask every rule about every endpoint."""
        endpoints = self.project.reference.endpoints
        root = self.project.root
        for number, endpoint in enumerate(endpoints):
            progress("endpoints", number, len(endpoints))
            self.findings += relative(rule_registry.check(endpoint), root)
            self.cases += examples.cases(endpoint, root)
            self.coverings[endpoint.id] = Covering(endpoint, root)
        progress("endpoints", len(endpoints), len(endpoints))

    def result(self) -> Check:
        """What was found so far, first in the file first."""
        return Check(
            project=self.project,
            cases=tuple(dict.fromkeys(self.cases)),
            findings=in_order(self.findings),
            coverage=tuple(covering.result() for covering in self.coverings.values()),
        )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by file and place, the worst first where several share a place."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique,
            key=lambda f: (f.span.file, f.span.line, f.span.column, f.severity.rank, f.rule),
        )
    )

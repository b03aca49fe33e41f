"""`pytest --tryfield`: each documented example is a test.

The only file that imports pytest. Nothing of ours is loaded before somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tryfield.core.findings import Finding
    from tryfield.core.model import Endpoint, Example


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and settings; all of them are off until they are used."""
    group = parser.getgroup("tryfield", "documentation examples")
    group.addoption(
        "--tryfield",
        action="store_true",
        help="check the examples of the definitions in tryfield_paths, or of the configured ones",
    )
    parser.addini("tryfield_paths", "definitions, folders and globs to check", type="args")


def pytest_configure(config: pytest.Config) -> None:
    """Collect definitions only when asked to."""
    if config.getoption("--tryfield") or config.getini("tryfield_paths"):
        config.pluginmanager.register(_Collector(config), "tryfield-collector")


class _Collector:
    """Turns definitions into files of tests, wherever pytest was told to look."""

    def __init__(self, config: pytest.Config) -> None:
        from tryfield import project
        from tryfield.configuration import configuration

        patterns: list[str] = list(config.getini("tryfield_paths"))
        root = config.rootpath
        if not patterns:
            found = configuration(root)
            patterns, root = list(found.sources), found.root
        self.files = frozenset(project.find(patterns, root)) if patterns else frozenset()

    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        """A definition becomes a collector; every other file is none of our business."""
        if file_path not in self.files:
            return None
        return Definition.from_parent(parent, path=file_path)


class Definition(pytest.File):
    """A definition file: one item for each example, and one for what is said around them."""

    def collect(self) -> Iterator[pytest.Item]:
        """Items named `POST /api/user::response 200`."""
        from tryfield.checking import static

        done = static.check([self.path], root=self.config.rootpath)
        rest = list(done.findings)
        for endpoint in done.project.reference.endpoints:
            for name, example in _examples(endpoint):
                mine = [f for f in rest if f.endpoint == endpoint.name and _inside(f, example)]
                rest = [finding for finding in rest if finding not in mine]
                yield Case.of(self, f"{endpoint.name}::{name}", mine)
            about = [finding for finding in rest if finding.endpoint == endpoint.name]
            rest = [finding for finding in rest if finding not in about]
            yield Case.of(self, f"{endpoint.name}::definition", about)
        if rest:
            yield Case.of(self, "file", rest)


class Case(pytest.Item):
    """One example, held against the fields that are documented for it."""

    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, parent: Definition, name: str, findings: Iterable[Finding]) -> Case:
        """The item for some findings, none of which means that it passes."""
        case: Case = cls.from_parent(parent, name=name)
        case.findings = tuple(findings)
        return case

    def runtest(self) -> None:
        """Fail on what is more than a note."""
        from tryfield.core.findings import Severity

        failing = [f for f in self.findings if f.severity is not Severity.NOTE]
        if failing:
            raise _Contradiction("\n".join(str(finding) for finding in failing))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """The findings; our own frames help nobody."""
        if isinstance(excinfo.value, _Contradiction):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the first finding is, else the top of the file."""
        line = self.findings[0].span.line - 1 if self.findings else 0
        return self.path, line, self.name


class _Contradiction(Exception):  # noqa: N818 - it never leaves this file
    """What an example says is not what the docs say."""


def _examples(endpoint: Endpoint) -> Iterator[tuple[str, Example]]:
    taken: dict[str, int] = {}
    for name, example in _named_examples(endpoint):
        taken[name] = taken.get(name, 0) + 1
        yield (name if taken[name] == 1 else f"{name} ({taken[name]})"), example


def _named_examples(endpoint: Endpoint) -> Iterator[tuple[str, Example]]:
    for sample in endpoint.samples:
        yield f"request {sample.name}".rstrip(), sample
    for content in endpoint.body.contents if endpoint.body else ():
        for example in content.examples:
            yield f"request {example.name}".rstrip(), example
    for response in endpoint.responses:
        for content in response.contents:
            for example in content.examples:
                yield f"response {response.status} {example.name}".rstrip(), example


def _inside(finding: Finding, example: Example) -> bool:
    span = example.span
    return span is not None and span.line <= finding.span.line <= max(span.end_line, span.line)

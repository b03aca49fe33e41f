"""`pytest --tryfield`: each documented example is a test.

The only file that imports pytest. Nothing of ours is loaded before somebody asks for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx2

    from tryfield.checking.check_result import Check
    from tryfield.checking.live.application import Application
    from tryfield.checking.live.live_runner import Target
    from tryfield.core.findings import Finding
    from tryfield.core.model import Reference


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and settings; all of them are off until they are used."""
    group = parser.getgroup("tryfield", "documentation examples")
    group.addoption(
        "--tryfield",
        action="store_true",
        help="check the examples of the definitions in tryfield_paths, or of the configured ones",
    )
    group.addoption(
        "--tryfield-live", metavar="BASE_URL", help="what the fixture tryfield_live calls"
    )
    group.addoption(
        "--tryfield-app",
        metavar="MODULE:APP",
        help="an ASGI or WSGI application: checked in this process, and called by tryfield_live",
    )
    parser.addini("tryfield_app", "as --tryfield-app")
    parser.addini("tryfield_paths", "definitions, folders and globs to check", type="args")
    parser.addini("tryfield_baseline", "findings that are known: their examples xfail")


def pytest_configure(config: pytest.Config) -> None:
    """Collect definitions only when asked to."""
    if config.getoption("--tryfield") or config.getini("tryfield_paths"):
        config.pluginmanager.register(_Collector(config), "tryfield-collector")


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the lifespan of an application that was called."""
    if (application := config.stash.get(_APPLICATION, None)) is not None:
        application.close()


@pytest.fixture(scope="session")
def tryfield_reference(pytestconfig: pytest.Config) -> Reference:
    """Every endpoint of the project's definitions."""
    from tryfield import project

    files, root = _definitions(pytestconfig)
    return project.read(files, root=root).reference


@pytest.fixture
def tryfield_mock(tryfield_reference: Reference) -> Iterator[httpx2.Client]:
    """A client that the documentation answers, with the first documented server as its base URL.

    `Prefer: code=404` in a request chooses another documented status.
    """
    from tryfield.checking.mock_client import mock_client

    with mock_client(tryfield_reference.endpoints) as client:
        yield client


@pytest.fixture
def tryfield_live(
    tryfield_reference: Reference, pytestconfig: pytest.Config
) -> Iterator[httpx2.Client]:
    """A client of an API whose responses are compared with the documentation.

    The API is the one at `--tryfield-live`, or the application of `--tryfield-app`.

    A response that differs raises an AssertionError that says where.
    """
    from tryfield.checking.mock_client import judging_client

    base_url = pytestconfig.getoption("--tryfield-live") or os.environ.get("TRYFIELD_LIVE", "")
    application = None if base_url else _application(pytestconfig)
    if application is not None:
        base_url = _BASE_URL
    if not base_url:
        pytest.skip("no API to call: give --tryfield-live BASE_URL or --tryfield-app MODULE:APP")
    transport = application.transport() if application is not None else None
    with judging_client(tryfield_reference.endpoints, base_url, transport=transport) as client:
        yield client


def _definitions(config: pytest.Config) -> tuple[tuple[Path, ...], Path]:
    """The definitions to check, and the folder that their names are relative to."""
    from tryfield import project
    from tryfield.configuration import configuration
    from tryfield.core.errors import TryfieldError

    try:
        if patterns := list(config.getini("tryfield_paths")):
            return project.find(patterns, config.rootpath), config.rootpath
        found = configuration(config.rootpath)
        files = project.find(found.sources, found.root)
        if not files and (application := _application(config)) is not None:
            files = (_published(config, application),)
        return files, found.root
    except TryfieldError as error:
        raise pytest.UsageError(f"tryfield: {error}") from error


_APPLICATION: pytest.StashKey[Application] = pytest.StashKey()
_PUBLISHED: pytest.StashKey[Path] = pytest.StashKey()
_BASE_URL = "http://localhost"


def _application(config: pytest.Config) -> Application | None:
    """The application that is to be called, imported once."""
    name = config.getoption("--tryfield-app") or config.getini("tryfield_app")
    if name and _APPLICATION not in config.stash:
        from tryfield.checking.live.application import Application as Imported
        from tryfield.core.errors import TryfieldError

        try:
            config.stash[_APPLICATION] = Imported(name, folder=config.rootpath)
        except TryfieldError as error:
            raise pytest.UsageError(f"tryfield: {error}") from error
    return config.stash.get(_APPLICATION, None)


def _published(config: pytest.Config, application: Application) -> Path:
    """A copy of the OpenAPI document that the application publishes."""
    if _PUBLISHED not in config.stash:
        from tryfield.readers.openapi_discovery import discovered
        from tryfield.readers.remote_documents import keep_copy

        document = discovered(
            _BASE_URL,
            headers={},
            transport=application.transport(),
            first=filter(None, [application.document_path]),
        )
        name = f"{application.name}{document.url.removeprefix(_BASE_URL)}"
        config.stash[_PUBLISHED] = keep_copy(name, document.text)
    return config.stash[_PUBLISHED]


class _Collector:
    """Turns definitions into files of tests, wherever pytest was told to look."""

    def __init__(self, config: pytest.Config) -> None:
        files, _ = _definitions(config)
        if not files:
            raise pytest.UsageError(
                "tryfield: no definitions are named. Name them as `tryfield_paths` in the "
                "configuration of pytest, or as `sources` in that of tryfield."
            )
        self.files = frozenset(file.resolve() for file in files)
        published = config.stash.get(_PUBLISHED, None)
        # It lies in no folder of the project, so nobody but us brings it to pytest.
        if published is not None and all(Path(arg).is_dir() for arg in config.args):
            config.args.append(str(published))

    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        """A definition becomes a collector; every other file is none of our business."""
        if file_path.resolve() not in self.files:
            return None
        from tryfield.relative_paths import address_of

        if address := address_of(file_path.resolve()):
            return Definition.from_parent(parent, path=file_path, nodeid=address)
        return Definition.from_parent(parent, path=file_path)


class Definition(pytest.File):
    """A definition file: a collector for each endpoint, and an item for each snippet."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """`POST /api/user`, below it `response 200` and the others."""
        from tryfield.checking.check_result import sorted_into

        done = _checked(self.path, self.config)
        known = sorted_into(done.cases, done.known)
        endpoints: dict[str, Documented] = {}
        for case, new in done.by_case.items():
            if case.kind == "file" and not new:
                continue
            found = Found(case.name, new, known.get(case, ()), case.unchecked)
            found.line = case.span.line if case.span else 1
            if not case.endpoint:
                yield Item.of(self, found)
            elif case.endpoint in endpoints:
                endpoints[case.endpoint].found.append(found)
            else:
                endpoints[case.endpoint] = Documented.from_parent(self, name=case.endpoint)
                endpoints[case.endpoint].found = [found]
        yield from endpoints.values()


class Found:
    """What is known about one case before it is an item."""

    def __init__(
        self, name: str, new: tuple[Finding, ...], known: tuple[Finding, ...], unchecked: str
    ) -> None:
        self.name, self.new, self.known, self.unchecked = name, new, known, unchecked
        self.line = 1


class Documented(pytest.Collector):
    """One endpoint: an item for each example, and one for what is said around them."""

    found: list[Found]

    def collect(self) -> Iterator[pytest.Item]:
        """Items named `response 200`."""
        for found in self.found:
            yield Item.of(self, found)


def _checked(path: Path, config: pytest.Config) -> Check:
    from tryfield import project
    from tryfield.checking import baseline, check_run
    from tryfield.configuration import configuration

    root = _definitions(config)[1]
    said = config.getini("tryfield_baseline") or configuration(root).options.get("baseline")
    known = baseline.load(root / str(said)) if said else baseline.EMPTY
    settings = check_run.CheckSettings(baseline=known)
    if (application := _application(config)) is not None:
        settings = replace(settings, application=application, target=_target(root))
    files = [path]
    if path.suffix in (".md", ".mdx", ".markdown") and _has_snippets(path):
        # What a snippet calls may be documented in any other file.
        reference = project.read(_definitions(config)[0], root=root).reference.endpoints
        settings = replace(settings, reference=reference)
    return check_run.run_check(files, root=root, settings=settings)


def _target(root: Path) -> Target:
    """The application as the API that is called, with the settings of `[live]`."""
    from tryfield.checking.live.live_runner import Target
    from tryfield.checking.live.live_settings import OPTIONS, read_live_settings
    from tryfield.configuration import configuration
    from tryfield.core.errors import TryfieldError

    found = configuration(root)
    table = found.options.get("live")
    try:
        settings = read_live_settings(
            table if isinstance(table, dict) else {}, found, os.environ, options=OPTIONS
        )
    except TryfieldError as error:
        raise pytest.UsageError(f"tryfield: {error}") from error
    return Target(base_url=_BASE_URL, variables=os.environ, settings=settings)


def _has_snippets(path: Path) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    return "tryfield" in text or "curl" in text


class Item(pytest.Item):
    """One example, held against the fields that are documented for it."""

    found: Found

    @classmethod
    def of(cls, parent: pytest.Collector, found: Found) -> Item:
        """The item of a case."""
        item: Item = cls.from_parent(parent, name=found.name)
        item.found = found
        return item

    def runtest(self) -> None:
        """Fail on news that is more than a note; what the baseline knows is expected to fail."""
        from tryfield.checking.reports.text_report import plain
        from tryfield.core.findings import Severity

        failing = [f for f in self.found.new if f.severity is not Severity.NOTE]
        if failing:
            raise _Contradiction("\n".join("\n".join(plain(finding)) for finding in failing))
        known = [f for f in self.found.known if f.severity is not Severity.NOTE]
        if known:
            pytest.xfail(f"{known[0].message} The baseline knows it.")
        if self.found.unchecked:
            pytest.skip(self.found.unchecked)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """The findings; our own frames help nobody."""
        if isinstance(excinfo.value, _Contradiction):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the first finding is, else the example itself."""
        findings = self.found.new
        line = findings[0].span.line if findings else self.found.line
        endpoint = f"{self.parent.name}::" if isinstance(self.parent, Documented) else ""
        return self.path, line - 1, endpoint + self.name


class _Contradiction(Exception):  # noqa: N818 - it never leaves this file
    """What an example says is not what the docs say."""

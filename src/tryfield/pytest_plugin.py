"""`pytest --tryfield`: each documented example is a test. `--tryfield-traffic` judges all calls.

The only file that imports pytest. Nothing of ours is loaded before somebody asks for it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx2

    from tryfield.checking.check_result import Check
    from tryfield.checking.live.application import Application
    from tryfield.checking.live.live_runner import Target
    from tryfield.checking.traffic.recorded_exchanges import RecordedExchange
    from tryfield.checking.traffic.traffic_judge import JudgedExchange, TrafficJudge
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
    group.addoption(
        "--tryfield-traffic",
        action="store_true",
        help="compare what the tests send and receive by HTTP with the documentation; a response "
        "that differs fails its test",
    )
    group.addoption(
        "--tryfield-traffic-warn",
        action="store_true",
        help="as --tryfield-traffic, but a response that differs is a warning",
    )
    group.addoption(
        "--tryfield-base",
        action="append",
        metavar="URL",
        default=[],
        help="base URL that the tests call in place of the documented servers; may be repeated",
    )
    parser.addini("tryfield_app", "as --tryfield-app")
    parser.addini("tryfield_paths", "definitions, folders and globs to check", type="args")
    parser.addini("tryfield_baseline", "findings that are known: their examples xfail")


def pytest_configure(config: pytest.Config) -> None:
    """Collect definitions only when asked to."""
    if config.getoption("--tryfield") or config.getini("tryfield_paths"):
        config.pluginmanager.register(_Collector(config), "tryfield-collector")
    if config.getoption("--tryfield-traffic") or config.getoption("--tryfield-traffic-warn"):
        config.pluginmanager.register(_Traffic(config), "tryfield-traffic")


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


_NO_DEFINITIONS = (
    "tryfield: no definitions are named. Name them as `tryfield_paths` in the "
    "configuration of pytest, or as `sources` in that of tryfield."
)


class _Collector:
    """Turns definitions into files of tests, wherever pytest was told to look."""

    def __init__(self, config: pytest.Config) -> None:
        files, _ = _definitions(config)
        if not files:
            raise pytest.UsageError(_NO_DEFINITIONS)
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


class TrafficWarning(pytest.PytestWarning):
    """A response that a test received differs from its documentation."""


class _Traffic:
    """Judges what the tests send, each test for itself, and sums up what they reached."""

    def __init__(self, config: pytest.Config) -> None:
        from tryfield.checking.traffic.client_hooks import ClientHooks

        self.config = config
        self.warn = bool(config.getoption("--tryfield-traffic-warn"))
        self.hooks = ClientHooks(self.seen)
        self.judge: TrafficJudge | None = None
        self.root = config.rootpath
        self.running = "the tests"  #: the test that runs
        self.differing: list[str] = []  #: in what it received
        self.elsewhere: dict[str, None] = {}  #: findings that fail no test
        self._turn = threading.RLock()

    def pytest_sessionstart(self) -> None:
        """Read the definitions, so that an error in them is one before the first test."""
        self.judge = self._made()

    def _made(self) -> TrafficJudge:
        from tryfield import project
        from tryfield.checking.traffic.traffic_judge import TrafficJudge as Judging

        files, self.root = _definitions(self.config)
        if not files:
            raise pytest.UsageError(_NO_DEFINITIONS)
        endpoints = project.read(files, root=self.root).reference.endpoints
        if not endpoints:
            raise pytest.UsageError("tryfield: the definitions document no endpoint.")
        return Judging(endpoints, bases=self.config.getoption("--tryfield-base"))

    def seen(self, exchange: RecordedExchange) -> None:
        """Judge one exchange of the test that runs."""
        with self._turn:
            if self.judge is None:
                return
            judged = self.judge.judge(replace(exchange, source=self.running))
            request = exchange.request
            called = f"{request.method} {request.url.partition('?')[0]}"
            self.differing += [
                f"{line} ({called}: {exchange.response.status})" for line in self._lines(judged)
            ]

    def _lines(self, judged: JudgedExchange) -> list[str]:
        from tryfield.relative_paths import shown

        lines = judged.lines("response")
        file = judged.endpoint.span.file if judged.endpoint and judged.endpoint.span else ""
        return [line.replace(file, shown(file, self.root), 1) for line in lines]

    # --- each test

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Begin a test with nothing against it."""
        self.hooks.watch()
        self.running, self.differing = nodeid, []

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self) -> Generator[None, object, object]:
        """Watch the clients that a fixture has imported."""
        self.hooks.watch()
        result = yield
        self.hooks.watch()
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Fail the test that received what differs."""
        self.hooks.watch()
        return (yield from self._failing(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """Also for what its teardown received."""
        return (yield from self._failing(item))

    def _failing(self, item: pytest.Item) -> Generator[None, object, object]:
        try:
            result = yield
        except BaseException:
            if said := self._taken():
                item.add_report_section("call", "tryfield", said)
            raise
        if said := self._taken():
            if self.warn:
                item.warn(TrafficWarning(said))
            else:
                pytest.fail(said, pytrace=False)
        return result

    def _taken(self) -> str:
        with self._turn:
            lines, self.differing = list(dict.fromkeys(self.differing)), []
        more = f"\nAnd {len(lines) - _LINES} more." if len(lines) > _LINES else ""
        return "\n".join(lines[:_LINES]) + more

    # --- the end

    def _findings(self) -> list[str]:
        """What fails no test: what clients send, and what nobody documented."""
        from tryfield.checking.traffic.traffic_findings import traffic_findings
        from tryfield.core.findings import Severity
        from tryfield.relative_paths import relative

        if self.judge is None:
            return []
        found = relative(traffic_findings(self.judge), self.root)
        return [
            str(one)
            for one in found
            if one.severity is not Severity.NOTE
            and ("-request-" in one.rule or one.rule == "live-endpoint-undocumented")
        ]

    def pytest_sessionfinish(self) -> None:
        """Leave the clients alone; of one of several processes, tell the first what was seen."""
        self.hooks.end()
        output = getattr(self.config, "workeroutput", None)
        if output is not None and self.judge is not None:
            output["tryfield_traffic"] = {
                "findings": self._findings(),
                "counted": self.judge.counted(),
            }

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what another process has seen (pytest-xdist)."""
        said = getattr(node, "workeroutput", {}).get("tryfield_traffic")
        if said and self.judge is not None:
            self.elsewhere.update(dict.fromkeys(said["findings"]))
            self.judge.add_counted(said["counted"])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """What the tests reached, and what they show besides."""
        from tryfield.checking.traffic.traffic_findings import traffic_coverage, traffic_totals

        if self.judge is None:
            return
        lines = [*dict.fromkeys([*self._findings(), *self.elsewhere])]
        self.judge.forget()
        coverage = traffic_coverage(self.judge, self.root)
        terminalreporter.section("documentation reached by the tests")
        for line in lines[:_SHOWN]:
            terminalreporter.line(line)
        if len(lines) > _SHOWN:
            terminalreporter.line(f"And {len(lines) - _SHOWN} more.")
        if not self.judge.exchanges:
            terminalreporter.line("The tests sent nothing by a client that tryfield can watch.")
            return
        missed = [one.endpoint for one in coverage if one.live is None]
        if missed:
            shown = ", ".join(missed[:_SHOWN]) + ", …" * (len(missed) > _SHOWN)
            terminalreporter.line(f"Not reached: {shown}")
        for reason, count in self.judge.left_out_in_all().items():
            terminalreporter.line(f"Left out: {count:,} exchanges: {reason}.")
        fields = sum(one.documented for one in coverage)
        seen = sum(one.judged for one in coverage)
        terminalreporter.line(f"{traffic_totals(self.judge, coverage)}.")
        terminalreporter.line(f"{seen:,} of {fields:,} documented fields reached.")


_LINES = 20
_SHOWN = 15


class _Contradiction(Exception):  # noqa: N818 - it never leaves this file
    """What an example says is not what the docs say."""

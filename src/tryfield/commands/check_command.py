"""`tryfield check`: its options, and one run or several of it.

Of its options the command line counts first, then the configuration. A check compares the
documentation with itself, its snippets and a live API. The command runs it as often as `--fix` and
`--watch` need it, and writes the reports.
"""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tryfield import project
from tryfield.checking import baseline as baselines
from tryfield.checking import check_run, file_watcher, fix_applier, stamp_writer
from tryfield.checking.check_result import Check
from tryfield.checking.check_run import CheckSettings
from tryfield.checking.live.live_limits import LiveLimits
from tryfield.checking.live.live_plan import DEFAULT_METHODS, SAFE_METHODS
from tryfield.checking.live.live_runner import Target
from tryfield.checking.live.live_settings import (
    OPTIONS,
    LiveSettings,
    OperationSelector,
    credentials,
    header_options,
    read_live_settings,
    variables_in,
)
from tryfield.checking.live.private_hosts import is_private
from tryfield.checking.reports import report_formats, text_report
from tryfield.commands import command_group
from tryfield.commands.command_group import FINDINGS, definitions, overlay_files
from tryfield.configuration import Configuration, configuration, texts
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Finding, Severity
from tryfield.core.request.request_url import AddressError, origin_of, parsed
from tryfield.readers.openapi_discovery import discovered
from tryfield.readers.remote_documents import keep_copy, local_copy, shown_address
from tryfield.relative_paths import is_address

if TYPE_CHECKING:
    from tryfield.checking.live.application import Application


#: Of an application in this process, which no name server knows.
DEFAULT_BASE_URL = "http://localhost"

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "fail_on": str,
    "quiet": bool,
    "min_coverage": (int, float),
    "min_operations": (int, float),
    "stamp": str,
    "baseline": str,
    "snippets": bool,
    "live": str,
    "app": str,
    "only": (str, list),
    "except": (str, list),
    "methods": (str, list),
    "auth": (str, list),
    "timeout": (int, float),
    "retries": int,
    "rate": (int, float),
    "concurrency": int,
    "keep": bool,
    "refusals": bool,
    "record": str,
    "replay": str,
    "traffic": (str, list),
    "base": (str, list),
    "ignore_headers": (str, list),
    "pages": (str, list),
}
_PATHS = ("stamp", "baseline", "record", "replay")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """Everything that a run needs to know."""

    paths: tuple[str, ...]
    root: Path
    published: Path | None = None  #: a copy of the document that the API itself publishes
    overlays: tuple[Path, ...] = ()  #: those of the configuration and of the command line
    settings: CheckSettings
    form: str = "text"
    outputs: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    fail_on: Severity = Severity.WARNING
    quiet: bool = False
    coverage: bool = False
    stamp: Path | None = None
    baseline: Path | None = None
    update_baseline: bool = False
    fix: bool = False
    unsafe: bool = False

    @classmethod
    def of(cls, paths: tuple[str, ...], options: Mapping[str, Any]) -> CheckOptions:
        """The command line, where it says something, else the configuration.

        Raises:
            ConfigurationError: Something cannot be followed, or a secret is written out.
        """
        found = configuration(Path.cwd())
        said = _configured(found)
        given = {n: one for n, one in options.items() if one or (one == 0 and one is not False)}
        if options.get("snippets") is False:
            given["snippets"] = False
        if given.get("traffic"):  # recordings on the command line mean that nothing is called
            for name in ("live", "app", "replay", "record"):
                said.pop(name, None)
        if given.get("live") and not given.get("app"):
            said.pop("app", None)  # an address on the command line means that server
        values = {**said, **given}
        live = _live_settings(found, values)
        folder = Path.cwd() if given.get("app") else found.root
        application = _application(values.get("app"), folder)
        published = _published(paths, found, values, live, application)
        root = found.root if published else definitions(paths)[1]
        overlays = project.find(found.overlays, found.root)
        fail_on = values.get("fail_on", "warning")
        if fail_on not in tuple(Severity):
            raise ConfigurationError(f"{found.file}: 'fail_on' must be error, warning or note.")
        asked = cls(
            paths=paths,
            root=root,
            published=published,
            overlays=overlay_files(found, options["overlay"]) or overlays,
            settings=replace(
                _settings(values, found.root, live, application),
                overlays=overlay_files(found, options["overlay"]),
                named=project.asked_for(paths, Path.cwd())
                if paths
                else project.asked_for(found.sources, found.root),
            ),
            form=options["form"],
            outputs=report_outputs(options["outputs"]),
            fail_on=Severity(fail_on),
            quiet=bool(values.get("quiet")),
            coverage=bool(options["coverage"]),
            stamp=values.get("stamp"),
            baseline=values.get("baseline"),
            update_baseline=bool(options["update_baseline"]),
            fix=bool(options["fix"] or options["unsafe_fixes"]),
            unsafe=bool(options["unsafe_fixes"]),
        )
        asked.consistent()
        return asked

    def consistent(self) -> None:
        """Raise ConfigurationError where one option makes no sense without another."""
        settings = self.settings
        if self.update_baseline and self.baseline is None:
            raise ConfigurationError("--update-baseline: say which file, with --baseline FILE.")
        if settings.traffic and (settings.target or settings.replay):
            raise ConfigurationError(
                "--traffic: it calls nobody. Leave out --live, --app and --replay."
            )
        if settings.record and settings.target is None:
            raise ConfigurationError("--record: nothing is recorded without --live or --app.")
        if settings.record and settings.replay:
            raise ConfigurationError("--replay: it calls nobody, so there is nothing to --record.")
        calls = settings.target or settings.replay or settings.traffic
        if self.stamp and not calls:
            raise ConfigurationError(
                "--stamp: only --live, --app, --replay and --traffic know when an API matched."
            )

    def files(self) -> tuple[Path, ...]:
        """The definitions, as they are now."""
        return (self.published,) if self.published else definitions(self.paths)[2]

    def loaded(self) -> CheckOptions:
        """With the baseline as it is in its file now."""
        if self.baseline is None:
            return self
        known = baselines.load(self.baseline)
        return replace(self, settings=replace(self.settings, baseline=known))


def _configured(found: Configuration) -> dict[str, Any]:
    options = dict(found.options)
    table = options.get("live")
    if isinstance(table, Mapping):  # [live] may hold the options about calls as well
        del options["live"]
        for name, value in table.items():
            if (key := name.replace("-", "_")) in OPTIONS:
                options["live" if key == "url" else key] = value
    said: dict[str, Any] = {}
    for name, kind in _TYPES.items():
        value = options.get(name, options.get(name.replace("_", "-")))
        if value is None:
            continue
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ConfigurationError(
                f"{found.place(name)}: '{name}' has a value of the wrong type."
            )
        said[name] = found.root / str(value) if name in _PATHS else value
    # A stamp file is also what a site reads; only a live check writes it.
    if not {"live", "app", "replay", "traffic"} & set(said):
        said.pop("stamp", None)
    return said


def _live_settings(found: Configuration, values: Mapping[str, Any]) -> LiveSettings:
    table = found.options.get("live")
    table = table if isinstance(table, Mapping) else {}
    calls = any(values.get(name) for name in ("live", "app"))
    if not calls:  # nothing is sent, so no variable has to be set
        table = {name: one for name, one in table.items() if name != "headers"}
    settings = read_live_settings(table, found, os.environ, options=OPTIONS)
    if not calls:
        return settings
    headers, secrets = header_options(texts(values.get("header", ())), os.environ)
    return settings.with_headers(headers, secrets)


def _application(name: str | None, folder: Path) -> Application | None:
    if not name:
        return None
    from tryfield.checking.live.application import Application  # its HTTP library takes a while

    with reports_alone():
        application = Application(name, folder=folder)
    click.get_current_context().call_on_close(partial(_closed, application))
    return application


def _closed(application: Application) -> None:
    with reports_alone():
        application.close()


def reports_alone() -> AbstractContextManager[object]:
    """What an application in this process prints goes to the standard error, not into reports."""
    return redirect_stdout(sys.stderr)


def _published(
    paths: tuple[str, ...],
    found: Configuration,
    values: Mapping[str, Any],
    live: LiveSettings,
    application: Application | None,
) -> Path | None:
    """The document of the API itself, where no other is named."""
    base = values.get("live", "")
    headers = {name: one for name, one in live.headers.items() if not variables_in(one)}
    for name in paths or found.sources:
        # The first to ask decides, and only the API that is called is shown a credential.
        if is_address(name) and base and origin_of(name) == origin_of(base):
            local_copy(name, headers)
    if paths or found.sources or not (base or application):
        return None
    if application is None:
        document = discovered(_base_url(base), headers=headers)
        name = shown_address(document.url)
    else:
        with reports_alone():
            document = discovered(
                _base_url(base or DEFAULT_BASE_URL),
                headers=headers,
                transport=application.transport(),
                first=filter(None, [application.document_path]),
            )
        name = f"{application.name}{document.url.removeprefix(origin_of(document.url))}"
    click.echo(f"OpenAPI document: {shown_address(document.url)}", err=True)
    return keep_copy(name, document.text)


def _base_url(said: str) -> str:
    if not is_address(said):
        raise ConfigurationError("--live: write a base URL, such as https://api.example.com.")
    try:
        return str(parsed(said)).rstrip("/")
    except AddressError as error:
        raise ConfigurationError(f"--live: {error}") from error


def _settings(
    values: Mapping[str, Any], root: Path, live: LiveSettings, application: Application | None
) -> CheckSettings:
    known, secrets = credentials(texts(values.get("auth", ())), os.environ)
    default = LiveLimits()
    replay = values.get("replay")
    target = None
    if (base := values.get("live")) or application is not None:
        target = Target(
            base_url=_base_url(base or DEFAULT_BASE_URL),
            credentials=known,
            methods=_methods(values.get("methods", ())),
            variables=os.environ,
            at_once=values.get("concurrency", 1),
            settings=live,
            keep=bool(values.get("keep")),
            refusals=bool(values.get("refusals")),
        )
        if application is None and not values.get("yes") and not values.get("plan"):
            _allowed_to_change(target)
    patterns = texts(values.get("pages", ()))
    return CheckSettings(
        pages=project.find(patterns, root) if patterns else (),
        snippets=values.get("snippets", True),
        target=target,
        application=application,
        folder=root,
        only=OperationSelector.all_of(texts(values.get("only", ()))),
        without=OperationSelector.all_of(texts(values.get("except", ()))),
        patience=LiveLimits(
            timeout=values.get("timeout", default.timeout),
            retries=values.get("retries", default.retries),
            rate=values.get("rate", default.rate),
        ),
        secrets=(*secrets, *live.secrets),
        record=values.get("record"),
        replay=replay,
        traffic=_recordings(values.get("traffic", ()), root),
        bases=tuple(map(_recorded_base, texts(values.get("base", ())))),
        ignored_headers=tuple(
            name for said in texts(values.get("ignore_headers", ())) for name in said.split(",")
        ),
        min_coverage=values.get("min_coverage", 0.0),
        min_operations=values.get("min_operations", 0.0),
    )


def _recordings(said: str | Iterable[str | Path], root: Path) -> tuple[Path, ...]:
    """Those of the command line lie where we are, those of the configuration beside it."""
    named = (said,) if isinstance(said, str) else tuple(said)
    return tuple(one if isinstance(one, Path) else root / one for one in named)


def _recorded_base(said: str) -> str:
    if not is_address(said):
        raise ConfigurationError("--base: write a base URL, such as https://api.example.com/v1.")
    return said.rstrip("/")


def _allowed_to_change(target: Target) -> None:
    """Ask for `--yes` before something is changed on a host that others may use.

    Raises:
        ConfigurationError: The target is neither loopback nor private, and something is unsafe.
    """
    unsafe = sorted(target.methods - SAFE_METHODS)
    unsafe += ["live = true"] * any(block.live for block in target.settings.operations)
    if unsafe and not is_private(target.base_url):
        raise ConfigurationError(
            f"--live: {', '.join(unsafe)} may change something at {target.base_url}, which is not "
            "on this machine or in a private network. Add --yes if it is made for tests."
        )


def _methods(said: str | list[str] | tuple[str, ...]) -> frozenset[str]:
    words = said.split(",") if isinstance(said, str) else said
    methods = frozenset(word.strip().upper() for word in words if word.strip())
    strange = sorted(method for method in methods if not method.isalpha())
    if strange:
        raise ConfigurationError(f"--methods: '{strange[0]}' is no method. Write GET,POST.")
    return methods or DEFAULT_METHODS


def report_outputs(said: tuple[str, ...]) -> dict[str, tuple[Path, ...]]:
    """The files of `--output FORMAT=FILE`, by format.

    Raises:
        ConfigurationError: There is no such format.
    """
    found: dict[str, tuple[Path, ...]] = {}
    for output in said:
        name, _, file = output.partition("=")
        if name not in report_formats.FORMATS or not file:
            known = ", ".join(report_formats.FORMATS)
            raise ConfigurationError(f"--output {output}: write FORMAT=FILE, with one of {known}.")
        found[name] = (*found.get(name, ()), Path(file))
    return found


_FILE = click.Path(dir_okay=False, path_type=Path)
_METHODS = "GET, HEAD, OPTIONS and QUERY"


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decorated(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorated


_reporting = _options(
    click.option(
        "--format",
        "form",
        type=click.Choice(list(report_formats.FORMATS)),
        default="text",
        show_default=True,
        help="How to report on the standard output.",
    ),
    click.option(
        "--output",
        "outputs",
        multiple=True,
        metavar="FORMAT=FILE",
        help="Write a report to a file as well; may be repeated.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice([severity.value for severity in Severity]),
        help="Exit with 1 from this severity on.  [default: warning]",
    ),
    click.option("--quiet", "-q", is_flag=True, help="Count notes, but do not show them."),
    click.option("--coverage", is_flag=True, help="Show how much of each endpoint was judged."),
    click.option(
        "--min-coverage",
        type=click.FloatRange(0, 100),
        help="Exit with 1 below this percentage of judged fields.",
    ),
    click.option(
        "--min-operations",
        type=click.FloatRange(0, 100),
        help="Exit with 1 where live calls reach a success of fewer operations, in percent.",
    ),
    click.option("--stamp", type=_FILE, help="Keep when each endpoint last matched, for the site."),
    click.option("--watch", is_flag=True, help="Check again whenever a file changes."),
)
_knowing = _options(
    click.option("--baseline", type=_FILE, help="Findings that are known and accepted."),
    click.option("--update-baseline", is_flag=True, help="Accept the current findings."),
    click.option("--fix", is_flag=True, help="Apply only unambiguous fixes."),
    click.option("--unsafe-fixes", is_flag=True, help="Apply uncertain fixes as well."),
    click.option("--diff", is_flag=True, help="Show what fixes would change, and change nothing."),
    click.option(
        "--snippets/--no-snippets",
        default=None,
        help="Whether to run marked Python and compare curl commands in pages.",
    ),
)
_calling = _options(
    click.option("--live", metavar="BASE_URL", help="Call this API with the documented examples."),
    click.option(
        "--app",
        metavar="MODULE:APP",
        help="Call this ASGI or WSGI application, in this process.",
    ),
    click.option(
        "--header",
        multiple=True,
        metavar="'NAME: ${VARIABLE}'",
        help="A header of all calls; may be repeated.",
    ),
    click.option(
        "--methods",
        metavar="LIST",
        help=f"Methods that may be called, such as GET,POST.  [default: {_METHODS}]",
    ),
    click.option(
        "--auth",
        multiple=True,
        metavar="[SCHEME=]${VARIABLE}",
        help="A credential from the environment; may be repeated.",
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="OPERATION",
        help="Check these only: an id, tag:NAME, /path/*, METHOD; may be repeated.",
    ),
    click.option(
        "--except", multiple=True, metavar="OPERATION", help="Leave these out; as for --only."
    ),
    click.option("--timeout", type=click.FloatRange(min=0.1), help="Seconds for one response."),
    click.option("--retries", type=click.IntRange(0, 10), help="After a busy or lost response."),
    click.option("--rate", type=click.FloatRange(min=0), help="Calls a second at most."),
    click.option("--concurrency", type=click.IntRange(1, 32), help="Calls at the same time."),
    click.option("--plan", is_flag=True, help="Show which calls would be made; send nothing."),
    click.option(
        "--refusals", is_flag=True, help="Provoke documented refusals, such as 401, 404 and 422."
    ),
    click.option("--keep", is_flag=True, help="Leave what the calls have created."),
    click.option("--yes", is_flag=True, help="Allow unsafe methods on a public address."),
    click.option("--record", type=_FILE, help="Write the calls to a HAR file, without secrets."),
    click.option("--replay", type=_FILE, help="Check recorded responses instead of calling."),
)
_recorded = _options(
    click.option(
        "--traffic",
        multiple=True,
        metavar="FILE-OR-FOLDER",
        type=click.Path(path_type=Path),
        help="Check recorded traffic: HAR, NDJSON, logs of Kong, nginx, Apache; may be repeated.",
    ),
    click.option(
        "--base", multiple=True, metavar="URL", help="Base URL that the traffic was recorded at."
    ),
    click.option(
        "--ignore-headers",
        metavar="LIST",
        help="Headers of traffic that need no documentation, such as X-Shop-*,X-Build.",
    ),
)


@click.command()
@click.argument("paths", nargs=-1)
@_reporting
@_knowing
@_calling
@_recorded
@command_group.overlay_option
def check(paths: tuple[str, ...], **options: Any) -> None:
    """Hold every documented example against the documented fields.

    PATHS are definitions, pages with snippets, folders, globs or URLs of documents; without any,
    the configured sources, or the document that the API of --live or --app publishes itself.
    Nothing is sent to an API without --live. With --traffic, recorded exchanges are checked instead
    of the examples. Any option may stand in the configuration.
    """
    # What a run makes stays until its end: looking for garbage in it, there as well, costs seconds.
    gc.set_threshold(3_000_000, 50, 100)
    atexit.register(gc.freeze)
    watch, diff = options.pop("watch"), options.pop("diff")
    checker = Checker(CheckOptions.of(paths, options))
    if options["plan"]:
        sys.exit(checker.plan())
    if diff:
        sys.exit(checker.diff())
    # Begun before the first check, so that no change in between is missed.
    changes = file_watcher.file_changes(checker.files) if watch else iter(())
    done = checker.check()
    if not watch or done.interrupted:
        sys.exit(_exit_code(done, checker.options))
    with suppress(KeyboardInterrupt):
        for changed in changes:
            names = ", ".join(sorted(path.name for path in changed)[:3])
            click.echo(f"\n— {names} changed —", err=True)
            if checker.check().interrupted:
                break


def _exit_code(done: Check, options: CheckOptions) -> int:
    if done.interrupted:
        return command_group.INTERRUPTED
    if done.unreachable:
        return command_group.UNREACHABLE
    if done.project.unreadable:
        return command_group.UNREADABLE
    if done.empty and not _only_prose(options.paths):
        return command_group.UNREADABLE
    return command_group.FINDINGS if done.failing(options.fail_on) or done.shortfall else 0


def _only_prose(paths: tuple[str, ...]) -> bool:
    """Whether pages are named one by one, as a hook names those that were changed."""
    pages = (".md", ".mdx", ".markdown", ".txt")
    return bool(paths) and all(path.lower().endswith(pages) for path in paths)


_ROUNDS = 5  # a fix may make room for another one


class Checker:
    """One `tryfield check`, perhaps again and again."""

    def __init__(self, options: CheckOptions) -> None:
        """Keep the options."""
        self.options = options

    def files(self) -> tuple[Path, ...]:
        """The files that are looked at, as they are now."""
        return (*self.options.files(), *self.options.settings.pages, *self.options.overlays)

    def check(self) -> Check:
        """Check, fix if the options say so, report."""
        done = self._run()
        if self.options.fix:
            done, changes = self._fixed(done)
            count = sum(change.fixed for change in changes)
            made = f"{text_report.counted(count, 'fix')} made"
            click.echo(f"{made} in {text_report.counted(len(changes), 'file')}.", err=True)
        if self.options.update_baseline:
            done = self._accepted(done)
        self._report(done)
        return done

    def plan(self) -> int:
        """Show what live calls would be made, as text or as JSON."""
        options = self.options
        made = check_run.call_plan(self.files(), root=options.root, settings=options.settings)
        if options.form == "json":
            click.echo(json.dumps(made.to_json(), indent=2, ensure_ascii=False))
        else:
            click.echo(made.to_text(), nl=False)
        return 0

    def diff(self) -> int:
        """Show what fixes would change in the end; the exit code says whether they would."""
        done = self._run()
        options = self.options
        changes = fix_applier.changes(_all_findings(done), root=options.root, unsafe=options.unsafe)
        if changes:
            try:
                with fix_applier.project_copy(options.root, self.files()) as stage:
                    _, changes = self._fixed(done, stage)
            except fix_applier.TooLargeError as error:
                click.echo(f"{error} Only the first round of fixes is shown.", err=True)
        for change in changes:
            click.echo(change.diff(), nl=False)
        return FINDINGS if changes else 0

    def _run(self, stage: fix_applier.ProjectCopy | None = None) -> Check:
        options = self.options.loaded()
        progress = _Progress()
        root, files, settings = options.root, options.files(), options.settings
        if stage is not None:
            root, files = stage.root, tuple(map(stage.of, files))
            settings = replace(
                settings,
                pages=tuple(map(stage.of, settings.pages)),
                overlays=tuple(map(stage.of, options.overlays)),
                record=None,
            )
        try:
            with reports_alone():
                return check_run.run_check(files, root=root, settings=settings, progress=progress)
        finally:
            progress.end()

    def _fixed(
        self, done: Check, stage: fix_applier.ProjectCopy | None = None
    ) -> tuple[Check, list[fix_applier.Change]]:
        """What is found after all fixes, and each file before the first and after the last."""
        root = stage.root if stage else self.options.root
        whole_changes: dict[str, fix_applier.Change] = {}
        for _ in range(_ROUNDS):
            changes = fix_applier.changes(
                _all_findings(done), root=root, unsafe=self.options.unsafe
            )
            if not changes:
                break
            for change in changes:
                change.write()
                first = whole_changes.get(change.name, change)
                whole_changes[change.name] = first.followed_by(change)
            if self.options.settings.record:
                break  # one recording, one round
            done = self._run(stage)
        return done, [whole_changes[name] for name in sorted(whole_changes)]

    def _accepted(self, done: Check) -> Check:
        path = self.options.baseline
        if path is None or done.interrupted:
            return done
        today = dt.datetime.now(dt.UTC).date()
        before = baselines.load(path)
        made = baselines.updated(
            before, _all_findings(done), checked=check_run.checked_names(done), today=today
        )
        baselines.save(made, path)
        new = len(made.entries.keys() - before.entries.keys())
        gone = len(before.entries.keys() - made.entries.keys())
        click.echo(f"{path}: {new} findings added, {gone} removed.", err=True)
        split = baselines.split(made, _all_findings(done), today=today)
        accepted = baselines.reasons(made)
        return replace(done, findings=split.new, known=split.known, accepted=accepted)

    def _report(self, done: Check) -> None:
        options = self.options
        write_reports(options.outputs, done)
        if options.stamp is not None and not done.unreachable:
            stamp_writer.update_stamps(options.stamp, done, today=dt.datetime.now(dt.UTC).date())
        if options.form != "text":
            click.echo(report_formats.FORMATS[options.form](done), nl=False)
            return
        coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        text = text_report.text_report(
            done, colour=coloured, notes=not options.quiet, coverage=options.coverage
        )
        click.echo(text, nl=False, color=True)


def _all_findings(done: Check) -> tuple[Finding, ...]:
    return (*done.findings, *done.known)


def write_reports(outputs: Mapping[str, Iterable[Path]], done: Check) -> None:
    """Write the reports that `--output` asks for.

    Raises:
        ConfigurationError: A file cannot be written.
    """
    for name, paths in outputs.items():
        for path in paths:
            _write(path, report_formats.FORMATS[name](done))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written: {error.strerror}.") from error


class _Progress:
    """A line on the standard error that says how far a long run is; nothing off a terminal."""

    def __init__(self) -> None:
        self._begin = self._last = time.monotonic()
        self._shown = False
        self._terminal = sys.stderr.isatty()

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if self._terminal and now - self._begin > 1 and now - self._last > 0.1:
            self._last, self._shown = now, True
            total = f" of {of}" if of else ""
            click.echo(f"\r\x1b[K{done}{total} {what}", nl=False, err=True)

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

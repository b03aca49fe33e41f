"""`tryfield check`: its options, and one run or several of it.

A check compares the documentation with itself, its snippets and a live API. The command runs it
as often as `--fix` and `--watch` need it, and writes the reports.
"""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from tryfield.checking import baseline as baselines
from tryfield.checking import check_run, file_watcher, fix_applier, stamp_writer
from tryfield.checking.check_result import Check
from tryfield.checking.reports import report_formats, text_report
from tryfield.commands import command_group
from tryfield.commands.check_options import CheckOptions, reports_alone
from tryfield.commands.command_group import FINDINGS
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Finding, Severity

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
    click.option("--refusals", is_flag=True, help="Provoke documented refusals: 401, 404, 422."),
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
        sys.exit(_exit_code(done, checker.options.fail_on))
    with suppress(KeyboardInterrupt):
        for changed in changes:
            names = ", ".join(sorted(path.name for path in changed)[:3])
            click.echo(f"\n— {names} changed —", err=True)
            if checker.check().interrupted:
                break


def _exit_code(done: Check, fail_on: Severity) -> int:
    if done.interrupted:
        return command_group.INTERRUPTED
    if done.unreachable:
        return command_group.UNREACHABLE
    if done.project.unreadable:
        return command_group.UNREADABLE
    return command_group.FINDINGS if done.failing(fail_on) or done.shortfall else 0


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
        for name, paths in options.outputs.items():
            for path in paths:
                _write(path, report_formats.FORMATS[name](done))
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

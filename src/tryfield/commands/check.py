"""`tryfield check`: the documentation against itself, its snippets and a live API."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from tryfield.checking import reports, watching
from tryfield.checking.outcome import Check
from tryfield.commands import group
from tryfield.commands.asked import Asked
from tryfield.commands.checking import Checker
from tryfield.core.findings import Severity

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
        type=click.Choice(list(reports.FORMATS)),
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
    click.option("--stamp", type=_FILE, help="Keep when each endpoint last matched, for the site."),
    click.option("--watch", is_flag=True, help="Check again whenever a file changes."),
)
_knowing = _options(
    click.option("--baseline", type=_FILE, help="Findings that are known and accepted."),
    click.option("--update-baseline", is_flag=True, help="Accept what there is now."),
    click.option("--fix", is_flag=True, help="Mend what cannot be meant in another way."),
    click.option("--unsafe-fixes", is_flag=True, help="Mend more; look at what it did."),
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
    click.option("--timeout", type=click.FloatRange(min=0.1), help="Seconds for one answer."),
    click.option("--retries", type=click.IntRange(0, 10), help="After a busy or lost answer."),
    click.option("--rate", type=click.FloatRange(min=0), help="Calls a second at most."),
    click.option("--concurrency", type=click.IntRange(1, 32), help="Calls at the same time."),
    click.option("--record", type=_FILE, help="Write the calls to a HAR file, without secrets."),
    click.option("--replay", type=_FILE, help="Judge recorded answers instead of calling."),
)


@click.command()
@click.argument("paths", nargs=-1)
@_reporting
@_knowing
@_calling
def check(paths: tuple[str, ...], **options: Any) -> None:
    """Hold every documented example against the documented fields.

    PATHS are definitions, pages with snippets, folders or globs; without any, the configured
    sources. Nothing is sent anywhere without --live. Any option may stand in the configuration.
    """
    # What a run makes stays until its end: looking for garbage in it, there as well, costs seconds.
    gc.set_threshold(3_000_000, 50, 100)
    atexit.register(gc.freeze)
    watch, diff = options.pop("watch"), options.pop("diff")
    checker = Checker(paths, Asked.of(paths, options))
    if diff:
        sys.exit(checker.diff())
    # Begun before the first check, so that no change in between is missed.
    changes = watching.changes(checker.files) if watch else iter(())
    done = checker.check()
    if not watch or done.interrupted:
        sys.exit(_exit_code(done, checker.asked.fail_on))
    with suppress(KeyboardInterrupt):
        for changed in changes:
            names = ", ".join(sorted(path.name for path in changed)[:3])
            click.echo(f"\n— {names} changed —", err=True)
            if checker.check().interrupted:
                break


def _exit_code(done: Check, fail_on: Severity) -> int:
    if done.interrupted:
        return group.INTERRUPTED
    if done.unreachable:
        return group.UNREACHABLE
    if done.project.unreadable:
        return group.UNREADABLE
    return group.FINDINGS if done.failing(fail_on) or done.shortfall else 0

"""Runs a check as often as it is asked to, and writes what comes of it."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from tryfield.checking import baseline as baselines
from tryfield.checking import fixes, rehearsal, reports, stamp, whole
from tryfield.checking.outcome import Check
from tryfield.checking.reports import text as text_report
from tryfield.commands.asked import Asked
from tryfield.commands.group import FINDINGS, definitions
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Finding

_ROUNDS = 5  # a fix may make room for another one


class Checker:
    """One `tryfield check`, perhaps again and again."""

    def __init__(self, paths: tuple[str, ...], asked: Asked) -> None:
        """Know what is asked for."""
        self.asked = asked
        self._paths = paths

    def files(self) -> tuple[Path, ...]:
        """The files that are looked at, as they are now."""
        return (*definitions(self._paths)[2], *self.asked.settings.pages)

    def check(self) -> Check:
        """Check, mend where asked to, report."""
        done = self._run()
        if self.asked.fix:
            done, changes = self._mended(done)
            count = sum(change.fixed for change in changes)
            made = f"{text_report.counted(count, 'fix')} made"
            click.echo(f"{made} in {text_report.counted(len(changes), 'file')}.", err=True)
        if self.asked.update_baseline:
            done = self._accepted(done)
        self._report(done)
        return done

    def diff(self) -> int:
        """Show what fixes would change in the end; the exit code says whether they would."""
        done = self._run()
        asked = self.asked
        changes = fixes.changes(_all(done), root=asked.root, unsafe=asked.unsafe)
        if changes:
            try:
                with rehearsal.stage(asked.root, self.files()) as stage:
                    _, changes = self._mended(done, stage)
            except rehearsal.TooLargeError as error:
                click.echo(f"{error} Only the first round of fixes is shown.", err=True)
        for change in changes:
            click.echo(change.diff(), nl=False)
        return FINDINGS if changes else 0

    def _run(self, stage: rehearsal.Stage | None = None) -> Check:
        asked = self.asked.loaded()
        progress = _Progress()
        root, files, settings = asked.root, definitions(self._paths)[2], asked.settings
        if stage is not None:
            root, files = stage.root, tuple(map(stage.of, files))
            settings = replace(settings, pages=tuple(map(stage.of, settings.pages)), record=None)
        try:
            return whole.run(files, root=root, settings=settings, progress=progress)
        finally:
            progress.end()

    def _mended(
        self, done: Check, stage: rehearsal.Stage | None = None
    ) -> tuple[Check, list[fixes.Change]]:
        """What is found after all fixes, and each file before the first and after the last."""
        root = stage.root if stage else self.asked.root
        whole_changes: dict[str, fixes.Change] = {}
        for _ in range(_ROUNDS):
            changes = fixes.changes(_all(done), root=root, unsafe=self.asked.unsafe)
            if not changes:
                break
            for change in changes:
                change.write()
                first = whole_changes.get(change.name, change)
                whole_changes[change.name] = first.followed_by(change)
            if self.asked.settings.record:
                break  # one recording, one round
            done = self._run(stage)
        return done, [whole_changes[name] for name in sorted(whole_changes)]

    def _accepted(self, done: Check) -> Check:
        path = self.asked.baseline
        if path is None or done.interrupted:
            return done
        today = dt.datetime.now(dt.UTC).date()
        before = baselines.load(path)
        made = baselines.updated(before, _all(done), checked=whole.looked_at(done), today=today)
        baselines.save(made, path)
        new = len(made.entries.keys() - before.entries.keys())
        gone = len(before.entries.keys() - made.entries.keys())
        click.echo(f"{path}: {new} findings added, {gone} removed.", err=True)
        split = baselines.split(made, _all(done), today=today)
        accepted = baselines.reasons(made)
        return replace(done, findings=split.new, known=split.known, accepted=accepted)

    def _report(self, done: Check) -> None:
        asked = self.asked
        for name, paths in asked.outputs.items():
            for path in paths:
                _write(path, reports.FORMATS[name](done))
        if asked.stamp is not None and not done.unreachable:
            stamp.update(asked.stamp, done, today=dt.datetime.now(dt.UTC).date())
        if asked.form != "text":
            click.echo(reports.FORMATS[asked.form](done), nl=False)
            return
        coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        text = text_report.report(
            done, colour=coloured, notes=not asked.quiet, coverage=asked.coverage
        )
        click.echo(text, nl=False, color=True)


def _all(done: Check) -> tuple[Finding, ...]:
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
            click.echo(f"\r\x1b[K{done} of {of} {what}", nl=False, err=True)

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

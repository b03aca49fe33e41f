"""What a build says of the definitions that it read, and what of it fails a strict one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tryfield import project
from tryfield.configuration import configuration, texts
from tryfield.core.findings import Severity
from tryfield.relative_paths import relative
from tryfield.rendering.site_definitions import Site

if TYPE_CHECKING:
    from tryfield.checking.baseline import Baseline

# What to do about warnings, after them.
_ADVICE = (
    "A strict build fails for what `tryfield check` fails for. Correct it, or accept it as known: "
    "name a file as `baseline` in the options of tryfield, and run `tryfield check "
    "--update-baseline`."
)


def messages(read: Site, *, strict: bool = False) -> Iterator[tuple[bool, str]]:
    """Whether it is a warning, and the words: each finding, then advice.

    A note is none, and neither is what the baseline of `tryfield check` accepts.

    Args:
        read: The definitions.
        strict: Warnings fail the build: then all that `tryfield check` fails for is one, as its
            configuration says. Otherwise only the findings of reading are told.

    Raises:
        ConfigurationError: The baseline is none.
    """
    failed = False
    for loud, words in _checked(read) if strict else _read(read):
        failed = failed or loud
        yield loud, words
    if failed:
        yield False, _ADVICE


def _read(read: Site) -> Iterator[tuple[bool, str]]:
    findings = relative(read.project.findings, read.root)
    known = _baseline(read.root) if findings else None
    for finding in findings:
        loud = finding.severity is not Severity.NOTE
        if loud and known is not None:
            from tryfield.core.rules import rule_registry

            loud = rule_registry.fingerprint(finding) not in known.entries
        yield loud, str(finding)


def _baseline(root: Path) -> Baseline | None:
    """What is accepted, as far as the configuration names a file."""
    said = configuration(root)
    if not isinstance(name := said.options.get("baseline"), str):
        return None
    from tryfield.checking import baseline  # few sites have one

    return baseline.load(said.root / name)


def _checked(read: Site) -> Iterator[tuple[bool, str]]:
    # Only strict builds check.
    from tryfield.checking import baseline, check_run
    from tryfield.checking.live.live_settings import OperationSelector

    said = configuration(read.root)
    options = {name.replace("-", "_"): value for name, value in said.options.items()}
    pages = texts(options.get("pages") or ())
    done = check_run.check_project(
        read.project,
        settings=check_run.CheckSettings(
            pages=project.find(pages, said.root) if pages else (),
            snippets=options.get("snippets") is not False,
            only=OperationSelector.all_of(texts(options.get("only") or ())),
            without=OperationSelector.all_of(texts(options.get("except") or ())),
            baseline=_baseline(read.root) or baseline.EMPTY,
            min_coverage=options.get("min_coverage") or 0.0,
            folder=said.root,
        ),
    )
    least = Severity(options.get("fail_on") or "warning")
    for finding in done.findings:
        yield finding.severity.rank <= least.rank, str(finding)
    if done.shortfall:
        yield True, done.shortfall

"""What a build says of the definitions that it read, and what of it fails a strict one."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

from tryfield.configuration import configuration
from tryfield.core.findings import Severity
from tryfield.relative_paths import relative
from tryfield.rendering.site_definitions import Site

# What to do about warnings, after them.
_ADVICE = (
    "A strict build fails for what is wrong in definitions. Correct it, or accept it as known: "
    "name a file as `baseline` in the options of tryfield, and run `tryfield check "
    "--update-baseline`."
)


def messages(read: Site) -> Iterator[tuple[bool, str]]:
    """Whether it is a warning, and the words: each finding of the readers, then advice.

    A note is none, and neither is what the baseline of `tryfield check` accepts.

    Raises:
        ConfigurationError: The baseline is none.
    """
    findings = relative(read.project.findings, read.root)
    known = _known(read.root) if findings else frozenset[str]()
    failed = False
    for finding in findings:
        loud = finding.severity is not Severity.NOTE
        if loud and known:
            from tryfield.core.rules import rule_registry

            loud = rule_registry.fingerprint(finding) not in known
        failed = failed or loud
        yield loud, str(finding)
    if failed:
        yield False, _ADVICE


def _known(root: Path) -> Container[str]:
    said = configuration(root)
    if not isinstance(name := said.options.get("baseline"), str):
        return frozenset[str]()
    from tryfield.checking import baseline  # few sites have one

    return baseline.load(said.root / name).entries

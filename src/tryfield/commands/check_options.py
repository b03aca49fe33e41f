"""The options of `tryfield check`: the command line first, then the configuration."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tryfield import project
from tryfield.checking import baseline as baselines
from tryfield.checking.check_run import CheckSettings
from tryfield.checking.live.live_credentials import credentials
from tryfield.checking.live.live_limits import LiveLimits
from tryfield.checking.live.live_plan import SAFE_METHODS
from tryfield.checking.live.live_runner import Target
from tryfield.checking.reports import report_formats
from tryfield.commands.command_group import definitions
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Severity
from tryfield.core.request.request_url import AddressError, parsed

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "fail_on": str,
    "quiet": bool,
    "min_coverage": (int, float),
    "stamp": str,
    "baseline": str,
    "snippets": bool,
    "live": str,
    "methods": (str, list),
    "auth": (str, list),
    "timeout": (int, float),
    "retries": int,
    "rate": (int, float),
    "concurrency": int,
    "record": str,
    "replay": str,
    "pages": (str, list),
}
_PATHS = ("stamp", "baseline", "record", "replay")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """Everything that a run needs to know."""

    paths: tuple[str, ...]
    root: Path
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
        found, root, _ = definitions(paths)
        said = _configured(found.options, str(found.file), found.root)
        given = {n: one for n, one in options.items() if one or (one == 0 and one is not False)}
        if options.get("snippets") is False:
            given["snippets"] = False
        values = {**said, **given}
        fail_on = values.get("fail_on", "warning")
        if fail_on not in tuple(Severity):
            raise ConfigurationError(f"{found.file}: 'fail_on' must be error, warning or note.")
        asked = cls(
            paths=paths,
            root=root,
            settings=_settings(values, found.root),
            form=options["form"],
            outputs=_outputs(options["outputs"]),
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
        if settings.record and settings.target is None:
            raise ConfigurationError("--record: there is nothing to record without --live.")
        if settings.record and settings.replay:
            raise ConfigurationError("--replay: it calls nobody, so there is nothing to --record.")
        if self.stamp and settings.target is None and settings.replay is None:
            raise ConfigurationError("--stamp: only --live and --replay know when an API matched.")

    def loaded(self) -> CheckOptions:
        """With the baseline as it is in its file now."""
        if self.baseline is None:
            return self
        known = baselines.load(self.baseline)
        return replace(self, settings=replace(self.settings, baseline=known))


def _configured(options: Mapping[str, Any], file: str, root: Path) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, kind in _TYPES.items():
        value = options.get(name, options.get(name.replace("_", "-")))
        if value is None:
            continue
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ConfigurationError(f"{file}: '{name}' has a value of the wrong type.")
        said[name] = root / str(value) if name in _PATHS else value
    # A stamp file is also what a site reads; only a live check writes it.
    if "live" not in said and "replay" not in said:
        said.pop("stamp", None)
    return said


def _settings(values: Mapping[str, Any], root: Path) -> CheckSettings:
    auth = values.get("auth", ())
    known, secrets = credentials([auth] if isinstance(auth, str) else auth, os.environ)
    default = LiveLimits()
    replay = values.get("replay")
    target = None
    if base := values.get("live"):
        if not base.startswith(("http://", "https://")):
            raise ConfigurationError("--live: write a base URL, such as https://api.example.com.")
        try:
            base = str(parsed(base))
        except AddressError as error:
            raise ConfigurationError(f"--live: {error}") from error
        target = Target(
            base_url=base.rstrip("/"),
            credentials=known,
            methods=_methods(values.get("methods", ())),
            variables=os.environ,
            at_once=values.get("concurrency", 1),
        )
    pages = values.get("pages", ())
    patterns = (pages,) if isinstance(pages, str) else tuple(pages)
    return CheckSettings(
        pages=project.find(patterns, root) if patterns else (),
        snippets=values.get("snippets", True),
        target=target,
        patience=LiveLimits(
            timeout=values.get("timeout", default.timeout),
            retries=values.get("retries", default.retries),
            rate=values.get("rate", default.rate),
        ),
        secrets=secrets,
        record=values.get("record"),
        replay=replay,
        min_coverage=values.get("min_coverage", 0.0),
    )


def _methods(said: str | list[str] | tuple[str, ...]) -> frozenset[str]:
    words = said.split(",") if isinstance(said, str) else said
    methods = frozenset(word.strip().upper() for word in words if word.strip())
    strange = sorted(method for method in methods if not method.isalpha())
    if strange:
        raise ConfigurationError(f"--methods: '{strange[0]}' is no method. Write GET,POST.")
    return methods or SAFE_METHODS


def _outputs(said: tuple[str, ...]) -> dict[str, tuple[Path, ...]]:
    found: dict[str, tuple[Path, ...]] = {}
    for output in said:
        name, _, file = output.partition("=")
        if name not in report_formats.FORMATS or not file:
            known = ", ".join(report_formats.FORMATS)
            raise ConfigurationError(f"--output {output}: write FORMAT=FILE, with one of {known}.")
        found[name] = (*found.get(name, ()), Path(file))
    return found

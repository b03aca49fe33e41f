"""The options of `tryfield check`: the command line first, then the configuration."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, redirect_stdout
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tryfield import project
from tryfield.checking import baseline as baselines
from tryfield.checking.check_run import CheckSettings
from tryfield.checking.live.live_credentials import credentials
from tryfield.checking.live.live_limits import LiveLimits
from tryfield.checking.live.live_plan import DEFAULT_METHODS, SAFE_METHODS
from tryfield.checking.live.live_runner import Target
from tryfield.checking.live.live_settings import (
    OPTIONS,
    LiveSettings,
    OperationSelector,
    header_options,
    read_live_settings,
    variables_in,
)
from tryfield.checking.live.private_hosts import is_private
from tryfield.checking.reports import report_formats
from tryfield.commands.command_group import definitions, overlay_files
from tryfield.configuration import Configuration, configuration
from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Severity
from tryfield.core.request.request_url import AddressError, origin_of, parsed
from tryfield.readers.document_discovery import discovered
from tryfield.readers.remote_documents import (
    is_address,
    keep_copy,
    local_copy,
    shown_address,
)

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
            ),
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
    headers, secrets = header_options(_texts(values.get("header", ())), os.environ)
    return settings.with_headers(headers, secrets)


def _texts(said: str | Iterable[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _selectors(said: str | Iterable[str]) -> tuple[OperationSelector, ...]:
    return tuple(OperationSelector.of(one) for text in _texts(said) for one in text.split(","))


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
    known, secrets = credentials(_texts(values.get("auth", ())), os.environ)
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
    patterns = _texts(values.get("pages", ()))
    return CheckSettings(
        pages=project.find(patterns, root) if patterns else (),
        snippets=values.get("snippets", True),
        target=target,
        application=application,
        folder=root,
        only=_selectors(values.get("only", ())),
        without=_selectors(values.get("except", ())),
        patience=LiveLimits(
            timeout=values.get("timeout", default.timeout),
            retries=values.get("retries", default.retries),
            rate=values.get("rate", default.rate),
        ),
        secrets=(*secrets, *live.secrets),
        record=values.get("record"),
        replay=replay,
        traffic=_recordings(values.get("traffic", ()), root),
        bases=tuple(map(_recorded_base, _texts(values.get("base", ())))),
        ignored_headers=tuple(
            name for said in _texts(values.get("ignore_headers", ())) for name in said.split(",")
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


def _outputs(said: tuple[str, ...]) -> dict[str, tuple[Path, ...]]:
    found: dict[str, tuple[Path, ...]] = {}
    for output in said:
        name, _, file = output.partition("=")
        if name not in report_formats.FORMATS or not file:
            known = ", ".join(report_formats.FORMATS)
            raise ConfigurationError(f"--output {output}: write FORMAT=FILE, with one of {known}.")
        found[name] = (*found.get(name, ()), Path(file))
    return found

"""A whole run: definitions, snippets and the live API, then what is ignored and what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tryfield import project
from tryfield.checking import baseline as baselines
from tryfield.checking import covering, ignores
from tryfield.checking.live import har
from tryfield.checking.live.judging import Live
from tryfield.checking.live.patience import Patience
from tryfield.checking.live.plan import allowed
from tryfield.checking.live.redact import Redactor
from tryfield.checking.live.run import Calls, Target, replay
from tryfield.checking.outcome import Case, Check
from tryfield.checking.snippets import commands, pages, running
from tryfield.checking.static import Checking, Progress, in_order, quiet
from tryfield.core.errors import UnreachableError
from tryfield.core.findings import Finding, Fix, Severity
from tryfield.core.model import Endpoint, Span
from tryfield.relative_paths import relative, shown, span_in

_OF_EXAMPLES = frozenset(
    {"example-field-type", "example-field-undocumented", "example-field-missing"}
)
_PAGES = frozenset({".md", ".mdx", ".markdown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run does beside asking the rules."""

    pages: tuple[Path, ...] = ()  #: pages with snippets, beside the definitions
    snippets: bool = True
    reference: tuple[Endpoint, ...] = ()  #: what snippets call, where it is more than is checked
    target: Target | None = None  #: the live API; None calls nobody
    patience: Patience = field(default_factory=Patience)
    secrets: tuple[str, ...] = ()
    record: Path | None = None
    replay: Path | None = None
    baseline: baselines.Baseline = baselines.EMPTY
    min_coverage: float = 0.0  #: percent of the documented names


def run(
    files: Iterable[Path], *, root: Path, settings: Settings, progress: Progress = quiet
) -> Check:
    """Check everything that the settings ask for.

    An interrupt from the keyboard ends it early; what was found so far is the result.

    Args:
        files: Definitions, and pages with snippets.
        root: The project's folder; reports name files relative to it.
        settings: What else to do.
        progress: Told how far the run is.

    Raises:
        ConfigurationError: A definition says something about live calls that we cannot follow.
    """
    given = tuple(dict.fromkeys(files))
    whole = _Run(Checking(project.read(given, root=root)), settings, progress)
    try:
        whole.checking.run(progress)
        whole.live()
        if settings.snippets:
            whole.snippets(tuple(dict.fromkeys((*given, *settings.pages))))
    except KeyboardInterrupt:
        whole.interrupted = True
    return whole.result()


class _Run:
    def __init__(self, checking: Checking, settings: Settings, progress: Progress) -> None:
        self.checking = checking
        self.settings = settings
        self.progress = progress
        self.redactor = Redactor(settings.secrets)
        self.interrupted = self.unreachable = False
        self.calls = 0
        self.target = ""
        self.pages: list[str] = []
        self._root = checking.project.root
        self._endpoints = checking.project.reference.endpoints

    def live(self) -> None:
        """Call the API, or read what it answered before."""
        settings = self.settings
        if settings.replay is not None:
            base = settings.target.base_url if settings.target else ""
            exchanges = har.read(settings.replay)
            self.target = str(settings.replay)
            self._judged(replay(self._endpoints, exchanges, redactor=self.redactor, base=base))
        elif settings.target is not None:
            from tryfield.checking.live.client import Client  # its HTTP library takes a while

            self.target = self.redactor.text(settings.target.base_url)
            with Client(settings.patience) as client:
                calls = Calls(settings.target, send=client.send, redactor=self.redactor)
                try:
                    calls.run(self._endpoints, self.progress)
                except UnreachableError as error:
                    self.unreachable = True
                    self._add([self._nobody(error)])
                finally:
                    if not self.unreachable:
                        self._judged(calls.result())
                        if settings.record is not None:
                            har.write(settings.record, calls.exchanges, self.redactor)

    def snippets(self, files: tuple[Path, ...]) -> None:
        """Run the Python of pages, and compare their curl commands."""
        target = self.settings.target
        setting = running.Setting()
        if target is not None and not self.unreachable:
            setting = running.Setting(
                base_url=target.base_url,
                callable=tuple(e.name for e in self._endpoints if allowed(e, target.methods)),
                credentials={name: one.value for name, one in target.credentials.items()},
            )
        known = [
            sample.span
            for endpoint in self._endpoints
            for sample in endpoint.samples
            if sample.span
        ]
        reference = self.settings.reference or self._endpoints
        wanted = [path for path in files if path.suffix in _PAGES]
        for number, path in enumerate(wanted):
            self.progress("pages", number, len(wanted))
            found = pages.snippets(path, file=str(path))
            self.pages.append(shown(str(path), self._root))
            results = list(commands.check(found, reference, known=known))
            if any(one.language == "python" for one in found):
                results += running.run(path, found, reference, setting)
            for case, findings in results:
                self.checking.cases.append(self._case(case))
                self._add([self.redactor.finding(finding) for finding in findings])

    def result(self) -> Check:
        """Everything, without what is ignored, and apart from what is known."""
        check = self.checking.result()
        read = check.project
        names = {case.file for case in check.cases} | set(self.pages)
        left = ignores.applied(
            check.findings,
            root=self._root,
            files=sorted(names),
            live=bool(self.target) and not self.unreachable,
        )
        split = baselines.split(
            self.settings.baseline, in_order(left), today=dt.datetime.now(dt.UTC).date()
        )
        least, reached = self.settings.min_coverage, covering.percent(check.coverage)
        low = f"{reached:.1f} % of the documented fields were judged, {least:g} % are asked for."
        return replace(
            check,
            project=read,
            findings=in_order(split.new),
            known=split.known,
            accepted=baselines.reasons(self.settings.baseline),
            target=self.target,
            replayed=self.settings.replay is not None,
            calls=self.calls,
            unreachable=self.unreachable,
            interrupted=self.interrupted,
            shortfall=low if reached < least else "",
        )

    def _judged(self, live: Live) -> None:
        self.calls = len(live.exchanges)
        self._heed(live.refreshed)
        self._add(live.findings)
        answered = {endpoint.id for endpoint, _ in live.judgements}
        for endpoint, judgement in live.judgements:
            self.checking.coverings[endpoint.id].answered(judgement)
        reasons = {endpoint.id: reason for endpoint, reason in live.skipped}
        for endpoint in self._endpoints:
            if endpoint.id in answered or endpoint.id in reasons:
                self.checking.cases.append(
                    Case(
                        kind="live",
                        file=shown(endpoint.span.file if endpoint.span else "", self._root),
                        endpoint=endpoint.name,
                        name="live",
                        unchecked="" if endpoint.id in answered else reasons[endpoint.id],
                    )
                )

    def _heed(self, refreshed: Mapping[str, tuple[Fix, ...]]) -> None:
        """What the API answers decides which of two sides is mended, not a documented example."""
        for number, finding in enumerate(self.checking.findings):
            if finding.rule not in _OF_EXAMPLES or finding.endpoint not in refreshed:
                continue
            kept = [fix for fix in finding.fixes if fix.safe]
            kept += [
                fix for fix in refreshed[finding.endpoint] if _covers(fix, finding, self._root)
            ]
            mended = replace(finding, fixes=tuple(kept))
            self.checking.findings[number : number + 1] = relative([mended], self._root)

    def _add(self, findings: Iterable[Finding]) -> None:
        self.checking.findings += relative(findings, self._root)

    def _case(self, case: Case) -> Case:
        file = shown(case.file, self._root)
        return replace(case, file=file, span=case.span and replace(case.span, file=file))

    def _nobody(self, error: UnreachableError) -> Finding:
        message, _, advice = self.redactor.text(str(error)).partition(". ")
        first = self._endpoints[0].span_at("") if self._endpoints else Span("")
        return Finding(
            rule="live-unreachable",
            severity=Severity.ERROR,
            span=first,
            message=f"{message}.",
            advice=advice,
        )


def _covers(fix: Fix, finding: Finding, root: Path) -> bool:
    span = span_in(fix.edits[0].span, root)
    inside = span.line <= finding.span.line <= span.end_line
    return span.file == finding.span.file and inside


def looked_at(check: Check) -> set[str]:
    """What a run checked, as `baseline.updated` wants it."""
    names = {case.file for case in check.cases}
    names |= {endpoint.name for endpoint in check.project.reference.endpoints}
    live = (case for case in check.cases if case.kind == "live" and not case.unchecked)
    return names | {f"live {case.endpoint}" for case in live}

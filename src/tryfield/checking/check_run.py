"""A whole check: rules, snippets, the live API; then what is ignored and what is known.

`tryfield check` and `pytest --tryfield` call `run_check`; `CheckSettings` says what else to do
beside asking the rules. `Checking` keeps what was found when a run is interrupted.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from tryfield import project
from tryfield.checking import baseline as baselines
from tryfield.checking import field_coverage, ignore_comments
from tryfield.checking.check_result import Case, Check, FieldCoverage, LiveTotals
from tryfield.checking.field_coverage import EndpointCoverage
from tryfield.checking.live import har_archive
from tryfield.checking.live.live_findings import LiveResult
from tryfield.checking.live.live_limits import LiveLimits
from tryfield.checking.live.live_plan import CallPlan, may_be_called, plan_calls
from tryfield.checking.live.live_runner import LiveCalls, Target, replay
from tryfield.checking.live.live_settings import OperationSelector, authorization
from tryfield.checking.live.live_setup import run_steps
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.checking.snippets import snippet_fences
from tryfield.checking.snippets.curl_snippets import CurlSnippets
from tryfield.checking.snippets.snippet_runner import SnippetRunner, SnippetSettings
from tryfield.checking.traffic.known_headers import HeaderFilter
from tryfield.checking.traffic.recorded_exchanges import (
    ReadingNotes,
    read_recording,
    recording_files,
)
from tryfield.checking.traffic.traffic_findings import (
    traffic_coverage,
    traffic_findings,
    traffic_totals,
    undocumented_endpoints,
)
from tryfield.checking.traffic.traffic_judge import TrafficJudge
from tryfield.core.errors import ConfigurationError, UnreachableError
from tryfield.core.findings import Finding, Fix, Severity
from tryfield.core.model import Endpoint, Example, Span
from tryfield.core.near_names import nearest
from tryfield.core.request.request_url import origin_of
from tryfield.core.rules import rule_registry
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.readers.openapi_discovery import documented_base
from tryfield.relative_paths import address_of, relative, shown, span_in

if TYPE_CHECKING:
    from tryfield.checking.live.application import Application

_PYTHON = frozenset({"python", "py", "python3"})


def example_cases(endpoint: Endpoint, root: Path) -> Iterator[Case]:
    """A case for each example of an endpoint, and one for what is said around them."""
    file = shown(endpoint.span.file if endpoint.span else "", root)
    taken: dict[str, int] = {}
    by_example = {id(checked.example): checked for checked in checked_examples(endpoint).all}
    for kind, name, example in _examples(endpoint):
        number = taken[name] = taken.get(name, 0) + 1
        span = span_in(example.span, root) if example.span else None
        yield Case(
            kind="request" if kind == "sample" else "example",
            file=file,
            endpoint=endpoint.name,
            name=name if number == 1 else f"{name} ({number})",
            span=span if span is not None and span.file == file else None,
            unchecked=_unchecked(kind, example, by_example.get(id(example))),
        )
    yield Case(kind="definition", file=file, endpoint=endpoint.name, name="definition")


def _examples(endpoint: Endpoint) -> Iterator[tuple[str, str, Example]]:
    for sample in endpoint.samples:
        name = sample.name or sample.language
        yield "sample", f"request {name}".rstrip(), sample
    for content in endpoint.body.contents if endpoint.body else ():
        for example in content.examples:
            yield "body", f"request {example.name}".rstrip(), example
    for response in endpoint.responses:
        for content in response.contents:
            for example in content.examples:
                # A tab that repeats the status, or says that it is a response, adds nothing.
                name = example.name.removeprefix(response.status).strip()
                name = "" if name.lower() == "response" else name
                yield "body", f"response {response.status} {name}".rstrip(), example


def _unchecked(kind: str, example: Example, checked: CheckedExample | None) -> str:
    if checked is None:
        if kind == "sample":
            if example.language.lower() in _PYTHON:
                return "a Python request is not run; mark its fence with 'tryfield'"
            return "only curl requests are compared with the documentation"
        return "nothing is documented to compare it with"
    if checked.judgement is None:
        return ""  # it is not JSON, which is a finding
    for problem in checked.judgement.problems:
        if problem.code == "body-not-checkable":
            return problem.said
    content = checked.content
    if content is not None and content.schema is None and content.item_schema is None:
        return "no field of it is documented"
    return ""


Progress = Callable[[str, int, int], None]  #: what is done, how many of how many


def quiet(_what: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


def check(files: Iterable[Path], *, root: Path) -> Check:
    """Hold every documented example against the documented fields.

    Args:
        files: Definitions, as `project.find` gives them.
        root: Spans name files relative to it.
    """
    checking = Checking(project.read(files, root=root))
    checking.run(quiet)
    found = checking.result()
    return replace(found, findings=by_cause(found.findings))


class Checking:
    """A check under way: what was found stays when it is interrupted."""

    def __init__(self, read: project.Project) -> None:
        """Begin with what reading found."""
        self.project = read
        self.findings: list[Finding] = relative(read.findings, read.root)
        self.cases: list[Case] = [
            Case(kind="file", file=shown(str(file), read.root), name="file")
            for file in (*read.files, *read.unreadable)
        ]
        self.coverings: dict[str, EndpointCoverage] = {}  #: by id of the endpoint

    def run(self, progress: Progress) -> None:
        """Ask every rule about every endpoint."""
        endpoints = self.project.reference.endpoints
        root = self.project.root
        for number, endpoint in enumerate(endpoints):
            progress("endpoints", number, len(endpoints))
            for key, one in _with_callbacks(endpoint.id, endpoint):
                self.findings += relative(rule_registry.check(one), root)
                self.cases += example_cases(one, root)
                self.coverings[key] = EndpointCoverage(one, root)
        progress("endpoints", len(endpoints), len(endpoints))

    def result(self) -> Check:
        """What was found so far, first in the file first, each cause as often as it was found."""
        return Check(
            project=self.project,
            cases=tuple(dict.fromkeys(self.cases)),
            findings=in_order(self.findings),
            coverage=tuple(covering.result() for covering in self.coverings.values()),
        )


def _with_callbacks(key: str, endpoint: Endpoint) -> Iterator[tuple[str, Endpoint]]:
    yield key, endpoint
    for callback in endpoint.callbacks:
        yield from _with_callbacks(f"{key}/{callback.id}", callback)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by file and place, the worst first where several share a place."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique,
            key=lambda f: (f.span.file, f.span.line, f.span.column, f.severity.rank, f.rule),
        )
    )


def by_cause(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order, those of one cause as one that names all endpoints that it concerns.

    What endpoints share, such as an error response, is written once, and so is what is wrong.
    """
    groups: dict[object, list[Finding]] = {}
    for finding in in_order(findings):
        words = () if finding.rule == "field-never-shown" else (finding.message, finding.advice)
        key = finding.rule, finding.severity, finding.cause or finding.span, words
        groups.setdefault(key, []).append(finding)
    return tuple(_one_of(group) for group in groups.values())


def _one_of(group: list[Finding]) -> Finding:
    first, *others = group
    every = (name for one in group for name in (one.endpoints or (one.endpoint,)) if name)
    names = tuple(dict.fromkeys(every))
    return replace(first, endpoints=names if len(names) > 1 else (), same=tuple(others))


_OF_EXAMPLES = frozenset(
    {"example-field-type", "example-field-undocumented", "example-field-missing"}
)
_PAGES = frozenset({".md", ".mdx", ".markdown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """What a run does beside asking the rules."""

    pages: tuple[Path, ...] = ()  #: pages with snippets, beside the definitions
    snippets: bool = True
    named: frozenset[Path] = frozenset()  #: definitions that were asked for by their own names
    overlays: tuple[Path, ...] | None = None  #: of OpenAPI documents; those configured when None
    reference: tuple[Endpoint, ...] = ()  #: what snippets call, where it is more than is checked
    target: Target | None = None  #: the live API; None calls nobody
    application: Application | None = None  #: what stands for it in this process
    only: tuple[OperationSelector, ...] = ()  #: which operations are checked; empty for all
    without: tuple[OperationSelector, ...] = ()  #: which of these are not
    patience: LiveLimits = field(default_factory=LiveLimits)
    secrets: tuple[str, ...] = ()
    record: Path | None = None
    replay: Path | None = None
    traffic: tuple[Path, ...] = ()  #: recordings, and folders of them; then nothing else is done
    bases: tuple[str, ...] = ()  #: base URLs of the recorded servers
    ignored_headers: tuple[str, ...] = ()  #: patterns of headers that nobody has to document
    baseline: baselines.Baseline = baselines.EMPTY
    min_coverage: float = 0.0  #: percent of the documented names; with live calls, of responses
    min_operations: float = 0.0  #: percent of the operations that have to succeed
    folder: Path | None = None  #: where commands of `setup` and `teardown` run


def run_check(
    files: Iterable[Path], *, root: Path, settings: CheckSettings, progress: Progress = quiet
) -> Check:
    """Check everything that the settings ask for.

    An interrupt from the keyboard ends it early; what was found so far is the result.

    Args:
        files: Definitions, and pages with snippets.
        root: The project's folder; reports name files relative to it.
        settings: What else to do.
        progress: Told how far the run is.

    Raises:
        ConfigurationError: A definition says something about live calls that we cannot follow,
            `only` chooses no operation, or a step of `setup` or `teardown` fails.
    """
    given = tuple(dict.fromkeys(files))
    read = project.read(given, root=root, overlays=settings.overlays, named=settings.named)
    whole = _run_of(read, settings, progress)
    try:
        if settings.traffic:
            whole.traffic()
        else:
            whole.everything(given)
    except KeyboardInterrupt:
        whole.interrupted = True
    return whole.result()


def check_project(read: project.Project, *, settings: CheckSettings) -> Check:
    """Check a project that is read already; nobody is called.

    Args:
        read: The project.
        settings: What else to do.
    """
    whole = _run_of(read, settings, quiet)
    whole.everything(read.files)
    return whole.result()


def traffic_check(
    read: project.Project, judge: TrafficJudge, *, target: str, settings: CheckSettings
) -> Check:
    """What a judge has seen of passing traffic, as a check that every report shows.

    Args:
        read: The project whose endpoints the judge knows.
        judge: Is at its end.
        target: What the traffic went through.
        settings: Baseline and coverage.
    """
    whole = _Run(Checking(read), settings, quiet)
    whole.target = target
    whole.traffic_judged(judge, ReadingNotes.none())
    return whole.result()


def call_plan(files: Iterable[Path], *, root: Path, settings: CheckSettings) -> CallPlan:
    """What a live check with these settings would call; nothing is sent.

    Raises:
        ConfigurationError: There is no API to call, or a definition says something about live
            calls that we cannot follow.
    """
    target = settings.target
    if target is None:
        raise ConfigurationError("--plan: say which API would be called, with --live or --app.")
    whole = project.read(tuple(files), root=root, overlays=settings.overlays)
    read = _chosen(whole, settings)
    made = {name for step in target.settings.setup for name in step.produces}
    return plan_calls(
        read.reference.endpoints,
        methods=target.methods,
        variables={*target.variables, *made},
        settings=target.settings,
        others=_others(whole, read, settings),
    )


def _chosen(read: project.Project, settings: CheckSettings) -> project.Project:
    """The project with the operations that are asked for."""
    if not settings.only and not settings.without:
        return read
    known = read.reference.endpoints
    for selector in (*settings.only, *settings.without):
        if not any(map(selector.matches, known)):
            advice = selector.meant(known) or "`tryfield export` lists them all."
            raise ConfigurationError(f"No operation is {selector}. {advice}")
    chosen = tuple(
        one
        for one in known
        if (not settings.only or any(selector.matches(one) for selector in settings.only))
        and not any(selector.matches(one) for selector in settings.without)
    )
    if not chosen:
        raise ConfigurationError("--except leaves no operation. Leave out fewer of them.")
    return replace(read, reference=replace(read.reference, endpoints=chosen))


def _others(
    whole: project.Project, read: project.Project, settings: CheckSettings
) -> tuple[Endpoint, ...]:
    """What was not chosen, but may be called for what was; `--except` is never called."""
    chosen = {one.id for one in read.reference.endpoints}
    return tuple(
        one
        for one in whole.reference.endpoints
        if one.id not in chosen and not any(out.matches(one) for out in settings.without)
    )


def _run_of(read: project.Project, settings: CheckSettings, progress: Progress) -> _Run:
    """What checks the operations that are asked for, beside all that are documented."""
    chosen = _chosen(read, settings)
    whole = _Run(Checking(chosen), settings, progress)
    whole.documented = read.reference.endpoints
    whole.others = _others(read, chosen, settings)
    return whole


class _Run:
    def __init__(self, checking: Checking, settings: CheckSettings, progress: Progress) -> None:
        self.checking = checking
        self.settings = settings
        self.progress = progress
        self.interrupted = self.unreachable = False
        self.calls = 0
        self.totals: LiveTotals | None = None
        self.coverage: tuple[FieldCoverage, ...] | None = None  #: of traffic alone
        self.target = ""
        self.of_traffic = False
        self.left_out: dict[str, int] = {}
        self.pages: list[str] = []
        self._root = checking.project.root
        self._endpoints = checking.project.reference.endpoints
        self.documented = self._endpoints  #: also those that are left out
        self.others: tuple[Endpoint, ...] = ()  #: left out, and called where a chosen one needs it

    @cached_property
    def redactor(self) -> Redactor:
        """What hides the secrets of the settings."""
        return Redactor(self.settings.secrets)

    def everything(self, files: Iterable[Path]) -> None:
        """Check examples, then the live API and the snippets of files, as the settings ask for."""
        self.checking.run(self.progress)
        self.live()
        if self.settings.snippets:
            self.snippets(tuple(dict.fromkeys((*files, *self.settings.pages))))

    def live(self) -> None:
        """Call the API, or read what it answered before."""
        settings = self.settings
        if settings.replay is not None:
            base = settings.target.base_url if settings.target else ""
            exchanges = har_archive.read_har(settings.replay)
            self.target = str(settings.replay)
            self._judged(
                replay(
                    self._endpoints,
                    exchanges,
                    redactor=self.redactor,
                    base=base,
                    settings=settings.target.settings if settings.target else None,
                )
            )
        elif settings.target is not None:
            from tryfield.checking.live.live_client import Client  # its HTTP library takes a while

            base = self._base_url(settings.target.base_url)
            target = self._with_authorization(replace(settings.target, base_url=base))
            self.target = settings.application.name if settings.application else base
            self.target = self.redactor.text(self.target)
            if self.checking.project.whole:
                self._add(target.settings.unused(self.documented))
            transport = settings.application.transport() if settings.application else None
            with Client(settings.patience, transport=transport) as client:
                said = target.settings
                steps = partial(
                    run_steps,
                    base_url=base,
                    headers=said.headers,
                    send=client.send,
                    redactor=self.redactor,
                    folder=settings.folder or self._root,
                )
                made = steps(said.setup, variables=target.variables)
                target = replace(target, variables={**target.variables, **made})
                calls = LiveCalls(target, send=client.send, redactor=self.redactor)
                try:
                    calls.run(self._endpoints, self.progress, others=self.others)
                except UnreachableError as error:
                    self.unreachable = True
                    self._add([self._nobody(error)])
                finally:
                    if not self.unreachable:
                        self._judged(calls.result())
                        if settings.record is not None:
                            har_archive.write_har(settings.record, calls.exchanges, self.redactor)
                    steps(said.teardown, variables=target.variables)

    def traffic(self) -> None:
        """Judge recordings, whatever tool has made them.

        Raises:
            ConfigurationError: One cannot be read, or nothing in them is about this API.
        """
        settings = self.settings
        files = recording_files(settings.traffic)
        self.target = ", ".join(path.name for path in files[:3]) + ", …" * (len(files) > 3)
        judge = TrafficJudge(
            self._endpoints, bases=settings.bases, headers=HeaderFilter(settings.ignored_headers)
        )
        notes = ReadingNotes.none()
        gc.freeze()  # what was read stays, and need not be looked at again
        try:
            for file in files:
                for exchange in read_recording(file, notes):
                    judge.judge(exchange)
                    if judge.exchanges % 64 == 0:
                        self.progress("exchanges", judge.exchanges, 0)
        except KeyboardInterrupt:
            self.interrupted = True
        if not judge.reached and not undocumented_endpoints(judge) and not self.interrupted:
            raise ConfigurationError(_nothing_judged(judge, self.target))
        self.traffic_judged(judge, notes)

    def traffic_judged(self, judge: TrafficJudge, notes: ReadingNotes) -> None:
        """Take over what a judge has seen."""
        self.of_traffic = True
        self.left_out = judge.left_out_in_all()
        self.left_out |= {
            f"{reason}, first at {place}": count for reason, (count, place) in notes.reasons.items()
        }
        self.calls = sum(one.exchanges for one in judge.reached.values())
        self._add(map(self.redactor.finding, traffic_findings(judge)))
        judge.forget()
        gc.collect()  # what was compiled makes room for what is counted
        coverage = traffic_coverage(judge, self._root)
        self.coverage = coverage
        self.totals = traffic_totals(judge, coverage)
        for endpoint in self._endpoints:
            if endpoint.kind == "path":
                reached = endpoint.id in judge.reached
                reason = "" if reached else "not in the traffic"
                self.checking.cases.append(self._live_case(endpoint, reason))

    def _live_case(self, endpoint: Endpoint, unchecked: str) -> Case:
        return Case(
            kind="live",
            file=shown(endpoint.span.file if endpoint.span else "", self._root),
            endpoint=endpoint.name,
            name="live",
            unchecked=unchecked,
        )

    def _with_authorization(self, target: Target) -> Target:
        """With `--auth` as a header, where no document says how a credential is sent."""
        schemes = {
            need.auth.name for one in self.documented for needs in one.security for need in needs
        }
        for name in target.credentials:
            if name and name not in schemes:
                near = nearest(name, sorted(schemes))
                advice = (
                    f"Did you mean '{near}'?"
                    if near
                    else f"Documented are {', '.join(sorted(schemes))}."
                    if schemes
                    else "Write --auth '${TOKEN}', without a name."
                )
                raise ConfigurationError(f"--auth: no security scheme is named '{name}'. {advice}")
        if schemes or "" not in target.credentials:
            return target
        header, shown = authorization(target.credentials[""].value)
        self._add([self._undeclared(shown)])
        return replace(target, settings=target.settings.with_headers({"Authorization": header}, ()))

    def _undeclared(self, how: str) -> Finding:
        return Finding(
            rule="live-security-undocumented",
            severity=Severity.NOTE,
            span=self.documented[0].span_at("") if self.documented else Span(""),
            message=f"No security is documented; --auth is sent as 'Authorization: {how}'.",
            advice="Document a security scheme, or use --header for another header.",
        )

    def _base_url(self, said: str) -> str:
        """What the document of the API itself says, where it is called without a path."""
        for file in self.checking.project.files:
            address = address_of(file)
            if self.settings.application is not None and address.startswith(
                self.settings.application.name
            ):
                address = said + address.removeprefix(self.settings.application.name)
            if origin_of(address) and origin_of(address) == origin_of(said):
                return documented_base(said, address, self._endpoints)
        return said

    def snippets(self, files: tuple[Path, ...]) -> None:
        """Run the Python of pages, and compare their curl commands."""
        wanted = [path for path in files if path.suffix in _PAGES]
        defining = {one.span.file for one in self.documented if one.span}
        for number, path in enumerate(wanted):
            self.progress("pages", number, len(wanted))
            found = snippet_fences.read_snippets(path, file=str(path))
            self.pages.append(shown(str(path), self._root))
            languages = {one.language for one in found}
            results: list[tuple[Case, tuple[Finding, ...]]] = []
            if "curl" in languages:
                results += self._curls.check(found, defines=str(path) in defining)
            if "python" in languages:
                results += self._runner.run(path, found)
            for case, findings in results:
                self.checking.cases.append(self._case(case))
                self._add([self.redactor.finding(finding) for finding in findings])

    @cached_property
    def _curls(self) -> CurlSnippets:
        samples = (sample for endpoint in self._endpoints for sample in endpoint.samples)
        return CurlSnippets(
            self.settings.reference or self._endpoints,
            known=[sample.span for sample in samples if sample.span],
        )

    @cached_property
    def _runner(self) -> SnippetRunner:
        target = self.settings.target
        setting = SnippetSettings()
        # Snippets run in another process, where no application is at hand.
        if target is not None and not self.unreachable and self.settings.application is None:
            setting = SnippetSettings(
                base_url=target.base_url,
                callable=tuple(e.name for e in self._endpoints if may_be_called(e, target.methods)),
                credentials={name: one.value for name, one in target.credentials.items()},
            )
        return SnippetRunner(self.settings.reference or self._endpoints, setting)

    def result(self) -> Check:
        """Everything, without what is ignored, and apart from what is known."""
        check = self.checking.result()
        read = check.project
        names = {case.file for case in check.cases} | set(self.pages)
        left = ignore_comments.applied(
            check.findings,
            root=self._root,
            files=sorted(names),
            live=bool(self.target) and not self.unreachable,
        )
        new = in_order(left)
        known: tuple[Finding, ...] = ()
        accepted: Mapping[str, str] = {}
        if self.settings.baseline.entries:
            today = dt.datetime.now(dt.UTC).date()
            split = baselines.split(self.settings.baseline, new, today=today)
            new, known, accepted = split.new, split.known, baselines.reasons(self.settings.baseline)
        coverage = check.coverage if self.coverage is None else self.coverage
        return replace(
            check,
            project=read,
            coverage=coverage,
            left_out=self.left_out,
            traffic=self.of_traffic,
            findings=by_cause(new),
            known=known,
            accepted=accepted,
            target=self.target,
            replayed=self.settings.replay is not None or bool(self.settings.traffic),
            calls=self.calls,
            live=self.totals,
            unreachable=self.unreachable,
            interrupted=self.interrupted,
            shortfall=self.shortfall(coverage),
        )

    def shortfall(self, coverage: tuple[FieldCoverage, ...]) -> str:
        """Which of the percentages that are asked for is not reached, in words."""
        settings, low = self.settings, []
        if self.totals is not None and not self.unreachable:
            reached, what = field_coverage.live_percent(coverage), "response fields were seen"
        else:
            reached, what = field_coverage.percent(coverage), "documented fields were judged"
        if reached < settings.min_coverage:
            asked = f"{settings.min_coverage:g} % are asked for."
            low.append(f"{reached:.1f} % of the {what}, {asked}")
        if settings.min_operations and self.totals is not None:
            asked = f"{settings.min_operations:g} % are asked for."
            if self.totals.percent < settings.min_operations:
                low.append(f"{self.totals.percent:.1f} % of the operations succeeded, {asked}")
        return " ".join(low)

    def _totals(self, live: LiveResult) -> LiveTotals:
        known = [one for one in self._endpoints if one.kind == "path"]
        called = {one.endpoint for one in live.exchanges}
        seen: dict[str, set[str]] = {}
        for endpoint, judgement in live.judgements:
            seen.setdefault(endpoint.id, set()).add(judgement.status)
        refusals = [
            response.status in seen.get(one.id, ())
            for one in known
            for response in one.responses
            if response.status.startswith("4")
        ]
        coverage = [self.checking.coverings[one.id].result() for one in known]
        return LiveTotals(
            operations=len(known),
            called=sum(one.id in called for one in known),
            succeeded=sum(one.id in live.succeeded for one in known),
            refusals=len(refusals),
            refusals_seen=sum(refusals),
            fields=sum(one.response_fields for one in coverage),
            fields_seen=sum(one.response_seen for one in coverage),
            kept=live.kept,
        )

    def _judged(self, live: LiveResult) -> None:
        self.calls = len(live.exchanges)
        self._heed(live.refreshed)
        self._add(live.findings)
        answered = {endpoint.id for endpoint, _ in live.judgements}
        for endpoint, judgement in live.judgements:
            self.checking.coverings[endpoint.id].answered(judgement)
        self.totals = self._totals(live)
        reasons = {endpoint.id: reason for endpoint, reason in live.skipped}
        for endpoint in self._endpoints:
            if endpoint.id in answered or endpoint.id in reasons:
                reason = "" if endpoint.id in answered else reasons[endpoint.id]
                self.checking.cases.append(self._live_case(endpoint, reason))

    def _heed(self, refreshed: Mapping[str, tuple[Fix, ...]]) -> None:
        """What the API answers decides which of two sides is fixed, not a documented example."""
        for number, finding in enumerate(self.checking.findings):
            if finding.rule not in _OF_EXAMPLES or finding.endpoint not in refreshed:
                continue
            kept = [fix for fix in finding.fixes if fix.safe]
            kept += [
                fix for fix in refreshed[finding.endpoint] if _covers(fix, finding, self._root)
            ]
            fixed = replace(finding, fixes=tuple(kept))
            self.checking.findings[number : number + 1] = relative([fixed], self._root)

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


def _nothing_judged(judge: TrafficJudge, target: str) -> str:
    """Why a recording says nothing, and what to do."""
    if not judge.exchanges:
        return f"--traffic: {target} holds no exchange."
    said = f"--traffic: none of the {judge.exchanges:,} exchanges in {target} calls this API."
    if judge.other_origins:
        hosts = ", ".join(f"{one} ({n:,})" for one, n in judge.other_origins.most_common(3))
        first = next(iter(judge.other_origins.most_common(1)))[0]
        return f"{said} They call {hosts}. If that is the API, say --base {first}."
    return f"{said} Are these the right definitions? Else say --base URL, with the base path."


def checked_names(check: Check) -> set[str]:
    """What a run checked, as `baseline.updated` wants it."""
    names: set[str] = set()
    if not check.traffic:
        names |= {case.file for case in check.cases}
        names |= {endpoint.name for endpoint in check.project.reference.endpoints}
    live = (case for case in check.cases if case.kind == "live" and not case.unchecked)
    return names | {f"live {case.endpoint}" for case in live}

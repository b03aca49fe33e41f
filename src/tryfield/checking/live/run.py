"""Calls a live API with the documented examples, and holds what it answers against the docs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from tryfield.checking.live import har, judging
from tryfield.checking.live.plan import SAFE_METHODS, Plan, Step, filled, plan
from tryfield.checking.live.redact import Redactor
from tryfield.core.errors import RequestError, UnreachableError
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint, Json
from tryfield.core.request import Credential, build_request, example_values
from tryfield.core.snippets import snippet
from tryfield.core.verdict import Judgement, judge_response
from tryfield.core.wire import WireAnswer, WireRequest

_REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The API that is asked, and what it needs to know of us."""

    base_url: str
    credentials: Mapping[str, Credential] = field(default_factory=dict)  #: by scheme; "" is any
    methods: frozenset[str] = SAFE_METHODS
    variables: Mapping[str, str] = field(default_factory=dict)  #: of the environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What was called, what was found, and what was left alone."""

    findings: tuple[Finding, ...] = ()
    exchanges: tuple[har.Exchange, ...] = ()
    judgements: tuple[tuple[Endpoint, Judgement], ...] = ()
    skipped: tuple[tuple[Endpoint, str], ...] = ()


def run(
    endpoints: Iterable[Endpoint],
    target: Target,
    *,
    send: Callable[[WireRequest], WireAnswer],
    redactor: Redactor,
) -> Live:
    """Send each endpoint's example and judge the answer.

    An API that refuses every call, or that nobody reaches, gives one finding, not hundreds.

    Args:
        endpoints: Of the reference.
        target: Where to, and as whom.
        send: As `Client.send`.
        redactor: Learns every secret on the way; nothing unredacted is in the result but the
            exchanges, which `har.write` redacts.

    Raises:
        UnreachableError: The first call gets no answer at all.
    """
    todo = plan(endpoints, methods=target.methods, environment=target.variables)
    skipped, exchanges = list(todo.skipped), list[har.Exchange]()
    variables = dict(target.variables)
    findings: list[Finding] = []
    for step in todo.steps:
        try:
            request = _request(step, target, variables)
        except RequestError as error:
            skipped.append((step.endpoint, str(error)))
            continue
        started = har.now()
        try:
            answer = send(request)
        except UnreachableError as error:
            if not exchanges:
                raise
            findings.append(_lost(step.endpoint, error))
            continue
        exchanges.append(
            har.Exchange(
                endpoint=step.endpoint.name, request=request, answer=answer, started=started
            )
        )
        variables |= _captured(step, answer, redactor)
    judged = _judged(todo, exchanges, redactor)
    return replace(
        judged, skipped=tuple(skipped), findings=(*_weighed(judged, exchanges), *findings)
    )


def replay(
    endpoints: Iterable[Endpoint], exchanges: Iterable[har.Exchange], *, redactor: Redactor
) -> Live:
    """Judge recorded answers again, without a network."""
    recorded = tuple(exchanges)
    steps = tuple(Step(endpoint=endpoint) for endpoint in endpoints)
    judged = _judged(Plan(steps=steps, skipped=()), recorded, redactor)
    names = {exchange.endpoint for exchange in recorded}
    left = [(s.endpoint, "not in the recording") for s in steps if s.endpoint.name not in names]
    return replace(judged, skipped=tuple(left), findings=_weighed(judged, recorded))


def _request(step: Step, target: Target, variables: Mapping[str, str]) -> WireRequest:
    endpoint = step.endpoint
    values = filled(example_values(endpoint), step, variables)
    credentials = {
        need.auth.name: target.credentials.get(need.auth.name, target.credentials.get(""))
        for needs in endpoint.security
        for need in needs
    }
    known = {name: credential for name, credential in credentials.items() if credential}
    return build_request(endpoint, replace(values, server=target.base_url, credentials=known))


def _captured(step: Step, answer: WireAnswer, redactor: Redactor) -> dict[str, str]:
    """The values that later calls use; each is a secret from now on."""
    try:
        value = json.loads(answer.body)
    except ValueError:
        return {}
    found = {name: _at(value, path) for name, path in step.capture.items()}
    texts = {name: str(value) for name, value in found.items() if value is not None}
    for text in texts.values():
        redactor.learn(text)
    return texts


def _at(value: Json, path: str) -> Json:
    for name in path.replace("[]", ".0").split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _judged(todo: Plan, exchanges: Iterable[har.Exchange], redactor: Redactor) -> Live:
    by_name = {step.endpoint.name: step.endpoint for step in todo.steps}
    findings: list[Finding] = []
    judgements: list[tuple[Endpoint, Judgement]] = []
    for exchange in exchanges:
        endpoint = by_name.get(exchange.endpoint)
        if endpoint is None:
            continue
        judgement = judge_response(endpoint, exchange.answer)
        judgements.append((endpoint, judgement))
        curl = redactor.text(snippet(exchange.request, "curl"))
        found = judging.findings(endpoint, judgement, curl=curl)
        findings += [_redacted(finding, redactor) for finding in found]
    return Live(findings=tuple(findings), exchanges=tuple(exchanges), judgements=tuple(judgements))


def _redacted(finding: Finding, redactor: Redactor) -> Finding:
    voices = tuple(replace(voice, words=redactor.text(voice.words)) for voice in finding.voices)
    return replace(finding, message=redactor.text(finding.message), voices=voices)


def _weighed(live: Live, exchanges: Iterable[har.Exchange]) -> tuple[Finding, ...]:
    """One finding where every call failed for the same outer reason."""
    statuses = [exchange.answer.status for exchange in exchanges]
    if not statuses or not live.judgements:
        return live.findings
    endpoint = live.judgements[0][0]
    documented = {r.status for e, _ in live.judgements for r in e.responses}
    if all(status in _REFUSED for status in statuses) and not documented & {"401", "403"}:
        what = f"authentication failed for all {len(statuses)} calls."
        return (_outer(endpoint, "live-authentication-refused", what, "Give it with --auth."),)
    if len(statuses) > 1 and all(status == 404 for status in statuses) and "404" not in documented:
        what = f"the API answers 404 to all {len(statuses)} calls."
        return (_outer(endpoint, "live-base-path-wrong", what, "Is the base URL's path right?"),)
    return live.findings


def _lost(endpoint: Endpoint, error: UnreachableError) -> Finding:
    return _outer(endpoint, "live-no-answer", str(error), "Run the check again.")


def _outer(endpoint: Endpoint, rule: str, message: str, advice: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        span=endpoint.span_at(""),
        message=message,
        advice=advice,
        endpoint=endpoint.name,
    )

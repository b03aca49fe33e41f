"""What a live answer has against the documentation, as findings in the documentation's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tryfield.checking.live import mending, preflight
from tryfield.checking.live.har import Exchange
from tryfield.checking.live.redact import Redactor
from tryfield.core.errors import UnreachableError
from tryfield.core.findings import Evidence, Finding, Fix, Severity
from tryfield.core.model import Endpoint
from tryfield.core.snippets.request_snippets import snippet
from tryfield.core.verdict.judgement import FieldVerdict, Judgement, UndocumentedField
from tryfield.core.verdict.response_judge import judge_response

_ADVICE = "Correct the documentation, or the API."
_FORMATS = frozenset({"format", "pattern", "contentEncoding", "contentMediaType"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What was called, what was found, and what was left alone."""

    findings: tuple[Finding, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    judgements: tuple[tuple[Endpoint, Judgement], ...] = ()
    skipped: tuple[tuple[Endpoint, str], ...] = ()
    refreshed: Mapping[str, tuple[Fix, ...]] = field(default_factory=dict)  #: by endpoint's name


def judged(
    endpoints: Mapping[str, Endpoint], exchanges: Iterable[Exchange], redactor: Redactor
) -> Live:
    """Judge answers; no secret is in the findings."""
    known = tuple(exchanges)
    outer, silent = preflight.outer(known, endpoints)
    found: list[Finding] = list(outer)
    judgements: list[tuple[Endpoint, Judgement]] = []
    skipped: list[tuple[Endpoint, str]] = []
    refreshed: dict[str, tuple[Fix, ...]] = {}
    for exchange in known:
        endpoint, status = endpoints[exchange.endpoint], exchange.answer.status
        if exchange.endpoint in silent:
            skipped.append((endpoint, f"it answered {status}"))
            continue
        judgement = judge_response(endpoint, exchange.answer)
        judgements.append((endpoint, judgement))
        curl = redactor.text(snippet(exchange.request, "curl"))
        fixes = mending.Mending(endpoint, exchange.answer, judgement, redactor)
        found += findings(endpoint, judgement, fixes, curl=curl)
        refreshed[endpoint.name] = fixes.refreshed
        if status >= 400 and judgement.status and _successes(endpoint):
            found.append(_failure(endpoint, judgement, status, curl))
    return Live(
        findings=tuple(redactor.finding(one) for one in found),
        exchanges=known,
        judgements=tuple(judgements),
        skipped=tuple(skipped),
        refreshed=refreshed,
    )


def findings(
    endpoint: Endpoint, judgement: Judgement, fixes: mending.Mending, *, curl: str
) -> Iterator[Finding]:
    """One finding for each field that differs, each undocumented name and each other problem.

    Args:
        endpoint: What was called.
        judgement: Of its answer.
        fixes: What could be done about it in the documentation.
        curl: Reproduces the call; secrets are masked already.
    """
    for trouble in judgement.problems:
        if trouble.code == "body-not-checkable":
            continue
        yield Finding(
            rule=f"live-{trouble.code}",
            severity=Severity.ERROR,
            span=endpoint.span_at(""),
            message=f"The API: {trouble.message}",
            advice=_ADVICE,
            endpoint=endpoint.name,
            status=judgement.status,
            field=f"({trouble.actual or trouble.code})",
            voices=_voices(endpoint, "", trouble.expected, trouble.actual),
            curl=curl,
        )
    for verdict in judgement.fields:
        if verdict.verdict == "differs":
            yield _difference(endpoint, judgement, verdict, fixes, curl)
    for name in judgement.undocumented:
        yield _undocumented(endpoint, judgement, name, fixes, curl)


def lost(endpoint: Endpoint, error: UnreachableError) -> Finding:
    """An endpoint that gave no answer, where others did."""
    message, _, advice = str(error).partition(". ")
    return Finding(
        rule="live-no-answer",
        severity=Severity.ERROR,
        span=endpoint.span_at(""),
        message=f"{message}.",
        advice=advice or "Run the check again.",
        endpoint=endpoint.name,
    )


def _difference(
    endpoint: Endpoint,
    judgement: Judgement,
    verdict: FieldVerdict,
    fixes: mending.Mending,
    curl: str,
) -> Finding:
    missing = verdict.keyword == "required"
    kind = "missing" if missing else "type" if verdict.keyword == "type" else "value"
    how_often = f" in {verdict.count} of {verdict.total}" if verdict.total > 1 else ""
    name = f"'{verdict.path}'" if verdict.path else "the body"
    what = (
        f"The API leaves out {name}{how_often}, which is documented as required."
        if missing
        else f"The API answers {verdict.actual} for {name}{how_often}, "
        f"but {verdict.expected} is documented."
    )
    return Finding(
        rule=f"live-field-{kind}",
        severity=Severity.WARNING if verdict.keyword in _FORMATS else Severity.ERROR,
        span=endpoint.span_at(verdict.pointer),
        message=what,
        advice=_ADVICE,
        endpoint=endpoint.name,
        status=judgement.status,
        field=verdict.path,
        pointer=verdict.where[0] if verdict.where else "",
        voices=_voices(endpoint, verdict.pointer, verdict.expected, verdict.actual),
        fixes=fixes.of_verdict(verdict),
        curl=curl,
    )


def _undocumented(
    endpoint: Endpoint,
    judgement: Judgement,
    name: UndocumentedField,
    fixes: mending.Mending,
    curl: str,
) -> Finding:
    parent = next((f.pointer for f in judgement.fields if f.path == name.parent), "")
    meant = f"Is '{name.suggestion}' meant? Otherwise document it." if name.suggestion else ""
    how_often = f" in {name.count} of {name.total}" if name.total > 1 else ""
    return Finding(
        rule="live-field-undocumented",
        severity=Severity.WARNING,
        span=endpoint.span_at(parent),
        message=f"The API answers '{name.path}' ({name.actual}){how_often}, "
        "which nobody documented.",
        advice=meant or "Document it.",
        endpoint=endpoint.name,
        status=judgement.status,
        field=name.path,
        pointer=name.where[0] if name.where else "",
        voices=(
            Evidence(speaker="docs", words="nothing"),
            Evidence(speaker="api", words=name.actual),
        ),
        fixes=fixes.of_stranger(name),
        curl=curl,
    )


def _successes(endpoint: Endpoint) -> bool:
    return any(response.status[:1] == "2" for response in endpoint.responses)


def _failure(endpoint: Endpoint, judgement: Judgement, status: int, curl: str) -> Finding:
    return Finding(
        rule="live-no-success",
        severity=Severity.NOTE,
        span=endpoint.span_at(""),
        message=f"The API answers {status}, as documented, so its success was not checked.",
        advice="Say working values under 'tryfield: values' in its definition.",
        endpoint=endpoint.name,
        status=judgement.status,
        curl=curl,
    )


def _voices(endpoint: Endpoint, pointer: str, docs: str, api: str) -> tuple[Evidence, ...]:
    said = [("docs", docs, endpoint.span_at(pointer)), ("api", api, None)]
    return tuple(
        Evidence(speaker=speaker, words=words, span=span) for speaker, words, span in said if words
    )

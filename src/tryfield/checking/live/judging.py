"""What a live answer has against the documentation, as findings in the documentation's files."""

from __future__ import annotations

from collections.abc import Iterator

from tryfield.core.findings import Finding, Severity, Voice
from tryfield.core.model import Endpoint
from tryfield.core.verdict import FieldVerdict, Judgement, Undocumented

_ADVICE = "Correct the documentation, or the API."


def findings(endpoint: Endpoint, judgement: Judgement, *, curl: str) -> Iterator[Finding]:
    """One finding for each field that differs, each undocumented name and each other problem.

    Args:
        endpoint: What was called.
        judgement: Of its answer.
        curl: Reproduces the call; secrets are masked already.
    """
    for trouble in judgement.problems:
        yield Finding(
            rule=f"live-{trouble.code}",
            severity=Severity.ERROR,
            span=endpoint.span_at(""),
            message=trouble.message,
            advice=_ADVICE,
            endpoint=endpoint.name,
            status=judgement.status,
            pointer=trouble.detail,
            voices=_voices(endpoint, "", trouble.expected, trouble.actual),
            curl=curl,
        )
    for verdict in judgement.fields:
        if verdict.verdict == "differs":
            yield _difference(endpoint, judgement, verdict, curl)
    for name in judgement.undocumented:
        yield _undocumented(endpoint, judgement, name, curl)


def _difference(
    endpoint: Endpoint, judgement: Judgement, verdict: FieldVerdict, curl: str
) -> Finding:
    missing = verdict.keyword == "required"
    kind = "missing" if missing else "type" if verdict.keyword == "type" else "value"
    how_often = f" in {verdict.count} of {verdict.total}" if verdict.total > 1 else ""
    what = (
        f"the API leaves out '{verdict.path}'{how_often}, documented as required."
        if missing
        else f"the API answers {verdict.actual} for '{verdict.path}'{how_often}, "
        f"documented as {verdict.expected}."
    )
    return Finding(
        rule=f"live-field-{kind}",
        severity=Severity.ERROR,
        span=endpoint.span_at(verdict.pointer),
        message=what,
        advice=_ADVICE,
        endpoint=endpoint.name,
        status=judgement.status,
        field=verdict.path,
        pointer=verdict.where[0] if verdict.where else "",
        voices=_voices(endpoint, verdict.pointer, verdict.expected, verdict.actual),
        curl=curl,
    )


def _undocumented(
    endpoint: Endpoint, judgement: Judgement, name: Undocumented, curl: str
) -> Finding:
    parent = next((f.pointer for f in judgement.fields if f.path == name.parent), "")
    meant = f" Is '{name.suggestion}' meant?" if name.suggestion else ""
    return Finding(
        rule="live-field-undocumented",
        severity=Severity.WARNING,
        span=endpoint.span_at(parent),
        message=f"the API answers '{name.path}' ({name.actual}), which nobody documented.",
        advice=f"Document it.{meant}",
        endpoint=endpoint.name,
        status=judgement.status,
        field=name.path,
        pointer=name.where[0] if name.where else "",
        curl=curl,
    )


def _voices(endpoint: Endpoint, pointer: str, docs: str, api: str) -> tuple[Voice, ...]:
    said = [("docs", docs, endpoint.span_at(pointer)), ("api", api, None)]
    return tuple(
        Voice(speaker=speaker, words=words, span=span) for speaker, words, span in said if words
    )

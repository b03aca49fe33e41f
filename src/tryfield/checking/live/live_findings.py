"""What a live response has against the documentation, as findings in the documentation's files.

A refused login or a wrong base path is one finding, not hundreds. Fixes offer what the response
lets an author write: a type, a field, an example as the API sends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tryfield.checking.live.har_archive import Exchange
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core import lossless_json
from tryfield.core.errors import UnreachableError
from tryfield.core.findings import Edit, Evidence, Finding, Fix, Severity
from tryfield.core.jsontext.json_document import Document
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.media_types import is_json, response_for
from tryfield.core.model import Content, Endpoint, Example
from tryfield.core.rules.checked_examples import CheckedExample, shifted
from tryfield.core.rules.documenting_fixes import type_fixes, undocumented_field_fixes
from tryfield.core.snippets.request_snippets import snippet
from tryfield.core.verdict.difference_wording import (
    actual_words,
    api_contradiction,
    expected_words,
    how_often,
    problem_sentence,
    type_words,
)
from tryfield.core.verdict.judgement import FieldVerdict, Judgement, UndocumentedField
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireResponse

_ADVICE = "Correct the documentation, or the API."
_FORMATS = frozenset({"format", "pattern", "contentEncoding", "contentMediaType"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveResult:
    """What was called, what was found, and what was left alone."""

    findings: tuple[Finding, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    judgements: tuple[tuple[Endpoint, Judgement], ...] = ()
    skipped: tuple[tuple[Endpoint, str], ...] = ()
    refreshed: Mapping[str, tuple[Fix, ...]] = field(default_factory=dict)  #: by endpoint's name


def judge_exchanges(
    endpoints: Mapping[str, Endpoint], exchanges: Iterable[Exchange], redactor: Redactor
) -> LiveResult:
    """Judge answers; no secret is in the findings."""
    known = tuple(exchanges)
    outer, silent = findings_about_all_calls(known, endpoints)
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
        fixes = ResponseFixes(endpoint, exchange.answer, judgement, redactor)
        found += findings(endpoint, judgement, fixes, curl=curl)
        refreshed[endpoint.name] = fixes.refreshed
        if status >= 400 and judgement.status and _successes(endpoint):
            found.append(_failure(endpoint, judgement, status, curl))
    return LiveResult(
        findings=tuple(redactor.finding(one) for one in found),
        exchanges=known,
        judgements=tuple(judgements),
        skipped=tuple(skipped),
        refreshed=refreshed,
    )


def findings(
    endpoint: Endpoint, judgement: Judgement, fixes: ResponseFixes, *, curl: str
) -> Iterator[Finding]:
    """One finding for each field that differs, each undocumented name and each other problem.

    Args:
        endpoint: What was called.
        judgement: Of its answer.
        fixes: What could be done about it in the documentation.
        curl: Reproduces the call; secrets are masked already.
    """
    for problem in judgement.problems:
        if problem.code == "body-not-checkable":
            continue
        yield Finding(
            rule=f"live-{problem.code}",
            severity=Severity.ERROR,
            span=endpoint.span_at(""),
            message=f"The API: {problem_sentence(problem)}",
            advice=_ADVICE,
            endpoint=endpoint.name,
            status=judgement.status,
            field=f"({problem.actual or problem.code})",
            voices=_voices(endpoint, "", problem.expected, problem.actual),
            curl=curl,
        )
    for verdict in judgement.fields:
        if verdict.verdict == "differs":
            yield _difference(endpoint, judgement, verdict, fixes, curl)
    for name in judgement.undocumented:
        yield _undocumented(endpoint, judgement, name, fixes, curl)


def lost_call_finding(endpoint: Endpoint, error: UnreachableError) -> Finding:
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
    fixes: ResponseFixes,
    curl: str,
) -> Finding:
    missing = verdict.keyword == "required"
    kind = "missing" if missing else "type" if verdict.keyword == "type" else "value"
    return Finding(
        rule=f"live-field-{kind}",
        severity=Severity.WARNING if verdict.keyword in _FORMATS else Severity.ERROR,
        span=endpoint.span_at(verdict.pointer),
        message=api_contradiction(verdict),
        advice=_ADVICE,
        endpoint=endpoint.name,
        status=judgement.status,
        field=verdict.path,
        pointer=verdict.where[0] if verdict.where else "",
        voices=_voices(endpoint, verdict.pointer, expected_words(verdict), actual_words(verdict)),
        fixes=fixes.of_verdict(verdict),
        curl=curl,
    )


def _undocumented(
    endpoint: Endpoint,
    judgement: Judgement,
    name: UndocumentedField,
    fixes: ResponseFixes,
    curl: str,
) -> Finding:
    parent = next((f.pointer for f in judgement.fields if f.path == name.parent), "")
    meant = f"Is '{name.suggestion}' meant? Otherwise document it." if name.suggestion else ""
    types = type_words(name.types)
    times = how_often(name.count, name.total)
    return Finding(
        rule="live-field-undocumented",
        severity=Severity.WARNING,
        span=endpoint.span_at(parent),
        message=f"The API returns '{name.path}' ({types}){times}, which is not documented.",
        advice=meant or "Document it.",
        endpoint=endpoint.name,
        status=judgement.status,
        field=name.path,
        pointer=name.where[0] if name.where else "",
        voices=(
            Evidence(speaker="docs", words="nothing"),
            Evidence(speaker="api", words=types),
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


REFUSED = frozenset({401, 403})
_ENOUGH = 3  # calls with the same refusal before we stop asking


def reason_to_stop(exchanges: Iterable[Exchange], endpoints: Mapping[str, Endpoint]) -> str:
    """Why further calls are useless; "" when they are not."""
    known = list(exchanges)
    if len(known) < _ENOUGH:
        return ""
    if all(exchange.answer.status in REFUSED for exchange in known):
        return "authentication failed for every call before it"
    if _nowhere(known, endpoints):
        return "every call before it was answered with 404"
    return ""


def findings_about_all_calls(
    exchanges: Iterable[Exchange], endpoints: Mapping[str, Endpoint]
) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """Findings about all calls, and the ids of the endpoints whose answers say nothing more."""
    known = list(exchanges)
    refused = [one.endpoint for one in known if one.answer.status in REFUSED]
    if refused:
        first = endpoints[refused[0]]
        named = f" ({first.name})" if len(refused) == 1 else ""
        calls = f"{len(refused)} of {len(known)} calls"
        found = _finding(
            first,
            "live-authentication-refused",
            f"The API refused {calls}{named}.",
            "Give credentials with --auth '${VARIABLE}', or check that they are still good.",
        )
        return (found,), frozenset(refused)
    if len(known) > 1 and _nowhere(known, endpoints):
        found = _finding(
            endpoints[known[0].endpoint],
            "live-base-path-wrong",
            f"The API answers 404 to all {len(known)} calls.",
            "Is the path of the base URL right?",
        )
        return (found,), frozenset(one.endpoint for one in known)
    return (), frozenset()


def _nowhere(exchanges: list[Exchange], endpoints: Mapping[str, Endpoint]) -> bool:
    """Whether everything is 404, where that is not what an example's id that is gone would give."""
    return all(one.answer.status == 404 for one in exchanges) and any(
        response_for(404, endpoints[one.endpoint].responses) is None
        or "{" not in endpoints[one.endpoint].path
        for one in exchanges
    )


def _finding(endpoint: Endpoint, rule: str, message: str, advice: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        span=endpoint.span_at(""),
        message=message,
        advice=advice,
        endpoint=endpoint.name,
    )


_LONGEST = 20_000  # characters of an example; nobody reads more


class ResponseFixes:
    """Fixes for one answer; none of them is made without --unsafe-fixes."""

    def __init__(
        self, endpoint: Endpoint, answer: WireResponse, judgement: Judgement, redactor: Redactor
    ) -> None:
        """Look at an answer and what was found in it."""
        self._endpoint = endpoint
        self._answer = answer
        self._judgement = judgement
        self._redactor = redactor

    def of_verdict(self, verdict: FieldVerdict) -> tuple[Fix, ...]:
        """Document the type that the API sends, or show what it sends."""
        documented = type_fixes(self._endpoint, verdict) if verdict.keyword == "type" else ()
        return documented or self.refreshed

    def of_stranger(self, name: UndocumentedField) -> tuple[Fix, ...]:
        """Document the name that the API sends, or show it."""
        return undocumented_field_fixes(self._exhibit, name) or self.refreshed

    @property
    def _exhibit(self) -> CheckedExample:
        return CheckedExample(
            kind="response",
            endpoint=self._endpoint,
            example=Example(name="", text=""),
            status=self._judgement.status,
            place=self._judgement.place,
            content=self._content,
            document=self._document,
            judgement=self._judgement,
        )

    @cached_property
    def _document(self) -> Document | None:
        return parse(self._answer.body) if self._content is not None else None

    @property
    def _content(self) -> Content | None:
        for response in self._endpoint.responses:
            if response.status == self._judgement.status:
                for content in response.contents:
                    if content.media_type == self._judgement.media_type:
                        return content
        return None

    @cached_property
    def refreshed(self) -> tuple[Fix, ...]:
        """The first example of the answer's status becomes the answer, without its secrets."""
        content, document = self._content, self._document
        if content is None or document is None or not document.strict:
            return ()
        shown = [
            one for one in content.examples if one.literal and one.span and parse(one.text).readable
        ]
        if not shown or not is_json(content.media_type):
            return ()
        text = self._redactor.text(lossless_json.dumps(document.value, indent=2))
        span = shown[0].span
        if span is None or len(text) > _LONGEST:
            return ()
        indent = " " * (span.column - 1)
        place = shifted(parse(shown[0].text).span(""), shown[0])
        edit = Edit(span=place, text=text.replace("\n", f"\n{indent}"))
        return (Fix(title="Show what the API answers", edits=(edit,), safe=False),)

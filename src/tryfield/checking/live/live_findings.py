"""What a live response has against the documentation, as findings in the documentation's files.

A refused login or a wrong base path is one finding, not hundreds. Fixes offer what the response
lets an author write: a type, a field, an example as the API sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tryfield.checking.live.har_archive import Exchange
from tryfield.checking.live.live_settings import LiveSettings
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core import lossless_json
from tryfield.core.documented_response import response_for
from tryfield.core.errors import UnreachableError
from tryfield.core.fields.field_node import written_path
from tryfield.core.findings import Edit, Evidence, Finding, Fix, Severity
from tryfield.core.json_pointer import pointer_tokens
from tryfield.core.jsontext.json_document import Document
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.media_types import is_json
from tryfield.core.model import Content, Endpoint, Example, Span
from tryfield.core.rules.checked_examples import CheckedExample, shifted
from tryfield.core.rules.documenting_fixes import type_fixes, undocumented_field_fixes
from tryfield.core.snippets.request_snippets import snippet
from tryfield.core.verdict.difference_wording import (
    BY_PATTERN,
    CORRECT,
    actual_words,
    api_contradiction,
    expected_words,
    how_often,
    meant_instead,
    problem_sentence,
    type_words,
    undocumented_words,
)
from tryfield.core.verdict.judgement import FieldVerdict, Judgement, UndocumentedField
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireResponse

_UNREAD = "not-json"  #: which member of such a text is a secret is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveResult:
    """What was called, what was found, and what was left alone."""

    findings: tuple[Finding, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    judgements: tuple[tuple[Endpoint, Judgement], ...] = ()
    skipped: tuple[tuple[Endpoint, str], ...] = ()
    refreshed: Mapping[str, tuple[Fix, ...]] = field(default_factory=dict)  #: by endpoint's name
    succeeded: frozenset[str] = frozenset()  #: ids of the endpoints that had a success
    kept: tuple[str, ...] = ()  #: what the run created and is still there


def judge_exchanges(
    endpoints: Mapping[str, Endpoint],
    exchanges: Iterable[Exchange],
    redactor: Redactor,
    *,
    settings: LiveSettings | None = None,
) -> LiveResult:
    """Judge responses; no secret is in the findings.

    Args:
        endpoints: By id.
        exchanges: In the order in which they were made.
        redactor: Takes secrets out of what is quoted.
        settings: Which statuses are expected.
    """
    return _ExchangeJudge(endpoints, tuple(exchanges), redactor, settings).result()


class _ExchangeJudge:
    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        exchanges: tuple[Exchange, ...],
        redactor: Redactor,
        settings: LiveSettings | None,
    ) -> None:
        self.endpoints = endpoints
        self.exchanges = exchanges
        self.redactor = redactor
        self.expected = {
            name: settings.settings_for(one).status if settings else ()
            for name, one in endpoints.items()
        }
        self.found: list[Finding] = []
        self.judgements: list[tuple[Endpoint, Judgement]] = []
        self.refreshed: dict[str, tuple[Fix, ...]] = {}
        self.causes: dict[tuple[str, ...], list[tuple[Endpoint, Finding]]] = {}

    def result(self) -> LiveResult:
        outer, silent = findings_about_all_calls(self.exchanges, self.endpoints)
        skipped = [
            (self.endpoints[one.endpoint], f"it answered {one.answer.status}")
            for one in self.exchanges
            if one.endpoint in silent
        ]
        calls = [
            one
            for one in self.exchanges
            if one.endpoint not in silent and one.purpose not in _OUR_OWN
        ]
        for one in calls:
            self.judge(one)
        succeeded = {one.endpoint for one in calls if not one.purpose and self.is_success(one)}
        self.without_success(calls, succeeded)
        found = [*outer, *self.by_component(), *self.by_cause()]
        unique: dict[tuple[str, ...], Finding] = {}
        for finding in found:
            key = finding.rule, finding.endpoint, finding.status, finding.field, finding.message
            unique.setdefault(key, self.redactor.finding(finding))
        return LiveResult(
            findings=tuple(unique.values()),
            exchanges=self.exchanges,
            judgements=tuple(self.judgements),
            skipped=tuple(skipped),
            refreshed=self.refreshed,
            succeeded=frozenset(succeeded),
        )

    def is_success(self, exchange: Exchange) -> bool:
        """Whether a response is what the call is documented for, or what a setting expects."""
        status, expected = exchange.answer.status, self.expected[exchange.endpoint]
        if expected:
            return any(_is_status(status, one) for one in expected)
        endpoint = self.endpoints[exchange.endpoint]
        documented = [one.status for one in endpoint.responses]
        if not any(one[:1] in "23d" for one in documented):
            return any(_is_status(status, one) for one in documented)  # a refusal is all it does
        return status < 400

    def judge(self, exchange: Exchange) -> None:
        endpoint, status = self.endpoints[exchange.endpoint], exchange.answer.status
        expected = self.expected[exchange.endpoint]
        judgement = judge_response(endpoint, exchange.answer)
        self.judgements.append((endpoint, judgement))
        curl = snippet(self.redactor.request(exchange.request), "curl")
        fixes = ResponseFixes(endpoint, exchange.answer, judgement, self.redactor)
        if status >= 500 and not any(_is_status(status, one) for one in expected):
            said = _said(exchange, self.redactor)
            self.cause(endpoint, exchange, _server_error(endpoint, judgement, exchange, curl, said))
        else:
            for finding in findings(endpoint, judgement, fixes, curl=curl):
                if finding.rule == "live-status-undocumented":
                    said = _said(exchange, self.redactor)
                    self.cause(endpoint, exchange, _undocumented_status(finding, exchange, said))
                else:
                    self.found.append(finding)
        if endpoint.name not in self.refreshed or status < 400:
            self.refreshed[endpoint.name] = fixes.refreshed
        if expected and not exchange.purpose and not self.is_success(exchange):
            self.found.append(_unexpected(endpoint, status, expected, curl))
        if exchange.purpose and status < 400:
            self.found.append(_not_refused(endpoint, exchange, curl))

    def without_success(self, calls: list[Exchange], succeeded: set[str]) -> None:
        """A warning for each endpoint whose success nobody saw."""
        last: dict[str, Exchange] = {}
        for one in calls:
            if one.endpoint not in succeeded and not one.purpose:
                last.setdefault(one.endpoint, one)
        for name, exchange in last.items():
            endpoint = self.endpoints[name]
            if exchange.answer.status >= 500 or self.expected[name]:
                continue  # that says it already
            curl = snippet(self.redactor.request(exchange.request), "curl")
            said = _said(exchange, self.redactor)
            self.cause(endpoint, exchange, _failure(endpoint, exchange, curl, said))

    def cause(self, endpoint: Endpoint, exchange: Exchange, finding: Finding) -> None:
        """Keep a finding together with those that the same response explains."""
        words = exchange.answer.body[:2000].decode("utf-8", "replace")
        said = _VARYING.sub("*", words)
        key = finding.rule, str(exchange.answer.status), said
        known = self.causes.setdefault(key, [])
        if all(one is not endpoint for one, _ in known):
            known.append((endpoint, finding))

    def by_component(self) -> Iterator[Finding]:
        """Findings about fields; what a shared component causes is one, whoever returned it."""
        components = {one.name: one for one in self.endpoints.values()}
        shared: dict[tuple[str, Span | str, str, str], list[Finding]] = {}
        for finding in self.found:
            endpoint = components.get(finding.endpoint)
            name = _component(endpoint, finding.status) if endpoint is not None else ""
            key = finding.rule, name or finding.span, finding.field, finding.message
            shared.setdefault(key, []).append(finding)
        for known in shared.values():
            names = list(dict.fromkeys(one.endpoint for one in known))
            others = tuple(Evidence(speaker="calls", words=name) for name in names[1:])
            yield replace(known[0], evidence=(*known[0].evidence, *others))

    def by_cause(self) -> Iterator[Finding]:
        """One finding for each cause; the endpoints that it touches are its evidence."""
        for known in self.causes.values():
            if len(known) < _SHARED:
                yield from (finding for _, finding in known)
                continue
            endpoint, first = known[0]
            names = tuple(Evidence(speaker="calls", words=one.name) for one, _ in known)
            yield replace(
                first,
                message=f"{len(known)} operations, {endpoint.name} first: {first.message}",
                evidence=(*first.evidence, *names),
            )


#: Why a call was made that was not chosen: a chosen one needs what it returns.
SET_UP = "set-up"
#: Calls that say nothing about what is checked: what they name may be gone already.
_OUR_OWN = frozenset({"clean-up", "gone", SET_UP})
_SHARED = 3  # endpoints with the same response before it is one cause
#: What differs between two responses with the same cause: ids, moments, numbers, paths.
_VARYING = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|/[\w./{}~-]+|\d[\d.:TZ+-]*|tryfield-?\w*|\b[0-9a-f]{6,}\b"
)


def _component(endpoint: Endpoint, status: str) -> str:
    """The component that a response is documented to be, as `$ref` names it; "" for none."""
    for response in endpoint.responses:
        for content in response.contents if response.status == status else ():
            if isinstance(content.schema, Mapping) and "$ref" in content.schema:
                return str(content.schema["$ref"])
    return ""


def _is_status(status: int, documented: str) -> bool:
    """Whether a status is one that is written as `404`, `4XX` or `default`."""
    text = documented.upper()
    return text in (str(status), f"{status // 100}XX", "DEFAULT")


def _server_error(
    endpoint: Endpoint,
    judgement: Judgement,
    exchange: Exchange,
    curl: str,
    said: tuple[Evidence, ...],
) -> Finding:
    status = exchange.answer.status
    documented = "documented" if judgement.status else "not documented"
    return Finding(
        rule="live-server-error",
        severity=Severity.ERROR,
        span=endpoint.span_at(""),
        message=f"The API fails with {status}, which is {documented}.",
        advice="Correct the API: a request that the documentation allows must not break it.",
        endpoint=endpoint.name,
        status=judgement.status or str(status),
        evidence=said,
        curl=curl,
    )


def _undocumented_status(
    finding: Finding, exchange: Exchange, said: tuple[Evidence, ...]
) -> Finding:
    """A refusal that nobody documented misleads less than a success that nobody did."""
    status = exchange.answer.status
    severity = Severity.WARNING if 400 <= status < 500 else finding.severity
    return replace(
        finding,
        severity=severity,
        field=f"({status})",
        evidence=(*finding.evidence, *said),
    )


def _said(exchange: Exchange, redactor: Redactor) -> tuple[Evidence, ...]:
    # Redacted before it is cut: what is left of a secret is none that anybody would find.
    body = exchange.answer.body[:20_000].decode("utf-8", "replace")
    text = redactor.text(body)[:200].strip()
    return (Evidence(speaker="api", words=text.replace("\n", " ")),) if text else ()


def _unexpected(endpoint: Endpoint, status: int, expected: tuple[str, ...], curl: str) -> Finding:
    return Finding(
        rule="live-status-unexpected",
        severity=Severity.ERROR,
        span=endpoint.span_at(""),
        message=f"The API returns {status}; the settings expect {' or '.join(expected)}.",
        advice="Correct the values of the operation, or 'status' in its settings.",
        endpoint=endpoint.name,
        status=str(status),
        curl=curl,
    )


def _not_refused(endpoint: Endpoint, exchange: Exchange, curl: str) -> Finding:
    what = {
        "404": "an id that does not exist",
        "401": "a request without credentials",
    }.get(exchange.purpose, "a request without a required field")
    return Finding(
        rule="live-not-refused",
        severity=Severity.WARNING,
        span=endpoint.span_at(""),
        message=f"The API returns {exchange.answer.status} to {what}; {exchange.purpose} is "
        "documented.",
        advice=CORRECT,
        endpoint=endpoint.name,
        status=str(exchange.answer.status),
        field=f"({exchange.purpose})",
        curl=curl,
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
            message=f"The API: {problem_sentence(problem, values=problem.code != _UNREAD)}",
            advice=CORRECT,
            endpoint=endpoint.name,
            status=judgement.status,
            field=f"({problem.actual or problem.code})",
            evidence=_evidence(endpoint, "", problem.expected, problem.actual),
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
    values = fixes.shows_values(verdict)
    missing = verdict.keyword == "required"
    kind = "missing" if missing else "type" if verdict.keyword == "type" else "value"
    return Finding(
        rule=f"live-field-{kind}",
        severity=Severity.WARNING if verdict.keyword in BY_PATTERN else Severity.ERROR,
        span=endpoint.span_at(verdict.pointer),
        message=api_contradiction(verdict, values=values),
        advice=CORRECT,
        endpoint=endpoint.name,
        status=judgement.status,
        field=verdict.path,
        pointer=verdict.where[0] if verdict.where else "",
        evidence=_evidence(
            endpoint,
            verdict.pointer,
            expected_words(verdict),
            actual_words(verdict, values=values),
        ),
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
    types = type_words(name.types)
    times = how_often(name.count, name.total)
    path = written_path(name.path)
    return Finding(
        rule="live-field-undocumented",
        severity=Severity.WARNING,
        span=endpoint.span_at(parent),
        message=f"The API returns '{path}' ({types}){times}, which is {undocumented_words(name)}.",
        advice=meant_instead(name) or "Document it.",
        endpoint=endpoint.name,
        status=judgement.status,
        field=name.path,
        pointer=name.where[0] if name.where else "",
        evidence=(
            Evidence(speaker="docs", words="nothing"),
            Evidence(speaker="api", words=types),
        ),
        fixes=fixes.of_undocumented(name),
        curl=curl,
    )


def _failure(
    endpoint: Endpoint, exchange: Exchange, curl: str, said: tuple[Evidence, ...]
) -> Finding:
    status = exchange.answer.status
    advice = "Give it working values: 'tryfield: values' in its definition, or [[live.operations]]."
    if status in REFUSED:
        advice = "Give credentials with --auth or --header, or check that they are still good."
    return Finding(
        rule="live-no-success",
        severity=Severity.WARNING,
        span=endpoint.span_at(""),
        message=f"The API returns {status} to every call, so no success was checked.",
        advice=advice,
        endpoint=endpoint.name,
        status=str(status),
        evidence=said,
        curl=curl,
    )


def _evidence(endpoint: Endpoint, pointer: str, docs: str, api: str) -> tuple[Evidence, ...]:
    said = [("docs", docs, endpoint.span_at(pointer)), ("api", api, None)]
    return tuple(
        Evidence(speaker=speaker, words=words, span=span) for speaker, words, span in said if words
    )


REFUSED = frozenset({401, 403})
_ENOUGH = 3  # calls with the same refusal before we stop asking


def reason_to_stop(exchanges: Iterable[Exchange], endpoints: Mapping[str, Endpoint]) -> str:
    """Why further calls are useless; "" when they are not."""
    known = [one for one in exchanges if not one.purpose]
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
    known = [one for one in exchanges if not one.purpose]
    reached = {one.endpoint for one in known if one.answer.status < 400}
    # A documented refusal is a response like others, unless there is no other.
    nobody = all(one.answer.status in REFUSED for one in known)
    refused = [
        one.endpoint
        for one in known
        if one.answer.status in REFUSED
        and one.endpoint not in reached
        and (nobody or _is_refused_login(one, endpoints[one.endpoint]))
    ]
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
    if known and _nowhere(known, endpoints):
        found = _finding(
            endpoints[known[0].endpoint],
            "live-base-path-wrong",
            f"The API returns 404 to {'all ' * (len(known) > 1)}{counted_calls(len(known))}.",
            "Is the path of the base URL right?",
        )
        return (found,), frozenset(one.endpoint for one in known)
    return (), frozenset()


def _is_refused_login(exchange: Exchange, endpoint: Endpoint) -> bool:
    """Whether a refusal that nobody documented is about who asks, not about what is asked for."""
    status = exchange.answer.status
    if response_for(status, endpoint.responses) is not None:
        return False
    return status == 401 or any(endpoint.security)


def counted_calls(count: int) -> str:
    """`1 call`, `2 calls`."""
    return f"{count} call" + "s" * (count != 1)


def _nowhere(exchanges: list[Exchange], endpoints: Mapping[str, Endpoint]) -> bool:
    """Whether everything is 404, where that is not what an example's id that is gone would give."""
    return all(one.answer.status == 404 for one in exchanges) and any(
        "{" not in endpoints[one.endpoint].path
        or (len(exchanges) > 1 and response_for(404, endpoints[one.endpoint].responses) is None)
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

    def of_undocumented(self, name: UndocumentedField) -> tuple[Fix, ...]:
        """Document the name that the API sends, or show it."""
        return undocumented_field_fixes(self._checked_example, name) or self.refreshed

    def shows_values(self, verdict: FieldVerdict) -> bool:
        """Whether a finding may quote what differs: secrets are named by their type only."""
        names = {name for where in verdict.where for name in pointer_tokens(where)}
        values = [one.value for one in verdict.actual]
        return not self._redactor.withholds({verdict.path, *names}, values)

    @property
    def _checked_example(self) -> CheckedExample:
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
        return (Fix(title="Show what the API returns", edits=(edit,), safe=False),)

"""What traffic has against the documentation, as findings in the documentation's files.

Each documented place that differs is one finding, with how often it occurred and one sample by
its number. No finding quotes a value of the traffic: people's names and secrets stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tryfield.checking.check_result import FieldCoverage, LiveTotals
from tryfield.checking.traffic.recorded_exchanges import NOT_THERE
from tryfield.checking.traffic.traffic_judge import (
    DifferenceGroup,
    Reached,
    TrafficJudge,
    UnknownEndpoint,
    UnknownHeader,
    What,
)
from tryfield.core.fields.field_node import written_path
from tryfield.core.fields.field_tree import is_name
from tryfield.core.findings import Evidence, Finding, Fix, Severity
from tryfield.core.model import Endpoint, Span
from tryfield.core.verdict.difference_wording import (
    BY_PATTERN,
    CORRECT,
    PARAMETERS,
    actual_words,
    api_contradiction,
    contradiction,
    expected_words,
    meant_instead,
    problem_sentence,
    type_words,
    undocumented_words,
)
from tryfield.core.verdict.endpoint_judge import Judge, documented_names, documented_roots
from tryfield.core.verdict.judgement import FieldVerdict, Problem, UndocumentedField
from tryfield.relative_paths import shown

_ADVICE_REQUEST = "The API accepts it: correct the documentation, or the client."


@dataclass(slots=True)
class _Cause:
    """Groups that one place of the documentation explains."""

    first: DifferenceGroup
    rule: str
    span: Span
    count: int = 0
    seen: int = 0  #: exchanges in which it could have been
    endpoints: dict[str, None] = field(default_factory=dict)  #: by name


def traffic_findings(judge: TrafficJudge) -> tuple[Finding, ...]:
    """A finding for each place that differs, and for each undocumented name."""
    first = judge.endpoints[0] if judge.endpoints else None
    found = [_of_cause(cause) for cause in _causes(judge)]
    found += [_of_endpoint(one, first) for one in undocumented_endpoints(judge)]
    found += [_of_header(one) for one in judge.headers.values()]
    return tuple(found)


def undocumented_endpoints(judge: TrafficJudge) -> list[UnknownEndpoint]:
    """Those that the server knows."""
    return [one for one in judge.unknown_endpoints() if set(one.statuses) - NOT_THERE]


def _causes(judge: TrafficJudge) -> Iterable[_Cause]:
    causes: dict[tuple[object, ...], _Cause] = {}
    for group in judge.groups.values():
        what, endpoint = group.what, group.endpoint
        rule, pointer = _rule(group), _pointer(group)
        span = endpoint.span_at(pointer)
        key: tuple[object, ...] = endpoint.id, group.status, rule, _field(what), _detail(what)
        if "/components/" in pointer:  # one component, however many endpoints use it
            last = what.name if isinstance(what, UndocumentedField) else ""
            key = span, pointer, rule, last, _detail(what)
        cause = causes.get(key)
        if cause is None:
            cause = causes[key] = _Cause(group, rule, span)
        cause.count += group.count
        reached = judge.reached[endpoint.id]
        requests = group.sender == "request"
        cause.seen += reached.requests if requests else reached.statuses[group.status]
        cause.endpoints[endpoint.name] = None
    return causes.values()


def _detail(what: What) -> str:
    if isinstance(what, FieldVerdict):
        return what.keyword
    return "" if isinstance(what, UndocumentedField) else f"{what.code} {what.detail}"


def _rule(group: DifferenceGroup) -> str:
    what, request = group.what, group.sender == "request"
    if isinstance(what, Problem):
        if not request:
            return f"live-{what.code}"
        return (
            "live-request-content-type" if what.code[:12] == "content-type" else "live-request-body"
        )
    if isinstance(what, UndocumentedField):
        return "live-request-undocumented" if request else "live-field-undocumented"
    kind = {"required": "missing", "type": "type"}.get(what.keyword, "value")
    return f"live-request-{kind}" if request else f"live-field-{kind}"


def _pointer(group: DifferenceGroup) -> str:
    """Where the documentation says what differs, in the contract."""
    what = group.what
    if isinstance(what, FieldVerdict):
        return what.pointer
    if isinstance(what, UndocumentedField):
        node = group.judge.field(what.place, what.parent)
        if node is None:
            return ""
        # Where its siblings stand: the component, not the reference to it.
        sibling = next(iter(node.original.properties.values()), None)
        head, found, _ = sibling.pointer.rpartition("/properties/") if sibling else ("", "", "")
        return head if found else node.pointer
    return ""


def _field(what: What) -> str:
    if isinstance(what, Problem):
        return f"({what.actual if what.code == 'status-undocumented' else what.code})"
    return what.path


def _of_cause(cause: _Cause) -> Finding:
    group = cause.first
    what, endpoint = group.what, group.endpoint
    message = _message(group)
    undocumented = isinstance(what, Problem) and what.code == "status-undocumented"
    status = group.status if not undocumented else ""
    times = _of(cause.count, cause.seen, group.sender) + f" with status {status}" * bool(status)
    message += f" Seen in {times}, first in {group.sample}."
    others = list(cause.endpoints)[1:]
    return Finding(
        rule=cause.rule,
        severity=_severity(group),
        span=cause.span,
        message=message,
        advice=_advice(group),
        endpoint=endpoint.name,
        status=group.status,
        field=_field(what),
        evidence=(
            *_evidence(group),
            *(Evidence(speaker="calls", words=name) for name in others),
        ),
        fixes=_fixes(group),
    )


def _of(count: int, seen: int, noun: str) -> str:
    """`3 of 12 responses`; `1 response`."""
    many = max(count, seen)
    of = f"{count:,} of {seen:,}" if seen > count else f"{count:,}"
    return f"{of} {noun}{'s' * (many != 1)}"


def _message(group: DifferenceGroup) -> str:
    what, request = group.what, group.sender == "request"
    if isinstance(what, Problem):
        sentence = problem_sentence(what, values=False)
        return f"A client: {sentence}" if request else f"The API: {sentence}"
    if isinstance(what, FieldVerdict):
        once = replace(what, count=1, total=1)
        if request:
            return contradiction(once, missing="a client does not send it", values=False)
        return api_contradiction(once, values=False)
    types, path = type_words(what.types), written_path(what.path)
    if request:
        noun = f"{what.place} parameter " if what.place in PARAMETERS else ""
        sent = f"the {noun}'{path}'" if noun else f"'{path}' ({types})"
        return f"A client sends {sent}, which is {undocumented_words(what)}."
    return f"The API returns '{path}' ({types}), which is {undocumented_words(what)}."


def _severity(group: DifferenceGroup) -> Severity:
    what = group.what
    if group.sender == "request" or isinstance(what, UndocumentedField):
        return Severity.WARNING
    if isinstance(what, FieldVerdict):
        return Severity.WARNING if what.keyword in BY_PATTERN else Severity.ERROR
    refused = what.code == "status-undocumented" and what.actual[:1] in "45"
    return Severity.WARNING if refused else Severity.ERROR


def _advice(group: DifferenceGroup) -> str:
    what = group.what
    if isinstance(what, UndocumentedField):
        return meant_instead(what) or "Document it."
    return _ADVICE_REQUEST if group.sender == "request" else CORRECT


def _evidence(group: DifferenceGroup) -> Iterator[Evidence]:
    what = group.what
    speaker = "client" if group.sender == "request" else "api"
    if isinstance(what, FieldVerdict):
        docs, seen = expected_words(what), actual_words(what, values=False)
        span = group.endpoint.span_at(what.pointer)
    elif isinstance(what, UndocumentedField):
        docs, seen, span = "nothing", type_words(what.types), None
    else:
        docs, seen, span = what.expected, "", group.endpoint.span_at("")
    if docs:
        yield Evidence(speaker="docs", words=docs, span=span)
    if seen:
        yield Evidence(speaker=speaker, words=seen)


def _fixes(group: DifferenceGroup) -> tuple[Fix, ...]:
    # A suite of tests, whose findings are few, does without the rules.
    from tryfield.core.rules.documenting_fixes import (
        new_field_fixes,
        parameter_fixes,
        status_fixes,
        type_fixes,
    )

    what = group.what
    if isinstance(what, Problem):
        undocumented = what.code == "status-undocumented"
        return status_fixes(group.endpoint, what.actual) if undocumented else ()
    if isinstance(what, FieldVerdict) and what.keyword == "type":
        return type_fixes(group.endpoint, what)
    if isinstance(what, UndocumentedField) and what.place in PARAMETERS and not what.parent:
        return parameter_fixes([group.endpoint], what.place, what.name)
    if isinstance(what, UndocumentedField) and what.name != "…":
        parent = group.judge.field(what.place, what.parent)
        return new_field_fixes(group.endpoint, parent, what)
    return ()


def _of_endpoint(unknown: UnknownEndpoint, first: Endpoint | None) -> Finding:
    from tryfield.core.rules.documenting_fixes import method_fixes

    near = unknown.near
    span = near.span_at("") if near else Span("")
    if near is None and first is not None and first.span is not None:
        span = Span(first.span.file, 1, 1)
    said = ", ".join(str(status) for status in sorted(unknown.statuses))
    beside = f" {near.name} is documented there." if near else ""
    times = f"{unknown.count:,} exchange" + "s" * (unknown.count != 1)
    return Finding(
        rule="live-endpoint-undocumented",
        severity=Severity.WARNING,
        span=span,
        message=f"{unknown.method} {unknown.path} is called, but not documented.{beside} "
        f"Seen in {times} (status {said}), first in {unknown.sample}.",
        advice="Document it, or name what it is left out for with --base.",
        endpoint=near.name if near else "",
        field=f"({unknown.method} {unknown.path})",
        fixes=method_fixes(near, unknown.method, unknown.statuses) if near else (),
    )


def _of_header(header: UnknownHeader) -> Finding:
    from tryfield.core.rules.documenting_fixes import parameter_fixes, response_header_fixes

    first, *others = {one.id: one for one, _ in header.places.values()}.values()
    request = header.sender == "request"
    if request:
        fixes = parameter_fixes([first, *others], "header", header.name)
    else:
        fixes = response_header_fixes(header.places.values(), header.name)
    verb = "A client sends" if request else "The API returns"
    times = f"{header.count:,} {header.sender}" + "s" * (header.count != 1)
    rule = "live-request-header-undocumented" if request else "live-header-undocumented"
    return Finding(
        rule=rule,
        severity=Severity.NOTE,
        span=first.span_at(""),
        message=f"{verb} the header '{header.name}', which is not documented. Seen in {times} of "
        f"{1 + len(others):,} endpoint{'s' * bool(others)}, first in {header.sample}.",
        advice="Document it, or leave it out with --ignore-headers.",
        endpoint=first.name,
        field=header.name,
        evidence=tuple(Evidence(speaker="calls", words=one.name) for one in others),
        fixes=fixes,
    )


# --- how much was reached


def traffic_coverage(judge: TrafficJudge, root: Path) -> tuple[FieldCoverage, ...]:
    """How much of each endpoint the exchanges reached."""
    return tuple(_coverage(judge, one, root) for one in judge.endpoints if one.kind == "path")


def _coverage(judge: TrafficJudge, endpoint: Endpoint, root: Path) -> FieldCoverage:
    own = Judge(endpoint)
    counts = [(place, documented_names(own, place, node)) for place, node in documented_roots(own)]
    documented = sum(count for _, count in counts)
    responses = sum(count for place, count in counts if place.startswith("response"))
    reached = judge.reached.get(endpoint.id)
    seen = [one for one in reached.fields if is_name(one[1])] if reached else []
    return FieldCoverage(
        endpoint=endpoint.name,
        file=shown(endpoint.span.file if endpoint.span else "", root),
        documented=documented,
        judged=min(len(seen), documented),
        live=min(len(seen), documented) if reached else None,
        response_fields=responses,
        response_seen=min(sum(place.startswith("response") for place, _ in seen), responses),
        statuses=tuple(
            one.status
            for one in endpoint.responses
            if reached is None or not reached.statuses[one.status]
        ),
        matched="live" if reached and not reached.differs else "",
    )


def traffic_totals(judge: TrafficJudge, coverage: Iterable[FieldCoverage]) -> LiveTotals:
    """The numbers of a whole recording."""
    known = [one for one in judge.endpoints if one.kind == "path"]
    reached: list[Reached] = [judge.reached[one.id] for one in known if one.id in judge.reached]
    refusals = [
        (one, response.status)
        for one in known
        for response in one.responses
        if response.status.startswith("4")
    ]
    seen = {(one.endpoint.id, status) for one in reached for status in one.statuses}
    shares = list(coverage)
    return LiveTotals(
        operations=len(known),
        called=len(reached),
        succeeded=sum(one.succeeded for one in reached),
        refusals=len(refusals),
        refusals_seen=sum((one.id, status) in seen for one, status in refusals),
        fields=sum(one.response_fields for one in shares),
        fields_seen=sum(one.response_seen for one in shares),
    )

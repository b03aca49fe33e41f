"""Rules that check examples: against JSON, against the documented fields, and their direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tryfield.core import media_types
from tryfield.core.fields.schema_view import a_type, join_and, type_of_value
from tryfield.core.findings import Evidence, Finding, Fix, Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Endpoint
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.core.rules.documenting_fixes import type_fixes, undocumented_field_fixes
from tryfield.core.rules.rule_findings import (
    MEANT,
    SIMPLER,
    differing_fields,
    endpoint_finding,
    field_finding,
    guessed_lines,
    is_page,
    is_placeholder_value,
    location_of,
    severity_of,
    single_edit,
    undocumented_fields,
)
from tryfield.core.verdict.difference_wording import (
    contradiction,
    expected_words,
    how_often,
    subject,
    suggestion,
    type_words,
    undocumented_path,
    undocumented_words,
)
from tryfield.core.verdict.judgement import FieldVerdict, UndocumentedField


def example_not_json(endpoint: Endpoint) -> Iterator[Finding]:
    """An example of a JSON body is not JSON.

    Readers copy examples into programs, tests and mocks, and there a trailing comma stops
    everything. What an author wrote on purpose (comments, `...`, `<id>`) is a warning; the rest
    is an error. Every liberty is reported where it stands, and what can be mended without
    guessing has a safe fix.

    Bad:

    ```json
    {"id": 7, "name": "Ada",}
    ```

    Good:

    ```json
    {"id": 7, "name": "Ada"}
    ```

    To fix it: run `tryfield check --fix`, or follow the advice of the finding.
    """
    for exhibit in checked_examples(endpoint).all:
        if exhibit.document is None or _is_stream(exhibit):
            continue
        # One unescaped quote breaks all that follows it in its line.
        broken = {
            problem.span.line: problem
            for problem in reversed(exhibit.document.problems)
            if problem.code not in MEANT
        }
        guessed = guessed_lines(exhibit.document)
        for problem in exhibit.document.problems:
            line = problem.span.line
            if line in guessed and problem is not broken[line]:
                continue
            if problem.code == "json-in-string" and _allows_string(exhibit):
                continue
            fixes: tuple[Fix, ...] = ()
            span = exhibit.at(problem.span)
            if exhibit.exact and problem.fix is not None:
                fixes = single_edit(
                    problem.advice.rstrip("."), span, problem.fix, safe=problem.safe
                )
            yield Finding(
                rule="example-not-json",
                severity=_severity(exhibit, problem.code),
                span=span,
                message=f"{exhibit.title} is not JSON. {problem.message}",
                advice=problem.advice,
                endpoint=endpoint.name,
                status=exhibit.status,
                field=f"({problem.code})",
                evidence=(Evidence(speaker="example", words=problem.message, span=span),),
                fixes=fixes,
            )


def _is_stream(exhibit: CheckedExample) -> bool:
    kind = exhibit.content.media_type if exhibit.content else ""
    return media_types.essence(kind) in media_types.STREAMS


def _severity(exhibit: CheckedExample, code: str) -> Severity:
    if code == "empty" and exhibit.content is not None and exhibit.content.schema is None:
        return Severity.NOTE  # nothing is documented, and nothing is shown
    return Severity.WARNING if code in MEANT else Severity.ERROR


def _allows_string(exhibit: CheckedExample) -> bool:
    root = checked_examples(exhibit.endpoint).root(exhibit.place)
    return root is not None and "string" in root.type


_MISSING = "the example leaves it out"
_NAMED = 6  #: fields that one sentence names
_ENUMS = frozenset({"enum", "const"})
_FORMATS = frozenset({"format", "pattern", "contentEncoding", "contentMediaType"})
_DIRECTIONS = frozenset({"readOnly", "writeOnly"})


def example_field_type(endpoint: Endpoint) -> Iterator[Finding]:
    """An example shows a value of another type than is documented.

    One of the two is wrong, and a reader cannot know which. `1.0` is an integer, and `null` is
    fine where the type or the description of the field allows it. A placeholder such as `"<age>"`
    is only a warning. So is a `null` that an MDX page does not speak about; all of a page are one
    finding. Where a page lists the fields of one item and the example is an array of such items,
    that is a note.

    Bad: documented as `integer`, shown as

    ```json
    {"age": "42"}
    ```

    Good:

    ```json
    {"age": 42}
    ```

    To fix it: correct the example, or document the type that the API really sends.
    """
    nulls: list[tuple[CheckedExample, FieldVerdict]] = []
    for exhibit, verdict in differing_fields(endpoint):
        if verdict.keyword != "type":
            continue
        if _is_silent_null(endpoint, verdict):
            nulls.append((exhibit, verdict))
            continue
        message = contradiction(verdict, missing=_MISSING)
        advice = "Correct the example, or document the type that it has."
        severity = severity_of(verdict)
        if _is_list_of_the_documented(exhibit, verdict):
            severity = Severity.NOTE
            advice = "Say that the fields are those of each item: put them into an array."
        fixes = type_fixes(endpoint, verdict)
        yield field_finding(
            "example-field-type", exhibit, verdict, message, advice, severity, fixes=fixes
        )
    if nulls:
        yield _nulls(nulls)
    for exhibit in checked_examples(endpoint).all:
        if exhibit.reference:
            yield endpoint_finding(
                "example-field-type",
                endpoint,
                Severity.ERROR,
                f"{exhibit.title} has a '$ref' as its value, which nothing follows there.",
                f"Write the value itself, or '$ref: {exhibit.reference}' in place of 'value'.",
                span=exhibit.span("/$ref", key=True),
                status=exhibit.status,
            )
        if kind := written_as_value(exhibit):
            yield endpoint_finding(
                "example-field-type",
                endpoint,
                Severity.ERROR,
                f"{exhibit.title} is {a_type(kind)}, but documented as a string.",
                "Write the example as the text that travels.",
                span=exhibit.whole,
                status=exhibit.status,
            )


def _is_silent_null(endpoint: Endpoint, verdict: FieldVerdict) -> bool:
    """Whether a value is null where an MDX page says nothing about null.

    Its types are words for readers; OpenAPI documents have a keyword for it.
    """
    return (
        bool(verdict.path)
        and all(one.type == "null" for one in verdict.actual)
        and bool(verdict.pointer)
        and is_page(endpoint.span_at(verdict.pointer))
    )


def _nulls(nulls: list[tuple[CheckedExample, FieldVerdict]]) -> Finding:
    """One finding for all fields of a page that are null without a word about it."""
    exhibit, first = nulls[0]
    names = list(dict.fromkeys(subject(verdict) for _, verdict in nulls))
    if len(names) == 1:
        message = contradiction(first, missing=_MISSING)
    else:
        some = names if len(names) <= _NAMED else [*names[:_NAMED], f"{len(names) - _NAMED} more"]
        message = f"{join_and(some)} are null, but documented without null."
    return field_finding(
        "example-field-type",
        exhibit,
        first,
        message,
        "Say when the value is null, or show another.",
        Severity.WARNING,
        fixes=type_fixes(exhibit.endpoint, first) if len(names) == 1 else (),
    )


def _is_list_of_the_documented(exhibit: CheckedExample, verdict: FieldVerdict) -> bool:
    """Whether a body is an array whose items have the fields that a page lists for the body."""
    root = checked_examples(exhibit.endpoint).root(exhibit.place)
    value = exhibit.document.value if exhibit.document is not None else None
    if verdict.path or root is None or not isinstance(value, list) or not value:
        return False
    if not is_page(exhibit.endpoint.span_at(verdict.pointer)):
        return False
    documented = set(root.properties)
    return all(isinstance(item, dict) and documented.intersection(item) for item in value)


def example_field_missing(endpoint: Endpoint) -> Iterator[Finding]:
    """A response example leaves out a field that is documented as required.

    Readers rely on what is required. An optional field may be left out, and so may anything
    where the example says `...`. A discriminator says which of the documented choices a value is,
    and is missed as well.

    Bad: `id` is documented as required, and the example is

    ```json
    {"name": "Ada"}
    ```

    Good:

    ```json
    {"id": 7, "name": "Ada"}
    ```

    To fix it: show the field, or do not document it as required.
    """
    for exhibit, verdict in differing_fields(endpoint):
        if verdict.keyword == "required" and exhibit.kind == "response":
            message = contradiction(verdict, missing=_MISSING)
            advice = "Show it, or do not document it as required."
            yield field_finding(
                "example-field-missing",
                exhibit,
                verdict,
                message,
                advice,
                Severity.ERROR,
                expected=f"{expected_words(verdict)}, required",
            )
    for exhibit, verdict in missing_discriminators(endpoint):
        name = verdict.path.rpartition(">.")[2]
        message = f"'{name}' says which choice a value is, but the example leaves it out."
        advice = "Show it: without it a reader cannot tell the choices apart."
        expected = "the discriminator"
        yield field_finding(
            "example-field-missing",
            exhibit,
            verdict,
            message,
            advice,
            Severity.WARNING,
            expected=expected,
        )


def example_field_undocumented(endpoint: Endpoint) -> Iterator[Finding]:
    """A response example shows a name that no field documents.

    A reader who meets it in an answer finds nothing about it. Below an object without documented
    fields, and in maps, every name is fine.

    Bad: only `id` is documented, and the example is

    ```json
    {"id": 7, "createdAt": "2026-01-01"}
    ```

    Good: the page has a field for it.

    ```mdx
    <ResponseField name="createdAt" type="string">
      When the user was made.
    </ResponseField>
    ```

    To fix it: document the name, or take it out of the example. Where a documented name is
    nearly the same, the finding says so. Names of an envelope around the documented fields are
    one finding.
    """
    yield from undocumented_findings(
        "example-field-undocumented", undocumented_fields(endpoint, "response")
    )


def undocumented_findings(
    rule: str, shown: Iterable[tuple[CheckedExample, UndocumentedField]]
) -> Iterator[Finding]:
    """A finding about each name that examples show, those of an envelope together."""
    every = list(shown)
    around: dict[int, list[UndocumentedField]] = {}
    for exhibit, name in every:
        if _is_around_the_fields(exhibit, name):
            around.setdefault(id(exhibit), []).append(name)
    for exhibit, name in every:
        names = around.get(id(exhibit), [])
        if name not in names:
            yield _undocumented(rule, exhibit, name)
        elif name is names[0]:
            yield _envelope(rule, exhibit, names)


def _is_around_the_fields(exhibit: CheckedExample, name: UndocumentedField) -> bool:
    """Whether the documented fields stand one level deeper than such a name, in an envelope."""
    if name.parent or not name.where or name.where[0].count("/") != 1 or not exhibit.judgement:
        return False
    return any(
        one.place == name.place and any(note.code == "wrapped" for note in one.notes)
        for one in exhibit.judgement.fields
        if not one.path
    )


def _envelope(rule: str, exhibit: CheckedExample, names: list[UndocumentedField]) -> Finding:
    """One finding for the name that the documented fields stand in, and all beside it."""
    value = exhibit.document.value if exhibit.document is not None else {}
    inside = next((one for one in names if isinstance(value.get(one.name), dict | list)), names[0])
    others = [f"'{one.name}'" for one in names if one is not inside]
    also = f"; nor {'is' if len(others) == 1 else 'are'} {join_and(others)} beside it"
    return replace(
        _undocumented(rule, exhibit, inside),
        message=f"'{inside.name}' is shown around the documented fields, but not documented"
        f"{also * bool(others)}.",
        advice=f"Document '{inside.name}' with the fields in it, or show the fields alone.",
        fixes=(),
    )


def _undocumented(rule: str, exhibit: CheckedExample, name: UndocumentedField) -> Finding:
    """A finding about a name that nobody documented."""
    span = location_of(exhibit, name, key=True)
    advice = "Document it, or take it out of the example."
    if name.choice:
        advice = "Document it for the choice that the example takes, or take it out."
    elif name.suggestion:
        advice = f"{suggestion(name).strip()} Otherwise document it."
    path, times = undocumented_path(name), how_often(name.count, name.total)
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        span=span,
        message=f"'{path}' is shown{times}, but {undocumented_words(name)}.",
        advice=advice,
        endpoint=exhibit.endpoint.name,
        status=exhibit.status,
        field=name.path,
        pointer=name.where[0] if name.where else "",
        evidence=(
            Evidence(speaker="docs", words="nothing"),
            Evidence(speaker="example", words=type_words(name.types), span=span),
        ),
        fixes=undocumented_field_fixes(exhibit, name),
    )


def example_field_enum(endpoint: Endpoint) -> Iterator[Finding]:
    """An example shows a value that is not one of the documented ones.

    A reader writes code for the values that are listed.

    Bad: documented as one of `active`, `paused`, shown as

    ```json
    {"status": "enabled"}
    ```

    Good:

    ```json
    {"status": "active"}
    ```

    To fix it: show a documented value, or document the value that is shown.
    """
    for exhibit, verdict in differing_fields(endpoint):
        if verdict.keyword in _ENUMS:
            yield _outside("example-field-enum", exhibit, verdict, severity_of(verdict))


def example_field_format(endpoint: Endpoint) -> Iterator[Finding]:
    """An example shows a text that is not of the documented format or pattern.

    Dates, addresses and ids are judged by their form, not by their meaning. Nobody is misled
    much, so this is a note; a pattern that an author wrote down is a warning. A placeholder such
    as `<user id>` or `__USER_ID__` is fine.

    Bad: documented with the format `date-time`, shown as

    ```json
    {"createdAt": "01/02/2026"}
    ```

    Good:

    ```json
    {"createdAt": "2026-02-01T00:00:00Z"}
    ```

    To fix it: show a text of that format, or document the format that the API has.
    """
    for exhibit, verdict in differing_fields(endpoint):
        if verdict.keyword in _FORMATS and not is_placeholder_value(verdict):
            severity = Severity.WARNING if verdict.keyword == "pattern" else Severity.NOTE
            yield _outside("example-field-format", exhibit, verdict, severity)


def example_field_limit(endpoint: Endpoint) -> Iterator[Finding]:
    """An example shows a value outside of the documented limits.

    Limits are lengths, sizes, minima, maxima, multiples, and which names go together.

    Bad: documented with `maximum: 100`, shown as

    ```json
    {"limit": 500}
    ```

    Good:

    ```json
    {"limit": 50}
    ```

    To fix it: show a value within the limit, or correct the limit.
    """
    others = _ENUMS | _FORMATS | _DIRECTIONS | {"type", "required"}
    for exhibit, verdict in differing_fields(endpoint):
        if verdict.keyword not in others:
            yield _outside("example-field-limit", exhibit, verdict, Severity.ERROR)


def _outside(
    rule: str, exhibit: CheckedExample, verdict: FieldVerdict, severity: Severity
) -> Finding:
    message = contradiction(verdict, missing=_MISSING)
    advice = "Correct the example, or the documentation."
    return field_finding(rule, exhibit, verdict, message, advice, severity)


_STRING = frozenset({"string"})


def example_not_checkable(endpoint: Endpoint) -> Iterator[Finding]:
    """Checking an example takes too many steps.

    A schema whose choices lead back to itself can be evaluated in more ways than anybody has time
    for, and so can one whose pattern has to be tried in very many ways. After two million steps
    the example is not checked. Later examples of the same document have half as many steps.

    Bad:

    ```yaml
    Node:
      anyOf:
        - {properties: {next: {$ref: "#/components/schemas/Node"}}}
        - {properties: {next: {$ref: "#/components/schemas/Node"}}}
    ```

    Good:

    ```yaml
    Node:
      properties: {next: {$ref: "#/components/schemas/Node"}}
    ```

    To fix it: take out choices that allow the same values, or tell them apart by a
    `discriminator`.
    """
    for exhibit in checked_examples(endpoint).all:
        for problem in exhibit.problems:
            if problem.detail == "given-up":
                yield endpoint_finding(
                    "example-not-checkable",
                    endpoint,
                    Severity.WARNING,
                    f"{exhibit.title} cannot be checked. {problem.said}",
                    SIMPLER,
                    span=exhibit.whole,
                    status=exhibit.status,
                )


def written_as_value(exhibit: CheckedExample) -> str:
    """`object` or `array` where an OpenAPI document has one for a body that is a text."""
    content = exhibit.content
    if content is None or not media_types.is_text(media_types.essence(content.media_type)):
        return ""
    root = checked_examples(exhibit.endpoint).root(exhibit.place)
    if root is None or root.view.types != _STRING or exhibit.example.text[:1] not in ("{", "["):
        return ""
    value = parse(exhibit.example.text).value
    first = next(iter(value), None) if isinstance(value, dict) else "0"
    if not isinstance(value, dict | list) or first is None:
        return ""
    # Only a value has places inside of it; a text that looks like one has none.
    spans = exhibit.endpoint.spans
    inside = any(f"{pointer}/{escape_token(first)}" in spans for pointer in exhibit.pointers)
    return type_of_value(value) if inside else ""


def missing_discriminators(endpoint: Endpoint) -> Iterator[tuple[CheckedExample, FieldVerdict]]:
    """Discriminators that a response leaves out (OpenAPI 3.1, Discriminator Object)."""
    known = checked_examples(endpoint)
    for exhibit in known.all:
        if exhibit.kind != "response" or exhibit.judgement is None:
            continue
        elided = exhibit.document is not None and exhibit.document.elided
        for verdict in exhibit.judgement.fields:
            if verdict.verdict != "absent" or not verdict.total or elided:
                continue
            field = known.field(verdict.place, verdict.path)
            union = field.parent.parent if field and field.parent else None
            if not field or not field.name or union is None or not union.choices:
                continue
            if union.view.discriminator == field.name:
                yield exhibit, verdict


def read_only_in_request(endpoint: Endpoint) -> Iterator[Finding]:
    """A request example sends a field that is documented as read-only.

    Only the API writes such a field (OpenAPI, `readOnly`); sent, it is ignored or refused.

    Bad: `id` is read-only, and the request is

    ```json
    {"id": 7, "name": "Ada"}
    ```

    Good:

    ```json
    {"name": "Ada"}
    ```

    To fix it: take the field out of the request.
    """
    yield from _direction(
        endpoint, "read-only-in-request", "request", "read-only", "Take it out of the request."
    )


def write_only_in_response(endpoint: Endpoint) -> Iterator[Finding]:
    """A response example shows a field that is documented as write-only.

    Such a field (OpenAPI, `writeOnly`) is sent, often a secret, and must never come back.

    Bad: `password` is write-only, and the response is

    ```json
    {"name": "Ada", "password": "..."}
    ```

    Good:

    ```json
    {"name": "Ada"}
    ```

    To fix it: take the field out of the response.
    """
    yield from _direction(
        endpoint, "write-only-in-response", "response", "write-only", "Take it out of the response."
    )


def _direction(
    endpoint: Endpoint, rule: str, kind: str, words: str, advice: str
) -> Iterator[Finding]:
    known = checked_examples(endpoint)
    for exhibit in known.all:
        if exhibit.judgement is None:
            continue
        for verdict in exhibit.judgement.fields:
            if known.judge.direction(verdict.place) != kind:
                continue
            field = known.field(verdict.place, verdict.path)
            if field is None or verdict.verdict == "absent" or verdict.keyword == "required":
                continue
            if field.read_only if kind == "request" else field.write_only:
                what = exhibit.kind
                message = f"{subject(verdict)} is in the {what}, but documented as {words}."
                yield field_finding(
                    rule, exhibit, verdict, message, advice, Severity.ERROR, expected=words
                )


def deprecated_used(endpoint: Endpoint) -> Iterator[Finding]:
    """An example uses a field that is documented as deprecated.

    Readers copy examples, and so what should go away spreads.

    Bad: the parameter `page` is deprecated, and the request is

    ```bash
    curl https://api.example.com/users?page=2
    ```

    Good:

    ```bash
    curl https://api.example.com/users?cursor=b2Zmc2V0
    ```

    To fix it: show what took its place. In a response that still sends the field there may be
    nothing to fix; therefore this is a note.
    """
    known = checked_examples(endpoint)
    for exhibit in known.all:
        if exhibit.judgement is None:
            continue
        for verdict in exhibit.judgement.fields:
            field = known.field(verdict.place, verdict.path)
            if field is None or not field.deprecated or verdict.verdict == "absent":
                continue
            if verdict.keyword != "required":
                message = f"{subject(verdict)} is shown, but documented as deprecated."
                yield field_finding(
                    "deprecated-used",
                    exhibit,
                    verdict,
                    message,
                    "Show what took its place.",
                    Severity.NOTE,
                    expected="deprecated",
                )

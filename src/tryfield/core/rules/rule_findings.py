"""From verdicts to findings: the message parts, the evidence and the locations that rules share."""

from __future__ import annotations

from collections.abc import Iterator

from tryfield.core.contract.openapi_terms import DOCUMENT_MISSING
from tryfield.core.fields.field_node import FieldNode, written_path
from tryfield.core.findings import Edit, Evidence, Finding, Fix, Severity
from tryfield.core.json_pointer import pointer_tokens
from tryfield.core.jsontext.json_document import Document
from tryfield.core.model import Endpoint, Span
from tryfield.core.request.placeholders import has_placeholder
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.core.rules.documented_urls import is_slip
from tryfield.core.verdict.difference_wording import PARAMETERS, actual_words, expected_words
from tryfield.core.verdict.judgement import FieldVerdict, UndocumentedField

#: Liberties of JSON that an author takes on purpose; a reader understands them, a program does not.
MEANT = frozenset(
    {"comment", "elision", "placeholder", "status-line", "several-values", "event-stream"}
)
#: What to do where checking takes too many steps.
SIMPLER = "Simplify the choices of its schema, or the patterns."
_WORDS_OF_SCHEMAS = frozenset(
    {"schemas", "properties", "allOf", "oneOf", "anyOf", "prefixItems", "items", "schema"}
)


def differing_fields(endpoint: Endpoint) -> Iterator[tuple[CheckedExample, FieldVerdict]]:
    """Every documented field that an exhibit contradicts."""
    for exhibit in checked_examples(endpoint).all:
        if exhibit.judgement is None or astray(exhibit):
            continue
        for verdict in exhibit.judgement.fields:
            if verdict.verdict == "differs" and not _hinted(exhibit, verdict):
                yield exhibit, verdict


def undocumented_fields(
    endpoint: Endpoint, kind: str
) -> Iterator[tuple[CheckedExample, UndocumentedField]]:
    """Every name that an exhibit shows and nobody documented."""
    for exhibit in checked_examples(endpoint).all:
        if exhibit.kind != kind or exhibit.judgement is None or astray(exhibit):
            continue
        for name in exhibit.judgement.undocumented:
            if not _is_debris(exhibit, name):
                yield exhibit, name


def _is_debris(exhibit: CheckedExample, name: UndocumentedField) -> bool:
    """Whether a name is only what was made of a broken line of JSON."""
    document = exhibit.document
    if document is None or document.strict or not name.where:
        return False
    return document.span(name.where[0], key=True).line in guessed_lines(document)


def guessed_lines(document: Document) -> set[int]:
    """The lines of which nobody knows how they were meant."""
    return {one.span.line for one in document.problems if one.fix is None and one.code not in MEANT}


def astray(exhibit: CheckedExample) -> bool:
    """Whether it is a command that calls something else, or belongs to another endpoint."""
    return exhibit.calls_elsewhere or misplaced(exhibit)


def misplaced(exhibit: CheckedExample) -> bool:
    """Whether it is a command of another endpoint, shown beside those that are meant."""
    if exhibit.command is None or exhibit.fits:
        return False
    fitting = checked_examples(exhibit.endpoint).fitting
    request = exhibit.command.request
    if exhibit.calls_elsewhere:
        return bool(fitting) and not is_slip(exhibit.endpoint.path, request.url)
    if id(exhibit.example) not in fitting:
        return False
    # Another method at the same address, above or below: reading what is written, or undoing it.
    reads = request.method.upper() in ("GET", "HEAD")
    return reads or bool(request.body or exhibit.command.parts) != bool(exhibit.endpoint.body)


def _hinted(exhibit: CheckedExample, verdict: FieldVerdict) -> bool:
    """Whether a parameter's value in a command is only a placeholder, or its path another."""
    if verdict.place not in PARAMETERS:
        return False
    if verdict.place == "path" and not exhibit.fits:
        return True
    return is_placeholder_value(verdict)


def is_placeholder_value(verdict: FieldVerdict) -> bool:
    """Whether the string that differs only stands for a value."""
    return bool(verdict.string) and has_placeholder(verdict.string)


def severity_of(verdict: FieldVerdict, severity: Severity = Severity.ERROR) -> Severity:
    """The severity of a contradiction.

    Less when the value only stands for one, and for the shape of a whole body: pages list fields
    without saying what they stand in.
    """
    if not verdict.path:
        return Severity.WARNING
    return Severity.WARNING if is_placeholder_value(verdict) else severity


def location_of(
    exhibit: CheckedExample, verdict: FieldVerdict | UndocumentedField, *, key: bool = False
) -> Span:
    """Where an exhibit shows what a verdict is about."""
    command = exhibit.command
    if verdict.place in PARAMETERS and command is not None:
        if not exhibit.example.literal:
            return exhibit.whole
        if verdict.place == "header":
            name = verdict.path.lower()
            for index, (sent, _) in enumerate(command.request.headers):
                spans = command.header_spans
                if sent.lower() == name and index < len(spans) and spans[index] is not None:
                    return spans[index] or exhibit.whole
            return exhibit.whole
        return command.url_span or exhibit.whole
    return exhibit.span(verdict.where[0] if verdict.where else "", key=key)


def field_finding(
    rule: str,
    exhibit: CheckedExample,
    verdict: FieldVerdict,
    message: str,
    advice: str,
    severity: Severity,
    *,
    expected: str = "",
    fixes: tuple[Fix, ...] = (),
) -> Finding:
    """A finding about a documented field that an exhibit contradicts."""
    endpoint = exhibit.endpoint
    span = location_of(exhibit, verdict)
    docs = Evidence(
        speaker="docs",
        words=expected or expected_words(verdict),
        span=endpoint.span_at(verdict.pointer) if verdict.pointer else None,
    )
    example = Evidence(speaker="example", words=actual_words(verdict), span=span)
    return Finding(
        rule=rule,
        severity=severity,
        span=span,
        message=message,
        advice=advice,
        endpoint=endpoint.name,
        status=exhibit.status,
        field=verdict.path,
        pointer=verdict.where[0] if verdict.where else "",
        evidence=(docs, example),
        fixes=fixes,
    )


def endpoint_finding(
    rule: str,
    endpoint: Endpoint,
    severity: Severity,
    message: str,
    advice: str,
    *,
    span: Span | None = None,
    field: str = "",
    status: str = "",
    evidence: tuple[Evidence, ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> Finding:
    """A finding about the definition of an endpoint."""
    return Finding(
        rule=rule,
        severity=severity,
        span=span or endpoint.span or Span(""),
        message=message,
        advice=advice,
        endpoint=endpoint.name,
        status=status,
        field=field,
        evidence=evidence,
        fixes=fixes,
    )


def lacks_its_document(endpoint: Endpoint) -> bool:
    """Whether a page points into a document that is not here, which may say what it leaves out."""
    return bool(endpoint.extensions.get(DOCUMENT_MISSING))


_DOCUMENTS = (".json", ".yaml", ".yml")


def is_page(span: Span) -> bool:
    """Whether a place lies in an MDX page or an export, not in an OpenAPI document."""
    return bool(span.file) and not span.file.lower().endswith(_DOCUMENTS)


def single_edit(title: str, span: Span, text: str, *, safe: bool) -> tuple[Fix, ...]:
    """A fix of one edit."""
    return (Fix(title=title, edits=(Edit(span=span, text=text),), safe=safe),)


def component_finding(
    rule: str,
    endpoint: Endpoint,
    severity: Severity,
    message: str,
    advice: str,
    *,
    field: FieldNode,
    place: str,
    span: Span | None = None,
    evidence: tuple[Evidence, ...] = (),
) -> Finding:
    """A finding about a field; that of a component is one finding for all endpoints that use it.

    `message` goes on after the field's name.
    """
    common = field.pointer.startswith("/components/")
    name = _component(field.pointer) if common else field.path
    shown = name if common else written_path(name) or "(body)"
    return Finding(
        rule=rule,
        severity=severity,
        span=span or endpoint.span_at(field.pointer),
        message=f"'{shown}' {message}",
        advice=advice,
        endpoint="" if common else endpoint.name,
        status="" if common else status_in(place),
        field=name or "(body)",
        evidence=evidence,
    )


def _component(pointer: str) -> str:
    """`User.address.street` for a place below the component User."""
    names: list[str] = []
    steps = pointer_tokens(pointer)[2:]
    for index, name in enumerate(steps):
        before = steps[index - 1] if index else ""
        if name in _WORDS_OF_SCHEMAS and before != "properties":
            names += ["[]"] * (name == "items")
        elif not (name.isdigit() and before in ("allOf", "oneOf", "anyOf", "prefixItems")):
            names.append(name)
    return ".".join(names).replace(".[]", "[]")


def status_in(place: str) -> str:
    """The documented status in the name of a place; `""` for a request."""
    words = place.split(" ")
    return words[1] if len(words) > 1 and words[0].startswith("response") else ""

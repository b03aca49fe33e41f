"""Rules that hold examples against the documented fields."""

from __future__ import annotations

from collections.abc import Iterator

from tryfield.core.fields.type_labels import a_type
from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.model import Endpoint
from tryfield.core.rules.bodies import untold, written_as_value
from tryfield.core.rules.exhibits import Exhibit, exhibits
from tryfield.core.rules.making import (
    about,
    certain,
    contradiction,
    differing,
    often,
    place_of,
    subject,
    typed,
    undocumented,
)
from tryfield.core.rules.stubs import retyped, stub
from tryfield.core.verdict.judgement import FieldVerdict, UndocumentedField

_ENUMS = frozenset({"enum", "const"})
_FORMATS = frozenset({"format", "pattern", "contentEncoding", "contentMediaType"})
_DIRECTIONS = frozenset({"readOnly", "writeOnly"})


def example_field_type(endpoint: Endpoint) -> Iterator[Finding]:
    """An example shows a value of another type than is documented.

    One of the two is wrong, and a reader cannot know which. `1.0` is an integer, and `null` is
    fine where the type words allow it. A placeholder such as `"<age>"` is only a warning.

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
    for exhibit, verdict in differing(endpoint):
        if verdict.keyword == "type":
            message = (
                f"{subject(verdict)} is {verdict.actual}{often(verdict.count, verdict.total)}, "
                f"but documented as {typed(verdict.expected)}."
            )
            advice = "Correct the example, or document the type that it has."
            severity = certain(verdict)
            fixes = retyped(endpoint, verdict)
            yield contradiction(
                "example-field-type", exhibit, verdict, message, advice, severity, fixes=fixes
            )
    for exhibit in exhibits(endpoint).all:
        if kind := written_as_value(exhibit):
            yield about(
                "example-field-type",
                endpoint,
                Severity.ERROR,
                f"{exhibit.title} is {a_type(kind)}, but documented as a string.",
                "Write the example as the text that travels.",
                span=exhibit.whole,
                status=exhibit.status,
            )


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
    for exhibit, verdict in differing(endpoint):
        if verdict.keyword == "required" and exhibit.kind == "response":
            message = (
                f"{subject(verdict)} is documented as required, but the example leaves it out"
                f"{often(verdict.count, verdict.total)}."
            )
            advice = "Show it, or do not document it as required."
            yield contradiction(
                "example-field-missing",
                exhibit,
                verdict,
                message,
                advice,
                Severity.ERROR,
                expected=f"{verdict.expected}, required",
            )
    for exhibit, verdict in untold(endpoint):
        name = verdict.path.rpartition(">.")[2]
        message = f"'{name}' says which choice a value is, but the example leaves it out."
        advice = "Show it: without it a reader cannot tell the choices apart."
        expected = "the discriminator"
        yield contradiction(
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
    nearly the same, the finding says so.
    """
    for exhibit, name in undocumented(endpoint, "response"):
        yield stranger("example-field-undocumented", exhibit, name)


def stranger(rule: str, exhibit: Exhibit, name: UndocumentedField) -> Finding:
    """A finding about a name that nobody documented."""
    span = place_of(exhibit, name, key=True)
    advice = "Document it, or take it out of the example."
    if name.suggestion:
        advice = f"Did you mean '{name.suggestion}'? Otherwise document it."
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        span=span,
        message=f"'{name.path}' is shown{often(name.count, name.total)}, but not documented.",
        advice=advice,
        endpoint=exhibit.endpoint.name,
        status=exhibit.status,
        field=name.path,
        pointer=name.where[0] if name.where else "",
        voices=(
            Evidence(speaker="docs", words="nothing"),
            Evidence(speaker="example", words=name.actual, span=span),
        ),
        fixes=stub(exhibit, name),
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
    for exhibit, verdict in differing(endpoint):
        if verdict.keyword in _ENUMS:
            yield _outside("example-field-enum", exhibit, verdict, certain(verdict))


def example_field_format(endpoint: Endpoint) -> Iterator[Finding]:
    """An example shows a text that is not of the documented format or pattern.

    Dates, addresses and ids are judged by their form, not by their meaning. Nobody is misled
    much, so this is a note; a pattern that an author wrote down is a warning.

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
    for exhibit, verdict in differing(endpoint):
        if verdict.keyword in _FORMATS:
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
    for exhibit, verdict in differing(endpoint):
        if verdict.keyword not in others:
            yield _outside("example-field-limit", exhibit, verdict, Severity.ERROR)


def _outside(rule: str, exhibit: Exhibit, verdict: FieldVerdict, severity: Severity) -> Finding:
    message = (
        f"{subject(verdict)} is {verdict.actual}{often(verdict.count, verdict.total)}, "
        f"but documented as {verdict.expected}."
    )
    advice = "Correct the example, or the documentation."
    return contradiction(rule, exhibit, verdict, message, advice, severity)

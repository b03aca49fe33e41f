"""Examples are held against the fields that are documented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.rules.documents import (
    OPENAPI,
    PAGE,
    Change,
    found,
    only,
    openapi,
    page,
    words_at,
)
from tryfield.core.findings import Severity


def test_a_page_that_agrees_with_itself_has_no_finding() -> None:
    assert found(page(), notes=True) == []
    assert found(openapi(), notes=True) == []


@pytest.mark.parametrize(
    ("rule", "change", "words"),
    [
        ("example-field-type", ('"id": 7', '"id": "seven"'), '"seven",'),
        ("example-field-missing", ('  "id": 7,\n', ""), "{"),
        ("example-field-undocumented", ('"id": 7', '"id": 7, "plan": 1'), '"plan": 1,'),
        ("request-field-undocumented", ('{"name": "Ada"}', '{"name": "A", "x": 1}'), '"x": 1}\''),
        ("request-field-missing", ('{"name": "Ada"}', "{}"), "{}'"),
        ("request-method-differs", ("curl -X PUT", "curl -X POST"), "POST 'https"),
        ("request-url-differs", ("v1/users/7'", "v2/users/7'"), "'https://api.example.com/v2"),
        ("example-not-json", ('example.com"}\n', 'example.com"},\n'), ","),
        ("path-parameter-undocumented", ("v1/users/{id}", "v1/{org}/users/{id}"), None),
        ("path-parameter-unused", ('path="id"', 'path="user"'), None),
    ],
)
def test_a_fault_is_found_at_its_words(rule: str, change: Change, words: str | None) -> None:
    text = PAGE.replace(*change)
    findings = [finding for finding in found(page(change)) if finding.rule == rule]

    (finding,) = findings
    assert finding.span.file == "users.mdx"
    assert finding.endpoint.startswith("PUT /v1/")
    if words is not None:
        assert words_at(text, finding).startswith(words)


def test_a_finding_has_the_voices_of_the_docs_and_the_example() -> None:
    finding = only(page(('"id": 7', '"id": "seven"')))

    docs, example = finding.evidence
    assert (docs.speaker, docs.words) == ("docs", "integer")
    assert docs.span is not None
    assert words_at(PAGE, replace(finding, span=docs.span)).startswith('<ResponseField name="id"')
    assert (example.speaker, example.words) == ("example", 'string "seven"')
    assert example.span == finding.span
    assert (finding.status, finding.field, finding.pointer) == ("200", "id", "/id")
    assert str(finding) == (
        "users.mdx:43:9: example-field-type: 'id' is string \"seven\", but documented as an "
        "integer. Correct the example, or document the type that it has."
    )


def test_an_optional_field_may_be_left_out_and_is_only_noted_when_nothing_shows_it() -> None:
    endpoint = page(('  "created_at": "2026-01-01",\n', ""))

    assert found(endpoint) == []
    finding = only(endpoint, notes=True)
    assert (finding.rule, finding.field) == ("field-never-shown", "created_at")


def test_an_example_that_leaves_something_out_on_purpose_lacks_nothing() -> None:
    endpoint = page(('  "id": 7,\n  "created_at": "2026-01-01",\n', "  ...,\n"))

    assert [finding.rule for finding in found(endpoint, notes=True)] == ["example-not-json"]
    assert only(endpoint).severity is Severity.WARNING


def test_a_near_name_is_suggested_and_can_be_written() -> None:
    finding = only(page(('"created_at":', '"createdAt":')))

    assert "Did you mean 'created_at'?" in finding.advice
    rename, document = finding.fixes
    assert [edit.text for edit in rename.edits] == ['"created_at"']
    assert not rename.safe
    assert not document.safe


def test_a_stub_is_written_beside_its_documented_siblings() -> None:
    finding = only(page(('"email": "ada@example.com"', '"email": "a", "phone": "1"')))

    (fix,) = finding.fixes
    (edit,) = fix.edits
    line = PAGE.splitlines()[edit.span.line - 1]
    assert line.startswith('    <ResponseField name="email"')
    assert edit.span.column == 5
    assert edit.text.startswith('<ResponseField name="phone" type="string">\n      TODO: describe')


def test_a_stub_of_an_openapi_property_follows_the_last_one() -> None:
    text = OPENAPI.replace(
        "name: Ada\n                    status", "nick: Ada\n                    status"
    )
    endpoint = page(text=text, file="users.yaml")
    finding = only(endpoint)

    (fix,) = finding.fixes
    lines = text.split("\n")
    edit = fix.edits[0]
    assert lines[edit.span.line - 1].strip() == "enum: [active, paused]"
    lines[edit.span.line - 1] += edit.text
    assert found(page(text="\n".join(lines), file="users.yaml")) == []


def test_a_trailing_comma_is_mended_safely() -> None:
    text = PAGE.replace('"ada@example.com"}\n', '"ada@example.com"},\n')
    (fix,) = only(page(text=text)).fixes

    assert fix.safe
    lines = text.split("\n")
    for edit in fix.edits:
        line = lines[edit.span.line - 1]
        changed = line[: edit.span.column - 1] + edit.text + line[edit.span.end_column - 1 :]
        lines[edit.span.line - 1] = changed
    assert "\n".join(lines) == PAGE


def test_read_only_and_write_only_fields_stay_on_their_side() -> None:
    read_only = openapi(("          maxLength: 10", "          readOnly: true"))
    write_only = openapi(("          maxLength: 10", "          writeOnly: true"))

    assert only(read_only).rule == "read-only-in-request"
    assert only(write_only).rule == "write-only-in-response"


def test_a_deprecated_field_in_an_example_is_noted() -> None:
    endpoint = openapi(("          maxLength: 10", "          deprecated: true"))

    assert {finding.rule for finding in found(endpoint, notes=True)} == {"deprecated-used"}
    assert found(endpoint) == []


@pytest.mark.parametrize(
    ("change", "rule", "severity"),
    [
        (("status: active", "status: gone"), "example-field-enum", "error"),
        (("maxLength: 10", "maxLength: 2"), "example-field-limit", "error"),
        (("maxLength: 10", "format: uuid"), "example-field-format", "note"),
        (("maxLength: 10", "pattern: '^x'"), "example-field-format", "warning"),
    ],
)
def test_enums_limits_and_formats_have_rules_of_their_own(
    change: Change, rule: str, severity: str
) -> None:
    findings = [finding for finding in found(openapi(change), notes=True) if finding.rule == rule]

    assert {finding.severity.value for finding in findings} == {severity}
    assert {finding.span.line for finding in findings} <= {14, 26, 27}


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("default: 5", "error"),
        ("example: 'far too long a name'", "error"),
        ("examples: [5]", "error"),
    ],
)
def test_the_example_of_a_single_field_is_held_against_it(text: str, severity: str) -> None:
    endpoint = openapi(("          maxLength: 10", f"          maxLength: 10\n          {text}"))
    finding = only(endpoint)

    assert finding.rule == "field-example-differs"
    assert finding.field == "User.name"
    assert finding.endpoint == ""  # it is the component's, whoever uses it
    assert finding.span.line == 36
    assert finding.severity.value == severity


def test_names_of_an_envelope_around_the_documented_fields_are_one_finding() -> None:
    inside = '"id": 7,\n  "created_at": "2026-01-01",\n  "owner": {"email": "ada@example.com"}'
    around = f'"code": 200, "message": "ok",\n  "data": {{{inside}}}'

    (finding,) = found(page((inside, around)))

    assert finding.message == (
        "'data' is shown around the documented fields, but not documented; "
        "nor are 'code' and 'message' beside it."
    )
    assert words_at(PAGE.replace(inside, around), finding).startswith('"data"')


def test_fields_of_what_is_only_null_are_one_note() -> None:
    owner = ('"owner": {"email": "ada@example.com"}', '"owner": null')
    nullable = ('name="owner" type="object"', 'name="owner" type="object or null"')

    (finding,) = found(page(owner, nullable), notes=True)

    assert finding.message == (
        "The fields of 'owner' are documented, but no response example shows them."
    )


def test_a_path_name_that_a_list_explains_is_only_noted() -> None:
    field = '<ParamField path="id" type="integer" required>\n  Number of the user.\n</ParamField>\n'
    listed = (field, "- `id` (integer, required): Number of the user.\n")

    (finding,) = found(page(listed), notes=True)

    assert (finding.rule, finding.severity) == ("path-parameter-undocumented", Severity.NOTE)


def test_a_field_of_another_path_that_the_page_speaks_about_is_not_reported() -> None:
    more = '\n## Remove\n\n`DELETE /v1/keys/{key}`\n\n<ParamField path="key" type="string" />\n'
    end = "</ResponseExample>\n"

    assert found(page((end, end + more))) == []

"""Each rule finds its fault where it is written, and leaves alone what is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.shared import seeds
from tryfield import readers
from tryfield.core import rules
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint

PAGE = """---
title: "Update a user"
api: "PUT https://api.example.com/v1/users/{id}"
---

<ParamField path="id" type="integer" required>
  Number of the user.
</ParamField>

<ParamField body="name" type="string" required>
  What the user is called.
</ParamField>

<ResponseField name="id" type="integer" required>
  Number of the user.
</ResponseField>

<ResponseField name="created_at" type="string">
  When the user was made.
</ResponseField>

<ResponseField name="owner" type="object">
  Who made the user.
  <Expandable>
    <ResponseField name="email" type="string">
      Where to write to.
    </ResponseField>
  </Expandable>
</ResponseField>

<RequestExample>
```bash cURL
curl -X PUT 'https://api.example.com/v1/users/7' \\
  -H 'Authorization: Bearer <token>' \\
  -H 'Content-Type: application/json' \\
  -d '{"name": "Ada"}'
```
</RequestExample>

<ResponseExample>
```json 200 Success
{
  "id": 7,
  "created_at": "2026-01-01",
  "owner": {"email": "ada@example.com"}
}
```
</ResponseExample>
"""

OPENAPI = """openapi: 3.1.0
info: {title: Users, version: '1'}
servers:
  - url: https://api.example.com
paths:
  /users:
    post:
      operationId: make
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/User'}
            example:
              name: Ada
              status: paused
      responses:
        '200':
          description: Done.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/User'
              examples:
                Ada:
                  value:
                    name: Ada
                    status: active
components:
  schemas:
    User:
      type: object
      properties:
        name:
          type: string
          maxLength: 10
        status:
          enum: [active, paused]
"""


def page(*changes: tuple[str, str], text: str = PAGE, file: str = "users.mdx") -> Endpoint:
    """The endpoint of a page in which some words are others."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (endpoint,) = readers.read_text(text, file=file).reference.endpoints
    return endpoint


def openapi(*changes: tuple[str, str]) -> Endpoint:
    return page(*changes, text=OPENAPI, file="users.yaml")


def found(endpoint: Endpoint, *, notes: bool = False) -> list[Finding]:
    return [
        finding
        for finding in rules.check(endpoint)
        if notes or finding.severity is not Severity.NOTE
    ]


def only(endpoint: Endpoint, *, notes: bool = False) -> Finding:
    (finding,) = found(endpoint, notes=notes)
    return finding


def words_at(text: str, finding: Finding) -> str:
    """What stands at the place of a finding, up to the end of the line."""
    return text.splitlines()[finding.span.line - 1][finding.span.column - 1 :]


def test_a_page_that_agrees_with_itself_has_no_finding() -> None:
    assert found(page(), notes=True) == []
    assert found(openapi(), notes=True) == []


Change = tuple[str, str]


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

    docs, example = finding.voices
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
    assert edit.text.startswith('<ResponseField name="phone" type="string">\n      Not described')


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


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("curl -X PUT", "curl -X POST"), "PUT"),
        (("curl -X PUT", "curl"), "--request PUT "),
        (("v1/users/7'", "v2/users/7?x=1'"), "'https://api.example.com/v1/users/7?x=1'"),
        (
            ("api.example.com/v1/users/7", "old.example.org/v1/users/7"),
            "'https://api.example.com/v1/users/7'",
        ),
    ],
)
def test_method_and_address_of_a_command_are_mended_safely(change: Change, text: str) -> None:
    fixes = [
        fix
        for finding in found(page(change))
        if finding.rule in ("request-method-differs", "request-url-differs")
        for fix in finding.fixes
    ]

    (fix,) = fixes
    assert fix.safe
    assert fix.edits[0].text == text


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1/users/7",
        "https://api.example.com/v1/users/{id}",
        "https://api.example.com/v1/users/<id>?verbose=1",
        "https://API.example.com:443/v1/users/7/",
        "$BASE_URL/users/7",
        "{{host}}/v1/users/7",
        "http://localhost:8000/v1/users/7",
        "https://<your-host>/v1/users/$ID",
    ],
)
def test_an_address_that_may_be_the_documented_one_is_right(url: str) -> None:
    endpoint = page(("https://api.example.com/v1/users/7'", f"{url}'"))

    assert "request-url-differs" not in {finding.rule for finding in found(endpoint)}


def test_a_command_of_another_endpoint_beside_the_right_one_is_passed_over() -> None:
    more = '  -d \'{"name": "Ada"}\'\n\ncurl -X DELETE https://api.example.com/v1/users/7'

    assert found(page(('  -d \'{"name": "Ada"}\'', more))) == []


@pytest.mark.parametrize("value", ["<id>", "{id}", "$ID", "YOUR_ID", ":id"])
def test_a_placeholder_in_an_address_is_not_judged_by_its_type(value: str) -> None:
    assert found(page(("v1/users/7'", f"v1/users/{value}'"))) == []


def test_a_placeholder_in_a_body_is_less_certain_than_a_value() -> None:
    assert only(page(('"id": 7', '"id": "<id>"'))).severity is Severity.WARNING
    assert only(page(('"id": 7', '"id": "x-7"'))).severity is Severity.ERROR


def with_sample(command: str, *changes: Change) -> Endpoint:
    """The OpenAPI operation with a curl command."""
    sample = (
        f"      x-codeSamples:\n        - lang: Shell\n          source: |-\n            {command}"
    )
    operation = "      operationId: make"
    return openapi((operation, f"{operation}\n{sample}"), *changes)


def test_credentials_of_another_scheme_differ_and_are_never_shown() -> None:
    endpoint = with_sample(
        "curl https://api.example.com/users -H 'Authorization: Token s3cr3t' --json '{}'",
        ("paths:", "security: [{key: []}]\npaths:"),
        ("components:", "components:\n  securitySchemes:\n    key: {type: http, scheme: bearer}"),
    )
    finding = only(endpoint)

    assert finding.rule == "auth-differs"
    assert "'Authorization: Token …'" in finding.message
    assert "'Authorization: Bearer …'" in finding.message
    assert "s3cr3t" not in repr(finding)


@pytest.mark.parametrize(
    "secret",
    [
        "sk_" + "live_" + "51Hq8Zr2eZvKYlo2C0aRt9Xm",
        "gh" + "p_" + "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5",
        "AK" + "IA" + "Q3EGRZ7VNB2LKXT5",
    ],
)
def test_a_credential_that_looks_real_is_found_and_never_shown(secret: str) -> None:
    finding = only(page(("<token>", secret)))

    assert finding.rule == "placeholder-secret-looks-real"
    assert secret not in repr(finding)
    assert words_at(PAGE.replace("<token>", secret), finding).startswith(secret)


@pytest.mark.parametrize(
    "token", ["<token>", "YOUR_API_KEY", "sk_" + "live_xxxxxxxxxxxxxxxxxxxx", "$TOKEN"]
)
def test_a_placeholder_for_a_credential_is_right(token: str) -> None:
    assert found(page(("<token>", token))) == []


def test_a_body_that_curl_sends_as_a_form_differs() -> None:
    finding = only(with_sample("curl https://api.example.com/users -d '{}'"))

    assert finding.rule == "content-type-differs"
    assert "Content-Type: application/json" in finding.advice


def test_a_get_with_a_body_is_found() -> None:
    endpoint = page(('api: "PUT', 'api: "GET'), ("curl -X PUT", "curl -X GET"))

    assert [finding.rule for finding in found(endpoint)] == ["get-with-body"]


def test_a_status_that_only_an_example_shows_is_found() -> None:
    more = '```json 404 Not Found\n{"message": "none"}\n```\n</ResponseExample>'
    finding = only(page(("</ResponseExample>", more)), notes=True)

    assert (finding.rule, finding.status) == ("status-undocumented", "404")


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


def test_a_type_that_says_nothing_is_noted() -> None:
    endpoint = page(
        (
            '<ResponseField name="created_at" type="string">',
            '<ResponseField name="created_at" type="Blob-ish Thing">',
        )
    )
    finding = only(endpoint, notes=True)

    assert finding.rule == "type-not-checkable"
    assert "'Blob-ish Thing'" in finding.message


def test_a_reference_that_leads_nowhere_is_an_error() -> None:
    endpoint = openapi()
    broken = replace(endpoint, components={"Usr": {}})

    finding = next(one for one in rules.check(broken) if one.rule == "reference-broken")
    assert finding.severity is Severity.ERROR
    assert "Did you mean 'Usr'?" in finding.advice


def test_a_parameter_that_is_documented_twice_is_found() -> None:
    endpoint = page()
    twice = replace(endpoint, parameters=(*endpoint.parameters, *endpoint.parameters))

    assert "duplicate-field" in {finding.rule for finding in rules.check(twice)}


def test_a_rule_that_fails_is_a_finding_and_stops_no_other() -> None:
    def broken_rule(endpoint: Endpoint) -> Iterator[Finding]:
        raise KeyError("x")
        yield

    endpoint = page(('"id": 7', '"id": "seven"'))
    findings = rules.check(endpoint, rules=(broken_rule, *rules.RULES))

    assert [finding.rule for finding in findings] == ["rule-failed", "example-field-type"]
    assert "'broken-rule'" in findings[0].message


def test_a_fingerprint_knows_neither_words_nor_lines_nor_indices() -> None:
    schema: tuple[Change, ...] = (
        (
            'type="integer" required>\n  Number of the user.\n</ResponseField>',
            'type="array of integer">\n</ResponseField>',
        ),
    )
    one = only(page(*schema, ('"id": 7', '"id": [1, "x"]')))
    other = only(
        page(
            *schema, ('"id": 7', '"id": ["y", 1, 2]'), ("<ResponseExample>", "\n<ResponseExample>")
        )
    )

    assert rules.fingerprint(one) == rules.fingerprint(other)
    assert rules.fingerprint(one) == "example-field-type PUT /v1/users/{id} 200 /id/*"


def test_every_rule_has_a_page_with_what_why_a_bad_and_a_good_example_and_the_fix() -> None:
    pages = rules.pages()

    assert set(map(rules.name_of, rules.RULES)) <= set(pages)
    for rule in rules.RULES:
        text = pages[rules.name_of(rule)]
        assert re.match(r"[A-Z].*\.\n\n[A-Z`]", text), rule
        assert "\nBad" in text
        assert "\nGood" in text
        assert "\nTo fix it: " in text


def test_findings_do_not_depend_on_what_was_checked_before() -> None:
    endpoint = page(('"id": 7', '"id": "seven"'))
    first = rules.check(endpoint)
    rules.check(openapi())

    assert rules.check(endpoint) == first
    assert rules.check(page(('"id": 7', '"id": "seven"'))) == first


def seed(number: str) -> Any:
    (file,) = seeds().glob(f"{number}_*")
    return file


def test_the_trailing_comma_of_the_given_document_is_found_and_nothing_else() -> None:
    reading = readers.read(seed("004"))
    (endpoint,) = reading.reference.endpoints
    finding = only(endpoint, notes=True)

    assert finding.rule == "example-not-json"
    assert "'Result'" in finding.message
    assert finding.status == "200"
    text = seed("004").read_text(encoding="utf-8")
    assert words_at(text, finding) == ","
    assert finding.fixes[0].safe


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_the_given_pages_agree_with_themselves(number: str) -> None:
    (endpoint,) = readers.read(seed(number)).reference.endpoints

    assert {finding.rule for finding in found(endpoint)} <= {"get-with-body"}

"""What a check says of OpenAPI documents: every example is looked at, each cause is said once."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tryfield.checking.check_result import Check
from tryfield.checking.check_run import CheckSettings, run_check

HEAD = "openapi: 3.1.0\ninfo: {title: Zoo, version: '1'}\n"


def checked(folder: Path, text: str, *, head: str = HEAD) -> Check:
    """The check of a document, whose paths and components are given."""
    path = folder / "api.yaml"
    path.write_text(head + textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return run_check([path], root=folder, settings=CheckSettings())


def said(check: Check) -> list[str]:
    """Its messages."""
    return [finding.message for finding in check.findings]


def body(schema: str, example: str) -> str:
    """A content of JSON with an example, in flow style."""
    return f"content: {{application/json: {{schema: {schema}, example: {example}}}}}"


def test_examples_of_callbacks_are_checked(tmp_path: Path) -> None:
    content = body("{type: object, properties: {age: {type: integer}}}", "{age: old}")
    check = checked(
        tmp_path,
        f"""
        paths:
          /visits:
            post:
              responses: {{'201': {{description: Made.}}}}
              callbacks:
                done:
                  '{{$request.body#/url}}':
                    post:
                      requestBody: {{{content}}}
                      responses: {{'200': {{description: Yes.}}}}
        """,
    )

    assert said(check) == ["'age' is string \"old\", but documented as an integer."]
    assert check.examples == 1


def test_examples_of_response_headers_are_checked(tmp_path: Path) -> None:
    check = checked(
        tmp_path,
        """
        paths:
          /visits:
            get:
              responses:
                '200':
                  description: Yes.
                  headers:
                    X-Left: {schema: {type: integer}, example: many}
                    X-Page: {content: {application/json: {schema: {type: integer}, example: '"x"'}}}
        """,
    )

    assert [(one.span.line, one.field) for one in check.findings] == [
        (10, "X-Left"),
        (11, "X-Page"),
    ]


def test_what_several_endpoints_refer_to_is_said_once(tmp_path: Path) -> None:
    content = body("{type: object, properties: {code: {type: integer}}}", "{code: x}")
    paths = "\n".join(
        f"          /{name}: {{get: {{parameters: [{{$ref: '#/components/parameters/Size'}}],"
        " responses: {'404': {$ref: '#/components/responses/Gone'}}}}"
        for name in "abc"
    )
    text = f"""
        paths:
{paths}
        components:
          parameters: {{Size: {{name: size, in: query, schema: {{type: integer, default: big}}}}}}
          responses: {{Gone: {{description: Gone., {content}}}}}
        """
    check = checked(tmp_path, text)

    assert said(check) == [
        "'size' has the default string \"big\", but is documented as an integer.",
        "'code' is string \"x\", but documented as an integer.",
    ]
    assert check.findings[0].endpoints == ("GET /a", "GET /b", "GET /c")
    assert len(check.findings[0].same) == 2


ID = "id: {type: integer, readOnly: true}"
READ_ONLY = f"{{type: object, required: [id], properties: {{{ID}, n: {{type: integer}}}}}}"


def test_an_example_of_a_component_may_be_a_request_or_a_response(tmp_path: Path) -> None:
    content = "content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}"
    check = checked(
        tmp_path,
        f"""
        paths:
          /users: {{get: {{responses: {{'200': {{description: Yes., {content}}}}}}}}}
        components:
          schemas:
            User:
              type: object
              required: [id, name, password]
              properties:
                {ID}
                name: {{type: string}}
                password: {{type: string, writeOnly: true}}
              examples: [{{id: 1, name: Ada}}, {{name: Ada, password: s}}, {{id: 1}}]
        """,
    )

    assert said(check) == ["'User' has an example without \"name\", which is required."]


def test_a_webhook_sends_what_is_read_only(tmp_path: Path) -> None:
    check = checked(
        tmp_path,
        f"""
        webhooks:
          made:
            post:
              requestBody: {{{body(READ_ONLY, "{id: 7, n: 1}")}}}
              responses: {{'200': {{description: Yes.}}}}
        """,
    )

    assert said(check) == []


def test_a_name_in_the_example_of_a_schema_is_undocumented(tmp_path: Path) -> None:
    schema = "{type: object, properties: {a: {type: integer}}, example: {a: 1, b: 2}}"
    check = checked(
        tmp_path,
        f"""
        paths:
          /a:
            post:
              requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
              responses: {{'204': {{description: Yes.}}}}
        """,
    )

    assert said(check) == ["'(body)' has an example with 'b', which is not documented."]


def test_a_reference_in_place_of_a_value_is_one_finding(tmp_path: Path) -> None:
    schema = "{type: object, required: [a], properties: {a: {type: integer}}}"
    examples = "{one: {value: {$ref: '#/components/examples/One'}}}"
    content = f"content: {{application/json: {{schema: {schema}, examples: {examples}}}}}"
    check = checked(
        tmp_path,
        f"""
        paths:
          /a: {{get: {{responses: {{'200': {{description: Yes., {content}}}}}}}}}
        components: {{examples: {{One: {{value: {{a: 1}}}}}}}}
        """,
    )

    assert [one.rule for one in check.findings if one.rule != "field-never-shown"] == [
        "example-field-type"
    ]
    assert any("has a '$ref' as its value" in message for message in said(check))


def test_an_example_that_is_referred_to_has_its_own_line(tmp_path: Path) -> None:
    check = checked(
        tmp_path,
        """
        paths:
          /a:
            get:
              responses:
                '200':
                  description: Yes.
                  content:
                    application/json:
                      schema: {type: object, properties: {a: {type: integer}}}
                      examples: {one: {$ref: '#/components/examples/One'}}
        components:
          examples:
            One:
              value:
                a: x
        """,
    )

    assert [one.span.line for one in check.findings] == [17]


def test_coverage_counts_all_that_can_be_shown(tmp_path: Path) -> None:
    shown = "{type: object, properties: {n: {type: string}}, example: {n: x}}"
    check = checked(
        tmp_path,
        f"""
        paths:
          /a/{{id}}:
            post:
              parameters:
                - {{name: id, in: path, required: true, schema: {{type: integer}}, example: 1}}
                - {{name: q, in: query, schema: {{type: integer, example: 1}}}}
              requestBody: {{{body(READ_ONLY, "{n: 1}")}}}
              responses:
                '200': {{description: Yes., content: {{application/json: {{schema: {shown}}}}}}}
                '404': {{description: Gone.}}
        """,
    )
    (coverage,) = check.coverage

    assert (coverage.documented, coverage.judged, coverage.statuses) == (4, 4, ())


def test_an_example_of_one_part_of_all_of_need_not_be_one_of_the_others(tmp_path: Path) -> None:
    part = "{type: object, properties: {speed: {type: integer}}, example: {speed: fast}}"
    check = checked(
        tmp_path,
        f"""
        paths:
          /a:
            post:
              requestBody:
                content: {{application/json: {{schema: {{$ref: '#/components/schemas/Limit'}}}}}}
              responses: {{'204': {{description: Yes.}}}}
        components:
          schemas:
            Rule: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}}}
            Limit:
              allOf:
                - $ref: '#/components/schemas/Rule'
                - {part}
        """,
    )

    assert said(check) == [
        "'Limit' has the example string \"fast\" (at '/speed'), but is documented as an integer."
    ]
    assert check.findings[0].span.line == 15


def test_the_example_of_a_component_is_said_once(tmp_path: Path) -> None:
    check = checked(
        tmp_path,
        """
        paths:
          /{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}
            get: {responses: {'204': {description: Yes.}}}
            put: {responses: {'204': {description: Yes.}}}
        components:
          schemas:
            Id: {type: integer, example: x}
        """,
    )

    assert [one.span.line for one in check.findings] == [11]

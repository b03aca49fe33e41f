"""What a check says of OpenAPI documents: every example is looked at, each cause is said once."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

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


def test_items_that_may_be_anything_are_no_gap(tmp_path: Path) -> None:
    schema = "{properties: {tags: {type: array, items: {}}, more: {additionalProperties: {}}}}"
    check = checked(
        tmp_path,
        f"""
        paths:
          /visits:
            get:
              responses:
                '200': {{description: Done., {body(schema, "{tags: [1], more: {a: 1}}")}}}
        """,
    )

    assert said(check) == []


def test_a_mistake_that_is_written_into_every_operation_is_one_finding(tmp_path: Path) -> None:
    parameter = "{name: X-Hook, in: header, schema: {type: string}, example: 7}"
    operation = f"{{parameters: [{parameter}], responses: {{'200': {{description: Done.}}}}}}"
    check = checked(
        tmp_path,
        f"""
        paths:
          /a: {{get: {operation}, put: {operation}}}
          /b: {{get: {operation}}}
        """,
    )

    (finding,) = check.findings
    assert finding.endpoints == ("GET /a", "PUT /a", "GET /b")
    assert [one.span.line for one in finding.same] == [4, 5]


def test_a_field_of_a_callbacks_response_is_missed_in_a_response_example(tmp_path: Path) -> None:
    content = body("{properties: {age: {type: integer}, name: {type: string}}}", "{age: 3}")
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
                      responses: {{'200': {{description: Yes., {content}}}}}
        """,
    )

    assert said(check) == ["'name' is documented, but no response example shows it."]


def test_a_reference_in_place_of_a_list_is_one_finding(tmp_path: Path) -> None:
    text = "servers: {$ref: 'common.yaml#/servers'}\npaths: {}\n"

    assert said(checked(tmp_path, text)) == ["'servers' has to be an array; it is an object."]


def test_what_is_told_of_a_field_is_not_told_again_as_never_shown(tmp_path: Path) -> None:
    inner = "{type: object, properties: {id: {type: integer}}}"
    schema = f"{{properties: {{User: {{type: integer}}, data: {inner}}}}}"
    check = checked(
        tmp_path,
        f"""
        paths:
          /visits:
            get:
              responses:
                '200': {{description: Done., {body(schema, "{user: 1, data: none}")}}}
        """,
    )

    assert [one.rule for one in check.findings] == [
        "example-field-undocumented",
        "example-field-type",
    ]


LINKED = """
paths:
  /visits:
    post:
      operationId: book
      responses:
        '201':
          description: Made.
          links:
            open: {{operationId: {operation}, parameters: {parameters}}}
  /visits/{{id}}:
    get:
      operationId: look
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: integer}}}}
        - {{name: deep, in: query, schema: {{type: boolean}}}}
      responses: {{'200': {{description: Found.}}}}
"""


def test_links_are_held_against_the_operation_that_they_lead_to(tmp_path: Path) -> None:
    def linked(parameters: str, operation: str = "look") -> list[str]:
        text = LINKED.format(operation=operation, parameters=parameters)
        check = checked(tmp_path, text)
        assert all(one.span.line == 11 for one in check.findings)
        return said(check)

    assert linked("{id: $response.body#/id, query.deep: true}") == []
    assert linked("{id: '7', deep: 'x-{$request.method}'}") == []
    assert linked("{}", "lok") == [
        "The link 'open' leads to 'lok', which is the operationId of nothing."
    ]
    assert linked("{idd: $response.body#/id}") == [
        "The link 'open' fills 'idd', which is no parameter of GET /visits/{id}."
    ]
    (words,) = linked("{id: seven}")
    assert words.startswith(
        "The link 'open' fills GET /visits/{id}: The path parameter 'id' is string "
    )


def test_a_link_into_another_document_is_named_as_unchecked(tmp_path: Path) -> None:
    text = LINKED.format(operation="look", parameters="{}")
    text = text.replace(
        "operationId: look, parameters", "operationRef: 'other.yaml#/a', parameters"
    )

    (finding,) = checked(tmp_path, text).findings

    assert finding.severity == "note"
    assert finding.message.endswith("leads into another document, so its values are not checked.")


ANIMAL = """
paths:
  /animals:
    get:
      responses:
        '200':
          description: Found.
          content:
            {kind}:
              schema: {schema}
              example: {example}
components:
  schemas:
    Animal:
      type: object
      xml: {{name: animal}}
      properties:
        id: {{type: integer, xml: {{attribute: true}}}}
        name: {{type: string, xml: {{name: called, namespace: 'https://example.com/a', prefix: a}}}}
        legs: {{type: integer}}
        tags: {{type: array, xml: {{wrapped: true}}, items: {{type: string, xml: {{name: tag}}}}}}
        toys: {{type: array, items: {{type: string, xml: {{name: toy}}}}}}
      required: [legs]
"""


def animal(folder: Path, kind: str, schema: str, example: str) -> list[str]:
    """What is wrong with an example of an animal, without notes."""
    check = checked(folder, ANIMAL.format(kind=kind, schema=schema, example=example))
    return [one.message for one in check.findings if one.severity != "note"]


def test_xml_is_judged_by_the_xml_objects_of_its_schema(tmp_path: Path) -> None:
    right = (
        '<?xml version="1.0"?><animal xmlns:a="https://example.com/a" id="7">'
        "<a:called>Zoe</a:called><legs>4</legs><tags><tag>x</tag><tag>y</tag></tags><toy>ball</toy><toy>rope</toy></animal>"
    )

    def wrong(old: str, new: str) -> list[str]:
        assert old in right
        text = f"'{right.replace(old, new)}'"
        return animal(tmp_path, "application/xml", "{$ref: '#/components/schemas/Animal'}", text)

    assert wrong("", "") == []
    assert wrong('id="7"', 'id="x"') == ["'id' is string \"x\", but documented as an integer."]
    assert wrong("<legs>4", "<legs>four") == [
        "'legs' is string \"four\", but documented as an integer."
    ]
    assert wrong("<legs>4</legs>", "") == [
        "'legs' is documented as required, but the example leaves it out."
    ]
    assert wrong("a:called", "a:name") == ["'<name>' is shown, but not documented."]
    assert wrong("toy>", "toys>") == ["'<toys>' is shown, but not documented."]
    assert wrong("<?xml", '<!DOCTYPE a [<!ENTITY b "c">]><?xml') == []


@pytest.mark.parametrize("kind", ["application/xml", "text/xml", "image/svg+xml"])
def test_xml_that_is_documented_as_a_string_may_be_any(kind: str, tmp_path: Path) -> None:
    assert animal(tmp_path, kind, "{type: string}", "<a><b>1</b></a>") == []


def test_an_element_around_items_is_understood_where_no_xml_object_says_a_word(
    tmp_path: Path,
) -> None:
    animals = "{properties: {animals: {type: array, items: {$ref: '#/components/schemas/Animal'}}}}"
    inner = "<animal><legs>4</legs></animal><animal><legs>x</legs></animal>"
    text = f"<zoo><animals>{inner}</animals></zoo>"

    assert animal(tmp_path, "application/xml", animals, text) == [
        "'animals[].legs' is string \"x\" in 1 of 2, but documented as an integer."
    ]


def test_a_value_of_a_body_that_travels_as_xml_is_judged_at_its_line(tmp_path: Path) -> None:
    schema, example = "{$ref: '#/components/schemas/Animal'}", "{id: 7, legs: many, name: Zoe}"
    text = ANIMAL.format(kind="application/xml", schema=schema, example=example)

    finding = checked(tmp_path, text).findings[0]

    assert finding.message == "'legs' is string \"many\", but documented as an integer."
    assert (finding.span.line, finding.span.column) == (12, 32)


def test_rows_of_csv_are_judged_by_the_names_of_the_first_line(tmp_path: Path) -> None:
    schema = "{type: array, items: {$ref: '#/components/schemas/Animal'}}"

    def wrong(text: str) -> list[str]:
        return animal(tmp_path, "text/csv", schema, f'"{text}"')

    assert wrong('id,name,legs\\r\\n7,Zoe,4\\r\\n,\\"a, b\\",2\\r\\n') == []
    assert wrong("id,legs\\n7,4\\nx,2\\n") == [
        "'[].id' is string \"x\" in 1 of 2, but documented as an integer."
    ]
    assert wrong("id,legs,age\\n7,4,3\\n") == ["'[].age' is shown, but not documented."]


@pytest.mark.parametrize("named", [True, False])
def test_the_json_in_the_data_of_events_is_judged_by_its_content_schema(
    named: bool, tmp_path: Path
) -> None:
    inner = "{type: object, properties: {id: {type: integer}}}"
    data = f"{{type: string, contentMediaType: application/json, contentSchema: {inner}}}"
    event = f"{{type: object, properties: {{event: {{type: string}}, data: {data}}}}}"
    schema = "{$ref: '#/components/schemas/Event'}" if named else event
    text = 'event: a\\ndata: {\\"id\\": 7}\\n\\ndata: {\\"id\\": \\"x\\"}\\n'
    check = checked(
        tmp_path,
        f"""
        paths:
          /events:
            get:
              responses:
                '200':
                  description: Events.
                  content:
                    text/event-stream:
                      itemSchema: {schema}
                      example: "{text}"
        components: {{schemas: {{Event: {event}}}}}
        """,
        head=HEAD.replace("3.1.0", "3.2.0"),
    )

    assert said(check) == ["'data.id' is string \"x\" in 1 of 2, but documented as an integer."]

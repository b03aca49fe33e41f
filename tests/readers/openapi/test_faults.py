"""An invalid document gives all of its errors, and the operations that can be read."""

from __future__ import annotations

from tests.readers.openapi.reading import cut, read

TEXT = """
openapi: 3.1.0
info:
  title: 7
  description: {}
servers: {url: https://example.org}
colour: red
paths:
  users:
    get: {operationId: a, tags: users}
  /b:
    get: {operationId: a, security: [{nobody: []}]}
    post: 12
    put:
      summary:
      parameters:
        - {in: query, schema: {type: string}}
        - {name: a, in: body, schema: {type: string}}
        - {name: b, in: quer, schema: {type: string}}
        - {name: c, in: query, type: string}
      responses:
        '20': {description: d}
        '404': {}
      deprecated: 'yes'
  /c:
    trace: {responses: {'200': {$ref: '#/components/responses/None'}}}
"""


def test_every_fault_is_reported_where_it_stands() -> None:
    _, findings = read(TEXT)
    text = TEXT.lstrip("\n")

    found = {(f.span.line, f.rule): cut(text, f.span) for f in findings}
    assert found[2, "openapi-invalid"] == "info"
    assert found[3, "openapi-invalid"] == "title: 7"
    assert found[4, "openapi-invalid"] == "description: {}"
    assert found[5, "openapi-invalid"] == "servers: {url: https://example.org}"
    assert found[6, "openapi-invalid"] == "colour"
    assert found[8, "openapi-invalid"] == "users"
    assert found[9, "openapi-invalid"] == "tags: users"
    assert (11, "openapi-invalid") in found
    assert found[12, "openapi-invalid"] == "post: 12"
    assert found[14, "openapi-invalid"] == "summary"
    assert found[16, "openapi-invalid"] == "{in: query, schema: {type: string}}"
    assert found[17, "openapi-invalid"] == "in: body"
    assert found[18, "openapi-invalid"] == "in: quer"
    assert found[19, "openapi-version"] == "type: string"
    assert found[21, "openapi-invalid"] == "'20'"
    assert found[22, "openapi-invalid"] == "'404'"
    assert found[23, "openapi-invalid"] == "deprecated: 'yes'"
    assert found[25, "openapi-reference"] == "$ref: '#/components/responses/None'"


def test_an_example_without_a_value_is_reported() -> None:
    _, findings = read(
        """
        openapi: 3.1.0
        info: {title: a, version: '1'}
        paths:
          /a:
            get:
              responses:
                '200':
                  description: Fine.
                  content:
                    application/json:
                      schema: {type: object}
                      examples: {first: {summary: Nothing}, second: {value: {}}}
        """
    )

    (error,) = findings
    assert error.message == "This example has no value; it is left out."


def test_what_can_be_read_is_read() -> None:
    reference, _ = read(TEXT)

    assert reference.title == "7"
    assert [e.name for e in reference.endpoints] == ["GET /users", "GET /b", "PUT /b", "TRACE /c"]
    assert [e.id for e in reference.endpoints] == ["a", "a-2", "put-b", "trace-c"]
    first, _, put, _ = reference.endpoints
    assert first.servers[0].url == "https://example.org"
    assert first.tags == ("users",)
    assert [(p.name, p.location) for p in put.parameters] == [("b", "query"), ("c", "query")]
    assert [r.status for r in put.responses] == ["20", "404"]
    assert put.deprecated


def test_an_unknown_version_is_read_as_the_nearest() -> None:
    for head in ("openapi: 4.0.0", "openapi: 3.9.0", "swagger: '1.2'", "openapi: 3", ""):
        rest = "info: {title: T, version: '1'}\npaths: {/a: {get: {}}}\n"
        reference, findings = read(f"{head}\n{rest}")

        assert [e.name for e in reference.endpoints] == ["GET /a"], head
        assert findings, head


def test_a_text_inside_of_a_page_has_the_lines_of_the_page() -> None:
    from tryfield.readers.openapi.openapi_reader import read_openapi

    reference, _ = read_openapi(
        "openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n", file="page.md", first_line=10
    )

    assert str(reference.endpoints[0].span) == "page.md:13:5"


def test_more_faults_than_anybody_reads_are_counted() -> None:
    paths = "\n".join(f"  /p{n}: {{get: {{summary: }}}}" for n in range(1500))

    _, findings = read(f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}\n")

    assert len(findings) <= 1001
    assert "openapi-limit" in {finding.rule for finding in findings}

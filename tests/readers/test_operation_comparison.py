"""A page and the operation that it shows are compared field by field."""

from __future__ import annotations

from pathlib import Path

import pytest

from tryfield.checking import check_run
from tryfield.core.findings import Severity
from tryfield.readers import definition_reader
from tryfield.readers.reading_result import Reading

DOCUMENT = """openapi: 3.1.0
info: {title: Beds, version: '1'}
paths:
  /beds/{id}:
    put:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer, default: 1}}
        - {name: X-Zone, in: header, required: true, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Bed'}
      responses:
        '201':
          description: Made.
          content:
            application/json:
              schema:
                type: object
                properties:
                  plants: {type: array, items: {type: object, properties: {name: {type: string}}}}
components:
  schemas:
    Bed:
      type: object
      required: [depth]
      properties:
        depth: {type: integer}
        soil: {type: string, enum: [loam, sand]}
        note: {type: [string, 'null']}
        size: {type: object, properties: {width: {type: number}}}
        tags: {type: object, additionalProperties: true}
"""


@pytest.fixture
def reading(tmp_path: Path) -> object:
    def read(body: str) -> Reading:
        (tmp_path / "openapi.yaml").write_text(DOCUMENT)
        page = tmp_path / "page.mdx"
        page.write_text(f'---\ntitle: "Beds"\nopenapi: "PUT /beds/{{id}}"\n---\n{body}\n')
        return definition_reader.read(page, root=tmp_path)

    return read


def body(name: str, kind: str, words: str = "It.", rest: str = "") -> str:
    return f'<ParamField body="{name}" type="{kind}" {rest}>{words}</ParamField>'


AGREES = "\n".join(
    (
        '<ParamField path="id" type="string" required>Id.</ParamField>',
        '<ParamField query="page" type="number" default={1}>Page.</ParamField>',
        '<ParamField header="x-zone" type="string" required>Zone.</ParamField>',
        '<ParamField header="Authorization" type="string">Bearer token.</ParamField>',
        body("depth", "integer", rest="required"),
        body("soil", "string", "One of `loam`, `sand`."),
        body("note", "string"),
        body("size.width", "integer"),
        body("tags.any", "string"),
        '<ResponseField name="plants[].name" type="string">Name.</ResponseField>',
    )
)


def test_a_page_that_agrees_has_no_finding(reading: object) -> None:
    assert reading(AGREES).findings == ()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("field", "severity", "message"),
    [
        (
            body("depth", "string"),
            Severity.ERROR,
            "'depth' is a string on the page, but an integer in the document.",
        ),
        (
            body("depth", "integer", "Optional."),
            Severity.ERROR,
            "'depth' is optional on the page, but required in the document.",
        ),
        (
            body("note", "string", rest="required"),
            Severity.ERROR,
            "'note' is required on the page, but optional in the document.",
        ),
        (
            body("soil", "string", "One of `loam`, `clay`."),
            Severity.ERROR,
            "'soil': the page lists \"clay\", which the document does not.",
        ),
        (
            body("colour", "string"),
            Severity.WARNING,
            "'colour' is documented on the page, but not in the document.",
        ),
        (
            body("size.height", "number"),
            Severity.WARNING,
            "'size.height' is documented on the page, but not in the document.",
        ),
        (
            '<ParamField query="sort" type="string">Order.</ParamField>',
            Severity.WARNING,
            "The query parameter 'sort' is documented on the page, but not in the document.",
        ),
        (
            '<ParamField header="page" type="integer">Page.</ParamField>',
            Severity.ERROR,
            "'page' is a header parameter on the page, but a query parameter in the document.",
        ),
        (
            '<ParamField query="page" type="integer" default={2}>Page.</ParamField>',
            Severity.ERROR,
            "The query parameter 'page' has the default 2 on the page, but 1 in the document.",
        ),
        (
            '<ResponseField name="plants[].name" type="integer">Name.</ResponseField>',
            Severity.ERROR,
            "'plants[].name' is an integer on the page, but a string in the document.",
        ),
    ],
)
def test_a_difference_is_reported_at_the_field_of_the_page(
    reading: object, field: str, severity: Severity, message: str
) -> None:
    result = reading(f"Words.\n\n{field}")  # type: ignore[operator]

    (finding,) = result.findings
    assert (finding.rule, finding.severity) == ("operation-differs", severity)
    assert finding.message == message
    assert finding.span.line == 7
    assert finding.span.file.endswith("page.mdx")
    assert finding.endpoint == "PUT /beds/{id}"


def test_both_sides_are_shown_with_their_places(reading: object) -> None:
    (finding,) = reading(body("depth", "string")).findings  # type: ignore[operator]

    page, document = finding.evidence
    assert (page.speaker, page.words) == ("page", "string")
    assert (document.speaker, document.words) == ("document", "integer")
    assert document.span is not None
    assert document.span.file.endswith("openapi.yaml")
    assert document.span.line == 29


def check(folder: Path) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Severity, file, message and endpoints of each finding of a folder's pages."""
    done = check_run.check(sorted(folder.glob("*.mdx")), root=folder)
    return [
        (one.severity.value, one.span.file, f"{one.message} {one.advice}", one.endpoints)
        for one in done.findings
    ]


def test_a_pointer_to_an_operation_that_no_document_has_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "page.mdx").write_text('---\nopenapi: "POST /beds/{id}"\n---\n')

    start = "'POST /beds/{id}' is in no document that is here"
    assert check(tmp_path) == [
        (
            "error",
            "page.mdx",
            f"{start} (openapi.yaml). Did you mean 'PUT /beds/{{id}}'?",
            (),
        )
    ]


def test_a_document_that_is_missing_is_one_error_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs.json").write_text('{\n  "name": "Beds",\n  "openapi": "api/beds.yaml"\n}')
    for name in ("a", "b"):
        text = f'---\nopenapi: "PUT /{name}/{{id}}"\n---\n{CURL.replace("/x/", f"/{name}/")}'
        (tmp_path / f"{name}.mdx").write_text(text)

    start = "There is no 'api/beds.yaml', so what it says of endpoints is not known."
    assert check(tmp_path) == [
        (
            "error",
            "docs.json",
            f"{start} Put the document there, or correct the name.",
            ("PUT /a/{id}", "PUT /b/{id}"),
        )
    ]


CURL = """
<RequestExample>
```bash
curl -X PUT https://api.example.com/x/7 -H 'Content-Type: application/json' -d '{"depth": 1}'
```
</RequestExample>
"""

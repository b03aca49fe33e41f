"""Files as they come: sizes, encodings, line ends, places beside the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryfield.core.errors import ReadError
from tryfield.core.model import Endpoint
from tryfield.readers import definition_reader
from tryfield.readers import reading_result as reading_module

PAGE = """---
title: Teams
api: "GET /teams"
---

<ParamField query="page" type="integer">
  Which page,
  from 1.
</ParamField>
"""


def written(folder: Path, text: str, name: str = "page.mdx") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def only(reading: reading_module.Reading) -> Endpoint:
    (endpoint,) = reading.reference.endpoints
    return endpoint


def test_a_missing_file_is_a_read_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="not-readable"):
        definition_reader.read(tmp_path / "absent.mdx")


def test_a_file_that_is_not_utf_8_is_refused_with_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "page.mdx"
    path.write_bytes(b"first\nsec\xffond")

    with pytest.raises(ReadError, match=r":2:4: not-utf-8: Byte 0xff "):
        definition_reader.read(path)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="too-large"):
        definition_reader.read(written(tmp_path, PAGE), size_limit=10)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_make_no_difference(end: str) -> None:
    reading = definition_reader.read_text(PAGE.replace("\n", end), file="page.mdx")

    assert only(reading) == only(definition_reader.read_text(PAGE, file="page.mdx"))


def test_a_byte_order_mark_and_a_missing_last_line_end_make_no_difference() -> None:
    reading = definition_reader.read_text("\ufeff" + PAGE.rstrip("\n"), file="page.mdx")

    assert only(reading) == only(definition_reader.read_text(PAGE, file="page.mdx"))


def test_indentation_makes_no_difference() -> None:
    flat = "\n".join(line.lstrip() for line in PAGE.split("\n"))
    deep = PAGE.replace("\n<", "\n\t\t<").replace("\n  ", "\n\t\t    ")

    words = {
        only(definition_reader.read_text(text)).parameters[0].description
        for text in (PAGE, flat, deep)
    }
    assert words == {"Which page, from 1."}


def test_what_a_file_is_does_not_depend_on_its_suffix(tmp_path: Path) -> None:
    assert definition_reader.read(written(tmp_path, PAGE, "page.txt")).kind == "mdx"


@pytest.mark.parametrize(
    "text",
    [
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {}}}\n",
        "---\n  openapi: 3.1.0\n  info: {title: T, version: '1'}\n  paths: {/a: {get: {}}}\n",
        "# ours\npaths: {/a: {get: {}}}\ninfo: {title: T, version: '1'}\nopenapi: '3.1.0'\n",
        '{"paths": {"/a": {"get": {}}}, "info": {"title": "T", "version": ""}, "openapi": "3.1.0"}',
    ],
)
def test_an_openapi_document_is_recognised(tmp_path: Path, text: str) -> None:
    reading = definition_reader.read(written(tmp_path, text, "page.txt"))
    assert (reading.kind, only(reading).path) == ("openapi", "/a")


@pytest.mark.parametrize(
    "settings",
    [
        '{"api": {"mdx": {"server": "https://api.example.com/v1/"}}}',
        '{"api": {"baseUrl": ["https://api.example.com/v1"]}}',
    ],
)
def test_the_server_of_a_path_comes_from_the_settings_of_the_site(
    tmp_path: Path, settings: str
) -> None:
    written(tmp_path, settings, "docs.json")

    endpoint = only(definition_reader.read(written(tmp_path, PAGE, "api/page.mdx"), root=tmp_path))
    assert [server.url for server in endpoint.servers] == ["https://api.example.com/v1"]


def test_the_auth_of_the_site_holds_where_a_page_says_nothing(tmp_path: Path) -> None:
    written(tmp_path, '{"api": {"auth": {"method": "key", "name": "X-Team"}}}', "mint.json")

    (((requirement,),)) = only(
        definition_reader.read(written(tmp_path, PAGE), root=tmp_path)
    ).security
    assert (requirement.auth.kind, requirement.auth.parameter) == ("apiKey", "X-Team")


def test_a_snippet_is_read_with_its_own_places(tmp_path: Path) -> None:
    written(tmp_path, "{}", "docs.json")
    written(tmp_path, '\n<ParamField query="size" type="integer" />\n', "snippets/paging.mdx")
    text = PAGE + '\nimport Paging from "/snippets/paging.mdx";\n\n<Paging />\n'

    reading = definition_reader.read(written(tmp_path, text), root=tmp_path)
    page, size = only(reading).parameters
    assert reading.findings == ()
    assert (page.span.line if page.span else 0) == 6
    assert size.span is not None
    assert size.span.file.endswith("paging.mdx")
    assert size.span.line == 2


def test_a_snippet_is_found_where_older_sites_keep_them(tmp_path: Path) -> None:
    written(tmp_path, '<ParamField query="size" type="integer" />\n', "_snippets/paging.mdx")
    page = written(tmp_path, PAGE + '\n<Snippet file="paging.mdx" />\n')

    endpoint = only(definition_reader.read(page, root=tmp_path))

    assert [each.name for each in endpoint.parameters] == ["page", "size"]


def test_a_snippet_outside_of_the_docs_folder_is_not_read(tmp_path: Path) -> None:
    written(tmp_path, "{}", "docs/docs.json")
    written(tmp_path, '<ParamField query="secret" type="string" />', "outside.mdx")
    text = PAGE + '\nimport Out from "../outside.mdx";\n\n<Out />\n'

    reading = definition_reader.read(
        written(tmp_path, text, "docs/page.mdx"), root=tmp_path / "docs"
    )
    assert [each.name for each in only(reading).parameters] == ["page"]
    assert "snippet-refused" in {finding.rule for finding in reading.findings}


def test_what_a_page_says_beside_its_operation_is_added(tmp_path: Path) -> None:
    written(tmp_path, "{}", "docs.json")
    document = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /teams/{id}:\n    get:\n"
        "      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]\n"
        "      responses: {'200': {description: A team.}}\n"
    )
    written(tmp_path, document, "openapi.yaml")
    text = (
        '---\ntitle: One team\nopenapi: "openapi.yaml GET /teams/{id}"\n---\n\nOnly yours.\n\n'
        '<ParamField query="full" type="boolean" />\n\n'
        '<ResponseField name="name" type="string" />\n'
    )

    endpoint = only(definition_reader.read(written(tmp_path, text), root=tmp_path))
    assert endpoint.title == "One team"
    assert endpoint.description == "Only yours."
    assert [each.name for each in endpoint.parameters] == ["id", "full"]
    assert [each.status for each in endpoint.responses] == ["200"]
    assert endpoint.responses[0].contents[0].schema is not None


@pytest.mark.parametrize("name", ["a." * 5_000 + "b", "a" + "[]" * 5_000, "a[]." * 5_000 + "b"])
def test_a_name_with_more_dots_than_anybody_nests_is_a_name(name: str) -> None:
    text = PAGE + f'\n<ResponseField name="{name}" type="string" />\n'

    schema = only(definition_reader.read_text(text)).responses[0].contents[0].schema
    assert isinstance(schema, dict)
    assert name in schema["properties"]


def test_a_field_that_only_the_page_has_is_beside_those_of_its_operation(tmp_path: Path) -> None:
    written(tmp_path, "{}", "docs.json")
    document = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /teams:\n    get:\n"
        "      responses: {'200': {description: A team., content: {application/json:"
        " {schema: {$ref: '#/components/schemas/Team'}}}}}\n"
        "components: {schemas: {Team: {type: object, properties: {id: {type: integer}}}}}\n"
    )
    written(tmp_path, document, "openapi.yaml")
    text = (
        '---\ntitle: One team\nopenapi: "GET /teams"\n---\n\n'
        '<ResponseField name="id" type="string">Another type.</ResponseField>\n'
        '<ResponseField name="name" type="string" required />\n'
    )

    endpoint = only(definition_reader.read(written(tmp_path, text), root=tmp_path))
    assert endpoint.responses[0].contents[0].schema == {
        "$ref": "#/components/schemas/Team",
        "properties": {"name": {"type": "string"}},
        "required": ["name"],
    }
    pointer = "/paths/~1teams/get/responses/200/content/application~1json/schema/properties/name"
    assert endpoint.spans[pointer].line == 7


def test_a_literal_example_is_found_in_the_file_at_its_span(tmp_path: Path) -> None:
    text = (
        PAGE
        + '\n<ResponseExample>\n  ```json 200\n  {\n    "a": 1\n  }\n  ```\n</ResponseExample>\n'
    )

    (example,) = only(definition_reader.read_text(text)).responses[0].contents[0].examples
    assert example.literal
    assert example.span is not None
    lines = text.split("\n")[example.span.line - 1 :]
    indent = example.span.column - 1
    assert example.text.split("\n") == [line[indent:] for line in lines[:3]]


PIECES = """
<ParamField body="a" type="string">|</ParamField>|<ResponseField name="b">|</ResponseField>|```json
<Expandable>|</Expandable>|```|~~~|{|}|`|``|<!--|-->|{/*|*/}|<|>|"|'|text|# Head|- item|<A b={
<A b="|import x from "y"|export const a = {|---|api: GET /x|=|/>|[|]|curl -H 'a: b' https://x.y|</Tab>
<Tab title="200">|<RequestExample>|<ResponseExample>|> ## Documentation Index|openapi: 3.1.0|paths:
"""
_PIECES = st.sampled_from([*PIECES.replace("\n", "|").split("|"), "\n", "\n\n", "\\", "|", "  "])


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_no_text_is_too_strange(pieces: list[str]) -> None:
    definition_reader.read_text("".join(pieces))
    reading = definition_reader.read_text("---\napi: GET /x\n---\n" + "\n".join(pieces))

    assert all(finding.span.line >= 1 for finding in reading.findings)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(definition_reader.read_text(text), reading_module.Reading)


def test_a_document_that_many_pages_point_into_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "{}", "docs.json")
    paths = "".join(
        f"  /teams/{n}:\n    get: {{responses: {{'200': {{description: A team.}}}}}}\n"
        for n in range(3)
    )
    written(
        tmp_path,
        f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}",
        "openapi.yaml",
    )
    opened: list[str] = []
    read_bytes = Path.read_bytes

    def noted(path: Path) -> bytes:
        opened.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noted)

    for number in range(3):
        text = f"---\ntitle: Team {number}\nopenapi: GET /teams/{number}\n---\n"
        only(definition_reader.read(written(tmp_path, text, f"{number}.mdx"), root=tmp_path))
    assert opened.count("openapi.yaml") == 1


@pytest.mark.parametrize(
    ("place", "written_as"),
    [("api/teams/openapi.json", "GET /teams"), ("v2-openapi.json", "v2-openapi GET /teams")],
)
def test_a_document_is_found_without_its_full_name(
    tmp_path: Path, place: str, written_as: str
) -> None:
    written(tmp_path, "{}", "docs.json")
    responses = '{"200": {"description": "All of them."}}'
    written(
        tmp_path,
        '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, '
        f'"paths": {{"/teams": {{"get": {{"responses": {responses}}}}}}}}}',
        place,
    )
    text = f'---\ntitle: Teams\nopenapi: "{written_as}"\n---\n'

    endpoint = only(
        definition_reader.read(written(tmp_path, text, "api/teams/list.mdx"), root=tmp_path)
    )
    assert endpoint.responses[0].description == "All of them."


HALVES = r"""{"openapi": "3.1.0", "info": {"title": "\ud800"}, "paths": {"/\udc00": {"get": {
"operationId": "\uD83D\ude00", "description": "a \\ud800 \ud800b", "responses": {}}}}}"""


@pytest.mark.parametrize(
    "text",
    [
        HALVES,
        '---\ntitle: "A \\ud800 \\\\ud800"\napi: "GET https://a.test/a"\n---\n',
    ],
)
def test_half_a_character_is_read_as_a_replacement(text: str) -> None:
    read = definition_reader.read_text(text, file="a.mdx")

    (endpoint,) = read.reference.endpoints
    said = f"{endpoint.title} {endpoint.path} {endpoint.description} {endpoint.operation_id}"
    assert "\ufffd" in said
    assert "\\ud800" in said
    said.encode()

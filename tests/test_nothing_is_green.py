"""A run that checks nothing says so, and names what it met instead of a definition."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tryfield.cli import main
from tryfield.readers.definition_reader import read_text

OTHERS = {
    "a.json": ('{"info": {"_postman_id": "1"}, "item": []}', "a Postman collection"),
    "b.json": ('{"_type": "export", "__export_format": 4}', "an Insomnia export"),
    "b.yaml": ("type: collection.insomnia.rest/5.0\nname: T\n", "an Insomnia export"),
    "c.bru": ("meta {\n  name: Users\n}\n", "a Bruno request"),
    "d.apib": ("FORMAT: 1A\n# Users\n", "an API Blueprint"),
    "e.raml": ("#%RAML 1.0\ntitle: Users\n", "a RAML document"),
    "f.yaml": ("asyncapi: 3.0.0\nchannels: {}\n", "an AsyncAPI document"),
    "g.json": ('{"arazzo": "1.0.1"}', "an Arazzo document"),
    "h.har": ('{"log": {"entries": []}}', "a HAR archive"),
    "i.graphql": ("type Query {\n  users: [User]\n}\n", "a GraphQL schema"),
    "j.json": ('{"swaggerVersion": "1.2", "apis": []}', "a Swagger 1.2 document"),
    "k.md": ('{% swagger method="get" path="/users" %}\n{% endswagger %}\n', "a GitBook page"),
    "l.mdx": ('<EndpointRequestSnippet endpoint="GET /users" />\n', "a Fern page"),
    "m.md": ("[block:api-header]\n{}\n[/block]\n", "a ReadMe page"),
    "n.mdx": ('import ApiTabs from "@theme/ApiExplorer";\n', "a Docusaurus page"),
    "o.yaml": ("", "an empty file"),
    "p.json": ('{"detail": "Not Found"}', "no OpenAPI document"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(*words: str) -> Result:
    """How `tryfield check` ends."""
    return CliRunner().invoke(main, ["check", *words])


@pytest.mark.parametrize("name", OTHERS)
def test_a_named_file_of_another_format_is_an_error_that_names_it(name: str, folder: Path) -> None:
    text, said = OTHERS[name]
    (folder / name).write_text(text, encoding="utf-8")
    done = checked(name)

    assert done.exit_code == 3
    assert said in done.output


@pytest.mark.parametrize("text", ["# Users\n\nWords.\n", "---\ntitle: T\n---\n\n{name}\n"])
def test_prose_is_no_other_format(text: str) -> None:
    assert not read_text(text, file="page.mdx").foreign


def test_a_folder_without_a_definition_is_an_error(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "page.md").write_text("# Words\n", encoding="utf-8")
    whole, named = checked("docs"), checked("docs/page.md")

    assert (whole.exit_code, named.exit_code) == (3, 0)
    assert "Nothing was checked" in whole.output


def test_what_is_not_checked_is_named(folder: Path) -> None:
    (folder / "a.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': "
        "{description: Yes., content: {application/pdf: {schema: {type: string}, example: x}}}}}}}",
        encoding="utf-8",
    )

    assert "(GET /a)" in checked("a.yaml").output

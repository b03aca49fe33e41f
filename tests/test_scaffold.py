"""`tryfield new`: what it writes builds, serves and checks as it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from tests import inputs
from tryfield.cli import main
from tryfield.core.errors import ConfigurationError
from tryfield.scaffold import new_site
from tryfield.scaffold.commonmark_blocks import for_python_markdown

OPENAPI = """\
openapi: 3.1.0
info: {title: Parcels, version: "1"}
servers: [{url: https://api.example.com}]
paths:
  /parcels/{id}:
    $ref: parts/parcel.yaml
"""
PARCEL = """\
get:
  operationId: get-parcel
  summary: Get a parcel
  parameters:
    - {name: id, in: path, required: true, schema: {type: string}}
  responses:
    "200":
      description: The parcel
      content:
        application/json:
          schema: {$ref: schemas/parcel.json}
"""
SCHEMA = """{"type": "object", "properties": {"id": {"type": "string"}}}"""
ENDPOINT = """\
---
title: Get a parcel
api: GET /parcels/{id}
---
<ParamField path="id" type="string" required>Which.</ParamField>
<ResponseField name="id" type="string">The same.</ResponseField>
<ResponseExample>
```json 200
{"id": "7"}
```
</ResponseExample>
"""
PROSE = """\
---
title: Start
description: First steps.
icon: rocket
---
import { Button } from '/snippets/button.jsx'

<Note>
  Read [about parcels](/api/get-parcel) first, then [more](./deeper/more#top).
</Note>

<Tabs>
  <Tab title="One">First.</Tab>
  <Tab title="Two">Second.</Tab>
</Tabs>

<img src="/images/box.svg" className="wide" style={{ width: 3 }} />

<Button/>

```md
[stays](/as-it-is)
```
"""


def build(folder: Path) -> None:
    """`mkdocs build --strict`, whose warnings fail."""
    program = Path(sys.executable).with_name("mkdocs")
    done = subprocess.run(
        [program, "build", "--strict"],
        cwd=folder,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `tryfield check` says about a new site, which must be clean."""
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def mintlify(tmp_path: Path) -> Path:
    """A small Mintlify site."""
    folder = tmp_path / "old"
    for name, text in {
        "docs.json": json.dumps(
            {
                "name": "Parcels",
                "colors": {"primary": "#112233"},
                "logo": {"light": "/images/box.svg"},
                "redirects": [{"source": "/a", "destination": "/b"}],
                "api": {"mdx": {"server": "https://api.example.com", "auth": {"method": "none"}}},
                "navigation": {
                    "tabs": [
                        {"tab": "Guide", "groups": [{"group": "Go", "pages": ["index", "gone"]}]},
                        {
                            "tab": "API",
                            "pages": [{"group": "Parcels", "pages": ["api/get-parcel"]}],
                        },
                        {"tab": "Forum", "href": "https://forum.example.com"},
                    ]
                },
            }
        ),
        "index.mdx": PROSE,
        "deeper/more.mdx": "---\ntitle: More\n---\n\nText, and [back](../index).\n",
        "api/get-parcel.mdx": ENDPOINT,
        "images/box.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "snippets/button.jsx": "export const Button = () => null\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_new_site_builds_and_checks_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_site.from_nothing(tmp_path / "site")

    build(tmp_path / "site")
    assert "no findings" in checked(tmp_path / "site", monkeypatch)


def test_the_example_of_a_new_site_is_really_held_against_its_fields(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_site.from_nothing(tmp_path)
    page = tmp_path / "docs/api/get-greeting.mdx"
    page.write_text(page.read_text("utf-8").replace('"times": 3', '"times": "3"'), "utf-8")
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(main, ["check"])

    assert done.exit_code == 1
    assert "example-field-type" in done.output


def test_the_sample_of_a_new_site_may_be_replaced(tmp_path: Path) -> None:
    new_site.from_nothing(tmp_path / "site")
    (tmp_path / "site/docs/api/get-greeting.mdx").unlink()
    (tmp_path / "site/docs/api/get-parcel.mdx").write_text(
        ENDPOINT.replace("GET /", "GET https://api.example.com/"), encoding="utf-8"
    )

    build(tmp_path / "site")


def test_an_openapi_document_comes_with_the_files_that_it_refers_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {
        "old/api.yaml": OPENAPI,
        "old/parts/parcel.yaml": PARCEL,
        "old/parts/schemas/parcel.json": SCHEMA,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    new_site.from_openapi(tmp_path / "new", tmp_path / "old/api.yaml")

    assert (tmp_path / "new/parts/schemas/parcel.json").read_text("utf-8") == SCHEMA
    build(tmp_path / "new")
    checked(tmp_path / "new", monkeypatch)


def test_what_a_document_refers_to_may_lie_above_it_but_below_the_root(tmp_path: Path) -> None:
    for name, text in {
        "spec/api.yaml": OPENAPI.replace("parts/parcel", "paths/parcel_{id}"),
        "spec/paths/parcel_{id}.yaml": PARCEL.replace(": schemas", ": ../../common"),
        "common/parcel.json": SCHEMA,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    made = new_site.from_openapi(tmp_path / "new", tmp_path / "spec/api.yaml", root=tmp_path)

    assert made.left == ()
    assert (tmp_path / "new/common/parcel.json").is_file()
    build(tmp_path / "new")


def test_a_document_of_many_files_is_taken_from_the_folder_that_holds_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {
        "mine/spec/api.yaml": OPENAPI.replace("parts/", "../common/"),
        "mine/common/parcel.yaml": PARCEL.replace("schemas/", ""),
        "mine/common/parcel.json": SCHEMA,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    monkeypatch.chdir(tmp_path / "mine")
    done = CliRunner().invoke(main, ["new", "../new", "--openapi", "spec/api.yaml"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "new/common/parcel.json").is_file()

    monkeypatch.chdir(tmp_path / "mine/common")
    done = CliRunner().invoke(main, ["new", "../../other", "--openapi", "../spec/api.yaml"])
    assert done.exit_code == 2
    assert "'../common/parcel.yaml' lies outside of the project folder" in done.output


@pytest.mark.parametrize("name", ["other/parcel.json", "old/../.keys/parcel.json", "parcel.pem"])
def test_what_is_no_document_or_lies_elsewhere_does_not_come_along(
    name: str, tmp_path: Path
) -> None:
    target = tmp_path / "mine" / name if not name.startswith("other") else tmp_path / name
    for path, text in {
        tmp_path / "mine/old/api.yaml": OPENAPI.replace(
            "parts/parcel.yaml", os.path.relpath(target, tmp_path / "mine/old")
        ),
        target: PARCEL,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with (tmp_path / "mine/old/api.yaml").open("a") as more:
        more.write("  /ping: {get: {responses: {}}}\n")

    made = new_site.from_openapi(
        tmp_path / "new", tmp_path / "mine/old/api.yaml", root=tmp_path / "mine"
    )

    assert "it refers to a file that stays" in "".join(made.left)
    assert not list((tmp_path / "new").rglob(target.name))


def test_faults_of_a_document_are_said_at_once_and_can_be_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = OPENAPI.replace("$ref: parts/parcel.yaml", "get: {responses: {}, nullable: true}")
    (tmp_path / "api.yaml").write_text(said, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    new = CliRunner().invoke(main, ["new", "site", "--openapi", "api.yaml"])
    monkeypatch.chdir(tmp_path / "site")
    red = CliRunner().invoke(main, ["check"])
    CliRunner().invoke(main, ["check", "--update-baseline"])

    assert "  api.yaml:6:26: openapi-invalid: " in new.output
    assert "tryfield check --update-baseline" in new.output
    assert red.exit_code == 1
    build(tmp_path / "site")
    assert "hidden by the baseline" in checked(tmp_path / "site", monkeypatch)


@pytest.mark.parametrize(
    "name",
    ["2.0/yaml/petstore.yaml", "3.0/json/star-trek.json", "3.1/yaml/train-travel.yaml"],
)
def test_a_document_of_others_builds_strictly_once_its_own_faults_are_known(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = (path for path in inputs.openapi_documents() if path.match(name))

    becomes_a_site(document, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "name",
    [
        "OAI+learn.openapis.org/examples/v2.0/yaml/petstore-separate/spec/swagger.yaml",
        "Redocly+redocly-cli/resources/cafe-split/cafe.yaml",
        "rapi-doc+RapiDoc/docs/specs/large-models.json",
        "zuplo+zudoku/examples/cosmo-cargo/schema/shipments.json",
    ],
)
def test_a_document_of_the_corpora_builds_strictly_once_its_own_faults_are_known(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    becomes_a_site(inputs.corpora() / "openapi" / name, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "name", ["2.0/yaml/petstore.yaml", "3.0/json/star-trek.json", "3.1/yaml/train-travel.yaml"]
)
def test_a_strict_build_fails_for_the_same_findings_as_a_check(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = (path for path in inputs.openapi_documents() if path.match(name))
    new_site.from_openapi(tmp_path / "new", document, root=document.parents[1])

    fails_alike(tmp_path / "new", monkeypatch)


@pytest.mark.parametrize("fail_on", ["error", "warning", "note"])
def test_a_strict_build_fails_from_the_severity_on_that_a_check_fails_for(
    fail_on: str, mintlify: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = mintlify / "api/get-parcel.mdx"
    page.write_text(ENDPOINT.replace('{"id": "7"}', '{"id": "7", "size": 3}'), "utf-8")
    folder = tmp_path / "new"
    new_site.from_mintlify(folder, mintlify)
    settings = folder / "mkdocs.yml"
    text = settings.read_text("utf-8")
    assert "      baseline: drift.json\n" in text
    settings.write_text(
        text.replace("baseline: drift.json\n", f"baseline: drift.json\n      fail_on: {fail_on}\n")
    )

    assert fails_alike(folder, monkeypatch) == (fail_on != "error")


def fails_alike(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether `tryfield check` fails, with the findings that a strict build warns of."""
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, ["check", "--format", "json"])
    findings = json.loads(done.output[: done.output.rindex("}") + 1])["findings"]
    program = Path(sys.executable).with_name("mkdocs")
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(
        [program, "build", "--strict"], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip

    assert bool(built.returncode) == bool(done.exit_code), built.stderr
    for finding in findings if done.exit_code else ():
        if finding["severity"] == "error":
            place = "{file}:{line}:{column}: ".format(**finding["span"])
            assert f"{place}{finding['rule']}: {finding['message']}" in built.stderr
    return bool(built.returncode)


def becomes_a_site(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out of the site, and it builds with a baseline of what is wrong."""
    made = new_site.from_openapi(tmp_path / "new", document, root=document.parents[1])
    monkeypatch.chdir(tmp_path / "new")
    CliRunner().invoke(main, ["check", "--update-baseline"])

    assert made.left == ()
    build(tmp_path / "new")


def test_a_document_without_endpoints_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("openapi: 3.1.0\ninfo: {title: x}\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="no endpoint"):
        new_site.from_openapi(tmp_path / "new", tmp_path / "empty.yaml")


def test_a_mintlify_folder_becomes_a_site_that_builds_and_checks(
    mintlify: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_site.from_mintlify(tmp_path / "new", mintlify)

    build(tmp_path / "new")
    checked(tmp_path / "new", monkeypatch)


def test_the_navigation_of_docs_json_becomes_nav(mintlify: Path, tmp_path: Path) -> None:
    new_site.from_mintlify(tmp_path / "new", mintlify)

    text = (tmp_path / "new/mkdocs.yml").read_text("utf-8")
    said = yaml.safe_load(re.sub(r"!!python\S+", "", text).replace("        kwds", "        #"))
    assert said["nav"] == [
        {"Guide": [{"Go": ["index.md"]}]},
        {"API": [{"Parcels": ["api/get-parcel.mdx"]}]},
        {"Forum": "https://forum.example.com"},
    ]
    assert said["theme"]["logo"] == "images/box.svg"


def test_components_become_those_of_material_and_links_those_of_files(
    mintlify: Path, tmp_path: Path
) -> None:
    new_site.from_mintlify(tmp_path / "new", mintlify)

    page = (tmp_path / "new/docs/index.md").read_text("utf-8")
    assert "!!! note" in page
    assert '=== "One"' in page
    assert "(api/get-parcel.md)" in page
    assert "(deeper/more.md#top)" in page
    assert 'src="/images/box.svg" class="wide"' in page
    assert "[stays](/as-it-is)" in page


def test_what_cannot_be_carried_over_is_listed(mintlify: Path, tmp_path: Path) -> None:
    made = new_site.from_mintlify(tmp_path / "new", mintlify)

    left = "\n".join(made.left)
    assert "there is no page 'gone'" in left
    assert "redirects: 'a' leads to '/b', which is not there" in left
    assert "snippets/button.jsx" in left
    assert "index.mdx: line 6" in left
    assert "gone" in (tmp_path / "new/NOT-CARRIED-OVER.md").read_text("utf-8")


def old_site(tmp_path: Path, files: dict[str, str], pages: list[str] | None = None) -> Path:
    """A Mintlify site with these files and, by default, one page in its navigation."""
    folder = tmp_path / "old"
    settings = {"name": "Parcels", "navigation": {"pages": pages or ["index"]}}
    for name, text in {"docs.json": json.dumps(settings), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def folder_of(page: str) -> str:
    """Where MkDocs puts the `index.html` of a page."""
    return page.removesuffix("index") or "."


def html_of(tmp_path: Path, text: str, name: str = "index") -> str:
    """What a strict build makes of one page: its article."""
    files = {"index.mdx": "Hello.\n", f"{name}.mdx": text, "img/box.svg": "<svg/>"}
    new_site.from_mintlify(tmp_path / "new", old_site(tmp_path, files, ["index", name][-1:]))
    build(tmp_path / "new")
    page = (tmp_path / "new/site" / folder_of(name) / "index.html").read_text("utf-8")
    return page.partition("<article")[2].partition("</article>")[0]


def test_what_mintlify_does_not_publish_is_left_out(tmp_path: Path) -> None:
    kept = ["docs/guide/licenses.md", "docs/index.md", "docs/keep.png"]
    old = old_site(
        tmp_path,
        {
            "index.mdx": "Hello.\n",
            "README.md": "For developers.\n",
            "guide/CHANGELOG.mdx": "For developers.\n",
            "guide/licenses.mdx": "For readers.\n",
            **dict.fromkeys(("LICENSE", "CONTRIBUTING.md", "CLAUDE.md", "AGENTS.md"), "x"),
            ".mintignore": "# ours\ndrafts/\n*.png\n!keep.png\n",
            "drafts/soon.mdx": "Not yet.\n",
            "a.png": "x",
            "keep.png": "x",
        },
    )

    made = new_site.from_mintlify(tmp_path / "new", old)

    docs = tmp_path / "new/docs"
    names = sorted(f.relative_to(tmp_path / "new").as_posix() for f in docs.rglob("*.*"))
    assert [name for name in names if name != "docs/docs.json"] == kept
    (entry,) = (one for one in made.left if "does not publish" in one)
    assert "README.md" in entry
    assert "drafts/soon.mdx" in entry
    build(tmp_path / "new")


def test_old_snippets_are_put_in_and_are_no_pages(tmp_path: Path) -> None:
    old = old_site(
        tmp_path,
        {
            "index.mdx": 'import Hi from "/_snippets/hi.mdx"\n\n<Hi />\n',
            "_snippets/hi.mdx": "Hi there.\n",
        },
    )

    new_site.from_mintlify(tmp_path / "new", old)

    build(tmp_path / "new")
    assert "Hi there." in (tmp_path / "new/docs/index.md").read_text("utf-8")
    assert not (tmp_path / "new/site/_snippets").exists()


def test_a_site_without_endpoints_gets_none(tmp_path: Path) -> None:
    new_site.from_mintlify(tmp_path / "new", old_site(tmp_path, {"index.mdx": "Hello.\n"}))

    build(tmp_path / "new")
    assert [f.name for f in (tmp_path / "new/site").rglob("*greeting*")] == []


def shape(html: str) -> str:
    """HTML without blanks, attributes and what Material adds to it."""
    html = re.sub(r"<a class=.headerlink.*?</a>|<h1.*?</h1>", "", html, flags=re.DOTALL)
    html = re.sub(r"<(/?\w+)[^>]*>", r"<\1>", html.partition(">")[2])
    return re.sub(r"\s+", " ", re.sub(r"\s*(</?\w+>)\s*", r"\1", html)).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Parcels:\n- big\n- small", "<p>Parcels:</p><ul><li>big</li><li>small</li></ul>"),
        ("Do:\n1. open\n2. close", "<p>Do:</p><ol><li>open</li><li>close</li></ol>"),
        ("Since\n1999. Always.", "<p>Since 1999. Always.</p>"),
        ("3) c\n4) d", "<ol><li>c</li><li>d</li></ol>"),
        (
            "- a\n  - b\n    - c\n- d",
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
        ),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("1. a\n2. b\n- c", "<ol><li>a</li><li>b</li></ol><ul><li>c</li></ul>"),
        ("- a\n  goes on\n- b", "<ul><li>a goes on</li><li>b</li></ul>"),
        ("- a\n\n  more\n\nEnd.", "<ul><li><p>a</p><p>more</p></li></ul><p>End.</p>"),
        (
            "1. a\n\n    more\n\n    - b\n2. c",
            "<ol><li><p>a</p><p>more</p><ul><li>b</li></ul></li><li><p>c</p></li></ol>",
        ),
        (
            ">Parcels:\n>- big\n>   - small",
            "<blockquote><p>Parcels:</p><ul><li>big<ul><li>small</li></ul></li></ul></blockquote>",
        ),
        ("> a\nb\n\nc", "<blockquote><p>a b</p></blockquote><p>c</p>"),
        ("- a\n  > b\n- c", "<ul><li><p>a</p><blockquote><p>b</p></blockquote></li><li><p>c</p>"),
        ("- a\n\n* * *\n\nEnd.", "<ul><li>a</li></ul><hr><p>End.</p>"),
        (
            "Sizes:\nA | B\n--|--\n1 | 2",
            "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td>",
        ),
        ("~~old~~ new", "<p><del>old</del>new</p>"),
        ("H~2~O", "<p>H~2~O</p>"),
        ("See https://example.com", "<p>See<a>https://example.com</a></p>"),
        ('<div className="w">\n  **Big**\n</div>', "<div><p><strong>Big</strong></p></div>"),
        ("<div>\n\n  - a\n    - b\n\n</div>", "<div><ul><li>a<ul><li>b</li></ul></li></ul></div>"),
    ],
)
def test_text_reads_as_before(text: str, expected: str, tmp_path: Path) -> None:
    assert expected in shape(html_of(tmp_path, f"{text}\n"))


def test_code_in_an_item_stays_in_it(tmp_path: Path) -> None:
    text = "1. Run this:\n\n   ```python\n   if x:\n       - 1\n   ```\n\n2. Then that.\n"

    page = html_of(tmp_path, text)

    assert page.count("<ol>") == 1
    assert page.count("<li>") == 2
    assert page.index("<pre") < page.index("</li>")
    code = re.sub("<[^>]*>", "", page[page.index("<pre") : page.index("</pre>")])
    assert code == "if x:\n    - 1\n"


def test_task_lists_and_footnotes_are_shown(tmp_path: Path) -> None:
    page = html_of(tmp_path, "- [x] sent\n- [ ] paid\n\nNote[^1].\n\n[^1]: Small print.\n")

    assert page.count('type="checkbox"') == 2
    assert "checked" in page
    assert 'class="footnote"' in page


def test_a_heading_in_a_box_is_one_and_in_the_table_of_contents(tmp_path: Path) -> None:
    html_of(tmp_path, 'Hi.\n\n<div id="old">\n  ## Section\n</div>\n')

    page = (tmp_path / "new/site/index.html").read_text("utf-8")
    assert '<h2 id="section">' in page
    assert '<div id="old">' in page
    assert 'href="#section" class="md-nav__link"' in page


def test_blocks_in_components_keep_their_depth(tmp_path: Path) -> None:
    page = html_of(
        tmp_path,
        "<Steps>\n  <Step title='Go'>\n    Take:\n    - a <Icon icon='x' />b\n      - c\n\n"
        "      <Note>Mind.</Note>\n  </Step>\n  <Step title='On'>Next.</Step>\n</Steps>\n",
    )

    assert "<ol><li><p><strong>Go</strong></p><p>Take:</p><ul><li>" in shape(page)
    assert "<ul><li>c</li></ul><div><p>Note</p><p>Mind.</p></div></li></ul></li><li>" in shape(page)


def test_writing_for_python_markdown_twice_changes_nothing_more() -> None:
    text = "A:\n- b\n  1. c\n     ```\n     - d\n     ```\n\n!!! note\n\n    - e\n      - f\n"
    once = for_python_markdown(text)

    assert for_python_markdown(once) == once


@pytest.mark.parametrize("name", ["index", "page", "guide/page", "guide/index"])
@pytest.mark.parametrize(
    "text",
    [
        '<img src="/img/box.svg" />',
        '<video controls src="/img/box.svg"></video>',
        '<video><source src="/img/box.svg" /></video>',
        '<div>\n  <img src="/img/box.svg" />\n</div>',
        "![Box](/img/box.svg)",
        '<a href="/">home</a>',
        "[home](/)",
    ],
)
def test_addresses_from_the_root_of_the_old_site_lead_to_files(
    text: str, name: str, tmp_path: Path
) -> None:
    page = html_of(tmp_path, f"Look:\n\n{text}\n", name)

    (said,) = re.findall(r'(?:src|href)="([^"#]+)"', page.replace('href="#', "x="))
    where = tmp_path / "new/site" / folder_of(name) / said
    assert where.resolve().is_file() or (where.resolve() / "index.html").is_file(), said


def test_links_with_blanks_and_by_reference_lead_to_pages_and_code_stays(tmp_path: Path) -> None:
    old = old_site(
        tmp_path,
        {
            "index.mdx": "[a](/guides/my%20guide) [b][r] [c](<guides/my guide>) `[d](/guides/x)`\n"
            "\n[r]: /guides/my%20guide#top\n",
            "guides/my guide.mdx": "---\ntitle: Mine\n---\nText.\n\n## Top\n",
        },
    )

    new_site.from_mintlify(tmp_path / "new", old)

    build(tmp_path / "new")
    page = (tmp_path / "new/site/index.html").read_text("utf-8")
    article = page.partition("<article")[2].partition("</article>")[0]
    assert len(re.findall(r'<a href="guides/my%20guide/(?:#top)?">[abc]</a>', article)) == 3
    assert "<code>[d](/guides/x)</code>" in article


def test_of_a_light_and_a_dark_picture_one_is_shown(tmp_path: Path) -> None:
    page = html_of(
        tmp_path,
        '<img className="block dark:hidden" src="/img/box.svg" />\n'
        '<img className="hidden dark:block" src="/img/box.svg" />\n',
    )

    assert 'src="img/box.svg#only-light"' in page
    assert 'src="img/box.svg#only-dark"' in page


def test_a_kind_of_thing_is_one_entry_with_all_of_its_places(tmp_path: Path) -> None:
    pages = ["index", "gone", "lost"]
    old = old_site(
        tmp_path,
        {"index.mdx": "Hi.\n\n<Odd />\n", "more.mdx": "<Odd />\n\n[x](/nowhere)\n"},
        pages,
    )

    new_site.from_mintlify(tmp_path / "new", old)

    report = (tmp_path / "new/NOT-CARRIED-OVER.md").read_text("utf-8")
    assert report.count("there is no page") == 1
    assert "- 2 times, as in navigation: there is no page 'gone'." in report
    assert "    - 'gone', 'lost': navigation\n" in report
    assert "    - All: index.mdx 3; more.mdx 1\n" in report
    assert "- more.mdx line 3: '/nowhere' leads to nothing that is here.\n" in report


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: mine\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="there already"):
        new_site.from_nothing(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mkdocs.yml"]


def test_a_site_inside_the_folder_it_comes_from_is_refused(mintlify: Path) -> None:
    with pytest.raises(ConfigurationError, match="beside it"):
        new_site.from_mintlify(mintlify / "new", mintlify)


def test_a_folder_without_settings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no docs\.json"):
        new_site.from_mintlify(tmp_path / "new", tmp_path / "nowhere")


def test_the_command_line_says_what_to_do_next(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["new", str(tmp_path / "site")])

    assert done.exit_code == 0
    assert "mkdocs serve" in done.output


def test_two_origins_at_once_are_refused(mintlify: Path, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(OPENAPI, encoding="utf-8")
    options = ["--openapi", str(tmp_path / "api.yaml"), "--mintlify", str(mintlify)]

    done = CliRunner().invoke(main, ["new", str(tmp_path / "site"), *options])

    assert done.exit_code == 2


def test_a_site_whose_own_faults_are_known_builds_strictly(
    mintlify: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = mintlify / "api/get-parcel.mdx"
    page.write_text(ENDPOINT.replace('{"id": "7"}', '{"id": 7, "size": 3}'), "utf-8")
    folder = tmp_path / "new"
    new_site.from_mintlify(folder, mintlify)
    monkeypatch.chdir(folder)

    CliRunner().invoke(main, ["check", "--update-baseline"])

    build(folder)
    assert "hidden by the baseline" in checked(folder, monkeypatch)


def test_real_mintlify_sites_become_sites(tmp_path: Path) -> None:
    for source in sorted(inputs.corpora().iterdir()):
        if any((source / name).is_file() for name in ("docs.json", "mint.json")):
            made = new_site.from_mintlify(tmp_path / source.name, source)
            text = (tmp_path / source.name / "mkdocs.yml").read_text("utf-8")
            (nav,) = re.findall(r"^nav:\n(?:[ -].*\n)+", text, re.MULTILINE)
            assert yaml.safe_load(nav)["nav"], source.name
            assert len(made.files) > 5, source.name


@pytest.mark.parametrize(
    "name", ["nevermined-io+docs", "useplunk+docs", "ScrapeGraphAI+docs-mintlify"]
)
def test_a_real_site_builds_strictly_once_its_own_faults_are_known(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    new_site.from_mintlify(folder, inputs.corpora() / name)
    monkeypatch.chdir(folder)

    CliRunner().invoke(main, ["check", "--update-baseline"])

    build(folder)
    assert "hidden by the baseline" in checked(folder, monkeypatch)

"""What a site gets besides the pages: navigation, files for programs, search, messages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.rendering.building import USER, Built, site

API = {
    "openapi": "3.1.0",
    "info": {"title": "Zoo", "version": "1"},
    "servers": [{"url": "https://zoo.example"}],
    "tags": [{"name": "Birds", "description": "All *birds*."}],
    "paths": {
        "/zebras": {"get": {"operationId": "zebras", "summary": "Zebras", "responses": {}}},
        "/birds": {
            "get": {
                "operationId": "birds",
                "summary": "Birds first",
                "tags": ["Birds"],
                "deprecated": True,
                "parameters": [
                    {
                        "name": "colour",
                        "in": "query",
                        "schema": {"enum": ["scarlet", "blue"], "type": "string"},
                    }
                ],
                "responses": {"200": {"description": "OK"}},
            }
        },
        "/ants": {"get": {"operationId": "ants", "summary": "Ants", "responses": {}}},
    },
}


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    files = {"zoo.json": json.dumps(API), "docs/api/create-user.mdx": USER}
    return site(
        tmp_path_factory.mktemp("zoo"),
        files,
        tryfield={"sources": ["docs/api", "zoo.json"]},
        nav=["index.md", {"Users": "api/"}, {"Zoo": "reference/"}],
        theme={"name": "material", "font": False, "features": ["content.action.edit"]},
        repo_url="https://git.example/zoo",
        edit_uri="edit/main/docs/",
        site_url="https://docs.example/",
    )


def titles(page: str) -> list[str]:
    start = page.index("md-nav--primary")
    return re.findall(r'<span class="md-ellipsis">\s*([^<]+?)\s*<', page[start:])


def test_pages_stand_in_the_navigation_in_the_order_of_the_definition(zoo: Built) -> None:
    found = titles(zoo.text("reference/ants/index.html"))

    assert [t for t in found if t in ("Zebras", "Ants", "Birds first")][:3] == [
        "Zebras",
        "Ants",
        "Birds first",
    ]


def test_without_a_navigation_pages_keep_the_order_of_the_definition(tmp_path: Path) -> None:
    built = site(tmp_path, {"zoo.json": json.dumps(API)}, tryfield={"sources": ["zoo.json"]})
    found = titles(built.text("reference/ants/index.html"))

    assert found.index("Zebras") < found.index("Ants")


def test_a_definition_in_the_navigation_is_its_page(tmp_path: Path) -> None:
    nav = ["index.md", {"Make one": "api/create-user.mdx"}]
    built = site(tmp_path, {"docs/api/create-user.mdx": USER}, nav=nav)

    assert "Make one" in titles(built.text("index.html"))
    assert not (built.folder / "api" / "create-user.mdx").exists()


def test_a_tag_has_an_overview(zoo: Built) -> None:
    page = zoo.text("reference/birds/index.html")

    assert "<p>All <em>birds</em>.</p>" in page
    assert "Birds first</a>" in page
    assert "/birds</code>" in page


def test_the_pages_of_one_document_beside_others_have_its_title_and_words(tmp_path: Path) -> None:
    said = {**API, "info": {"title": "Zoo", "version": "1", "description": "All *animals*."}}
    files = {"zoo.json": json.dumps(said), "docs/api/create-user.mdx": USER}
    built = site(tmp_path, files, tryfield={"sources": ["docs/api", "zoo.json"]})
    page = built.text("reference/index.html")

    assert re.search(r'<h1 id="overview-reference-index-md"[^>]*>Zoo<', page)
    assert "<p>All <em>animals</em>.</p>" in page


def test_an_overview_says_what_an_endpoint_does_where_its_title_does_not(zoo: Built) -> None:
    assert '<div class="tryfield-aside">Gives a group a new token.</div>' in zoo.text(
        "api/index.html"
    )
    assert '<div class="tryfield-aside">' not in zoo.text("reference/birds/index.html")


def test_the_edit_link_leads_to_the_definition(zoo: Built) -> None:
    wanted = "https://git.example/zoo/edit/main/docs/api/create-user.mdx"
    assert wanted in zoo.text("api/create-user/index.html")
    assert "edit/main/zoo.json" in zoo.text("reference/ants/index.html")


def test_a_page_has_a_description_for_search_engines(zoo: Built) -> None:
    assert '<meta name="description" content="Gives a group a new token.">' in zoo.text(
        "api/create-user/index.html"
    )


def test_every_page_has_a_twin_in_markdown(zoo: Built) -> None:
    markdown_version = zoo.text("api/create-user.md")

    assert markdown_version.startswith(
        "> Index of this documentation: https://docs.example/llms.txt\n"
    )
    assert "`POST https://api.example.com/api/user`" in markdown_version
    assert "| `user_group.tag` | JSON or null |  | Its environment. |" in markdown_version
    assert "```bash\ncurl --request POST" in markdown_version
    contract = markdown_version.rpartition("```json\n")[2].partition("\n```")[0]
    assert json.loads(contract) == json.loads(zoo.text("api/create-user.openapi.json"))
    page = zoo.text("api/create-user/index.html")
    assert '<link rel="alternate " type="text/markdown" href="../create-user.md">' in page


def test_a_page_says_that_it_is_wide_before_anything_of_it_is_drawn(zoo: Built) -> None:
    wide = '<meta name="tryfield" content="wide">'

    assert wide in zoo.text("api/create-user/index.html").partition("</head>")[0]
    assert wide not in zoo.text("index.html")


def test_programs_find_every_page_in_llms_txt(zoo: Built) -> None:
    index = zoo.text("llms.txt")

    assert index.startswith("# Site\n")
    wanted = "- [Create User](https://docs.example/api/create-user.md): Gives a group a new token."
    assert wanted in index
    assert "https://docs.example/openapi.json" in index
    assert "Zebras" in zoo.text("llms-full.txt")


def test_the_whole_reference_is_one_openapi_document(zoo: Built) -> None:
    document = json.loads(zoo.text("openapi.json"))

    assert set(document["paths"]) == {"/api/user", "/zebras", "/birds", "/ants"}


def test_search_finds_fields_paths_and_values_but_not_the_console(zoo: Built) -> None:
    index = json.loads(zoo.text("search/search_index.json"))
    text = "\n".join(entry["title"] + entry["text"] for entry in index["docs"])

    for word in ("user_group", "/api/user", "scarlet", "colour", "Create User"):
        assert word in text
    for word in ("Try it", "Copy as Markdown", "console.log", "import httpx"):
        assert word not in text


def test_search_sees_paths_and_headings_as_they_are_read(tmp_path: Path) -> None:
    said = USER.replace("/api/user", "/api/{group}/user/{id}")
    built = site(
        tmp_path,
        {"docs/api/create-user.mdx": said},
        markdown_extensions=["pymdownx.superfences", {"toc": {"permalink": True}}],
    )

    found = json.loads(built.text("search/search_index.json"))["docs"]
    assert any("POST /api/{group}/user/{id} " in one["text"] for one in found)
    assert {"Body", "Response"} <= {one["title"] for one in found}


def test_the_examples_are_on_the_page_although_search_does_not_see_them(zoo: Built) -> None:
    assert "tryfield-example-requests" in zoo.text("api/create-user/index.html")


def test_a_deprecated_endpoint_says_so(zoo: Built) -> None:
    assert "Deprecated." in zoo.text("reference/birds/birds/index.html")


def test_a_faulty_definition_is_a_warning(tmp_path: Path) -> None:
    files = {
        "docs/api/create-user.mdx": USER,
        "docs/api/bad.json": '{"openapi": "3.1.0", "paths": 7}',
    }
    built = site(tmp_path, files)

    assert any("docs/api/bad.json" in line for line in built.log)


def test_sources_that_lead_nowhere_stop_the_build(tmp_path: Path) -> None:
    built = site(tmp_path, {}, tryfield={"sources": ["nowhere/*.mdx"]})

    assert built.log[-1] == "aborted"
    assert "nowhere/*.mdx" in "".join(built.log)


def test_a_site_without_mkdocstrings_is_told_to_add_it(tmp_path: Path) -> None:
    plugins: list[Any] = ["search", {"tryfield": {"sources": ["docs/api"]}}]
    built = site(tmp_path, {"docs/api/create-user.mdx": USER}, plugins=plugins)

    assert "Add `mkdocstrings` to the plugins" in "".join(built.log)


def test_a_definition_may_choose_how_its_own_page_looks(tmp_path: Path) -> None:
    quiet = USER.replace("title:", "tryfield:\n  show_console: false\ntitle:", 1)
    loud = json.loads(json.dumps(API))
    loud["paths"]["/ants"]["get"]["x-tryfield"] = {"languages": ["ruby"]}
    files = {"docs/api/quiet.mdx": quiet, "docs/api/loud.json": json.dumps(loud)}
    built = site(tmp_path, files)

    assert "<tryfield-console" not in built.text("api/quiet/index.html")
    assert ">Ruby</label>" in built.text("api/ants/index.html")
    assert ">Ruby</label>" not in built.text("api/zebras/index.html")


def test_a_definition_may_choose_its_weight_in_the_search(tmp_path: Path) -> None:
    quiet = USER.replace("title:", "tryfield:\n  search_boost: 0.5\ntitle:", 1)
    loud = json.loads(json.dumps(API))
    loud["paths"]["/ants"]["get"]["x-tryfield"] = {"search_boost": 10}
    files = {"docs/api/quiet.mdx": quiet, "docs/api/loud.json": json.dumps(loud)}
    built = site(tmp_path, files, tryfield={"options": {"search_boost": 3}})

    found = json.loads(built.text("search/search_index.json"))["docs"]
    weights = {one["location"]: one.get("boost") for one in found}
    assert built.log == ()
    assert weights["api/quiet/"] == 0.5
    assert weights["api/ants/"] == 10
    assert weights["api/zebras/"] == 3


@pytest.mark.parametrize("boost", ["high", "0", "-1", "true", ".inf", ".nan", "[2]", "1001"])
def test_a_weight_that_is_none_stops_the_build_with_advice(boost: str, tmp_path: Path) -> None:
    wrong = USER.replace("title:", f"tryfield:\n  search_boost: {boost}\ntitle:", 1)
    built = site(tmp_path, {"docs/api/wrong.mdx": wrong})

    assert built.log[-1] == "aborted"
    assert "docs/api/wrong.mdx:" in "".join(built.log)
    assert "Write a number above 0, and 1000 at most." in "".join(built.log)


def test_options_that_are_no_table_stop_the_build_with_advice(tmp_path: Path) -> None:
    wrong = USER.replace("title:", "tryfield: quiet\ntitle:", 1)
    built = site(tmp_path, {"docs/api/wrong.mdx": wrong})

    assert "Write a table: `console: none`." in "".join(built.log)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("[x](../guide.md#limits)", "../../guide/#limits"),
        ("[x](/guide)", "../../guide/"),
        ("[x](/guide#limits)", "../../guide/#limits"),
        ("[x](/api/other)", "../other/"),
        ("[x](other.mdx)", "../other/"),
        ("[x](./other)", "../other/"),
        ("[x](/)", "../../"),
        ("![x](/box.svg)", "../../box.svg"),
        ("[x](/nowhere)", "/nowhere"),
        ("[x](../../etc/passwd)", "../../etc/passwd"),
        ("[x](https://example.com/guide)", "https://example.com/guide"),
        ("[x](#guide)", "#guide"),
    ],
)
def test_descriptions_link_to_files_as_any_page_does(
    link: str, address: str, tmp_path: Path
) -> None:
    other = USER.replace("Create User", "Other").replace("/user", "/other")
    files = {
        "docs/api/create-user.mdx": USER.replace("The token *in use*.", link),
        "docs/api/other.mdx": other.replace("title:", "tag: People\ntitle:", 1),
        "docs/guide.md": "# Guide\n",
        "docs/box.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    built = site(tmp_path, files, strict=True)

    page = built.text("api/create-user/index.html")
    (found,) = re.findall(
        r'<div class="tryfield-text"><p><(?:a|img)[^>]* ?(?:href|src)="([^"]*)', page
    )
    assert found == address


def test_a_link_on_a_page_that_only_draws_an_endpoint_stays_as_it_is_written(
    tmp_path: Path,
) -> None:
    definition = USER.replace("The token *in use*.", "[x](../guide.md#limits)")
    page = "# Mine\n\n::: create-user\n    handler: tryfield\n"
    files = {"docs/api/create-user.mdx": definition, "docs/mine.md": page}

    built = site(tmp_path, files)

    assert 'href="../guide.md#limits"' in built.text("mine/index.html")
    assert "tryfield-link" not in built.text("mine/index.html")


def test_search_keeps_words_apart_that_stand_in_lines_of_their_own(tmp_path: Path) -> None:
    api = json.loads(json.dumps(API))
    group = {"type": "string", "description": "Where it lives.", "enum": ["land", "sea"]}
    api["paths"]["/ants"]["get"]["parameters"] = [{"name": "home", "in": "query", "schema": group}]

    built = site(tmp_path, {"docs/api/zoo.json": json.dumps(api)})

    index = json.loads(built.text("search/search_index.json"))
    text = "\n".join(entry["text"] for entry in index["docs"])
    assert "Where it lives. Allowed land sea" in text


def test_what_a_definition_says_about_live_calls_is_none_of_its_page(tmp_path: Path) -> None:
    live = USER.replace("title:", "tryfield:\n  live: false\n  console: none\ntitle:", 1)
    built = site(tmp_path, {"docs/api/live.mdx": live})

    assert built.log == ()
    assert "<tryfield-console" not in built.text("api/live/index.html")


def test_a_definition_may_not_choose_what_is_trusted(tmp_path: Path) -> None:
    bold = USER.replace("title:", "tryfield:\n  trust_html: true\ntitle:", 1)
    built = site(tmp_path, {"docs/api/bold.mdx": bold})

    assert built.log[-1] == "aborted"
    assert "'trust_html' is for the site to choose" in "".join(built.log)


def test_what_the_baseline_knows_does_not_fail_a_build(tmp_path: Path) -> None:
    twice = USER.replace(
        "<RequestExample>", '<ParamField body="current_token" />\n<RequestExample>'
    )
    files = {"docs/api/create-user.mdx": twice}
    known = {"fingerprint": "field-twice docs/api/create-user.mdx - current_token"}
    accepted = {"known.json": json.dumps({"version": 1, "findings": [known]})}

    loud = site(tmp_path / "loud", files)
    quiet = site(tmp_path / "quiet", files | accepted, tryfield={"baseline": "known.json"})

    assert "field-twice" in "".join(loud.log)
    assert quiet.log == ()


def test_a_page_written_by_hand_goes_before_ours(tmp_path: Path) -> None:
    own = "# Mine\n\n::: create-user\n    handler: tryfield\n    options: {heading_level: 2}\n"
    files = {"docs/api/create-user.mdx": USER, "docs/api/create-user.md": own}
    built = site(tmp_path, files)

    assert ">Mine" in built.text("api/create-user/index.html")


def test_a_dirty_build_makes_only_the_page_that_changed(tmp_path: Path) -> None:
    """What `mkdocs serve --dirty` does after an edit."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[the zebras][zebras]\n")
    (tmp_path / "zoo.json").write_text(json.dumps(API), encoding="utf-8")
    config = {
        "site_name": "Zoo",
        "theme": {"name": "material", "font": False},
        "plugins": ["autorefs", {"tryfield": {"sources": ["zoo.json"]}}, "mkdocstrings"],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")

    def again() -> dict[str, int]:
        loaded = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
        loaded.plugins.on_startup(command="serve", dirty=True)
        build(loaded, dirty=True)
        return {
            path.parent.name: path.stat().st_mtime_ns
            for path in (tmp_path / "site" / "reference").rglob("index.html")
        }

    before = again()
    text = json.dumps(API).replace('"Ants"', '"Ants, all of them"')
    (tmp_path / "zoo.json").write_text(text, encoding="utf-8")
    after = again()

    assert after["ants"] > before["ants"]
    assert after["zebras"] == before["zebras"]
    assert "Ants, all of them" in (tmp_path / "site/reference/ants/index.html").read_text()
    assert 'zebras">' in (tmp_path / "site/reference/index.html").read_text()


OVERLAY = """
overlay: 1.0.0
info: {title: Corrections, version: "1"}
actions:
  - target: $.paths['/zebras'].get
    update: {summary: Striped horses}
  - target: $.paths['/ants']
    remove: true
"""


def test_overlays_change_the_pages_and_are_watched(tmp_path: Path) -> None:
    built = site(
        tmp_path,
        {"zoo.json": json.dumps(API), "zoo.overlay.yaml": OVERLAY},
        tryfield={"sources": ["zoo.json"], "overlays": ["zoo.overlay.yaml"]},
    )

    loaded = load_config(str(tmp_path / "mkdocs.yml"))
    loaded.plugins.run_event("config", loaded)
    assert "Striped horses" in built.text("reference/zebras/index.html")
    assert not (built.folder / "reference/ants").exists()
    assert str(tmp_path / "zoo.overlay.yaml") in loaded.watch


def test_editing_a_definition_is_watched(tmp_path: Path) -> None:
    site(tmp_path, {"docs/api/create-user.mdx": USER})
    loaded = load_config(str(tmp_path / "mkdocs.yml"))
    loaded.plugins.run_event("config", loaded)

    assert str(tmp_path / "docs" / "api" / "create-user.mdx") in loaded.watch

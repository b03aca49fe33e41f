"""The page of an endpoint, as a site shows it."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import pytest

import mkdocstrings_handlers.tryfield as tryfield_handler
from tests.rendering.building import USER, Built, site
from tryfield.readers import definition_reader
from tryfield.rendering import example_tabs
from tryfield.rendering.page_options import Options
from tryfield.rendering.site_layout import Layout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return site(tmp_path_factory.mktemp("site"), {"docs/api/create-user.mdx": USER})


@pytest.fixture(scope="module")
def page(built: Built) -> str:
    return built.text("api/create-user/index.html")


class _Ids(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if "id" in said:
            self.ids.append(said["id"] or "")
        if (href := said.get("href") or "").startswith("#"):
            self.links.append(href[1:])


def article(page: str) -> str:
    return page[page.index("<article") : page.index("</article>")]


def test_a_page_names_its_endpoint(page: str) -> None:
    assert re.search(r'<h1 id="create-user" class="tryfield-headline">\s*Create User', page)
    assert '<span class="tryfield-method tryfield-method-post">POST</span>' in page
    assert '<code class="tryfield-path">/api/user</code>' in page


def test_every_field_has_a_link_of_its_own(page: str) -> None:
    ids = _Ids(page).ids

    assert "create-user-body-current_token" in ids
    assert "create-user-response-2xx-user_group" in ids
    assert "create-user-response-2xx-user_group-token" in ids


def test_no_id_is_given_twice_and_no_link_leads_nowhere(page: str) -> None:
    found = _Ids(article(page))

    assert sorted(found.ids) == sorted(set(found.ids))
    assert set(found.links) <= {*found.ids, "__codelineno"}


def test_fields_say_where_they_belong(page: str) -> None:
    response = page[page.index('data-tryfield-place="response 2XX application/json"') :]

    assert 'data-tryfield-place="body application/json"' in page
    assert 'data-tryfield-path="user_group.token"' in response
    assert response.count('<span class="tryfield-marks"></span>') >= 3


def test_types_stand_in_the_authors_words(page: str) -> None:
    assert '<span class="tryfield-type-label">JSON or null</span>' in page
    assert '<span class="tryfield-required">required</span>' in page


def test_nested_fields_stand_in_details_that_are_open(page: str) -> None:
    assert re.search(r'<details class="tryfield-details tryfield-more" open>\s*<summary>', page)


def test_descriptions_are_markdown(page: str) -> None:
    assert "<p>The token <em>in use</em>.</p>" in page


def test_a_sentence_and_the_long_words_are_shown_and_no_title_twice(tmp_path: Path) -> None:
    both = USER.replace("<ParamField", "The old one *stops* working.\n\n<ParamField", 1)
    zoo = {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "paths": {
            "/birds": {"get": {"summary": "List birds", "operationId": "birds", "responses": {}}}
        },
    }
    files = {"docs/api/create-user.mdx": both, "docs/api/zoo.json": json.dumps(zoo)}
    built = site(tmp_path, files)

    for words in (
        "<p>Gives a group a new token.</p>",
        "<p>The old one <em>stops</em> working.</p>",
    ):
        assert words in built.text("api/create-user/index.html")
    assert "<p>List birds</p>" not in built.text("api/zoo/index.html")
    assert built.text("api/zoo.md").count("List birds\n") == 1


@pytest.mark.parametrize(
    ("info", "titles"),
    [
        ("200", []),
        ("200 OK", ["OK"]),
        ("200-response", []),
        ("200: empty", ["empty"]),
        ("2001 items", ["2001 items"]),
    ],
)
def test_the_name_of_an_example_does_not_say_its_status_again(info: str, titles: list[str]) -> None:
    text = USER.replace("```json Response", f"```json {info}")
    (endpoint,) = definition_reader.read_text(text, file="create-user.mdx").reference.endpoints

    assert [tab.title for tab in example_tabs.response_tabs(endpoint) if tab.title] == titles


def test_the_documented_curl_goes_first_and_keeps_its_title(page: str) -> None:
    labels = re.findall(r'<label for="__tabbed_create-user-requests_\d"[^>]*>([^<]+)</label>', page)

    assert labels == ["cURL", "Python", "JavaScript"]
    assert '<p class="tryfield-example-title">Example Request</p>' in page


def test_the_contract_in_a_page_is_json(page: str) -> None:
    (text,) = re.findall(r"data-tryfield-contract>(.*?)</template>", page)
    contract = json.loads(text)

    assert list(contract["paths"]) == ["/api/user"]
    assert "<" not in text


def test_a_console_is_left_out_where_a_site_wants_none(tmp_path: Path) -> None:
    options = {"options": {"show_console": False}}
    built = site(tmp_path, {"docs/api/create-user.mdx": USER}, tryfield=options)

    assert "<tryfield-console" not in built.text("api/create-user/index.html")


def test_an_endpoint_stands_wherever_it_is_asked_for(tmp_path: Path) -> None:
    guide = """\
        # Guide

        See [the endpoint][POST /api/user].

        ::: POST /api/user
            handler: tryfield
            options:
              heading_level: 2
              show_examples: false
        """
    files = {"api/create-user.mdx": USER, "docs/guide.md": guide}
    handler = {"sources": ["api"]}
    built = site(tmp_path, files, handler=handler, plugin=False)
    page = built.text("guide/index.html")

    assert '<h2 id="create-user" class="tryfield-headline">' in page
    assert '<h3 id="create-user-body" class="tryfield-section-title">' in page
    assert "tryfield-example-requests" not in page
    assert '#create-user">the endpoint</a>' in page


def test_a_field_is_a_target_of_cross_references(tmp_path: Path) -> None:
    index = "# Home\n\n[its token][create-user-response-2xx-user_group-token]\n"
    built = site(tmp_path, {"docs/api/create-user.mdx": USER, "docs/index.md": index})

    wanted = 'href="api/create-user/#create-user-response-2xx-user_group-token"'
    assert wanted in built.text("index.html")
    assert not [line for line in built.log if "create-user-response" in line]


def test_a_description_links_to_endpoints_and_its_other_brackets_are_text(tmp_path: Path) -> None:
    words = "Undo it with [Create User][], keep [the token][create-user-response-2xx-user_group]."
    other = USER.replace("Create User", "Remove User").replace("POST ", "DELETE ")
    other = other.replace("The token *in use*.", f"{words} It is `a`, or [b][Optional].")
    files = {"docs/api/create-user.mdx": USER, "docs/api/remove-user.mdx": other}

    built = site(tmp_path, files, strict=True)
    page = built.text("api/remove-user/index.html")

    assert built.log == ()
    assert 'href="../create-user/#create-user">Create User</a>' in page
    assert 'href="../create-user/#create-user-response-2xx-user_group">the token</a>' in page
    assert "or [b][Optional]." in page


def test_endpoints_stand_in_the_inventory(built: Built) -> None:
    *_, packed = (built.folder / "objects.inv").read_bytes().split(b"\n", 4)
    lines = zlib.decompress(packed).decode().splitlines()

    assert "create-user http:post 1 api/create-user/#$ -" in lines
    assert "POST /api/user http:post 2 api/create-user/#create-user -" in lines


def test_a_wrong_name_stops_the_build_with_advice(tmp_path: Path) -> None:
    text = "# Guide\n\n::: creat-user\n    handler: tryfield\n"
    files = {"docs/api/create-user.mdx": USER, "docs/guide.md": text}

    built = site(tmp_path, files)

    assert built.log[-1] == "aborted"
    assert "Did you mean 'create-user'" in "".join(built.log)


def test_a_wrong_option_stops_the_build_with_advice(tmp_path: Path) -> None:
    options = {"options": {"show_consol": False}}

    built = site(tmp_path, {"docs/api/create-user.mdx": USER}, tryfield=options)

    assert built.log[-1] == "aborted"
    assert "Did you mean 'show_console'" in "".join(built.log)


def test_a_template_can_be_replaced_one_block_at_a_time(tmp_path: Path) -> None:
    own = """\
        {% extends "_base/field.html.jinja" %}
        {% block text %}<p class="ours">{{ field.name }}</p>{% endblock %}
        """
    files = {
        "docs/api/create-user.mdx": USER,
        "templates/tryfield/material/field.html.jinja": own,
    }
    plugins = [
        "search",
        {"tryfield": {"sources": ["docs/api"]}},
        {"mkdocstrings": {"custom_templates": "templates"}},
    ]
    built = site(tmp_path, files, plugins=plugins)

    assert '<p class="ours">current_token</p>' in built.text("api/create-user/index.html")


def test_a_page_says_when_it_last_matched(tmp_path: Path) -> None:
    stamp = {"date": "2026-11-20", "where": "staging", "endpoints": {"create-user": "matches"}}
    files = {"docs/api/create-user.mdx": USER, "live.json": json.dumps(stamp)}
    built = site(tmp_path, files, tryfield={"stamp": "live.json"})

    assert "Last matched 2026-11-20 on staging" in built.text("api/create-user/index.html")


def test_every_option_is_explained() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")

    for option in (*fields(Options), *fields(Layout)):
        known = option.name in ("groups", "components", "shared")  # none of them is an option
        assert known or f"`{option.name}`" in manual


def test_every_template_and_block_is_explained() -> None:
    folder = Path(tryfield_handler.__file__).parent / "templates" / "material" / "_base"
    manual = (Path(__file__).parents[2] / "docs" / "pages.md").read_text(encoding="utf-8")

    for template in sorted(folder.glob("*.jinja")):
        text = template.read_text(encoding="utf-8")
        assert f"`{template.name}`" in manual
        for block in re.findall(r"{% block (\w+)", text):
            assert f"`{block}`" in manual, (template.name, block)
        if template.name != "parts.html.jinja":
            assert (folder.parent / template.name).read_text(encoding="utf-8") == (
                f'{{% extends "_base/{template.name}" %}}\n'
            )


def test_html_of_a_description_stays_only_where_a_site_trusts_it(tmp_path: Path) -> None:
    text = USER.replace("The new token.", '<kbd class="own">The</kbd> new token.')
    for trust, kept in ((True, '<kbd class="own">'), (False, "<kbd>")):
        folder = tmp_path / str(trust)
        folder.mkdir()
        built = site(
            folder, {"docs/api/create-user.mdx": text}, tryfield={"options": {"trust_html": trust}}
        )
        assert kept in built.text("api/create-user/index.html")

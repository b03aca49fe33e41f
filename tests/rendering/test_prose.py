"""Words of a definition as HTML: what people write, without what acts."""

from __future__ import annotations

import pytest

from tryfield.readers import definition_reader
from tryfield.rendering.description_html import Prose, targets

PAGE = """\
---
title: Get a team
api: GET https://api.example.com/teams/{id}
---

<Warning>Ask *before* you call.</Warning>

<Tabs>
  <Tab title="One">First.</Tab>
  <Tab title="Two">
    ```json
    {"a": 1}
    ```
  </Tab>
</Tabs>

<Accordion title="Why">Because.</Accordion>

<ParamField path="id" type="integer" required>Which.</ParamField>
"""


@pytest.fixture(scope="module")
def html() -> str:
    (endpoint,) = definition_reader.read_text(PAGE, file="get-team.mdx").reference.endpoints
    return Prose()(endpoint.description)


def test_a_callout_is_an_admonition(html: str) -> None:
    assert '<div class="admonition warning">' in html
    assert "<em>before</em>" in html
    assert "!!!" not in html


def test_an_accordion_is_folded(html: str) -> None:
    assert '<details class="note">\n<summary>Why</summary>' in html


def test_tabs_are_folds_of_which_the_first_is_open(html: str) -> None:
    assert '<details class="example" open="open">\n<summary>One</summary>' in html
    assert '<details class="example">\n<summary>Two</summary>' in html
    assert "===" not in html


def test_what_looks_like_a_tab_in_code_stays() -> None:
    html = Prose()('```text\n=== "One"\n```\n')

    assert "???" not in html
    assert "===" in html


def test_a_box_cannot_have_a_class_of_the_theme() -> None:
    html = Prose()('!!! md-overlay "Title"\n    Words.\n')

    assert "md-overlay" not in html
    assert "Words." in html


@pytest.fixture(scope="module")
def linking() -> Prose:
    return Prose(
        targets=targets(definition_reader.read_text(PAGE, file="get-team.mdx").reference.endpoints)
    )


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[one][get-a-team]", "get-a-team"),
        ("[one][GET /teams/{id}]", "get-a-team"),
        ("[GET /teams/{id}][]", "get-a-team"),
        ("[`get-a-team`][]", "get-a-team"),
        ("[Get a team][]", "get-a-team"),
        ("[its id][get-a-team-path-id]", "get-a-team-path-id"),
    ],
)
def test_a_reference_to_an_endpoint_or_a_part_of_its_page_is_a_link(
    text: str, target: str, linking: Prose
) -> None:
    assert f'<autoref identifier="{target}">' in linking(text)


@pytest.mark.parametrize(
    "text",
    [
        "[Label][Optional]",
        "^[a-z][a-z0-9_]+$",
        "items[0][name]",
        "a list[string][]",
        "[x][get-a-team-members]",
        "[x][get]",
    ],
)
def test_other_brackets_stay_as_they_are_written(text: str, linking: Prose) -> None:
    assert linking(text) == f"<p>{text}</p>"


def test_a_link_that_a_description_defines_itself_is_its_own(linking: Prose) -> None:
    html = linking("[one][get-a-team]\n\n[get-a-team]: https://example.com/\n")

    assert '<a href="https://example.com/"' in html


def test_html_of_a_description_is_no_reference(linking: Prose) -> None:
    for html in ('<autoref identifier="get-a-team">x</autoref>', "<div><autoref>x</autoref></div>"):
        assert "<autoref" not in linking(html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One", "<h4>One</h4>"),
        (
            "## A &amp; <b>B</b> &#38; `<h1>`",
            "<h5>A &amp; <b>B</b> &amp; <code>&lt;h1&gt;</code></h5>",
        ),
        ("<h2>Raw</h2>", "<h5>Raw</h5>"),
        ("##### Deep", "<h6>Deep</h6>"),
        ("## Rule\n\n<hr>\n\n<img src='a.png' alt='A \"b\"'>", None),
    ],
)
def test_headings_of_a_description_begin_below_those_of_the_page(
    text: str, html: str | None
) -> None:
    said = str(Prose()(text))

    if html is None:
        assert '<img src="a.png" alt="A &quot;b&quot;">' in said
        assert "<hr>" in said
    else:
        assert said == html


@pytest.mark.parametrize("fragment", [":   ", "> ", "* ", "- 1. ", "!!! a\n    "])
def test_lists_in_lists_without_end_are_text(fragment: str) -> None:
    assert "the end" in Prose()("a\n" + fragment * 600 + "the end")


def test_brackets_of_a_paragraph_of_very_many_are_text() -> None:
    html = Prose()("See [one](https://example.com).\n\n" + "[a](b) " * 600)

    assert '<a href="https://example.com"' in html
    assert html.count("[a](b)") == 600

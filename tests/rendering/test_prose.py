"""Words of a definition as HTML: what people write, without what acts."""

from __future__ import annotations

import re

import pytest
import yaml

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


def shape(html: str) -> str:
    """HTML without the blanks around blocks."""
    blocks = r"(</?(?:[uo]l|li|p|div|table|thead|tbody|t[rhd]|h\d|hr|dl|d[td])\b[^>]*>)"
    return re.sub(rf"\s*{blocks}\s*", r"\1", str(html))


READ_ALIKE = [
    ("Kinds:\n- `a`: one\n- b", "<p>Kinds:</p><ul><li><code>a</code>: one</li><li>b</li></ul>"),
    ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    ("1. one\n   - two", "<ol><li>one<ul><li>two</li></ul></li></ol>"),
    ("3) c\n4) d", '<ol start="3"><li>c</li><li>d</li></ol>'),
    ("* a\n\n  more\n* b", "<ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul>"),
    (
        "text\n| a | b |\n|---|--:|\n| 1 | 2 |",
        (
            '<p>text</p><table><thead><tr><th>a</th><th align="right">b</th></tr></thead>'
            '<tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table>'
        ),
    ),
    (
        "Sizes:\nA | B\n--|--\n1 | 2",
        (
            "<p>Sizes:</p><table><thead><tr><th>A</th><th>B</th></tr></thead>"
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
        ),
    ),
    ("1. x\n\n   ```\n   a\n     b\n   ```\n2. y", None),
    ("Head\n----\n\na\\\nb", "<h5>Head</h5><p>a<br>\nb</p>"),
    ("~~old~~ and ~older~", "<p><s>old</s> and <s>older</s></p>"),
    ("Say it[^1].\n\n[^1]: As *noted*.", None),
]


@pytest.mark.parametrize(("text", "wanted"), READ_ALIKE)
@pytest.mark.parametrize("name", ["api.yaml", "page.mdx"])
def test_text_reads_as_its_author_meant(text: str, wanted: str | None, name: str) -> None:
    html = shape(Prose()(described(text, name)))

    if wanted is not None:
        assert html == wanted
    elif "[^1]" in text:
        assert html == (
            "<p>Say it<sup>1</sup>.</p>"
            '<div class="footnote"><hr><ol><li><p>As <em>noted</em>.</p></li></ol></div>'
        )
    else:
        assert html.startswith('<ol><li><p>x</p><div class="highlight"><pre>')
        assert "<code>a\n  b\n</code>" in html
        assert html.endswith("</li><li><p>y</p></li></ol>")


def described(text: str, name: str) -> str:
    """The description of an endpoint, from an OpenAPI document or an MDX page."""
    if name.endswith(".mdx"):
        source = f'---\ntitle: A\napi: "GET https://api.example.com/a"\n---\n\n{text}\n'
    else:
        operation = {"description": text, "responses": {"200": {"description": "Done."}}}
        info = {"title": "A", "version": "1"}
        source = yaml.safe_dump(
            {"openapi": "3.1.0", "info": info, "paths": {"/a": {"get": operation}}}
        )
    (endpoint,) = definition_reader.read_text(source, file=name).reference.endpoints
    return endpoint.description


@pytest.mark.parametrize("name", ["api.yaml", "page.mdx"])
def test_the_text_of_a_page_for_programs_is_what_was_written(name: str) -> None:
    text = "Kinds:\n- a\n  - b\n\n* c\n\n  more\n\n| a | b |\n| --- | --- |\n| 1 | ~~2~~ |"

    assert described(text, name) == text


def test_indentation_makes_code_in_openapi_and_not_in_mdx() -> None:
    text = "Send:\n\n    one *two*"

    assert "<code>one *two*\n</code>" in Prose()(described(text, "api.yaml"))
    assert shape(Prose()(described(text, "page.mdx"))) == ("<p>Send:</p><p>one <em>two</em></p>")


def test_text_between_tags_is_markdown_in_mdx_and_html_in_openapi() -> None:
    text = "<div>\n**Big**\n</div>"

    assert "**Big**" in Prose()(described(text, "api.yaml"))
    assert shape(Prose()(described(text, "page.mdx"))) == ("<div><p><strong>Big</strong></p></div>")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Basic <base64 of `key:`>", "<p>Basic &lt;base64 of <code>key:</code>&gt;</p>"),
        ("a <of `b`>.", "<p>a &lt;of <code>b</code>&gt;.</p>"),
        ("<token>\n*a*", "<p>&lt;token&gt;\n<em>a</em></p>"),
        ("<div>\nthe <token>\n</div>", "<div>the &lt;token&gt;</div>"),
        ("a <font color=red>b</font>", "<p>a b</p>"),
    ],
)
def test_a_tag_that_nobody_defined_is_text(text: str, html: str) -> None:
    assert shape(Prose()(text)) == html


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://a.example/b_c?d=1&e=2.", ["https://a.example/b_c?d=1&amp;e=2"]),
        ("(www.a.example/(b))", ["http://www.a.example/(b)"]),
        ("**https://a.example** or ~www.b.example~", ["https://a.example", "http://www.b.example"]),
        ("Write to ada@a.example, please.", ["mailto:ada@a.example"]),
        ("[https://a.example](https://b.example)", ["https://b.example"]),
        ('<a href="https://b.example">https://a.example</a>', ["https://b.example"]),
        ("`https://a.example` https://<host>/ xhttps://a.example http://a_b.c_d", []),
        ("https://a.example/&gt; x", ["https://a.example/%3E"]),
    ],
)
def test_an_address_is_a_link_as_on_github(text: str, links: list[str]) -> None:
    assert re.findall(r'href="([^"]*)"', Prose()(text)) == links


@pytest.mark.parametrize(("length", "links"), [(8000, 1), (8001, 0)])
def test_an_address_that_no_server_need_read_is_text(length: int, links: int) -> None:
    assert Prose()("https://a.example/".ljust(length, "b")).count("<a ") == links


def test_tasks_have_boxes_that_cannot_be_ticked() -> None:
    html = Prose()("- [ ] one\n- [x] two\n\n<input name=a>")

    assert html.count('<input type="checkbox" aria-label="To do" disabled>') == 1
    assert html.count('<input type="checkbox" aria-label="Done" disabled checked>') == 1
    assert html.count("<input") == 2


@pytest.mark.parametrize(
    ("kind", "box"),
    [("NOTE", "note"), ("Tip", "tip"), ("IMPORTANT", "info"), ("CAUTION", "danger")],
)
def test_an_alert_of_github_is_an_admonition(kind: str, box: str) -> None:
    html = shape(Prose()(f"> [!{kind}]\n> Ask *first*."))

    title = f'<p class="admonition-title">{kind.capitalize()}</p>'
    assert html == f'<div class="admonition {box}">{title}<p>Ask <em>first</em>.</p></div>'


def test_boxes_hold_all_blocks_and_stand_in_lists() -> None:
    html = shape(Prose()('- a\n\n    !!! tip "*It*"\n        - b\n\n        more\n\nEnd.'))

    title = '<p class="admonition-title"><em>It</em></p>'
    assert html == (
        f'<ul><li><p>a</p><div class="admonition tip">{title}'
        "<ul><li>b</li></ul><p>more</p></div></li></ul><p>End.</p>"
    )


@pytest.mark.parametrize("text", ["Wow\n!!! really", "???", '=== "One"', "!!!\n    x"])
def test_a_box_without_content_or_kind_is_text(text: str) -> None:
    assert "<p>" in Prose()(text)
    assert "admonition" not in Prose()(text)
    assert "<details" not in Prose()(text)


def test_code_has_colours_a_title_and_the_highlighter_of_the_site() -> None:
    prose = Prose(highlight=lambda text, language: f"<pre><code>{language}: {text}</code></pre>")

    assert '<span class="nt">"a"</span>' in prose('```json\n{"a": 1}\n```')
    assert '<span class="filename">a.py</span>' in Prose()('```text title="a.py"\nx\n```')
    assert "<code>ruby: x = 1\n</code>" in prose("```ruby\nx = 1\n```")


@pytest.mark.parametrize("fragment", ["[a](b) ", "[", "]("])
def test_very_many_brackets_lose_nothing(fragment: str) -> None:
    html = Prose()(fragment * 5_000 + "the end")

    assert "the end" in html
    assert html.count("<a ") == (5_000 if fragment == "[a](b) " else 0)


@pytest.mark.parametrize(
    "address",
    [
        "https://tracker.test/a.png",
        "//tracker.test/a.png",
        "/\\tracker.test/a.png",
        "\\\\tracker.test/a.png",
        " https://tracker.test/a.png",
        "https:tracker.test/a.png",
        "https://images.test@tracker.test/a.png",
        "https://images.test.tracker.test/a.png",
    ],
)
def test_an_image_of_another_host_is_not_loaded(address: str) -> None:
    html = f"<img src='{address}' alt='its words'>"
    if "\\" not in address:  # which Markdown percent-encodes: the name of a file
        html += f"\n\n![its words](<{address}>)"
    said = str(Prose(image_hosts=("images.test",))(html))

    assert "its words" in said
    assert "src=" not in said


def test_images_of_the_site_and_of_named_hosts_are_loaded() -> None:
    text = "![](/a.png) ![](images/b.png) ![](https://images.test/c.png) ![](//images.test/d.png)"
    said = str(Prose(image_hosts=("images.test",))(text))

    assert said.count("src=") == 4
    assert str(Prose()(text)).count("src=") == 2

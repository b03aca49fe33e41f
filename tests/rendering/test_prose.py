"""Words of a definition as HTML: what people write, without what acts."""

from __future__ import annotations

import pytest

from tryfield import readers
from tryfield.rendering.prose import Prose

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
    (endpoint,) = readers.read_text(PAGE, file="get-team.mdx").reference.endpoints
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

"""Fields of components that a page links to: opened in place, marked, and reached by address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.browser.axe import violations
from tests.browser.console import Console
from tests.rendering import building
from tests.serving import running

WIDE = {f"wide{number}": {"type": "string", "description": "word " * 40} for number in range(60)}
SCHEMAS: dict[str, Any] = {
    "Flow": {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "owner": {"$ref": "#/components/schemas/Person"}},
    },
    "Person": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "team": {"$ref": "#/components/schemas/Team"},
            **WIDE,
        },
    },
    "Team": {
        "type": "object",
        "properties": {
            "slug": {"type": "string"},
            **{name: WIDE[name] for name in list(WIDE)[:30]},
        },
    },
}


def _get(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    content = {"application/json": {"schema": schema}}
    said = {"200": {"description": "OK", "content": content}}
    return {"get": {"operationId": f"get-{name.lower()}", "responses": said}}


API = {
    "openapi": "3.1.0",
    "info": {"title": "Flows", "version": "1"},
    "servers": [{"url": "https://flows.example"}],
    "paths": {
        **{f"/{name.lower()}": _get(name) for name in SCHEMAS},
        "/again": {"get": {**_get("Flow")["get"], "operationId": "again"}},
    },
    "components": {"schemas": SCHEMAS},
}


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose consoles get their components from files."""
    built = building.site(
        tmp_path_factory.mktemp("flows"),
        {"flows.json": json.dumps(API)},
        tryfield={"sources": ["flows.json"]},
        theme={"name": "material", "font": False, "features": ["navigation.instant"]},
        site_url="http://127.0.0.1/",
    )
    assert built.log == ()
    files = StaticFiles(directory=Path(built.folder), html=True)
    with running(Starlette(routes=[Mount("/", files)])) as address:
        yield f"{address}/reference"


def test_a_link_opens_the_fields_of_a_component_in_place(page: Page, flows: str) -> None:
    page.goto(f"{flows}/get-flow/")
    link = page.locator('[data-tryfield-unfold="owner"]')

    link.focus()
    page.keyboard.press("Enter")

    row = page.locator("#get-flow-response-200-owner-name")
    expect(row).to_be_visible()
    expect(row).to_have_attribute("data-tryfield-path", "owner.name")
    summary = page.locator("summary", has_text="62 fields of owner")
    expect(summary).to_be_focused()
    assert page.url == f"{flows}/get-flow/"
    page.locator('[data-tryfield-unfold="owner.team"]').click()
    expect(page.locator("#get-flow-response-200-owner-team-slug")).to_be_visible()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))
    assert violations(page, ".tryfield-documentation") == []


def test_without_a_script_the_link_leads_to_the_component(browser: Browser, flows: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{flows}/get-flow/")

    page.locator('[data-tryfield-unfold="owner"]').click()

    assert page.url == f"{flows}/schemas/person/#schema-Person"
    page.context.close()


def test_a_link_whose_page_does_not_come_leads_there(page: Page, flows: str) -> None:
    page.goto(f"{flows}/get-flow/")
    missed: list[str] = []

    def miss(route: Route) -> None:
        first = not missed
        missed.append(route.request.url)
        route.abort() if first else route.continue_()

    page.route("**/schemas/person/", miss)
    page.locator('[data-tryfield-unfold="owner"]').click()

    page.wait_for_url(f"{flows}/schemas/person/#schema-Person")


def test_the_address_of_a_field_opens_what_hides_it(page: Page, flows: str) -> None:
    page.goto(f"{flows}/get-flow/#get-flow-response-200-owner-team-slug")

    row = page.locator("#get-flow-response-200-owner-team-slug")
    expect(row).to_be_in_viewport()
    expect(row).to_have_class("tryfield-field tryfield-target")


def test_a_component_links_on_to_what_it_is_made_of(page: Page, flows: str) -> None:
    page.goto(f"{flows}/get-flow/")

    page.locator("a.tryfield-component", has_text="Person").click()

    page.wait_for_url(f"{flows}/schemas/person/#schema-Person")
    page.locator('[data-tryfield-unfold="team"]').click()
    expect(page.locator("#schema-Person-team-slug")).to_be_visible()


def answered(page: Page, flows: str, body: dict[str, Any]) -> Console:
    """The console of the page after a response of the API with this body."""
    page.route(
        "https://flows.example/**",
        lambda route: route.fulfill(json=body, headers={"Access-Control-Allow-Origin": "*"}),
    )
    page.goto(f"{flows}/get-flow/")
    console = Console(page)
    console.touch()
    console.send()
    return console


def test_what_differs_inside_of_a_linked_component_is_opened_and_marked(
    page: Page, flows: str
) -> None:
    answered(page, flows, {"id": 1, "owner": {"name": "n", "team": {"slug": 7}}})

    marked = page.locator("#get-flow-response-200-owner-team-slug .tryfield-mark").first
    expect(marked).to_have_attribute("data-verdict", "differs")
    name = page.locator("#get-flow-response-200-owner-name .tryfield-mark")
    expect(name).to_have_attribute("data-verdict", "matches")


def test_marks_come_when_a_reader_opens_a_component(page: Page, flows: str) -> None:
    answered(page, flows, {"id": 1, "owner": {"name": "n"}})
    assert page.locator('[data-tryfield-path="owner.name"]').count() == 0

    page.locator('[data-tryfield-unfold="owner"]').click()

    name = page.locator("#get-flow-response-200-owner-name .tryfield-mark")
    expect(name).to_have_attribute("data-verdict", "matches")


def test_a_name_that_nobody_documented_is_shown_in_its_component(page: Page, flows: str) -> None:
    answered(page, flows, {"id": 1, "owner": {"name": "n", "strange": 1}})

    strange = page.locator(".tryfield-undocumented", has_text="strange")
    expect(strange).to_be_visible()
    assert strange.evaluate("one => one.closest('details').innerText").startswith("62 fields")


def test_the_check_tab_leads_to_a_field_of_a_linked_component(page: Page, flows: str) -> None:
    console = answered(page, flows, {"id": 1, "owner": {"name": "n", "team": {"slug": "s"}}})
    console.element.get_by_role("tab", name="Check").click()

    console.element.get_by_role("button", name="owner.team.slug").click()

    expect(page.locator("#get-flow-response-200-owner-team-slug")).to_be_in_viewport()


def test_pages_share_the_files_of_their_consoles(page: Page, flows: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answered(page, flows, {"id": 1})

    assert len([url for url in asked if "/assets/tryfield/components/" in url]) >= 1
    assert 'data-tryfield-components="../../assets/tryfield/components/' in page.content()

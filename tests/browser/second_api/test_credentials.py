"""Credentials of every kind: where they travel, and where they never are."""

from __future__ import annotations

import base64
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console import Console, recorded
from tests.browser.second_api.site import Second

CREDENTIALS = {
    "authkey": ({"Key": "hunter2-key"}, "headers", "hunter2-key"),
    "authin-query": ({"Key": "hunter2-query"}, "query", "api_key=hunter2-query"),
    "authbearer": ({"Token": "hunter2-bearer"}, "authorization", "Bearer hunter2-bearer"),
    "authprefixed": ({"Token": "hunter2-prefix"}, "authorization", "Token hunter2-prefix"),
    "authbasic": (
        {"User name": "ünser", "Password": "hunter2-pass"},
        "authorization",
        "Basic w7xuc2VyOmh1bnRlcjItcGFzcw==",
    ),
}


@pytest.mark.parametrize("name", CREDENTIALS)
def test_each_kind_of_credential_travels_where_it_is_documented(
    page: Page, api: Second, name: str
) -> None:
    typed, where, expected = CREDENTIALS[name]
    console = api.open(page, name)
    for label, text in typed.items():
        console.element.get_by_label(label, exact=True).fill(text)

    console.send()

    assert expected in str(console.received()[where])
    assert secrets_in(everything(page, console)) == []


def everything(page: Page, console: Console) -> dict[str, str]:
    """All that is kept, shown, copied or opened of a request that was sent."""
    element = console.element
    page.context.route("https://issues.example/**", lambda route: route.fulfill(body="issues"))
    with page.context.expect_page() as opened:
        element.get_by_role("button", name="Open an issue").click()
    opened.value.wait_for_url("https://issues.example/**")
    found = {
        "issue": (opened.value.evaluate("() => 0") and "") or opened.value.url,
        "report": console.copied("Copy report"),
        "code": console.copied("Copy as"),
        "link": console.copied("Copy link"),
        "address": page.url,
        "storage": page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})"),
        "request": element.locator(".tryfield-console-preview").inner_text(),
        "bar": element.locator(".tryfield-console-bar").inner_text(),
    }
    opened.value.close()
    element.get_by_role("button", name="History").click()
    found["history"] = element.get_by_role("region", name="History").inner_text()
    console.open_python()
    return found | {"python": console.code()}


def secrets_in(places: dict[str, str]) -> list[str]:
    """Where a credential stands, plain or as HTTP writes it."""
    encoded = base64.b64encode("ünser:hunter2-pass".encode()).decode()
    readable = {name: f"{text}\n{unquote(text)}\n{_link(text)}" for name, text in places.items()}
    return [name for name, text in readable.items() if "hunter2" in text or encoded in text]


def _link(text: str) -> str:
    """What a share link says."""
    said = text.partition("#try=")[2].partition(":")[2]
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode() if said else ""


def test_credentials_of_both_schemes_are_sent_together(page: Page, api: Second) -> None:
    console = api.open(page, "auth-both")
    console.element.get_by_label("Key", exact=True).fill("hunter2-key")
    console.element.get_by_label("User name", exact=True).fill("u")
    console.element.get_by_label("Password", exact=True).fill("p")

    console.send()

    said = console.received()
    assert said["headers"]["x-key"] == "hunter2-key"
    assert said["authorization"] == "Basic dTpw"


@pytest.mark.parametrize("name", ["authoauth", "authopenid"])
def test_a_reader_signs_in_with_a_code_and_without_a_secret(
    page: Page, api: Second, name: str
) -> None:
    console = api.open(page, name)
    requests = recorded(page)

    with page.expect_popup():
        console.element.get_by_role("button", name="Sign in").click()
    expect(console.element.get_by_text("Signed in.")).to_be_visible()
    console.send()

    assert console.received()["authorization"] == "Bearer hunter2-oauth"
    urls = [request.url for request in requests if "/authorize" in request.url]
    assert "client_id=docs" in urls[0]
    assert "code_challenge_method=S256" in urls[0]
    assert not [url for url in urls if "code_verifier" in url]
    assert "hunter2" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_a_login_page_may_cut_the_tie_to_the_page_that_opened_it(page: Page, api: Second) -> None:
    console = api.open(page, "authoauth")
    console.element.get_by_label("Client ID").fill("docs-apart")

    with page.expect_popup() as popup:
        console.element.get_by_role("button", name="Sign in").click()
    expect(console.element.get_by_text("The window looks closed.")).to_be_visible()
    popup.value.get_by_role("link", name="Yes, it is me").click()

    expect(console.element.get_by_text("Signed in.")).to_be_visible()

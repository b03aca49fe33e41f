"""Redirections: where they may lead, how they change a request, and what they take along."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.relay.conftest import Page, resolving
from tests.relay.target import Target
from tests.serving import running


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_to_where_it_may_not_send_is_refused(
    page: Page, api: str, target: Target, status: int
) -> None:
    with running(Target()) as other:
        code = page.refused(f"{api}/v1/redirect?status={status}&to={other}/v1/echo")

    assert code == "url-not-allowed"
    assert len(target.seen) == 1


@pytest.mark.parametrize("to", ["/echo", "../echo", "//169.254.169.254/v1", "file:///etc/passwd"])
def test_a_redirection_out_of_the_allowed_path_is_refused(page: Page, api: str, to: str) -> None:
    assert page.refused(f"{api}/v1/redirect?to={to}") in ("url-not-allowed", "redirect-invalid")


def test_a_redirection_to_a_name_in_a_private_network_is_refused(
    opened: Callable[..., Page], api: str
) -> None:
    page = opened([api, "http://api.example"], resolver=resolving("10.0.0.1"))

    assert page.refused(f"{api}/redirect?to=http://api.example/") == "address-not-allowed"


def test_an_allowed_redirection_is_followed(page: Page, api: str) -> None:
    answer = page.send(f"{api}/v1/redirect?to=echo")

    assert (answer["status"], answer["url"]) == (200, f"{api}/v1/echo")


def test_a_redirection_is_an_answer_where_it_is_not_to_be_followed(page: Page, api: str) -> None:
    answer = page.send(f"{api}/v1/redirect?to=echo", redirect="manual")

    assert (answer["status"], answer["body"]) == (302, b"moved")


def test_redirections_end(page: Page, api: str, target: Target) -> None:
    assert page.refused(f"{api}/v1/circle") == "too-many-redirects"
    assert len(target.seen) == 4


@pytest.mark.parametrize(
    ("status", "method", "expected", "body"),
    [
        (301, "POST", "GET", b""),
        (302, "POST", "GET", b""),
        (303, "POST", "GET", b""),
        (303, "PUT", "GET", b""),
        (302, "PUT", "PUT", b"{}"),
        (307, "POST", "POST", b"{}"),
        (308, "POST", "POST", b"{}"),
    ],
)
def test_a_redirection_changes_the_method_as_in_a_browser(
    page: Page, api: str, status: int, method: str, expected: str, body: bytes
) -> None:
    seen = page.echoed(
        f"{api}/v1/redirect?to=echo&status={status}",
        b"{}",
        method=method,
        headers=[["Content-Type", "application/json"]],
    )

    assert (seen["method"], seen["body"]) == (expected, body)
    assert ("content-type" in dict(seen["headers"])) is bool(body)


def test_another_origin_gets_no_credentials_by_a_redirection(
    opened: Callable[..., Page], api: str
) -> None:
    headers = [
        ["Authorization", "Token t"],
        ["X-Api-Key", "k"],
        ["Cookie", "c=1"],
        ["Accept", "a/b"],
    ]
    with running(Target()) as other:
        page = opened([api, other])
        seen = page.echoed(f"{api}/redirect?to={other}/echo", headers=headers)

    names = {name for name, _ in seen["headers"]}
    assert names == {"host", "accept", "accept-encoding", "user-agent"}


def test_the_same_origin_keeps_its_credentials_in_a_redirection(page: Page, api: str) -> None:
    seen = page.echoed(f"{api}/v1/redirect?to=echo", headers=[["Authorization", "Token t"]])

    assert ["authorization", "Token t"] in seen["headers"]


@pytest.mark.parametrize(("status", "method"), [(307, "POST"), (308, "POST"), (302, "PUT")])
def test_another_origin_gets_no_body_by_a_redirection(
    opened: Callable[..., Page], api: str, status: int, method: str
) -> None:
    other = Target()
    with running(other) as elsewhere:
        page = opened([api, elsewhere])
        answer = page.send(
            f"{api}/redirect?status={status}&to={elsewhere}/echo", b"secret", method=method
        )

    assert answer["status"] == status
    assert other.seen == []

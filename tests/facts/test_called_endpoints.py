"""Which endpoint a URL calls is decided once: `cases/called-endpoints.md`, for all who ask."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.core.bridge.asking import finished
from tests.doubling import ALLOWED, doubling_ratio
from tests.facts.tables import table
from tryfield.checking.mock_client import MockTransport
from tryfield.core import bridge
from tryfield.core.console.code_requests import is_own_server
from tryfield.core.endpoint_index import EndpointIndex
from tryfield.core.model import Endpoint, Response, Server
from tryfield.core.request.request_values import Values
from tryfield.core.rules.documented_urls import url_difference
from tryfield.core.wire import WireRequest

CASES = table("called-endpoints.md", "case")
cases = pytest.mark.parametrize(
    ("server", "paths", "url", "calls"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)


def documented(server: str, paths: str, **more: Any) -> tuple[Endpoint, ...]:
    servers = () if server == "none" else (Server(url=server),)
    made = []
    for number, written in enumerate(paths.split("` `")):
        kind, mark, path = (
            written.rpartition(":") if written.startswith(("w", "c")) else ("", "", written)
        )
        assert bool(kind) == bool(mark)
        made.append(
            Endpoint(
                id=f"e{number}",
                method="GET",
                path=path,
                servers=servers,
                kind=kind or "path",  # type: ignore[arg-type]
                responses=(Response(status="204"),),
                **more,
            )
        )
    return tuple(made)


@cases
def test_a_url_calls_the_decided_endpoint(server: str, paths: str, url: str, calls: str) -> None:
    found = EndpointIndex(documented(server, paths)).endpoint_for("get", url)

    assert (found.path if found else "nothing") == calls


@cases
def test_the_mock_client_of_tests_answers_the_same(
    server: str, paths: str, url: str, calls: str
) -> None:
    if "://" not in url or "<" in url:
        pytest.skip("no client calls it")
    import httpx2

    transport = MockTransport(documented(server, paths))
    with httpx2.Client(transport=transport) as client:
        status = client.get(url).status_code

    assert status == (501 if calls == "nothing" else 204)


@cases
def test_the_code_of_a_page_calls_the_same(server: str, paths: str, url: str, calls: str) -> None:
    if "://" not in url or "<" in url:
        pytest.skip("no code can send it")
    every = documented(server, paths)
    if every[0].kind != "path":
        every = (*every, *documented(server, "/elsewhere"))
    argument = {
        "endpoint": "e0",
        "request": {"method": "GET", "url": url, "headers": [], "body": ""},
        "values": {},
        "mock": True,
    }
    bridge._open.clear()
    bridge._reference[:] = []
    bridge._open.update({f"e{number}": one for number, one in enumerate(every)})

    said = json.loads(finished(bridge.carry(json.dumps(argument), None)))  # type: ignore[arg-type]

    assert ("refused" in said) == (calls == "nothing"), said
    if calls != "nothing":
        assert said["own"] == (calls == every[0].path)
    bridge._open.clear()


@pytest.mark.parametrize(
    ("server", "variables", "url", "own"),
    [
        ("https://api.test", {}, "https://api.test/x", True),
        ("https://api.test", {}, "https://evil.test/x", False),
        ("https://{region}.test", {"region": {"default": "eu"}}, "https://eu.test/x", True),
        ("https://{region}.test", {"region": {"default": "eu"}}, "https://evil.test/x", False),
        ("https://api.test", {}, "http://localhost:8000/x", False),
        ("", {}, "https://evil.test/x", False),
    ],
)
def test_a_credential_goes_only_where_the_form_would_send_it(
    server: str, variables: dict[str, Any], url: str, own: bool
) -> None:
    servers = (Server(url=server, variables=variables),) if server else ()
    endpoint = Endpoint(id="x", method="GET", path="/x", servers=servers)

    assert is_own_server(endpoint, WireRequest(method="GET", url=url), Values(), page="") == own
    typed = Values(server="http://localhost:8000")
    if "localhost" in url:
        assert is_own_server(endpoint, WireRequest(method="GET", url=url), typed, page="")


@cases
def test_the_rule_about_the_address_of_a_command_agrees(
    server: str, paths: str, url: str, calls: str
) -> None:
    for endpoint in documented(server, paths):
        if endpoint.path == calls:
            assert url_difference(endpoint, url) == ""


def test_a_base_url_stands_for_the_documented_servers() -> None:
    index = EndpointIndex(documented("https://api.test/v1", "/users"))
    url = "https://staging.test/api/users"

    assert index.endpoint_for("GET", url) is None
    assert index.endpoint_for("GET", url, bases=["", "https://staging.test/api/"]) is not None
    assert index.endpoint_for("GET", url, bases=["https://staging.test/"]) is None


def test_a_variable_that_is_a_whole_url_is_looked_up() -> None:
    server = Server(url="{base}/v1", variables={"base": {"default": "https://api.test"}})
    index = EndpointIndex([Endpoint(id="x", method="GET", path="/x", servers=(server,))])

    assert index.endpoint_for("GET", "https://api.test/v1/x") is not None
    assert index.knows_server("https://api.test/other")


def test_of_equal_endpoints_the_first_one_is_called() -> None:
    first, second = documented("https://api.test", "/users/{id}` `/users/{name}")

    assert EndpointIndex([first, second]).endpoint_for("GET", "https://api.test/users/7") is first
    assert EndpointIndex([second, first]).endpoint_for("GET", "https://api.test/users/7") is second


def paths_of_a_big_api(count: int) -> list[Endpoint]:
    return [
        Endpoint(
            id=f"e{number}",
            method="GET",
            path=f"/accounts/{{account}}/resource{number}/{{id}}/settings",
            servers=(Server(url="https://api.test/v1"),),
        )
        for number in range(count)
    ]


def calls_of_python(ask: Callable[[], object]) -> int:
    """How many functions are entered: what time says, on a busy machine as well."""
    count = 0

    def entered(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(entered)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("url", "documented"),
    [
        ("https://api.test/v1/accounts/7/resource49/8/settings", True),
        ("https://api.test/v1/accounts/7/resource49/8/other", False),
        ("https://other.test/v1/accounts/7/resource49/8/settings", False),
    ],
)
def test_a_url_is_matched_among_1500_paths_as_fast_as_among_50(url: str, documented: bool) -> None:
    few, many = EndpointIndex(paths_of_a_big_api(50)), EndpointIndex(paths_of_a_big_api(1500))

    assert (many.endpoint_for("GET", url) is not None) == documented
    assert calls_of_python(lambda: many.endpoint_for("GET", url)) <= 1.5 * calls_of_python(
        lambda: few.endpoint_for("GET", url)
    )


def test_a_hostile_address_costs_no_more_than_its_length() -> None:
    index = EndpointIndex(documented("none", "/{a}/{b}/{c}` `/{a}/x/{c}` `/x"))

    assert (
        doubling_ratio(index.endpoints_at, lambda n: "https://any.test" + "/x" * n, 2_000)
        <= ALLOWED
    )

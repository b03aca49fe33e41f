"""Which pages may call the users API from a browser."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from tests.serving import calling, running
from tryfield.demo.users_api import api


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with calling(api()) as client:
        yield client


def preflight(client: httpx2.Client, origin: str) -> httpx2.Response:
    return client.options(
        "/api/user",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
            "Access-Control-Request-Private-Network": "true",
        },
    )


@pytest.mark.parametrize(
    "origin",
    ["http://localhost", "http://localhost:8000", "https://127.0.0.1:9", "http://[::1]:3000"],
)
def test_a_page_of_this_machine_may_send_its_token_and_json(
    client: httpx2.Client, origin: str
) -> None:
    answer = preflight(client, origin)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-headers"] == "authorization,content-type"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-private-network"] == "true"


@pytest.mark.parametrize(
    "origin", ["https://example.com", "null", "http://localhost.example.com", "http://127.0.0.10"]
)
def test_a_page_from_elsewhere_may_not(client: httpx2.Client, origin: str) -> None:
    answer = preflight(client, origin)

    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers


def test_a_page_from_elsewhere_may_when_it_is_named(database: str) -> None:
    application = api(database=database, origins=["https://docs.example.com"])
    with running(application) as address, httpx2.Client(base_url=address) as client:
        answer = preflight(client, "https://docs.example.com")

    assert answer.headers["access-control-allow-origin"] == "https://docs.example.com"


@pytest.mark.parametrize("path", ["/api/user", "/v1/users", "/nowhere"])
def test_a_page_can_read_refusals_as_well(client: httpx2.Client, path: str) -> None:
    answer = client.delete(path, headers={"Origin": "http://localhost:8000"})

    assert answer.headers["access-control-allow-origin"] == "http://localhost:8000"
    assert answer.headers["access-control-expose-headers"] == "*"

"""One reading of an address: labels, credentials and senders take the origin from it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.core.request.making import endpoint
from tryfield.core.model import Server
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_url import AddressError, origin_of, parsed
from tryfield.core.request.request_values import Values
from tryfield.relay.relay_allowlist import parsed as of_relay
from tryfield.relay.relay_limits import RelayError

#: Also read by playground/tests/origins.test.js, which compares them with what a browser does.
CASES = json.loads((Path(__file__).parent / "origins.json").read_text("utf-8"))


@pytest.mark.parametrize(("server", "sent"), CASES["sent"].items())
def test_the_url_that_is_sent_says_to_every_client_the_same_origin(server: str, sent: str) -> None:
    request = build_request(endpoint(), Values(server=server), page="https://docs.test")

    assert request.url == sent
    origin = origin_of(request.url)
    assert sent.startswith(f"{origin}/")
    assert origin_of(str(httpx2.URL(request.url))) == origin
    assert f"{urlsplit(request.url).scheme}://{urlsplit(request.url).netloc}" == origin
    assert str(of_relay(request.url)).startswith(f"{origin}/")


@pytest.mark.parametrize("server", CASES["refused"])
def test_what_clients_read_in_different_ways_is_refused_with_a_sentence(server: str) -> None:
    request = build_request(endpoint(), Values(server=server), page="https://docs.test")

    assert origin_of(request.url) == ""
    with pytest.raises(AddressError) as refused:
        parsed(request.url)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) > 30
    with pytest.raises(RelayError):
        of_relay(request.url)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.test/x",
        "@evil.test",
        ":8080/x",
        "\\evil.test",
        "/\\evil.test",
        "?@evil.test",
        "/../x",
    ],
)
def test_no_path_leads_to_another_origin(path: str) -> None:
    request = build_request(endpoint(path=path), Values(server="https://a.test"))

    assert origin_of(request.url) == "https://a.test"
    assert httpx2.URL(request.url).host == "a.test"


@pytest.mark.parametrize("value", [{}, {"region": "eu"}])
def test_a_variable_that_nobody_chose_means_the_documented_default(value: dict[str, str]) -> None:
    server = Server(url="https://{region}.a.test", variables={"region": {"default": "eu"}})
    values = Values(server=server.url, variables=value)

    assert origin_of(build_request(endpoint(servers=(server,)), values).url) == "https://eu.a.test"


@pytest.mark.parametrize(
    "value", ["a.test/", "a.test@", "a.test\\", "a.test#", "a.test?", "a.test:1"]
)
def test_a_value_of_a_variable_leads_nowhere_else_than_the_url_shows(value: str) -> None:
    server = Server(url="https://{host}.b.test/v1", variables={"host": {"default": "x"}})
    values = Values(server=server.url, variables={"host": value})
    url = build_request(endpoint(servers=(server,)), values).url

    origin = origin_of(url)
    assert origin in ("", "https://a.test") or "@" in url
    if origin:
        assert origin_of(str(httpx2.URL(url))) == origin

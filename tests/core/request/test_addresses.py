"""Base URL, path and server variables become one address."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.request.making import endpoint
from tryfield.core.model import Server
from tryfield.core.request.request_builder import build_request, unfilled
from tryfield.core.request.request_url import AddressError, join_url, origin_of, parsed, server_urls
from tryfield.core.request.request_values import Values


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("", "https://api.test/v1/x"),
        ("https://b.test", "https://b.test/x"),
        ("https://b.test/", "https://b.test/x"),
        ("https://b.test/a/b/", "https://b.test/a/b/x"),
        ("https://b.test/a?key=1#f", "https://b.test/a/x?key=1"),
        ("https://b.test/a/../b/./c", "https://b.test/b/c/x"),
        ("https://b.test/a b/ü", "https://b.test/a%20b/%C3%BC/x"),
        ("/v2", "https://docs.test/v2/x"),
        ("v2", "https://docs.test/v2/x"),
        ("//b.test/v2", "https://b.test/v2/x"),
        ("http://[::1]:8000", "http://[::1]:8000/x"),
    ],
)
def test_base_url_and_path_are_joined(server: str, expected: str) -> None:
    request = build_request(endpoint(), Values(server=server), page="https://docs.test")

    assert request.url == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/x?a=1", "https://api.test/v1/x?a=1&b=2"),
        ("/x#part", "https://api.test/v1/x?b=2"),
        ("/x?a=1#part", "https://api.test/v1/x?a=1&b=2"),
    ],
)
def test_a_path_that_brings_a_query_or_a_fragment_still_makes_one_url(
    path: str, expected: str
) -> None:
    request = build_request(endpoint(path=path), Values(parameters={("query", "b"): 2}))

    assert request.url == expected


@pytest.mark.parametrize(
    "typed",
    ["127.0.0.1:9150", "api.example.com", "api.example.com/v1", "localhost:8000", "[::1]:80"],
)
def test_a_base_url_without_a_scheme_is_questioned_and_never_sent_to_the_site(typed: str) -> None:
    request = build_request(endpoint(), Values(server=typed), page="https://docs.test")

    assert request.url == f"{typed}/x" or request.url == f"{typed.partition('/')[0]}/v1/x"
    with pytest.raises(AddressError, match="has no scheme: write https:// or http://"):
        parsed(request.url)


def test_an_emptied_server_variable_is_asked_for_and_not_sent_with_its_default() -> None:
    server = Server(
        url="https://{region}.api.test/{version}",
        variables={"region": {"default": "eu"}, "version": {"default": "v1"}},
    )
    emptied = Values(server=server.url, variables={"region": "eu", "version": ""})

    request = build_request(endpoint(servers=(server,)), emptied)
    assert request.url == "https://eu.api.test/{version}/x"
    assert unfilled(request.url) == ["version"]


@pytest.mark.parametrize(
    ("url", "variables", "urls"),
    [
        ("https://a.test", {}, ["https://a.test"]),
        (
            "{scheme}://a.test",
            {"scheme": {"default": "https", "enum": ["https", "http"]}},
            ["https://a.test", "http://a.test"],
        ),
        ("https://a.test:{port}", {"port": {"default": "443"}}, ["https://a.test:443"]),
        ("https://a.test/{base}", {"base": {"default": "api/v1"}}, ["https://a.test/api/v1"]),
        ("{server}", {"server": {"default": "https://a.test"}}, ["https://a.test"]),
        ("https://{tenant}.a.test", {"tenant": {}}, ["https://{tenant}.a.test"]),
    ],
)
def test_a_server_stands_for_the_urls_of_its_variables(
    url: str, variables: Any, urls: list[str]
) -> None:
    assert list(server_urls(Server(url=url, variables=variables))) == urls


def test_server_variables_are_filled_in() -> None:
    server = Server(
        url="https://{region}.api.test/{version}",
        variables={"region": {"default": "eu"}, "version": {"default": "v1"}},
    )
    one = endpoint(servers=(server,))

    assert build_request(one, Values()).url == "https://eu.api.test/v1/x"
    chosen = Values(server=server.url, variables={"region": "us"})
    assert build_request(one, chosen).url == "https://us.api.test/v1/x"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://API.test:443/x", "https://api.test"),
        ("http://a.test:80", "http://a.test"),
        ("http://user:pass@a.test:8080/x", "http://a.test:8080"),
        ("/x", ""),
    ],
)
def test_an_origin_has_no_port_that_goes_without_saying(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_dots_of_a_base_url_whose_host_is_not_known_yet_stay_below_the_host() -> None:
    assert join_url("https://{host}/v1/./..", "/x", "") == "https://{host}/x"


@pytest.mark.parametrize(("number", "valid"), [("0", True), ("255", True), ("256", False)])
def test_each_number_of_an_address_is_a_byte(number: str, valid: bool) -> None:
    host = f"http://10.0.0.{number}"
    if valid:
        assert str(parsed(host)) == host
    else:
        with pytest.raises(AddressError, match="clients read in different ways"):
            parsed(host)

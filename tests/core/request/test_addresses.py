"""Base URL, path and server variables become one address."""

from __future__ import annotations

import pytest

from tests.core.request.making import endpoint
from tryfield.core.model import Server
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_url import origin_of
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

"""The port that a relay or a demo listens on."""

from __future__ import annotations

import socket

import pytest

from tryfield.core.errors import ConfigurationError
from tryfield.relay import relay_server as listening_module
from tryfield.relay.relay_server import addresses, listening


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with listening("127.0.0.1", 0) as taken, pytest.raises(ConfigurationError) as caught:
        listening_module.serve(["https://api.example.com"], port=taken.getsockname()[1])

    port = taken_port(str(caught.value))
    assert str(caught.value) == (
        f"127.0.0.1:{port}: port-taken: another program listens there."
        f" Choose another port, with PORT={port + 1} or --port {port + 1}."
    )


def taken_port(message: str) -> int:
    return int(message.split(":")[1])


@pytest.mark.parametrize(
    ("host", "port"), [("192.0.2.1", 0), ("nowhere.invalid", 0), ("127.0.0.1", 70_000)]
)
def test_an_address_that_is_not_of_this_machine_is_named(host: str, port: int) -> None:
    with pytest.raises(ConfigurationError, match="address-unusable"):
        listening(host, port)


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("127.0.0.1", ["127.0.0.1", "localhost"]),
        ("localhost", ["localhost", "127.0.0.1"]),
        ("0.0.0.0", ["127.0.0.1", "localhost"]),
    ],
)
def test_a_socket_is_reached_under_several_names(host: str, names: list[str]) -> None:
    with listening(host, 0) as bound:
        port = bound.getsockname()[1]
        assert addresses(bound, host) == [f"http://{name}:{port}" for name in names]


def test_an_address_with_colons_gets_brackets() -> None:
    if not socket.has_ipv6:
        return
    with socket.socket(socket.AF_INET6) as bound:
        assert addresses(bound, "::1")[0] == f"http://[::1]:{bound.getsockname()[1]}"

"""Where the relay sends, and where it does not, whoever asks."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.relay.conftest import Page, resolving
from tests.relay.target import Target
from tryfield.cli import main
from tryfield.core.errors import ConfigurationError
from tryfield.relay import relay_application
from tryfield.relay.address_check import is_public


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v2/echo",
        "/v10/echo",
        "/v1/../echo",
        "/v1/%2e%2e/echo",
        "/v1/.%2E/echo",
        "/v1/..%2fecho",
        "/v1/..%5cecho",
        "/v1/..\\echo",
        "/v1/..;/echo",
        "/v1/..%3f/echo",
        "/v1/..%23/echo",
        "/v1/%c0%ae%c0%ae/echo",
        "/v1/%25c0%25ae%25c0%25ae/echo",
        "/v1/%e0%80%ae%e0%80%ae/echo",
        "/v1/%u002e%u002e/echo",
        "/v1/%25252525u002e%25252525u002e/echo",
        "/v1/..%c0%af..%c0%afecho",
        "/v1/..%3Bjsessionid=1/echo",
        "/v1/%252e%252e/echo",
        "/v1/%25252e./echo",
        "/v1/..%00/echo",
        "/v1/.%09./echo",
        "/v1/" + "%" + "25" * 30_000,
        "//v1/echo",
        "/V1/echo",
    ],
)
def test_a_path_outside_of_the_allowed_one_is_refused(
    page: Page, api: str, target: Target, path: str
) -> None:
    assert page.refused(f"{api}{path}") == "url-not-allowed"
    assert target.seen == []


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1?q=1", "/v1/echo", "/v2/../v1/echo", "/v1/a..b", "/v1/%2525;a=1"]
)
def test_a_path_below_the_allowed_one_is_sent_to(page: Page, api: str, path: str) -> None:
    assert page.send(f"{api}{path}")["status"] == 200


def test_port_zero_is_not_the_port_that_goes_without_saying(opened: Callable[..., Page]) -> None:
    page = opened(["http://127.0.0.1"])

    assert page.refused("http://127.0.0.1:0/") == "url-not-allowed"


def test_another_origin_is_refused(page: Page, api: str) -> None:
    port = int(api.rpartition(":")[2])
    others = [
        f"http://localhost:{port}/v1/echo",
        f"https://127.0.0.1:{port}/v1/echo",
        f"http://127.0.0.1:{port + 1}/v1/echo",
        "http://127.0.0.1/v1/echo",
        f"http://127.1:{port}/v1/echo",
        f"http://2130706433:{port}/v1/echo",
        f"http://0x7f000001:{port}/v1/echo",
        f"http://[::ffff:127.0.0.1]:{port}/v1/echo",
        f"http://127.0.0.1.:{port}/v1/echo",
        f"http://127.0.0.1:{port}.example/v1/echo",
        "http://example.com/v1/echo",
    ]

    codes = {page.refused(url) for url in others}
    assert codes <= {"url-not-allowed", "url-invalid"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/v1/echo",
        "ftp://127.0.0.1/v1",
        "file:///etc/passwd",
        "http://",
        "x" * 70_000,
    ],
)
def test_what_is_no_http_url_is_refused(page: Page, url: str) -> None:
    assert page.refused(url) == "url-invalid"


def test_a_url_with_a_user_in_it_is_refused(page: Page, api: str) -> None:
    assert page.refused(api.replace("://", "://user:pass@") + "/v1") == "url-invalid"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1%eth0"],
)
def test_a_name_that_leads_into_a_private_network_is_refused(
    opened: Callable[..., Page], api: str, target: Target, address: str
) -> None:
    port = api.rpartition(":")[2]
    page = opened([f"http://api.example:{port}"], resolver=resolving(address))

    assert page.refused(f"http://api.example:{port}/echo") == "address-not-allowed"
    assert target.seen == []


def test_a_name_may_lead_into_a_network_that_the_operator_names(
    opened: Callable[..., Page], api: str
) -> None:
    port = api.rpartition(":")[2]
    page = opened(
        [f"http://api.example:{port}"], networks=["127.0.0.0/8"], resolver=resolving("127.0.0.1")
    )
    seen = page.echoed(f"http://api.example:{port}/echo")

    assert ["host", f"api.example:{port}"] in seen["headers"]


def test_a_name_is_looked_up_once_and_connected_to_as_it_was_checked(
    opened: Callable[..., Page], api: str
) -> None:
    port = api.rpartition(":")[2]
    looked_up: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["127.0.0.2"]

    page = opened([f"http://api.example:{port}"], networks=["127.0.0.1/32"], resolver=rebinding)
    page.echoed(f"http://api.example:{port}/echo")

    assert looked_up == ["api.example"]


def test_the_next_address_of_a_name_is_tried_when_one_does_not_answer(
    opened: Callable[..., Page], api: str
) -> None:
    port = api.rpartition(":")[2]
    resolver = resolving("127.0.0.3", "10.0.0.1", "127.0.0.1")
    page = opened([f"http://api.example:{port}"], networks=["127.0.0.0/8"], resolver=resolver)

    assert page.send(f"http://api.example:{port}/echo")["status"] == 200


def test_localhost_is_named_on_purpose(opened: Callable[..., Page], api: str) -> None:
    port = api.rpartition(":")[2]
    page = opened([f"http://localhost:{port}"])

    assert page.send(f"http://localhost:{port}/echo")["status"] == 200


def test_localhost_that_leads_elsewhere_is_refused(opened: Callable[..., Page]) -> None:
    page = opened(["http://localhost:9"], resolver=resolving("10.0.0.1", "93.184.216.34"))

    assert page.refused("http://localhost:9/") == "address-not-allowed"


def test_a_name_that_nobody_knows_is_said_to_be_so(opened: Callable[..., Page]) -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    page = opened(["http://api.example"], resolver=unknown)

    assert page.refused("http://api.example/") == "name-unknown"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("100.64.0.1", False),
        ("172.16.0.1", False),
        ("169.254.169.254", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("192.0.0.8", False),
        ("64:ff9b:1:a00:0:100::", False),
        ("3fff::1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:a00:1::", False),
        ("2001:0:5ef5:79fb::1", False),
    ],
)
def test_public_addresses_are_told_from_private_ones(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


def test_credentials_are_in_no_log(page: Page, api: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for path in ("echo", "redirect?to=echo", "broken"):
        separator = "&" if "?" in path else "?"
        page.send(
            f"{api}/v1/{path}{separator}key=topsecret",
            b"topsecret",
            method="POST",
            headers=[["Authorization", "Token topsecret"], ["X-Bad", "topsecret"]],
        )
    page.send(f"{api}/v1/echo", headers=[["X-Bad", "topsecret\n"]])

    assert any(record.name == "tryfield.relay" for record in caplog.records)
    assert "topsecret" not in caplog.text


@pytest.mark.parametrize(
    "allow",
    [
        [],
        ["api.example.com"],
        ["ftp://api.example.com"],
        ["https://{region}.example.com"],
        ["https://api.example.com/?q=1"],
        ["https://user@api.example.com"],
        ["/v1"],
    ],
)
def test_a_base_url_that_means_nothing_is_a_fault_of_the_configuration(allow: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        relay_application.application(allow)

    assert re.fullmatch(r"\S+: (base-url|nothing-allowed): .+\.", str(caught.value))


def test_a_network_that_is_none_is_a_fault_of_the_configuration() -> None:
    with pytest.raises(ConfigurationError, match="--network: network: "):
        relay_application.application(["https://api.example.com"], networks=["10.0.0.1/8"])


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "169.254.169.254", "10.0.0.5:8080", "[::1]", "[fe80::1]", "localhost"]
)
def test_a_definition_does_not_open_a_private_address(tmp_path: Path, host: str) -> None:
    page = tmp_path / "a.mdx"
    page.write_text(f'---\ntitle: A\napi: "GET http://{host}/a"\n---\n', encoding="utf-8")

    done = CliRunner().invoke(main, ["relay", str(page), "--port", "0"])

    assert done.exit_code == 2
    assert f"a private address: http://{host}" in done.stderr

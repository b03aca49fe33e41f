"""An https name is checked by its certificate, though the connection is made to an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.relay.conftest import Page
from tests.relay.target import Target
from tests.serving import running

# Made for these tests, for the name api.example alone.
CERTIFICATE = Path(__file__).parent / "cases" / "api.example.pem"


@pytest.fixture
def port() -> Iterator[str]:
    with running(Target(), ssl_certfile=str(CERTIFICATE)) as address:
        yield address.rpartition(":")[2]


def allowing(opened: Callable[..., Page], base: str) -> Page:
    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    options: dict[str, Any] = {"networks": ["127.0.0.0/8"], "resolver": resolver}
    return opened([base], **options)


def test_the_name_of_the_url_is_what_the_certificate_must_say(
    opened: Callable[..., Page], port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    page = allowing(opened, f"https://api.example:{port}")
    seen = page.echoed(f"https://api.example:{port}/echo", b"{}")

    assert ["host", f"api.example:{port}"] in seen["headers"]


def test_a_certificate_for_another_name_is_refused(
    opened: Callable[..., Page], port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    page = allowing(opened, f"https://other.example:{port}")
    answer = page.send(f"https://other.example:{port}/echo")

    assert answer["error"]["code"] == "unreachable"
    assert "certificate" in answer["error"]["message"].lower()


def test_a_certificate_of_nobody_known_is_refused(opened: Callable[..., Page], port: str) -> None:
    page = allowing(opened, f"https://api.example:{port}")

    assert page.refused(f"https://api.example:{port}/echo") == "unreachable"

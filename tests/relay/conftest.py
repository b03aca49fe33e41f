"""A relay and an API to send to, each on a port of its own."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from tests.relay.target import Target
from tests.serving import running
from tryfield.relay import relay_application as application_module
from tryfield.relay import relay_limits

LIMITS = relay_limits.Limits(request_bytes=10_000, answer_bytes=100_000, seconds=20.0, redirects=3)
#: For tests of how long a relay waits; all others must not depend on it.
IMPATIENT = replace(LIMITS, seconds=2.0)


class Page:
    """A page of the relay's own origin."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = httpx2.Client(timeout=60)

    def post(self, value: Any, **headers: str) -> httpx2.Response:
        own = {"origin": self.address, "sec-fetch-site": "same-origin"}
        return self.client.post(self.address, json=value, headers=own | headers)

    def send(self, url: str, body: bytes = b"", **wanted: Any) -> dict[str, Any]:
        """What the relay answers, with the body as bytes."""
        if body:
            wanted["body"] = base64.b64encode(body).decode()
        value: dict[str, Any] = self.post({"url": url, **wanted}).json()
        if "body" in value:
            value["body"] = base64.b64decode(value["body"])
        return value

    def echoed(self, url: str, body: bytes = b"", **wanted: Any) -> dict[str, Any]:
        """What arrived at the API."""
        answer = self.send(url, body, **wanted)
        assert "error" not in answer, answer
        seen: dict[str, Any] = json.loads(answer["body"])
        return seen | {"body": base64.b64decode(seen["body"])}

    def refused(self, url: str, **wanted: Any) -> str:
        """The code of why the relay did not answer."""
        answer = self.send(url, **wanted)
        assert "error" in answer, answer
        return str(answer["error"]["code"])


def address_of(page: Page) -> tuple[str, int]:
    """Where the relay of a page listens."""
    host, _, port = page.address.removeprefix("http://").partition(":")
    return host, int(port)


def head(page: Page, length: int) -> bytes:
    """The head of a request of a page, for tests that send the rest themselves."""
    own = f"Host: {page.address.removeprefix('http://')}\r\nOrigin: {page.address}\r\n"
    body = f"Content-Type: application/json\r\nContent-Length: {length}\r\n"
    return f"POST / HTTP/1.1\r\n{own}{body}\r\n".encode()


def until(happened: Callable[[], bool]) -> None:
    """Wait for something; a machine may be slow."""
    last = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < last, "It has not happened for a minute."
        time.sleep(0.01)


def resolving(*found: str) -> Any:
    """A resolver that finds these addresses for every name."""

    async def resolver(host: str, port: int) -> list[str]:
        return list(found)

    return resolver


@pytest.fixture(scope="session")
def standing() -> Iterator[tuple[Target, str, Page]]:
    """One API and one relay for all tests, since most of them change neither."""
    target = Target()
    with running(target) as api:
        application = application_module.application([f"{api}/v1"], limits=LIMITS)
        with running(application) as address:
            page = Page(address)
            yield target, api, page
            page.client.close()


@pytest.fixture
def target(standing: tuple[Target, str, Page]) -> Target:
    target, _, _ = standing
    target.seen.clear()
    return target


@pytest.fixture
def api(standing: tuple[Target, str, Page]) -> str:
    return standing[1]


@pytest.fixture
def page(standing: tuple[Target, str, Page]) -> Page:
    return standing[2]


@pytest.fixture(scope="session")
def impatient(standing: tuple[Target, str, Page]) -> Iterator[Page]:
    """A page whose relay gives up soon."""
    application = application_module.application([f"{standing[1]}/v1"], limits=IMPATIENT)
    with running(application) as address:
        page = Page(address)
        yield page
        page.client.close()


@pytest.fixture
def opened() -> Iterator[Callable[..., Page]]:
    """Makes relays, and takes them down again."""
    with ExitStack() as stack:

        def make(allow: list[str], **options: Any) -> Page:
            application = application_module.application(allow, **{"limits": LIMITS} | options)
            page = Page(stack.enter_context(running(application)))
            stack.enter_context(page.client)
            return page

        yield make

"""A relay and an API to send to, each on a port of its own."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest

from tests.relay.target import Target
from tests.serving import running
from tryfield import relay

LIMITS = relay.Limits(request_bytes=10_000, answer_bytes=100_000, seconds=1.0, redirects=3)


class Page:
    """A page of the relay's own origin."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = httpx2.Client(timeout=20)

    def post(self, value: Any, **headers: str) -> httpx2.Response:
        own = {"origin": self.address, "sec-fetch-site": "same-origin"}
        return self.client.post(self.address, json=value, headers=own | headers)

    def send(self, url: str, body: bytes = b"", **wanted: Any) -> dict[str, Any]:
        """What the relay answers, with the body as bytes."""
        if body:
            wanted["body"] = base64.b64encode(body).decode()
        value = self.post({"url": url, **wanted}).json()
        if "body" in value:
            value["body"] = base64.b64decode(value["body"])
        return value

    def echoed(self, url: str, body: bytes = b"", **wanted: Any) -> dict[str, Any]:
        """What arrived at the API."""
        answer = self.send(url, body, **wanted)
        assert "error" not in answer, answer
        seen = json.loads(answer["body"])
        return seen | {"body": base64.b64decode(seen["body"])}

    def refused(self, url: str, **wanted: Any) -> str:
        """The code of why the relay did not answer."""
        answer = self.send(url, **wanted)
        assert "error" in answer, answer
        return str(answer["error"]["code"])


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
        application = relay.application([f"{api}/v1"], limits=LIMITS)
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


@pytest.fixture
def opened() -> Iterator[Callable[..., Page]]:
    """Makes relays, and takes them down again."""
    with ExitStack() as stack:

        def make(allow: list[str], **options: Any) -> Page:
            application = relay.application(allow, **{"limits": LIMITS} | options)
            page = Page(stack.enter_context(running(application)))
            stack.enter_context(page.client)
            return page

        yield make

"""A path value never changes which operation is called: one place decides, for all senders."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.bridge.asking import ask, finished
from tests.core.request.making import endpoint
from tryfield.checking.live.live_client import Client
from tryfield.checking.live.live_limits import LiveLimits
from tryfield.core import bridge
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.errors import UnreachableError
from tryfield.core.model import Endpoint, Parameter
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_url import AddressError, sendable
from tryfield.core.request.request_values import Values
from tryfield.core.snippets.request_snippets import LANGUAGES, snippet

CLIMBING = ("..", ".", "%2e%2e", ".%2E", "%252e%2e", "../7", "..\\7", "a/../../b", "..;a", "..?a")
STAYING = ("a..b", "...", "7.json", ".well-known", "%2F", "a;b", "100%", "..a", "é..")


def get(*, style: str = "simple") -> Endpoint:
    name = Parameter(name="id", location="path", required=True, style=style)
    return endpoint(method="GET", path="/users/{id}/keys", parameters=(name,))


def url(value: str, *, style: str = "simple") -> str:
    return build_request(get(style=style), Values(parameters={("path", "id"): value})).url


@pytest.mark.parametrize("value", CLIMBING)
def test_what_leads_to_another_operation_is_refused_with_a_sentence(value: str) -> None:
    with pytest.raises(AddressError, match=r"leads to another operation: write another value\.$"):
        sendable(url(value))


@pytest.mark.parametrize("value", STAYING)
def test_a_value_that_only_has_dots_is_sent(value: str) -> None:
    assert sendable(url(value)).origin == "https://api.test"


def test_the_dot_of_a_label_counts_as_well() -> None:
    with pytest.raises(AddressError):
        sendable(url(".", style="label"))


def test_the_path_of_a_server_means_what_it_says() -> None:
    values = Values(server="https://api.test/a/../b", parameters={("path", "id"): "7"})

    assert sendable(build_request(get(), values).url).rest == "/b/users/7/keys"


@pytest.mark.parametrize("value", ["..", "%2e%2e"])
def test_the_form_says_it_and_sends_nothing(value: str) -> None:
    sent: list[str] = []

    async def fetch(text: str) -> str:
        sent.append(text)
        return "{}"

    argument: dict[str, Any] = {
        "contract": to_contract(get()),
        "values": {"parameters": [{"in": "path", "name": "id", "value": value}]},
    }
    (obstacle,) = ask("prepare", **argument)["obstacles"]
    refused = json.loads(finished(bridge.exchange(json.dumps(argument), fetch)))

    assert obstacle["code"] == "address"
    assert "leads to another operation" in obstacle["message"]
    assert "leads to another operation" in json.dumps(refused)
    assert sent == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_is_a_comment_that_says_it(language: str) -> None:
    request = build_request(get(), Values(parameters={("path", "id"): ".."}))

    (line,) = snippet(request, language).splitlines()
    assert line.lstrip("#/ ").startswith("A part of the path is '.' or '..'")


def test_a_live_check_sends_nothing() -> None:
    request = build_request(get(), Values(parameters={("path", "id"): ".."}))

    with Client(LiveLimits()) as client, pytest.raises(UnreachableError, match="another operation"):
        client.send(request)

"""A request before it is sent."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from tests.core.bridge.asking import ENDPOINT, SECRET, ask, finished
from tryfield.core import bridge
from tryfield.core.contract.contract_writer import to_contract


def test_a_request_is_ready_to_be_sent(values: Any) -> None:
    result = ask("prepare", endpoint="create-user", values=values, page="https://docs.test")

    request = result["request"]
    assert request["url"] == f"https://api.test/v1/users/7?api_key={quote(SECRET, safe='')}"
    assert ["Authorization", f"Token {SECRET}"] in request["headers"]
    assert json.loads(base64.b64decode(request["body"]))["big"] == 12345678901234567890
    assert result["origin"] == "https://api.test"
    assert result["authenticated"] is True
    assert (result["objections"], result["obstacles"], result["relay"]) == ([], [], False)


def test_what_the_docs_object_to_is_said_but_does_not_block(values: Any) -> None:
    values["body"] = '{"nmae": 1}'
    values["parameters"] = [{"in": "query", "name": "dry", "value": "maybe"}]
    result = ask("prepare", endpoint="create-user", values=values, languages=[])

    said = [one["message"] for one in result["objections"]]
    assert any(text.startswith("'name' is documented as required, but not sent") for text in said)
    assert "The query parameter 'dry' is string \"maybe\", but documented as a boolean." in said
    assert "'id' is required." in said
    assert "'nmae' is not documented. Did you mean 'name'?" in said
    assert [one["code"] for one in result["obstacles"]] == ["address"]
    assert result["snippets"] == {}


def test_a_body_with_get_needs_the_relay() -> None:
    contract = to_contract(replace(ENDPOINT, method="GET", samples=()))
    values = {"body": "{}", "parameters": [{"in": "path", "name": "id", "value": 1}]}
    result = ask("prepare", contract=contract, values=values)

    assert [one["code"] for one in result["obstacles"]] == ["get-body"]
    assert result["relay"] is True
    assert "--data-raw '{}'" in result["snippets"]["curl"]


def test_files_travel_as_base64(values: Any) -> None:
    upload = {"filename": "a.png", "mediaType": "image/png", "base64": "iVBORw=="}
    values |= {"mediaType": "multipart/form-data", "body": None}
    values["form"] = [{"name": "photo", "value": upload}, {"name": "n", "value": 1}]
    result = ask("prepare", endpoint="create-user", values=values)

    body = base64.b64decode(result["request"]["body"])
    assert b'name="photo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG' in body


def test_a_file_of_the_page_is_its_reference_until_it_is_sent(values: Any) -> None:
    reference = f"tryfield-file-{'0af3' * 8}"
    upload = {"filename": "a.png", "mediaType": "image/png", "reference": reference}
    values |= {"mediaType": "multipart/form-data", "body": None}
    values["form"] = [{"name": "photos", "value": [upload, upload]}]
    result = ask("prepare", endpoint="create-user", values=values, languages=["curl"])

    body = base64.b64decode(result["request"]["body"]).decode()
    assert body.count(f"Content-Type: image/png\r\n\r\n{reference}\r\n") == 2
    assert "--form 'photos=@a.png" in result["snippets"]["curl"]
    assert reference not in result["snippets"]["curl"]


def test_an_object_of_the_api_is_no_file_because_of_its_names(values: Any) -> None:
    own = {"filename": "a.png", "reference": "A-1"}
    values |= {"mediaType": "multipart/form-data", "body": None}
    values["form"] = [{"name": "about", "value": own}]
    result = ask("prepare", endpoint="create-user", values=values, languages=[])

    body = base64.b64decode(result["request"]["body"]).decode()
    assert json.dumps(own, separators=(",", ":")) in body.replace(": ", ":").replace(", ", ",")


def test_numbers_keep_their_digits(form: Any) -> None:
    text = (
        '{"endpoint": "create-user", "values": {"parameters": [{"in": "query", "name": "dry", '
        '"value": [1.10, 100000000000000000001, 1e400]}]}}'
    )
    url = json.loads(bridge.call("prepare", text))["request"]["url"]

    assert url.endswith("?dry=1.10,100000000000000000001,1e400")


@pytest.mark.parametrize("server", ["https://api.test\\@evil.test", "https://a@b@c.test", "api"])
def test_an_address_that_clients_read_in_different_ways_is_not_sent(
    values: Any, server: str
) -> None:
    async def fetch(_: str) -> str:
        raise AssertionError("sent")

    said = {"endpoint": "create-user", "values": {**values, "server": server}}
    ready = ask("prepare", **said)
    result = json.loads(finished(bridge.exchange(json.dumps(said), fetch)))

    assert ready["origin"] == ""
    assert result["error"]["code"] == "request"
    assert result["error"]["message"] in [one["message"] for one in ready["obstacles"]]


def test_the_origin_of_a_request_is_that_of_its_url(values: Any) -> None:
    server = "http://api.test:8001//evil.test:2/."

    ready = ask("prepare", endpoint="create-user", values={**values, "server": server})

    assert ready["origin"] == "http://api.test:8001"
    assert ready["request"]["url"].startswith("http://api.test:8001//evil.test:2/")


def test_a_credential_that_looks_like_a_placeholder_is_said_not_to_be_sent(values: Any) -> None:
    name = next(iter(values["credentials"]))
    sent = ask("prepare", endpoint="create-user", values=values)
    values["credentials"] = {name: {"value": "<token>"}}
    held = ask("prepare", endpoint="create-user", values=values)

    assert (sent["unsent"], held["unsent"]) == ([], [name])

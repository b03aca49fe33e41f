"""What is said of a request that code made, so that a form can say it again."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.core.bridge.asking import SECRET, answer, finished
from tryfield.core import bridge

TEXT = '{"name": "Ann", "big": 12345678901234567890}'
JSON = [["Content-Type", "application/json"]]


def carried(values: Any, body: bytes, headers: list[list[str]], path: str = "/users/7") -> Any:
    """The result of sending that from code."""

    async def fetch(text: str) -> str:
        return json.dumps(answer({"id": 1}))

    request = {
        "method": "POST",
        "url": f"https://api.test/v1{path}",
        "headers": headers,
        "body": base64.b64encode(body).decode(),
    }
    argument = {"endpoint": "create-user", "request": request, "values": values}
    return json.loads(finished(bridge.carry(json.dumps(argument), fetch)))


def test_a_request_of_code_fills_in_the_form(values: Any) -> None:
    said = carried(values, TEXT.encode(), JSON, "/users/7?dry=true")["values"]

    assert "12345678901234567890" in said
    filled = json.loads(said)
    assert filled["body"] == TEXT
    assert filled["mediaType"] == "application/json"
    assert {one["name"]: one["value"] for one in filled["parameters"]} == {"id": 7, "dry": True}


def test_no_credential_fills_it_in(values: Any) -> None:
    own = "my-own-credential"
    body = json.dumps({"name": own, "again": f"Token {SECRET}"}, ensure_ascii=False)
    headers = [*JSON, ["Authorization", f"Token {own}"], ["X-Api-Key", own]]

    said = carried(values, body.encode(), headers)

    assert own not in said["values"]
    assert SECRET not in said["values"]


@pytest.mark.parametrize(
    ("body", "headers", "path"),
    [
        (b"\xff\xfe", JSON, "/users/7"),
        (b"--x--", [["Content-Type", "multipart/form-data; boundary=x"]], "/users/7"),
        (b"{}", JSON, "/elsewhere"),
    ],
    ids=["binary", "multipart", "another endpoint"],
)
def test_what_no_form_could_say_fills_in_none(
    values: Any, body: bytes, headers: list[list[str]], path: str
) -> None:
    assert carried(values, body, headers, path)["values"] == ""


@pytest.mark.parametrize(
    "url", ["https://api.test\\@evil.test/v1/users/7", "https://evil.test@api.test@x.test/v1", "x"]
)
def test_code_sends_nothing_to_an_address_that_clients_read_in_different_ways(
    values: Any, url: str
) -> None:
    async def fetch(_: str) -> str:
        raise AssertionError("sent")

    request = {"method": "POST", "url": url, "headers": [], "body": ""}
    argument = {"endpoint": "create-user", "request": request, "values": values}
    result = json.loads(finished(bridge.carry(json.dumps(argument), fetch)))

    assert result["refused"].endswith(".")
    assert SECRET not in json.dumps(result)


@pytest.mark.parametrize("written", [SECRET, json.dumps(SECRET)[1:-1]])
def test_a_response_that_echoes_a_credential_reaches_code_without_it(
    values: Any, written: str
) -> None:
    async def fetch(text: str) -> str:
        return json.dumps(answer(f'{{"id": 1, "name": "{written}"}}'.encode()))

    request = {"method": "POST", "url": "https://api.test/v1/users/7", "headers": [], "body": ""}
    argument = {"endpoint": "create-user", "request": request, "values": values}
    result = json.loads(finished(bridge.carry(json.dumps(argument), fetch)))

    assert json.loads(base64.b64decode(result["answer"]["body"])) == {"id": 1, "name": "<secret>"}

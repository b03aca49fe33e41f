"""What the page is told to draw."""

from __future__ import annotations

from typing import Any

from tests.core.bridge.asking import ask


def test_a_form_says_what_can_be_filled_in(form: Any) -> None:
    assert (form["method"], form["path"]) == ("POST", "/users/{id}")
    assert [server["url"] for server in form["servers"]] == [
        "https://api.test/v1",
        "https://{r}.api.test",
    ]
    assert form["servers"][1]["variables"][0]["enum"] == ["eu", "us"]
    assert [one["place"] for one in form["sections"]] == ["path", "query"]
    assert form["sections"][0]["fields"][0]["required"] is True
    assert [(one["mediaType"], one["kind"]) for one in form["bodies"]] == [
        ("application/json", "json"),
        ("multipart/form-data", "multipart"),
    ]
    names = [field["name"] for field in form["bodies"][0]["field"]["children"]]
    assert names == ["name", "big", "tags"]
    assert form["languages"][0] == {"id": "curl", "title": "cURL"}


def test_a_form_has_a_panel_for_every_scheme(form: Any) -> None:
    alternatives = [
        [scheme["name"] for scheme in one["schemes"]] for one in form["auth"]["alternatives"]
    ]
    schemes = {one["name"]: one for one in form["auth"]["schemes"]}

    assert alternatives == [["token", "query"], ["basic"]]
    assert (schemes["token"]["prefix"], schemes["token"]["asks"]) == ("Token ", "value")
    assert (schemes["query"]["location"], schemes["query"]["parameter"]) == ("query", "api_key")
    assert schemes["basic"]["asks"] == "basic"


def test_a_form_begins_with_the_documented_request(form: Any) -> None:
    assert form["values"]["parameters"] == [{"in": "path", "name": "id", "value": 7}]
    assert "12345678901234567890" in form["values"]["body"]
    assert form["examples"] == [{"name": "small", "summary": ""}]
    small = ask("example", endpoint="create-user", name="small")
    assert small["values"]["body"] == '{"name": "B"}'


def test_a_pasted_curl_fills_in_the_form(form: Any) -> None:
    pasted = "curl -X PUT 'https://api.test/v1/users/9?dry=true' -d '{\"name\": \"C\"}' --nonsense"
    result = ask("fill", endpoint="create-user", curl=pasted)

    assert result["values"]["parameters"] == [
        {"in": "path", "name": "id", "value": 9},
        {"in": "query", "name": "dry", "value": True},
    ]
    assert result["values"]["body"] == '{"name": "C"}'
    assert "curl has no option '--nonsense'." in result["notes"][0]
    assert "PUT" in result["notes"][1]
    assert ask("fill", endpoint="create-user", curl="hello")["error"]["code"] == "bad-argument"

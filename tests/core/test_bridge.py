"""The door between page and Python: JSON text in, JSON text out, and never a secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryfield.core import bridge
from tryfield.core.contract import to_contract
from tryfield.core.model import (
    Auth,
    Body,
    Content,
    Endpoint,
    Example,
    Parameter,
    Requirement,
    Response,
    Server,
)

SECRET = "s3cr&t key/ü"
TOKEN = Auth(name="token", kind="apiKey", prefix="Token ", placeholder="<token>")
QUERY = Auth(name="query", kind="apiKey", location="query", parameter="api_key")
BASIC = Auth(name="basic", kind="http", scheme="basic")
CURL = """\
curl --request POST 'https://api.test/v1/users/7' \\
  --header 'Authorization: Token <token>' \\
  --header 'Content-Type: application/json' \\
  --data '{"name": "Ann", "big": 12345678901234567890}'
"""
ANSWER = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "owner": {"type": "object", "properties": {"full_name": {"type": "string"}}},
    },
}
ENDPOINT = Endpoint(
    id="create-user",
    method="POST",
    path="/users/{id}",
    title="Create a user",
    servers=(
        Server(url="https://api.test/v1"),
        Server(
            url="https://{r}.api.test",
            variables={"r": {"default": "eu", "enum": ["eu", "us"]}},
        ),
    ),
    parameters=(
        Parameter(name="id", location="path", required=True, schema={"type": "integer"}),
        Parameter(name="dry", location="query", style="form", schema={"type": "boolean"}),
    ),
    body=Body(
        required=True,
        contents=(
            Content(
                media_type="application/json",
                schema={
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "example": "Ann"},
                        "big": {"type": "integer"},
                        "tags": {"type": "array", "items": {"type": "string"}},
                    },
                },
                examples=(Example(name="small", text='{"name": "B"}'),),
            ),
            Content(media_type="multipart/form-data", schema={"type": "object"}),
        ),
    ),
    responses=(
        Response(
            status="200",
            contents=(
                Content(
                    media_type="application/json",
                    schema=ANSWER,
                    examples=(
                        Example(name="", text='{"id": 1, "owner": {"full_name": "A"}}'),
                    ),
                ),
            ),
        ),
    ),
    security=((Requirement(auth=TOKEN), Requirement(auth=QUERY)), (Requirement(auth=BASIC),)),
    samples=(Example(name="cURL", text=CURL, language="bash"),),
)  # fmt: skip


def ask(operation: str, **argument: Any) -> Any:
    return json.loads(bridge.call(operation, json.dumps(argument)))


def answer(body: Any, status: int = 200, **headers: str) -> dict[str, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    pairs = [["Content-Type", "application/json"]]
    pairs = [[name.replace("_", "-"), value] for name, value in headers.items()] or pairs
    return {
        "status": status,
        "headers": pairs,
        "body": base64.b64encode(data).decode(),
        "seconds": 0.1,
        "url": "https://api.test/v1/users/7",
    }


@pytest.fixture(scope="module")
def form() -> Any:
    return ask("open", endpoint="create-user", contract=to_contract(ENDPOINT))


@pytest.fixture
def values(form: Any) -> Any:
    return {
        **form["values"],
        "credentials": {"token": {"value": f"Token {SECRET}"}, "query": {"value": SECRET}},
    }


# ---------------------------------------------------------------- the form


def test_a_form_says_what_can_be_filled_in(form: Any) -> None:
    assert (form["method"], form["path"], form["destructive"]) == ("POST", "/users/{id}", True)
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
    assert form["bodies"][0]["field"]["children"][0]["hint"] == "Ann"
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
    assert form["auth"]["optional"] is False


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


# ---------------------------------------------------------------- requests


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
    assert any(text.startswith("'name' is required") for text in said)
    assert any("'dry': expected boolean" in text for text in said)
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


def test_numbers_keep_their_digits() -> None:
    text = (
        '{"endpoint": "create-user", "values": {"parameters": [{"in": "query", "name": "dry", '
        '"value": [1.10, 100000000000000000001, 1e400]}]}}'
    )
    url = json.loads(bridge.call("prepare", text))["request"]["url"]

    assert url.endswith("?dry=1.10,100000000000000000001,1E%2B400")


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("body", "outcome", "words"),
    [
        ({"id": 1, "name": "A", "owner": {"full_name": "A"}}, "matches", "matches the doc"),
        ({"id": "1", "name": "A"}, "differs", "1 field differs"),
        ({"name": "A"}, "differs", "1 field differs"),
        ({"id": 1, "extra": 1, "owner": {"fullName": "A"}}, "undocumented", "2 names are undoc"),
        (b"{oops", "differs", "differs from the documentation"),
    ],
)
def test_an_answer_is_judged_in_one_sentence(
    form: Any, body: Any, outcome: str, words: str
) -> None:
    result = ask("judge", endpoint="create-user", answer=answer(body))

    assert result["outcome"] == outcome
    assert words in result["words"]


def test_a_status_that_nobody_documented_differs(form: Any) -> None:
    result = ask("judge", endpoint="create-user", answer=answer({}, status=418))

    assert result["outcome"] == "differs"
    assert "418" in result["words"]


@pytest.mark.parametrize(
    ("media_type", "body", "kind"),
    [
        ("application/json", b"{}", "json"),
        ("application/problem+json", b"{}", "json"),
        ("", b" [1]", "json"),
        ("application/x-ndjson", b"{}\n{}", "ndjson"),
        ("text/event-stream", b"data: 1\n\n", "sse"),
        ("text/html; charset=utf-8", b"<p>", "html"),
        ("image/svg+xml", b"<svg/>", "image"),
        ("application/soap+xml", b"<a/>", "xml"),
        ("text/csv", b"a,b", "text"),
        ("audio/mpeg", b"ID3", "audio"),
        ("video/mp4", b"x", "video"),
        ("application/pdf", b"%PDF", "binary"),
        ("", b"\x00\x01\x02", "binary"),
        ("", b"hello", "text"),
        ("application/json", b"", "empty"),
    ],
)
def test_the_kind_of_a_body_is_known(form: Any, media_type: str, body: bytes, kind: str) -> None:
    facts = ask("judge", endpoint="create-user", answer=answer(body, Content_Type=media_type))[
        "body"
    ]

    assert (facts["kind"], facts["bytes"]) == (kind, len(body))


def test_facts_of_an_answer(form: Any) -> None:
    given = answer(
        b"\xe9",
        status=404,
        Content_Type="text/plain; charset=ISO-8859-1",
        Content_Disposition="attachment; filename*=UTF-8''na%C3%AFve.txt",
    )
    facts = ask("judge", endpoint="create-user", answer=given)["body"]

    assert facts["status"] == "Not Found"
    assert (facts["charset"], facts["filename"]) == ("iso-8859-1", "naïve.txt")


def test_a_body_that_is_no_json_says_where(form: Any) -> None:
    facts = ask("judge", endpoint="create-user", answer=answer(b'{"id": 1,\n "name" "A"}'))["body"]

    assert facts["problems"][0]["line"] == 2


def test_the_mock_agrees_and_its_drift_does_not(values: Any) -> None:
    faithful = ask("mock", endpoint="create-user", values=values)
    drifted = ask("mock", endpoint="create-user", values=values, drift=True)

    assert faithful["judged"]["outcome"] == "matches"
    assert drifted["judged"]["outcome"] == "differs"
    assert json.loads(base64.b64decode(drifted["answer"]["body"]))["debug"] is True


# ---------------------------------------------------------------- exchange


def finished(coroutine: Coroutine[Any, Any, str]) -> str:
    """The result of a coroutine that waits for nothing, without an event loop of its own."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return str(done.value)
    raise AssertionError("it waits for something")


def exchanged(argument: Any, given: Any) -> tuple[Any, list[Any]]:
    seen: list[Any] = []

    async def fetch(text: str) -> str:
        seen.append(json.loads(text))
        if isinstance(given, Exception):
            raise given
        return json.dumps(given)

    return json.loads(finished(bridge.exchange(json.dumps(argument), fetch))), seen


def test_an_exchange_builds_sends_and_judges(values: Any) -> None:
    argument = {"endpoint": "create-user", "values": values}
    result, (sent,) = exchanged(argument, answer({"id": "1"}))

    assert sent["method"] == "POST"
    assert SECRET in json.dumps(sent, ensure_ascii=False)
    assert SECRET not in json.dumps(result, ensure_ascii=False)
    assert result["judged"]["outcome"] == "differs"
    assert (result["answer"]["status"], result["answer"]["body"]) == (200, "")


def test_a_failed_exchange_is_explained(values: Any) -> None:
    argument = {"endpoint": "create-user", "values": values, "page": "https://docs.test"}
    failure = {"failure": {"name": "TypeError", "message": "Failed to fetch"}}
    result, _ = exchanged(argument, failure)

    assert result["advice"]["code"] == "unknown"
    assert [one["name"] for one in result["advice"]["probe"]] == ["opaque", "plain"]
    assert SECRET not in json.dumps(result, ensure_ascii=False)


def test_an_exchange_never_raises(values: Any) -> None:
    argument = {"endpoint": "create-user", "values": values}

    assert exchanged(argument, RuntimeError(SECRET))[0]["error"]["code"] == "internal"
    assert SECRET not in str(exchanged(argument, RuntimeError(SECRET))[0])
    assert exchanged({}, answer({}))[0]["error"]["code"] == "not-open"
    assert exchanged(argument, [])[0]["error"]["code"] == "request"


# ---------------------------------------------------------------- failures

SENT = {
    "method": "PATCH",
    "url": "https://api.test/x?api_key=abcdef",
    "headers": [["Authorization", "Bearer abcdef"], ["Content-Type", "application/json"]],
    "body": "e30=",
}
FAILED = {"name": "TypeError", "message": "Failed to fetch"}


@pytest.mark.parametrize(
    ("failure", "probes", "request_parts", "code"),
    [
        (FAILED, {}, {}, "unknown"),
        (FAILED, {"opaque": "failed", "plain": "failed"}, {}, "unreachable"),
        (FAILED, {"opaque": "reached", "plain": "failed"}, {}, "cors"),
        (FAILED, {"opaque": "reached", "plain": "reached"}, {}, "preflight"),
        (FAILED, {"opaque": "timeout"}, {}, "timeout"),
        (FAILED, {"online": False}, {}, "offline"),
        ({"name": "TimeoutError", "timeout": 30}, {}, {}, "timeout"),
        ({"name": "AbortError", "cancelled": True}, {}, {}, "cancelled"),
        ({**FAILED, "blocked": {"directive": "connect-src", "uri": "x"}}, {}, {}, "policy"),
        ({**FAILED, "reading": True}, {}, {}, "interrupted"),
        ({**FAILED, "relay": {"status": 403, "message": "Not allowed."}}, {}, {}, "relay"),
        (FAILED, {}, {"url": "http://api.test/x"}, "mixed-content"),
        (FAILED, {}, {"method": "GET"}, "malformed"),
        (FAILED, {}, {"url": "https://api.test/{id}"}, "malformed"),
    ],
)
def test_a_failure_says_what_is_known_then_what_is_not(
    failure: Any, probes: Any, request_parts: Any, code: str
) -> None:
    result = ask(
        "advise",
        request=SENT | request_parts,
        failure=failure,
        probes=probes,
        page="https://docs.test",
    )

    assert result["code"] == code
    assert result["known"]
    assert result["unknown"]
    assert result["title"].endswith(".")
    assert result["curl"].startswith("curl ")
    assert "abcdef" not in json.dumps(result)
    assert bool(result["probe"]) == (code == "unknown")


def test_a_refused_preflight_names_what_the_api_has_to_allow() -> None:
    probes = {"opaque": "reached", "plain": "reached"}
    said = " ".join(ask("advise", request=SENT, failure=FAILED, probes=probes)["advice"])

    assert "'Access-Control-Allow-Methods: PATCH'" in said
    assert "'Access-Control-Allow-Headers: Authorization, Content-Type'" in said


def test_probes_carry_no_credential() -> None:
    probes = ask("advise", request=SENT, failure=FAILED)["probe"]

    assert {one["url"] for one in probes} == {"https://api.test/x"}
    assert [one["mode"] for one in probes] == ["no-cors", "cors"]


# ---------------------------------------------------------------- reports


def test_a_report_has_the_differences_and_no_values(values: Any) -> None:
    request = ask("prepare", endpoint="create-user", values=values)["request"]
    body = {"id": "private-1", "extra": "private-2", "name": "private-3"}
    result = ask(
        "report",
        endpoint="create-user",
        request=request,
        answer=answer(body),
        link="https://docs.test/users/?q=private-4#create-user",
        secrets=[SECRET],
    )

    assert result["title"] == "POST /users/{id}: the answer differs from its documentation"
    assert "| `id` | integer | string |" in result["markdown"]
    assert "| `extra` | not documented | string |" in result["markdown"]
    assert "https://docs.test/users/\n" in result["markdown"]
    assert "private" not in result["markdown"]
    assert SECRET not in result["markdown"]
    assert quote(SECRET, safe="") not in result["markdown"]


def test_text_of_an_answer_cannot_become_markup_of_a_report(form: Any) -> None:
    body = {"id": 1, "a|b`<img>@someone": 1}
    result = ask("report", endpoint="create-user", request=SENT, answer=answer(body))

    row = next(line for line in result["markdown"].split("\n") if "img" in line)
    assert row == "| `` a\\|b`\\<img\\>@someone `` | not documented | integer |"


def test_a_patch_documents_what_was_seen(form: Any) -> None:
    body = {"id": "1", "owner": {"full_name": "A", "pets": [{"age": 1}, {"age": 1.5, "toy": None}]}}
    mdx = ask("patch", endpoint="create-user", answer=answer(body))
    openapi = ask("patch", endpoint="create-user", answer=answer(body), dialect="openapi")

    assert mdx["text"] == (
        "{/* inside of owner */}\n"
        '<ResponseField name="pets" type="object[]">\n'
        '  <Expandable title="pets">\n'
        '    <ResponseField name="age" type="number">\n'
        "    </ResponseField>\n"
        '    <ResponseField name="toy" type="null">\n'
        "    </ResponseField>\n"
        "  </Expandable>\n"
        "</ResponseField>\n"
        "\n"
        "{/* documented as integer */}\n"
        '<ResponseField name="id" type="string">\n'
        "</ResponseField>\n"
    )
    assert [one["path"] for one in mdx["fields"]] == ["owner.pets", "id"]
    assert (
        "# response 200 application/json: owner\nproperties:\n  pets:\n    type: array\n"
        in (openapi["text"])
    )
    assert 'type: "null"' in openapi["text"]


def test_a_patch_keeps_what_was_documented_where_it_still_holds() -> None:
    user = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "integer"},
            "c": {"type": ["array", "null"]},
        },
    }
    content = Content(media_type="application/json", schema={"type": "array", "items": user})
    contract = to_contract(
        replace(ENDPOINT, responses=(Response(status="200", contents=(content,)),))
    )
    body = [{"a": None, "b": 1, "c": 1}, {"a": "x", "c": []}]
    text = ask("patch", contract=contract, answer=answer(body))["text"]
    yaml = ask("patch", contract=contract, answer=answer(body), dialect="openapi")["text"]

    assert '<ResponseField name="a" type="string or null">' in text
    assert '<ResponseField name="b" type="integer">' in text
    assert '<ResponseField name="c" type="integer, array or null">' in text
    assert "not always there" in text
    assert 'a:\n    type: [string, "null"]' in yaml


def test_two_answers_are_compared_value_by_value() -> None:
    left = answer(b'{"a": 1.10, "b": [1, 2], "c": {"d": null}, "big": 100000000000000000001}')
    body = b'{"b": [1, 3, 4], "a": 1.1, "c": {"d": 0}, "e": "x", "big": 100000000000000000002}'
    right = answer(body, status=201, Content_Type="application/json", X_A="1")
    result = ask("compare", left=left, right=right)

    rows = {row["pointer"]: (row["left"], row["right"], row["change"]) for row in result["body"]}
    assert rows == {
        "/b/1": ("2", "3", "changed"),
        "/b/2": ("", "4", "added"),
        "/c/d": ("null", "0", "changed"),
        "/big": ("100000000000000000001", "100000000000000000002", "changed"),
        "/e": ("", '"x"', "added"),
    }
    assert (result["equal"], result["status"]) == (False, [200, 201])
    assert result["headers"] == [{"name": "x-a", "left": "", "right": "1"}]
    assert ask("compare", left=left, right=left)["equal"] is True


def test_what_was_really_sent_can_be_copied() -> None:
    masked = ask("snippets", request=SENT, languages=["curl", "nonsense"], secrets=["abcdef"])
    revealed = ask("snippets", request=SENT, languages=["curl"], reveal=True)

    assert list(masked["snippets"]) == ["curl"]
    assert "abcdef" not in masked["snippets"]["curl"]
    assert "abcdef" in revealed["snippets"]["curl"]


# ---------------------------------------------------------------- the door itself


@pytest.mark.parametrize("alternative", [0, 1])
def test_a_credential_is_in_the_request_and_in_nothing_else(values: Any, alternative: int) -> None:
    values["alternative"] = alternative
    values["credentials"]["basic"] = {"user": "me", "password": SECRET}
    # A reader may paste it into other places as well.
    values["headers"] = [["X-Note", f"again {SECRET}"]]
    values["body"] = json.dumps({"name": 1, SECRET: SECRET}, ensure_ascii=False)
    result = ask("prepare", endpoint="create-user", values=values)
    request = result.pop("request")
    shown = (
        json.dumps(result, ensure_ascii=False) + base64.b64decode(result["shown"]["body"]).decode()
    )
    pair = base64.b64encode(f"me:{SECRET}".encode()).decode()

    assert SECRET in json.dumps(request, ensure_ascii=False) or pair in json.dumps(request)
    for form in (SECRET, quote(SECRET, safe=""), pair):
        assert form not in shown


def test_a_header_field_that_documents_a_credential_is_one() -> None:
    parameter = Parameter(name="Authorization", location="header", schema={"type": "integer"})
    contract = to_contract(replace(ENDPOINT, security=(), parameters=(parameter,)))
    values = {
        "parameters": [{"in": "header", "name": "Authorization", "value": f"Bearer {SECRET}"}]
    }
    result = ask("prepare", contract=contract, values=values)

    assert result["authenticated"] is True
    assert SECRET in json.dumps(result.pop("request"), ensure_ascii=False)
    assert SECRET not in json.dumps(result, ensure_ascii=False)


def test_a_credential_of_an_unknown_scheme_is_not_sent(form: Any) -> None:
    values = {"credentials": {"other": {"value": SECRET}}}
    result = ask("prepare", endpoint="create-user", values=values)

    assert result["authenticated"] is False
    assert SECRET not in json.dumps(result, ensure_ascii=False)


@pytest.mark.parametrize(
    ("operation", "argument", "code"),
    [
        ("nonsense", "{}", "unknown-operation"),
        ("open", "", "bad-argument"),
        ("open", "[]", "request"),
        ("open", "{}", "request"),
        ("open", '{"contract": "{"}', "bad-argument"),
        ("open", '{"contract": {}}', "request"),
        ("prepare", "{}", "not-open"),
        ("judge", '{"endpoint": "create-user"}', "request"),
        ("judge", '{"endpoint": "create-user", "answer": {"body": "#"}}', "request"),
        ("prepare", '{"endpoint": "create-user", "values": 1}', "request"),
        ("snippets", "{}", "request"),
        ("advise", '{"request": {}, "failure": 1}', "request"),
        ("open", "[" * 100_000, "bad-argument"),
    ],
)
def test_a_refusal_has_a_code_and_a_sentence(
    form: Any, operation: str, argument: str, code: str
) -> None:
    error = json.loads(bridge.call(operation, argument))["error"]

    assert error["code"] == code
    assert error["message"].endswith(".")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
MESSAGES = """
values answer request failure probes left right languages secrets contract name curl dialect
"""
MEMBERS = """
parameters headers body form file credentials url status variables server alternative mediaType
seconds
"""


@given(
    st.sampled_from(sorted(bridge._OPERATIONS)),
    st.dictionaries(
        st.sampled_from(MESSAGES.split()),
        JSON | st.dictionaries(st.sampled_from(MEMBERS.split()), JSON, max_size=5),
        max_size=4,
    ),
)
def test_no_argument_is_an_exception(operation: str, argument: dict[str, Any]) -> None:
    bridge.call("open", json.dumps({"endpoint": "create-user", "contract": to_contract(ENDPOINT)}))
    result = json.loads(bridge.call(operation, json.dumps({"endpoint": "create-user", **argument})))

    assert isinstance(result, dict)
    assert result.get("error", {}).get("code") != "internal", (operation, argument, result)

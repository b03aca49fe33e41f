"""What is said of an answer, and of an exchange from end to end."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.core.bridge.asking import SECRET, answer, ask, exchanged
from tryfield.core.console.response_report import body_facts, response_report
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.model import Content, Endpoint, Response, Server
from tryfield.core.wire import WireResponse


@pytest.mark.parametrize(
    ("body", "outcome", "words"),
    [
        ({"id": 1, "name": "A", "owner": {"full_name": "A"}}, "matches", "matches the doc"),
        ({"id": "1", "name": "A"}, "differs", "1 field differs"),
        ({"name": "A"}, "differs", "1 field differs"),
        ({"id": 1, "extra": 1, "owner": {"fullName": "A"}}, "undocumented", "2 fields are undoc"),
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


def test_an_exchange_builds_sends_and_judges(values: Any) -> None:
    argument = {"endpoint": "create-user", "values": values}
    result, (sent,) = exchanged(argument, answer({"id": "1"}))

    assert sent["method"] == "POST"
    assert SECRET in json.dumps(sent, ensure_ascii=False)
    assert SECRET not in json.dumps(result, ensure_ascii=False)
    assert result["judged"]["outcome"] == "differs"
    assert (result["answer"]["status"], result["answer"]["body"]) == (200, "")


@pytest.mark.parametrize(
    ("url", "status", "outcome"),
    [
        ("https://api.test/v2/login", 200, "unchecked"),
        ("https://api.test/v1/login", 200, "differs"),
        ("https://api.test/v2/login", 201, "matches"),
    ],
    ids=["elsewhere", "nobody redirected", "what is documented as well"],
)
def test_a_documented_redirection_that_was_followed_is_none_of_an_other_status(
    url: str, status: int, outcome: str
) -> None:
    endpoint = Endpoint(
        id="login",
        method="GET",
        path="/login",
        servers=(Server(url="https://API.test:443/v1"),),
        responses=(Response(status="201"), Response(status="302"), Response(status="304")),
    )
    given = {**answer(b"", status), "url": url}
    contract = to_contract(endpoint)

    result, _ = exchanged({"endpoint": "login", "contract": contract, "values": {}}, given)

    assert result["judged"]["outcome"] == outcome
    if outcome == "unchecked":
        assert result["judged"]["words"] == (
            "Not checkable: The API redirects, as documented with status 302; "
            "the answer to the new address is not compared."
        )


def test_a_failed_exchange_is_explained(values: Any) -> None:
    argument = {"endpoint": "create-user", "values": values, "page": "https://docs.test"}
    failure = {"failure": {"name": "TypeError", "message": "Failed to fetch"}}
    result, _ = exchanged(argument, failure)

    assert result["advice"]["code"] == "unknown"
    assert [one["name"] for one in result["advice"]["probe"]] == [
        *("opaque", "plain", "manual", "root"),
    ]
    assert SECRET not in json.dumps(result, ensure_ascii=False)


def test_an_exchange_never_raises(values: Any) -> None:
    argument = {"endpoint": "create-user", "values": values}

    assert exchanged(argument, RuntimeError(SECRET))[0]["error"]["code"] == "internal"
    assert SECRET not in str(exchanged(argument, RuntimeError(SECRET))[0])
    assert exchanged({}, answer({}))[0]["error"]["code"] == "not-open"
    assert exchanged(argument, [])[0]["error"]["code"] == "request"


@pytest.mark.parametrize(
    ("documented", "sent", "body", "words"),
    [
        ("application/xml", "application/xml", b"<a/>", "Not checkable: "),
        ("application/pdf", "application/pdf", b"%PDF-1.4 \xff", "Not checkable: "),
        ("*/*", "application/zip", b"PK\x03\x04\n{\xff", "Not checkable: "),
        ("application/*", "application/json", b'"text"', "The response matches"),
        ("application/xml", "application/json", b"{}", "The response differs"),
        ("", "", b"", "The response matches"),
    ],
)
def test_what_is_not_compared_does_not_differ(
    documented: str, sent: str, body: bytes, words: str
) -> None:
    contents = (Content(media_type=documented, schema={"type": "string"}),) if documented else ()
    response = Response(status="200" if body else "204", contents=contents)
    headers = (("Content-Type", sent),) if sent else ()
    came = WireResponse(status=int(response.status), headers=headers, body=body)

    endpoint = Endpoint(id="x", method="GET", path="/x", responses=(response,))
    report = response_report(endpoint, came)

    assert str(report["words"]).startswith(words)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=\"a.txt\"; filename*=UTF-8''%E2%82%AC.txt", "€.txt"),
        ("attachment; filename*=UTF-8''%E2%82%AC.txt; filename=\"a.txt\"", "€.txt"),
        ("attachment; filename*=iso-8859-1'en'%A3.txt", "£.txt"),
        ("attachment; filename*=no-such'en'%A3.txt; filename=b.txt", "b.txt"),
        (r'attachment; FileName = "a\"b.txt"', 'a"b.txt'),
        ("inline", ""),
    ],
)
def test_the_extended_name_of_a_file_wins(disposition: str, name: str) -> None:
    came = WireResponse(status=200, headers=(("Content-Disposition", disposition),), body=b"x")

    assert body_facts(came)["filename"] == name

"""What arrives at the API, and what comes back."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Callable

import pytest

from tests.relay.conftest import Page, address_of, head, until
from tests.relay.target import Target
from tests.serving import running
from tryfield.relay import relay_limits


def test_a_get_arrives_with_its_body_to_the_letter(page: Page, api: str) -> None:
    body = b'{ "user_group_id":"example_1" ,\r\n"x": "\xc3\xa9\x00" }'
    seen = page.echoed(f"{api}/v1/echo", body, method="GET")

    assert seen["method"] == "GET"
    assert seen["body"] == body
    assert ["content-length", str(len(body))] in seen["headers"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"])
def test_the_method_is_sent_as_it_is_written(page: Page, api: str, method: str) -> None:
    assert page.echoed(f"{api}/v1/echo", b"{}", method=method)["method"] == method


def test_a_request_without_a_body_has_none(page: Page, api: str) -> None:
    seen = page.echoed(f"{api}/v1/echo")

    assert seen["body"] == b""
    assert "content-length" not in dict(seen["headers"])


def test_path_and_query_are_sent_as_they_are_written(page: Page, api: str) -> None:
    target = "/v1/a%2Fb/%C3%A9;p=1/echo?q=a+b&q=%20c&empty&x=%5B%5D"

    assert page.echoed(f"{api}{target}#fragment")["target"] == target


def test_headers_arrive_in_their_order_with_repetitions(page: Page, api: str) -> None:
    headers = [["X-Two", "1"], ["Authorization", "Token t"], ["X-Two", "2"], ["X-Name", "é"]]
    seen = page.echoed(f"{api}/v1/echo", headers=headers)

    own = [pair for pair in seen["headers"] if pair[0] in ("x-two", "authorization", "x-name")]
    assert own == [[name.lower(), value] for name, value in headers]


def test_a_cookie_that_the_page_asks_for_is_sent(page: Page, api: str) -> None:
    seen = page.echoed(f"{api}/v1/echo", headers=[["Cookie", "session=1"]])

    assert ["cookie", "session=1"] in seen["headers"]


def test_nothing_of_the_page_itself_is_sent(page: Page, api: str, target: Target) -> None:
    own = {"cookie": "docs=1", "referer": f"{page.address}/page/", "authorization": "Basic docs"}
    page.post({"url": f"{api}/v1/echo"}, **own)

    names = {name for name, _ in target.seen[0]["headers"]}
    assert names == {"host", "accept", "accept-encoding", "user-agent"}


def test_headers_about_the_connection_are_not_sent(page: Page, api: str) -> None:
    headers = [
        ["Connection", "close, X-Hop"],
        ["X-Hop", "1"],
        ["Keep-Alive", "1"],
        ["Transfer-Encoding", "chunked"],
        ["TE", "trailers"],
        ["Upgrade", "h2c"],
        ["Proxy-Authorization", "Basic x"],
        ["Host", "other.example"],
        ["Content-Length", "99"],
        ["Expect", "100-continue"],
        ["X-Kept", "1"],
    ]
    seen = page.echoed(f"{api}/v1/echo", b"{}", headers=headers)

    assert {name for name, _ in seen["headers"]} == {
        "host",
        "x-kept",
        "accept",
        "accept-encoding",
        "user-agent",
        "content-length",
    }
    assert ["host", api.removeprefix("http://")] in seen["headers"]


def test_the_answer_comes_back_as_it_was(page: Page, api: str) -> None:
    answer = page.send(f"{api}/v1/marked")

    headers = [tuple(pair) for pair in answer["headers"]]
    assert answer["status"] == 418
    assert answer["url"] == f"{api}/v1/marked"
    assert answer["body"] == b"{}"
    assert answer["truncated"] == ""
    assert 0 < answer["seconds"] < 1
    assert headers.count(("set-cookie", "a=1")) == headers.count(("set-cookie", "b=2")) == 1
    assert ("x-name", "é") in headers
    assert not {"connection", "x-own", "keep-alive"} & {name for name, _ in headers}


def test_a_compressed_body_comes_back_unpacked(page: Page, api: str) -> None:
    answer = page.send(f"{api}/v1/zipped?bytes=50000&members=2")

    assert answer["body"] == b"x" * 100_000
    assert ["content-encoding", "gzip"] in answer["headers"]


def test_a_body_that_is_not_what_it_claims_is_said_to_be_so(page: Page, api: str) -> None:
    assert page.refused(f"{api}/v1/broken") == "answer-broken"


def test_a_compressed_body_that_breaks_off_is_said_to_be_so(page: Page, api: str) -> None:
    assert page.refused(f"{api}/v1/unfinished") == "answer-broken"


@pytest.mark.parametrize("path", ["large?bytes=100001", "zipped?bytes=50000000"])
def test_a_body_past_the_limit_is_cut_off(page: Page, api: str, path: str) -> None:
    answer = page.send(f"{api}/v1/{path}")

    assert answer["truncated"] == "size"
    assert answer["body"] == b"x" * 100_000


def test_a_body_up_to_the_limit_is_whole(page: Page, api: str) -> None:
    answer = page.send(f"{api}/v1/large?bytes=100000")

    assert answer["truncated"] == ""
    assert len(answer["body"]) == 100_000


def test_a_request_past_the_limit_is_not_sent(page: Page, api: str, target: Target) -> None:
    code = page.refused(f"{api}/v1/echo", body=b"x" * 10_001)
    huge = page.post({"url": f"{api}/v1/echo", "body": "x" * 1_000_000})

    assert code == "request-too-large"
    assert huge.status_code == 413
    assert target.seen == []


def test_an_api_that_says_nothing_is_given_up(impatient: Page, api: str) -> None:
    assert impatient.refused(f"{api}/v1/silent") == "timeout"


def test_a_body_that_never_ends_is_cut_off_in_time(impatient: Page, api: str) -> None:
    answer = impatient.send(f"{api}/v1/events?count=1000")

    assert answer["truncated"] == "time"
    assert answer["body"].startswith(b"data: 0\n\n")


def test_an_api_that_is_not_there_is_unreachable(opened: Callable[..., Page]) -> None:
    page = opened(["http://127.0.0.1:1"])
    answer = page.post({"url": "http://127.0.0.1:1/"})

    assert answer.status_code == 502
    assert answer.json()["error"]["code"] == "unreachable"


def test_a_stream_is_given_back_as_it_arrives(page: Page, api: str, target: Target) -> None:
    value = {"url": f"{api}/v1/gated", "stream": True}
    target.heard.clear()
    with page.client.stream(
        "POST", page.address, json=value, headers={"origin": page.address}
    ) as answer:
        lines = []
        for line in answer.iter_lines():
            lines.append(json.loads(line))
            if "body" in lines[-1]:  # only now the API goes on
                target.heard.set()

    head, *pieces, tail = lines
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert head["status"] == 200
    assert [base64.b64decode(one["body"]) for one in pieces] == [b"data: 0\n\n", b"data: 1\n\n"]
    assert tail.keys() == {"truncated", "seconds"}
    assert tail["truncated"] == ""


def test_a_stream_that_is_stopped_is_said_to_be_so(impatient: Page, api: str) -> None:
    answer = impatient.post({"url": f"{api}/v1/events?count=1000", "stream": True})

    assert json.loads(answer.text.splitlines()[-1])["truncated"] == "time"


def test_a_stream_that_cannot_begin_is_an_error(page: Page) -> None:
    answer = page.post({"url": "https://elsewhere.example/", "stream": True})

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "url-not-allowed"


def test_a_stream_that_breaks_ends_with_the_error(page: Page, api: str) -> None:
    answer = page.post({"url": f"{api}/v1/broken", "stream": True})

    assert json.loads(answer.text.splitlines()[-1])["error"]["code"] == "answer-broken"


def test_a_page_that_goes_away_ends_the_request(opened: Callable[..., Page]) -> None:
    target = Target()
    with running(target) as api:
        page = opened([api], limits=relay_limits.Limits(seconds=60))
        envelope = json.dumps({"url": f"{api}/silent"}).encode()
        with socket.create_connection(address_of(page)) as connection:
            connection.sendall(head(page, len(envelope)) + envelope)
            until(lambda: len(target.seen) == 1)

        until(lambda: target.gone == 1)


def test_too_many_requests_at_once_are_turned_away(opened: Callable[..., Page], api: str) -> None:
    page = opened([api], limits=relay_limits.Limits(at_once=0))

    assert page.refused(f"{api}/echo") == "too-many-at-once"

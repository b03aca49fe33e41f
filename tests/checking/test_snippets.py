"""Python in pages runs where it stands, and is answered by the documentation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.checking.conftest import Ran
from tests.doubling import ALLOWED, doubling_ratio
from tryfield.checking.snippets.curl_snippets import CurlSnippets
from tryfield.checking.snippets.snippet_fences import Snippet, read_snippets
from tryfield.checking.snippets.snippet_job import WrittenReference, reference_lines
from tryfield.core.model import Endpoint, Response, Server, Span

Run = Callable[..., Ran]
URL = "https://api.mintlify.com/api/user"


@pytest.fixture
def checked(project: Path, tryfield: Run) -> Callable[..., list[dict[str, Any]]]:
    """Findings in a page of the manual with some text."""

    def check(text: str, *words: str) -> list[dict[str, Any]]:
        (project / "guide.md").write_text(text, encoding="utf-8")
        done = tryfield("check", "api", "guide.md", *words, "--format", "json")
        assert done.out, done.err
        found = json.loads(done.out)["findings"]
        return [f for f in found if f["span"]["file"] == "guide.md"]

    return check


def fence(code: str, info: str = "python tryfield") -> str:
    return f"```{info}\n{code}\n```\n"


def test_a_snippet_gets_the_documented_answer(checked: Any) -> None:
    code = (
        f'import httpx2\nanswer = httpx2.get("{URL}").json()\nassert answer["success"] == 1\n'
        'assert answer["user_group"]["name"] == "Example 1"'
    )

    assert checked(fence(code)) == []


def test_what_readers_cannot_run_is_run_all_the_same(checked: Any) -> None:
    (finding,) = checked(fence("assert False", "python tryfield no_cell"))

    assert finding["rule"] == "snippet-fails"


def test_requests_are_answered_as_well(checked: Any) -> None:
    code = f'import requests\nassert requests.get("{URL}").json()["success"] == 1'

    assert checked(fence(code)) == []


def test_asynchronous_calls_are_answered_as_well(checked: Any) -> None:
    code = (
        "import asyncio, httpx2\nasync def main():\n"
        "    async with httpx2.AsyncClient() as client:\n"
        f'        assert (await client.get("{URL}")).json()["success"] == 1\nasyncio.run(main())'
    )

    assert checked(fence(code)) == []


def test_a_failure_is_shown_at_its_line_of_the_page(checked: Any) -> None:
    (finding,) = checked(
        "# Guide\n\n1. First\n\n   ```python tryfield\n   a = {}\n   a['b']\n   ```\n"
    )

    assert finding["rule"] == "snippet-fails"
    assert (finding["span"]["line"], finding["span"]["column"]) == (7, 4)
    assert finding["message"] == "The snippet raises KeyError: 'b'."
    (traceback,) = [v["words"] for v in finding["evidence"] if v["speaker"] == "traceback"]
    assert 'guide.md", line 7' in traceback
    assert "checking" not in traceback


def test_the_snippets_of_a_page_share_their_names(checked: Any) -> None:
    assert checked(fence("a = 1") + "\ntext\n\n" + fence("assert a == 1")) == []


def test_a_comment_marks_a_snippet_where_the_info_string_cannot(checked: Any) -> None:
    page = "<!-- tryfield: run -->\n```python\n1 / 0\n```\n\n{/* tryfield: no_run */}\n" + fence(
        "1 / 0", "py"
    )

    (finding,) = checked(page)
    assert finding["span"]["line"] == 3


def test_python_that_nobody_marked_is_left_alone(checked: Any) -> None:
    assert checked(fence("1 / 0", "python")) == []


@pytest.mark.parametrize(
    ("state", "code", "rules"),
    [
        ("no_run", "raise SystemExit", []),
        ("no_run", "def (", ["snippet-fails"]),
        ("should_fail", "raise SystemExit", []),
        ("should_fail", "a = 1", ["snippet-should-fail"]),
        ('skip="needs a key"', "1 / 0", []),
        ("{.python .tryfield .no_run}", "1 / 0", []),
    ],
)
def test_an_author_says_what_is_to_become_of_a_snippet(
    checked: Any, state: str, code: str, rules: list[str]
) -> None:
    info = state if state.startswith("{") else f"python tryfield {state}"

    assert [finding["rule"] for finding in checked(fence(code, info))] == rules


def test_a_snippet_that_continues_a_failed_one_does_not_run(checked: Any) -> None:
    page = fence("a = 1 / 0") + fence("b = a", "python tryfield continue") + fence("c = 1")

    assert [finding["span"]["line"] for finding in checked(page)] == [2]


def test_a_call_that_is_not_documented_is_said_where_it_is_made(checked: Any) -> None:
    code = 'import httpx2\n\nhttpx2.get("https://api.mintlify.com/api/users")'
    (finding,) = checked(fence(code))

    assert (finding["rule"], finding["span"]["line"]) == ("snippet-call-undocumented", 4)


def test_a_call_is_held_against_the_documented_request(checked: Any) -> None:
    code = f'import httpx2\nhttpx2.post("{URL}", json={{"curent_token": "a"}})'
    (finding,) = checked(fence(code))

    assert finding["rule"] == "snippet-call-differs"
    assert "Did you mean 'current_token'?" in finding["message"]


def test_without_an_api_nothing_is_reached(checked: Any) -> None:
    code = 'import socket\nsocket.create_connection(("127.0.0.1", 9), 1)'
    (finding,) = checked(fence(code))

    assert "a snippet has no network without --live" in finding["message"]


def test_with_an_api_snippets_call_it(checked: Any, users_api: str) -> None:
    code = (
        f'import httpx2\nheaders = {{"Authorization": "Token <token>"}}\n'
        f'answer = httpx2.request("GET", "{URL}", json={{"user_group_id": "live"}}, '
        'headers=headers)\nassert answer.json()["user_group"]["provided_id"] == "live"\n'
        "tryfield.check(answer)"
    )

    assert checked(fence(code), "--live", users_api, "--auth", "${TOKEN}") == []


def test_a_snippet_can_have_an_answer_compared(checked: Any, drifting_api: str) -> None:
    code = (
        f'import httpx2\nanswer = httpx2.request("GET", "{URL}", json={{"user_group_id": "x"}})\n'
        "tryfield.check(answer)"
    )
    (finding,) = checked(fence(code), "--live", drifting_api, "--auth", "${TOKEN}")

    assert finding["message"].startswith("The snippet raises DifferenceError")
    assert finding["span"]["line"] == 4


def test_an_endless_snippet_ends_the_page_not_the_check(checked: Any, project: Path) -> None:
    page = fence("a = 1") + fence("import os\nos._exit(3)") + fence("b = 1")
    found = checked(page)

    assert [(f["rule"], f["span"]["line"]) for f in found] == [("snippet-fails", 5)]
    assert found[0]["message"] == "The snippet ended the process that runs it."


def test_curl_in_prose_is_held_against_the_endpoint_it_calls(checked: Any) -> None:
    page = fence(f"curl -X PUT {URL} -H 'Authorization: Token <token>'", "bash")
    (finding,) = checked(page)

    assert finding["rule"] == "request-method-differs"
    assert finding["span"]["column"] == 9


def test_curl_of_a_documented_server_has_to_be_documented(checked: Any) -> None:
    page = fence("curl https://api.mintlify.com/nowhere\ncurl https://example.com/", "bash")

    assert [finding["rule"] for finding in checked(page)] == ["snippet-call-undocumented"]


def test_snippets_can_be_left_out(checked: Any) -> None:
    assert checked(fence("1 / 0"), "--no-snippets") == []


def test_a_strange_mark_is_reported(checked: Any) -> None:
    page = "<!-- tryfield: norun -->\n```python\na = 1\n```\n"

    assert [finding["rule"] for finding in checked(page)] == ["snippet-mark-unknown"]


def test_a_page_that_is_no_text_has_no_snippets(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff```python tryfield\n```")

    assert read_snippets(tmp_path / "a.md", file="a.md") == []


def endpoints_of(count: int) -> list[Endpoint]:
    server = Server(url="https://api.example.com")
    return [
        Endpoint(
            id=f"get-{number}",
            method="GET",
            path=f"/things/{number}",
            servers=(server,),
            responses=(Response(status="204", description=f"Thing {number}."),),
        )
        for number in range(count)
    ]


def test_commands_of_twice_as_many_pages_and_endpoints_take_twice_the_time() -> None:
    def check(text: str) -> None:
        pages = text.split()
        places = [Span(page, 9, 1) for page in pages]
        curls = CurlSnippets(endpoints_of(len(pages)), known=places)
        for number, page in enumerate(pages):
            snippet = Snippet(
                code=f"curl https://api.example.com/things/{number}",
                language="curl",
                number=1,
                span=Span(page, 3, 1, 4, 1),
            )
            ((case, findings),) = curls.check([snippet])
            assert (case.unchecked, findings) == ("", ())

    pages = "".join(f"page-{number}.md " for number in range(20_000))
    assert (
        doubling_ratio(check, lambda count: pages[: pages.index(f"page-{count}.")], 50) <= ALLOWED
    )


def test_a_process_reads_the_contracts_of_what_its_page_calls() -> None:
    outlines, *contracts = reference_lines(endpoints_of(3)).splitlines()
    reference = WrittenReference([outlines, b"not JSON", contracts[1], b"not JSON"])

    called = reference.endpoint_for("GET", "https://api.example.com/things/1")
    assert called is not None
    assert called.responses[0].description == "Thing 1."
    assert reference.endpoint_for("GET", "https://api.example.com/things/7") is None

"""A reader's code: one namespace for a page, what it prints, and how it meets the documentation."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sys
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import httpx2
import pytest
import requests

from tryfield.core.cells.cell_runner import DifferenceError, Page, check, clients_of
from tryfield.core.cells.transport_bridge import SendError, TransportBridge
from tryfield.core.wire import WireRequest

ASKED = WireRequest(method="get", url="https://api.example.com/users", headers=(), body=b"{}")


def awaited(answer: Awaitable[Any]) -> Any:
    """What a coroutine returns, in a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _result(answer)).result()


async def _result(answer: Awaitable[Any]) -> Any:
    return await answer


def carried(**more: Any) -> str:
    """What `bridge.carry` says of an answer that is as documented."""
    answer = {"status": 200, "headers": [["content-type", "application/json"]], "seconds": 0.1}
    body = base64.b64encode(b'{"name": "Ada"}').decode()
    judged = {"words": "The response matches the documentation."}
    return json.dumps({"answer": {**answer, "body": body}, "judged": judged, **more})


def door(said: str, *, waits: bool = True) -> tuple[TransportBridge, list[dict[str, Any]]]:
    """A door behind which this is said, and what went out by it."""
    sent: list[dict[str, Any]] = []

    async def send(text: str) -> str:
        sent.append(json.loads(text))
        return said

    return TransportBridge(send, awaited if waits else None), sent


@pytest.fixture
def package() -> ModuleType:
    return ModuleType("tryfield")


@pytest.fixture
def page(package: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    return Page(door(carried())[0], package)


def ran(page: Page, code: str) -> str:
    """What a cell prints to the end, and its traceback."""
    result = page.run(code)
    return result if isinstance(result, str) else awaited(_waited(result))


async def _waited(result: Any) -> str:
    return str(await result)


def test_cells_share_their_names(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(page, "answer = 42") == ""
    assert ran(page, "print(answer + 1)") == ""

    assert capsys.readouterr().out == "43\n"


def test_the_value_of_the_last_line_is_shown(
    page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(page, "name = 'Ada'\nname")
    ran(page, "None")

    assert capsys.readouterr().out == "'Ada'\n"


@pytest.mark.parametrize(
    "code",
    ["import asyncio\nawait asyncio.sleep(0)\n7", "import asyncio\nawait asyncio.sleep(0, 7)"],
)
def test_code_may_await(page: Page, capsys: pytest.CaptureFixture[str], code: str) -> None:
    assert ran(page, code) == ""

    assert capsys.readouterr().out == "7\n"


def test_a_traceback_shows_the_readers_lines_only(page: Page) -> None:
    told = ran(page, "def name(user):\n    return user['name']\n\nname({})")

    lines = [line.strip() for line in told.splitlines() if set(line) - set(" ^~")]
    assert lines == [
        "Traceback (most recent call last):",
        "Your code, line 4, in <module>",
        "name({})",
        "Your code, line 2, in name",
        "return user['name']",
        "KeyError: 'name'",
    ]


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("x = (", "SyntaxError: '(' was never closed"),
        ("raise SystemExit('enough')", "SystemExit: enough"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_no_cell_ends_the_page(page: Page, code: str, last: str) -> None:
    assert ran(page, code).splitlines()[-1] == last
    assert ran(page, "1 + 1") == ""


def test_code_finds_check_where_it_imports_it(page: Page, package: ModuleType) -> None:
    assert ran(page, "tryfield.check.__name__") == ""
    assert vars(package)["check"] is check


@pytest.mark.parametrize(
    ("code", "clients"),
    [
        ("import httpx", {"httpx"}),
        ("from httpx2 import Client", {"httpx"}),
        ("def f():\n    import requests.adapters", {"requests"}),
        ("import json, os", set()),
        ("# import requests", set()),
        ("import (", set()),
        ("x = '\0'", set()),
    ],
)
def test_only_the_clients_that_code_imports_are_fetched(code: str, clients: set[str]) -> None:
    assert clients_of(code) == clients


def test_a_request_goes_out_with_its_method_in_capitals() -> None:
    way, sent = door(carried())

    came = way.now(ASKED)

    assert sent == [
        {"method": "GET", "url": ASKED.url, "headers": [], "body": base64.b64encode(b"{}").decode()}
    ]
    assert (came.answer.status, came.answer.body) == (200, b'{"name": "Ada"}')
    assert came.documented
    assert came.faults == ()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"refused": "The reader would rather not."}, "The reader would rather not."),
        ({"error": {"code": "request", "message": "No URL."}}, "No URL."),
        (
            {"advice": {"title": "No answer.", "known": ["It is down."], "unknown": ["Why."]}},
            "No answer. It is down. Why.",
        ),
    ],
)
def test_a_request_without_an_answer_says_what_is_known(said: dict[str, Any], words: str) -> None:
    way, _ = door(json.dumps(said))

    with pytest.raises(SendError, match=words):
        way.now(ASKED)


#: The same call by each client.
CALLS = {
    "httpx": "import httpx\nresponse = httpx.post('https://api.example.com/users', json={'n': 1})",
    "httpx2": "import httpx2\n"
    "response = httpx2.post('https://api.example.com/users', json={'n': 1})",
    "later": "import httpx\nasync with httpx.AsyncClient() as client:\n"
    "    response = await client.post('https://api.example.com/users', json={'n': 1})",
    "requests": "import requests\n"
    "response = requests.post('https://api.example.com/users', json={'n': 1})",
}


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clients as they were, for the tests that come after."""
    monkeypatch.delitem(sys.modules, "httpx", raising=False)
    for owner, name in (
        (httpx2.HTTPTransport, "handle_request"),
        (httpx2.AsyncHTTPTransport, "handle_async_request"),
        (requests.adapters.HTTPAdapter, "send"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))


def called(call: str, said: str, package: ModuleType, then: str) -> tuple[str, dict[str, Any]]:
    """The traceback of a cell that calls and goes on, and what it sent."""
    way, sent = door(said)
    told = ran(Page(way, package), f"{CALLS[call]}\n{then}")
    return told, sent[0]


@pytest.mark.usefixtures("page", "restored")
@pytest.mark.parametrize("call", CALLS)
def test_ordinary_code_sends_through_the_door_and_is_checked(
    call: str, package: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    then = "print(tryfield.check(response).json()['name'], response.status_code)"

    told, sent = called(call, carried(), package, then)

    assert told == ""
    assert capsys.readouterr().out == "✓ The response matches the documentation.\nAda 200\n"
    assert (sent["method"], sent["url"]) == ("POST", "https://api.example.com/users")
    assert json.loads(base64.b64decode(sent["body"])) == {"n": 1}
    names = {name.lower() for name, _ in sent["headers"]}
    assert "content-type" in names
    assert names.isdisjoint({"user-agent", "host", "content-length", "accept-encoding"})


@pytest.mark.usefixtures("page", "restored")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("said", "last"),
    [
        (carried(faults=["team_id: expected a number"]), "team_id: expected a number"),
        (carried(judged=None), "POST https://api.example.com/users is not documented."),
    ],
)
def test_a_difference_is_an_error_of_the_readers_line(
    call: str, said: str, last: str, package: ModuleType
) -> None:
    told, _ = called(call, said, package, "tryfield.check(response)")

    assert told.splitlines()[-1] == f"DifferenceError: {last}"
    assert told.count("Your code, line") == 1


@pytest.mark.usefixtures("page", "restored")
@pytest.mark.parametrize("call", CALLS)
def test_no_answer_is_an_error_that_each_client_has_for_it(call: str, package: ModuleType) -> None:
    said = json.dumps({"refused": "Cancelled."})

    told, _ = called(call, said, package, "")

    assert re.search(r"(ConnectError|ConnectionError): Cancelled\.$", told.strip())
    assert "door" not in told


def test_only_responses_can_be_checked() -> None:
    with pytest.raises(TypeError, match="takes a response"):
        check({"name": "Ada"})
    assert issubclass(DifferenceError, AssertionError)


class Api:
    """An API that counts, behind a door of a browser that cannot wait."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.door = TransportBridge(self._send, None)

    async def _send(self, text: str) -> str:
        request = json.loads(text)
        self.sent.append(f"{request['method']} {request['url'].rpartition('/')[2]}")
        body = base64.b64encode(json.dumps({"n": len(self.sent)}).encode()).decode()
        await asyncio.sleep(0)
        return carried(answer={"status": 200, "headers": [], "body": body})


@pytest.fixture
def api(page: Page, restored: None) -> Api:
    return Api()


CLIENT = """\
import httpx, requests
def get(name):
    return httpx.get(f"https://api.example.com/{name}").json()["n"]
"""


def test_without_waiting_each_request_is_sent_once_and_nothing_is_printed_twice(
    api: Api, package: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    code = f"""{CLIENT}
print("first", get("a"))
for name in "bc":
    print(name, get(name))
print(requests.post("https://api.example.com/d").json()["n"])
get("e")"""

    assert ran(Page(api.door, package), code) == ""

    assert api.sent == ["GET a", "GET b", "GET c", "POST d", "GET e"]
    assert capsys.readouterr().out == "first 1\nb 2\nc 3\n4\n5\n"


def test_without_waiting_names_of_earlier_cells_are_changed_once(
    api: Api, package: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    page = Page(api.door, package)
    ran(page, f"{CLIENT}seen = []; also = seen; count = 0")

    ran(page, "for name in 'abc':\n    seen.append(get(name)); count += 1")
    ran(page, "print(seen, also is seen, count)")

    assert capsys.readouterr().out == "[1, 2, 3] True 3\n"


def test_without_waiting_code_may_clean_up_and_even_catch_everything(
    api: Api, package: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    code = f"""{CLIENT}
try:
    print(get("a"))
except:
    print("never")
finally:
    print("clean")
with httpx.Client() as client:
    print(client.get("https://api.example.com/b").json())"""

    assert ran(Page(api.door, package), code) == ""

    assert api.sent == ["GET a", "GET b"]
    assert capsys.readouterr().out == "1\nclean\n{'n': 2}\n"


def test_without_waiting_what_is_awaited_is_sent_once_as_well(
    api: Api, package: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    code = f"""{CLIENT}
import asyncio
async with httpx.AsyncClient() as client:
    both = await asyncio.gather(*(client.get(f"https://api.example.com/{{n}}") for n in "ab"))
print(sorted(one.json()["n"] for one in both), get("c"))
async with httpx.AsyncClient() as client:
    print((await client.get("https://api.example.com/d")).json())"""

    assert ran(Page(api.door, package), code) == ""

    assert sorted(api.sent) == ["GET a", "GET b", "GET c", "GET d"]
    assert capsys.readouterr().out == "[1, 2] 3\n{'n': 4}\n"


def test_without_waiting_chance_is_the_same_again(
    api: Api, package: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    code = f"""{CLIENT}
import random, uuid
number, name = random.random(), uuid.uuid4()
httpx.post("https://api.example.com/a", json={{"id": str(name)}})
httpx.get(f"https://api.example.com/{{name}}")
print(number)
get("c")
print(number)"""

    ran(Page(api.door, package), code)

    first, second = capsys.readouterr().out.split()[:2]
    assert first == second
    assert len(api.sent) == 3


def test_without_waiting_another_request_than_before_is_refused_and_not_sent(
    api: Api, package: ModuleType
) -> None:
    package.tries = []  # type: ignore[attr-defined]
    code = f"""{CLIENT}
tryfield.tries.append(1)
(httpx.get if len(tryfield.tries) == 1 else httpx.post)("https://api.example.com/a")"""

    told = ran(Page(api.door, package), code)

    assert "ReplayError: This browser cannot wait in the middle of Python" in told
    assert api.sent == ["GET a"]


def test_without_waiting_an_error_is_the_readers_own(api: Api, package: ModuleType) -> None:
    told = ran(Page(api.door, package), f"{CLIENT}\nget('a')\nnone['x']")

    assert told.splitlines()[-1] == "NameError: name 'none' is not defined"
    assert told.count("Your code, line") == 1

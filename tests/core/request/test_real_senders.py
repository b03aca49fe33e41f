"""curl, the page's Python and JavaScript, and live calls send what the tables say.

Each sender sends a sample of the cells of `cases/styles.md`, and of bodies, to a server on
loopback. Equal means: the same target after decoding unreserved characters, the same parts of a
form, and otherwise the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest

from tests.core.echo import Received, echo
from tests.core.request.making import endpoint
from tests.core.request.test_style_matrix import CELLS, documented
from tests.core.snippets.test_running import RUNNERS
from tryfield.checking.live.live_client import Client
from tryfield.checking.live.live_limits import LiveLimits
from tryfield.core.model import Body, Content, Endpoint, Server
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import example_values
from tryfield.core.snippets.request_snippets import snippet
from tryfield.core.wire import WireRequest

#: Kinds that show each rule of a table; letters beyond ASCII in a header are another matter.
SAMPLE = ("string", "integer", "array", "items with delimiters", "object", "empty string")
PET = {
    "type": "object",
    "required": ["name", "tags"],
    "xml": {"name": "pet"},
    "properties": {
        "name": {"type": "string", "example": "Rex & Co", "xml": {"attribute": True}},
        "tags": {
            "type": "array",
            "example": ["a", "ü"],
            "xml": {"wrapped": True},
            "items": {"type": "string", "xml": {"name": "tag"}},
        },
    },
}
PHOTO = {
    "type": "object",
    "required": ["photo", "pages", "about", "note"],
    "properties": {
        "photo": {"type": "string", "format": "binary"},
        "pages": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "about": {"type": "object", "example": {"a": 'x;y "z"'}},
        "note": {"type": "string", "example": "@not a file; é"},
    },
}


def bodies() -> list[Endpoint]:
    contents = [
        Content(media_type="application/json", schema=PET),
        Content(media_type="application/xml", schema=PET),
        Content(media_type="application/x-www-form-urlencoded", schema=PET),
        Content(media_type="application/jsonl", schema={"example": [{"a": 1}, {"a": 2}]}),
        Content(media_type="text/csv", schema={"example": [{"a": 1, "b": "x,y"}]}),
        Content(media_type="text/plain", schema={"example": "two\nlines"}),
        Content(media_type="image/png", schema={"type": "string", "format": "binary"}),
        Content(
            media_type="multipart/form-data",
            schema=PHOTO,
            encoding={"photo": {"contentType": "image/png"}},
        ),
    ]
    return [endpoint(body=Body(contents=(one,), required=True)) for one in contents]


def requests(base: str, *, only_bodies: bool = False) -> list[WireRequest]:
    # A segment that is only a dot is taken away by every client (RFC 3986, 5.2.4).
    sampled = [one for one in CELLS if one.kind in SAMPLE and one.wire not in ("", ".")]
    styled = [documented(one, "example") for one in sampled]
    chosen = bodies() if only_bodies else [*styled, *bodies()]
    served = [replace(one, servers=(Server(url=base),)) for one in chosen]
    return [build_request(one, example_values(one)) for one in served]


def decoded(target: str) -> str:
    def plain(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if re.fullmatch(r"[\w.~-]", char, re.ASCII) else match[0].upper()

    return re.sub(r"%([0-9A-Fa-f]{2})", plain, target)


def parts(body: bytes, content_type: str) -> list[tuple[Any, ...]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get("content-type"),
            part.get_payload(decode=True),
        )
        for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
    ]


def differences(came: Received, meant: WireRequest) -> dict[str, tuple[object, object]]:
    target = "/" + meant.url.partition("://")[2].partition("/")[2]
    headers = {name.lower(): value for name, value in came.headers}
    kind = meant.header("content-type") or ""
    found: dict[str, tuple[object, object]] = {
        "target": (decoded(came.target), decoded(target)),
        "cookie": (headers.get("cookie"), meant.header("cookie")),
        "color": (headers.get("color"), meant.header("color")),
    }
    if kind.startswith("multipart/"):
        sent = parts(came.body, headers.get("content-type", ""))
        found["parts"] = (sent, parts(meant.body, kind))
    else:
        found["type"] = (headers.get("content-type", ""), kind)
        found["body"] = (came.body, meant.body)
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def live(sent: list[WireRequest]) -> None:
    with Client(LiveLimits()) as client:
        for one in sent:
            client.send(one)


#: Their programs are compiled, or begin slowly: they send the bodies only.
OTHERS = ("java", "go", "php", "ruby")


@pytest.mark.parametrize(
    "sender", ["curl", "python", "python-requests", "javascript", "live", *OTHERS]
)
def test_each_sender_sends_what_the_tables_say(
    sender: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with echo() as server:
        sent = requests(server.url, only_bodies=sender in OTHERS)
        if sender == "javascript":  # fetch writes no cookies
            sent = [one for one in sent if one.header("cookie") is None]
        for one in sent:
            for part in one.parts:
                if part.filename is not None:
                    (tmp_path / part.filename).write_bytes(part.value)
            if one.filename:
                (tmp_path / one.filename).write_bytes(one.body)
        if sender == "live":
            live(sent)
        else:
            code = [snippet(one, sender, mask=None) for one in sent]
            run: Callable[[list[str], Path], None] = RUNNERS[sender]
            run(code, tmp_path)

    assert len(server.received) == len(sent)
    found = [differences(*pair) for pair in zip(server.received, sent, strict=True)]
    assert [one for one in found if one] == []

"""Recordings in the formats of browsers, gateways, servers and test tools."""

from __future__ import annotations

import base64
import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tryfield.checking.traffic.recorded_exchanges import (
    ReadingNotes,
    RecordedExchange,
    read_recording,
    recording_files,
)
from tryfield.core.errors import ConfigurationError

URL = "https://api.shop.test/v1/users?limit=5"
BODY = '{"id": 1}'
HAR_ENTRY = {
    "startedDateTime": "2026-11-30T00:00:00Z",
    "request": {
        "method": "get",
        "url": URL + "#top",
        "headers": [{"name": ":authority", "value": "x"}, {"name": "Accept", "value": "*/*"}],
        "bodySize": 0,
    },
    "response": {
        "status": 200,
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "content": {"size": 9, "mimeType": "application/json", "text": BODY},
    },
}
KONG = {
    "request": {
        "method": "GET",
        "uri": "/v1/users",
        "url": "https://api.shop.test/v1/users",
        "querystring": {"limit": "5"},
        "headers": {"accept": "*/*", "host": "api.shop.test"},
        "size": "120",
    },
    "response": {
        "status": 200,
        "headers": {"content-type": "application/json"},
        "body": BODY,
        "size": "9",
    },
    "latencies": {"request": 3},
    "route": {"id": "r"},
    "started_at": 1,
}
NGINX = {
    "time_iso8601": "2026-11-30T00:00:00+00:00",
    "remote_addr": "127.0.0.1",
    "request_method": "GET",
    "scheme": "https",
    "host": "api.shop.test",
    "request_uri": "/v1/users?limit=5",
    "status": "200",
    "request_body": "-",
}
APACHE = {
    "request": "GET /v1/users?limit=5 HTTP/1.1",
    "vhost": "api.shop.test",
    "status": 200,
    "response_headers": {"Content-Type": "application/json"},
    "response_body": BODY,
}
GENERIC = {
    "req": {"method": "GET", "url": URL, "headers": [["Accept", "*/*"]]},
    "res": {
        "statusCode": 200,
        "headers": {"content-type": ["application/json"]},
        "body": {"id": 1},
    },
}
CASSETTE = f"""\
interactions:
- request:
    body: null
    headers: {{Accept: ['*/*']}}
    method: GET
    uri: {URL}
  response:
    body: {{string: '{BODY}'}}
    headers: {{Content-Type: [application/json]}}
    status: {{code: 200, message: OK}}
version: 1
"""
RUBY_CASSETTE = f"""\
---
http_interactions:
- request:
    method: get
    uri: {URL}
    body: {{encoding: US-ASCII, string: ''}}
    headers: {{Accept: ['*/*']}}
  response:
    status: {{code: 200, message: OK}}
    headers: {{Content-Type: [application/json]}}
    body: {{encoding: UTF-8, base64_string: {base64.b64encode(BODY.encode()).decode()}}}
recorded_with: VCR 6.2.0
"""
FORMATS = {
    "har": json.dumps({"log": {"version": "1.2", "entries": [HAR_ENTRY]}}),
    "har-pretty": json.dumps({"log": {"pages": [], "entries": [HAR_ENTRY]}}, indent=2),
    "kong": json.dumps(KONG),
    "kong-list": json.dumps([KONG], indent=1),
    "apache": json.dumps(APACHE) + "\n" + json.dumps(APACHE) + "\n",
    "generic": json.dumps(GENERIC) + "\n",
    "collected": json.dumps({"stream": "stdout", "message": json.dumps(APACHE)}) + "\n",
    "vcr-python": CASSETTE,
    "vcr-ruby": RUBY_CASSETTE,
}


def read(file: Path, content: str | bytes) -> tuple[list[RecordedExchange], ReadingNotes]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    notes = ReadingNotes.none()
    return list(read_recording(file, notes)), notes


def archive(**changes: Any) -> str:
    """An archive of one entry, with other members in its response."""
    entry = {**HAR_ENTRY, "response": {**HAR_ENTRY["response"], **changes}}  # type: ignore[dict-item]
    return json.dumps({"log": {"entries": [entry]}})


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_tells_the_same_exchange(form: str, tmp_path: Path) -> None:
    found, notes = read(tmp_path / "a", FORMATS[form])

    first = found[0]
    assert (first.request.method, first.request.url) == ("GET", URL)
    assert first.response.status == 200
    assert json.loads(first.response.body) == {"id": 1}
    assert first.response.header("content-type") == "application/json"
    assert (first.source, first.number, notes.reasons) == ("a", 1, {})


def test_a_log_of_nginx_has_no_headers_and_no_bodies(tmp_path: Path) -> None:
    (found,), _ = read(tmp_path / "a.log", json.dumps(NGINX) + "\n\n")

    assert (found.request.method, found.request.url) == ("GET", URL)
    assert found.response.status == 200
    assert found.recorded == frozenset()


def test_a_file_may_be_compressed(tmp_path: Path) -> None:
    (found,), _ = read(tmp_path / "a.har.gz", gzip.compress(FORMATS["har"].encode()))

    assert found.request.url == URL


def test_bodies_in_base64_and_with_a_content_coding_are_read(tmp_path: Path) -> None:
    packed = base64.b64encode(gzip.compress(BODY.encode())).decode()
    headers = [{"name": "Content-Encoding", "value": "gzip"}]

    (found,), _ = read(
        tmp_path / "a.har", archive(headers=headers, content={"text": packed, "encoding": "base64"})
    )

    assert found.response.body == BODY.encode()


def test_a_body_whose_coding_is_unknown_counts_as_not_recorded(tmp_path: Path) -> None:
    packed = base64.b64encode(b"\x0b\x04\x80\xff\xfe").decode()
    headers = [{"name": "Content-Encoding", "value": "br"}]

    (found,), _ = read(
        tmp_path / "a.har", archive(headers=headers, content={"text": packed, "encoding": "base64"})
    )

    assert "response body" not in found.recorded


def test_a_body_that_a_browser_left_out_counts_as_not_recorded(tmp_path: Path) -> None:
    (found,), _ = read(tmp_path / "a.har", archive(content={"size": 1234, "mimeType": "x/y"}))

    assert "response body" not in found.recorded


def test_requests_without_a_response_are_counted(tmp_path: Path) -> None:
    found, notes = read(tmp_path / "a.har", archive(status=0))

    assert found == []
    assert notes.reasons == {"requests without a response": (1, "a.har #1")}


@pytest.mark.parametrize("status", ["", "2xx", "20", "٢٠٠", "²00", "-20", 2000, None, True])
def test_what_is_no_status_is_no_response(status: object, tmp_path: Path) -> None:
    found, notes = read(tmp_path / "a.har", archive(status=status))

    assert found == []
    assert notes.reasons == {"requests without a response": (1, "a.har #1")}


def test_a_broken_line_of_a_log_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = f'{json.dumps(KONG)}\n{{"request": \n{json.dumps(KONG)}\n'

    found, notes = read(tmp_path / "a.ndjson", lines)

    assert len(found) == 2
    assert notes.reasons == {"lines that are no JSON": (1, "a.ndjson:2")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it is no HAR file"),
        ("hello", "it is no HAR file"),
        ('{"log": {"entries": [\n{"a": 1},\n  oops', "line 3, column 3"),
        ('{"log": {"entries": [', "line 1, column 22"),
        ("interactions: [\n  {", "line 3, column 1"),
        ("interactions: 3", "no VCR cassette"),
    ],
)
def test_what_is_no_recording_is_named_with_its_place(
    content: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=r"a\.har: this recording cannot be read") as error:
        read(tmp_path / "a.har", content)

    assert said in str(error.value)


def test_a_recording_of_mitmproxy_names_the_library_that_reads_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="pip install mitmproxy"):
        read(tmp_path / "a.flow", b"12:hello world!,")


def test_folders_give_their_recordings(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("a.har", "b/c.ndjson", "readme.md"):
        (tmp_path / name).write_text("")

    assert [one.name for one in recording_files([tmp_path])] == ["a.har", "c.ndjson"]
    with pytest.raises(ConfigurationError, match="no such file"):
        recording_files([tmp_path / "gone"])


def test_a_large_recording_is_never_whole_in_memory(tmp_path: Path) -> None:
    content = {"mimeType": "application/json", "text": json.dumps(["x" * 50_000])}
    response = {"status": 200, "headers": [], "content": content}
    entry = json.dumps({**HAR_ENTRY, "response": response})
    with (tmp_path / "large.har").open("w") as file:
        file.write('{"log": {"entries": [')
        file.writelines(f"{',' * bool(n)}\n{entry}" for n in range(800))
        file.write("]}}")

    tracemalloc.start()
    count = sum(1 for _ in read_recording(tmp_path / "large.har", ReadingNotes.none()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 800
    assert peak < 6_000_000

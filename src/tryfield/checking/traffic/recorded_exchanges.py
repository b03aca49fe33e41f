"""Exchanges out of recordings: HAR, NDJSON, logs of Kong, nginx and Apache, VCR, mitmproxy.

The format is found by looking at the beginning of a file, not at its name. Recordings are read
one exchange at a time, so a file may be larger than the memory. A file may be compressed by gzip.

Source: HAR 1.2; Kong, Log Serializer; nginx, ngx_http_log_module; Apache, mod_log_config; VCR
cassettes of Python (vcrpy) and Ruby (vcr).
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO, TypeAlias
from urllib.parse import urlencode

from tryfield.checking.traffic.json_stream import JsonStream, shallow
from tryfield.core.errors import ConfigurationError
from tryfield.core.model import Json
from tryfield.core.wire import WireRequest, WireResponse

Part: TypeAlias = Literal["request headers", "request body", "response headers", "response body"]
PARTS: frozenset[Part] = frozenset(
    {"request headers", "request body", "response headers", "response body"}
)
#: Statuses of an address that the server does not know either (RFC 9110).
NOT_THERE = frozenset({404, 405, 410, 501})
_ENDINGS = frozenset({".har", ".ndjson", ".jsonl", ".json", ".log", ".yaml", ".yml", ".flow"})
_ENDINGS |= {".flows", ".mitm", ".kong", ".gz"}
_LARGEST_BODY = 100_000_000  #: bytes of a body that was compressed
_LARGEST_CASSETTE = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedExchange:
    """One request and its response, as a recording has them."""

    request: WireRequest
    response: WireResponse
    source: str = ""  #: the recording's name
    number: int = 0  #: in the recording, from 1
    recorded: frozenset[Part] = PARTS  #: what somebody wrote down; a log often has no bodies

    @property
    def place(self) -> str:
        """`shop.har #12`."""
        return f"{self.source} #{self.number}".strip() if self.number else self.source


def parts_recorded(*, request_body: bool, response_body: bool) -> frozenset[Part]:
    """All parts, of the bodies those that are there."""
    left: set[Part] = set()
    if not request_body:
        left.add("request body")
    if not response_body:
        left.add("response body")
    return PARTS - left


@dataclass(slots=True)
class ReadingNotes:
    """What stood in recordings and is no exchange, by reason; the first place of each."""

    reasons: dict[str, tuple[int, str]]

    @classmethod
    def none(cls) -> ReadingNotes:
        """Nothing yet."""
        return cls({})

    def add(self, reason: str, place: str) -> None:
        """Count one more."""
        count, first = self.reasons.get(reason, (0, place))
        self.reasons[reason] = count + 1, first


def recording_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files as they are named, and in folders those that end as recordings do.

    Raises:
        ConfigurationError: Nothing is there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = sorted(
                one for one in path.rglob("*") if one.is_file() and one.suffix in _ENDINGS
            )
            if not below:
                known = ", ".join(sorted(_ENDINGS))
                raise ConfigurationError(f"--traffic {path}: no recording is in it ({known}).")
            found += below
        elif path.is_file():
            found.append(path)
        else:
            raise ConfigurationError(f"--traffic {path}: there is no such file or folder.")
    return tuple(dict.fromkeys(found))


def read_recording(path: Path, notes: ReadingNotes) -> Iterator[RecordedExchange]:
    """The exchanges of one recording, in their order.

    Args:
        path: Of a file in any of the formats.
        notes: Gets what is no exchange: lines that are broken, requests without a response.

    Raises:
        ConfigurationError: The file cannot be read, or is no recording, with line and column.
    """
    name = path.name
    try:
        with _opened(path) as file:
            begin = file.peek(1 << 16)
            for number, read in enumerate(_records(path, file, begin, notes), 1):
                if read is None:
                    continue
                if isinstance(read, str):
                    notes.add(read, f"{name} #{number}")
                    continue
                yield replace(read, source=name, number=number)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(f"{path}: this recording cannot be read: {said}.") from error


_Read: TypeAlias = "RecordedExchange | str | None"  #: an exchange, why there is none, nothing


def _opened(path: Path) -> io.BufferedReader:
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    raw: Any = gzip.GzipFile(path) if compressed else path.open("rb", buffering=0)
    return io.BufferedReader(raw, 1 << 16)


def _records(
    path: Path, file: io.BufferedReader, begin: bytes, notes: ReadingNotes
) -> Iterator[_Read]:
    head = begin.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in (b"{", b"["):
        return _json(file, path.name, notes, lines=_is_lines(head))
    digits, colon, _ = head[:12].partition(b":")
    if colon and digits.isdigit():
        return _mitmproxy(file)
    if b"interactions:" in head:
        return _cassette(file)
    raise ValueError(
        "it is no HAR file, no log in JSON, no VCR cassette and no recording of mitmproxy"
    )


# --- JSON


def _json(
    file: io.BufferedReader, name: str, notes: ReadingNotes, *, lines: bool
) -> Iterator[_Read]:
    with io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="") as text:
        yield from _lines(text, name, notes) if lines else _document(text)


def _is_lines(head: bytes) -> bool:
    """Whether each line is one record."""
    first, newline, _ = head.partition(b"\n")
    if head[:1] != b"{" or not newline:
        return False
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "log" not in value and not _interactions(value)


def _lines(file: TextIO, name: str, notes: ReadingNotes) -> Iterator[_Read]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = shallow(line)
        except ValueError:
            notes.add("lines that are no JSON", f"{name}:{number}")
            yield None
            continue
        yield _record(value)


def _document(file: TextIO) -> Iterator[_Read]:
    """A HAR file, a list of records, or one record after the other."""
    stream = JsonStream(file)
    while first := stream.peek():
        if first == "[":
            for value in stream.items():
                yield _record(value)
            continue
        record: dict[str, Json] = {}
        archive = False
        for member in stream.members():
            if member == "log" and stream.peek() == "{":
                for inner in stream.members():
                    if inner == "entries" and stream.peek() == "[":
                        archive = True
                        for entry in stream.items():
                            yield _har_entry(entry)
                    else:
                        stream.value()
            elif member in _INTERACTIONS and stream.peek() == "[":
                archive = True
                for value in stream.items():
                    yield _interaction(value)
            else:
                record[member] = stream.value()
        if not archive:
            yield _record(record)


def _har_entry(entry: Json) -> _Read:
    if not isinstance(entry, dict) or not isinstance(entry.get("request"), dict):
        return "entries without a request"
    request, response = entry["request"], entry.get("response")
    if not isinstance(response, dict) or not _status(response.get("status")):
        return "requests without a response"
    content = response.get("content")
    content = content if isinstance(content, dict) else {}
    recorded = set(PARTS)
    body = _har_text(content)
    if body is None:
        body = b""
        size = content.get("size")
        size = response.get("bodySize") if not isinstance(size, int) or size < 0 else size
        if size != 0:
            recorded.discard("response body")
    posted = request.get("postData")
    sent = b""
    if isinstance(posted, dict):
        sent = _har_text(posted) or b""
        if not sent and isinstance(posted.get("params"), list):
            sent = _posted_params(posted)
            if not sent:
                recorded.discard("request body")
    elif isinstance(request.get("bodySize"), int) and request["bodySize"] > 0:
        recorded.discard("request body")
    headers, answered = _headers(request.get("headers")), _headers(response.get("headers"))
    if not headers:
        recorded.discard("request headers")
    if not answered:
        recorded.discard("response headers")
    media_type = content.get("mimeType")
    if isinstance(media_type, str) and media_type and not _has(answered, "content-type"):
        answered = (*answered, ("Content-Type", media_type))
    if isinstance(posted, dict) and posted.get("mimeType") and not _has(headers, "content-type"):
        headers = (*headers, ("Content-Type", str(posted["mimeType"])))
    return _parts(
        method=request.get("method"),
        url=request.get("url"),
        headers=headers,
        body=sent,
        status=response.get("status"),
        answered=answered,
        content=body,
        recorded=recorded,
        seconds=entry.get("time"),
    )


def _har_text(content: Mapping[str, Json]) -> bytes | None:
    text = content.get("text")
    if not isinstance(text, str):
        return None
    if content.get("encoding") == "base64":
        try:
            return base64.b64decode(text, validate=False)
        except (ValueError, binascii.Error):
            return None
    return text.encode("utf-8", "surrogatepass" if _surrogates(text) else "strict")


def _surrogates(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text)


def _posted_params(posted: Mapping[str, Json]) -> bytes:
    """Fields of a form; what is no URL-encoded form has another shape on the wire."""
    if "x-www-form-urlencoded" not in str(posted.get("mimeType", "")).lower():
        return b""
    params = posted["params"]
    pairs = [
        (str(one["name"]), str(one.get("value", "")))
        for one in params
        if isinstance(one, dict) and "name" in one
    ]
    return urlencode(pairs).encode()


# --- records of logs

_INTERACTIONS = ("interactions", "http_interactions")


def _interactions(value: Mapping[str, Json]) -> bool:
    return any(isinstance(value.get(name), list) for name in _INTERACTIONS)


def _record(value: Json) -> _Read:
    """An exchange as gateways, servers and our own tools log it."""
    if not isinstance(value, dict):
        return "records that are no exchange"
    value = _inner(value)
    known = _normal(value)
    request, response = known.get("request"), known.get("response")
    http = known.get("http")
    if not isinstance(request, dict) and isinstance(http, dict):
        request, response = http.get("request"), http.get("response", response)
    sent = _normal(request) if isinstance(request, dict) else {}
    answer = _normal(response) if isinstance(response, dict) else {}
    if isinstance(sent.get("request"), str):  # a line of a log in a log
        sent = {**_normal(_request_line(str(sent["request"]))), **sent}
    if isinstance(request, str):
        known = {**_normal(_request_line(request)), **known}
    status = _first(answer, _STATUS) or _first(known, _STATUS)
    if isinstance(response, int | str) and not status:
        status = response
    method = _first(sent, _METHOD) or _first(known, _METHOD)
    url = _url(sent, known)
    if not method or not url:
        return "records that are no exchange"
    if not _status(status):
        return "requests without a response"
    recorded = set(PARTS)
    headers = _first(sent, ("headers",)) or _first(known, ("requestheaders", "reqheaders"))
    answered = _first(answer, ("headers",)) or _first(
        known, ("responseheaders", "respheaders", "responseheader")
    )
    sent_headers, answered_headers = _headers(headers), _headers(answered)
    if headers is None:
        recorded.discard("request headers")
    if answered is None:
        recorded.discard("response headers")
    body = _body(sent, known, ("requestbody", "reqbody"))
    content = _body(answer, known, ("responsebody", "respbody"))
    if body is None:
        recorded.discard("request body")
    if content is None:
        recorded.discard("response body")
    sent_headers = _typed(sent_headers, body)
    answered_headers = _typed(answered_headers, content)
    return _parts(
        method=method,
        url=url,
        headers=sent_headers,
        body=body[0] if body else b"",
        status=status,
        answered=answered_headers,
        content=content[0] if content else b"",
        recorded=recorded,
    )


def _inner(value: dict[str, Json]) -> dict[str, Json]:
    """A record that a collector of logs has put into its own: `{"message": "{…}"}`."""
    for name in ("message", "log", "msg"):
        inner = value.get(name)
        if isinstance(inner, str) and inner.lstrip().startswith("{"):
            try:
                unpacked = shallow(inner)
            except ValueError:
                continue
            if isinstance(unpacked, dict):
                return unpacked
    return value


_METHOD = ("requestmethod", "httpmethod", "method", "verb")
_STATUS = (
    *("status", "statuscode", "responsestatus", "responsecode"),
    *("downstreamstatus", "originstatus"),
)
_WHOLE = ("url", "requesturl", "absoluteuri", "uri", "requesturi")
_PATH = ("requesturi", "originalrequesturi", "uri", "path", "requestpath", "pathname", "url")
_HOST = (
    *("host", "httphost", "requesthost", "authority"),
    *("servername", "vhost", "domainname"),
)
_SCHEME = ("scheme", "requestscheme", "forwardedproto", "httpxforwardedproto")
_NAMES = {
    "req": "request",
    "httprequest": "request",
    "res": "response",
    "resp": "response",
    "httpresponse": "response",
    "requestline": "request",
}


def _normal(value: Mapping[str, Json]) -> dict[str, Json]:
    """Members under one spelling: `requestMethod`, `request_method` and `RequestMethod` are one."""
    found: dict[str, Json] = {}
    for name, one in value.items():
        if one is None or one == "-":
            continue  # what a log writes for nothing
        key = str(name).lower().replace("_", "").replace("-", "")
        found.setdefault(_NAMES.get(key, key), one)
    return found


def _first(value: Mapping[str, Json], names: Sequence[str]) -> Json:
    return next((value[name] for name in names if value.get(name) not in (None, "")), None)


def _request_line(line: str) -> dict[str, Json]:
    """`GET /users HTTP/1.1`."""
    words = line.split()
    return {"method": words[0], "uri": words[1]} if len(words) >= 2 else {}


def _url(sent: Mapping[str, Json], known: Mapping[str, Json]) -> str:
    for value in (sent, known):
        for name in _WHOLE:
            if str(value.get(name, "")).startswith(("http://", "https://")):
                return _with_query(str(value[name]), value)
    path = _first(sent, _PATH) or _first(known, _PATH)
    if not isinstance(path, str) or not path.startswith("/"):
        return ""
    path = _with_query(path, sent or known)
    headers = dict(_headers(sent.get("headers")))
    host = _first(sent, _HOST) or _first(known, _HOST)
    host = host or next((v for n, v in headers.items() if n.lower() == "host"), "")
    scheme = _first(sent, _SCHEME) or _first(known, _SCHEME) or "https"
    return f"{scheme}://{host}{path}" if isinstance(host, str) and host else path


def _with_query(url: str, value: Mapping[str, Json]) -> str:
    if "?" in url:
        return url
    query = _first(value, ("querystring", "args", "query", "querystringparameters"))
    if isinstance(query, dict):
        pairs = [
            (name, str(one))
            for name, values in query.items()
            for one in (values if isinstance(values, list) else [values])
        ]
        query = urlencode(pairs)
    if not isinstance(query, str) or not query.lstrip("?"):
        return url
    return f"{url}?{query.lstrip('?')}"


def _body(
    value: Mapping[str, Json], around: Mapping[str, Json], names: Sequence[str]
) -> tuple[bytes, bool] | None:
    """A body, and whether it was written as the JSON value that it is; None for none written."""
    found: Json = None
    for name in ("body", "bodytext", "rawbody", "payload", "data", "content"):
        if name in value:
            found = value[name]
            break
    if found is None:
        found = _first(around, names)
    if found is None:
        return None
    if isinstance(found, str):
        if str(value.get("encoding", value.get("bodyencoding", ""))).lower() == "base64":
            try:
                return base64.b64decode(found), False
            except (ValueError, binascii.Error):
                return None
        return found.encode("utf-8", "surrogatepass"), False
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass"), True


def _typed(
    headers: tuple[tuple[str, str], ...], body: tuple[bytes, bool] | None
) -> tuple[tuple[str, str], ...]:
    """With the media type that a body must have had, where nobody wrote it down."""
    if body is None or not body[0] or _has(headers, "content-type"):
        return headers
    json_text = body[1] or body[0].lstrip()[:1] in (b"{", b"[")
    return (*headers, ("Content-Type", "application/json")) if json_text else headers


# --- VCR


def _cassette(file: BinaryIO) -> Iterator[_Read]:
    import yaml

    text = file.read(_LARGEST_CASSETTE + 1)
    if len(text) > _LARGEST_CASSETTE:
        raise ValueError(f"a cassette has at most {_LARGEST_CASSETTE:,} bytes")
    try:
        value = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{place}{getattr(error, 'problem', None) or 'no YAML'}") from error
    if not isinstance(value, dict) or not _interactions(value):
        raise ValueError("it is no VCR cassette")
    for name in _INTERACTIONS:
        for one in value.get(name) or ():
            yield _interaction(one)


def _interaction(value: Json) -> _Read:
    if not isinstance(value, dict):
        return "entries without a request"
    request, response = value.get("request"), value.get("response")
    if not isinstance(request, dict):
        return "entries without a request"
    if not isinstance(response, dict):
        return "requests without a response"
    status = response.get("status")
    status = status.get("code") if isinstance(status, dict) else status
    if not _status(status):
        return "requests without a response"
    return _parts(
        method=request.get("method"),
        url=request.get("uri") or request.get("url"),
        headers=_headers(request.get("headers")),
        body=_cassette_body(request.get("body")),
        status=status,
        answered=_headers(response.get("headers")),
        content=_cassette_body(response.get("body", response.get("content"))),
        recorded=set(PARTS),
    )


def _cassette_body(body: Any) -> bytes:
    if isinstance(body, Mapping):
        if isinstance(body.get("base64_string"), str):
            return base64.b64decode(body["base64_string"])
        body = body.get("string", body.get("text", ""))
    if isinstance(body, bytes):
        return body
    if isinstance(body, dict | list):
        return json.dumps(body).encode()
    return str(body or "").encode("utf-8", "surrogatepass")


# --- mitmproxy


def _mitmproxy(file: BinaryIO) -> Iterator[_Read]:
    try:
        from mitmproxy.exceptions import FlowReadException
        from mitmproxy.http import HTTPFlow
        from mitmproxy.io import FlowReader
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "a recording of mitmproxy is read by its own library. Run: pip install mitmproxy"
        ) from error
    try:
        for flow in FlowReader(file).stream():
            if not isinstance(flow, HTTPFlow):
                continue
            if flow.response is None:
                yield "requests without a response"
                continue
            yield _parts(
                method=flow.request.method,
                url=flow.request.pretty_url,
                headers=tuple(flow.request.headers.items(multi=True)),
                body=flow.request.raw_content or b"",
                status=flow.response.status_code,
                answered=tuple(flow.response.headers.items(multi=True)),
                content=flow.response.raw_content or b"",
                recorded=set(PARTS),
            )
    except FlowReadException as error:
        raise ValueError(str(error)) from error


# --- what all formats share


def _parts(
    *,
    method: Json,
    url: Json,
    headers: tuple[tuple[str, str], ...],
    body: bytes,
    status: Json,
    answered: tuple[tuple[str, str], ...],
    content: bytes,
    recorded: set[Part],
    seconds: Json = 0,
) -> _Read:
    if not isinstance(method, str) or not isinstance(url, str) or not url:
        return "entries without a request"
    content, known = _decoded(content, answered)
    if not known:
        recorded.discard("response body")
    body, known = _decoded(body, headers)
    if not known:
        recorded.discard("request body")
    return RecordedExchange(
        request=WireRequest(
            method=method.upper(), url=url.partition("#")[0], headers=headers, body=body
        ),
        response=WireResponse(
            status=_status(status),
            headers=answered,
            body=content,
            seconds=float(seconds) / 1000 if isinstance(seconds, int | float) else 0.0,
            url=url,
        ),
        recorded=frozenset(recorded),
    )


def _status(status: Json) -> int:
    """A status as a number; 0 for none, as browsers write where a request failed."""
    text = str(status)
    return int(text) if len(text) == 3 and text.isdigit() and text.isascii() else 0


def _has(headers: Iterable[tuple[str, str]], name: str) -> bool:
    return any(one.lower() == name for one, _ in headers)


def _headers(said: Json) -> tuple[tuple[str, str], ...]:
    """Headers in any of the shapes that tools write; without those of HTTP/2 itself."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(said, dict):
        pairs = [
            (name, one)
            for name, values in said.items()
            for one in (values if isinstance(values, list) else [values])
        ]
    elif isinstance(said, list):
        for one in said:
            if isinstance(one, dict) and "name" in one:
                pairs.append((one["name"], one.get("value", "")))
            elif isinstance(one, list) and len(one) == 2:
                pairs.append((one[0], one[1]))
    return tuple(
        (str(name), "" if value is None else str(value))
        for name, value in pairs
        if not str(name).startswith(":")
    )


def _decoded(body: bytes, headers: Iterable[tuple[str, str]]) -> tuple[bytes, bool]:
    """A body without its content coding, and whether that could be undone.

    Most tools undo it and keep the header, so that the first bytes decide.
    """
    coding = next((v.strip().lower() for n, v in headers if n.lower() == "content-encoding"), "")
    if not body or not coding or coding == "identity":
        return body, True
    if body.lstrip()[:1] in (b"{", b"[", b'"', b"<"):
        return body, True
    if coding not in ("gzip", "x-gzip", "deflate"):
        return body, _is_text(body)
    coder = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: gzip and zlib are told apart
    try:
        found = coder.decompress(body, _LARGEST_BODY)
    except zlib.error:
        return body, _is_text(body)
    return found, not coder.unconsumed_tail


def decoded_exchange(exchange: RecordedExchange) -> RecordedExchange:
    """An exchange as it travelled, with bodies without their content coding."""
    request, response = exchange.request, exchange.response
    recorded = set(exchange.recorded)
    body, known = _decoded(request.body, request.headers)
    if not known:
        recorded.discard("request body")
    content, known = _decoded(response.body, response.headers)
    if not known:
        recorded.discard("response body")
    if body is request.body and content is response.body and recorded == exchange.recorded:
        return exchange
    return replace(
        exchange,
        request=replace(request, body=body),
        response=replace(response, body=content),
        recorded=frozenset(recorded),
    )


def _is_text(body: bytes) -> bool:
    try:
        body[:4096].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > 4080
    return b"\0" not in body[:4096]

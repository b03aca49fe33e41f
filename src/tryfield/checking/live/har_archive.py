"""Live calls as an HTTP Archive, so that they can be checked again without a network.

Source: HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/).
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tryfield import __version__
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.errors import ConfigurationError
from tryfield.core.wire import WireRequest, WireResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request, its answer, and the endpoint that it was made for."""

    endpoint: str  #: its id: `create-user`; in archives of other tools ""
    request: WireRequest
    answer: WireResponse
    started: str  #: ISO 8601, UTC
    #: Beside a call for its own sake: `set-up`, `clean-up`, `gone` where another call had deleted
    #: what it names, or the refusal that it provokes, `404`.
    purpose: str = ""


def now() -> str:
    """This moment, as an Exchange has it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def write_har(path: Path, exchanges: Iterable[Exchange], redactor: Redactor) -> None:
    """Write exchanges without their secrets."""
    creator = {"name": "tryfield", "version": __version__}
    entries = [entry_of(exchange, redactor) for exchange in exchanges]
    document = {"log": {"version": "1.2", "creator": creator, "entries": entries}}
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_har(path: Path) -> list[Exchange]:
    """The exchanges of an archive, of ours or of any other tool.

    Raises:
        ConfigurationError: The file is missing or no HTTP Archive.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        return [_exchange(entry) for entry in document["log"]["entries"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{path}: this is no HTTP Archive ({error}). Record one with --record."
        ) from error


def entry_of(exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    """An exchange as an entry of an archive, without its secrets."""
    request, answer = exchange.request, exchange.answer
    shape: dict[str, Any] = {
        "startedDateTime": exchange.started,
        "time": round(answer.seconds * 1000, 1),
        "_endpoint": exchange.endpoint,
        **({"_purpose": exchange.purpose} if exchange.purpose else {}),
        "request": {
            "method": request.method,
            "url": redactor.text(request.url),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(redactor.headers(request.headers)),
            "queryString": [],
            "headersSize": -1,
            "bodySize": len(request.body),
        },
        "response": {
            "status": answer.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(redactor.headers(answer.headers)),
            "content": _content(answer, redactor),
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(answer.body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": round(answer.seconds * 1000, 1), "receive": 0},
    }
    if request.body:
        media_type = request.header("content-type") or "application/octet-stream"
        text = redactor.text(request.body.decode("utf-8", "replace"))
        shape["request"]["postData"] = {"mimeType": media_type, "text": text}
    return shape


def _content(answer: WireResponse, redactor: Redactor) -> dict[str, Any]:
    shape = {"size": len(answer.body), "mimeType": answer.header("content-type") or ""}
    try:
        return shape | {"text": redactor.body(answer.body.decode("utf-8"))}
    except UnicodeDecodeError:
        return shape | {"text": base64.b64encode(answer.body).decode(), "encoding": "base64"}


def _exchange(entry: dict[str, Any]) -> Exchange:
    request, response = entry["request"], entry["response"]
    content = response.get("content", {})
    text = content.get("text") or ""
    encoded = content.get("encoding") == "base64"
    return Exchange(
        endpoint=entry.get("_endpoint", ""),
        request=WireRequest(
            method=request["method"],
            url=request["url"],
            headers=_tuples(request.get("headers", [])),
            body=(request.get("postData", {}).get("text") or "").encode(),
        ),
        answer=WireResponse(
            status=int(response["status"]),
            headers=_tuples(response.get("headers", [])),
            body=base64.b64decode(text) if encoded else text.encode(),
            seconds=float(entry.get("time") or 0) / 1000,
            url=request["url"],
        ),
        started=entry.get("startedDateTime", ""),
        purpose=str(entry.get("_purpose", "")),
    )


def _pairs(headers: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _tuples(headers: Iterable[dict[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((header["name"], header["value"]) for header in headers)

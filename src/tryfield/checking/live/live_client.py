"""Sends requests to a live API, with time limit, retries and rate limit."""

from __future__ import annotations

import email.utils
import threading
import time
from collections.abc import Callable
from typing import Self

import httpx2

from tryfield.checking.live.live_limits import LiveLimits
from tryfield.core.errors import UnreachableError
from tryfield.core.request.request_url import AddressError, origin_of, sendable
from tryfield.core.wire import WireRequest, WireResponse

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_BUSY = frozenset({429, 503})
_LONGEST_WAIT = 60.0


class Client:
    """One API, asked patiently, from any thread. Use it as a context manager."""

    def __init__(
        self,
        patience: LiveLimits,
        *,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connect lazily; `transport`, `sleep` and `clock` are the world outside."""
        self._patience = patience
        self._sleep = sleep
        self._clock = clock
        self._next = 0.0
        self._turn = threading.Lock()
        self._client = httpx2.Client(
            timeout=patience.timeout, follow_redirects=False, transport=transport, trust_env=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, request: WireRequest) -> WireResponse:
        """The answer to a request; redirects are answers.

        Raises:
            UnreachableError: No answer came, after all retries.
        """
        for attempt in range(self._patience.retries + 1):
            last = attempt == self._patience.retries
            try:
                answer = self._once(request)
            except httpx2.InvalidURL as error:
                raise UnreachableError(f"{request.url}: this is no URL: {error}.") from error
            except httpx2.TransportError as error:
                if last or not (request.method in _SAFE or _nothing_came(error)):
                    raise UnreachableError(
                        _unreachable_message(request, error, self._patience)
                    ) from error
                self._sleep(0.2 * 2**attempt)
                continue
            if last or answer.status not in _BUSY:
                return answer
            self._sleep(min(_retry_after(answer), _LONGEST_WAIT))
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _once(self, request: WireRequest) -> WireResponse:
        if self._patience.rate:
            with self._turn:
                self._sleep(max(0.0, self._next - self._clock()))
                self._next = self._clock() + 1 / self._patience.rate
        url = httpx2.URL(request.url)
        if origin_of(str(url)) != _origin(request):
            raise UnreachableError(f"{request.url}: it would be sent to {url.host}. Write it anew.")
        # As curl sends them; the standard leaves all but ASCII to the server (RFC 9110, 5.5).
        headers = [
            (name.encode("utf-8", "replace"), value.encode("utf-8", "replace"))
            for name, value in request.headers
        ]
        begin = self._clock()
        with self._client.stream(
            request.method, url, headers=headers, content=request.body or None
        ) as response:
            body = self._body(response, request, begin)
        return WireResponse(
            status=response.status_code,
            headers=tuple(response.headers.multi_items()),
            body=body,
            seconds=self._clock() - begin,
            url=str(response.url),
        )

    def _body(self, response: httpx2.Response, request: WireRequest, begin: float) -> bytes:
        """The whole body; of a stream, the events that came within the time limit."""
        limit, endless = self._patience.timeout, _is_stream(response)
        parts: list[bytes] = []
        size = 0
        try:
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                late = self._clock() - begin > limit
                if endless and (late or size > _ENOUGH):
                    break
                if late:
                    raise httpx2.ReadTimeout("the response does not end")
                if size > _LARGEST:
                    raise UnreachableError(
                        f"{request.url}: the response is larger than {_LARGEST // 1_000_000} MB. "
                        "Ask for less of it."
                    )
        except httpx2.ReadTimeout:
            if not endless or not parts:
                raise
        return _ended(b"".join(parts), endless)


_ENOUGH = 1_000_000  # bytes of a stream
_LARGEST = 100_000_000


def _is_stream(response: httpx2.Response) -> bool:
    """Whether a response may go on for ever, event by event."""
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type in _STREAMS


_STREAMS = frozenset(
    {
        "text/event-stream",
        "application/jsonl",
        "application/json-seq",
        "application/x-ndjson",
        "application/x-json-stream",
        "multipart/x-mixed-replace",
    }
)


def _ended(body: bytes, endless: bool) -> bytes:
    """A stream that was cut off, up to its last whole line."""
    if not endless or b"\n" not in body:
        return body
    return body[: body.rindex(b"\n") + 1]


def _nothing_came(error: httpx2.TransportError) -> bool:
    """Whether the server closed a connection before it read the request (RFC 9110, 9.2.2)."""
    return isinstance(error, httpx2.RemoteProtocolError) and "without sending" in str(error)


def _origin(request: WireRequest) -> str:
    try:
        return sendable(request.url).origin
    except AddressError as error:
        raise UnreachableError(f"{request.url}: {error}") from error


def _retry_after(answer: WireResponse) -> float:
    """Seconds to wait (RFC 9110, section 10.2.3); one when the answer does not say."""
    value = (answer.header("retry-after") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    date = email.utils.parsedate_tz(value)
    try:
        moment = email.utils.mktime_tz((*date[:9], date[9] or 0)) if date else None
    except (ValueError, OverflowError):
        moment = None
    return 1.0 if moment is None else max(0.0, moment - time.time())


def _unreachable_message(
    request: WireRequest, error: httpx2.TransportError, patience: LiveLimits
) -> str:
    if isinstance(error, httpx2.TimeoutException):
        return f"{request.url}: no answer within {patience.timeout:g} s. Is the address right?"
    what = str(error) or type(error).__name__
    return f"{request.url}: cannot be reached ({what}). Is the address right, and is it running?"

"""Sends requests to a live API, with time limit, retries and rate limit."""

from __future__ import annotations

import datetime as dt
import email.utils
import threading
import time
from collections.abc import Callable
from typing import Self

import httpx2

from tryfield.checking.live.live_limits import LiveLimits
from tryfield.core.errors import UnreachableError
from tryfield.core.request.request_url import AddressError, origin_of, parsed
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
                if last or request.method not in _SAFE:
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
        begin = self._clock()
        response = self._client.request(
            request.method, url, headers=list(request.headers), content=request.body or None
        )
        return WireResponse(
            status=response.status_code,
            headers=tuple(response.headers.multi_items()),
            body=response.content,
            seconds=self._clock() - begin,
            url=str(response.url),
        )


def _origin(request: WireRequest) -> str:
    try:
        return parsed(request.url).origin
    except AddressError as error:
        raise UnreachableError(f"{request.url}: {error}") from error


def _retry_after(answer: WireResponse) -> float:
    """Seconds to wait (RFC 9110, section 10.2.3); one when the answer does not say."""
    value = (answer.header("retry-after") or "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return 1.0
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def _unreachable_message(
    request: WireRequest, error: httpx2.TransportError, patience: LiveLimits
) -> str:
    if isinstance(error, httpx2.TimeoutException):
        return f"{request.url}: no answer within {patience.timeout:g} s. Is the address right?"
    what = str(error) or type(error).__name__
    return f"{request.url}: cannot be reached ({what}). Is the address right, and is it running?"

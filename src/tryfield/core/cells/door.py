"""The way out of the worker that runs a reader's code: requests go out, answers come in."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tryfield.core.wire import WireRequest, WireResponse

NO_SWITCHING = (
    "This browser cannot wait in the middle of Python (it has no JavaScript Promise Integration), "
    "so calls that wait do not work here. Async ones do: "
    "`async with httpx.AsyncClient() as client: response = await client.get(url)`."
)


class SendError(Exception):
    """A request of a reader's code that has no answer; the message says what is known."""


class WaitingError(RuntimeError):
    """A call that waits, in a browser that cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An answer, and what the documentation has against it."""

    answer: WireResponse
    documented: bool = False
    outcome: str = ""  #: in one sentence
    faults: tuple[str, ...] = ()


class Door:
    """Sends for the clients of one interpreter."""

    def __init__(
        self,
        send: Callable[[str], Awaitable[Any]],
        wait: Callable[[Awaitable[Any]], Any] | None,
    ) -> None:
        """Know how to send.

        Args:
            send: Takes a `WireRequest` as JSON text, gives the result of `bridge.carry`.
            wait: Waits in the middle of a function; None where the browser cannot.
        """
        self._send = send
        self._wait = wait

    async def later(self, request: WireRequest) -> Received:
        """The answer, for code that awaits it.

        Raises:
            SendError: There is none.
        """
        return _received(await self._send(_message(request)))

    def now(self, request: WireRequest) -> Received:
        """The answer, for code that waits for it.

        Raises:
            SendError: There is none.
            WaitingError: The browser cannot wait.
        """
        if self._wait is None:
            raise WaitingError(NO_SWITCHING)
        return _received(self._wait(self._send(_message(request))))


def _message(request: WireRequest) -> str:
    return json.dumps(
        {
            "method": request.method.upper(),
            "url": request.url,
            "headers": [list(pair) for pair in request.headers],
            "body": base64.b64encode(request.body).decode("ascii"),
        }
    )


def _received(text: Any) -> Received:
    said = json.loads(str(text))
    if refused := said.get("refused") or (said.get("error") or {}).get("message"):
        raise SendError(str(refused))
    if advice := said.get("advice"):
        known = " ".join([advice["title"], *advice["known"], *advice["unknown"]])
        raise SendError(known)
    came = said["answer"]
    judged = said.get("judged")
    return Received(
        answer=WireResponse(
            status=int(came["status"]),
            headers=tuple((str(name), str(value)) for name, value in came["headers"]),
            body=base64.b64decode(came.get("body") or ""),
            seconds=float(came.get("seconds") or 0),
            url=str(came.get("url") or ""),
        ),
        documented=judged is not None,
        outcome=str(judged["words"]) if judged else "",
        faults=tuple(map(str, said.get("faults") or ())),
    )

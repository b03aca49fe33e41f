"""Judges exchanges in a thread of its own, so that no response ever waits for it.

The proxy and the middleware of running applications put exchanges in; what does not fit is dropped
and counted. An error here is never one of the application.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

from tryfield.checking.traffic.recorded_exchanges import RecordedExchange, decoded_exchange
from tryfield.checking.traffic.traffic_judge import JudgedExchange, TrafficJudge

Told: TypeAlias = "Callable[[RecordedExchange, JudgedExchange], None]"


class TrafficMonitor:
    """A queue of exchanges, and the thread that judges them."""

    def __init__(
        self,
        make: Callable[[], TrafficJudge],
        told: Told,
        *,
        most: int = 1_000,
        share: float = 1.0,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Start the thread.

        Args:
            make: Reads the documentation; called in the thread.
            told: Is given each exchange with what it says, in the thread.
            most: Exchanges that may wait; further ones are dropped.
            share: How much of one processor the thread may take: 0.05 rests nineteen times as long
                as it has worked.
            failed: Is given what `make`, judging or `told` raise.
        """
        self.dropped = 0
        self.judge: TrafficJudge | None = None
        self._make, self._told, self._failed = make, told, failed
        self._share = min(max(share, 0.001), 1.0)
        self._waiting: queue.Queue[RecordedExchange | None] = queue.Queue(most)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tryfield-traffic", daemon=True)
        self._thread.start()

    def put(self, exchange: RecordedExchange) -> bool:
        """Have an exchange judged soon; False, at once, where too many are waiting."""
        try:
            self._waiting.put_nowait(exchange)
        except queue.Full:
            self.dropped += 1
            return False
        return True

    @property
    def full(self) -> bool:
        """Whether a further exchange would be dropped, so that nobody need copy it."""
        return self._waiting.full()

    def close(self, *, seconds: float = 30.0) -> None:
        """Judge what is waiting, for at most some seconds, and end the thread."""
        self._closing.set()
        with suppress(queue.Full):
            self._waiting.put(None, timeout=seconds)
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self.judge = judge = self._make()
        except Exception as error:  # noqa: BLE001 - the application must go on
            self._fail(error)
            while self._waiting.get() is not None:
                pass
            return
        while (exchange := self._waiting.get()) is not None:
            start = time.thread_time()
            try:
                exchange = decoded_exchange(exchange)
                self._told(exchange, judge.judge(exchange))
            except Exception as error:  # noqa: BLE001 - one bad exchange stops no other
                self._fail(error)
            worked = time.thread_time() - start
            if self._share < 1 and not self._closing.is_set():
                self._closing.wait(worked * (1 / self._share - 1))

    def _fail(self, error: Exception) -> None:
        if self._failed is not None:
            with suppress(Exception):
                self._failed(error)

"""How much longer twice the text takes."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

#: Twice the text may take this many times as long: two, and what measuring on a busy machine adds.
ALLOWED = 2.5
_ENOUGH = 0.08  # CPU seconds, below which a clock says little
_LARGEST = 400_000  # characters


def doubling_ratio(run: Callable[[str], object], text: Callable[[int], str], count: int) -> float:
    """The CPU time of `run` for twice the repetitions, by that for the repetitions; best of three.

    Texts that are read too fast to measure are made longer first. Each try doubles them again: what
    grows too fast goes on growing, while the step where a text outgrows the caches of the processor
    is left behind.
    """
    while (once := _seconds(run, text(count))) < _ENOUGH and len(text(count)) < _LARGEST:
        count *= 2
    ratios = []
    for _ in range(3):
        count *= 2
        twice = _seconds(run, text(count))
        ratios.append(twice / max(once, _ENOUGH / 4))
        if ratios[-1] <= ALLOWED:
            break
        once = twice
    return min(ratios)


def _seconds(run: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()  # its passes over all that is alive are not of the text
    try:
        begin = time.process_time()
        run(text)
        return time.process_time() - begin
    finally:
        gc.enable()

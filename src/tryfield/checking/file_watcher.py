"""Watches files for `--watch` by looking at them again and again: no library, any file system."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path


def file_changes(
    files: Callable[[], Iterable[Path]], *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[frozenset[Path]]:
    """The files that changed, came or went since this was called, each time that some did.

    Args:
        files: Names them anew each time, since files come and go.
        sleep: Waits between two looks.
    """
    return _changes(files, _state(files()), sleep)


def _changes(
    files: Callable[[], Iterable[Path]],
    before: dict[Path, tuple[int, int]],
    sleep: Callable[[float], None],
) -> Iterator[frozenset[Path]]:
    while True:
        sleep(0.4)
        after = _state(files())
        if after != before:
            yield frozenset(
                path for path in {*before, *after} if before.get(path) != after.get(path)
            )
            before = after


def _state(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    found: dict[Path, tuple[int, int]] = {}
    for path in files:
        try:
            state = os.stat(path)  # noqa: PTH116 - many files, often
        except OSError:
            continue
        found[path] = state.st_mtime_ns, state.st_size
    return found

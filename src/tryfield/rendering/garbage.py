"""The garbage collector while a site is built.

What was read lives until the site is built. Looking through all of it for garbage again and again
takes a fifth of the build of a large reference.
"""

from __future__ import annotations

import gc

_SELDOM = (1_000, 10, 1_000)  # the last: young rounds before a look at what is old
_usual: list[tuple[int, int, int]] = []


def seldom() -> None:
    """Collect less often from now on."""
    if not _usual:
        _usual.append(gc.get_threshold())
        gc.set_threshold(*_SELDOM)


def leave_out() -> None:
    """Do not look at what there is now, until `usual`."""
    gc.freeze()


def usual() -> None:
    """Collect everything as before."""
    gc.unfreeze()
    if _usual:
        gc.set_threshold(*_usual.pop())

"""The time limit, the retries and the rate of live calls; known without the HTTP library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLimits:
    """How long and how often a live check tries."""

    timeout: float = 10.0  #: seconds for one answer
    retries: int = 2  #: after a busy answer, or a lost connection of a safe method
    rate: float = 0.0  #: requests a second at most; 0 is no limit

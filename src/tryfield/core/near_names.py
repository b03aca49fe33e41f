"""Near names: "did you mean `created_at`?" for slips of case, separators and single letters."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_LONGEST = 64


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or `""`; earlier names win a tie."""
    best, least = "", 99
    bare = _bare(name)
    for candidate in known:
        if candidate == name:
            continue
        if _bare(candidate) == bare:
            return candidate
        shorter = min(len(name), len(candidate))
        allowed = max(shorter // 4, int(shorter > 2))
        if allowed and abs(len(name) - len(candidate)) <= allowed:
            steps = distance(name.casefold(), candidate.casefold(), allowed)
            if steps <= allowed and steps < least:
                best, least = candidate, steps
    return best


def distance(one: str, other: str, limit: int) -> int:
    """Letters to add, drop, change or swap; more than `limit` when there are more."""
    if len(one) > _LONGEST or len(other) > _LONGEST:
        return 0 if one == other else limit + 1
    if len(set(one) - set(other)) > limit:  # each of these letters takes a step
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        following = [i]
        for j, letter in enumerate(other, 1):
            steps = min(row[j] + 1, following[-1] + 1, row[j - 1] + (sign != letter))
            if i > 1 and j > 1 and sign == other[j - 2] and letter == one[i - 2]:
                steps = min(steps, before[j - 2] + 1)
            following.append(steps)
        if min(following) > limit:
            return limit + 1
        before, row = row, following
    return row[-1]


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum()) or name

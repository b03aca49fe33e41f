"""JSON text with the place of every value, against `json.loads` on the same megabyte."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from tryfield.core.jsontext.json_parser import parse

_ROUNDS = 5
_LIMIT = 25


def listing(bytes_wanted: int) -> str:
    items: list[dict[str, object]] = []
    size = 0
    while size < bytes_wanted:
        number = len(items)
        items.append(
            {
                "id": number,
                "name": f"user {number}",
                "email": f"u{number}@example.org",
                "score": number / 7,
                "tags": ["a", 'b "c"\n'],
                "owner": {"id": 3 * number, "active": True, "left": None},
            }
        )
        size += 190
    return json.dumps(items, indent=1)


def best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(_ROUNDS):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return min(seconds)


def with_places(text: str) -> int:
    return sum(1 for _ in parse(text).offsets())


def test_a_megabyte_with_all_places_takes_at_most_25_times_json_loads() -> None:
    text = listing(1_000_000)
    plain = best(lambda: json.loads(text))
    value = best(lambda: parse(text).value)
    places = best(lambda: with_places(text))
    mended = best(lambda: parse(text[:-2] + ",]").value)

    print(
        f"\n{len(text) / 1e6:.2f} MB: json.loads {plain * 1e3:.1f} ms; value {value / plain:.1f} x;"
        f" value with {with_places(text)} places {places / plain:.1f} x;"
        f" forgiving {mended / plain:.1f} x"
    )
    assert places <= _LIMIT * plain


def test_the_time_grows_with_the_text() -> None:
    small, large = listing(250_000), listing(2_000_000)

    ratio = best(lambda: with_places(large)) / best(lambda: with_places(small))
    mended = best(lambda: parse(large[:-2] + ",]")) / best(lambda: parse(small[:-2] + ",]"))

    print(f"\n8 x the text: {ratio:.1f} x the time; forgiving {mended:.1f} x")
    assert max(ratio, mended) < 16

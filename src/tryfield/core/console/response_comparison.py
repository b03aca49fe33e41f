"""How two responses differ: status, headers, body."""

from __future__ import annotations

from collections.abc import Iterator

from tryfield.core import lossless_json
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Json
from tryfield.core.wire import WireResponse

_LIMIT = 200
_VOLATILE = frozenset(("date", "age", "expires", "etag", "x-request-id", "content-length"))
_ABSENT = object()


def compare_responses(left: WireResponse, right: WireResponse) -> dict[str, Json]:
    """Status, headers and body of two answers, side by side where they differ."""
    body = list(_bodies(left.body, right.body))
    headers = [
        {"name": name, "left": left.header(name) or "", "right": right.header(name) or ""}
        for name in dict.fromkeys(name.lower() for name, _ in (*left.headers, *right.headers))
        if name not in _VOLATILE and left.header(name) != right.header(name)
    ]
    return {
        "equal": left.status == right.status and not body,
        "status": [left.status, right.status],
        "headers": headers,
        "body": body[:_LIMIT],
    }


def _bodies(left: bytes, right: bytes) -> Iterator[Json]:
    if left == right:
        return
    try:
        one, other = lossless_json.loads(left.decode()), lossless_json.loads(right.decode())
    except ValueError:
        yield _row("", f"{len(left)} bytes", f"{len(right)} bytes", "changed")
        return
    yield from _differences("", one, other)


def _differences(pointer: str, left: Json, right: Json) -> Iterator[Json]:
    stack: list[tuple[str, Json, Json]] = [(pointer, left, right)]
    found = 0
    while stack and found < _LIMIT:
        at, one, other = stack.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            names = [*one, *(name for name in other if name not in one)]
            stack += [
                (f"{at}/{escape_token(name)}", one.get(name, _ABSENT), other.get(name, _ABSENT))
                for name in reversed(names)
            ]
        elif isinstance(one, list) and isinstance(other, list):
            for index in range(max(len(one), len(other)) - 1, -1, -1):
                first = one[index] if index < len(one) else _ABSENT
                second = other[index] if index < len(other) else _ABSENT
                stack.append((f"{at}/{index}", first, second))
        elif one is _ABSENT or other is _ABSENT or type(one) is not type(other) or one != other:
            found += 1
            change = "added" if one is _ABSENT else "removed" if other is _ABSENT else "changed"
            yield _row(at, _brief(one), _brief(other), change)


def _row(pointer: str, left: str, right: str, change: str) -> Json:
    return {"pointer": pointer, "left": left, "right": right, "change": change}


def _brief(value: Json) -> str:
    if value is _ABSENT:
        return ""
    text = lossless_json.dumps(value)
    return text if len(text) <= 80 else text[:77] + "…"

"""A verdict for each field of a large answer, in the time that a reader does not notice."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tryfield.core.model import Content, Endpoint, Response
from tryfield.core.verdict.judgement import Judgement
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireResponse

_JSON = "application/json"
_SECONDS = 0.4  #: the page allows it in the browser, where Python is slower

USER = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "email": {"type": "string", "format": "email"},
        "score": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "owner": {
            "type": "object",
            "properties": {
                "id": {"type": "integer"},
                "active": {"type": "boolean"},
                "left": {"type": ["string", "null"]},
            },
        },
    },
}


def users(count: int, **changes: Any) -> bytes:
    return json.dumps(
        [
            {
                "id": number,
                "name": f"user {number}",
                "email": f"u{number}@example.org",
                "score": number / 7,
                "tags": ["a", "b"],
                "owner": {"id": 3 * number, "active": True, "left": None},
                **changes,
            }
            for number in range(count)
        ]
    ).encode()


def documented() -> Endpoint:
    return Endpoint(
        id="x",
        method="GET",
        path="/users",
        components={"User": USER},
        responses=(
            Response(
                status="200",
                contents=(
                    Content(
                        media_type=_JSON,
                        schema={"type": "array", "items": {"$ref": "#/components/schemas/User"}},
                    ),
                ),
            ),
        ),
    )


def seconds(body: bytes) -> tuple[float, Judgement]:
    endpoint = documented()
    answer = WireResponse(status=200, headers=(("Content-Type", _JSON),), body=body)
    times = []
    for _ in range(3):
        begin = time.process_time()
        judgement = judge_response(endpoint, answer)
        times.append(time.process_time() - begin)
    return min(times), judgement


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("as documented", {}),
        ("a type wrong in every item", {"name": 5}),
        ("an undocumented name in every item", {"plan": "free"}),
    ],
)
def test_a_megabyte_is_judged_in_a_moment(what: str, changes: dict[str, Any]) -> None:
    body = users(6500, **changes)
    took, judgement = seconds(body)

    print(f"\n{len(body) / 1e6:.2f} MB, {what}: {took * 1e3:.0f} ms")
    assert judgement.coverage.judged == 9
    assert took < _SECONDS

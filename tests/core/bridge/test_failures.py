"""Why there is no answer: what is known, then what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.bridge.asking import FAILED, SENT, ask


@pytest.mark.parametrize(
    ("failure", "probes", "request_parts", "code"),
    [
        (FAILED, {}, {}, "unknown"),
        (FAILED, {"opaque": "failed", "plain": "failed"}, {}, "unreachable"),
        (FAILED, {"opaque": "reached", "plain": "failed"}, {}, "cors"),
        (FAILED, {"opaque": "reached", "plain": "reached"}, {}, "preflight"),
        (FAILED, {"opaque": "failed", "manual": "redirected"}, {}, "address"),
        (FAILED, {"opaque": "failed", "manual": "failed", "root": "reached"}, {}, "address"),
        (FAILED, {"opaque": "reached", "plain": "failed", "manual": "redirected"}, {}, "cors"),
        (FAILED, {"opaque": "timeout"}, {}, "timeout"),
        (FAILED, {"online": False}, {}, "offline"),
        ({"name": "TimeoutError", "timeout": 30}, {}, {}, "timeout"),
        ({"name": "AbortError", "cancelled": True}, {}, {}, "cancelled"),
        ({**FAILED, "blocked": {"directive": "connect-src", "uri": "x"}}, {}, {}, "policy"),
        ({**FAILED, "reading": True}, {}, {}, "interrupted"),
        ({"name": "NotReadableError", "message": "a.png is gone."}, {}, {}, "upload"),
        ({**FAILED, "relay": {"status": 403, "message": "Not allowed."}}, {}, {}, "relay"),
        (FAILED, {}, {"url": "http://api.test/x"}, "mixed-content"),
        (FAILED, {}, {"method": "GET"}, "malformed"),
        (FAILED, {}, {"url": "https://api.test/{id}"}, "malformed"),
    ],
)
def test_a_failure_says_what_is_known_then_what_is_not(
    failure: Any, probes: Any, request_parts: Any, code: str
) -> None:
    result = ask(
        "advise",
        request=SENT | request_parts,
        failure=failure,
        probes=probes,
        page="https://docs.test",
    )

    assert result["code"] == code
    assert result["known"]
    assert result["unknown"]
    assert result["title"].endswith(".")
    assert result["curl"].startswith("curl ")
    assert "abcdef" not in json.dumps(result)
    assert bool(result["probe"]) == (code == "unknown")


def test_a_refused_preflight_names_what_the_api_has_to_allow() -> None:
    probes = {"opaque": "reached", "plain": "reached"}
    said = " ".join(ask("advise", request=SENT, failure=FAILED, probes=probes)["advice"])

    assert "'Access-Control-Allow-Methods: PATCH'" in said
    assert "'Access-Control-Allow-Headers: Authorization, Content-Type'" in said


def test_probes_carry_no_credential() -> None:
    probes = ask("advise", request=SENT, failure=FAILED)["probe"]

    assert {one["url"] for one in probes} == {"https://api.test/x", "https://api.test/"}
    assert [one["mode"] for one in probes] == ["no-cors", "cors", "cors", "no-cors"]

"""What live responses are worth: errors are errors, and one cause is one finding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.checking.test_live_reach import read, setting
from tryfield.checking.live.har_archive import Exchange
from tryfield.checking.live.live_findings import LiveResult, judge_exchanges
from tryfield.checking.live.live_runner import LiveCalls, Target
from tryfield.checking.live.live_settings import LiveSettings
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.findings import Finding
from tryfield.core.model import Endpoint
from tryfield.core.wire import WireRequest, WireResponse

PATHS = [f"/things{number}" for number in range(4)]


def read_paths(folder: Path, *statuses: str, secured: bool = False) -> tuple[Endpoint, ...]:
    """Four operations that document some statuses."""
    content = {"application/json": {"schema": {"type": "object"}}}
    responses = {one: {"description": "", "content": content} for one in statuses}
    operation: dict[str, Any] = {"responses": responses}
    if secured:
        operation["security"] = [{"key": []}]
    said = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {path: {"get": operation} for path in PATHS},
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
    return read(folder, said)


def judged(
    endpoints: tuple[Endpoint, ...],
    *answers: int,
    body: str = '{"error": "no"}',
    settings: LiveSettings | None = None,
) -> LiveResult:
    """What is said of one response for each of the first operations."""
    exchanges = [
        Exchange(
            endpoint=endpoint.id,
            request=WireRequest(method="GET", url=f"http://127.0.0.1{endpoint.path}"),
            answer=WireResponse(
                status=status,
                headers=(("Content-Type", "application/json"),),
                body=body.encode(),
            ),
            started="",
        )
        for endpoint, status in zip(endpoints, answers, strict=False)
    ]
    known = {endpoint.id: endpoint for endpoint in endpoints}
    return judge_exchanges(known, exchanges, Redactor(), settings=settings)


def said(found: LiveResult) -> list[tuple[str, str]]:
    return [(one.severity.value, one.rule) for one in found.findings]


def only(found: LiveResult) -> Finding:
    (finding,) = found.findings
    return finding


@pytest.mark.parametrize("documented", [("200",), ("200", "503"), ("200", "5XX")])
def test_a_server_error_is_an_error_whatever_is_documented(
    tmp_path: Path, documented: tuple[str, ...]
) -> None:
    found = judged(read_paths(tmp_path, *documented), 503)

    assert said(found) == [("error", "live-server-error")]


def test_an_operation_without_a_success_is_a_warning(tmp_path: Path) -> None:
    found = judged(read_paths(tmp_path, "200", "409"), 409, 200)

    assert said(found) == [("warning", "live-no-success")]


def test_an_expected_status_is_a_success(tmp_path: Path) -> None:
    endpoints = read_paths(tmp_path, "200", "409")

    found = judged(endpoints, 409, 200, settings=setting("/things0", status=("409",)))

    assert found.findings == ()
    assert endpoints[0].id in found.succeeded


def test_another_status_than_the_expected_one_is_an_error(tmp_path: Path) -> None:
    endpoints = read_paths(tmp_path, "200", "409")

    found = judged(endpoints, 200, settings=setting("/things0", status=("409",)))

    assert said(found) == [("error", "live-status-unexpected")]


def test_an_undocumented_refusal_is_a_warning_and_an_undocumented_success_an_error(
    tmp_path: Path,
) -> None:
    endpoints = read_paths(tmp_path, "200")

    assert ("warning", "live-status-undocumented") in said(judged(endpoints, 422, 200))
    assert ("error", "live-status-undocumented") in said(judged(endpoints, 202, 200))


def test_operations_that_one_missing_header_stops_are_one_finding(tmp_path: Path) -> None:
    endpoints = read_paths(tmp_path, "200", "400")

    found = judged(endpoints, 400, 400, 400, 200, body='{"error": "X-Tenant is missing"}')

    assert only(found).message == (
        "3 operations, GET /things0 first: The API returns 400 to every call, so no success was "
        "checked."
    )
    assert [one.words for one in only(found).evidence if one.speaker == "calls"] == [
        "GET /things0",
        "GET /things1",
        "GET /things2",
    ]


def test_a_documented_401_is_a_response_like_others(tmp_path: Path) -> None:
    found = judged(read_paths(tmp_path, "200", "401"), 401, 200)

    assert said(found) == [("warning", "live-no-success")]


def test_an_undocumented_403_of_an_open_operation_is_no_refused_login(tmp_path: Path) -> None:
    found = judged(read_paths(tmp_path, "200"), 403, 200)

    assert "live-authentication-refused" not in {rule for _, rule in said(found)}


def test_an_undocumented_401_is_a_refused_login(tmp_path: Path) -> None:
    found = judged(read_paths(tmp_path, "200", secured=True), 401, 200)

    assert said(found) == [("error", "live-authentication-refused")]


def test_a_wrong_base_path_is_recognised_with_a_single_call(tmp_path: Path) -> None:
    found = judged(read_paths(tmp_path, "200"), 404)

    assert said(found) == [("error", "live-base-path-wrong")]
    assert only(found).message == "The API returns 404 to 1 call."


def test_ids_stay_readable_and_commands_can_be_replayed() -> None:
    redactor = Redactor()
    redactor.learn_from({"session": "request", "token": "abc123def456"})
    redactor.learn_captured("user_id", 4711)

    shown = redactor.text("curl --request GET http://127.0.0.1/users/4711?t=abc123def456")

    assert shown == "curl --request GET http://127.0.0.1/users/4711?t=<secret>"


def test_totals_and_the_gate_for_operations_are_in_every_report(
    tryfield: Any, users_api: str, project: Path
) -> None:
    words = ("check", "--live", users_api, "--methods", "GET,POST", "--auth", "${TOKEN}")
    names = ("json", "junit", "sarif", "github", "markdown")
    outputs = [word for name in names for word in ("--output", f"{name}=r.{name}")]
    outputs += ["--stamp", "s.json"]
    good = tryfield(*words, *outputs, "--min-operations", "100")
    less = tryfield(*words[:3], "--auth", "${TOKEN}", "--min-operations", "50")

    live = json.loads((project / "r.json").read_text(encoding="utf-8"))["summary"]["live"]
    (run,) = json.loads((project / "r.sarif").read_text(encoding="utf-8"))["runs"]
    stamp = json.loads((project / "s.json").read_text(encoding="utf-8"))["live"]
    assert (live["operations"], live["called"], live["succeeded"]) == (3, 3, 3)
    assert stamp["succeeded"] == 3
    assert run["properties"]["live"] == live
    assert 'name="live.succeeded" value="3"' in (project / "r.junit").read_text(encoding="utf-8")
    for name in ("github", "markdown"):
        assert "3 of 3 operations called" in (project / f"r.{name}").read_text(encoding="utf-8")
    assert "Live: 3 of 3 operations called, 3 with success (100 %)" in good.out
    assert less.code == 1
    assert "33.3 % of the operations succeeded, 50 % are asked for." in less.out


@pytest.mark.parametrize("first", [401, 403])
def test_a_refused_login_at_the_start_stops_the_run(tmp_path: Path, first: int) -> None:
    asked: list[str] = []

    def send(request: WireRequest) -> WireResponse:
        asked.append(request.url)
        return WireResponse(status=first)

    calls = LiveCalls(Target(base_url="http://127.0.0.1:9"), send=send, redactor=Redactor())
    calls.run(read_paths(tmp_path, "200", secured=True), lambda *_: None)

    assert len(asked) < len(PATHS)
    reasons = [why for _, why in calls.result().skipped]
    assert reasons.count("authentication failed for every call before it") == len(PATHS) - len(
        asked
    )

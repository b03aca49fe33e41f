"""What a response holds under the name of a secret is in no finding and in no recording."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tryfield.checking.live.har_archive import Exchange, write_har
from tryfield.checking.live.live_findings import judge_exchanges
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.findings import Finding
from tryfield.core.model import Content, Endpoint, Response
from tryfield.core.wire import WireRequest, WireResponse

JSON = "application/json"
SECRETS = st.one_of(
    st.text("QXZ", min_size=7, max_size=90).map(lambda text: f"Q{text}"),
    st.text("QXZ", min_size=7, max_size=20).map(lambda text: f'Q{text}\n"{text}\\'),
    st.integers(10**9, 10**12),
)
LIMITS: tuple[Any, ...] = (
    {"type": "boolean"},
    {"type": "string", "maxLength": 3},
    {"type": "integer"},
    {"enum": ["a"]},
    {"maximum": 3},
    {"pattern": "^b"},
    {"const": None},
)


def called(schema: Any, body: bytes) -> tuple[Endpoint, Exchange]:
    content = Content(media_type=JSON, schema=schema)
    endpoint = Endpoint(
        id="x",
        method="GET",
        path="/users",
        responses=(Response(status="200", contents=(content,)),),
    )
    exchange = Exchange(
        endpoint="x",
        request=WireRequest(method="GET", url="https://api.test/users"),
        answer=WireResponse(status=200, headers=(("Content-Type", JSON),), body=body),
        started="",
    )
    return endpoint, exchange


def reported(schema: Any, body: bytes, redactor: Redactor) -> list[Finding]:
    endpoint, exchange = called(schema, body)
    return list(judge_exchanges({"x": endpoint}, [exchange], redactor).findings)


def texts(finding: Finding) -> str:
    fixes = [edit.text for fix in finding.fixes for edit in fix.edits]
    return "\n".join((json.dumps(finding.to_json()), *fixes))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["token", "password", "client_secret"]), SECRETS, st.sampled_from(LIMITS))
@example("token", 4915112345678, {"type": "string"})
@example("token", "Q" + 80 * "X", {"type": "boolean"})
def test_a_finding_about_a_secret_names_its_type_only(name: str, secret: Any, limit: Any) -> None:
    value = {"session": {name: secret, "id": 1}}
    schema = {"properties": {"session": {"properties": {name: limit, "id": {"type": "string"}}}}}
    redactor = Redactor()
    redactor.learn_from(value)
    found = reported(schema, json.dumps(value).encode(), redactor)

    shown = "\n".join(map(texts, found))
    assert found
    assert str(secret)[:8] not in shown
    assert "QXZ" not in shown


def test_a_finding_about_another_field_shows_the_value_unless_a_secret_is_part_of_it() -> None:
    schema = {"properties": {"id": {"type": "string"}, "link": {"type": "integer"}}}
    link = "https://api.test/reset/" + 60 * "x" + "/s3cret-s3cret"
    body = json.dumps({"id": 7, "link": link}).encode()
    first, second = reported(schema, body, Redactor(["s3cret-s3cret", "x/s3cret"]))

    assert "integer 7" in first.message
    assert second.message.startswith("The API returns string for 'link'")


def test_a_response_that_is_not_json_is_not_quoted() -> None:
    body = b"{\"id\": 1, 'token': 's3cret-s3cret'}"
    found = reported({"properties": {"id": {}, "token": {}}}, body, Redactor())

    assert {one.rule for one in found} == {"live-not-json"}
    assert "s3cret" not in "\n".join(map(texts, found))


def test_a_recording_keeps_the_shape_of_a_secret_and_not_its_text(tmp_path: Path) -> None:
    body = json.dumps({"token": 4915112345678, "inner": {"password": "Q" + 80 * "X"}}).encode()
    _, exchange = called({}, body)
    write_har(tmp_path / "a.har", [exchange], Redactor())

    text = (tmp_path / "a.har").read_text(encoding="utf-8")
    assert "49151" not in text
    assert "QX" not in text


def test_a_secret_is_taken_out_of_a_response_before_it_is_cut() -> None:
    endpoint, exchange = called({}, b"x" * 170 + b" s3cret" * 40)
    failed = replace(exchange, answer=replace(exchange.answer, status=500))
    found = judge_exchanges({"x": endpoint}, [failed], Redactor(["s3cret" + " s3cret" * 39]))

    shown = "\n".join(map(texts, found.findings))
    assert "xxx" in shown
    assert "s3cret" not in shown

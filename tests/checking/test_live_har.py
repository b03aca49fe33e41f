"""What was recorded can be judged again; what was secret is not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tryfield.checking.live import har_archive
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.errors import ConfigurationError
from tryfield.core.wire import WireRequest, WireResponse

EXCHANGE = har_archive.Exchange(
    endpoint="POST /api/user",
    request=WireRequest(
        method="POST",
        url="https://api.example.com/api/user",
        headers=(("Authorization", "Token s3cret"), ("Content-Type", "application/json")),
        body=b'{"current_token": "old"}',
    ),
    answer=WireResponse(
        status=200,
        headers=(("content-type", "application/json"), ("link", "a"), ("link", "b")),
        body=b'{"success": 1.0, "team": 12345678901234567890}',
        seconds=0.25,
        url="https://api.example.com/api/user",
    ),
    started="2026-11-21T00:00:00.000+00:00",
)


def test_an_answer_survives_the_archive_unchanged(tmp_path: Path) -> None:
    har_archive.write_har(tmp_path / "a.har", [EXCHANGE], Redactor())

    (read,) = har_archive.read_har(tmp_path / "a.har")

    assert read.answer == EXCHANGE.answer
    assert read.endpoint == "POST /api/user"


def test_a_body_that_is_no_text_survives_as_well(tmp_path: Path) -> None:
    answer = WireResponse(status=200, body=b"\xff\x00\xfe")
    exchange = har_archive.Exchange(
        endpoint="GET /x", request=EXCHANGE.request, answer=answer, started=""
    )
    har_archive.write_har(tmp_path / "a.har", [exchange], Redactor())

    assert har_archive.read_har(tmp_path / "a.har")[0].answer.body == b"\xff\x00\xfe"


def test_no_secret_is_written(tmp_path: Path) -> None:
    har_archive.write_har(tmp_path / "a.har", [EXCHANGE], Redactor(["s3cret"]))

    text = (tmp_path / "a.har").read_text(encoding="utf-8")
    assert "s3cret" not in text
    assert '"old"' not in text


@pytest.mark.parametrize("text", ["", "[]", '{"log": {}}', '{"log": {"entries": [{}]}}'])
def test_what_is_no_archive_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.har").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"a\.har: this is no HTTP Archive"):
        har_archive.read_har(tmp_path / "a.har")

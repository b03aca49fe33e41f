"""A secret leaves in no form: not as text, not encoded, not under its name."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.masking import MASK
from tryfield.core.snippets.request_snippets import snippet
from tryfield.core.wire import Part, WireRequest


@pytest.mark.parametrize(
    "text",
    [
        "Token s3cret/+x",
        "https://api.example.com/?key=s3cret%2F%2Bx",
        "Basic czNjcmV0Lyt4",
        '{"anything": "s3cret/+x"}',
    ],
)
def test_a_known_secret_is_masked_in_every_form_it_travels_in(text: str) -> None:
    masked = Redactor(["s3cret/+x"]).text(text)

    assert MASK in masked
    assert "s3cret" not in masked
    assert "czNjcmV0" not in masked


def test_a_member_with_a_secret_name_loses_its_value() -> None:
    text = '{"user_group": {"token": "abc\\"d", "name": "Ada"}}'

    assert Redactor().text(text) == f'{{"user_group": {{"token": "{MASK}", "name": "Ada"}}}}'


def test_a_secret_learnt_from_an_answer_is_masked_from_then_on() -> None:
    redactor = Redactor()
    redactor.learn("fresh-token")

    assert redactor.text("curl -H 'X: fresh-token'") == f"curl -H 'X: {MASK}'"


def test_headers_with_secret_names_keep_their_scheme() -> None:
    headers = [("Authorization", "Token abc"), ("X-Api-Key", "abc"), ("Accept", "*/*")]

    assert Redactor().headers(headers) == [
        ("Authorization", f"Token {MASK}"),
        ("X-Api-Key", MASK),
        ("Accept", "*/*"),
    ]


@pytest.mark.parametrize("secret", ["a", "ban", "hello"])
def test_no_text_is_searched_for_a_short_secret(secret: str) -> None:
    assert Redactor([secret]).text("hello, a ban on a banana") == "hello, a ban on a banana"


@pytest.mark.parametrize(
    "secret", ["a", "it's", "12345", "it's a long one with 'quotes' and \\ ü\""]
)
def test_a_secret_is_masked_where_it_is_sent_and_comes_back_under_its_name(secret: str) -> None:
    redactor = Redactor([secret])
    part = Part(name="key", value=secret.encode(), media_type="text/plain")
    request = redactor.request(
        WireRequest(
            method="POST",
            url=f"https://api.test/?thing={quote(secret, safe='')}&x=1",
            headers=(("X-Thing", secret), ("Content-Type", "multipart/form-data; boundary=x")),
            parts=(part,) if len(secret) > 5 else (),
        )
    )

    curl = snippet(request, "curl")
    assert f"X-Thing: {MASK}" in curl
    assert f"thing={quote(MASK, safe='')}" in curl or f"thing={MASK}" in curl
    assert "quotes" not in curl
    echo = redactor.text(json.dumps({"X-Thing": secret, "x": "1"}, ensure_ascii=False))
    assert echo == json.dumps({"X-Thing": MASK, "x": "1"})
    assert redactor.headers([("x-echo", secret)]) == [("x-echo", MASK)]


def test_what_is_nested_under_a_secret_name_is_recorded_with_its_shape_only() -> None:
    value = {"tokens": [49151, {"code": 8675309, "ids": ["Qq9"]}], "count": 42, "id": "Q7"}
    kept = json.loads(Redactor().body(json.dumps(value)))

    assert kept == {"tokens": [11111, {"code": 1111101, "ids": ["Xx0"]}], "count": 42, "id": "Q7"}

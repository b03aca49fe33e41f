"""A secret leaves in no form: not as text, not encoded, not under its name."""

from __future__ import annotations

import pytest

from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.masking import MASK


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


def test_very_short_texts_are_no_secrets() -> None:
    assert Redactor(["a"]).text("a banana") == "a banana"

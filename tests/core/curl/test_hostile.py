"""No text makes reading fail or hang."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryfield.core.curl.curl_parser import parse_curl


@given(st.text(alphabet="curl -dH'\"\\\n`^$@<>|&;(){}#=xé—“", max_size=60))
def test_no_text_is_an_exception(text: str) -> None:
    for command in parse_curl("curl " + text) + parse_curl(text):
        assert command.span.line >= 1


@pytest.mark.parametrize(
    "text",
    [
        "curl http://a.test -d '" + 'x\\\n"$(' * 20_000 + "'",
        "curl " + "-H 'A: b' \\\n" * 20_000 + "http://a.test",
        'curl http://a.test -d "' + '$(`\\"' * 20_000,
        "curl " + "$(" * 20_000 + " curl " + "(" * 20_000,
        "curl http://a.test/?" + "a=b&" * 20_000,
    ],
    ids=range(5),
)
def test_no_length_makes_reading_hang(text: str) -> None:
    begin = time.process_time()
    parse_curl(text)

    assert time.process_time() - begin < 20  # seconds; less than one is usual, minutes the danger

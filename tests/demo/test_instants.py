"""Points in time against the standard library, where that knows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryfield.demo.demo_timestamps import milliseconds

ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES))
def test_a_date_and_time_is_the_instant_that_python_says(at: datetime) -> None:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    elapsed = at - datetime(1970, 1, 1, tzinfo=UTC)

    assert milliseconds(at.isoformat()) == elapsed // timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("1700000000000", 1_700_000_000_000),
        ("-1", -1),
        ("9" * 40, 2**63 - 1),
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t00:00:01.25z", 1250),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("0000-03-01T00:00:00Z", -62_162_035_200_000),
    ],
)
def test_both_forms_are_understood(text: str, expected: int) -> None:
    assert milliseconds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "1.5",
        "2030-01-01",
        "2030-01-01T00:00:00",
        "2030-13-01T00:00:00Z",
        "2030-00-01T00:00:00Z",
        "2030-04-31T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2030-01-01T24:00:00Z",
        "2030-01-01T00:60:00Z",
        "2030-01-01T00:00:61Z",
        "2030-01-01T00:00:00+24:00",
        "2030-01-01T00:00:00+00:60",
        "٢٠٣٠-01-01T00:00:00Z",
        "9" * 41,
    ],
)
def test_anything_else_is_no_point_in_time(text: str) -> None:
    assert milliseconds(text) is None

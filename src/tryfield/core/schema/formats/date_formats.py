"""Dates, times and durations (RFC 3339)."""

from __future__ import annotations

import re

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)
_DURATION = re.compile(
    r"P(?:[0-9]+W|(?=.)(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
    r"(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)"
)
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_date(text: str) -> bool:
    """A day that exists (`full-date`)."""
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    if not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _DAYS[month - 1] + leap


def is_time(text: str) -> bool:
    """A time with its offset (`full-time`); second 60 only at the end of a day in UTC."""
    found = _TIME.fullmatch(text)
    if not found or found[3] != "60":
        return bool(found)
    minutes = int(found[1]) * 60 + int(found[2])
    if found[4]:
        offset = int(found[5]) * 60 + int(found[6])
        minutes += offset if found[4] == "-" else -offset
    return minutes % 1440 == 1439


def is_date_time(text: str) -> bool:
    """A date, `T`, and a time."""
    return text[10:11] in ("T", "t") and is_date(text[:10]) and is_time(text[11:])


def is_duration(text: str) -> bool:
    """An ISO 8601 duration as RFC 3339, appendix A, has it."""
    return _DURATION.fullmatch(text) is not None

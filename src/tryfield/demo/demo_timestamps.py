"""Points in time, as the users API accepts them.

The definition says "millisecond timestamp" in words and `date-time` as the format, so both are
understood.
"""

from __future__ import annotations

import re

_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))",
    re.ASCII,
)
_MILLISECONDS = re.compile(r"-?\d{1,40}", re.ASCII)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LARGEST = 2**63 - 1  # what a database keeps in one column


def milliseconds(text: str) -> int | None:
    """Milliseconds since 1970 (UTC) that a text stands for; None when it is no point in time.

    Source: RFC 3339, Section 5.6; years before 1 and leap seconds included.
    """
    if _MILLISECONDS.fullmatch(text):
        return max(-_LARGEST, min(int(text), _LARGEST))
    match = _DATE_TIME.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return None
    if (month, day) == (2, 29) and not leap_year:
        return None
    if hour > 23 or minute > 59 or second > 60:
        return None
    fraction, sign, ahead_hours, ahead_minutes = match.groups()[6:]
    ahead = 0
    if sign:
        if int(ahead_hours) > 23 or int(ahead_minutes) > 59:
            return None
        ahead = (int(ahead_hours) * 60 + int(ahead_minutes)) * (1 if sign == "+" else -1)
    minutes = (_days_since_1970(year, month, day) * 24 + hour) * 60 + minute - ahead
    return (minutes * 60 + second) * 1000 + int(float(fraction or 0) * 1000)


def _days_since_1970(year: int, month: int, day: int) -> int:
    # Counting years from March puts the leap day at the end, so that months need no table.
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    leap_days = year // 4 - year // 100 + year // 400
    return year * 365 + leap_days + (153 * month + 2) // 5 + day - 1 - 719468

"""Host names in other scripts: RFC 5892 for characters, RFC 5893 for directions of writing."""

from __future__ import annotations

import pytest

from tryfield.core.schema.json_schema import compile_schema


@pytest.mark.parametrize(
    ("host", "valid"),
    [
        ("bücher.example", True),
        ("אבג.example", True),  # right to left, and a label in Latin letters
        ("אב1.example", True),  # European digits may end it (rule 3)
        ("1אב.example", False),  # a digit may not begin a label beside right to left (rule 1)
        ("אבa.example", False),  # Latin letters inside of right to left (rule 2)
        ("aא.example", False),  # right to left inside of Latin (rule 5)
        ("א1٢.example", False),  # European and Arabic digits in one label (rule 4)
        ("אב-.example", False),  # a hyphen may not end it
        ("א\u02b9ב.example", True),  # a mark of either direction, inside
        ("אב\u02b9.example", False),  # it may not end the label (rule 3)
        ("אבג.1a", False),  # the other label has to keep the rule as well
        ("\u0627\u0644.example", True),
        ("\u0627\u0662.example", True),  # an Arabic letter and an Arabic digit
    ],
)
def test_directions_of_writing_mix_only_as_rfc_5893_allows(host: str, valid: bool) -> None:
    judge = compile_schema({"format": "idn-hostname"}, formats=True)

    assert judge.is_valid(host) is valid

"""JSON between programs, with every digit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryfield.core import lossless_json
from tryfield.core.schema.json_values import compare

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "text", ["1.10", "123456789012345678901234567890", "1E+400", "-0.0", '{"a":[1.0,"1.0",null]}']
)
def test_numbers_come_out_as_they_went_in(text: str) -> None:
    assert lossless_json.dumps(lossless_json.loads(text)) == text


@pytest.mark.parametrize("text", ["", "NaN", "[Infinity]", "{'a': 1}", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        lossless_json.loads(text)


def test_what_is_no_json_value_is_refused() -> None:
    with pytest.raises(TypeError, match="object is not a JSON value"):
        lossless_json.dumps(object())


@given(JSON)
def test_any_value_comes_back(value: object) -> None:
    assert lossless_json.loads(lossless_json.dumps(value)) == value
    assert lossless_json.loads(lossless_json.dumps(value, indent=2)) == value


def test_a_text_is_never_taken_for_a_number() -> None:
    value = ["\ue0001\ue000", Decimal("1.5"), "\ue001", '"\ue0001.5\ue000"']

    assert lossless_json.loads(lossless_json.dumps(value)) == value


def test_half_of_a_surrogate_pair_travels_as_an_escape() -> None:
    assert lossless_json.dumps({"\ud800": "é"}) == '{"\\ud800":"é"}'


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1, -1, 1),
        (-1, 1, -1),
        (0, 0, 0),
        (0, 1, -1),
        (1.5, 1, 1),
        (1.5, 2, -1),
        (-1.5, -1, -1),
        (15, 1.5, 1),
        (1e2, 100, 0),
    ],
)
def test_numbers_of_every_kind_have_an_order(left: float, right: float, expected: int) -> None:
    assert compare(left, right) == expected

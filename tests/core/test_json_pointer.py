"""Pointers are escaped and followed as RFC 6901 says."""

from __future__ import annotations

import pytest

from tryfield.core.json_pointer import (
    child_pointer,
    escape_token,
    lookup,
    pointer_tokens,
    unescape_fragment_token,
    unescape_token,
)

# RFC 6901, section 5.
DOCUMENT = {
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6,
    " ": 7, "m~n": 8,
}  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/m~0n", 8),
        ("/foo/2", None),
        ("/foo/-1", None),
        ("/foo/x", None),
        ("/foo/0/1", None),
        ("/foo/99999999999999999999", None),
        ("/nothing", None),
    ],
)
def test_a_pointer_leads_to_its_value(pointer: str, value: object) -> None:
    assert lookup(DOCUMENT, pointer) == value


@pytest.mark.parametrize("name", ["", "a", "~", "/", "~1", "~0", "~01", "a/b~c", "ü", "%7E"])
def test_a_name_comes_back_from_its_token(name: str) -> None:
    assert unescape_token(escape_token(name)) == name
    assert pointer_tokens(child_pointer("/x", name)) == ["x", name]


def test_a_token_of_a_fragment_is_percent_decoded_first() -> None:
    assert unescape_fragment_token("a%20b~1c%7E0") == "a b/c~"


def test_an_index_is_its_own_token() -> None:
    assert child_pointer("/x", 7) == "/x/7"

"""What the last few things gave is made once."""

from __future__ import annotations

from tryfield.core.caches import identity_cache


def test_the_last_few_are_made_once_and_the_oldest_is_forgotten() -> None:
    made: list[str] = []

    @identity_cache(2)
    def shout(words: list[str]) -> str:
        made.append(words[0])
        return words[0].upper()

    first, second, third = ["a"], ["b"], ["c"]

    assert [shout(one) for one in (first, second, first, second)] == ["A", "B", "A", "B"]
    assert made == ["a", "b"]
    assert [shout(one) for one in (third, second, first)] == ["C", "B", "A"]
    assert made == ["a", "b", "c", "a"]


def test_equal_things_are_not_the_same_thing() -> None:
    @identity_cache(2)
    def new(_: list[str]) -> object:
        return object()

    one, other = ["same"], ["same"]

    assert new(one) is new(one)
    assert new(one) is not new(other)

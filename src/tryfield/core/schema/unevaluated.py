"""Keywords about what no other keyword has looked at: unevaluatedProperties, unevaluatedItems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tryfield.core.schema.compiler import Compiler, Here, fault
from tryfield.core.schema.node import Keyword, Node, Part, State
from tryfield.core.schema.outcome import Sink
from tryfield.core.schema.words import escape, quote


def unevaluated(
    c: Compiler, schema: dict[str, Any], here: Here, before: list[Keyword]
) -> Iterator[Keyword]:
    """The keywords that need to know what the ones before them have reached."""
    for word, kind in (("unevaluatedItems", list), ("unevaluatedProperties", dict)):
        if word in schema:
            node = c.node(schema[word], here.down(word))
            closed = schema[word] is False
            keyword = _rest(c.state, node, kind, list(before), closed, word, c.pointer(here, word))
            before = [*before, keyword]
            yield keyword


def _rest(
    state: State,
    node: Node,
    kind: type,
    before: list[Keyword],
    closed: bool,
    word: str,
    pointer: str,
) -> Keyword:
    def reach(value: Any) -> Iterator[Part]:
        if not isinstance(value, dict if kind is dict else list | tuple):
            return
        seen: set[str | int] = set()
        mark(state, before, value, seen)
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for part, item in parts:
            if part not in seen:
                yield node, part, item

    def check(value: Any) -> bool:
        return all(node.passes(item) for node, _, item in reach(value))

    def explain(value: Any, at: str, sink: Sink) -> None:
        for node, part, item in reach(value):
            where = f"{at}/{escape(part)}"
            if closed:
                what = quote(part) if kind is dict else f"item {part}"
                message = f"{what} is not documented here."
                sink.errors.append(
                    fault(
                        where,
                        pointer,
                        word,
                        "nothing more",
                        what,
                        message=message,
                        name=str(part) if kind is dict else "",
                    )
                )
            elif not node.is_clean(item):
                node.explain(item, where, sink)

    return Keyword({kind: check}, explain, reach)


def mark(state: State, keywords: Iterable[Keyword], value: Any, seen: set[str | int]) -> None:
    """Collect the names and indexes that keywords have looked at."""
    for keyword in keywords:
        if keyword.reach is None:
            continue
        state.burn()
        for node, part, _ in keyword.reach(value):
            if part is None:
                mark(state, node.keywords, value, seen)
            else:
                seen.add(part)

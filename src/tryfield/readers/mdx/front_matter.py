"""The YAML block at the top of a page, as strings and their places."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from tryfield.readers.source_text import without_half_characters

_FENCE = re.compile(r"\s*?^---[ \t]*\n", re.MULTILINE)
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"^([A-Za-z_][\w.-]*+)[ \t]*+:[ \t]*+([^\n]*)$", re.MULTILINE)
_LARGEST = 200_000
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  #: strings only; libyaml's, where it is


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """Keys of a page; scalars stay the text that was written.

    `end` is the offset behind the block, `error` why it could not be read as YAML (its simple
    lines are then read one by one).
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    error: str = ""

    def text(self, name: str) -> str:
        """The value of a key when it is a scalar, else ""."""
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """Whether a key says yes."""
        return self.text(name).lower() in ("true", "yes", "on", "1")


def read_front_matter(text: str) -> FrontMatter:
    """The front matter at the beginning of a page; an empty one when there is none."""
    if not text[:2000].lstrip().startswith("---"):
        return FrontMatter()
    opening = _FENCE.match(text)
    if opening is None:
        return FrontMatter()
    closing = _END.search(text, opening.end(), opening.end() + _LARGEST)
    if closing is None:
        return FrontMatter()
    block = without_half_characters(text[opening.end() : closing.start()])
    lines = {found.group(1): found for found in _LINE.finditer(block)}
    places = {
        name: (opening.end() + found.start(), opening.end() + found.end())
        for name, found in lines.items()
    }
    error = ""
    values: Any = None
    try:
        values = yaml.load(block, Loader=_LOADER)  # noqa: S506 - strings only
        if isinstance(values, dict) and "tryfield" in values:
            # What is meant for our own checks are values, not words: `live: true`, `count: 3`.
            said = yaml.safe_load(block).get("tryfield")
            values["tryfield"] = json.loads(json.dumps(said, default=str))  # dates are words
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        error = str(getattr(problem, "problem", "") or problem).splitlines()[0]
    if not isinstance(values, dict):
        if block.strip() and not error:
            error = "it is no mapping of keys to values"
        values = {name: _unquoted(found.group(2)) for name, found in lines.items()}
    return FrontMatter(
        values=_Plain().mapping(values, 0),
        places=places,
        start=opening.start(),
        end=closing.end(),
        error=error,
    )


class _Plain:
    """Copies values without aliases; what is too deep or too much is left out."""

    def __init__(self) -> None:
        self._left = 10_000

    def mapping(self, values: dict[Any, Any], depth: int) -> dict[str, Any]:
        """A mapping with text keys."""
        return {str(name): self._copy(value, depth + 1) for name, value in values.items()}

    def _copy(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if isinstance(value, str | bool | int | float):
            return value
        if depth > 20 or self._left < 0:
            return None
        if isinstance(value, dict):
            return self.mapping(value, depth)
        if isinstance(value, list):
            return [self._copy(entry, depth + 1) for entry in value]
        return None


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value

"""What the scanner of MDX finds: tags, fences, headings, expressions and the text between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a tag.

    `kind` says how the value was written: `"none"` (presence only), `"text"`, or `"expression"`,
    whose `value` is the source between the braces; a `"spread"` has no name.
    """

    name: str
    value: str = ""
    kind: Literal["none", "text", "expression", "spread"] = "none"
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One opening, closing or self-closing tag of a component; a broken one lost its attributes."""

    name: str
    form: Literal["open", "close", "alone"]
    start: int
    end: int
    attributes: tuple[Attribute, ...] = ()
    broken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One fenced block; the content runs from `inside` to `until`, `indent` columns deep."""

    info: str
    start: int
    end: int
    inside: int
    until: int
    indent: int
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One heading line."""

    level: int
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A stretch that is no text: an expression, a comment, an import or an export."""

    kind: Literal["expression", "comment", "import", "export"]
    start: int
    end: int
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Markdown and HTML between the other tokens."""

    start: int
    end: int


Token = Tag | Fence | Heading | Code | Text
Literals = Any

"""What people write as a type, as a schema: `string | null`, `array of object`, `User Object`.

What is understood is listed in docs/type-words.md. What says nothing that can be checked keeps its
text and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tryfield.readers.mdx.type_names import (
    NAMES,
    SILENT,
    annotated,
    array_of,
    literal_of,
    map_of,
    named,
    silent,
    united,
)

_TOKEN = re.compile(
    r"\s*+(?:(?P<text>\"[^\"]*+\"|'[^']*+'|“[^”]*+”|‘[^’]*+’|`[^`]*+`)"
    r"|(?P<number>[+-]?\d++(?:\.\d++)?(?![\w.]))"
    r"|(?P<array>\[\s*+\]|\[\d*+\])"
    r"|(?P<mark>[|,<>\[\](){}:;?&=/*]|\.\.\.)"
    r"|(?P<word>[^\s|,<>\[\](){}:;?&\"'`“”‘’=/*]++)"
    r"|(?P<other>.))",
    re.DOTALL,
)
_LONGEST = 2000


class TypeTokens:
    """A cursor over the tokens of a type: quoted texts, numbers, words, `[]` and marks."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.tokens = [
            (found.lastgroup or "other", found.group(found.lastgroup or 0).strip())
            for found in _TOKEN.finditer(words[:_LONGEST].rstrip())
        ]
        self.at = 0

    def peek(self) -> tuple[str, str]:
        """Kind and text of the next token; two empty texts at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def stands(self, mark: str) -> bool:
        """Whether a mark is next."""
        kind, text = self.peek()
        return kind == "mark" and text == mark

    def take(self, mark: str) -> bool:
        """Go behind a mark when it is next."""
        if self.stands(mark):
            self.at += 1
            return True
        return False

    def word(self, ahead: int = 0) -> str:
        """The next token in lower case when it is a word, else ""."""
        position = self.at + ahead
        if position < len(self.tokens) and self.tokens[position][0] == "word":
            return self.tokens[position][1].lower()
        return ""

    def enclosed(self) -> list[tuple[str, str]] | None:
        """The tokens in the brackets that are next; None, without moving, when they do not end."""
        start = self.at
        opening = self.peek()[1]
        closing = {"(": ")", "<": ">", "{": "}", "[": "]"}[opening]
        level = 0
        for position in range(start, len(self.tokens)):
            kind, text = self.tokens[position]
            if kind == "mark":
                level += {opening: 1, closing: -1}.get(text, 0)
                if not level:
                    self.at = position + 1
                    return self.tokens[start + 1 : position]
        return None


_ARRAY_NAMES = frozenset(
    {"array", "list", "arr", "set", "vector", "collection", "arrays", "lists", "sequence"}
)
_MAPS = frozenset({"record", "map", "dict", "dictionary", "hash", "hashmap", "mapping"})
_WRAPPERS = frozenset(
    {
        "enum",
        "optional",
        "nullable",
        "partial",
        "readonly",
        "promise",
        "maybe",
        "union",
        "oneof",
        "anyof",
        "either",
        "literal",
    }
)
_OR = frozenset({"or", "oder", "ou", "o", "and/or"})
_MEDIA = re.compile(r"(?:audio|image|video|application|text)/[\w.+-]++$", re.IGNORECASE)
_DEPTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWords:
    """A type as a schema; `optional` is what the words say about that, None when nothing."""

    schema: dict[str, Any]
    unchecked: str = ""
    optional: bool | None = None


def schema_of(words: str, *, has_fields: bool = False) -> TypeWords:
    """Read the words of a type attribute; they never raise and always give a schema.

    Args:
        words: As they are written.
        has_fields: Fields stand below it, so a name that nobody knows is that of an object.
    """
    words = " ".join(words.split())
    if not words:
        why = "no type is documented"
        return TypeWords(schema=silent(why), unchecked=why)
    plain = NAMES.get(words)
    if plain is not None:
        schema, optional = dict(plain), None
    else:
        reader = _Reader(words)
        reader.has_fields = has_fields
        schema, optional = reader.read(), reader.optional
    unchecked = schema.pop("x-tryfield-unchecked", "")
    if schema.get("type") != words:
        schema["x-tryfield-type"] = words
    if unchecked:
        schema["x-tryfield-unchecked"] = unchecked
    return TypeWords(schema=schema, unchecked=unchecked, optional=optional)


class _Reader(TypeTokens):
    """Recursive descent over the words of one type."""

    optional: bool | None = None
    has_fields = False

    def read(self) -> dict[str, Any]:
        """The whole text as one type."""
        if _MEDIA.match(self.words):
            return {"type": "string", "contentMediaType": self.words.lower()}
        schema = self._union(0)
        if self.at < len(self.tokens):
            return silent(f"'{self.words}' is no type that we know")
        return schema

    def _union(self, depth: int) -> dict[str, Any]:
        self.take("|")
        branches = [self._postfix(depth)]
        while True:
            if self.stands("|") or self.stands("/") or self.word() in _OR:
                self.at += 1
                self.take("|")
                branches.append(self._postfix(depth))
            elif self.stands(",") and depth == 0:
                self.at += 1
                if self.word() in _OR:
                    self.at += 1
                if self._note(self.word()):
                    branches.append(self._noted(self.word()))
                    self.at += 1
                elif self.peek()[0]:
                    branches.append(self._postfix(depth))
            else:
                break
        said = [branch for branch in branches if branch.get("type") != "undefined"]
        if len(said) < len(branches) and self.optional is None:
            self.optional = True
        return united(said)

    def _note(self, word: str) -> bool:
        return word in ("optional", "required", "nullable", "deprecated", "readonly", "undefined")

    def _noted(self, word: str) -> dict[str, Any]:
        if word == "nullable":
            return {"type": "null"}
        if word in ("optional", "required"):
            self.optional = word == "optional"
        return {"type": "undefined"}

    def _postfix(self, depth: int) -> dict[str, Any]:
        schema = self._primary(depth)
        why = schema.get("x-tryfield-unchecked")
        # `any` inside of another type, as in `Record<string, any>`, is no object.
        if self.has_fields and why and (depth == 0 or why not in SILENT.values()):
            schema = {"type": "object"}
        while True:
            kind, text = self.peek()
            if kind == "array":
                self.at += 1
                schema = {"type": "array", "items": schema}
            elif self.take("?"):
                self.optional = True
            elif self.word() in ("array", "list", "arrays") and self.word(1) != "of":
                self.at += 1
                schema = {"type": "array", "items": schema}
            elif kind == "mark" and text in "(<{[" and text:
                mended = self._bracketed_note(schema)
                if mended is None:
                    return schema
                schema = mended
            elif self._note(self.word()):
                schema = united([schema, self._noted(self.word())])
                self.at += 1
            else:
                return schema

    def _bracketed_note(self, schema: dict[str, Any]) -> dict[str, Any] | None:
        """`string (uri)`, `string<uuid>`, `integer (1-100)`, `enum<"a" | "b">`."""
        inner = self.enclosed()
        if inner is None:
            return None
        for _, text in inner:
            if text.lower() in ("optional", "required"):
                self.optional = text.lower() == "optional"
        return annotated(schema, inner)

    def _primary(self, depth: int) -> dict[str, Any]:
        if depth > _DEPTH:
            self.at = len(self.tokens)
            return silent("nested too deep")
        kind, text = self.peek()
        if kind in ("text", "number"):
            self.at += 1
            # Backticks are Markdown: `string` in them is the type, and no text that is wanted.
            known = named(text.strip("`").lower()) if text[:1] == "`" else None
            if known is not None:
                return known
            return {"enum": [literal_of(kind, text)]}
        if kind == "mark":
            return self._structure(text, depth)
        if kind == "word":
            return self._named(depth)
        self.at += 1
        return silent(f"'{self.words}' is no type that we know")

    def _structure(self, mark: str, depth: int) -> dict[str, Any]:
        self.at += 1
        if mark == "(":
            schema = self._union(depth + 1)
            self.take(")")
            return schema
        if mark == "[":
            schema = self._union(depth + 1)
            several = False
            while self.take(","):
                several = True
                self._union(depth + 1)
            if not self.take("]"):
                return silent(f"'{self.words}' has a bracket that is not closed")
            return {"type": "array"} if several else {"type": "array", "items": schema}
        if mark == "{":
            level = 1
            while self.at < len(self.tokens) and level:
                level += {"{": 1, "}": -1}.get(self.peek()[1], 0)
                self.at += 1
            return {"type": "object"}
        return silent(f"'{self.words}' is no type that we know")

    def _named(self, depth: int) -> dict[str, Any]:
        word = self.word()
        if word in _ARRAY_NAMES:
            return self._list(depth)
        following = self.tokens[self.at + 1 : self.at + 2]
        if word in _MAPS and following in ([("mark", "<")], [("mark", "[")]):
            self.at += 2
            schema = self._union(depth + 1)
            while self.take(","):
                schema = self._union(depth + 1)
            if not self.take(">"):
                self.take("]")
            return map_of(schema)
        if word in _MAPS and self.word(1) == "of":
            self.at += 2
            return map_of(self._postfix(depth + 1))
        if self._note(word) and word != "nullable" and self.word(1):
            self._noted(word)
            self.at += 1
            return self._postfix(depth + 1)
        if word in _WRAPPERS and self.at + 1 < len(self.tokens):
            return self._wrapped(word, depth)
        return self._phrase()

    def _list(self, depth: int) -> dict[str, Any]:
        self.at += 1
        if self.take("<") or self.take("("):
            schema = self._union(depth + 1)
            if not (self.take(">") or self.take(")")):
                return {"type": "array"}
            return array_of(schema)
        if self.stands("[") and self.at + 1 < len(self.tokens):
            self.at += 1
            schema = self._union(depth + 1)
            self.take("]")
            return array_of(schema)
        if self.word() in ("of", "von", "de"):
            self.at += 1
            items = self._union(depth + 1)
            # English does not say which of both may be null in "array of string or null".
            kind = items.get("type")
            null = isinstance(kind, list) and "null" in kind
            return array_of(items) | ({"type": ["array", "null"]} if null else {})
        if self.take(":"):
            return array_of(self._union(depth + 1))
        return {"type": "array"}

    def _wrapped(self, word: str, depth: int) -> dict[str, Any]:
        following = self.tokens[self.at + 1]
        if following[1] in ("<", "(", "["):
            close = {"<": ">", "(": ")", "[": "]"}[following[1]]
            self.at += 2
            schema = self._union(depth + 1)
            values = [schema]
            while self.take(","):
                values.append(self._union(depth + 1))
            self.take(close)
            schema = united(values)
        elif following[0] in ("word", "text", "number") or following[1] in (":", "="):
            self.at += 1
            if following[1] in (":", "="):
                self.at += 1
            if self.word() == "of":
                self.at += 1
            schema = self._postfix(depth + 1)
        else:
            return self._phrase()
        if word == "optional":
            self.optional = True
        if word in ("nullable", "maybe"):
            return united([schema, {"type": "null"}])
        return schema

    def _number(self) -> str:
        kind, text = self.peek()
        return text if kind == "number" else ""

    def _phrase(self) -> dict[str, Any]:
        """The words up to the next mark, `or` or note, as one type."""
        run: list[str] = []
        while word := self.word() or (run and self._number()):
            if run and (word in _OR or self._note(word)):
                break
            run.append(self.peek()[1])
            self.at += 1
        return phrase(run)


_OBJECTS = frozenset({"object", "objekt", "objeto", "objet", "dict", "map", "objects"})
_ARRAY_ENDINGS = frozenset({"array", "list", "arrays", "lists"})
# What may stand behind a type and says no other type: `string matching ^G`, `string enum`.
_BEHIND = frozenset(
    {"matching", "in", "of", "enum", "with", "format", "formatted", "between", "up", "max", "min"}
    | {"as", "representing", "containing", "value", "values", "id", "only", "from", "type", "field"}
)
_BEFORE = frozenset(
    {"positive", "negative", "unsigned", "signed", "unique", "valid", "encoded", "non-empty"}
    | {"a", "an", "the", "non-negative", "nonnegative", "plain", "single", "whole", "any"}
)


def phrase(words: Sequence[str]) -> dict[str, Any]:
    """The schema of a run of words; a silent one when nobody knows what they mean."""
    run = [word.lower() for word in words]
    whole = _known(run)
    if whole is not None:
        return whole
    while len(run) > 1 and run[0] in _BEFORE:
        run = run[1:]
        if (whole := _known(run)) is not None:
            return whole
    if len(run) > 1:
        if run[-1] in _OBJECTS:
            return {"type": "object"}
        if run[-1] in _ARRAY_ENDINGS:
            inner = named(" ".join(run[:-1]))
            return {"type": "array", "items": inner} if inner else {"type": "array"}
        first = named(run[0])
        if first is not None and run[1] in _BEHIND:
            return first
        last = NAMES.get(run[-1])
        if last is not None and last.get("type") in ("string", "integer", "number", "boolean"):
            before = named(" ".join(run[:-1]))
            same = before is not None and before.get("type") == last["type"]
            return before if same and before is not None else dict(last)
    return silent(f"'{' '.join(words)}' is no type that we know")


def _known(run: list[str]) -> dict[str, Any] | None:
    return named(" ".join(run)) if run else None

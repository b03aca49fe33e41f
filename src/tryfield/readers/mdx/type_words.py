"""What people write as a type, as a schema: `string | null`, `array of object`, `User Object`.

The words are listed in docs/type-words.md. What says nothing that can be checked keeps its words
and the reason.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tryfield.readers.mdx.type_names import NAMES, NULLS, SILENT

_TOKEN = re.compile(
    r"\s*+(?:(?P<text>\"[^\"]*+\"|'[^']*+'|“[^”]*+”|‘[^’]*+’|`[^`]*+`)"
    r"|(?P<number>[+-]?\d++(?:\.\d++)?(?![\w.]))"
    r"|(?P<array>\[\s*+\]|\[\d*+\])"
    r"|(?P<mark>[|,<>\[\](){}:;?&=/*]|\.\.\.)"
    r"|(?P<word>[^\s|,<>\[\](){}:;?&\"'`“”‘’=/*]++)"
    r"|(?P<other>.))",
    re.DOTALL,
)
_LISTS = frozenset({"array", "list", "arr", "set", "vector", "collection", "arrays", "lists", "sequence"})
_MAPS = frozenset({"record", "map", "dict", "dictionary", "hash", "hashmap", "mapping"})
_WRAPPERS = frozenset({"enum", "optional", "nullable", "partial", "readonly", "promise", "maybe"})
_DEPTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWords:
    """A type as a schema.

    `plain` says that the words are just the JSON Schema type name; `nullable` and `optional` that
    the words say so.
    """

    schema: dict[str, Any]
    unchecked: str = ""
    optional: bool | None = None


def schema_of(words: str) -> TypeWords:
    """Read the words of a type attribute; they never raise and always give a schema."""
    words = " ".join(words.split())
    if not words:
        return TypeWords(schema={})
    reader = _Reader(words)
    schema = reader.read()
    unchecked = schema.pop("x-tryfield-unchecked", "")
    if schema.get("type") != words:
        schema["x-tryfield-type"] = words
    if unchecked:
        schema["x-tryfield-unchecked"] = unchecked
    return TypeWords(schema=schema, unchecked=unchecked, optional=reader.optional)


def unchecked(why: str) -> dict[str, Any]:
    """A schema that says nothing, and why."""
    return {"x-tryfield-unchecked": why}


class _Reader:
    """Recursive descent over the words of one type."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._tokens = [
            (found.lastgroup or "other", found.group(found.lastgroup or 0).strip())
            for found in _TOKEN.finditer(words[:2000].rstrip())
        ]
        self._at = 0
        self.optional: bool | None = None

    def read(self) -> dict[str, Any]:
        """The whole text as one type."""
        schema = self._union(0)
        if self._at < len(self._tokens):
            return unchecked(f"'{self._words}' is no type that we know")
        return schema

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _is(self, mark: str) -> bool:
        kind, text = self._peek()
        return kind == "mark" and text == mark

    def _take(self, mark: str) -> bool:
        if self._is(mark):
            self._at += 1
            return True
        return False

    def _word(self, ahead: int = 0) -> str:
        position = self._at + ahead
        if position < len(self._tokens) and self._tokens[position][0] == "word":
            return self._tokens[position][1].lower()
        return ""

    def _union(self, depth: int) -> dict[str, Any]:
        if depth > _DEPTH:
            self._at = len(self._tokens)
            return unchecked("nested too deep")
        self._take("|")
        branches = [self._postfix(depth)]
        while True:
            if self._is("|") or self._is("/") or self._word() in ("or", "oder", "ou", "and/or"):
                self._at += 1
                self._take("|")
                branches.append(self._postfix(depth))
            elif self._is(",") and depth == 0:
                self._at += 1
                if self._word() in ("or", "oder"):
                    self._at += 1
                if self._note(self._word()):
                    branches.append(self._noted(self._word()))
                    self._at += 1
                elif self._peek()[0]:
                    branches.append(self._postfix(depth))
            else:
                break
        return _united([branch for branch in branches if branch.get("type") != "undefined"])

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
        while True:
            kind, text = self._peek()
            if kind == "array":
                self._at += 1
                schema = {"type": "array", "items": schema}
            elif self._take("?"):
                self.optional = True
            elif self._word() in ("array", "list", "arrays") and self._word(1) != "of":
                self._at += 1
                schema = {"type": "array", "items": schema}
            elif kind == "mark" and text in "(<{[" and text:
                mended = self._bracketed_note(schema, depth)
                if mended is None:
                    return schema
                schema = mended
            elif self._note(self._word()):
                schema = _united([schema, self._noted(self._word())])
                self._at += 1
            else:
                return schema

    def _bracketed_note(self, schema: dict[str, Any], depth: int) -> dict[str, Any] | None:
        """`string (uri)`, `string<uuid>`, `integer (1-100)`, `enum<"a" | "b">`."""
        start = self._at
        close = {"(": ")", "<": ">", "{": "}", "[": "]"}[self._peek()[1]]
        self._at += 1
        inner: list[tuple[str, str]] = []
        level = 1
        while self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            self._at += 1
            if kind == "mark" and text == self._tokens[start][1]:
                level += 1
            elif kind == "mark" and text == close:
                level -= 1
                if not level:
                    break
            inner.append((kind, text))
        if level:
            self._at = start
            return None
        note = " ".join(text for _, text in inner)
        for word in note.lower().replace(",", " ").split():
            if word in ("optional", "required"):
                self.optional = word == "optional"
            elif word in ("nullable", "null"):
                schema = _united([schema, {"type": "null"}])
        if all(kind in ("text", "number") or text in "|,/" for kind, text in inner) and any(
            kind == "text" for kind, _ in inner
        ):
            values = [_literal(kind, text) for kind, text in inner if kind in ("text", "number")]
            return {**schema, "enum": values}
        named = NAMES.get(note.lower())
        if named is not None and named.get("type") == schema.get("type"):
            return {**schema, **named}
        return schema

    def _primary(self, depth: int) -> dict[str, Any]:
        kind, text = self._peek()
        if kind in ("text", "number"):
            self._at += 1
            return {"enum": [_literal(kind, text)]}
        if kind == "mark":
            return self._structure(text, depth)
        if kind == "word":
            return self._named(depth)
        self._at += 1
        return unchecked(f"'{self._words}' is no type that we know")

    def _structure(self, mark: str, depth: int) -> dict[str, Any]:
        self._at += 1
        if mark == "(":
            schema = self._union(depth + 1)
            self._take(")")
            return schema
        if mark == "[":
            schema = self._union(depth + 1)
            several = False
            while self._take(","):
                several = True
                self._union(depth + 1)
            if not self._take("]"):
                return unchecked(f"'{self._words}' has a bracket that is not closed")
            return {"type": "array"} if several else {"type": "array", "items": schema}
        if mark == "{":
            level = 1
            while self._at < len(self._tokens) and level:
                level += {"{": 1, "}": -1}.get(self._peek()[1], 0)
                self._at += 1
            return {"type": "object"}
        return unchecked(f"'{self._words}' is no type that we know")

    def _named(self, depth: int) -> dict[str, Any]:
        word = self._word()
        if word in _LISTS:
            return self._list(depth)
        if word in _MAPS and self._tokens[self._at + 1 : self._at + 2] == [("mark", "<")]:
            self._at += 2
            schema = self._union(depth + 1)
            while self._take(","):
                schema = self._union(depth + 1)
            self._take(">")
            return _map_of(schema)
        if word in _MAPS and self._word(1) == "of":
            self._at += 2
            return _map_of(self._postfix(depth + 1))
        if word in _WRAPPERS and self._at + 1 < len(self._tokens):
            return self._wrapped(word, depth)
        return self._longest_name()

    def _list(self, depth: int) -> dict[str, Any]:
        self._at += 1
        if self._take("<") or self._take("("):
            schema = self._union(depth + 1)
            if not (self._take(">") or self._take(")")):
                return {"type": "array"}
            return _array_of(schema)
        if self._is("[") and self._at + 1 < len(self._tokens):
            self._at += 1
            schema = self._union(depth + 1)
            self._take("]")
            return _array_of(schema)
        if self._word() in ("of", "von", "de"):
            self._at += 1
            return _array_of(self._union(depth + 1))
        if self._take(":"):
            return _array_of(self._union(depth + 1))
        return {"type": "array"}

    def _wrapped(self, word: str, depth: int) -> dict[str, Any]:
        following = self._tokens[self._at + 1]
        if following[1] in ("<", "(", "["):
            close = {"<": ">", "(": ")", "[": "]"}[following[1]]
            self._at += 2
            schema = self._union(depth + 1)
            values = [schema]
            while self._take(","):
                values.append(self._union(depth + 1))
            self._take(close)
            schema = _united(values)
        elif following[0] in ("word", "text", "number") or following[1] in (":", "="):
            self._at += 1
            if following[1] in (":", "="):
                self._at += 1
            if self._word() == "of":
                self._at += 1
            schema = self._postfix(depth + 1)
        else:
            return self._longest_name()
        if word == "optional":
            self.optional = True
        if word in ("nullable", "maybe"):
            return _united([schema, {"type": "null"}])
        return schema

    def _longest_name(self) -> dict[str, Any]:
        """The longest run of words that is a name, up to the next mark."""
        run: list[str] = []
        position = self._at
        while position < len(self._tokens) and self._tokens[position][0] == "word":
            if self._tokens[position][1].lower() in ("or", "oder", "ou") and run:
                break
            run.append(self._tokens[position][1])
            position += 1
        for length in range(len(run), 0, -1):
            name = " ".join(run[:length]).lower().rstrip("s.") if length > 1 else run[0].lower()
            found = _name(name)
            if found is not None:
                self._at += length
                return found
        self._at += len(run)
        name = " ".join(run)
        last = run[-1].lower()
        if last in ("object", "objekt", "objeto", "dict", "map"):
            return {"type": "object"}
        if last in ("array", "list") and len(run) > 1:
            return {"type": "array"}
        if len(run) > 1 and run[0].lower() in NAMES and run[1].lower() in ("matching", "in", "of"):
            return dict(NAMES[run[0].lower()])
        return unchecked(f"'{name}' is no type that we know")


def _name(name: str) -> dict[str, Any] | None:
    for form in (name, name.replace("_", "-"), name.removesuffix("s")):
        if form in NAMES:
            return dict(NAMES[form])
        if form in NULLS:
            return {"type": "null"}
        if form == "undefined":
            return {"type": "undefined"}
        if form in SILENT:
            return unchecked(SILENT[form])
    if "/" in name and name.split("/")[0] in ("audio", "image", "video", "application", "text"):
        return {"type": "string", "contentMediaType": name}
    return None


def _literal(kind: str, text: str) -> Any:
    if kind == "number":
        value: Any = json.loads(text.lstrip("+"))
        return value
    return text[1:-1]


def _array_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema} if schema else {"type": "array"}


def _map_of(schema: dict[str, Any]) -> dict[str, Any]:
    if "x-tryfield-unchecked" in schema or not schema:
        return {"type": "object"}
    return {"type": "object", "additionalProperties": schema}


def _united(branches: list[dict[str, Any]]) -> dict[str, Any]:
    """One schema for alternatives; simple ones share a `type`, literals an `enum`."""
    if not branches:
        return {}
    if any("x-tryfield-unchecked" in branch for branch in branches):
        return dict(next(branch for branch in branches if "x-tryfield-unchecked" in branch))
    if len(branches) == 1:
        return branches[0]
    distinct: list[dict[str, Any]] = []
    for branch in branches:
        if branch not in distinct:
            distinct.append(branch)
    if all(set(branch) == {"enum"} or branch == {"type": "null"} for branch in distinct):
        values = [value for branch in distinct for value in branch.get("enum", [None])]
        return {"enum": values}
    if all(set(branch) == {"type"} for branch in distinct):
        types: list[str] = []
        for branch in distinct:
            found = branch["type"]
            for word in found if isinstance(found, list) else [found]:
                if word not in types:
                    types.append(word)
        return {"type": types[0] if len(types) == 1 else types}
    nothing = {"type": "null"}
    if len(distinct) == 2 and nothing in distinct:
        (other,) = [branch for branch in distinct if branch != nothing]
        if isinstance(other.get("type"), str) and "enum" not in other:
            return {**other, "type": [other["type"], "null"]}
        if set(other) == {"enum"}:
            return {"enum": [*other["enum"], None]}
    return {"anyOf": distinct}

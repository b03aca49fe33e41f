"""One tag at one place: its name, its form and its attributes, however it is written."""

from __future__ import annotations

import re

from tryfield.readers.mdx.brackets import Brackets
from tryfield.readers.mdx.tokens import Attribute, Tag

_OPEN = re.compile(r"<(/?)[ \t\n]*([A-Za-z_$][\w$.:-]*)?")
_SPACE = re.compile(r"(?>(?:[ \t\n]++|/\*[^*]*+\*/)*)")
_NAME = re.compile(r"[A-Za-z_$@:][\w$.:@-]*+")
_EQUALS = re.compile(r"[ \t\n]*+=[ \t\n]*+")
_BARE = re.compile(r"[\w$.:/@#%+-]++")


def read_tag(text: str, start: int, brackets: Brackets) -> Tag | None:
    """Read the tag that begins with `<` at `start`.

    Returns:
        The tag, with `broken` saying why when its attributes cannot be read (it then ends on its
        line); None when what stands there is text.
    """
    found = _OPEN.match(text, start)
    if found is None:
        return None
    closing, name = bool(found.group(1)), found.group(2) or ""
    position = found.end()
    if closing:
        end = _SPACE.match(text, position).end()  # type: ignore[union-attr]
        if text.startswith(">", end):
            return Tag(name=name, form="close", start=start, end=end + 1)
        if not name:
            return None
        return _broken(
            text, Tag(name=name, form="close", start=start, end=position), "words in a closing tag"
        )
    if not name:
        return (
            Tag(name="", form="open", start=start, end=position + 1)
            if text.startswith("<>", start)
            else None
        )
    if text[found.end(1)] in " \t\n":  # `a < b` is a comparison
        return None
    after = text[position : position + 1]
    if after and after not in " \t\n/>{":
        return None
    if name.endswith(":") or "://" in text[start : position + 2]:
        return None
    return _attributes(text, start, position, name, brackets)


def _attributes(text: str, start: int, position: int, name: str, brackets: Brackets) -> Tag:
    attributes: list[Attribute] = []
    head = Tag(name=name, form="open", start=start, end=position)
    while True:
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr]
        if text.startswith("/>", position):
            return Tag(
                name=name, form="alone", start=start, end=position + 2, attributes=(*attributes,)
            )
        if text.startswith(">", position):
            return Tag(
                name=name, form="open", start=start, end=position + 1, attributes=(*attributes,)
            )
        if text.startswith("{", position):
            end = brackets.end(position)
            if end < 0:
                return _broken(text, head, "a brace that is never closed")
            attributes.append(
                Attribute(
                    name="",
                    kind="spread",
                    value=text[position + 1 : end - 1],
                    start=position,
                    end=end,
                )
            )
            position = end
            continue
        attribute = _attribute(text, position, brackets)
        if isinstance(attribute, str):
            return _broken(text, head, attribute)
        attributes.append(attribute)
        position = attribute.end


def _attribute(text: str, start: int, brackets: Brackets) -> Attribute | str:
    found = _NAME.match(text, start)
    if found is None:
        if start >= len(text):
            return "no '>' that ends it"
        return f"'{text[start]}' where an attribute is expected"
    name = found.group()
    equals = _EQUALS.match(text, found.end())
    if equals is None:
        return Attribute(name=name, start=start, end=found.end())
    position = equals.end()
    mark = text[position : position + 1]
    if mark and mark in "\"'":
        end = text.find(mark, position + 1)
        if end < 0:
            brackets.spend(len(text) - position)
            return "a quote that is never closed"
        return Attribute(
            name=name, value=text[position + 1 : end], kind="text", start=start, end=end + 1
        )
    if mark == "{":
        end = brackets.end(position)
        if end < 0:
            return "a brace that is never closed"
        return Attribute(
            name=name, value=text[position + 1 : end - 1], kind="expression", start=start, end=end
        )
    if bare := _BARE.match(text, position):
        value = bare.group()
        end = bare.end()
        if value.endswith("/") and text.startswith(">", end):
            value, end = value[:-1], end - 1
        return Attribute(name=name, value=value, kind="text", start=start, end=end)
    return f"no value behind '{name}='"


def _broken(text: str, head: Tag, why: str) -> Tag:
    """A tag that cannot be read ends at the first '>' of its line, or with its line."""
    line = text.find("\n", head.end)
    line = len(text) if line < 0 else line
    close = text.find(">", head.end, line)
    end = close + 1 if close >= 0 else line
    form = head.form
    stop = len(text[head.end : line].rstrip()) + head.end
    if form == "open" and text.endswith("/>", head.end, stop):
        form, end = "alone", stop
    return Tag(name=head.name, form=form, start=head.start, end=end, broken=why)

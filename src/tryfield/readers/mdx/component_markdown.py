"""Components to Markdown: what a description or the text of a page says, for any Markdown site.

Callouts become admonitions, tabs and accordions the blocks of pymdown-extensions. Fields and
examples are left out: they are read elsewhere. A component nobody knows keeps its content.
Paragraphs are written on one line, needless backslashes and empty headings are removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from tryfield.readers.mdx.fenced_examples import read_info, text_of
from tryfield.readers.mdx.jsx_attributes import Attributes, NotLiteral, literal
from tryfield.readers.mdx.mdx_parser import Code, Element, Fence, Heading, Node, Text
from tryfield.readers.source_text import Source

ADMONITIONS = {
    "Note": "note",
    "Warning": "warning",
    "Tip": "tip",
    "Info": "info",
    "Check": "success",
    "Danger": "danger",
    "Error": "danger",
    "Callout": "note",
    "Caution": "warning",
    "Important": "warning",
    "Banner": "info",
}
FOLDED = frozenset({"Accordion", "Expandable", "Details", "Collapse"})
_BOXES_OF_CONTENT = """
AccordionGroup CardGroup Columns Column Steps Frame Panel Tabs CodeGroup View Visibility Tiles Tree
Center Row Col Grid Fragment CodeBlock Color Snippet RequestExample ResponseExample
"""
PLAIN = frozenset(_BOXES_OF_CONTENT.split())
INLINE = frozenset({"Icon", "Tooltip", "Badge", "Latex", "Kbd", "Link", "A", "Span"})
BOXES = frozenset({"RequestExample", "ResponseExample"})
LEFT_OUT = frozenset({"ParamField", "ResponseField", "Param", *BOXES})
_OTHERS = """
Tab Card Step Update Mermaid Tile Prompt Image Tree.Folder Tree.File Color.Item Color.Row
"""
_TAB_SETS = frozenset({"Tabs", "CodeGroup", *BOXES})
_MARKER = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_LONG = 200
KNOWN = frozenset({*ADMONITIONS, *FOLDED, *PLAIN, *INLINE, *LEFT_OUT, *_OTHERS.split()})


class Markdown:
    """Renders nodes of one source; `strange` collects components that nobody knows."""

    def __init__(
        self,
        source: Source,
        *,
        omit: AbstractSet[str] = LEFT_OUT,
        skip: Callable[[Node], bool] | None = None,
        strange: Callable[[Element], None] | None = None,
    ) -> None:
        self._source = source
        self._omit = omit
        self._skip = skip
        self._strange = strange

    def render(self, nodes: Sequence[Node]) -> str:
        """Markdown of the nodes, one line per paragraph."""
        return unescaped(unwrapped(self._pieces(nodes)))

    def _pieces(self, nodes: Sequence[Node]) -> str:
        """The nodes one after the other; what stands in a list keeps its depth."""
        shared = self._shared_indentation(nodes)
        out: list[str] = []
        line = ""  # what the last line has so far; of a long one, its beginning
        tabs = False  # whether what comes last is a set of tabs
        for node in nodes:
            if self._skip is not None and self._skip(node):
                continue
            if isinstance(node, Text):
                first, *lines = self._source.text[node.start : node.end].split("\n")
                piece = "\n".join([first, *(_shorter(line, shared) for line in lines)])
                tabs = tabs and not piece.strip()
            else:
                column = 0 if line.strip() else len(line)
                if isinstance(node, (Fence, Heading)):  # these begin with their line
                    column = _column(self._source.text[node.start : node.end]) - shared
                piece = self._piece(node)
                is_set = isinstance(node, Element) and node.name in _TAB_SETS and piece.strip()
                if tabs and is_set:  # or both would become one set
                    piece = piece.replace("=== ", "===! ", 1)
                tabs = bool(is_set)
                if piece.startswith("\n") and _MARKER.fullmatch(line):
                    # A block right behind the mark of a list item.
                    piece = piece.strip("\n").replace("\n", "\n" + " " * len(line)) + "\n"
                elif column > 0 and piece.startswith("\n"):
                    piece = piece.replace("\n", "\n" + " " * column)
            _, newline, tail = piece.rpartition("\n")
            line = (tail if newline else line + piece)[:_LONG]
            out.append(piece)
        return "".join(out)

    def _shared_indentation(self, nodes: Sequence[Node]) -> int:
        """How many blanks all lines that begin in these nodes begin with."""
        columns: list[int] = []
        for at, node in enumerate(nodes):
            text = self._source.text[node.start : node.end]
            if isinstance(node, (Fence, Heading)):
                columns.append(_column(text))
            if isinstance(node, Text):
                lines = text.split("\n")[1:]
                followed = at + 1 < len(nodes) and not isinstance(nodes[at + 1], (Fence, Heading))
                columns += [
                    _column(line)
                    for number, line in enumerate(lines, start=1)
                    if line.strip() or (followed and number == len(lines))
                ]
        return min(columns, default=0)

    def _piece(self, node: Node) -> str:
        if isinstance(node, Heading):
            return f"\n\n{'#' * node.level} {node.words}\n\n"
        if isinstance(node, Fence):
            return self._fence(node)
        if isinstance(node, Code):
            return self._code(node)
        if isinstance(node, Element):
            return self._element(node)
        return ""

    def _code(self, node: Code) -> str:
        if node.kind != "expression":
            return ""
        try:
            value = literal(self._source.text[node.start + 1 : node.end - 1])
        except NotLiteral:
            return self._source.text[node.start : node.end]
        return value if isinstance(value, str) else ""

    def _fence(self, node: Fence, title: str | None = None) -> str:
        info = read_info(node.info)
        text, _, _ = text_of(node, self._source)
        ticks = "```"
        while ticks in text:
            ticks += "`"
        words = info.title if title is None else title
        named = f' title="{words}"'.replace("\\", "") if words and '"' not in words else ""
        if named and not info.language:
            return f"\n\n{ticks} {{ .text{named} }}\n{text}\n{ticks}\n\n"
        return f"\n\n{ticks}{info.language}{named}\n{text}\n{ticks}\n\n"

    def _inner(self, element: Element) -> str:
        return unwrapped(self._pieces(element.children))

    def _element(self, element: Element) -> str:
        name = element.name
        if name in self._omit:
            return ""
        attributes = Attributes(element.attributes)
        title = attributes.text("title")
        if name in ADMONITIONS:
            return block(f"!!! {ADMONITIONS[name]}", title, self._inner(element))
        if name in FOLDED:
            return block("??? note", title or "More", self._inner(element))
        if name == "Tab":
            return block("===", title or attributes.text("label") or "Tab", self._inner(element))
        if name == "CodeGroup":
            return self._code_group(element)
        if name in ("Card", "Tile"):
            return self._card(element, title, attributes.text("href"))
        if name == "Step":
            inner = self._inner(element)
            head = f"**{title}**\n\n" if title else ""
            return f"\n\n1. {indented(head + inner).lstrip()}\n\n" if head + inner else ""
        if name == "Update":
            label = " · ".join(
                filter(None, (attributes.text("label"), attributes.text("description")))
            )
            return f"\n\n**{label}**\n\n{self._inner(element)}\n\n"
        if name == "Mermaid":
            return f"\n\n```mermaid\n{self._inner(element)}\n```\n\n"
        if name in INLINE:
            return self._inline(element, attributes)
        if name == "Frame":
            caption = attributes.text("caption")
            return f"\n\n{self._inner(element)}\n\n" + (f"*{caption}*\n\n" if caption else "")
        if name.startswith("Tree."):
            inner = self._inner(element)
            return f"\n- `{attributes.text('name')}`\n" + (indented(inner) + "\n" if inner else "")
        if name not in KNOWN and self._strange is not None:
            self._strange(element)
        inner = self._pieces(element.children)
        return f"\n\n{unwrapped(inner)}\n\n" if "\n" in inner else inner

    def _code_group(self, element: Element) -> str:
        out: list[str] = []
        for child in element.children:
            if isinstance(child, Fence):
                info = read_info(child.info)
                inner = self._fence(child, "").strip()
                out.append(block("===", info.title or info.language or "Code", inner))
            else:
                out.append(self._piece(child))
        return "".join(out)

    def _card(self, element: Element, title: str, link: str) -> str:
        head = f"[{title or link}]({link})" if link else title
        head = f"**{head}**" if head else ""
        return "\n\n" + "\n\n".join(filter(None, (head, self._inner(element)))) + "\n\n"

    def _inline(self, element: Element, attributes: Attributes) -> str:
        inner = self._pieces(element.children)
        if element.name == "Tooltip" and (tip := attributes.text("tip")):
            return f"{inner} ({tip})"
        if element.name in ("Link", "A") and inner.strip() and (link := attributes.text("href")):
            return f"[{inner.strip()}]({link})"
        if element.name == "Latex":
            return f"${inner.strip()}$"
        if element.name == "Icon":
            return ""
        return inner


def block(head: str, title: str, inner: str) -> str:
    """A block with its title; nothing when all that it held is read elsewhere."""
    if not inner:
        return ""
    quoted = title.replace('"', "'")
    return f"\n\n{head}" + (f' "{quoted}"' if quoted else "") + f"\n\n{indented(inner)}\n\n"


def indented(text: str) -> str:
    """Text that stands four columns further in, as what is inside of a block does."""
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


_HEADING = re.compile(r"(#{1,6})[ \t]")
_FENCE = re.compile(r"`{3,}|~{3,}")


def without_empty_headings(text: str) -> str:
    """Markdown without headings that are followed by one of their own rank, or by the end."""
    kept: list[str] = []
    ranks: list[tuple[int, int]] = []  # index in `kept` and rank of headings that hold nothing yet
    fence = ""
    for line in text.split("\n"):
        found = None if fence else _HEADING.match(line)
        if found:
            rank = len(found.group(1))
            while ranks and ranks[-1][1] >= rank:
                kept[ranks.pop()[0]] = ""
            ranks.append((len(kept), rank))
        elif line.strip():
            ranks.clear()
        mark = _FENCE.match(line.strip())
        if mark and not fence:
            fence = mark.group()
        elif mark and line.strip() == mark.group() and mark.group().startswith(fence):
            fence = ""
        kept.append(line)
    for index, _ in ranks:
        kept[index] = ""
    return _squeezed(kept)


def _squeezed(lines: list[str]) -> str:
    out: list[str] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line.strip())
        if mark:
            fence = "" if fence and mark.group().startswith(fence) else fence or mark.group()
        if line or fence or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip()


_BLOCK = re.compile(
    r"[ \t]*+(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>|\||```|~~~|<|!!!|\?\?\?|===|:::|\[\^"
    r"|\$\$)"
)
_RULE = re.compile(r"[ \t]*+(?:(?:\*[ \t]*+){3,}|(?:-[ \t]*+){3,}|(?:_[ \t]*+){3,}|=+[ \t]*+)$")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}(?=\S)|[ \t])")
_BOX = re.compile(r"!!!|\?\?\?|===|\[\^")
# What stands between tags on lines of their own is Markdown in MDX; CommonMark wants blank lines.
_OPENING = re.compile(r"<(?!(?:pre|script|style|textarea)\b)[a-z][\w-]*(?:\s[^<>]*)?(?<!/)>")
_CLOSING = re.compile(r"</(?!(?:pre|script|style|textarea)\b)[a-z][\w-]*\s*>")
_DELIMITERS = re.compile(r"\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$")
_LEVEL = 4


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _shorter(line: str, blanks: int) -> str:
    return line[min(blanks, _column(line)) :]


def unwrapped(text: str) -> str:
    """Markdown whose paragraphs are one line each; lists, tables, code and HTML stay.

    A line that ends with two blanks or a backslash still breaks. As in MDX, indentation makes no
    code: it says only to which item of a list a line belongs.
    """
    return _Unwrapping().written(text.split("\n"))


class _Unwrapping:
    def __init__(self) -> None:
        #: Each line with the break before it, and what goes on in a line without one.
        self._out: list[str] = []
        #: Where the content of each open item or box begins: as read, and as written.
        self._open: list[tuple[int, int]] = []
        self._paragraph = False  # whether the line before may go on
        self._table = False

    def written(self, lines: list[str]) -> str:
        at = 0
        while at < len(lines):
            at = self._line(lines, at)
        return "".join(self._out).strip()

    def _add(self, line: str) -> None:
        self._out.append(f"\n{line}")

    def _add_blank(self) -> None:
        if self._out and self._out[-1] != "\n":
            self._add("")

    def _line(self, lines: list[str], at: int) -> int:
        """Write a line, or all of a fence; where the next begins."""
        line, words = lines[at], lines[at].strip()
        broken = line.endswith("  ")
        if not words:
            self._add_blank()
            self._paragraph = self._table = False
            return at + 1
        table = self._table or _is_table(lines, at)
        starts = table or words.startswith(("```", "~~~")) or _starts_block(line)
        if self._paragraph and not starts:
            indent = self._open[-1][1] if self._open else 0
            self._out[-1:] = _continued(self._out[-1], line, indent)
            return at + 1
        column = _column(line)
        while self._open and column < self._open[-1][0] and not self._table:
            self._open.pop()
        read, written = self._open[-1] if self._open else (0, 0)
        deeper = max(0, column - read)
        indent = written + (deeper if deeper < _LEVEL and (starts or self._open) else 0)
        if words.startswith(("```", "~~~")):
            return self._fence(lines, at, indent - column)
        item = None if table or _RULE.match(line) else _ITEM.match(words)
        # What follows an item on the next line belongs to it.
        self._paragraph, self._table = not starts or item is not None, table
        if _CLOSING.fullmatch(words):
            self._add_blank()
        self._add(" " * indent + words + ("  " if self._paragraph and broken else ""))
        if _OPENING.fullmatch(words):
            self._add("")
        if _BOX.match(words):
            self._open.append((column + _LEVEL, indent + _LEVEL))
        elif item is not None:
            self._open.append((column + item.end(), indent + item.end()))
        return at + 1

    def _fence(self, lines: list[str], at: int, shift: int) -> int:
        mark = lines[at].strip()
        fence = mark[: len(mark) - len(mark.lstrip(mark[0]))]
        end = at + 1
        while end < len(lines):
            words = lines[end].strip()
            end += 1
            if words.startswith(fence) and not words.strip(fence[0]):
                break
        for line in lines[at:end]:
            moved = " " * shift + line if shift > 0 else _shorter(line, -shift)
            self._add(moved.rstrip())
        self._paragraph = self._table = False
        return end


def _is_table(lines: list[str], at: int) -> bool:
    """Whether a table begins here, also without bars around its rows."""
    if "|" not in lines[at] or at + 1 == len(lines):
        return False
    following = lines[at + 1].strip()
    return "-" in following and _DELIMITERS.match(following) is not None


def _starts_block(line: str) -> bool:
    return _BLOCK.match(line) is not None or _RULE.match(line) is not None


def _continued(before: str, line: str, indent: int) -> tuple[str, str]:
    """The end of a paragraph as it stands before another line, and that line."""
    after = line.strip()
    if before.endswith(("  ", "\\")):
        return before, f"\n{' ' * indent}{after}"
    before = before.rstrip()
    if _WIDE.match(before[-1]) and _WIDE.match(after[0]):
        return before, after
    trailing = "  " if line.endswith("  ") else ""
    return before, f" {after}{trailing}"


_SAFE = frozenset("{}&@$%")
_LINK = re.compile(r"\]\s{0,3}[(\[:]")


def unescaped(text: str) -> str:
    """Markdown without needless backslashes; those that keep a character from being markup stay.

    `USER\\_GROUP` becomes `USER_GROUP`; `\\*` stays.
    """
    if "\\" not in text:
        return text
    return "\n".join(_Line(line).plain() if "\\" in line else line for line in text.split("\n"))


class _Line:
    """One line, with what decides whether a character in it could be markup."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._first = len(line) - len(line.lstrip())
        self._one_underscore = line.count("_") == 1
        self._one_tilde = line.count("~") == 1
        self._may_link = _LINK.search(line) is not None

    def plain(self) -> str:
        """The line, code spans untouched."""
        line = self._line
        out: list[str] = []
        position = 0
        tick = line.find("`")
        while True:
            found = line.find("\\", position)
            if found < 0:
                out.append(line[position:])
                return "".join(out)
            if 0 <= tick < found:
                end = self._behind_code(tick)
                out.append(line[position:end])
                position = end
                tick = line.find("`", end)
                continue
            out.append(line[position:found])
            out.append(self._character(found, line[found + 1 : found + 2]))
            position = found + 2
            if tick == found + 1:
                tick = line.find("`", position)

    def _behind_code(self, tick: int) -> int:
        line = self._line
        stop = tick
        while line[stop : stop + 1] == "`":
            stop += 1
        run = stop - tick
        close = line.find("`" * run, stop) if run < 10 else -1
        return close + run if close >= 0 else stop

    def _character(self, at: int, character: str) -> str:
        before, after = self._line[at - 1 : at] if at else "", self._line[at + 2 : at + 3]
        if not character:
            return "\\"
        if character in _SAFE:
            return character
        if character in ".)!":
            # `1\.` at the beginning of a line is no list, `\![` no image.
            needed = not before or before.isdigit() or after == "["
            return "\\" + character if needed else character
        if character == "_":
            inside = before.isalnum() and (after.isalnum() or after == "\\")
            return "_" if inside or self._one_underscore else "\\_"
        if character == "<":
            return "&lt;"
        plain = (
            (character in ">#+-" and at > self._first)
            or (character == "~" and self._one_tilde)
            or (character in "[](" and not self._may_link)
        )
        return character if plain else "\\" + character

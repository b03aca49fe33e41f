"""MDX as tokens with offsets, in one pass, and the tree of a page from them.

The scanner knows what hides a tag (fences, code spans, comments, expressions), finds the end of a
fence that was never closed and of bracketed JavaScript, and never fails: what it cannot read
becomes a token that says so; a broken or unclosed component loses itself only. Nothing that is read
is ever evaluated, and the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal


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


_HEADING = re.compile(r"[ \t]*+(#{1,6})[ \t]++")
_STATEMENT = re.compile(
    r"(?:(import)\s*+(?:[\"'{*]|[\w$]++\s*+(?:,|from\b))"
    r"|export\s++(?:const|let|var|function|default|async|class|\{|\*))"
)
_BRACKET = re.compile(r"[(\[{]")
_INTERESTING = re.compile(r"[`<{\\]")
_TICKS = re.compile(r"`+")
_TARGET = re.compile(r"<[^<>\n]*+>")
_COMPONENT = re.compile(r"[A-Z]|[\w$]+\.")


class Scanner:
    """One pass over one text."""

    def __init__(self, text: str, *, start: int = 0) -> None:
        self._text = text
        self._start = start
        self._brackets = Brackets(text)
        self._fences = Fences(text)
        self._tokens: list[Token] = []
        self._pending = start  # where the text that is not yet a token begins
        self._open: list[str] = []  # names of open components: a fence may stand inside of one
        self._ticks_until = -1  # end of the paragraph whose backticks are known
        self._ticks: dict[int, list[int]] = {}
        self._no_expression_before = -1
        self._paragraph_end = -1

    def tokens(self) -> list[Token]:
        """All tokens, in the order of the text."""
        position = self._start
        size = len(self._text)
        while position < size:
            position = self._line(position)
        self._flush(size)
        return self._tokens

    def _add(self, token: Token) -> int:
        self._flush(token.start)
        self._tokens.append(token)
        self._pending = token.end
        return token.end

    def _flush(self, until: int) -> None:
        if until > self._pending:
            self._tokens.append(Text(start=self._pending, end=until))
        self._pending = max(self._pending, until)

    def _line_end(self, position: int) -> int:
        end = self._text.find("\n", position)
        return len(self._text) if end < 0 else end

    def _line(self, start: int) -> int:
        """Read from the beginning of a line; returns the beginning of the next one."""
        end = self._line_end(start)
        fence = self._fences.at(start, end, self._open)
        if fence is not None:
            return self._add(fence)
        if found := _HEADING.match(self._text, start, end):
            words = self._text[found.end() : end].strip().rstrip("#").rstrip()
            self._add(Heading(level=len(found.group(1)), words=words, start=start, end=end))
            return end + 1
        if self._text[start : start + 6] in ("import", "export") and (
            module := self._module(start, end)
        ):
            return self._add(module)
        return self._inline(start, end)

    def _module(self, start: int, end: int) -> Code | None:
        """An import or export statement, which ends with the line that closes its brackets."""
        text = self._text
        found = _STATEMENT.match(text, start, end)
        if found is None:
            return None
        kind: Literal["import", "export"] = "import" if found.group(1) == "import" else "export"
        position = start
        for _ in range(100):
            stop = self._line_end(position)
            bracket = _BRACKET.search(text, position, stop)
            if bracket is not None:
                position = self._brackets.end(bracket.start())
                if position < 0:
                    blank = text.find("\n\n", start)
                    stop = len(text) if blank < 0 else blank
                    return Code(kind=kind, start=start, end=stop, closed=False)
            elif text.endswith(("=", "=>", ","), start, stop) and stop < len(text):
                position = stop + 1  # the value begins on the next line
            else:
                break
        return Code(kind=kind, start=start, end=self._line_end(position))

    def _inline(self, position: int, end: int) -> int:
        """Read text to the end of its line, or further when a tag or an expression goes on."""
        text = self._text
        while (found := _INTERESTING.search(text, position, end)) is not None:
            mark, at = found.group(), found.start()
            if mark == "\\":
                position = at + 2
                continue
            if mark == "`":
                position = self._behind_code_span(at)
            elif mark == "{":
                position = self._behind_expression(at)
            else:
                position = self._behind_tag(at)
            if position > end:
                end = self._line_end(position)
            if position > 0 and text[position - 1] == "\n":
                return position
        return end + 1

    def _behind_tag(self, at: int) -> int:
        text = self._text
        if text.startswith("<!--", at):
            close = text.find("-->", at + 4) if self._brackets.spend(0) else -1
            if close < 0:
                self._brackets.spend(len(text) - at)
                return at + 4
            return self._add(Code(kind="comment", start=at, end=close + 3))
        if text.startswith("](", max(0, at - 2)) and (target := _TARGET.match(text, at)):
            return target.end()  # the address of a link, in angle brackets
        tag = read_tag(text, at, self._brackets)
        if tag is None:
            return at + 1
        if not _COMPONENT.match(tag.name):
            # As in JSX, a lower-case tag is HTML; only a capital letter opens a component.
            return tag.end if not tag.broken else at + 1
        if tag.form == "open":
            self._open.append(tag.name)
        elif tag.form == "close" and tag.name in self._open[-40:]:
            while self._open.pop() != tag.name:
                pass
        return self._add(tag)

    def _behind_expression(self, at: int) -> int:
        text = self._text
        if at < self._no_expression_before:
            return at + 1
        line = text.rfind("\n", 0, at) + 1
        flow = not text[line:at].strip() if at - line < 200 else False
        if at > self._paragraph_end:
            blank = text.find("\n\n", at)
            self._paragraph_end = len(text) if blank < 0 else blank
        paragraph = self._paragraph_end
        close = self._brackets.end(at, limit=None if flow else paragraph)
        if close < 0 and flow:
            close = self._brackets.end(at, limit=paragraph)
        if close < 0:
            self._no_expression_before = paragraph
            return at + 1
        inner = text[at + 1 : close - 1].strip()
        comment = inner.startswith("/*") and inner.endswith("*/")
        return self._add(Code(kind="comment" if comment else "expression", start=at, end=close))

    def _behind_code_span(self, at: int) -> int:
        """A code span ends with a run of as many backticks, in the same paragraph."""
        if at >= self._ticks_until:
            self._read_ticks(at)
        run = _TICKS.match(self._text, at)
        length = run.end() - at if run else 1
        places = self._ticks.get(length, [])
        while places and places[-1] <= at:
            places.pop()
        return places.pop() + length if places else at + length

    def _read_ticks(self, at: int) -> None:
        end = max(self._paragraph_lines(at))
        self._ticks_until = end
        self._ticks = {}
        for run in reversed(list(_TICKS.finditer(self._text, at, end))):
            self._ticks.setdefault(run.end() - run.start(), []).append(run.start())

    def _paragraph_lines(self, at: int) -> Iterator[int]:
        """Ends of the lines that belong to one paragraph, from the line of `at` on."""
        text = self._text
        end = self._line_end(at)
        yield end
        while end < len(text):
            start = end + 1
            end = self._line_end(start)
            line = text[start:end].strip()
            if not line or line.startswith(("```", "~~~", "# ", "## ", "### ", "#### ")):
                return
            if line.startswith("<") and "`" not in line and line.endswith(">"):
                return
            yield end


def scan(text: str, *, start: int = 0) -> list[Token]:
    """Tokens of an MDX text, from an offset (behind the front matter) on."""
    return Scanner(text, start=start).tokens()


_LINE = re.compile(
    r"^([ \t>]*+(?>(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)?))(`{3,}|~{3,})([^\n]*)$", re.MULTILINE
)
_TAG = re.compile(r"[ \t]*+<(/?)[ \t]*([A-Z]\w*)")
_BOXES = ("RequestExample", "ResponseExample", "CodeGroup")


class Fences:
    """All lines of one text that look like a fence, found once."""

    __slots__ = ("_longest", "_marks", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks: dict[int, tuple[str, str, str]] = {}
        for found in _LINE.finditer(text):
            before, run, info = found.groups()
            self._marks[found.start()] = (before, run, info.strip())
        # The longest bare fence behind each fence line says at once whether it is closed at all.
        self._longest: dict[tuple[int, str], int] = {}
        longest = {"`": 0, "~": 0}
        for start in reversed(self._marks):
            for mark in "`~":
                self._longest[start, mark] = longest[mark]
            run = self._marks[start][1]
            if self._closes(start, run):
                longest[run[0]] = max(longest[run[0]], len(run))

    def at(self, start: int, end: int, boxes: list[str]) -> Fence | None:
        """The fence that opens on the line from `start` to `end`, inside of open components."""
        mark = self._marks.get(start)
        if mark is None:
            return None
        before, run, info = mark
        if run[0] == "`" and "`" in info:
            return None
        box = next((name for name in reversed(boxes[-20:]) if name in _BOXES), "")
        closed = self._longest[start, run[0]] >= len(run)
        stop, closed = self._stop(end + 1, run, box, closed)
        # `stop` is the beginning of the line that ends the fence.
        until = max(min(stop, len(self._text) + 1) - 1, end)
        after = until
        if closed:
            line = self._text.find("\n", stop)
            after = len(self._text) if line < 0 else line
        return Fence(
            info=info,
            start=start,
            end=after,
            inside=min(end + 1, until),
            until=until,
            indent=len(before),
            closed=closed,
        )

    def _closes(self, line: int, run: str) -> bool:
        mark = self._marks.get(line)
        return (
            mark is not None
            and not mark[2]
            and mark[1][0] == run[0]
            and len(mark[1]) >= len(run)
            and not mark[0].strip(" \t>")
        )

    def _stop(self, line: int, run: str, box: str, closed: bool) -> tuple[int, bool]:
        """Where the line begins that ends a fence, and whether that is the fence's own end."""
        text = self._text
        size = len(text)
        nested = 0
        while line < size:
            if self._closes(line, run):
                return line, True
            stop = text.find("\n", line)
            stop = size if stop < 0 else stop
            if (box or not closed) and (found := _TAG.match(text, line, stop)):
                closing, name = found.groups()
                if name == box:
                    nested += -1 if closing else 1
                    # A fence whose end was forgotten ends with the box that it stands in.
                    if nested < 0:
                        return line, False
                elif not box and closing:
                    return line, False
            line = stop + 1
        return size + 1, False


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


_OPENS = "([{"
_CLOSES = ")]}"
_BRACKET_OR_QUOTE = re.compile(r"[(\[{}\])]|\"|'|`|//|/\*")
_QUOTED = {
    '"': re.compile(r'"(?>(?:[^"\\\n]++|\\.)*)"'),
    "'": re.compile(r"'(?>(?:[^'\\\n]++|\\.)*)'"),
    "`": re.compile(r"`(?>(?:[^`\\]++|\\.)*)`", re.DOTALL),
}


class Brackets:
    """Matches brackets in one text.

    A search that fails has read to the end of the text. What failed searches may read altogether
    is bounded; after that a search looks at the next few hundred characters only.
    """

    __slots__ = ("_budget", "_last_comment_end", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._budget = 8 * len(text) + 10_000
        self._last_comment_end = text.rfind("*/")

    def end(self, start: int, *, limit: int | None = None) -> int:
        """Offset behind the bracket that closes the one at `start`; -1 when there is none."""
        stop = len(self._text) if limit is None else limit
        if self._budget <= 0:
            stop = min(stop, start + 300)
        depth = 0
        position = start
        while (found := _BRACKET_OR_QUOTE.search(self._text, position, stop)) is not None:
            mark = found.group()
            position = found.end()
            if mark in _OPENS:
                depth += 1
            elif mark in _CLOSES:
                depth -= 1
                if depth <= 0:
                    return position
            else:
                position = self._behind(mark, found.start(), stop)
        self.spend(stop - start)
        return -1

    def spend(self, amount: int) -> bool:
        """Take a part of what failed searches may read; False when nothing is left."""
        self._budget -= amount
        return self._budget > 0

    def _behind(self, mark: str, start: int, stop: int) -> int:
        if mark == "//":
            # An address in text is no comment: `https://`.
            if start and self._text[start - 1] == ":":
                return start + 2
            line = self._text.find("\n", start, stop)
            return stop if line < 0 else line
        if mark == "/*":
            if self._last_comment_end < start + 2:
                return start + 2
            close = self._text.find("*/", start + 2, stop)
            return start + 2 if close < 0 else close + 2
        if self._budget <= 0:
            return start + 1
        # An apostrophe in the text of an element opens no string.
        quoted = _QUOTED[mark].match(self._text, start, stop)
        if quoted is not None:
            return quoted.end()
        if mark == "`":
            self.spend(stop - start)
        else:
            line = self._text.find("\n", start, stop)
            self.spend((stop if line < 0 else line) - start)
        return start + 1


@dataclass(slots=True, kw_only=True)
class Element:
    """One component; its content runs from `inside` to `until`.

    `lost` says why it cannot be used; such an element is not in the tree, its content is.
    """

    name: str
    start: int
    end: int
    inside: int
    until: int
    attributes: tuple[Attribute, ...] = ()
    children: list[Node] = field(default_factory=list)
    lost: str = ""

    @property
    def head(self) -> tuple[int, int]:
        """Begin and end of the opening tag."""
        return self.start, self.inside


Node = Element | Fence | Heading | Code | Text
FIELDS = frozenset({"ParamField", "ResponseField", "Param"})
_DEPTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TagProblem:
    """A tag that fits nothing."""

    kind: str  #: unclosed, stray, broken or deep
    name: str
    start: int
    end: int
    why: str = ""


def build(
    tokens: Sequence[Token], *, fields: frozenset[str] = FIELDS
) -> tuple[Element, list[TagProblem]]:
    """A root element without a name, and the tags that fit nothing."""
    builder = _Builder(fields)
    for token in tokens:
        builder.take(token)
    return builder.finish(tokens[-1].end if tokens else 0)


class _Builder:
    def __init__(self, fields: frozenset[str]) -> None:
        self._fields = fields
        self._root = Element(name="", start=0, end=0, inside=0, until=0)
        self._stack = [self._root]
        self._open: dict[str, int] = {}
        self._faults: list[TagProblem] = []

    def take(self, token: Token) -> None:
        """Put one token where it belongs."""
        if not isinstance(token, Tag):
            self._stack[-1].children.append(token)
        elif token.form == "close":
            self._close(token)
        else:
            self._start(token)

    def _start(self, tag: Tag) -> None:
        element = Element(
            name=tag.name,
            start=tag.start,
            end=tag.end,
            inside=tag.end,
            until=tag.end,
            attributes=tag.attributes,
        )
        if tag.broken:
            element.lost = tag.broken
            self._faults.append(
                TagProblem(
                    kind="broken", name=tag.name, start=tag.start, end=tag.end, why=tag.broken
                )
            )
        if tag.form == "alone":
            if not tag.broken:
                self._stack[-1].children.append(element)
            return
        if len(self._stack) > _DEPTH:
            self._faults.append(
                TagProblem(kind="deep", name=tag.name, start=tag.start, end=tag.end)
            )
            return
        self._stack.append(element)
        self._open[tag.name] = self._open.get(tag.name, 0) + 1

    def _close(self, tag: Tag) -> None:
        if not self._open.get(tag.name):
            self._faults.append(
                TagProblem(kind="stray", name=tag.name, start=tag.start, end=tag.end)
            )
            return
        while (element := self._pop()).name != tag.name:
            self._unclosed(element)
        element.until, element.end = tag.start, tag.end
        if element.lost:
            self._keep_neighbours(element)
        else:
            self._stack[-1].children.append(element)

    def _pop(self) -> Element:
        element = self._stack.pop()
        self._open[element.name] -= 1
        return element

    def _unclosed(self, element: Element) -> None:
        if not element.lost:
            self._faults.append(
                TagProblem(
                    kind="unclosed", name=element.name, start=element.start, end=element.inside
                )
            )
            element.lost = "unclosed"
            self._keep_neighbours(element)
        else:
            self._keep_neighbours(element)

    def _keep_neighbours(self, lost: Element) -> None:
        """What a lost component holds stays; what belongs to a lost field alone goes with it."""
        target = self._stack[-1].children
        if lost.name not in self._fields:
            target.extend(lost.children)
            return
        own = lost.lost != "unclosed"
        if lost.children and isinstance(lost.children[0], Text):
            lost.children.pop(0)
        for child in lost.children:
            is_field = isinstance(child, Element) and child.name in self._fields
            if own or (isinstance(child, Element) and child.name == "Expandable" and not is_field):
                continue
            target.append(child)

    def finish(self, end: int) -> tuple[Element, list[TagProblem]]:
        """Close what is still open."""
        while len(self._stack) > 1:
            self._unclosed(self._pop())
        self._root.end = self._root.until = end
        return self._root, self._faults

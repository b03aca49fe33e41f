"""The Markdown of descriptions: CommonMark, what GitHub adds to it, and the boxes of Material.

OpenAPI says that descriptions are CommonMark, and Mintlify's pages are read as such. GitHub adds
tables, strikethrough, autolinks, task lists, footnotes and alerts; Material adds admonitions, folds
and tabs. The HTML is not clean yet: `description_html` sees to that.

Source: CommonMark 0.31.2; GitHub Flavored Markdown 0.29; Python-Markdown, Admonition;
pymdown-extensions, Details and Tabbed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import nh3
from markdown.extensions.toc import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import html_block as html_block_rule
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import html_inline as html_inline_rule
from markdown_it.token import Token
from markupsafe import escape
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from tryfield.rendering.code_highlighting import Highlight, code, plain_code

#: From what stands in brackets to the id that it means; None where it means none.
Targets = Callable[[str], str | None]

#: Elements until HTML is cleaned; nobody can write them in a description.
REFERENCE_ELEMENT = f"autoref-{secrets.token_hex(8)}"
TASK_ELEMENT = f"task-{secrets.token_hex(8)}"

#: Blocks and lists in each other, deeper than anybody writes them.
DEEPEST = 60


def parser(
    *,
    targets: Targets | None = None,
    highlight: Highlight | None = None,
    trusts: bool = False,
    mark: Callable[[str], str] | None = None,
) -> MarkdownIt:
    """A parser whose `render` gives HTML that has to be cleaned.

    Args:
        targets: What `[text][name]` may lead to, where the text defines no link of this name.
        highlight: Colours code in the languages that we do not colour ourselves.
        trusts: Whether HTML is used as it is, also elements that nobody defined.
        mark: Changes the targets of links and pictures.
    """
    made = MarkdownIt("gfm-like2", {"linkify": False, "maxNesting": DEEPEST}, renderer_cls=_Html)
    made.use(deflist_plugin).use(footnote_plugin, inline=False)
    html: Any = made.renderer
    html.rules |= {name: getattr(html, name) for name in html.rules if hasattr(html, name)}
    starts_after: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    made.block.ruler.before("fence", "box", _box, starts_after)
    if not trusts:
        interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
        made.block.ruler.at("html_block", _html_block, interrupts)
        made.inline.ruler.at("html_inline", _html_inline)
        html.rules["html_block"] = html.html_block_of_known_tags
    made.core.ruler.push("autolinks", _autolinks)
    if mark is not None:
        made.core.ruler.push("marks", _marks(mark))
    if targets is not None:
        # After links that a description defines itself.
        made.inline.ruler.after("link", "reference", _references(targets))
    if highlight is not None:
        html.highlight = highlight
    return made


# HTML


#: Elements that go without a word, unlike the placeholders that others may be.
_GONE = {
    *("font", "big", "iframe", "frame", "frameset", "form", "embed", "video", "audio"),
    "button",
}
_ELEMENTS = nh3.ALLOWED_TAGS | nh3.CLEAN_CONTENT_TAGS | _GONE
_NAME = re.compile(r"</?([a-zA-Z][\w:.-]*)")
_TAG = re.compile(r"<(?=/?([a-zA-Z][\w:.-]*))")


def _is_text(source: str, at: int) -> bool:
    """Whether what looks like a tag is one that nobody defined, such as `<token>`."""
    name = _NAME.match(source, at)
    return name is not None and name[1].lower() not in _ELEMENTS


def _html_inline(state: StateInline, silent: bool) -> bool:
    return not _is_text(state.src, state.pos) and html_inline_rule(state, silent)


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    at = state.bMarks[start] + state.tShift[start]
    return not _is_text(state.src, at) and html_block_rule(state, start, end, silent)


def _with_unknown_tags_as_text(html: str) -> str:
    return _TAG.sub(lambda tag: "<" if tag[1].lower() in _ELEMENTS else "&lt;", html)


# Boxes


_BOX = re.compile(r"""(!!!|\?\?\?\+?|===[+!]*) ?([\w -]*)(?:(["'])(.*)\3)?""")
_INDENT = 4


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An admonition, a fold, or a tab: its content is indented by four.

    Tabs are folds, the first of them open: real ones need ids and inputs, which are cleaned.
    """
    first = state.bMarks[start] + state.tShift[start]
    if state.src[first : first + 3] not in ("!!!", "???", "===") or state.is_code_block(start):
        return False
    head = _BOX.fullmatch(state.src[first : state.eMarks[start]].rstrip())
    if head is None:
        return False
    marker, kinds, title = head[1], head[2].split(), head[4]
    tab = marker.startswith("=")
    if (title is None or kinds) if tab else not (kinds or (title and marker != "!!!")):
        return False
    stop = _end_of_box(state, start, end)
    if stop == start + 1:
        return False
    if silent:
        return True
    beside = bool(state.tokens) and state.tokens[-1].type == "tab_close"
    kinds = ["example"] if tab else kinds
    folded = marker != "!!!"
    opened = state.push("tab_open" if tab else "box_open", "details" if folded else "div", 1)
    opened.attrSet("class", " ".join(kinds if folded else ["admonition", *kinds]))
    if marker.endswith("+") or (tab and (not beside or "!" in marker)):
        opened.attrSet("open", "open")
    opened.map = [start, stop]
    if title != "":
        words = title or " ".join(kinds).capitalize()
        _title(state, words, "summary" if folded else "p", start)
    before = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = state.blkIndent + _INDENT, stop, "box"
    state.md.block.tokenize(state, start + 1, stop)
    state.blkIndent, state.lineMax, state.parentType = before
    state.push("tab_close" if tab else "box_close", opened.tag, -1)
    state.line = stop
    return True


def _end_of_box(state: StateBlock, start: int, end: int) -> int:
    stop = start + 1
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        if state.sCount[line] < state.blkIndent + _INDENT:
            break
        stop = line + 1
    return stop


def _title(state: StateBlock, words: str, tag: str, line: int) -> None:
    opened = state.push("box_title_open", tag, 1)
    if tag == "p":
        opened.attrSet("class", "admonition-title")
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = words, [line, line + 1], []
    state.push("box_title_close", tag, -1)


# Links


def _references(targets: Targets) -> Callable[[StateInline, bool], bool]:
    """Turns `[text][name]` that means an endpoint, or a part of its page, into an element."""

    def reference(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "[" or state.linkLevel:
            return False
        begin, limit = state.pos + 1, state.posMax
        end = state.md.helpers.parseLinkLabel(state, state.pos, True)
        if end < 0 or not state.src.startswith("[", end + 1, limit):
            return False
        behind = state.src.find("]", end + 2, limit)
        if behind < 0:
            return False
        words = state.src[end + 2 : behind] or state.src[begin:end].strip("`")
        target = targets(words)
        if target is None and behind == end + 2:
            target = targets(slugify(words, "-"))
        if target is None:
            return False
        if not silent:
            state.push("reference_open", REFERENCE_ELEMENT, 1).attrSet("identifier", target)
            state.pos, state.posMax = begin, end
            state.linkLevel += 1
            state.md.inline.tokenize(state)
            state.linkLevel -= 1
            state.push("reference_close", REFERENCE_ELEMENT, -1)
        state.pos, state.posMax = behind + 1, limit
        return True

    return reference


def _marks(mark: Callable[[str], str]) -> Callable[[StateCore], None]:
    def marks(state: StateCore) -> None:
        for block in state.tokens:
            for token in block.children or ():
                for name in ("href", "src"):
                    if target := token.attrs.get(name):
                        token.attrs[name] = mark(str(target))

    return marks


_AUTOLINK = re.compile(
    r"(?<![^\s*_~(])(?P<address>(?:https?://|www\.)(?=\w)[^\s<]+)"
    r"|(?<![\w.+-])[a-zA-Z0-9.+_-]{1,64}@[a-zA-Z0-9_-]+(?:\.[a-zA-Z0-9_-]+)+(?<![_-])"
)
_LINK_TAG = re.compile(r"</?a[\s/>]", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:https?://)?([\w.-]+)")
_TRAILING = frozenset("?!.,:*_~'\"[]")
#: Characters of an address: what all software should be able to read (RFC 9110, section 4.1).
_LONGEST_ADDRESS = 8000


def _autolinks(state: StateCore) -> None:
    """Turns addresses in text into links, as GitHub does."""
    for token in state.tokens:
        if token.type == "inline" and token.children and _AUTOLINK.search(token.content):
            token.children = list(_linked(token.children, state.md))


def _linked(tokens: Sequence[Token], markdown: MarkdownIt) -> Iterator[Token]:
    inside = 0  # links around the token
    for token in tokens:
        if token.type in ("link_open", "link_close", "reference_open", "reference_close"):
            inside += token.nesting
        elif token.type == "html_inline" and _LINK_TAG.match(token.content):
            inside = max(0, inside + (-1 if token.content[1] == "/" else 1))
        if token.type != "text" or inside:
            yield token
            continue
        at = 0
        for found in _AUTOLINK.finditer(token.content):
            written = _address(found[0]) if found["address"] else found[0]
            if len(written) > _LONGEST_ADDRESS:
                continue
            scheme = "" if ":" in written else "http://" if found["address"] else "mailto:"
            url = markdown.normalizeLink(scheme + written) if written else ""
            if not url or not markdown.validateLink(url):
                continue
            yield _text(token, token.content[at : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": url}, level=token.level)
            yield _text(token, written)
            yield Token("link_close", "a", -1, level=token.level)
            at = found.start() + len(written)
        yield _text(token, token.content[at:]) if at else token


def _text(like: Token, content: str) -> Token:
    return Token("text", "", 0, content=content, level=like.level)


def _address(written: str) -> str:
    """What of a word is the address: not the marks behind it, nor a parenthesis around it.

    Source: GitHub Flavored Markdown 0.29, Autolinks (extension).
    """
    domain = _DOMAIN.match(written)
    if domain is None or "_" in "".join(domain[1].split(".")[-2:]):
        return ""
    end = len(written)
    closing = written.count(")") - written.count("(")
    while end:
        last = written[end - 1]
        if last in _TRAILING:
            end -= 1
        elif last == ")" and closing > 0:
            closing -= 1
            end -= 1
        elif last == ";":
            end -= 1
            start = end
            while start and written[start - 1].isalnum():
                start -= 1
            if start and written[start - 1] == "&":
                end = start - 1
        else:
            break
    return written[:end]


# Output


#: Boxes of Material for the alerts of GitHub.
_ALERTS = {"important": "info", "caution": "danger"}
_LANGUAGE = re.compile(r"\{? *\.?([\w+#.-]+)")
_CODE_TITLE = re.compile(r"""\btitle=(["'])(.*?)\1""")


class _Html(RendererHTML):
    """What becomes other HTML than CommonMark's."""

    highlight: Highlight = staticmethod(lambda text, _: plain_code(text))

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        info = tokens[idx].info.strip()
        language = _LANGUAGE.match(info)
        html = str(code(tokens[idx].content, language[1] if language else "", self.highlight))
        if title := _CODE_TITLE.search(info):
            before, bracket, after = html.partition(">")
            html = f'{before}{bracket}<span class="filename">{escape(title[2])}</span>{after}'
        return f"{html}\n"

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return f"{plain_code(tokens[idx].content)}\n"

    def html_block_of_known_tags(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: Any,  # noqa: ARG002
        env: Any,  # noqa: ARG002
    ) -> str:
        return _with_unknown_tags_as_text(tokens[idx].content)

    def alert_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        kind = tokens[idx].info.lower()
        return f'<div class="admonition {_ALERTS.get(kind, kind)}">\n'

    def alert_title_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return '<p class="admonition-title">'

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        html = self.renderToken(tokens, idx, options, env)
        if "checked" not in tokens[idx].meta:
            return html
        done = ' done=""' if tokens[idx].meta["checked"] else ""
        return f"{html}<{TASK_ELEMENT}{done}></{TASK_ELEMENT}> "

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        if style := token.attrs.pop("style", ""):
            token.attrSet("align", str(style).rpartition(":")[2])
        return self.renderToken(tokens, idx, options, env)

    td_open = th_open

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return f"<sup>{tokens[idx].meta['id'] + 1}</sup>"

    def footnote_block_open(self, tokens: Any, idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return '<div class="footnote"><hr>\n<ol>\n'

    def footnote_block_close(self, tokens: Any, idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return "</ol></div>\n"

    def footnote_open(self, tokens: Any, idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return "<li>"

    def footnote_anchor(self, tokens: Any, idx: int, options: Any, env: Any) -> str:  # noqa: ARG002
        return ""

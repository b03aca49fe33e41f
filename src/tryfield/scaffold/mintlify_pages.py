"""A page of a Mintlify site as Markdown for Material: text, components, links and icons.

Nothing of a page is run: what would have to be is listed, with its line.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path
from textwrap import dedent, indent
from typing import Any, Protocol
from urllib.parse import quote, unquote

import yaml

from tryfield.readers.mdx.component_markdown import (
    ADMONITIONS,
    FOLDED,
    KNOWN,
    PLAIN,
    Markdown,
    block,
    indented,
    unescaped,
)
from tryfield.readers.mdx.fenced_examples import read_info
from tryfield.readers.mdx.front_matter import FrontMatter
from tryfield.readers.mdx.jsx_attributes import Attributes, NotLiteral, literal
from tryfield.readers.mdx.mdx_parser import FIELDS, Code, Element, Fence, Heading, Node, Text, scan
from tryfield.readers.mdx.page_sections import Page
from tryfield.readers.source_text import Source
from tryfield.scaffold.commonmark_blocks import for_python_markdown

#: What Markdown and HTML look like where they name an address.
_LINK = re.compile(
    r"(?P<html>\s(?:href|src|data-src|poster)=([\"']))(?P<address>[^\"'#?:<>]+)"
    r"(?P<address_anchor>#[^\"'<>]*)?(?=[\"'?])"
    r"|(?P<angled>\]\()<(?P<inside>[^<>\n#?:]+)(?P<inside_anchor>#[^<>\n]*)?(?P<rest>[^<>\n]*)>"
    r"|(?P<markdown>(?<!\\)\]\(\s*|^ *\[[^\]^][^\]]*\]: *)"
    r"(?P<file>(?:[^\s()<>#?:]|\([^\s()<>#?:]*\))+)(?P<file_anchor>#[^\s()<>]*)?(?=[)?\s]|$)",
    re.MULTILINE,
)
_FRAGMENT = re.compile(r"(?:\]\(|href=[\"'])([^\s()<>:\"'#]*)#([^\s\"')<>]+)")
_CODE = re.compile(
    r"^(?P<blanks> *)(?P<fence>`{3,}|~{3,}).*?(?:^(?P=blanks)(?P=fence)`*~* *$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n *\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_PICTURE = re.compile(r"<img\b[^<>]*>")
_ADDRESS = re.compile(r"(\ssrc=([\"'])[^\"'#]+)(?=\2)")
_SCHEMES = {
    "light": re.compile(r"\sclass=([\"'])[^\"']*\bdark:hidden\b"),
    "dark": re.compile(
        r"\sclass=([\"'])(?=[^\"']*(?<![\w:-])hidden\b)[^\"']*\bdark:(?:block|inline)"
    ),
}


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # libyaml's, where there is one


@dataclass(slots=True, kw_only=True)
class Converted:
    """A page as it is now."""

    text: str
    lost: list[str] = field(default_factory=list)  #: what does not come along: `file: line 3: what`
    uses: set[str] = field(default_factory=set)  #: "mermaid", "math", "icons"


class Link(Protocol):
    """Follows a link."""

    def __call__(self, target: str, anchor: str, in_html: bool, /) -> str:
        """From an address in the page, what stands behind it with its `#`, and whether it stands
        in HTML, to an address that works in the new place of the page.
        """


class Anchors:
    """The anchors that links of a site name."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._names: set[str] = set()
        for text in texts:
            self._names.update(name for _, name in fragments(text))
        self._by_letters: dict[str, list[str]] = {}
        for name in sorted(self._names):
            self._by_letters.setdefault(_letters(name), []).append(name)

    def meaning(self, words: str) -> Sequence[str]:
        """The anchors that mean these words, however they are written."""
        return self._by_letters.get(_letters(words), ()) if words else ()


_NO_LETTERS = re.compile(r"[\W_]+")


def _letters(words: str) -> str:
    return _NO_LETTERS.sub("", words.lower())


def convert_page(
    source: Source,
    *,
    path: Path,
    folder: Path,
    link: Link,
    anchors: Anchors,
) -> Converted:
    """The page in Markdown, and what could not be carried over.

    Args:
        source: The page.
        path: Where it lies.
        folder: The docs folder, for snippets.
        link: Follows the links of the page.
        anchors: What links of the site name; only these are given to titles.
    """
    page = Page(source, path=path, folder=folder)
    markdown = _PageMarkdown(page, anchors=anchors, constants=_constants(page, path, folder))
    text = markdown.render(page.tree.children)
    matter = _matter(page.front)
    head = "\n"
    if matter:
        said = yaml.dump(matter, Dumper=_DUMPER, sort_keys=False, allow_unicode=True)
        head = f"---\n{said}---\n\n"
    text = _BARE_HEAD.sub(r"\1| ", text)
    text = _with_title(text, page.front.text("title"), page.front.text("description"))
    converted = Converted(text="", lost=markdown.lost, uses=markdown.uses)
    text = _linked(_with_references(text), link)
    plain = _CODE.sub("", text) if "$" in text else ""
    for formula in _FORMULA.finditer(plain):
        converted.uses.add("math" if formula[0].startswith("$$") else "dollars")
    converted.lost += [
        f"{one.span.file}: line {one.span.line}: {one.message}"
        for one in page.notes.findings
        if one.rule.startswith("tag-") or one.rule in ("front-matter-broken", "snippet-refused")
    ]
    # Without the blank line, MkDocs takes a first line such as `Note: this` for metadata.
    converted.text = f"{head}{text}\n"
    return converted


#: The head of a table whose marks begin the line below, which Python-Markdown takes for no table.
_BARE_HEAD = re.compile(
    r"^([ >]*)(?=[^|\s>][^|\n]*\|.*\n[ >]*\|(?: *:?-+:? *\|)+ *$)", re.MULTILINE
)
_FIRST_HEADING = re.compile(r"\s*# +(.+?)(?: \{ #\S+ \})?(?:\n|$)")


def _with_title(text: str, title: str, lead: str) -> str:
    """A text below its title and what is said about it, as Mintlify shows them."""
    if not title:
        return text
    first = _FIRST_HEADING.match(text)
    if first and _letters(first[1]) == _letters(title):
        title, text = first[1], text[first.end() :].lstrip("\n")
    # A page has one title; what is as large is a heading here.
    if _TOP_HEADING.search(text):
        text = _outside_code(text, lambda part: _TOP_HEADING.sub("## ", part))
    lead = " ".join(lead.split())
    said = _letters(lead) in _letters(text[: 2 * len(lead) + 200])
    shown = [f"# {title}", "" if said else for_python_markdown(lead), text]
    return "\n\n".join(filter(None, shown))


_TOP_HEADING = re.compile(r"^# (?=\S)", re.MULTILINE)


def _matter(front: FrontMatter) -> dict[str, Any]:
    """The front matter, as Material reads it."""
    said: dict[str, Any] = {key: front.text(key) for key in ("title", "description")}
    icon = icon_path(front.text("icon"), front.text("iconType"))
    said["icon"] = icon
    if front.flag("deprecated"):
        said["status"] = "deprecated"
    elif front.text("tag").lower() == "new":
        said["status"] = "new"
    bare = front.text("tableOfContents").lower() == "false"
    if bare or front.text("mode") in ("wide", "center", "custom", "frame"):
        said["hide"] = ["toc"]
    if front.flag("noindex") or front.flag("hidden"):
        said["search"] = {"exclude": True}
        said["robots"] = "noindex"
    said.update((key, front.text(key)) for key in front.values if is_meta_tag(key))
    return {key: value for key, value in said.items() if value}


def is_meta_tag(name: str) -> bool:
    """Whether a key of the front matter is one for search engines and other sites."""
    return name.startswith(("og:", "twitter:")) or name in ("robots", "keywords", "canonical")


def fragments(text: str) -> Iterator[tuple[str, str]]:
    """The addresses in a text that name an anchor, with it."""
    for found in _FRAGMENT.finditer(text):
        yield found[1], unquote(found[2])


def _linked(text: str, link: Link) -> str:
    """Links outside of code."""
    return _outside_code(text, lambda part: _replaced(part, link))


_DEFINITION = re.compile(r"^ *\[([^\]^][^\]]*)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"(?<=\[)(?P<words>[^\[\]\n]+)\]\[(?P<label>(?!\^)[^\[\]\n]*)\]")
#: An address that a line break ends, so that it is no link.
_NO_LINK = re.compile(r"\](?=\([^\s()<>]+\n[^\s()\"'][^\s()]*\))")


def _with_references(text: str) -> str:
    """A text in which brackets that lead nowhere are text, also for mkdocs-autorefs."""
    if "][" not in text and "](" not in text:
        return text
    known = {" ".join(one[1].lower().split()) for one in _DEFINITION.finditer(text)}

    def as_text(found: re.Match[str]) -> str:
        label = " ".join((found["label"] or found["words"]).lower().split())
        return found[0] if label in known else f"{found['words']}]\\[{found['label']}]"

    return _outside_code(text, lambda part: _NO_LINK.sub(r"\]", _REFERENCE.sub(as_text, part)))


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    out, last = [], 0
    for code in _CODE.finditer(text):
        out += [change(text[last : code.start()]), code[0]]
        last = code.end()
    return "".join((*out, change(text[last:])))


def _replaced(text: str, link: Link) -> str:
    def replaced(found: re.Match[str]) -> str:
        if found["html"]:
            return found["html"] + link(found["address"], found["address_anchor"] or "", True)
        if found["angled"]:
            there = link(quote(found["inside"]), found["inside_anchor"] or "", False)
            return f"{found['angled']}{there}{found['rest']}"
        return found["markdown"] + link(found["file"], found["file_anchor"] or "", False)

    return _PICTURE.sub(_for_one_scheme, _LINK.sub(replaced, text))


def _for_one_scheme(picture: re.Match[str]) -> str:
    """A picture of a light and dark pair, as Material shows one of them."""
    for scheme, said in _SCHEMES.items():
        if said.search(picture[0]):
            return _ADDRESS.sub(rf"\1#only-{scheme}", picture[0])
    return picture[0]


_SETS = {
    "": (
        "fontawesome/solid",
        "fontawesome/brands",
        "fontawesome/regular",
        "material",
        "simple",
        "octicons",
    ),
    "regular": ("fontawesome/regular", "fontawesome/solid"),
    "brands": ("fontawesome/brands", "simple"),
}


@lru_cache(maxsize=4096)
def icon_path(name: str, kind: str = "") -> str:
    """The icon of Material with a name of Font Awesome or Lucide; "" when there is none."""
    found = importlib.util.find_spec("material")
    if not name or found is None or not found.submodule_search_locations:
        return ""
    if not re.fullmatch(r"[\w-]+", name):
        return ""
    home = Path(found.submodule_search_locations[0], "templates", ".icons")
    for one in _SETS.get(kind) or _SETS[""]:
        if (home / one / f"{name}.svg").is_file():
            return f"{one}/{name}"
    return ""


_IMPORT = re.compile(r"import\s*\{(?P<names>[^{}]*)\}\s*from\s*[\"'](?P<file>[^\"'\n]+)[\"']")
_STATEMENT = re.compile(r"^(?:import\s*\{|export\s)", re.MULTILINE)
_CONSTANT = re.compile(
    r"export\s+(?:const|let|var)\s+(?P<name>[\w$]+)\s*=\s*(?P<value>[\s\S]+?);?\s*$"
)
_LARGEST = 200_000


def _constants(page: Page, path: Path, folder: Path) -> dict[str, str]:
    """String constants that a page exports, or imports from a file of the folder."""
    text = page.source.text
    found: dict[str, str] = {}
    if not _STATEMENT.search(text):
        return found
    for code in scan(text, start=page.front.end):
        if not isinstance(code, Code):
            continue
        words = text[code.start : code.end]
        if code.kind == "export":
            found.update(_exported(words))
        elif code.kind == "import":
            for one in _IMPORT.finditer(words):
                there = _constants_of(one["file"], path, folder)
                for name in one["names"].split(","):
                    theirs, _, ours = (part.strip() for part in name.partition(" as "))
                    if theirs in there:
                        found[ours or theirs] = there[theirs]
    return found


def _exported(words: str) -> Iterator[tuple[str, str]]:
    one = _CONSTANT.match(words.strip())
    if one is None:
        return
    try:
        value = literal(one["value"])
    except NotLiteral:
        return
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        yield one["name"], str(value)


def _constants_of(file: str, page: Path, folder: Path) -> dict[str, str]:
    target = page.parent / file if file.startswith(".") else folder / file.lstrip("/")
    try:
        if not target.resolve().is_relative_to(folder.resolve()) or not target.is_file():
            return {}
        if target.stat().st_size > _LARGEST:
            return {}
        text = target.read_text("utf-8", errors="replace")
    except OSError:
        return {}
    found: dict[str, str] = {}
    for code in scan(text):
        if isinstance(code, Code) and code.kind == "export":
            found.update(_exported(text[code.start : code.end]))
    return found


_PLACES = ("path", "query", "body", "header", "cookie", "name")
_STYLE = re.compile(r"\s*style=\{\{[^{}]*\}\}")
_CLASS = re.compile(r"\bclassName=")
_BRACED = re.compile(r"(<[a-zA-Z][^<>]*?\b[\w-]+=)\{(\"[^\"{}]*\"|'[^'{}]*'|`[^`{}$]*`|\d+)\}")
_BARE = re.compile(r"(<(?:img|br|hr|source|input|iframe|video|col)\b[^<>]*?)\s*\{\.\.\.[^{}]*\}")
_LONG_TAG = re.compile(r"<[a-z][\w-]*\s[^<>]*\n[^<>]*>")
_NAMES = "div|section|article|aside|main|header|footer|figure|center|details"
_BOX = re.compile(rf"^([ \t]*<(?:{_NAMES})\b(?:[^<>]*[^<>/])?)>", re.MULTILINE)
_MARKED = re.compile(rf"<(?:{_NAMES})\b[^<>]*\smarkdown>")
_CARDS = frozenset({"Card", "Tile"})
_GRIDS = frozenset({"CardGroup", "Columns", "Tiles", "CardGrid", "Grid"})
_TITLES = ("title", "label", "heading", "name", "term", "question", "headline")
_WORDS = (
    *("description", "subtitle", "text", "content", "caption", "summary", "body", "answer"),
    *("tip", "value", "message", "cta", "children"),
)
_LINKS = ("href", "url", "link", "to", "path")
_IMAGES = ("img", "image", "src", "cover", "thumbnail")
_MUTE = frozenset(
    (
        *(*_TITLES, *_WORDS, *_LINKS, *_IMAGES, "alt", "icon", "iconType", "iconLibrary", "color"),
        *("className", "style", "cols", "width", "height", "id", "key", "horizontal", "arrow"),
        *("defaultOpen", "size", "type", "variant", "noAnchor", "target", "rel", "loop", "muted"),
        *("autoPlay", "controls", "playsInline", "theme", "lang", "language", "placeholder"),
    )
)
_COLONS = re.compile(r"^([ \t]*):::", re.MULTILINE)  # text there, an endpoint here
#: What no highlighter takes for the name of a language.
_NO_LANGUAGE = re.compile(r"^(\n*`{3,})(?!\s*\{)[\w#.+-]*[^\w#.+\s`-][^\n]*")
_FORMULA = re.compile(
    r"\$\$.+?\$\$|(?<![\\$\w])\$(?=[^\s$])[^$\n]*?[\\^_{=][^$\n]*?(?<=\S)\$(?![\d\w])", re.DOTALL
)
_LINES = re.compile(r"\{([\d,\s-]+)\}")


class _PageMarkdown(Markdown):
    """Keeps the lines of a page and their depth; also writes fields that belong to no endpoint."""

    def __init__(self, page: Page, *, anchors: Anchors, constants: Mapping[str, str]) -> None:
        super().__init__(page.source, omit=frozenset())
        self._anchors = anchors
        self._values: list[Mapping[str, str]] = [constants]  # what `{name}` stands for
        self._given: set[str] = set()  # anchors that the page has already
        self._titled: Counter[str] = Counter()  # by the anchor of their words
        self.lost: list[str] = []
        self.uses: set[str] = set()

    def render(self, nodes: Sequence[Node]) -> str:
        """Markdown of the nodes, for Python-Markdown."""
        return unescaped(for_python_markdown(self._pieces(nodes)))

    def _lose(self, start: int, message: str) -> None:
        span = self._source.span(start, start)
        self.lost.append(f"{span.file}: line {span.line}: {message}")

    def _pieces(self, nodes: Sequence[Node]) -> str:
        return _html(super()._pieces(nodes))

    def _piece(self, node: Node) -> str:
        if isinstance(node, Heading):
            return self._heading(node)
        if isinstance(node, Code) and node.kind == "import":
            self._import(node)
        return super()._piece(node)

    def _inline_words(self, words: str) -> str:
        return _html(_INLINE_TAG.sub("", words)).strip()

    def _import(self, node: Code) -> None:
        words = self._source.text[node.start : node.end]
        for file in re.findall(r"from\s*[\"']([^\"']+)[\"']", words):
            if not file.endswith((".mdx", ".md")) and not set(_names(words)) <= set(
                self._values[0]
            ):
                self._lose(node.start, f"'{file}' is a program, which is never run.")

    def _code(self, node: Code) -> str:
        if node.kind != "expression":
            return ""
        words = self._source.text[node.start + 1 : node.end - 1].strip()
        name = words.removeprefix("props.")
        for values in reversed(self._values):
            if name in values:
                return values[name]
        if self._in_formula(node.start):
            return self._source.text[node.start : node.end]
        program = re.search(r"=>|<|\n", words)
        try:
            value = literal(words)
        except NotLiteral:
            self._lose(
                node.start,
                f"'{{{' '.join(words.split())[:60]}}}' is an expression, which is never run; "
                f"{'it is left out' if program else 'it stands as it is written'}.",
            )
            return "" if program else self._source.text[node.start : node.end]
        return value if isinstance(value, str) else ""

    def _in_formula(self, start: int) -> bool:
        text = self._source.text
        begin = max(0, text.rfind("\n\n", 0, start))
        end = text.find("\n\n", start)
        formulas = _FORMULA.finditer(text, begin, len(text) if end < 0 else end)
        return any(one.start() <= start < one.end() for one in formulas)

    def _fence(self, node: Fence, title: str | None = None) -> str:
        text = _NO_LANGUAGE.sub(r"\1", super()._fence(node, title))
        info = read_info(node.info)
        if info.language == "mermaid":
            self.uses.add("mermaid")
            return re.sub(r"^(\n*`{3,}mermaid)[^\n]*", r"\1", text)
        lines = _LINES.search(node.info)
        if lines and info.language:
            marked = " ".join(lines[1].replace(",", " ").split())
            return re.sub(r"^(\n*`{3,}[^\n]*)", rf'\1 hl_lines="{marked}"', text)
        return text

    def _inner(self, element: Element) -> str:
        return for_python_markdown(self._pieces(element.children))

    def _anchors_of(self, *names: str) -> list[str]:
        """The anchors of a title or field that links name, however they are written.

        As on GitHub, the second of the same title is told from the first by a number.
        """
        slug = _slug(names[0]) if names else ""
        if before := self._titled[slug]:
            names = (*names, f"{slug}-{before}")
        self._titled[slug] += 1
        meant = dict.fromkeys(one for name in names for one in self._anchors.meaning(name))
        found = [one for one in meant if one not in self._given]
        self._given.update(found)
        return found

    def _anchored(self, head: str, attributes: Attributes, *names: str) -> str:
        """The first line of a block, with the anchors that links name."""
        names = tuple(filter(None, names))
        anchors = self._anchors_of(*names, attributes.text("id"))
        own = f"{{ #{anchors[0]} }}" if anchors and head else ""
        return _marks(anchors[1:] if own else anchors) + head + own

    def _heading(self, node: Heading) -> str:
        """A heading; with the anchors that links name where its words give another one."""
        words = self._inline_words(node.words)
        plain = _slug(re.sub(r"[`*]|\]\([^)]*\)|\[", "", words))
        others = [one for one in self._anchors_of(plain) if one != plain]
        self._given.add(plain)
        if _ESCAPING.search(words):
            words += "\\"
        return f"\n\n{_marks(others)}{'#' * node.level} {words}\n\n"

    def _element(self, element: Element) -> str:
        name = element.name
        attributes = Attributes(element.attributes)
        title = attributes.text("title")
        if name in FIELDS:
            return self._field(element)
        if name in ("RequestExample", "ResponseExample"):
            return self._code_group(element)
        if name in _GRIDS and any(_is_card(one) for one in element.children):
            return self._grid(element)
        if name in _CARDS:
            return _block_of_cards([self._card_item(element)])
        if name == "Step":
            return self._step(element, title)
        if name == "Update":
            return self._update(element, attributes)
        if name in ("Tab", "View"):
            return self._tab(element, attributes)
        if name == "Visibility" and attributes.text("for") == "agents":
            return ""
        if name in ("Icon", "Latex"):
            return self._small(element, attributes)
        if name in FOLDED or name in ADMONITIONS:
            before = "\n\n" + self._anchored("", attributes, title)
            words = attributes.text("description")
            if words and name in FOLDED:
                inner = "\n\n".join(filter(None, (words, self._inner(element))))
                return before + block("??? note", title or "More", inner)
            return before + super()._element(element)
        if name in ("Color", "Color.Item", "Color.Row", "Prompt", "Image") or name not in KNOWN:
            return self._unknown(element, attributes)
        if name in PLAIN - {"CodeGroup", "Frame"}:
            inner = self._pieces(element.children)
            return f"\n\n{for_python_markdown(inner)}\n\n" if "\n" in inner else inner
        return super()._element(element)

    def _unknown(self, element: Element, attributes: Attributes) -> str:
        """A component that nobody knows: its content, and the words of its properties."""
        values = {one.name: attributes.text(one.name) for one in element.attributes if one.name}
        self._values.append({name: value for name, value in values.items() if value})
        inner = self._pieces(element.children)
        self._values.pop()
        if inner.strip() and element.name not in KNOWN and self._is_snippet(element):
            return f"\n\n{for_python_markdown(inner)}\n\n" if "\n" in inner else inner
        words = self._words_of(values)
        if not words and not inner.strip():
            others = (value for name, value in values.items() if value and name not in _MUTE)
            inner = " · ".join(others)  # within the line: it may stand in a table
        rest = sorted(
            one.name
            for one in element.attributes
            if one.name
            and one.name not in _MUTE
            and one.kind == "expression"
            and not values[one.name]
            and attributes.value(one.name) not in (True, False)
        )
        if element.name not in KNOWN:
            kept = "its text is kept" if words or inner.strip() else "nothing of it is shown"
            what = f", the properties {', '.join(rest)} are not" if rest else ""
            self._lose(
                element.start,
                f"'<{element.name}>' is a component of your own, which is never run; {kept}{what}.",
            )
        link = _link_of(values)
        if link and inner.strip() and "\n" not in inner and not _says_more(values):
            return f"[{inner.strip()}]({link})"
        if not words:
            return f"\n\n{for_python_markdown(inner)}\n\n" if "\n" in inner else inner
        parts = [*words, for_python_markdown(inner)]
        return "\n\n" + "\n\n".join(filter(None, parts)) + "\n\n"

    @staticmethod
    def _is_snippet(element: Element) -> bool:
        """Whether what an element holds was put in from a file."""
        return element.until == element.end and bool(element.children)

    @staticmethod
    def _words_of(values: Mapping[str, str]) -> list[str]:
        title, link, image = (
            _first_of(_TITLES, values),
            _link_of(values),
            _first_of(_IMAGES, values),
        )
        if image and not re.search(r"[/.]", image):
            image = ""
        out: list[str] = []
        if image:
            out.append(_picture(image, values.get("alt") or title))
        if title or link:
            out.append(f"**[{title or link}]({link})**" if link else f"**{title}**")
        return out + [for_python_markdown(values[name]) for name in _WORDS if values.get(name)]

    def _field(self, element: Element) -> str:
        attributes = Attributes(element.attributes)
        name = next(filter(None, (attributes.text(place) for place in _PLACES)), "")
        words = [self._anchored(f"**`{name}`**", attributes, f"param-{name}", name) if name else ""]
        type_ = attributes.text("type")
        words.append(f"`{type_}`" if re.search(r"[^\w ]", type_) else type_)
        words.append("required" if attributes.flag("required") else "")
        words.append("deprecated" if attributes.flag("deprecated") else "")
        default = attributes.text("default")
        words.append(f"default `{default}`" if default else "")
        inner = self._inner(element)
        head = " · ".join(filter(None, words))
        return f"\n\n{head}\n\n" + (f"{inner}\n\n" if inner else "")

    def _tab(self, element: Element, attributes: Attributes) -> str:
        title = attributes.text("title") or attributes.text("label")
        anchors = self._anchors_of(title, attributes.text("id")) if title else []
        if _slug(title) in anchors:
            self.uses.add("tabs")
        inner = _marks(one for one in anchors if one != _slug(title)) + self._inner(element)
        return block("===", title or element.name, inner)

    def _step(self, element: Element, title: str) -> str:
        head = f"**{title}**" if title else ""
        head = self._anchored(head, Attributes(element.attributes), title)
        body = "\n\n".join(filter(None, (head, self._inner(element))))
        return f"\n\n1. {indented(body).lstrip()}\n\n" if body else ""

    def _update(self, element: Element, attributes: Attributes) -> str:
        label = attributes.text("label")
        tags = attributes.value("tags")
        words = [self._anchored(f"**{label}**" if label else "", attributes, label)]
        words.append(attributes.text("description"))
        if isinstance(tags, list):
            words.append(", ".join(one for one in tags if isinstance(one, str)))
        head = " · ".join(filter(None, words))
        return f"\n\n{head}\n\n{self._inner(element)}\n\n"

    def _small(self, element: Element, attributes: Attributes) -> str:
        if element.name == "Latex":
            self.uses.add("dollars")
            return f"${self._source.text[element.inside : element.until].strip()}$"
        return self._icon(attributes)

    def _icon(self, attributes: Attributes) -> str:
        """An icon of Material, or the picture that stands for one."""
        name = attributes.text("icon")
        written = attributes.written("icon")
        if written and written.kind == "expression" and not name:
            drawn = _SOURCE.search(written.value)
            name = drawn[2] if drawn else ""
            if not name:
                self._lose(written.start, "an icon that is drawn on the page is left out.")
        if re.search(r"[/.]", name):
            return _picture(name, "") + '{ width="24" }'
        path = icon_path(name, attributes.text("iconType"))
        if not path:
            if name:
                what = f"'{name}' is an icon that Material does not bring."
                self._lose(written.start if written else 0, what)
            return ""
        self.uses.add("icons")
        return f":{path.replace('/', '-')}:"

    def _grid(self, element: Element) -> str:
        out: list[str] = []
        items: list[str] = []
        for child in element.children:
            if isinstance(child, Element) and _is_card(child):
                items.append(self._card_item(child))
            elif (
                isinstance(child, Text) and not self._source.text[child.start : child.end].strip()
            ) or (isinstance(child, Code) and child.kind == "comment"):
                continue
            else:
                if items:
                    out.append(_block_of_cards(items))
                    items = []
                out.append(self._pieces([child]))
        if items:
            out.append(_block_of_cards(items))
        return "".join(out)

    def _card_item(self, element: Element) -> str:
        attributes = Attributes(element.attributes)
        title, href = attributes.text("title"), attributes.text("href")
        image = attributes.text("img")
        head = f"[{title or href}]({href})" if href else title
        head = " ".join(filter(None, (self._icon(attributes), f"**{head}**" if head else "")))
        picture = _picture(image, title) if image else ""
        more = attributes.text("cta")
        inner = self._inner(element)
        last = f"[{more}]({href})" if more and href else more
        words = attributes.text("description")
        return "\n\n".join(filter(None, (picture, head, words, inner, last)))


def _first_of(names: Sequence[str], values: Mapping[str, str]) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _link_of(values: Mapping[str, str]) -> str:
    """The address that the properties of a component name."""
    link = _first_of(_LINKS, values)
    return link if re.match(r"https?://|/|\.|#|mailto:", link) else ""


def _says_more(values: Mapping[str, str]) -> bool:
    return bool(_first_of((*_TITLES, *_WORDS, *_IMAGES), values))


_SOURCE = re.compile(r"<img\b[^<>]*\ssrc=([\"'])([^\"'<>]+)\1")
_INLINE_TAG = re.compile(r"</?(?:Icon|Tooltip|Badge|Link|A|Span)\b[^<>]*>")


def _names(words: str) -> Iterator[str]:
    found = re.search(r"import\s+(.*?)\s+from\b", words, re.DOTALL)
    if found:
        yield from re.findall(r"[\w$]+", re.sub(r"\w+\s+as\s+", "", found[1]))


def _is_card(node: Node) -> bool:
    return isinstance(node, Element) and node.name in _CARDS


def _picture(address: str, words: str) -> str:
    if re.search(r"\.(?:mp4|webm|mov)$", address):
        return f'<video controls src="{address}"></video>'
    words = re.sub(r"[\[\]]", "", words)
    target = f"<{address}>" if re.search(r"[\s()]", address) else address
    return f"![{words}]({target})"


def _block_of_cards(items: Sequence[str]) -> str:
    listed = "\n\n".join(f"-   {indented(one).lstrip()}" for one in items if one)
    return f'\n\n<div class="grid cards" markdown>\n\n{listed}\n\n</div>\n\n' if listed else ""


def _marks(anchors: Iterable[str]) -> str:
    """Places that links may lead to."""
    return "".join(f'<div id="{escape(one)}"></div>\n\n' for one in anchors)


_ESCAPING = re.compile(r"(?<!\\)(?:\\\\)*\\$")  # a last backslash, which would escape the line end
_NO_WORD = re.compile(r"[^\w\- ]")


def _slug(words: str) -> str:
    """The anchor that words of a title get."""
    return _NO_WORD.sub("", words.lower().strip()).replace(" ", "-")


def _html(text: str) -> str:
    """HTML as JSX writes it, as HTML; Markdown in a box is read as Markdown (md_in_html)."""
    if "<" not in text and ":::" not in text:
        return text
    return _HTML_BLOCK.sub(_with_markdown, _outside_code(text, _as_html))


_HTML_BLOCK = re.compile(
    r"^ *(?:(?P<fence>`{3,}|~{3,}).*?^ *(?P=fence)"
    r"|<(?P<name>table|[uo]l|p|h[1-6])\b.*?</(?P=name)>)",
    re.MULTILINE | re.DOTALL,
)
_MARKDOWN = re.compile(r"`|\*\*|\]\(|^ *[-*] ", re.MULTILINE)
_PART = re.compile(
    r"^ *(?=<)|(?P<tag><(?:table|thead|tbody|tfoot|tr|[uo]l|p|h[1-6])\b[^<>]*?)>\s*"
    r"|(?P<cell><(?:td|th|li)\b[^<>]*?)>(?P<inner>(?:(?!<(?:td|th|li|[uo]l|table)\b).)*?)"
    r"(?P<end></(?:td|th|li)>)",
    re.MULTILINE | re.DOTALL,
)


def _with_markdown(found: re.Match[str]) -> str:
    """A table or list of HTML in which Markdown is read as Markdown, which MDX does."""
    if found["fence"] or not _MARKDOWN.search(found[0]):
        return found[0]

    def part(one: re.Match[str]) -> str:
        if one["tag"]:
            return f"{one['tag']} markdown>\n"
        if not one["cell"]:
            return ""
        inner = dedent(one["inner"]).strip()
        if "\n" not in inner and not re.match(r"[-*] ", inner):
            return f"{one['cell']} markdown>{inner}{one['end']}"
        return f'{one["cell"]} markdown="block">\n\n{inner}\n\n{one["end"]}'

    blanks = found[0][: -len(found[0].lstrip(" "))]
    return indent(_PART.sub(part, found[0]), blanks)


def _as_html(text: str) -> str:
    text = _COLONS.sub(r"\1&#58;::", text)
    if "<" not in text:
        return text
    text = _BARE.sub(r"\1", _CLASS.sub("class=", _STYLE.sub("", text)))
    text = _LONG_TAG.sub(lambda tag: " ".join(tag[0].split()), _BRACED.sub(_quoted, text))
    return _BOX.sub(
        lambda box: box[0] if _MARKED.match(box[0].strip()) else f"{box[1]} markdown>", text
    )


def _quoted(found: re.Match[str]) -> str:
    value = found[2]
    if value[0] == "`":
        value = f'"{value[1:-1]}"'
    elif value[0] not in "\"'":
        value = f'"{value}"'
    return found[1] + value

"""A Mintlify site as a MkDocs site: endpoints stay as they are, other pages become Markdown.

The navigation of docs.json or mint.json becomes the `nav` of MkDocs.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import yaml
from pathspec import PathSpec

from tryfield.core.errors import ConfigurationError, ReadError
from tryfield.core.findings import Finding
from tryfield.readers import definition_reader
from tryfield.readers.file_access import leads_outside
from tryfield.readers.mdx.component_markdown import KNOWN, PLAIN, Markdown, unescaped
from tryfield.readers.mdx.front_matter import read_front_matter
from tryfield.readers.mdx.jsx_attributes import Attributes
from tryfield.readers.mdx.mdx_parser import FIELDS, Element, Node
from tryfield.readers.mdx.page_sections import Page
from tryfield.readers.source_text import Source, decode
from tryfield.scaffold.commonmark_blocks import for_python_markdown
from tryfield.scaffold.site_writer import NewSite, SiteWriter, write_configuration

_SETTINGS = ("docs.json", "mint.json")
_PAGES = (".mdx", ".md")
_SKIPPED = frozenset({"node_modules", "dist", "build", "site"})
_UNKNOWN = (
    *("redirects", "integrations", "navbar", "footer", "footerSocials", "topbarLinks", "banner"),
    *("topbarCtaButton", "background", "fonts", "seo", "contextual", "errors", "thumbnails"),
    *("topAnchor", "backgroundImage", "analytics", "feedback", "search", "modeToggle", "styling"),
)
#: What Mintlify never publishes, wherever it lies: files for those who work on the repository.
_FOR_AUTHORS = frozenset({"readme", "license", "changelog", "contributing", "claude", "agents"})
_SNIPPETS = ("snippets/", "_snippets/")
_LARGEST = 50_000_000
_NAMED = 10  # files in one entry of the report
REPORT = "NOT-CARRIED-OVER.md"


class Migration:
    """One folder, on its way."""

    def __init__(self, source: Path, maker: SiteWriter) -> None:
        self._source = source.resolve()
        self._maker = maker
        self._left: list[str] = []
        self._file, self._said = self._settings()
        self._pages: dict[str, Path] = {}  #: by name without suffix
        self._endpoints: set[str] = set()
        self._files: set[str] = set()

    def _settings(self) -> tuple[str, Mapping[str, Any]]:
        for name in _SETTINGS:
            path = self._source / name
            if not path.is_file():
                continue
            if leads_outside(path, self._source):
                raise ConfigurationError(
                    f"{path}: a symbolic link leads out of {self._source}. Put a copy here."
                )
            try:
                said = json.loads(path.read_text("utf-8-sig"))
            except (OSError, ValueError, RecursionError) as error:
                raise ConfigurationError(f"{path}: this is not JSON: {error}.") from error
            if isinstance(said, Mapping):
                return name, said
        raise ConfigurationError(
            f"{self._source}: there is no docs.json and no mint.json. Name the folder of a "
            "Mintlify site."
        )

    def made(self, definitions: Collection[str]) -> tuple[NewSite, list[str]]:
        """Write the new site; also where its definitions are."""
        others = self._found()
        nav = Navigation(self._where, left=self._left.append)
        said = self._said.get("navigation") or {}
        entries = nav.entries(said)
        for one in (*_texts(self._said.get("api"), "openapi"), *_texts(self._said, "openapi")):
            nav.documents.setdefault(one)
        self._write_pages()
        sources = self._sources(nav, others, definitions)
        for name in others:
            self._maker.copy(f"docs/{name}", self._source / name)
        if nav.operations and any(one.endswith((".json", ".yaml", ".yml")) for one in sources):
            entries.append({"Reference": "reference/"})
        if not self._maker.has("docs/index.md"):
            title = str(self._said.get("name") or "My API")
            self._maker.template("docs/index.md", "index-mintlify.md", name=" ".join(title.split()))
            entries.insert(0, {"Home": "index.md"})
        self._left += [
            f"{self._file}: '{key}' has no counterpart here."
            for key in _UNKNOWN
            if self._said.get(key)
        ]
        theme, more = self._look()
        write_configuration(
            self._maker,
            name=str(self._said.get("name") or "My API"),
            sources=sources,
            nav=entries,
            theme=theme,
            more=f"{more}exclude_docs: |\n  {self._file}\n  /snippets/\n  /_snippets/\n",
        )
        self._maker.copy(f"docs/{self._file}", self._source / self._file)
        self._maker.text(REPORT, self._report())
        return self._maker.write(tuple(self._left)), sources

    def _found(self) -> list[str]:
        """Sorts the files of the folder; those that are no pages."""
        others: list[str] = []
        ignored: list[str] = []
        rules = self._mintignore()
        for folder, names, files in os.walk(self._source):
            names[:] = sorted(n for n in names if n not in _SKIPPED and not n.startswith("."))
            for name in sorted(files):
                path = Path(folder, name)
                uri = path.relative_to(self._source).as_posix()
                if name.startswith(".") or uri in _SETTINGS or path.is_symlink():
                    continue
                if _for_authors(path) or rules.match_file(uri):
                    ignored.append(uri)
                elif path.stat().st_size > _LARGEST:
                    self._left.append(f"{uri}: it is too large.")
                elif path.suffix in _PAGES and not uri.startswith(_SNIPPETS):
                    self._pages[uri[: -len(path.suffix)]] = path
                elif path.suffix not in (".jsx", ".tsx", ".ts"):
                    others.append(uri)
                else:
                    self._left.append(f"{uri}: a component is a program, and is never run.")
        if ignored:
            self._left.append(f"{_some(ignored)}: Mintlify does not publish this either.")
        self._files = set(others)
        for name, path in self._pages.items():
            if self._is_endpoint(path):
                self._endpoints.add(name)
        return others

    def _mintignore(self) -> PathSpec[Any]:
        """What the owner keeps out of the site, in the words of .gitignore."""
        path = self._source / ".mintignore"
        if not path.is_file() or leads_outside(path, self._source):
            return PathSpec.from_lines("gitignore", [])
        text = path.read_text("utf-8-sig", errors="replace")
        try:
            return PathSpec.from_lines("gitignore", text.splitlines())
        except ValueError as error:
            raise ConfigurationError(
                f"{path}: this is no pattern of .gitignore: {error}"
            ) from error

    def _is_endpoint(self, path: Path) -> bool:
        try:
            text = decode(path.read_bytes(), file=str(path))
            front = read_front_matter(text)
            if not (front.text("api") or front.text("openapi")):
                return False
            reading = definition_reader.read(path, root=self._source)
        except ReadError as error:
            self._left.append(f"{error}")
            return False
        if not reading.reference.endpoints:
            uri = path.relative_to(self._source).as_posix()
            self._left.append(f"{uri}: no endpoint is read. {reading.passed_over}")
        return bool(reading.reference.endpoints)

    def _where(self, name: str) -> str:
        """The page in the new docs folder; "" when there is none."""
        name = name.strip().strip("/")
        for one in (name, posixpath.join(name, "index"), posixpath.splitext(name)[0]):
            if one in self._pages:
                return f"{one}.mdx" if one in self._endpoints else f"{one}.md"
        return ""

    def _write_pages(self) -> None:
        for name, path in self._pages.items():
            where = f"docs/{self._where(name)}"
            if name in self._endpoints:
                self._maker.copy(where, path)
                continue
            uri = path.relative_to(self._source).as_posix()
            try:
                source = Source(decode(path.read_bytes(), file=uri), file=uri)
            except ReadError as error:
                self._left.append(f"{error}")
                continue
            text, left = convert_page(
                source, path=path, folder=self._source, link=partial(self._link, name)
            )
            self._maker.text(where, text)
            self._left += [f"{uri}: {one}" for one in left]

    def _link(self, name: str, target: str, in_html: bool) -> str:
        """An address on a page, as it must be in the new place of that page.

        MkDocs turns links of Markdown, which name files, into addresses; what stands in HTML
        stays as it is, so that it has to be the address already.
        """
        absolute = target.startswith("/")
        here = "" if absolute else posixpath.dirname(name)
        wanted = posixpath.normpath(posixpath.join(here, unquote(target).lstrip("/")))
        wanted = "" if wanted == "." else wanted
        page = self._where(wanted)
        found = page or (wanted if wanted in self._files else "")
        if not found:
            if absolute:
                self._left.append(f"{name}: '{target}' leads to nothing that is here.")
            return target
        if not in_html:
            there = posixpath.relpath(found.replace(".mdx", ".md"), posixpath.dirname(name) or ".")
            return _MARKUP.sub(lambda sign: quote(sign[0]), there)
        there = posixpath.relpath(
            (_address(found) or ".") if page else found, _address(name) or "."
        )
        return quote(f"{there}/" if page else there)

    def _sources(
        self, nav: Navigation, others: Collection[str], definitions: Collection[str]
    ) -> list[str]:
        found = ["docs/**/*.mdx"] if self._endpoints else []
        for one in nav.documents:
            name = one.lstrip("/")
            if "://" in one:
                self._left.append(f"{self._file}: {one} is not here. Put the document beside it.")
            elif name in others and posixpath.splitext(name)[1] in definitions:
                found.append(f"docs/{name}")
            else:
                self._left.append(f"{self._file}: there is no document '{one}'.")
        return found

    def _look(self) -> tuple[dict[str, Any], str]:
        """Logo, favicon and main colour."""
        theme: dict[str, Any] = {}
        more = ""
        for key in ("logo", "favicon"):
            said = self._said.get(key)
            said = said.get("light") if isinstance(said, Mapping) else said
            if isinstance(said, str) and said.lstrip("/") in self._files:
                theme[key] = said.lstrip("/")
        colours = self._said.get("colors")
        primary = colours.get("primary") if isinstance(colours, Mapping) else None
        if isinstance(primary, str) and primary.startswith("#") and primary[1:].isalnum():
            self._maker.text(
                "docs/stylesheets/colours.css",
                f":root > * {{\n  --md-primary-fg-color: {primary};\n"
                f"  --md-accent-fg-color: {primary};\n}}\n",
            )
            more = "extra_css:\n  - stylesheets/colours.css\n"
        return theme, more

    def _report(self) -> str:
        kinds: dict[str, list[tuple[str, str]]] = {}
        for one in dict.fromkeys(self._left):
            place, message = _place_and_message(" ".join(one.split()))
            kinds.setdefault(_QUOTED.sub("''", message), []).append((place, message))
        entries = "".join(map(_entry, kinds.values()))
        return "# Not carried over\n\n" + (entries or "Everything was.\n")


_QUOTED = re.compile(r"'[^']*'")
_PLACE = re.compile(r"(?P<place>[^\s:](?:[^:]|:(?! ))*)(?:: (?P<line>line \d+))?: (?P<message>.*)")


def _place_and_message(said: str) -> tuple[str, str]:
    found = _PLACE.fullmatch(said)
    if not found:
        return "", said
    return " ".join(filter(None, (found["place"], found["line"]))), found["message"]


def _entry(kind: list[tuple[str, str]]) -> str:
    """One kind of thing, with each place where it is met."""
    place, message = kind[0]
    if len(kind) == 1:
        return f"- {place}: {message}\n" if place else f"- {message}\n"
    names = [_QUOTED.findall(one) for _, one in kind]
    differ = [at for at, _ in enumerate(names[0]) if len({one[at] for one in names}) > 1]
    places: dict[str, list[str]] = {}
    for (where, _), said in zip(kind, names, strict=True):
        places.setdefault(where, []).extend(said[at] for at in differ)
    listed = "; ".join(f"{where} {', '.join(said)}".strip() for where, said in places.items())
    return f"- {len(kind)} times, as in {place}: {message}\n    - All: {listed}\n"


def _address(page: str) -> str:
    """The folder that a page has on the built site, "" for the site's own."""
    name = re.sub(r"\.mdx?$", "", page)
    return posixpath.dirname(name) if posixpath.basename(name) == "index" else name


def _for_authors(path: Path) -> bool:
    return path.stem.lower() in _FOR_AUTHORS and path.suffix.lower() in ("", *_PAGES)


def _some(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _texts(said: Any, key: str) -> Iterator[str]:
    value = said.get(key) if isinstance(said, Mapping) else None
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one


_TITLES = (
    *("group", "tab", "anchor", "dropdown", "version", "product", "language", "menu", "item"),
    *("name", "title"),
)
_INSIDE = (
    *("languages", "versions", "products", "tabs", "dropdowns", "anchors", "menu", "groups"),
    "pages",
)
_DEPTH = 20


class Navigation:
    """Turns entries around; `page` says where a page is now, or "" where there is none."""

    def __init__(self, page: Callable[[str], str], *, left: Callable[[str], None]) -> None:
        self._page = page
        self._left = left
        self.documents: dict[str, None] = {}  #: OpenAPI documents whose operations have no page
        self.operations = False  #: whether an entry is one of these operations

    def entries(self, said: Any, depth: int = 0) -> list[Any]:
        """The entries of one level."""
        if depth > _DEPTH:
            self._left("navigation: it is too deep to follow.")
            return []
        found: list[Any] = []
        for one in said if isinstance(said, list) else [said]:
            if isinstance(one, str):
                found += self._named(one)
            elif isinstance(one, Mapping):
                found += self._group(one, depth)
        return found

    def _named(self, name: str) -> list[Any]:
        if " /" in name.strip() or name.strip().lower().startswith("webhook "):
            self.operations = True
            return []
        where = self._page(name)
        if not where:
            self._left(f"navigation: there is no page '{name}'.")
        return [where] if where else []

    def _group(self, said: Mapping[str, Any], depth: int) -> list[Any]:
        title = next((said[key] for key in _TITLES if isinstance(said.get(key), str)), "")
        if "$ref" in said:
            self._left(f"navigation: '{said['$ref']}' lies in another file.")
        link = said.get("href") or (said.get("url") if depth == 0 else None)
        inside: list[Any] = []
        if isinstance(said.get("root"), str):
            inside += self._named(said["root"])
        for key in _INSIDE:
            if said.get(key):
                inside += self.entries(said[key], depth + 1)
        if said.get("openapi"):
            inside += self._documents(said["openapi"])
        if not inside:
            named = title and isinstance(link, str) and "://" in link
            return [{" ".join(title.split()): link}] if named else []
        return [{" ".join(title.split()): inside}] if title else inside

    def _documents(self, said: Any) -> list[Any]:
        for one in said if isinstance(said, list) else [said]:
            source = one.get("source") if isinstance(one, Mapping) else one
            if isinstance(source, str) and source:
                self.documents[source] = None
                self.operations = True
        return []


_KEPT = ("title", "description")
_PLACES = ("path", "query", "body", "header", "cookie", "name")
_STYLE = re.compile(r"\s*style=\{\{[^{}]*\}\}")
_CLASS = re.compile(r"\bclassName=")
_BRACED = re.compile(r"(<[a-z][^<>]*?\b[\w-]+=)\{(\"[^\"{}]*\"|'[^'{}]*'|\d+)\}")
_BOX = re.compile(
    r"^([ \t]*<(?:div|section|article|aside|main|header|footer|figure|center)\b(?:[^<>]*[^<>/])?)>",
    re.MULTILINE,
)
_LINK = re.compile(
    r"(?P<html>\s(?:href|src|data-src|poster)=([\"']))(?P<address>[^\"'#?:<>]+)(?=[\"'#?])"
    r"|(?P<angled>\]\()<(?P<inside>[^<>\n#?:]+)(?P<rest>[^<>\n]*)>"
    r"|(?P<markdown>\]\(\s*|^ *\[[^\]^][^\]]*\]: *)(?P<file>[^\s()<>#?:]+)(?=[)#?\s]|$)",
    re.MULTILINE,
)
_MARKUP = re.compile(r"[\s%()<>]")
_PICTURE = re.compile(r"<img\b[^<>]*>")
_ADDRESS = re.compile(r"(\ssrc=([\"'])[^\"'#]+)(?=\2)")
_SCHEMES = {
    "light": re.compile(r"\sclass=([\"'])[^\"']*\bdark:hidden\b"),
    "dark": re.compile(
        r"\sclass=([\"'])(?=[^\"']*(?<![\w:-])hidden\b)[^\"']*\bdark:(?:block|inline)"
    ),
}
_CODE = re.compile(
    r"^(?P<blanks> *)(?P<fence>`{3,}|~{3,}).*?(?:^(?P=blanks)(?P=fence)`*~* *$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n *\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)


def convert_page(
    source: Source, *, path: Path, folder: Path, link: Callable[[str, bool], str]
) -> tuple[str, list[str]]:
    """The page in Markdown, and what could not be carried over.

    Args:
        source: The page.
        path: Where it lies.
        folder: The docs folder, for snippets.
        link: From an address in the page, and whether it stands in HTML, to one that works in its
            new place.
    """
    page = Page(source, path=path, folder=folder)
    # What a page keeps of an unknown component has been noted; the rest is about endpoints.
    text = _PageMarkdown(page.source, omit=frozenset()).render(page.tree.children)
    front = {key: page.front.text(key) for key in _KEPT if page.front.text(key)}
    head = (
        f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---\n\n"
        if front
        else "\n"
    )
    title = front.get("title", "")
    if title and not re.match(r"#\s", text):
        text = f"# {title}\n\n{text}"
    text = _linked(text, link)
    left = [f"line {one.span.line}: {one.message}" for one in _noted(page)]
    # Without the blank line, MkDocs takes a first line such as `Note: this` for metadata.
    return f"{head}{text}\n", left


def _noted(page: Page) -> list[Finding]:
    page.prose(frozenset())  # notes the components that nobody knows
    wanted = ("-skipped", "component-unknown", "tag-", "front-matter-broken")
    return [one for one in page.notes.findings if any(word in one.rule for word in wanted)]


def _linked(text: str, link: Callable[[str, bool], str]) -> str:
    """Links outside of code."""
    out, last = [], 0
    for code in _CODE.finditer(text):
        out += [_replaced(text[last : code.start()], link), code[0]]
        last = code.end()
    return "".join((*out, _replaced(text[last:], link)))


def _replaced(text: str, link: Callable[[str, bool], str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        if found["html"]:
            return found["html"] + link(found["address"], True)
        if found["angled"]:
            return f"{found['angled']}{link(quote(found['inside']), False)}{found['rest']}"
        return found["markdown"] + link(found["file"], False)

    return _PICTURE.sub(_for_one_scheme, _LINK.sub(replaced, text))


def _for_one_scheme(picture: re.Match[str]) -> str:
    """A picture of a light and dark pair, as Material shows one of them."""
    for scheme, said in _SCHEMES.items():
        if said.search(picture[0]):
            return _ADDRESS.sub(rf"\1#only-{scheme}", picture[0])
    return picture[0]


class _PageMarkdown(Markdown):
    """Keeps the lines of a page and their depth; also writes fields that belong to no endpoint."""

    def render(self, nodes: Sequence[Node]) -> str:
        """Markdown of the nodes, for Python-Markdown."""
        return unescaped(for_python_markdown(self._pieces(nodes)))

    def _text(self, text: str) -> str:
        return _html(text)

    def _inner(self, element: Element) -> str:
        return for_python_markdown(self._pieces(element.children))

    def _element(self, element: Element) -> str:
        name = element.name
        if name in FIELDS:
            return self._field(element)
        if name in PLAIN - {"CodeGroup", "Frame"} or name not in KNOWN:
            inner = self._pieces(element.children)
            return f"\n\n{for_python_markdown(inner)}\n\n" if "\n" in inner else inner
        return super()._element(element)

    def _field(self, element: Element) -> str:
        attributes = Attributes(element.attributes)
        name = next(filter(None, (attributes.text(place) for place in _PLACES)), "")
        words = [f"**`{name}`**" if name else "", attributes.text("type")]
        required = any(one.name == "required" for one in element.attributes)
        words.append("required" if required else "")
        inner = self._inner(element)
        head = " · ".join(filter(None, words))
        return f"\n\n{head}\n\n" + (f"{inner}\n\n" if inner else "")


def _html(text: str) -> str:
    """HTML as JSX writes it, as HTML; Markdown in a box is read as Markdown (md_in_html)."""
    text = _BRACED.sub(_quoted, _CLASS.sub("class=", _STYLE.sub("", text)))
    return _BOX.sub(r"\1 markdown>", text)


def _quoted(found: re.Match[str]) -> str:
    value = found[2] if found[2][0] in "\"'" else f'"{found[2]}"'
    return found[1] + value

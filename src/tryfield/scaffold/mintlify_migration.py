"""A Mintlify site as a MkDocs site: endpoints stay as they are, other pages become Markdown.

Each page keeps its address and its place in the navigation. What cannot come along is listed.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from pathspec import PathSpec

from tryfield.core.errors import ConfigurationError, ReadError
from tryfield.core.model import Reference
from tryfield.readers import definition_reader
from tryfield.readers.file_access import DOCUMENTS, leads_outside
from tryfield.readers.mdx.front_matter import FrontMatter, read_front_matter
from tryfield.readers.source_text import Source, decode
from tryfield.scaffold.mintlify_navigation import (
    SETTINGS,
    Navigation,
    PageFacts,
    Redirects,
    pages_in,
    read_settings,
    redirect_maps,
)
from tryfield.scaffold.mintlify_pages import Anchors, convert_page, fragments, is_meta_tag
from tryfield.scaffold.site_writer import NewSite, SiteWriter, as_yaml, write_configuration

_PAGES = (".mdx", ".md")
_SKIPPED = frozenset({"node_modules", "dist", "build", "site"})
#: Settings that have no counterpart, and what to do.
_UNKNOWN = {
    "integrations": "Material has settings for analytics.",
    "analytics": "Material has settings for analytics.",
    "banner": "See the block `announce` of Material's template `main.html`.",
    "topAnchor": "",
    "background": "Write a style sheet.",
    "backgroundImage": "Write a style sheet.",
    "styling": "Write a style sheet.",
    "fonts": "Name the fonts in a style sheet, with their files in `docs`.",
    "contextual": "",
    "errors": "Write a page `404.md`, or Material's template `404.html`.",
    "thumbnails": "See Material's plugin `social`.",
    "search": "",
    "feedback": "See Material's setting `extra.analytics.feedback`.",
    "interaction": "",
    "variables": "",
    "modeToggle": "See `palette` of the theme.",
    "appearance": "See `palette` of the theme.",
}
#: Keys of the front matter that Mintlify knows, and that have no counterpart.
_LOST_KEYS = frozenset(
    (
        *("version", "groups", "timestamp", "playground", "authMethod", "contentType", "asyncapi"),
        *("openapi-schema", "hideFooterPagination", "hideApiMarker", "boost", "searchable"),
    )
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
        self._file, self._said, self._parts = read_settings(self._source)
        self._listed = dict.fromkeys(pages_in(self._said.get("navigation")))
        self._pages: dict[str, Path] = {}  #: by name without suffix
        self._texts: dict[str, str] = {}  #: of the pages
        self._fronts: dict[str, FrontMatter] = {}
        self._endpoints: set[str] = set()
        self._files: set[str] = set()
        self._lower: dict[str, str] = {}
        self._read: dict[str, list[tuple[str, Reference]]] = {}
        self._uses: set[str] = set()
        self._anchored: dict[str, set[str]] = {}  #: anchors that links name, by page of an endpoint
        self._redirects = Redirects((), ())

    def made(self) -> tuple[NewSite, list[str]]:
        """Write the new site; also where its definitions are."""
        others = self._found()
        self._redirects = Redirects(self._said.get("redirects"), self._pages)
        listed = [*_texts(self._said.get("api"), "openapi"), *_texts(self._said, "openapi")]
        nav = Navigation(self, documents=listed)
        entries = nav.entries(self._said.get("navigation") or {})
        if self._listed and not any(map(self.where, self._listed)) and not self._endpoints:
            raise ConfigurationError(
                f"{self._source / self._file}: none of the pages of its navigation is in this "
                "folder. Name the folder in which they lie, with these settings in it."
            )
        self._write_pages()
        for name in others:
            self._maker.copy(f"docs/{name}", self._source / name)
        entries += self._bar()
        self._add_home(entries)
        maps = redirect_maps(self._redirects, self.where, self._there, self._say_of_settings)
        for key, advice in _UNKNOWN.items():
            if self._said.get(key):
                self._left.append(
                    f"{self._file}: '{key}' has no counterpart here. {advice}".strip()
                )
        sources = ["docs/**/*.mdx"] if self._endpoints else []
        theme, more = self._look(entries)
        # MkDocs leaves this folder out by itself.
        named = any(name.startswith("templates/") for name in (*self._pages, *self._files))
        published = "  !/templates/\n" if named else ""
        write_configuration(
            self._maker,
            name=str(self._said.get("name") or "My API"),
            description=str(self._said.get("description") or ""),
            sources=sources,
            nav=entries,
            theme=theme,
            extensions=self._extensions(),
            plugins={"redirects": {"redirect_maps": maps}} if maps else {},
            requirements=("mkdocs-redirects",) if maps else (),
            overviews=False,
            more=f"{more}{self._hooks()}"
            f"exclude_docs: |\n  {self._file}\n  /snippets/\n  /_snippets/\n{published}",
        )
        if self._parts:
            self._maker.text(f"docs/{self._file}", json.dumps(self._said, indent=2) + "\n")
        else:
            self._maker.copy(f"docs/{self._file}", self._source / self._file)
        self._maker.text(REPORT, self._report())
        return self._maker.write(tuple(self._left)), sources

    def _hooks(self) -> str:
        """The hooks that the site needs, and what they are told."""
        extra: dict[str, Any] = {}
        hooks = ["html_addresses"]
        if self._anchored:
            hooks.append("endpoint_anchors")
            extra["endpoint_anchors"] = {
                name: sorted(anchors) for name, anchors in sorted(self._anchored.items())
            }
        said = self._said.get("seo")
        tags = said.get("metatags") if isinstance(said, Mapping) else None
        self._left += [
            f"{self._file}: '{key}' of 'seo' has no counterpart here."
            for key in (said if isinstance(said, Mapping) else ())
            if key != "metatags"
        ]
        tags = tags or self._said.get("metadata")
        if isinstance(tags, Mapping) and (texts := _scalars(tags)):
            extra["meta_tags"] = texts
        if "meta_tags" in extra or any(
            is_meta_tag(key) or key == "noindex"
            for one in self._fronts.values()
            for key in one.values
        ):
            hooks.append("meta_tags")
        for hook in hooks:
            self._maker.template(f"hooks/{hook}.py", f"{hook}.txt")
        if social := self._social():
            extra["social"] = social
        listed = "".join(f"  - hooks/{hook}.py\n" for hook in hooks)
        return (f"extra:\n{as_yaml(extra, 2)}" if extra else "") + f"hooks:\n{listed}"

    def left(self, message: str) -> None:
        """Say what is not carried over."""
        self._left.append(message)

    def _say_of_settings(self, message: str) -> None:
        self._left.append(f"{self._file}: {message}")

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
                if name.startswith(".") or uri in SETTINGS or path.is_symlink():
                    continue
                listed = posixpath.splitext(uri)[0] in self._listed
                if (_for_authors(path) and not listed) or rules.match_file(uri):
                    ignored.append(uri)
                elif uri in self._parts:
                    continue
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
        for name, path in list(self._pages.items()):
            self._read_page(name, path)
        self._lower = {name.lower(): name for name in reversed([*self._pages, *self._files])}
        return others

    def _read_page(self, name: str, path: Path) -> None:
        uri = path.relative_to(self._source).as_posix()
        try:
            text = decode(path.read_bytes(), file=uri)
        except ReadError as error:
            self._left.append(f"{error}")
            del self._pages[name]
            return
        self._texts[name] = text
        front = self._fronts[name] = read_front_matter(text)
        self._left += [
            f"{uri}: '{key}' of the front matter has no counterpart here."
            for key in front.values
            if key in _LOST_KEYS
        ]
        if not (front.text("api") or front.text("openapi")):
            return
        try:
            reading = definition_reader.read(path, root=self._source)
        except ReadError as error:
            self._left.append(f"{error}")
            return
        if reading.reference.endpoints:
            self._endpoints.add(name)
        else:
            self._left.append(f"{uri}: no endpoint is read. {reading.passed_over}")

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

    def where(self, name: str) -> str:
        """The page in the new docs folder; "" when there is none."""
        name = name.strip().strip("/")
        places = (name, posixpath.join(name, "index"), posixpath.splitext(name)[0])
        for one in (*places, *(self._lower.get(place.lower(), "") for place in places)):
            if one in self._pages or one in self._endpoints:
                return f"{one}.mdx" if one in self._endpoints else f"{one}.md"
        return ""

    def shown(self, name: str) -> PageFacts:
        """What the front matter of a page says about its place in the navigation."""
        where = self.where(name)
        front = self._fronts.get(re.sub(r"\.mdx?$", "", where), FrontMatter())
        url = front.text("url")
        return PageFacts(
            title=front.text("sidebarTitle") or (front.text("title") if url else ""),
            hidden=front.flag("hidden"),
            link=url if "://" in url else "",
        )

    def documents(self, name: str) -> list[tuple[str, Reference]]:
        """The OpenAPI documents that a name means, with their endpoints."""
        if name not in self._read:
            self._read[name] = list(self._documents(name))
        return self._read[name]

    def _documents(self, name: str) -> Iterator[tuple[str, Reference]]:
        if "://" in name:
            self._left.append(
                f"{self._file}: '{name}' lies on a server. Put the document into the folder and "
                "name its file."
            )
            return
        wanted = posixpath.normpath(name.strip("/"))
        names = [wanted] if wanted in self._files else []
        names = names or [f"{wanted}{end}" for end in DOCUMENTS if f"{wanted}{end}" in self._files]
        if not names:
            inside = f"{wanted}/" if wanted != "." else ""
            names = sorted(
                one for one in self._files if one.startswith(inside) and one.endswith(DOCUMENTS)
            )
        found = False
        for one in names:
            try:
                reading = definition_reader.read(self._source / one, root=self._source)
            except ReadError:
                continue
            if reading.reference.endpoints:
                found = True
                yield one, reading.reference
        if not found:
            self._left.append(f"{self._file}: there is no OpenAPI document '{name}'.")

    def add_page(self, name: str, text: str) -> str:
        """Make a page of an operation under this name, or the next that is free."""
        free, number = name, 1
        while free in self._pages or free in self._endpoints:
            free, number = f"{name}-{number}", number + 1
        self._endpoints.add(free)
        self._maker.text(f"docs/{free}.mdx", text)
        return f"{free}.mdx"

    def _write_pages(self) -> None:
        anchors = Anchors(self._texts.values())
        for name, path in self._pages.items():
            where = f"docs/{self.where(name)}"
            if name in self._endpoints:
                self._maker.copy(where, path)
                for target, anchor in fragments(self._texts[name]):
                    self._name_anchor(
                        self._target(name, target) if target else f"{name}.mdx", anchor
                    )
                continue
            uri = path.relative_to(self._source).as_posix()
            source = Source(self._texts[name], file=uri)
            converted = convert_page(
                source,
                path=path,
                folder=self._source,
                link=partial(self._link, name),
                anchors=anchors,
            )
            self._maker.text(where, converted.text)
            self._uses |= converted.uses
            self._left += [one.replace(f"{self._source}/", "") for one in converted.lost]

    def _link(self, name: str, target: str, anchor: str, in_html: bool) -> str:
        """An address on a page, as it must be in the new place of that page.

        MkDocs turns links of Markdown, which name files, into addresses; for those in HTML, which
        begin at the docs folder, a hook of the new site does.
        """
        absolute = target.startswith("/")
        wanted = _wanted(name, target)
        found = self._target(name, target)
        if not found and (moved := self._redirects.target(wanted)):
            if "://" in moved:
                return moved if "#" in moved else moved + anchor
            path, sign, words = moved.partition("#")
            anchor = anchor or sign + words
            found = self._there(path.strip("/"))
        if not found:
            line = self._texts[name].count("\n", 0, max(0, self._texts[name].find(target))) + 1
            uri = self._pages[name].relative_to(self._source).as_posix()
            self._left.append(f"{uri}: line {line}: '{target}' leads to nothing that is here.")
            shown = target if absolute else "/" + _MARKUP.sub(lambda sign: quote(sign[0]), wanted)
            return shown + anchor
        self._name_anchor(found, unquote(anchor[1:]))
        found = re.sub(r"\.mdx$", ".md", found)
        if not in_html:
            found = posixpath.relpath(found, posixpath.dirname(name) or ".")
        found = _MARKUP.sub(lambda sign: quote(sign[0]), found)
        return ("/" if in_html else "") + found + anchor

    def _target(self, name: str, target: str) -> str:
        """The file that an address on a page means; "" when there is none."""
        found = self._there(_wanted(name, target))
        return (
            found if found or target.startswith("/") else self._there(unquote(target).lstrip("./"))
        )

    def _name_anchor(self, file: str, anchor: str) -> None:
        if anchor and file.endswith(".mdx"):
            self._anchored.setdefault(file.removesuffix(".mdx"), set()).add(anchor)

    def _there(self, wanted: str) -> str:
        """The file of the new docs folder that an old address means; "" when there is none."""
        if not wanted:
            return self.where("index") or "index.md"
        if wanted in self._files:
            return wanted
        page = self.where(wanted)
        if page:
            return page
        found = self._lower.get(wanted.lower(), "")
        if found in self._files:
            return found
        # The address of a folder is that of its first page.
        inside = f"{wanted}/"
        first = next((one for one in self._listed if one.startswith(inside)), "")
        return self.where(first) if first else ""

    def _bar(self) -> list[Any]:
        """The links of the bar at the top, which have their place in the navigation here."""
        bar = self._said.get("navbar")
        if not isinstance(bar, Mapping):
            return []
        primary = bar.get("primary")
        found: list[Any] = []
        for one in [*(bar.get("links") or []), primary]:
            if not isinstance(one, Mapping):
                continue
            link = one.get("href") or one.get("url")
            title = one.get("label") or one.get("name") or one.get("type")
            if isinstance(title, str) and isinstance(link, str) and "://" in link:
                found.append(
                    {" ".join(title.split()).capitalize() if title.islower() else title: link}
                )
        return found

    def _add_home(self, entries: list[Any]) -> None:
        """A page for the address of the site itself, where the old site showed its first page."""
        if self.where("index"):
            return
        name = " ".join(str(self._said.get("name") or "My API").split())
        words = [f"# {name}", str(self._said.get("description") or "").strip()]
        links = [
            f"- [{_plain(title)}]({quote(re.sub(r'.mdx$', '.md', page))})"
            for title, page in self._first_pages(entries)
        ]
        text = "\n\n".join(filter(None, (*words, "\n".join(links))))
        self._maker.text("docs/index.md", f"{text}\n")
        entries.insert(0, {"Home": "index.md"})

    def _first_pages(self, entries: list[Any]) -> Iterator[tuple[str, str]]:
        for one in entries:
            if isinstance(one, str):
                yield self._title(one), one
            elif isinstance(one, Mapping):
                for title, inside in one.items():
                    page = _first(inside)
                    if page:
                        yield title, page

    def _title(self, where: str) -> str:
        name = re.sub(r"\.mdx?$", "", where)
        return self._fronts.get(name, FrontMatter()).text("title") or posixpath.basename(name)

    def _extensions(self) -> list[Any]:
        found: list[Any] = ["anchors", *({"tabs"} & self._uses)]
        if "icons" in self._uses:
            found.append(_EMOJI)
        if self._uses & {"math", "dollars"}:
            # A dollar sign is money, unless a page writes formulas with it.
            inline = ["round", *(["dollar"] if "dollars" in self._uses else [])]
            found.append({"pymdownx.arithmatex": {"generic": True, "inline_syntax": inline}})
            self._left.append(
                "Formulas: they stand on the pages as LaTeX. Put KaTeX or MathJax into `docs` and "
                "name its files in `extra_javascript`, see "
                "https://squidfunk.github.io/mkdocs-material/reference/math/."
            )
        if "mermaid" in self._uses:
            found.append("mermaid")
            self._left.append(
                "Diagrams: Material loads Mermaid from unpkg.com where a page has one. To serve it "
                "yourself, put `mermaid.min.js` into `docs/javascripts` and name it in "
                "`extra_javascript`."
            )
        return found

    def _look(self, entries: list[Any]) -> tuple[dict[str, Any], str]:
        """Logo, favicon and main colour."""
        theme: dict[str, Any] = {}
        more = ""
        for key in ("logo", "favicon"):
            said = self._said.get(key)
            said = said.get("light") if isinstance(said, Mapping) else said
            if isinstance(said, str) and said.lstrip("/") in self._files:
                theme[key] = said.lstrip("/")
        if any(
            isinstance(one, Mapping) and isinstance(next(iter(one.values())), list)
            for one in entries
        ) and (self._has_tabs()):
            theme["tabs"] = True
        colours = self._said.get("colors")
        primary = colours.get("primary") if isinstance(colours, Mapping) else None
        if isinstance(primary, str) and primary.startswith("#") and primary[1:].isalnum():
            dark = colours.get("light") if isinstance(colours, Mapping) else None
            links = (
                dark if isinstance(dark, str) and dark[1:].isalnum() and dark[0] == "#" else primary
            )
            self._maker.text(
                "docs/stylesheets/colours.css",
                f":root > * {{\n  --md-primary-fg-color: {primary};\n"
                f"  --md-accent-fg-color: {primary};\n  --md-typeset-a-color: {primary};\n}}\n"
                f'[data-md-color-scheme="slate"] {{\n  --md-typeset-a-color: {links};\n}}\n',
            )
            more = "extra_css:\n  - stylesheets/colours.css\n"
        return theme, more

    def _has_tabs(self) -> bool:
        said = self._said.get("navigation")
        return isinstance(said, Mapping) and any(
            said.get(key) for key in ("tabs", "dropdowns", "products", "anchors")
        )

    def _social(self) -> list[dict[str, str]]:
        """The links to networks below each page."""
        footer = self._said.get("footer")
        if isinstance(footer, Mapping) and footer.get("links"):
            self._left.append(f"{self._file}: 'links' of the footer have no counterpart here.")
        said = footer.get("socials") if isinstance(footer, Mapping) else None
        if not isinstance(said, Mapping):
            return []
        return [
            {"icon": _SOCIAL.get(name, "fontawesome/solid/link"), "link": url}
            for name, url in said.items()
            if isinstance(url, str) and "://" in url
        ]

    def _report(self) -> str:
        kinds: dict[str, list[_Loss]] = {}
        for one in dict.fromkeys(self._left):
            loss = _loss(" ".join(one.split()))
            kinds.setdefault(_QUOTED.sub("''", loss.message), []).append(loss)
        entries = "".join(map(_entry, kinds.values()))
        return "# Not carried over\n\n" + (entries or "Everything was.\n")


_QUOTED = re.compile(r"'[^']*'")
_PLACE = re.compile(r"(?P<file>[^\s:](?:[^:]|:(?! ))*)(?:: line (?P<line>\d+))?: (?P<message>.*)")


@dataclass(frozen=True, slots=True)
class _Loss:
    """Something that is not carried over."""

    file: str
    line: str
    message: str

    @property
    def place(self) -> str:
        return f"{self.file} line {self.line}" if self.line else self.file


def _loss(said: str) -> _Loss:
    found = _PLACE.fullmatch(said)
    if not found:
        return _Loss("", "", said)
    return _Loss(found["file"], found["line"] or "", found["message"])


def _entry(kind: list[_Loss]) -> str:
    """One kind of thing, with each place where it is met."""
    first = kind[0]
    if len(kind) == 1:
        return f"- {first.place}: {first.message}\n" if first.file else f"- {first.message}\n"
    names = [_QUOTED.findall(one.message) for one in kind]
    differ = [at for at, _ in enumerate(names[0]) if len({one[at] for one in names}) > 1]
    groups: dict[str, dict[str, list[str]]] = {}
    for loss, said in zip(kind, names, strict=True):
        name = ", ".join(said[at] for at in differ)
        groups.setdefault(name, {}).setdefault(loss.file, []).append(loss.line)
    head = f"- {len(kind)} times, as in {first.place}: {first.message}\n"
    return head + "".join(f"    - {_all_places(name, files)}\n" for name, files in _joined(groups))


def _joined(groups: dict[str, dict[str, list[str]]]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What is met by the same name, and in the same files without a line, as one group."""
    alone: dict[str, list[str]] = {}
    for name, files in groups.items():
        if name and len(files) == 1 and not any(next(iter(files.values()))):
            alone.setdefault(next(iter(files)), []).append(name)
        else:
            yield name, files
    for file, names in alone.items():
        yield ", ".join(names), {file: []}


def _all_places(name: str, files: dict[str, list[str]]) -> str:
    places = _some(
        [f"{file} {', '.join(filter(None, lines))}".strip() for file, lines in files.items()], "; "
    )
    return f"{name}: {places}" if name else f"All: {places}"


def _wanted(name: str, target: str) -> str:
    """The address, from the root of the site, that stands on a page."""
    here = "" if target.startswith("/") else posixpath.dirname(name)
    wanted = posixpath.normpath(posixpath.join(here, unquote(target).lstrip("/")))
    return "" if wanted == "." else wanted


def _for_authors(path: Path) -> bool:
    stem, suffix = path.stem.lower(), path.suffix.lower()
    if suffix == ".mdx" and stem != "readme" and not path.stem.isupper():
        return False  # `agents.mdx` is a page about agents
    return stem in _FOR_AUTHORS and suffix in ("", *_PAGES)


def _some(names: list[str], between: str = ", ") -> str:
    """The first names of a list, and how many more there are."""
    more = len(names) - _NAMED
    return between.join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _texts(said: Any, key: str) -> Iterator[str]:
    value = said.get(key) if isinstance(said, Mapping) else None
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one


def _scalars(said: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(value) for name, value in said.items() if isinstance(value, str | int | float)
    }


_EMOJI = {
    "pymdownx.emoji": {
        "emoji_index": "!!python/name:material.extensions.emoji.twemoji",
        "emoji_generator": "!!python/name:material.extensions.emoji.to_svg",
    }
}
_SOCIAL = {
    "x": "fontawesome/brands/x-twitter",
    "twitter": "fontawesome/brands/x-twitter",
    **{
        name: f"fontawesome/brands/{name}"
        for name in ("github", "linkedin", "discord", "slack", "facebook", "youtube", "medium")
    },
    **{
        name: f"fontawesome/brands/{name}"
        for name in ("instagram", "telegram", "reddit", "bluesky")
    },
    "hacker-news": "fontawesome/brands/hacker-news",
    "threads": "fontawesome/brands/threads",
}
_MARKUP = re.compile(r"[\s%()<>\"']")


def _first(inside: Any) -> str:
    """The first page of a part of the navigation."""
    if isinstance(inside, str):
        return "" if "://" in inside or inside.startswith("mailto:") else inside
    for one in inside if isinstance(inside, list) else ():
        values = one.values() if isinstance(one, Mapping) else (one,)
        for value in values:
            if found := _first(value):
                return found
    return ""


def _plain(title: str) -> str:
    return re.sub(r"([\\\[\]*_`])", r"\\\1", title)

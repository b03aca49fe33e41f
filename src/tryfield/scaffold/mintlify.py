"""A Mintlify site as a MkDocs site: endpoints stay as they are, other pages become Markdown."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tryfield.core.errors import ConfigurationError, ReadError
from tryfield.readers import definition_reader
from tryfield.readers.file_access import leads_outside
from tryfield.readers.mdx.front_matter import read_front_matter
from tryfield.readers.source import Source, decode
from tryfield.scaffold.making import Made, Maker, configured
from tryfield.scaffold.navigation import Navigation
from tryfield.scaffold.words import converted

_SETTINGS = ("docs.json", "mint.json")
_PAGES = (".mdx", ".md")
_SKIPPED = frozenset({"node_modules", "dist", "build", "site"})
_UNKNOWN = (
    *("redirects", "integrations", "navbar", "footer", "footerSocials", "topbarLinks", "banner"),
    *("topbarCtaButton", "background", "fonts", "seo", "contextual", "errors", "thumbnails"),
    *("topAnchor", "backgroundImage", "analytics", "feedback", "search", "modeToggle", "styling"),
)
_LARGEST = 50_000_000
REPORT = "NOT-CARRIED-OVER.md"


class Migration:
    """One folder, on its way."""

    def __init__(self, source: Path, maker: Maker) -> None:
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

    def made(self, definitions: Collection[str]) -> tuple[Made, list[str]]:
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
        configured(
            self._maker,
            name=str(self._said.get("name") or "My API"),
            sources=sources,
            nav=entries,
            theme=theme,
            more=f"{more}exclude_docs: |\n  {self._file}\n  snippets/\n",
        )
        self._maker.copy(f"docs/{self._file}", self._source / self._file)
        self._maker.text(REPORT, self._report())
        return self._maker.write(tuple(self._left)), sources

    def _found(self) -> list[str]:
        """Sorts the files of the folder; those that are no pages."""
        others: list[str] = []
        for folder, names, files in os.walk(self._source):
            names[:] = sorted(n for n in names if n not in _SKIPPED and not n.startswith("."))
            for name in sorted(files):
                path = Path(folder, name)
                uri = path.relative_to(self._source).as_posix()
                if name.startswith(".") or uri in _SETTINGS or path.is_symlink():
                    continue
                if path.stat().st_size > _LARGEST:
                    self._left.append(f"{uri}: it is too large.")
                elif path.suffix in _PAGES and not uri.startswith("snippets/"):
                    self._pages[uri[: -len(path.suffix)]] = path
                elif path.suffix not in (".jsx", ".tsx", ".ts"):
                    others.append(uri)
                else:
                    self._left.append(f"{uri}: a component is a program, and is never run.")
        self._files = set(others)
        for name, path in self._pages.items():
            if self._is_endpoint(path):
                self._endpoints.add(name)
        return others

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
        for one in (name, f"{name}/index", posixpath.splitext(name)[0]):
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
            text, left = converted(
                source, path=path, folder=self._source, link=partial(self._link, name)
            )
            self._maker.text(where, text)
            self._left += [f"{uri}: {one}" for one in left]

    def _link(self, name: str, target: str) -> str:
        """An address on a page, as it must be in the new place of that page."""
        here = posixpath.dirname(name)
        absolute = target.startswith("/")
        wanted = posixpath.normpath(posixpath.join("" if absolute else here, target.lstrip("/")))
        found = self._where(wanted) or (wanted if wanted in self._files else "")
        if not found:
            if absolute:
                self._left.append(f"{name}: '{target}' leads to nothing that is here.")
            return target
        return posixpath.relpath(found.replace(".mdx", ".md"), here or ".")

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
        if not found:
            found = self._example()
        return found

    def _example(self) -> list[str]:
        self._left.append(
            f"{self._file}: no endpoint was found; docs/api/get-greeting.mdx stands in for one."
        )
        self._maker.template("docs/api/get-greeting.mdx", "get-greeting.mdx")
        return ["docs/api/get-greeting.mdx"]

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
        lines = [f"- {' '.join(one.split())}\n" for one in dict.fromkeys(self._left)]
        return "# Not carried over\n\n" + ("".join(lines) or "Everything was.\n")


def _texts(said: Any, key: str) -> Iterator[str]:
    value = said.get(key) if isinstance(said, Mapping) else None
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one

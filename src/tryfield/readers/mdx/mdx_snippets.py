"""Snippets: pieces of pages that lie in files of their own, inside the docs folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tryfield.core.errors import ReadError
from tryfield.readers.file_access import FileRefusedError, Where, readable_file
from tryfield.readers.mdx.jsx_attributes import Attributes
from tryfield.readers.mdx.mdx_parser import Code, Element, Node, build, scan
from tryfield.readers.source_text import Joined, Source, decode

_IMPORT = re.compile(r"import\s++([A-Za-z_$][\w$]*+)\s++from\s++[\"']([^\"'\n]++)[\"']")
_LARGEST = 200_000
_TOGETHER = 2_000_000
_DEPTH = 4


class Snippets:
    """Puts snippets where a page names them.

    `source` is the page with the texts of its snippets behind it, `names` the components that
    stand for one, `resolved` the offsets of the import statements that were followed, `refused`
    those that may not be, by begin and end.
    """

    def __init__(
        self, source: Source, codes: Iterable[Code], *, page: Path | None, folder: Path | None
    ) -> None:
        self.source = source
        self.names: dict[str, str] = {}
        self.resolved: set[int] = set()
        self.refused: dict[tuple[int, int], FileRefusedError] = {}
        self._folder = folder
        self._page = page
        self._pieces: list[Source] = [source]
        if folder is not None:
            self._learn(codes, source.text)

    def _learn(self, codes: Iterable[Code], text: str) -> None:
        for code in codes:
            if code.kind != "import":
                continue
            for found in _IMPORT.finditer(text[code.start : code.end]):
                name, file = found.groups()
                if self._locate(file, code.start, code.end) is not None:
                    self.names[name] = file
                    self.resolved.add(code.start)

    def put_into(self, tree: Element, depth: int = 0) -> None:
        """Give every element that stands for a snippet what the snippet holds."""
        if self._folder is None or depth >= _DEPTH:
            return
        for element in list(_elements(tree.children)):
            file = self._named(element)
            path = self._locate(file, element.start, element.inside) if file else None
            if path is None or sum(len(one.text) for one in self._pieces) > _TOGETHER:
                continue
            piece = self._read(path)
            if piece is None:
                continue
            self._pieces.append(piece)
            joined = Joined(self._pieces)
            self.source = joined
            tokens = scan(joined.text, start=joined.base(len(self._pieces) - 1))
            self._learn([token for token in tokens if isinstance(token, Code)], joined.text)
            inner, _ = build(tokens)
            self.put_into(inner, depth + 1)
            element.children.extend(inner.children)

    def _named(self, element: Element) -> str:
        if element.name in self.names:
            return self.names[element.name]
        if element.name == "Snippet":
            attributes = Attributes(element.attributes)
            file = attributes.text("file") or attributes.text("path")
            if not file or file.startswith("/"):
                return file
            # Older sites keep them in `_snippets`.
            places = (f"/{folder}/{file}" for folder in ("snippets", "_snippets"))
            return next((place for place in places if self._locate(place)), "")
        return ""

    def _locate(self, file: str, start: int = 0, end: int = 0) -> Path | None:
        """Where a snippet lies; None when it is absent, or must not be read.

        From `start` to `end` stands what names it; a refusal is noted there.
        """
        folder = self._folder
        if folder is None or not file.lower().endswith((".mdx", ".md")):
            return None
        page = self._page if self._page is not None else folder / "page"
        target = page.parent / file if file.startswith(".") else folder / file.lstrip("/")
        try:
            where = Where(path=page, docs=folder)
            path = readable_file(file, target, use="snippet", where=where)
            return path if path.is_file() and path.stat().st_size <= _LARGEST else None
        except FileRefusedError as refused:
            if end:
                self.refused[start, end] = refused
            return None
        except OSError:
            return None

    def _read(self, path: Path) -> Source | None:
        try:
            return Source(decode(path.read_bytes(), file=str(path)), file=self._shown(path))
        except (OSError, ReadError):
            return None

    def _shown(self, path: Path) -> str:
        """The name of a snippet, as long as the page's is: both from the same folder."""
        if self._page is None:
            return str(path)
        try:
            page = self._page.resolve()
            up = len(page.parts) - len(self._page.parts)
            if not self._page.is_absolute() and page.parts[:up] == path.parts[:up]:
                return str(Path(*path.parts[up:]))
        except (OSError, ValueError):
            pass
        return str(path)


def _elements(nodes: Iterable[Node]) -> Iterator[Element]:
    pending = [node for node in nodes if isinstance(node, Element)]
    while pending:
        element = pending.pop(0)
        yield element
        pending.extend(child for child in element.children if isinstance(child, Element))

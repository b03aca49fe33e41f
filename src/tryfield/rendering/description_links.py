"""Links of descriptions to files of the docs folder, as addresses of the site.

Authors write `[limits](../limits.md)` as in any page of MkDocs, or `/guides/limits` as in Mintlify.
Descriptions are converted apart from the pages, so MkDocs never sees these links.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from tryfield.rendering.site_layout import GeneratedPage

_LINK = re.compile(
    r'<(?:a href|img (?:alt="[^"]*" )?src)="(?![\w+.-]+:|//|[#?])([^"#?]+)[^"]*"[^<>]*>'
)
_REL = ' rel="noopener noreferrer"'  # of every link in cleaned HTML, and of none of ours
_PAGES = (".mdx", ".md")

#: From a file of the docs folder to its address, seen from the page; None where there is none.
Address = Callable[[str], str | None]


class Links:
    """Follows the links of one site's descriptions."""

    def __init__(self, stubs: Iterable[GeneratedPage] = (), docs: Path = Path()) -> None:
        """Know the definitions in the docs folder, each as the page that it became."""
        self._docs = docs
        pages: dict[Path, list[str]] = {}
        for stub in stubs:
            if stub.source is not None and stub.source.is_relative_to(docs):
                pages.setdefault(stub.source.relative_to(docs), []).append(stub.uri)
        # Of a definition with several pages a link cannot say which it means.
        self._pages = {
            name: uris[0]
            for source, uris in pages.items()
            for name in (source.as_posix(), source.with_suffix(".md").as_posix())
            if len(uris) == 1
        }

    def followed(self, html: str, address: Address, *, source: Path | None) -> str:
        """A page whose descriptions link to what they mean.

        Args:
            html: The page.
            address: Where a file of the docs folder is.
            source: The definition. From one outside of the docs folder only what begins with `/`
                can be meant.
        """
        inside = source is not None and source.is_relative_to(self._docs)
        folder = source.relative_to(self._docs).parent.as_posix() if source and inside else None

        def replaced(found: re.Match[str]) -> str:
            tag = found[0]
            if tag.startswith("<a") and _REL not in tag:
                return tag
            files = (self._pages.get(uri, uri) for uri in _meant(unescape(found[1]), folder))
            where = next((one for one in map(address, files) if one is not None), None)
            begin, end = found.start(1) - found.start(), found.end(1) - found.start()
            return tag if where is None else f"{tag[:begin]}{escape(where)}{tag[end:]}"

        return _LINK.sub(replaced, html)


def _meant(target: str, folder: str | None) -> Iterator[str]:
    """The files that a link may mean, the likeliest first."""
    target = unquote(target)
    if target.startswith("/"):
        path = target.strip("/")
    elif folder is None:
        return
    else:
        path = posixpath.normpath(posixpath.join(folder, target)).removeprefix("./")
    if path.startswith(".."):
        return
    yield path
    stem, suffix = posixpath.splitext(path)
    if suffix in _PAGES:
        yield f"{stem}.md"
    else:
        yield f"{path}.md"
        yield posixpath.join(path, "index.md") if path not in ("", ".") else "index.md"

"""Links of descriptions to files of the docs folder, as addresses of the site.

Authors write `[limits](../limits.md)` as in any page of MkDocs, or `/guides/limits` as in Mintlify.
Descriptions are converted apart from the pages, and once for all pages that show them, so MkDocs
never sees these links. `description_html` marks the file that each of them names; the plugin puts
its address there when the page is known.
"""

from __future__ import annotations

import posixpath
import secrets
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tryfield.rendering.site_layout import GeneratedPage

_MARK = f"tryfield-link-{secrets.token_hex(8)}:"  # nobody can write it in a definition
_PAGES = (".mdx", ".md")

#: From a file of the docs folder to its address, seen from the page; None where there is none.
Address = Callable[[str], str | None]


class Links:
    """Follows the links of one site's descriptions."""

    def __init__(self, generated_pages: Iterable[GeneratedPage] = (), docs: Path = Path()) -> None:
        """Know the definitions in the docs folder, each as the page that it became."""
        self._docs = docs
        pages: dict[Path, list[str]] = {}
        for generated in generated_pages:
            if generated.source is not None and generated.source.is_relative_to(docs):
                pages.setdefault(generated.source.relative_to(docs), []).append(generated.uri)
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
            html: The page, with marked links.
            address: Where a file of the docs folder is.
            source: The definition. From one outside of the docs folder only what begins with `/`
                can be meant.
        """
        inside = source is not None and source.is_relative_to(self._docs)
        folder = source.relative_to(self._docs).parent.as_posix() if source and inside else None

        def followed(written: str) -> str:
            files = (self._pages.get(uri, uri) for uri in _meant(unescape(written), folder))
            found = next(filter(None, map(address, files)), None)
            return written if found is None else escape(found)

        return _with_links(html, followed)


def marked_link(link: str) -> str:
    """The target of a link, with the file marked that it names where it names one."""
    file = link.partition("#")[0].partition("?")[0]
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    if not file or parts.scheme or parts.netloc:
        return link
    return f"{_MARK}{file}{_MARK}{link[len(file) :]}"


def unmarked_links(html: str) -> str:
    """A page with the links as they are written, for who does not know where files are."""
    return html.replace(_MARK, "")


def _with_links(html: str, followed: Callable[[str], str]) -> str:
    pieces = html.split(_MARK)
    pieces[1::2] = map(followed, pieces[1::2])
    return "".join(pieces)


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

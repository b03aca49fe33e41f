"""The Content-Security-Policy that a documentation site is served with.

A theme has a few scripts in its pages. They are allowed by their hashes, so that no other script
that gets into a page is ever run. The hashes of all pages count on each of them: instant
navigation runs the scripts of the next page under the policy of the first.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"\btype\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_RUNNING = {"module", "text/javascript", "application/javascript"}


class Policy:
    """The policy of one site, which learns the scripts of its pages."""

    def __init__(self, site: Path, connect: Sequence[str]) -> None:
        self._connect = " ".join(connect)
        self._hashes: set[str] = set()
        self._known: dict[Path, int] = {}
        for page in sorted(site.rglob("*.html")):
            self.learn(page)

    def learn(self, page: Path) -> None:
        """Allow the scripts of a page, as it is now."""
        written = page.stat().st_mtime_ns
        if self._known.get(page) != written:
            self._known[page] = written
            self._hashes.update(script_hashes(page.read_text(encoding="utf-8", errors="replace")))

    def __str__(self) -> str:
        return policy(self._hashes, self._connect)


def policy(hashes: Iterable[str], connect: str) -> str:
    """The header's value.

    What we need: `wasm-unsafe-eval` for Python, `blob:` for its script, which travels compressed,
    `data:` workers for cells that cannot reach the site, `blob:` images and media for responses.
    What Material needs: its few scripts, by hash, style attributes for the alignment in tables, and
    `default-src` for the next page, which Firefox fetches before it is asked for.
    """
    scripts = " ".join(f"'{value}'" for value in sorted(hashes))
    return "; ".join(
        [
            "default-src 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            f"script-src 'self' 'wasm-unsafe-eval' blob: {scripts}".rstrip(),
            "worker-src 'self' data:",
            "style-src 'self'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self'",
            f"connect-src 'self' {connect}".rstrip(),
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def script_hashes(html: str) -> set[str]:
    """Of the scripts that stand in a page and are run, as a policy names them."""
    return {
        "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
        for attributes, text in _SCRIPT.findall(html.replace("\r\n", "\n"))
        if text and not _SOURCE.search(attributes) and _is_run(attributes)
    }


def _is_run(attributes: str) -> bool:
    named = _TYPE.search(attributes)
    return named is None or named[1].lower() in _RUNNING

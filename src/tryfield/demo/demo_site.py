"""Serves a built documentation site: the right types, compressed files, caching, its 404 page."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from tryfield.core.errors import ConfigurationError
from tryfield.demo.content_security_policy import Policy

#: A page may call any API by default, since readers type in base URLs of their own.
ANYWHERE = ("http:", "https:")

# Not every system knows these, and Pyodide waits for ever where one of them is wrong.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
_BYTES = "application/octet-stream"
_CODINGS = {"br": ".br", "gzip": ".gz"}  # the smaller one first
_SITEMAP = "sitemap.xml"
_LOCATION = re.compile(r"<loc>([^<]+)")
_HASHED = re.compile(r"\.[0-9a-f]{8,}\.")  # of the content, in the name


class Site(StaticFiles):
    """The files of a site, as an ASGI application.

    Raises:
        ConfigurationError: There is no such folder.
    """

    def __init__(self, folder: Path, *, connect: Sequence[str] = ANYWHERE) -> None:
        if not folder.is_dir():
            raise ConfigurationError(
                f"{folder}: site-missing: there is no such folder."
                " Build the site first, with 'mkdocs build', or name another with --site."
            )
        super().__init__(directory=folder, html=True)
        self._folder = folder
        self._policy = Policy(folder.resolve(), connect)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, the page of a folder, or the site's 404 page."""
        response = await super().get_response(path, scope)
        if path == _SITEMAP and isinstance(response, FileResponse) and response.status_code == 200:
            response = self._sitemap(scope)
        if isinstance(response, FileResponse) and response.status_code == 404:
            page = Path(os.fspath(response.path))
            response = self.file_response(page, page.stat(), scope, status_code=404)
        return response

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """A file, compressed where that is there and wanted; 304 where the reader has it."""
        path = Path(full_path)
        asked = Headers(scope=scope)
        sent, coding = self._variant(path, asked.get("accept-encoding", ""))
        response = FileResponse(
            sent,
            status_code=status_code,
            media_type=_TYPES.get(path.suffix) or guess_type(path.name)[0] or _BYTES,
            stat_result=stat_result if sent == path else sent.stat(),
        )
        headers = response.headers
        headers["Vary"] = "Accept-Encoding"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if _HASHED.search(path.name) else "no-cache"
        )
        if coding:
            headers["Content-Encoding"] = coding
        if path.suffix == ".html":
            self._policy.learn(path)
        headers["Content-Security-Policy"] = str(self._policy)
        if status_code == 200 and self.is_not_modified(headers, asked):
            return NotModifiedResponse(headers)
        return response

    def _sitemap(self, scope: Scope) -> Response:
        """The map of the site as it is served: instant navigation asks it which links are ours.

        The built one names the address that the site was built for.
        """
        text = (self._folder / _SITEMAP).read_text("utf-8")
        home = min(_LOCATION.findall(text), key=len, default="")
        own = f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}{scope['root_path']}/"
        if home.endswith("/"):
            text = text.replace(f"<loc>{home}", f"<loc>{own}")
        return Response(text, media_type="application/xml", headers={"Cache-Control": "no-cache"})

    def _variant(self, path: Path, accepted: str) -> tuple[Path, str]:
        for coding, suffix in _CODINGS.items():
            beside = path.with_name(path.name + suffix)
            if _accepts(accepted, coding) and beside.is_file():
                return beside, coding
        return path, ""


def _accepts(accepted: str, coding: str) -> bool:
    for option in accepted.lower().split(","):
        name, _, weight = option.partition(";")
        if name.strip() == coding:
            return not re.fullmatch(r"q=0(\.0*)?", weight.strip())
    return False

"""A host for built sites: below a path, and with a policy without `unsafe-inline` scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _hashes(site: Path) -> str:
    """Those of the scripts that the theme writes into its pages; ours has none."""
    texts = {
        text for page in site.rglob("*.html") for text in _INLINE.findall(page.read_text("utf-8"))
    }
    digests = sorted(base64.b64encode(hashlib.sha256(text.encode()).digest()) for text in texts)
    return " ".join(f"'sha256-{digest.decode()}'" for digest in digests)


#: Where browsers tell what the policy has refused.
REPORTS = "/refused-by-policy"


def policy(site: Path, *apis: str) -> str:
    """What a site needs: its own files, WebAssembly, and the APIs that it documents.

    `style-src` allows what the theme writes into attributes; `data:` is its icons.
    """
    return (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob: {_hashes(site)}; "
        "worker-src 'self' data:; style-src 'self'; style-src-attr 'unsafe-inline'; "
        "object-src 'none'; frame-src 'none'; img-src 'self' blob: data:; font-src 'self'; "
        "media-src blob:; base-uri 'none'; "
        f"form-action 'none'; connect-src 'self' {' '.join(apis)}; report-uri {REPORTS}"
    )


def host(site: Path, below: str, *apis: str, refused: list[str] | None = None) -> Starlette:
    """The site below a path, with the policy on every file; what it refuses is written down."""
    said = policy(site, *apis)

    class Strict(BaseHTTPMiddleware):
        async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
            response = await call_next(request)
            response.headers["Content-Security-Policy"] = said
            return response

    async def note(request: Request) -> Response:
        text = (await request.body()).decode("utf-8", "replace")
        if refused is not None:
            refused.append(text)
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route(REPORTS, note, methods=["POST"]),
            Mount(below, StaticFiles(directory=site, html=True)),
        ],
        middleware=[Middleware(Strict)],
    )

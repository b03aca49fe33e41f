"""Documents at an address: fetched once, kept as a local copy that has the address as its name.

Only what the user names is fetched, or what a document's own origin lists for it: what a document
refers to is not, and no redirection leads to another origin.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from tryfield.core.errors import ReadError, UnreachableError
from tryfield.core.masking import MASK, masked
from tryfield.core.request.request_url import AddressError, origin_of, parsed
from tryfield.core.wire import WireRequest
from tryfield.readers.source_text import decode
from tryfield.relative_paths import keep_address

if TYPE_CHECKING:
    import httpx2

SIZE_LIMIT = 50_000_000  # bytes
_SECONDS = 30.0  # for one read; a framework may make its document at the first request
_WHOLE = 60.0  # for all of a document
_REDIRECTIONS = 5
_ACCEPT = "application/json, application/yaml, text/yaml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteText:
    """What an address answered."""

    url: str  #: after redirections
    status: int
    media_type: str
    text: str


def local_copy(url: str, headers: Mapping[str, str] | None = None) -> Path:
    """A local copy of the document at an address, fetched at the first time.

    Args:
        url: Absolute; a fragment is not sent.
        headers: Sent along, such as an authorization.

    Raises:
        ReadError: There is no document: another status than 200, HTML, too large, not UTF-8.
        UnreachableError: Nobody answers, or not in time.
    """
    url = url.partition("#")[0]
    if url not in _copies:
        name = shown_address(url)
        answer = fetched(url, headers=headers or {})
        if answer.status != 200:
            advice = "Correct the address."
            if answer.status in (401, 403):
                advice = "Name the credential: --header 'Authorization: Bearer ${TOKEN}'."
            raise ReadError(f"{name}: not-readable: It answered {answer.status}. {advice}")
        if answer.media_type == "text/html" or answer.text[:200].lstrip().startswith("<"):
            raise ReadError(
                f"{name}: not-readable: This is a page, not a document. Name the address of the "
                "OpenAPI document, or let it be found: tryfield check --live BASE_URL."
            )
        _copies[url] = keep_copy(name, answer.text)
    return _copies[url]


_copies: dict[str, Path] = {}  # by address


def shown_address(url: str) -> str:
    """An address without the credentials in it, as reports name it."""
    hidden = masked(WireRequest(method="GET", url=url)).url
    return hidden.replace(f"{MASK}@", "", 1)


def keep_copy(name: str, text: str) -> Path:
    """Keep a text under a name, for as long as this process runs."""
    stem = "".join(c if c.isalnum() or c in "-_" else "-" for c in _stem(name)) or "document"
    if text.lstrip().startswith(("{", "[")):
        suffix = ".json"
    else:
        suffix = ".mdx" if name.endswith((".mdx", ".md")) else ".yaml"
    copy = Path(tempfile.mkdtemp(dir=_folder())) / f"{stem[:80]}{suffix}"
    copy.write_text(text, encoding="utf-8", newline="\n")
    keep_address(copy, name)
    return copy


def _stem(name: str) -> str:
    last = urlsplit(name).path.rstrip("/").rpartition("/")[2]
    return last.rpartition(".")[0] or last


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tryfield-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def client(transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """What fetches documents: by the network, or by another transport."""
    import httpx2  # takes a while, and most runs fetch nothing

    return httpx2.Client(timeout=_SECONDS, follow_redirects=False, transport=transport)


def fetched(
    url: str,
    *,
    headers: Mapping[str, str],
    by: httpx2.Client | None = None,
    limit: int = SIZE_LIMIT,
) -> RemoteText:
    """What an address answers, whatever the status.

    Args:
        url: Absolute. Redirections are followed on its own origin.
        headers: Sent along.
        by: A client that is used for several addresses.
        limit: Bytes of a text, unpacked.

    Raises:
        ReadError: It is no address, too large, not UTF-8, or moved to another origin.
        UnreachableError: Nobody answers, or not in time.
    """
    import httpx2

    name = shown_address(url)
    try:
        here = str(parsed(url))
    except AddressError as error:
        raise ReadError(f"{name}: not-readable: {error}") from None
    origin = origin_of(here)
    end = time.monotonic() + _WHOLE
    said = {"accept": _ACCEPT, **{name.lower(): value for name, value in headers.items()}}
    try:
        with nullcontext(by) if by is not None else client() as asking:
            for _ in range(_REDIRECTIONS):
                with asking.stream("GET", here, headers=said) as answer:
                    target = answer.headers.get("location")
                    if target is None or not 300 <= answer.status_code < 400:
                        return _text(answer, here, limit, end)
                    here = urljoin(here, target)
                    if origin_of(here) != origin:
                        raise ReadError(
                            f"{name}: not-readable: It has moved to {shown_address(here)}. Name "
                            "that address, if you trust it."
                        )
    except httpx2.InvalidURL as error:
        raise ReadError(f"{name}: not-readable: This is no URL: {error}. Correct it.") from None
    except httpx2.RequestError as error:
        words = str(error) or type(error).__name__
        raise UnreachableError(
            f"{name}: cannot be reached ({words}). Is the address right, and is it running?"
        ) from None
    raise ReadError(f"{name}: not-readable: It redirects without end. Correct the address.")


def _text(answer: httpx2.Response, url: str, limit: int, end: float) -> RemoteText:
    name = shown_address(url)
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes():
        size += len(part)
        parts.append(part)
        if size > limit:
            raise ReadError(
                f"{name}: too-large: It has more than {limit} bytes. Save it as files that are "
                "smaller."
            )
        if time.monotonic() > end:
            raise UnreachableError(
                f"{name}: no whole answer within {_WHOLE:g} s. Is it a document?"
            )
    return RemoteText(
        url=url,
        status=answer.status_code,
        media_type=answer.headers.get("content-type", "").partition(";")[0].strip().lower(),
        text=decode(b"".join(parts), file=name),
    )

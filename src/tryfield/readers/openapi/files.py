"""The files of one OpenAPI description: found by relative references, only inside the root."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from tryfield.core.errors import ReadError
from tryfield.readers.openapi.file import File
from tryfield.readers.openapi.parsing import parse
from tryfield.readers.source import Source, decode, normalised

_SIZE = 30_000_000  # bytes of one file
_TOTAL = 100_000_000  # bytes of all files
_COUNT = 2_000


class RefusedError(Exception):
    """Why a reference is not followed: a sentence, and what to do."""

    def __init__(self, rule: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.advice = advice


class Files:
    """Opens what references name, each file once."""

    def __init__(
        self,
        main: File,
        *,
        root: Path | None,
        allowed: Collection[str],
        fetch: Callable[[str], str] | None,
    ) -> None:
        self.main = main
        self.opened: dict[str, File] = {main.name: main}
        self._root = (root if root is not None else Path(main.name).parent).resolve()
        self._allowed = tuple(allowed)
        self._fetch = fetch
        self._total = 0

    def open(self, origin: File, address: str, *, text_only: bool = False) -> File:
        """The file that an address in `origin` names; raises RefusedError."""
        if address == "":
            return origin
        if "://" in origin.name:
            name = urljoin(origin.name, address)
        elif urlsplit(address).scheme or address.startswith("//"):
            name = address
        else:
            folder = posixpath.dirname(origin.name)
            name = posixpath.normpath(posixpath.join(folder, unquote(address)))
        if name not in self.opened:
            if len(self.opened) >= _COUNT:
                raise RefusedError(
                    "openapi-reference", f"More than {_COUNT} files are referred to.", "Join some."
                )
            text = (
                self._remote(name) if "://" in name or name.startswith("//") else self._local(name)
            )
            source = Source(text, file=name)
            file = File(source, name=name, value=text) if text_only else parse(source, name)
            file.version = origin.version
            self.opened[name] = file
        return self.opened[name]

    def _local(self, name: str) -> str:
        path = Path(name)
        try:
            real = path.resolve()
            if not real.is_relative_to(self._root):
                raise RefusedError(
                    "openapi-reference",
                    f"{name!r} lies outside of the folder that may be read.",
                    "Move the file inside, or set the root to a folder above both.",
                )
            if real.stat().st_size > _SIZE:
                raise RefusedError(
                    "openapi-reference",
                    f"{name!r} is larger than {_SIZE // 10**6} MB.",
                    "Split it.",
                )
            data = real.read_bytes()
        except (OSError, ValueError) as fault:
            reason = getattr(fault, "strerror", None) or "it cannot be read"
            raise RefusedError(
                "openapi-reference", f"{name!r} cannot be read: {reason}.", "Correct the reference."
            ) from None
        self._total += len(data)
        if self._total > _TOTAL:
            raise RefusedError(
                "openapi-reference",
                f"The files referred to are larger than {_TOTAL // 10**6} MB together.",
                "Leave some out.",
            )
        try:
            return decode(data, file=name)
        except ReadError as fault:
            raise RefusedError("openapi-reference", f"{fault}", "") from None

    def _remote(self, address: str) -> str:
        if self._fetch is None or not any(_covers(name, address) for name in self._allowed):
            raise RefusedError(
                "openapi-remote-reference",
                f"{address!r} lies on another machine and is not allowed by name.",
                "Copy the file beside the document, or allow the address.",
            )
        try:
            return normalised(self._fetch(address))
        except (OSError, ValueError, ReadError) as fault:
            raise RefusedError(
                "openapi-reference", f"{address!r} cannot be fetched: {fault}.", "Try again later."
            ) from None


def _covers(name: str, address: str) -> bool:
    """Whether an allowed name covers an address: the address, or a folder or host above it."""
    return address == name or address.startswith(name if name.endswith("/") else f"{name}/")

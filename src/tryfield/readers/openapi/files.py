"""The files of one OpenAPI description: found by relative references, where they may be read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from tryfield.core.errors import ReadError
from tryfield.core.findings import Severity
from tryfield.readers.file_access import FileRefusedError, Use, Where, readable_file
from tryfield.readers.openapi.file import File
from tryfield.readers.openapi.parsing import parse
from tryfield.readers.source import Source, decode, normalised

_SIZE = 30_000_000  # bytes of one file
_TOTAL = 100_000_000  # bytes of all files
_COUNT = 2_000


class RefusedError(Exception):
    """Why a reference is not followed: a sentence, and what to do."""

    def __init__(
        self, rule: str, message: str, advice: str, severity: Severity = Severity.ERROR
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.advice = advice
        self.severity = (
            severity  #: of an example or a sample; a reference that leads nowhere is an error
        )


class Files:
    """Opens what references name, each file once."""

    def __init__(
        self,
        main: File,
        *,
        where: Where,
        allowed: Collection[str],
        fetch: Callable[[str], str] | None,
    ) -> None:
        self.main = main
        self.opened: dict[str, File] = {main.name: main}
        self._where = where
        self._allowed = tuple(allowed)
        self._fetch = fetch
        self._total = 0

    def open(
        self, origin: File, address: str, *, use: Use = "reference", media_type: str = ""
    ) -> File:
        """The file that an address in `origin` names; raises RefusedError.

        Args:
            origin: The file that names it.
            address: As it is written there.
            use: A reference leads to a document; anything else is text.
            media_type: Of an example.
        """
        if address == "":
            return origin
        if "://" in origin.name:
            name = urljoin(origin.name, address)
        elif urlsplit(address).scheme or address.startswith("//"):
            name = address
        else:
            folder = posixpath.dirname(origin.name)
            name = posixpath.normpath(posixpath.join(folder, unquote(address)))
        remote = "://" in name or name.startswith("//")
        # What may be a document need not be an example, so each use is decided for itself.
        key = name if use == "reference" else f"{name} {use} {media_type}"
        if key not in self.opened:
            path = Path(name) if remote else self._permitted(address, name, use, media_type)
            if len(self.opened) >= _COUNT:
                raise RefusedError(
                    "openapi-reference", f"More than {_COUNT} files are referred to.", "Join some."
                )
            text = self._remote(name) if remote else self._local(name, path)
            source = Source(text, file=name)
            if use == "reference":
                file = document(source, name)
            else:
                file = File(source, name=name, value=text)
            file.version = origin.version
            self.opened[key] = file
        return self.opened[key]

    def _permitted(self, address: str, name: str, use: Use, media_type: str) -> Path:
        try:
            return readable_file(
                address, Path(name), use=use, where=self._where, media_type=media_type
            )
        except FileRefusedError as refused:
            raise RefusedError("openapi-reference", refused.message, refused.advice) from None

    def _local(self, name: str, real: Path) -> str:
        try:
            if real.exists() and not real.is_file():
                raise RefusedError(
                    "openapi-reference", f"{name!r} is no file.", "Correct the reference."
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
                "openapi-reference",
                f"{name!r} cannot be read: {reason}.",
                "Correct the reference.",
                Severity.WARNING,
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


def document(source: Source, name: str) -> File:
    """The file that a reference leads to; raises RefusedError when it holds no document."""
    file = parse(source, name)
    if not isinstance(file.value, (dict, list, bool)):
        raise RefusedError(
            "openapi-reference",
            f"{name!r} holds no document: it is no object in JSON or YAML.",
            "Correct the reference.",
        )
    return file


def _covers(name: str, address: str) -> bool:
    """Whether an allowed name covers an address: the address, or a folder or host above it."""
    return address == name or address.startswith(name if name.endswith("/") else f"{name}/")

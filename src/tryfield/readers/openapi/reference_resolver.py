"""Where a `$ref` leads: a file and a pointer in it, or a finding that says why nowhere.

Files are found by relative references, only inside the root; remote ones only where it is allowed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from tryfield.core.errors import ReadError
from tryfield.core.findings import Severity
from tryfield.core.json_pointer import at, escape_token, lookup, unescape_token
from tryfield.core.model import Json
from tryfield.core.schema.schema_documents import join_uri
from tryfield.readers.file_access import FileRefusedError, Use, Where, readable_file
from tryfield.readers.openapi.openapi_file import File, parse
from tryfield.readers.openapi.openapi_provenance import Place, Provenance
from tryfield.readers.source_text import Source, decode, normalised

_HOPS = 50
_CHAIN = 100  # references one after the other; people write three


class ReferenceResolver:
    """Follows references from place to place, within the files that may be read."""

    def __init__(self, files: Files, provenance: Provenance) -> None:
        self._files = files
        self._provenance = provenance
        self._anchors: dict[str, dict[str, str]] = {}
        self._based: dict[str, bool] = {}  #: whether a file may have a `$id`
        self._dynamic: dict[str, list[str]] = {}  #: each `$dynamicAnchor`, by the name of its file

    def follow(self, reference: str, place: Place) -> tuple[File, str, Json] | None:
        """The file, pointer and value that a reference leads to; None, reported, if to none."""
        found = self._step(reference, place, _HOPS)
        if found is None:
            self._provenance.report(
                place,
                f"{reference!r} leads to nothing.",
                "Correct the reference, or add what it names.",
                rule="openapi-reference",
            )
        return found or None

    def depends(self, reference: str, place: Place) -> bool:
        """Whether a `$dynamicRef` leads to one of several anchors, as its callers say."""
        self._identities(place.file)
        return self._dynamic.get(place.file.name, []).count(reference.rpartition("#")[2]) > 1

    def final(self, value: Json, place: Place) -> tuple[Json, Place] | None:
        """What a value refers to in the end, through as many references as there are."""
        seen: set[tuple[str, str]] = set()
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            found = self.follow(reference, place)
            if found is None:
                return None
            file, pointer, value = found
            if (file.name, pointer) in seen:
                self._provenance.report(
                    place,
                    f"{reference!r} leads back to itself.",
                    "Let one of the references say what it is.",
                    rule="openapi-reference",
                )
                return None
            if len(seen) == _CHAIN:
                self._provenance.report(
                    place,
                    f"{reference!r} is one of more than {_CHAIN} references that lead to the next.",
                    "Refer to what the last of them names.",
                    rule="openapi-reference",
                )
                return None
            seen.add((file.name, pointer))
            place = Place(file, pointer, place.at)
        return value, place

    def text(self, address: str, place: Place, use: Use) -> File | None:
        """The text of an example or a code sample elsewhere; None, reported, if it is not read."""
        _, inside, after = place.at.rpartition("/content/")
        media_type = unescape_token(after.partition("/")[0]) if inside else ""
        try:
            return self._files.open(place.file, address, use=use, media_type=media_type)
        except RefusedError as refused:
            self._provenance.report(
                place,
                refused.message,
                refused.advice,
                rule=refused.rule,
                severity=refused.severity,
            )
            return None

    def _step(
        self, reference: str, place: Place, hops: int
    ) -> tuple[File, str, Json] | tuple[()] | None:
        """As `follow`; () when the error is reported already."""
        base = self._base(place)
        if base and reference.startswith("#"):
            # Below `$id`, a fragment is one of that schema (JSON Schema 2020-12, 8.2.1); many
            # documents mean the whole document all the same.
            found = self._walk(place.file, base + unquote(reference[1:]), hops)
            if found:
                return found
        address, _, fragment = reference.partition("#")
        known = self._identities(place.file) if address else {}
        pointer = known.get(address, "")
        if base and not pointer:
            pointer = known.get(
                join_uri(str(at(lookup(place.file.value, base), "$id")), address), ""
            )
        file = place.file
        if not pointer:
            try:
                file = self._files.open(place.file, address)
            except RefusedError as refused:
                self._provenance.report(place, refused.message, refused.advice, rule=refused.rule)
                return ()
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            anchor = self._identities(file).get(f"#{fragment}")
            if anchor is None:
                return None
            pointer, fragment = anchor, ""
        return self._walk(file, pointer + fragment, hops)

    def _base(self, place: Place) -> str:
        """Pointer of the nearest schema around a place that says its own `$id`; "" for none."""
        file = place.file
        based = self._based.get(file.name)
        if based is None:
            based = self._based[file.name] = (
                '"$id"' in file.source.text or "$id:" in file.source.text
            )
        if not based:
            return ""
        found, value, here = "", file.value, ""
        for step in place.pointer.split("/")[1:]:
            if isinstance(value, dict) and isinstance(value.get("$id"), str) and here:
                found = here
            value, here = at(value, unescape_token(step)), f"{here}/{step}"
        return found

    def _walk(
        self, file: File, pointer: str, hops: int
    ) -> tuple[File, str, Json] | tuple[()] | None:
        value, here = file.value, ""
        for step in (unescape_token(s) for s in pointer.split("/")[1:]):
            inner = at(value, step)
            if inner is None and isinstance(value, dict) and isinstance(value.get("$ref"), str):
                if hops == 0:
                    return None
                found = self._step(value["$ref"], Place(file, here, ""), hops - 1)
                if not found:
                    return found
                file, here, value = found
                inner = at(value, step)
            if inner is None:
                return None
            value, here = inner, f"{here}/{escape_token(step)}"
        whole = here == "" and file is self._files.main  # a document is no part of itself
        return None if value is None or whole else (file, here, value)

    def _identities(self, file: File) -> dict[str, str]:
        """The `$id` and `#$anchor` of the schemas of a file -> their pointers."""
        if file.name not in self._anchors:
            found: dict[str, str] = {}
            if "$id" in file.source.text or "nchor" in file.source.text:
                stack = [("", file.value)]
                while stack:
                    pointer, value = stack.pop()
                    if isinstance(value, dict):
                        for word, prefix in (
                            ("$id", ""),
                            ("$anchor", "#"),
                            ("$dynamicAnchor", "#"),
                        ):
                            if isinstance(value.get(word), str):
                                found.setdefault(prefix + value[word], pointer)
                                if word == "$dynamicAnchor":
                                    self._dynamic.setdefault(file.name, []).append(value[word])
                        stack += [
                            (f"{pointer}/{escape_token(str(name))}", inner)
                            for name, inner in value.items()
                            if isinstance(inner, (dict, list))
                        ]
                    elif isinstance(value, list):
                        stack += [(f"{pointer}/{n}", inner) for n, inner in enumerate(value)]
            self._anchors[file.name] = found
        return self._anchors[file.name]


_SIZE = 30_000_000  # bytes of one file
_TOTAL = 100_000_000  # bytes of all files
_COUNT = 20_000


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
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it cannot be read"
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
        except ReadError as error:
            raise RefusedError("openapi-reference", f"{error}", "") from None

    def _remote(self, address: str) -> str:
        if self._fetch is None or not any(_covers(name, address) for name in self._allowed):
            raise RefusedError(
                "openapi-remote-reference",
                f"{address!r} lies on another machine and is not allowed by name.",
                "Copy the file beside the document, or allow the address.",
            )
        try:
            return normalised(self._fetch(address))
        except (OSError, ValueError, ReadError) as error:
            raise RefusedError(
                "openapi-reference", f"{address!r} cannot be fetched: {error}.", "Try again later."
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

"""Where a `$ref` leads: a file and a pointer in it, or a finding that says why nowhere."""

from __future__ import annotations

from urllib.parse import unquote

from tryfield.core.contract.openapi_terms import escape, unescape
from tryfield.core.contract.schema_references import at
from tryfield.core.model import Json
from tryfield.readers.file_access import Use
from tryfield.readers.openapi.file import File
from tryfield.readers.openapi.files import Files, RefusedError
from tryfield.readers.openapi.place import Ledger, Place

_HOPS = 50
_CHAIN = 100  # references one after the other; people write three


class Follower:
    """Follows references from place to place, within the files that may be read."""

    def __init__(self, files: Files, ledger: Ledger) -> None:
        self._files = files
        self._ledger = ledger
        self._anchors: dict[str, dict[str, str]] = {}

    def follow(self, reference: str, place: Place) -> tuple[File, str, Json] | None:
        """The file, pointer and value that a reference leads to; None, reported, if to none."""
        found = self._step(reference, place, _HOPS)
        if found is None:
            self._ledger.fault(
                place,
                f"{reference!r} leads to nothing.",
                "Correct the reference, or add what it names.",
                rule="openapi-reference",
            )
        return found or None

    def final(self, value: Json, place: Place) -> tuple[Json, Place] | None:
        """What a value refers to in the end, through as many references as there are."""
        seen: set[tuple[str, str]] = set()
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            found = self.follow(reference, place)
            if found is None:
                return None
            file, pointer, value = found
            if (file.name, pointer) in seen:
                self._ledger.fault(
                    place,
                    f"{reference!r} leads back to itself.",
                    "Let one of the references say what it is.",
                    rule="openapi-reference",
                )
                return None
            if len(seen) == _CHAIN:
                self._ledger.fault(
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
        media_type = unescape(after.partition("/")[0]) if inside else ""
        try:
            return self._files.open(place.file, address, use=use, media_type=media_type)
        except RefusedError as refused:
            self._ledger.fault(
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
        """As `follow`; () when the fault is reported already."""
        address, _, fragment = reference.partition("#")
        pointer = self._identities(place.file).get(address, "") if address else ""
        file = place.file
        if not pointer:
            try:
                file = self._files.open(place.file, address)
            except RefusedError as refused:
                self._ledger.fault(place, refused.message, refused.advice, rule=refused.rule)
                return ()
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            anchor = self._identities(file).get(f"#{fragment}")
            if anchor is None:
                return None
            pointer, fragment = anchor, ""
        return self._walk(file, pointer + fragment, hops)

    def _walk(
        self, file: File, pointer: str, hops: int
    ) -> tuple[File, str, Json] | tuple[()] | None:
        value, here = file.value, ""
        for step in (unescape(s) for s in pointer.split("/")[1:]):
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
            value, here = inner, f"{here}/{escape(step)}"
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
                        stack += [
                            (f"{pointer}/{escape(str(name))}", inner)
                            for name, inner in value.items()
                            if isinstance(inner, (dict, list))
                        ]
                    elif isinstance(value, list):
                        stack += [(f"{pointer}/{n}", inner) for n, inner in enumerate(value)]
            self._anchors[file.name] = found
        return self._anchors[file.name]

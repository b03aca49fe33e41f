"""Which words of schemas the version of a description knows."""

from __future__ import annotations

from dataclasses import dataclass

from tryfield.readers.openapi.place import Ledger, Place


@dataclass(frozen=True)
class Dialect:
    """The schemas of one description, whose main file declares a version."""

    ledger: Ledger
    version: str

    @property
    def swagger(self) -> bool:
        """Whether it is OpenAPI 2.0."""
        return self.version.startswith("2")

    def is_old(self, place: Place) -> bool:
        """Whether the file is older than OpenAPI 3.1, whose schemas are JSON Schema."""
        return (place.file.version or self.version) < "3.1"

    def mixed(self, place: Place, word: str, what: str = "", advice: str = "") -> None:
        """Report a keyword of another version than the file declares."""
        self.ledger.mixed(
            place,
            f"{what or repr(word)} is not of OpenAPI {place.file.version or self.version}; "
            "it is read as meant",
            f"{advice or 'Declare the version that the document is written in'}.",
        )

"""What the readers of single shapes ask of the run that they are part of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from tryfield.core.model import Json
from tryfield.readers.openapi.file import File
from tryfield.readers.openapi.following import Follower
from tryfield.readers.openapi.place import Ledger, Place


class Run(Protocol):
    """One run over a description; `upgrade.Upgrade` is it."""

    ledger: Ledger
    follower: Follower
    main: File
    swagger: bool
    document: dict[str, Any]

    def read(self, form: str, value: Json, place: Place) -> Json:
        """A value of some form as OpenAPI 3.1 has it; MISSING when it cannot be read."""

    def refer(self, kind: str, reference: str, place: Place) -> str:
        """The reference as it is in the new document; "" when it leads nowhere, reported."""

    def known(self, kind: str, pointer: str) -> str:
        """The name of the component that a pointer of the document stands for; "" for none."""


#: Brings an object into the shape that OpenAPI 3.1 has for it, before its members are read.
Hook: TypeAlias = Callable[[Run, dict[str, Json], Place], dict[str, Json]]

"""What the readers of single objects ask of the upgrade that they are part of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from tryfield.core.model import Json
from tryfield.readers.openapi.openapi_file import File
from tryfield.readers.openapi.openapi_provenance import Place, Provenance
from tryfield.readers.openapi.reference_resolver import ReferenceResolver


class UpgradeRun(Protocol):
    """One run over a description; `upgrade.Upgrade` is it."""

    provenance: Provenance
    follower: ReferenceResolver
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
Hook: TypeAlias = Callable[[UpgradeRun, dict[str, Json], Place], dict[str, Json]]

"""What reading a definition gives: a reference, findings, and the kind of the definition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tryfield.core.findings import Finding
from tryfield.core.model import Reference

Kind = Literal["mdx", "export", "openapi", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a definition says, and what is wrong with it.

    `passed_over` says why a page that can be read holds no endpoint, and what it is if that is
    another format.
    """

    reference: Reference = field(default_factory=Reference)
    findings: tuple[Finding, ...] = ()
    kind: Kind = "none"
    passed_over: str = ""
    foreign: bool = False  #: whether it describes an API in a format that is not read

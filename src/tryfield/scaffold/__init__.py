"""A folder to start from: a site that builds, serves and checks as it is."""

from __future__ import annotations

from tryfield.scaffold.making import Made
from tryfield.scaffold.mintlify import REPORT
from tryfield.scaffold.starting import from_mintlify, from_nothing, from_openapi

__all__ = ["REPORT", "Made", "from_mintlify", "from_nothing", "from_openapi"]

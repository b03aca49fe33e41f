"""The users API that the documentation of this project is about, really implemented."""

from __future__ import annotations

from tryfield.demo.server import application, serve
from tryfield.demo.users import api

__all__ = ["api", "application", "serve"]

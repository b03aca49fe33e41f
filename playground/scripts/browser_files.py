"""Puts what the browser runs into the wheel.

A checkout in which it was not built gives a wheel that checks and exports, as pre-commit needs it;
its plugin for MkDocs says what is missing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BrowserFiles(BuildHookInterface[Any]):
    """Adds `playground/build/site` as `tryfield/browser`, where it was built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the wheel is put together."""
        built = Path(self.root) / "playground" / "build" / "site"
        if built.is_dir():
            build_data["force_include"][str(built)] = "tryfield/browser"

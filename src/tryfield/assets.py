"""Where the files lie that a site gives to browsers: scripts, styles, Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tryfield.core.errors import ConfigurationError

URI = "assets/tryfield"  #: their folder in a site
STYLE = "tryfield.css"
SCRIPT = "tryfield.js"
# A service worker rules what lies beside and below it.
_AT_THE_TOP = {"service-worker.js": "tryfield-offline.js"}


def folder() -> Path:
    """The folder of the browser files, in the wheel or, when installed editable, in the sources.

    Raises:
        ConfigurationError: They have not been built.
    """
    here = Path(__file__).resolve().parent
    places = (here / "browser", here.parents[1] / "playground" / "build" / "site")
    for place in places:
        if (place / SCRIPT).is_file():
            return place
    raise ConfigurationError(f"{places[-1]}: the browser files are not built. Run `make assets`.")


def files() -> Iterator[tuple[str, Path]]:
    """Every browser file: its path in the site, and where it lies now."""
    base = folder()
    for path in sorted(base.rglob("*")):
        if path.is_file():
            name = path.relative_to(base).as_posix()
            yield _AT_THE_TOP.get(name, f"{URI}/{name}"), path

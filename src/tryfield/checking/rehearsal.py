"""Fixes made in a copy of the project, to know what they would write in the end.

One fix may make room for another, and only a second look at the mended files tells. The copy has
what definitions may be or refer to, and is gone afterwards.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tryfield import project
from tryfield.configuration import is_project
from tryfield.core.errors import TryfieldError

_MOST = 20_000


class TooLargeError(TryfieldError):
    """The project has too many files for a copy."""


class Stage:
    """A copy of a project's folder."""

    def __init__(self, root: Path, copy: Path) -> None:
        """Know both folders."""
        self.root = copy
        self._original = root.resolve()

    def of(self, path: Path) -> Path:
        """The copy of a file."""
        return self.root / path.resolve().relative_to(self._original)


@contextmanager
def stage(root: Path, files: Iterable[Path]) -> Iterator[Stage]:
    """Copy what is read of a project, and take the copy away in the end.

    Args:
        root: The project's folder.
        files: What is looked at; all of it lies in the folder.

    Raises:
        TooLargeError: The folder has more files than anybody's documentation.
    """
    with tempfile.TemporaryDirectory(prefix="tryfield-") as name:
        made = Stage(root, Path(name).resolve())
        if is_project(root):  # with the same reach of references
            (made.root / "tryfield.toml").touch()
        count = 0
        for path in dict.fromkeys((*files, *project.inside(root))):
            if (count := count + 1) > _MOST:
                raise TooLargeError(f"{root}: more than {_MOST} files.")
            if path.resolve().is_relative_to(root.resolve()):
                target = made.of(path)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        yield made

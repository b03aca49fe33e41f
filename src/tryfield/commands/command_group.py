"""What all commands share: errors on one line, exit codes, and the definitions."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from tryfield import project
from tryfield.configuration import Configuration, configuration
from tryfield.core.errors import ConfigurationError, TryfieldError, UnreachableError
from tryfield.relative_paths import address_of

FINDINGS, USAGE, UNREADABLE, UNREACHABLE, INTERRUPTED = 1, 2, 3, 4, 130


class CommandGroup(click.Group):
    """Shows what stops us as one line, never as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TryfieldError as error:
            click.echo(f"tryfield: {error}", err=True)
            codes = {ConfigurationError: USAGE, UnreachableError: UNREACHABLE}
            sys.exit(codes.get(type(error), UNREADABLE))
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            # Whoever reads us, `head` perhaps, has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(FINDINGS)


def definitions(paths: tuple[str, ...]) -> tuple[Configuration, Path, tuple[Path, ...]]:
    """The configuration, the folder that names are relative to, and the files asked for.

    Raises:
        ConfigurationError: Nothing is named, or nothing is there.
    """
    here = Path.cwd()
    found = configuration(here)
    if paths:
        files = project.find(paths, here)
        root = found.root if found.file is not None else here
        return found, common_root(files, root), files
    if not found.sources:
        raise ConfigurationError(
            "no definitions are named. Give paths, or `sources` under [tool.tryfield] in "
            "pyproject.toml, in tryfield.toml, or in the tryfield plugin of mkdocs.yml."
        )
    return found, found.root, project.find(found.sources, found.root)


def common_root(files: tuple[Path, ...], root: Path) -> Path:
    """The project's folder, or the one that holds all files where some lie outside of it."""
    # Where they are named, not where links lead: a link must not make the project any larger.
    named = [Path(os.path.abspath(file)) for file in files if not address_of(file)]  # noqa: PTH100
    folders = {Path(os.path.abspath(root)), root.resolve()}  # noqa: PTH100
    if all(any(file.is_relative_to(folder) for folder in folders) for file in named):
        return root
    return Path(os.path.commonpath([file.parent for file in named]))

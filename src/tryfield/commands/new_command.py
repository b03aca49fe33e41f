"""`tryfield new`: a site to start from."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import click

from tryfield.configuration import configuration, project_folder
from tryfield.readers.remote_documents import local_copy
from tryfield.relative_paths import address_of, is_address, relative

_SHOWN = 10


class _Document(click.Path):
    """A file, or the local copy of what lies at an address."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, str) and is_address(value):
            return local_copy(value)
        return super().convert(value, param, ctx)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--openapi",
    metavar="FILE-OR-URL",
    type=_Document(),
    help="Start from this OpenAPI document, of which the site gets a copy.",
)
@click.option(
    "--mintlify",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Start from the folder of a Mintlify site, the one with docs.json.",
)
@click.option(
    "--traffic",
    multiple=True,
    metavar="FILE-OR-FOLDER",
    type=click.Path(path_type=Path),
    help="Start from recorded traffic, from which a first reference is written; may be repeated.",
)
@click.option("--base", metavar="URL", help="The base URL of the API in the traffic.")
def new(
    folder: Path,
    openapi: Path | None,
    mintlify: Path | None,
    traffic: tuple[Path, ...],
    base: str | None,
) -> None:
    """Write a site that builds, serves and checks as it is.

    DIR is where it goes. Nothing that is there already is written over.
    """
    if sum(map(bool, (openapi, mintlify, traffic))) > 1:
        raise click.UsageError("--openapi, --mintlify and --traffic exclude each other.")
    from tryfield.scaffold import mintlify_migration as mintlify_module
    from tryfield.scaffold import new_site  # other commands do without

    if openapi:
        made = new_site.from_openapi(folder, openapi, root=_root(openapi))
    elif traffic:
        with tempfile.TemporaryDirectory() as place:
            document = _from_traffic(traffic, base or "", Path(place))
            made = new_site.from_openapi(folder, document)
    elif mintlify:
        made = new_site.from_mintlify(folder, mintlify)
    else:
        made = new_site.from_nothing(folder)
    click.echo(f"{len(made.files)} files written into {folder}. Next:\n")
    if folder != Path():
        click.echo(f"  cd {folder}")
    click.echo("  pip install -r requirements.txt\n  tryfield check\n  mkdocs serve")
    whole = str(folder / mintlify_module.REPORT) if mintlify else "the references in the document"
    _list([f"Not carried over: {one}" for one in made.left], whole)
    if made.findings:
        click.echo(
            "\nSomething is wrong in the definitions themselves. `tryfield check` and "
            "`mkdocs build --strict` fail for it until it is corrected, or accepted as known with "
            "`tryfield check --update-baseline`:",
            err=True,
        )
        findings = relative(made.findings, folder.resolve())
        _list([f"  {one}" for one in findings], "`tryfield check`")


def _from_traffic(files: tuple[Path, ...], base: str, folder: Path) -> Path:
    """A first OpenAPI document from recordings."""
    import yaml

    from tryfield.checking.traffic.recorded_exchanges import (
        ReadingNotes,
        read_recording,
        recording_files,
    )
    from tryfield.checking.traffic.traffic_reference import TrafficReference

    reference, notes = TrafficReference(base), ReadingNotes.none()
    for file in recording_files(files):
        for exchange in read_recording(file, notes):
            reference.add(exchange)
    text = yaml.safe_dump(reference.document(), sort_keys=False, allow_unicode=True, width=100)
    document = folder / "openapi.yaml"
    document.write_text(text, encoding="utf-8", newline="\n")
    return document


def _root(document: Path) -> Path | None:
    """The folder in which the files of a document have to lie: the current one, or its project."""
    if address_of(document):
        return None
    here = Path.cwd()
    root = project_folder(configuration(here).root, [document])
    named = Path(os.path.abspath(document))  # noqa: PTH100 - where it is named
    return here if named.is_relative_to(here) and root.is_relative_to(here) else root


def _list(lines: list[str], whole: str) -> None:
    for line in lines[:_SHOWN]:
        click.echo(line, err=True)
    if len(lines) > _SHOWN:
        click.echo(f"And {len(lines) - _SHOWN} more, see {whole}.", err=True)

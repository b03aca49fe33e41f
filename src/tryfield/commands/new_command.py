"""`tryfield new`: a site to start from."""

from __future__ import annotations

from pathlib import Path

import click

from tryfield.configuration import configuration, project_folder
from tryfield.relative_paths import relative

_SHOWN = 10


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--openapi",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Start from this OpenAPI document.",
)
@click.option(
    "--mintlify",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Start from the folder of a Mintlify site, the one with docs.json.",
)
def new(folder: Path, openapi: Path | None, mintlify: Path | None) -> None:
    """Write a site that builds, serves and checks as it is.

    DIR is where it goes. Nothing that is there already is written over.
    """
    if openapi and mintlify:
        raise click.UsageError("--openapi and --mintlify exclude each other.")
    from tryfield.scaffold import mintlify_migration as mintlify_module
    from tryfield.scaffold import new_site  # other commands do without

    if openapi:
        root = project_folder(configuration(Path.cwd()).root, [openapi])
        made = new_site.from_openapi(folder, openapi, root=root)
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
    if made.faults:
        click.echo(
            "\nSomething is wrong in the definitions themselves. `tryfield check` and "
            "`mkdocs build --strict` fail for it until it is corrected, or accepted as known with "
            "`tryfield check --update-baseline`:",
            err=True,
        )
        faults = relative(made.faults, folder.resolve())
        _list([f"  {one}" for one in faults], "`tryfield check`")


def _list(lines: list[str], whole: str) -> None:
    for line in lines[:_SHOWN]:
        click.echo(line, err=True)
    if len(lines) > _SHOWN:
        click.echo(f"And {len(lines) - _SHOWN} more, see {whole}.", err=True)

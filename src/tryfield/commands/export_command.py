"""`tryfield export`: what was read, for other tools."""

from __future__ import annotations

import json
import sys

import click

from tryfield import json_export, project
from tryfield.commands.command_group import UNREADABLE, definitions
from tryfield.core.contract import contract_writer
from tryfield.relative_paths import relative


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--to", "form", type=click.Choice(["json", "openapi"]), default="json")
def export(paths: tuple[str, ...], form: str) -> None:
    """Print what was read from the definitions: our own JSON, or one OpenAPI 3.1 document."""
    _, root, files = definitions(paths)
    read = project.read(files, root=root)
    document = (
        contract_writer.to_openapi(read.reference)
        if form == "openapi"
        else json_export.as_json(read)
    )
    click.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str))
    for finding in relative(read.findings, root):
        click.echo(str(finding), err=True)
    if read.unreadable:
        sys.exit(UNREADABLE)

"""`tryfield check | export | generate | demo | relay | rules`: the command line.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 definitions unreadable, 4 target
unreachable.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType

import click

from tryfield import __version__, exporting, project
from tryfield.checking import reports, static
from tryfield.configuration import configuration
from tryfield.core import contract, rules
from tryfield.core.errors import ConfigurationError, TryfieldError, UnreachableError
from tryfield.core.findings import Severity

FINDINGS, USAGE, UNREADABLE, UNREACHABLE = 1, 2, 3, 4


class _Commands(click.Group):
    """Shows what stops us as one line, never as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TryfieldError as error:
            click.echo(f"tryfield: {error}", err=True)
            codes = {ConfigurationError: USAGE, UnreachableError: UNREACHABLE}
            sys.exit(codes.get(type(error), UNREADABLE))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="tryfield")
def main() -> None:
    """Documentation that proves itself: pages, a console and checks from endpoint definitions."""


@main.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--format",
    "formats",
    type=click.Choice(list(reports.FORMATS)),
    default="text",
    show_default=True,
    help="How to report on the standard output.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write a report to a file as well; may be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default="warning",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
def check(paths: tuple[str, ...], formats: str, outputs: tuple[str, ...], fail_on: str) -> None:
    """Hold every documented example against the documented fields.

    PATHS are definitions, folders or globs; without any, the configured sources.
    """
    root, files = _definitions(paths)
    done = static.check(files, root=root)
    for output in outputs:
        name, _, file = output.partition("=")
        if name not in reports.FORMATS or not file:
            known = ", ".join(reports.FORMATS)
            raise click.UsageError(f"--output {output}: write FORMAT=FILE, with one of {known}.")
        Path(file).write_text(reports.FORMATS[name](done), encoding="utf-8")
    if formats == "text":
        coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        click.echo(reports.text.report(done, colour=coloured), nl=False)
    else:
        click.echo(reports.FORMATS[formats](done), nl=False)
    limit = Severity(fail_on).rank
    if done.project.unreadable:
        sys.exit(UNREADABLE)
    if any(finding.severity.rank <= limit for finding in done.findings):
        sys.exit(FINDINGS)


@main.command()
@click.argument("files", nargs=-1)
@click.option("--to", "form", type=click.Choice(["json", "openapi"]), default="json")
def export(files: tuple[str, ...], form: str) -> None:
    """Print what was read from the definitions: our own JSON, or one OpenAPI 3.1 document."""
    root, definitions = _definitions(files)
    read = project.read(definitions, root=root)
    document = contract.to_openapi(read.reference) if form == "openapi" else exporting.as_json(read)
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    for finding in read.findings:
        click.echo(str(finding), err=True)
    if read.unreadable:
        sys.exit(UNREADABLE)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="0 takes any that is free.")
@click.option("--database", metavar="URL", help="As SQLAlchemy writes it; a file by default.")
@click.option("--drift", is_flag=True, help="Differ from the documentation on purpose.")
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve this built site as well, and the relay for its console.",
)
@click.option("--allow", multiple=True, metavar="URL", help="The relay may also send here.")
@click.option(
    "--origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Pages from here may call the API as well: the address readers type, behind a proxy.",
)
def demo(
    host: str,
    port: int,
    database: str | None,
    drift: bool,
    site: Path | None,
    allow: tuple[str, ...],
    origins: tuple[str, ...],
) -> None:
    """Run the users API of tryfield's own documentation, to have something real to call."""
    served = _optional("demo")
    served.serve(
        host=host,
        port=port,
        database=database,
        drift=drift,
        site=site,
        relay=site is not None,
        allow=allow,
        origins=origins,
        say=click.echo,
    )


@main.command()
@click.argument("paths", nargs=-1)
@click.option("--allow", multiple=True, metavar="URL", help="A base URL to send to; repeatable.")
@click.option("--origin", "origins", multiple=True, metavar="ORIGIN", help="A site that may ask.")
@click.option("--network", "networks", multiple=True, metavar="CIDR", help="A private network.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8001, show_default=True, help="0 takes any that is free.")
def relay(
    paths: tuple[str, ...],
    allow: tuple[str, ...],
    origins: tuple[str, ...],
    networks: tuple[str, ...],
    host: str,
    port: int,
) -> None:
    """Send for a site what a browser cannot: a GET with a body, cookies, calls without CORS.

    The relay sends to the base URLs of --allow, and to the documented servers of the definitions
    in PATHS; to nothing else.
    """
    served = _optional("relay")
    allowed = [*allow, *_servers(paths)]
    if not allowed:
        raise ConfigurationError(
            "a relay that may send anywhere is not offered. Name base URLs with --allow, or "
            "definitions whose servers it may send to."
        )
    served.serve(allowed, host=host, port=port, origins=origins, networks=networks, say=click.echo)


@main.command("rules")
@click.argument("name", required=False)
def show_rules(name: str | None) -> None:
    """List the rules, or explain one with a bad and a good example."""
    pages = rules.pages()
    if name is None:
        for rule, page in pages.items():
            click.echo(f"{rule:32} {page.strip().splitlines()[0]}")
    elif name in pages:
        click.echo(pages[name])
    else:
        raise click.UsageError(f"There is no rule {name!r}; `tryfield rules` lists them all.")


def _servers(paths: tuple[str, ...]) -> list[str]:
    """The documented base URLs, where they are whole."""
    if not paths:
        return []
    read = project.read(project.find(paths, Path.cwd()), root=Path.cwd())
    urls = [server.url for e in read.reference.endpoints for server in e.servers]
    return list(dict.fromkeys(url for url in urls if "://" in url and "{" not in url))


def _optional(name: str) -> ModuleType:
    """A front end whose dependencies are an extra."""
    try:
        return importlib.import_module(f"tryfield.{name}")
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"'{error.name}' is not installed. Run: pip install 'tryfield[{name}]'"
        ) from error


def _definitions(paths: tuple[str, ...]) -> tuple[Path, tuple[Path, ...]]:
    """The folder that spans are relative to, and the files that were asked for."""
    here = Path.cwd()
    if paths:
        return here, project.find(paths, here)
    found = configuration(here)
    if not found.sources:
        raise ConfigurationError(
            "no definitions are named. Give paths, or `sources` under [tool.tryfield] in "
            "pyproject.toml, in tryfield.toml, or in the tryfield plugin of mkdocs.yml."
        )
    return found.root, project.find(found.sources, found.root)

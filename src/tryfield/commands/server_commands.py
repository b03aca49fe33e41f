"""`tryfield demo` and `tryfield relay`: servers, whose dependencies are extras."""

from __future__ import annotations

from pathlib import Path

import click

from tryfield import project
from tryfield.core.errors import ConfigurationError


@click.command()
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
    try:
        from tryfield.demo.demo_server import serve
    except ModuleNotFoundError as error:
        raise not_installed(error, "demo") from error
    serve(
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


@click.command()
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
    in PATHS; to nothing else. Private addresses that a definition names need --allow.
    """
    try:
        from tryfield.relay.relay_allowlist import names_private_address
        from tryfield.relay.relay_server import serve
    except ModuleNotFoundError as error:
        raise not_installed(error, "relay") from error
    documented = _servers(paths)
    private = [url for url in documented if names_private_address(url) and url not in allow]
    for url in private:
        click.echo(f"Not sent to, a private address: {url}. Name it with --allow.", err=True)
    allowed = [*allow, *(url for url in documented if url not in private)]
    if not allowed:
        raise ConfigurationError(
            "a relay that may send anywhere is not offered. Name base URLs with --allow, or "
            "definitions whose servers it may send to."
        )
    serve(allowed, host=host, port=port, origins=origins, networks=networks, say=click.echo)


def _servers(paths: tuple[str, ...]) -> list[str]:
    """The documented base URLs, where they are whole."""
    if not paths:
        return []
    read = project.read(project.find(paths, Path.cwd()), root=Path.cwd())
    urls = [server.url for e in read.reference.endpoints for server in e.servers]
    return list(dict.fromkeys(url for url in urls if "://" in url and "{" not in url))


def not_installed(error: ModuleNotFoundError, extra: str) -> ConfigurationError:
    """A front end whose dependencies are an extra."""
    return ConfigurationError(
        f"'{error.name}' is not installed. Run: pip install 'tryfield[{extra}]'"
    )

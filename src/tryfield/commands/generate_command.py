"""`tryfield generate`: the pages of a site as files."""

from __future__ import annotations

from pathlib import Path

import click

from tryfield.configuration import configuration


@click.command()
@click.argument("sources", nargs=-1)
@click.option(
    "--docs",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("docs"),
    show_default=True,
    help="The docs folder that the pages are written into.",
)
@click.option(
    "--site",
    "built",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write Markdown versions, contracts and llms.txt into this built site instead.",
)
@click.option("--title", default="", help="Of the site, in llms.txt.")
@click.option("--url", default="", help="Of the site, for absolute links.")
@click.option("--assets/--no-assets", "with_assets", default=True, help="Copy the browser files.")
@click.option(
    "--use-directory-urls/--no-directory-urls",
    "directories",
    default=True,
    help="Whether the site's addresses end in '/'.",
)
def generate(
    sources: tuple[str, ...],
    docs: Path,
    built: Path | None,
    title: str,
    url: str,
    with_assets: bool,
    directories: bool,
) -> None:
    """Write a page for each endpoint, for Zensical and for plugins that need files.

    SOURCES are definitions, folders or globs; without any, the configured sources. Pages that were
    written by hand are left alone.
    """
    from tryfield.rendering import site_generator

    found = configuration(Path.cwd())
    root = Path.cwd() if sources else found.root
    settings = {**found.options, "sources": list(sources or found.sources)}
    if built is not None:
        title = title or str(settings.get("title") or "API")
        for path in site_generator.generate_downloads(
            root, settings, docs=docs, folder=built, title=title, url=url
        ):
            click.echo(str(path))
        return
    done = site_generator.generate(
        root, settings, docs=docs, with_assets=with_assets, directories=directories
    )
    for path in done.removed:
        click.echo(f"Removed {path}, whose endpoint is gone.", err=True)
    for path in done.kept:
        click.echo(f"Left {path} alone, which was written by hand.", err=True)
    click.echo(f"{len(done.written)} files written. For the configuration of the site:", err=True)
    click.echo(done.settings, nl=False)

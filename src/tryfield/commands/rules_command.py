"""`tryfield rules`: every rule, explained."""

from __future__ import annotations

import click

from tryfield.checking import rule_manual


@click.command("rules")
@click.argument("name", required=False)
@click.option("--markdown", is_flag=True, help="Print all pages, as docs/rules.md has them.")
def show_rules(name: str | None, markdown: bool) -> None:
    """List the rules, or explain one with a bad and a good example."""
    pages = rule_manual.pages()
    if markdown:
        click.echo(rule_manual.manual(), nl=False)
    elif name is None:
        width = max(len(rule) for rule in pages)
        for rule, page in pages.items():
            click.echo(f"{rule:{width}}  {page.strip().splitlines()[0]}")
    elif name in pages:
        click.echo(f"{name}\n\n{pages[name]}")
    else:
        raise click.UsageError(f"There is no rule {name!r}; `tryfield rules` lists them all.")

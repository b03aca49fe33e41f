"""`tryfield check | new | export | generate | demo | relay | rules`: the command line.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 definitions unreadable, 4 target
unreachable.
"""

from __future__ import annotations

import click

from tryfield import __version__
from tryfield.commands.check import check
from tryfield.commands.export import export
from tryfield.commands.generate import generate
from tryfield.commands.group import Commands
from tryfield.commands.new import new
from tryfield.commands.rules import show_rules
from tryfield.commands.serving import demo, relay


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="tryfield")
def main() -> None:
    """Documentation that proves itself: pages, a console and checks from endpoint definitions."""


for _command in (check, export, generate, new, demo, relay, show_rules):
    main.add_command(_command)

"""`tryfield check | new | export | generate | demo | relay | rules`: the command line.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 definitions unreadable, 4 target
unreachable.
"""

from __future__ import annotations

import click

from tryfield import __version__
from tryfield.commands.check_command import check
from tryfield.commands.command_group import CommandGroup
from tryfield.commands.export_command import export
from tryfield.commands.generate_command import generate
from tryfield.commands.new_command import new
from tryfield.commands.proxy_command import proxy
from tryfield.commands.rules_command import show_rules
from tryfield.commands.server_commands import demo, relay


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="tryfield")
def main() -> None:
    """Documentation that proves itself: pages, a console and checks from endpoint definitions."""


for _command in (check, export, generate, new, demo, relay, proxy, show_rules):
    main.add_command(_command)

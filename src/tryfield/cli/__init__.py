"""`tryfield check | new | export | generate | demo | relay | rules`: the command line.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 definitions unreadable, 4 target
unreachable.
"""

from __future__ import annotations

from tryfield.cli import check, export, generate, new, rules, serving
from tryfield.cli.group import main

__all__ = ["main"]

for command in (
    check.check,
    export.export,
    generate.generate,
    new.new,
    serving.demo,
    serving.relay,
    rules.show_rules,
):
    main.add_command(command)

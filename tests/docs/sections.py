"""The parts of the manual that are taken from the code, by name.

A page has one between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from tryfield.cli import main
from tryfield.commands import check_command as check_options_module
from tryfield.core.snippets.request_snippets import LANGUAGES
from tryfield.demo import content_security_policy as csp
from tryfield.rendering import page_options as page_options_module
from tryfield.rendering.page_options import Options

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
TEMPLATES = SOURCE / "mkdocstrings_handlers/tryfield/templates/material/_base"
_BLOCK = re.compile(r"{% block (\w+)[^%]*%}\s*(?:{#-?(.*?)-?#})?", re.DOTALL)
_HEAD = re.compile(r"{#-\s*(.*?)\n", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"^(?:    #: (.+)\n)?    (\w+)(?:: .+?)? = (?:[^#\n]|#(?!:))*(?:#: (.+))?$", re.MULTILINE
)
_SETTING = re.compile(r"/\*\* ((?:(?!\*/).)*?) \*/\s*(\w+)\?:\s*(.*?);\n", re.DOTALL)


def commands() -> str:
    """Every command with its help, as click prints it."""
    parts = []
    for name in ("new", "check", "export", "generate", "rules", "proxy", "relay", "demo"):
        command = main.commands[name]
        context = click.Context(
            command,
            info_name=f"tryfield {name}",
            max_content_width=90,
            help_option_names=["-h", "--help"],
        )
        context.terminal_width = 90
        parts.append(f"## tryfield {name}\n\n```text\n{command.get_help(context)}\n```")
    missing = sorted(set(main.commands) - {"new", *_names(parts)})
    assert not missing, f"not in the manual: {missing}"
    return "\n\n".join(parts)


def _names(parts: list[str]) -> Iterator[str]:
    for part in parts:
        yield part.partition("\n")[0].removeprefix("## tryfield ")


def page_options() -> str:
    """The options of a page, from the class that holds them."""
    words = _comments(Path(page_options_module.__file__), "class Options")
    words["languages"] += f" There are {', '.join(f'`{one}`' for one in LANGUAGES)}."
    rows = [
        (f"`{one.name}`", _default(one), words[one.name]) for one in dataclasses.fields(Options)
    ]
    return _table(("option", "default", "what it does"), rows)


def _default(one: dataclasses.Field[Any]) -> str:
    value = one.default
    if value in ("", ()) or value is dataclasses.MISSING:
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(value)}]`"
    return f"`{value}`"


def own_options() -> str:
    """Those of them that a definition may choose itself."""
    head, rule, *rows = page_options().splitlines()
    own = [row for row in rows if row.split("`")[1] in page_options_module.OWN]
    return "\n".join((head, rule, *own))


def plugin_options() -> str:
    """The options of the MkDocs plugin, from its configuration."""
    from tryfield.mkdocs_plugin import TryfieldConfig

    words = _comments(SOURCE / "tryfield/mkdocs_plugin.py", "class TryfieldConfig")
    rows = []
    for name, option in TryfieldConfig._schema:
        default = option.default
        shown = "" if default in ("", [], {}, None) else f"`{str(default).lower()}`"
        choices = getattr(option, "choices", None)
        more = f" One of {', '.join(f'`{one}`' for one in choices)}." if choices else ""
        rows.append((f"`{name}`", shown, words[name] + more))
    return _table(("option", "default", "what it does"), rows)


def check_options() -> str:
    """What `tryfield check` reads from the configuration, with the help of its options."""
    helps = {one.name: getattr(one, "help", "") or "" for one in main.commands["check"].params}
    own = {"pages": "Pages with snippets, which hold no definitions: paths, folders, globs."}
    rows = []
    for name, kind in check_options_module._TYPES.items():
        words = (own.get(name) or helps[name]).replace("  [", " [").replace("|", "\\|")
        rows.append((f"`{name}`", _kind(kind), words.replace("Exit with", "Exits with")))
    return _table(("option", "value", "what it does"), rows)


def _kind(kind: Any) -> str:
    names = {str: "text", bool: "`true` or `false`", int: "number", float: "number", list: "list"}
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(dict.fromkeys(names[one] for one in kinds))


def console_settings() -> str:
    """What the console takes, from the declaration of its settings."""
    text = (ROOT / "playground/src/console-settings.d.ts").read_text(encoding="utf-8")
    rows = [
        (f"`{name}`", _in_words(" ".join(kind.split())), " ".join(words.split()))
        for words, name, kind in _SETTING.findall(text)
    ]
    return _table(("setting", "value", "what it does"), rows)


def _in_words(kind: str) -> str:
    """A type of TypeScript as the author of a `mkdocs.yml` says it."""
    if kind.startswith("{"):
        names = ", ".join(f"`{name}`" for name in re.findall(r"(\w+)\??:", kind))
        return f"list of tables: {names}"
    if kind.startswith("Record<"):
        return "table of tables" if kind.count("Record") > 1 else "table of texts"
    words = {"string": "text", "boolean": "`true` or `false`", "string[]": "list of texts"}
    return " or ".join(
        words.get(one, f"`{one.strip(chr(34))}`" if '"' in one else one)
        for one in kind.split(" | ")
    )


def policy() -> str:
    """The Content-Security-Policy of the demo, a directive a line."""
    lines = csp.policy((), "https://api.example.com").replace("; ", ";\n")
    return f"```text\n{lines}\n```"


def template_blocks() -> str:
    """Every template with its blocks, from the comments that they begin with."""
    parts = []
    for path in sorted(TEMPLATES.glob("*.jinja")):
        text = path.read_text(encoding="utf-8")
        head = _HEAD.match(text)
        assert head is not None, f"{path.name} does not say what it is"
        lines = [f"`{path.name}`\n:   {head[1].strip()}"]
        for name, words in _BLOCK.findall(text):
            assert words, f"{path.name}: the block {name} does not say what it draws"
            lines.append(f"    - `{name}`: {' '.join(words.split())}")
        if len(lines) > 1:
            lines.insert(1, "")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def changelog() -> str:
    """CHANGELOG.md without its title."""
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n")[2].strip()


def contributing() -> str:
    """CONTRIBUTING.md without its title."""
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n")[2].strip()


def layers() -> str:
    """Who may import whom, from the table that a test enforces."""
    from tests.test_architecture import MAY_IMPORT

    rows = [
        (f"`{layer}`", ", ".join(f"`{one}`" for one in sorted(may - {layer})) or "nothing else")
        for layer, may in MAY_IMPORT.items()
    ]
    return _table(("part", "may import of ours"), rows)


def core_order() -> str:
    """The parts of core from the innermost outwards, from the table that a test enforces."""
    from tests.test_architecture import CORE_ORDER

    rows = [
        (str(number), step, ", ".join(f"`{part}`" for part in parts))
        for number, (step, parts) in enumerate(CORE_ORDER.items(), start=1)
    ]
    return _table(("step", "what it is about", "modules and folders"), rows)


def _comments(path: Path, head: str) -> dict[str, str]:
    """What stands behind `#:` of each attribute of a class."""
    text = path.read_text(encoding="utf-8")
    body = text[text.index(head) :].partition("\n\n    def ")[0].partition("\n\n\n")[0]
    found = {name: above or beside for above, name, beside in _ATTRIBUTE.findall(body)}
    missing = [name for name, words in found.items() if not words]
    assert not missing, f"{path.name}: {head} does not say what {missing} do"
    return {name: words[0].upper() + words[1:].rstrip(".") + "." for name, words in found.items()}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


SECTIONS: Mapping[str, Callable[[], str]] = {
    "changelog": changelog,
    "check options": check_options,
    "commands": commands,
    "console settings": console_settings,
    "contributing": contributing,
    "core order": core_order,
    "layers": layers,
    "own options": own_options,
    "page options": page_options,
    "plugin options": plugin_options,
    "policy": policy,
    "template blocks": template_blocks,
}

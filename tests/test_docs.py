"""The manual says what the code does, and its snippets work."""

from __future__ import annotations

import json
import os
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click
import jinja2
import pytest
import yaml
from click.testing import CliRunner

from tests.docs import generate
from tests.docs.fences import Snippet, commands, pages, snippets
from tests.docs.sections import ROOT, SECTIONS
from tryfield.checking import rule_manual
from tryfield.checking.live.live_settings import OPTIONS, read_live_settings, variables_in
from tryfield.cli import main
from tryfield.commands import check_command
from tryfield.configuration import OF_CHECKS, Configuration
from tryfield.core.rules import rule_registry
from tryfield.mkdocs_plugin import TryfieldConfig
from tryfield.readers import definition_reader
from tryfield.readers.openapi.openapi_overlays import Overlays
from tryfield.rendering.page_options import SETTINGS, Options, own_options

DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", generate.pages(), ids=lambda page: page.name)
def test_generated_parts_are_what_the_code_says_now(page: Path) -> None:
    text = page.read_text("utf-8")

    assert text == generate.renewed(text), "Run: make manual"


def test_the_rules_are_what_the_code_says_now() -> None:
    assert (DOCS / "rules.md").read_text("utf-8") == rule_manual.manual(), "Run: make manual"


def test_every_generated_part_stands_somewhere() -> None:
    said = "".join(page.read_text("utf-8") for page in generate.pages())

    assert [name for name in SECTIONS if f"<!-- generated: {name} -->" not in said] == []


def test_every_setting_of_the_console_may_be_set() -> None:
    declared = re.findall(r"^\| `(\w+)` \|", SECTIONS["console settings"](), re.MULTILINE)

    assert set(declared) == SETTINGS


def test_every_page_of_the_manual_is_in_the_navigation() -> None:
    named = set(re.findall(r"([\w-]+\.md)\b", (ROOT / "mkdocs.yml").read_text("utf-8")))

    assert {page.name for page in DOCS.glob("*.md")} == named


def test_options_of_checks_may_stand_in_the_configuration_of_the_site() -> None:
    assert set(check_command._TYPES) == OF_CHECKS


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    gone = [to for to in LINK.findall(prose(page)) if not (page.parent / to).exists()]

    assert [to for to in gone if not to.startswith(("api/", "reference/"))] == []


PATH = re.compile(r"`((?:tests|playground|src|docs|\.github)/[\w./-]*)`")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_files_of_the_project_that_a_page_names_are_there(page: Path) -> None:
    named = set(PATH.findall(page.read_text("utf-8"))) - OF_READERS

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


#: Files of a reader's own site, such as `tryfield new` writes.
OF_READERS = {
    "docs/api/create-user.md",
    "docs/api/get-greeting.mdx",
    "docs/api/get-team.mdx",
    ".github/workflows/docs.yml",
}


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_no_bar_is_escaped_in_the_code_of_a_table(page: Path) -> None:
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("|")]

    assert [row for row in rows if re.search(r"`[^`]*\\\|[^`]*`", row)] == []


def prose(page: Path) -> str:
    """A page without its code."""
    text = re.sub(
        r"^( *)(`{3,}).*?^\1\2$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    return re.sub(r"`[^`\n]+`", "", text)


def test_every_link_of_the_built_site_leads_somewhere() -> None:
    site = Path(os.environ.get("SITE") or ROOT / "site")
    found = {path: Anchors.of(path) for path in site.rglob("*.html")}
    dead = []
    for page, anchors in found.items():
        if page.name == "404.html":
            continue
        for link in anchors.links:
            target = urlsplit(link)
            if target.scheme or target.netloc:
                continue
            path = (page.parent / unquote(target.path)).resolve() if target.path else page
            path = path / "index.html" if path.is_dir() else path
            known = found[path].ids if path in found else None
            fragment = unquote(target.fragment)
            if not path.exists() or (fragment and known is not None and fragment not in known):
                dead.append(f"{page.relative_to(site)}: {link}")

    assert sorted(set(dead)) == []


class Anchors(HTMLParser):
    """The ids of a page, and where it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = {"__comments", "__search"}
        self.links: list[str] = []

    @classmethod
    def of(cls, path: Path) -> Anchors:
        parser = cls()
        parser.feed(path.read_text("utf-8"))
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.ids |= {one for one in (said.get("id"), said.get("name")) if one}
        link = said.get("href") if tag in ("a", "link") else said.get("src")
        if link:
            self.links.append(link)


def test_python_and_curl_of_the_manual_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    named = [str(page) for page in pages() if page.name != "rules.md"]

    done = CliRunner().invoke(main, ["check", "--format", "json", *_sources(), *named])

    said = json.loads(done.stdout)
    assert [one for one in said["findings"] if "/api/" not in one["span"]["file"]] == []
    assert sum(case["kind"] == "snippet" for case in said["cases"]) >= 2


def _sources() -> list[str]:
    said = re.search(r"sources:\n((?: +- .+\n)+)", (ROOT / "mkdocs.yml").read_text("utf-8"))
    assert said
    return re.findall(r"- (\S+)", said[1])


WHOLE = [one for one in snippets("mdx") if one.text.lstrip().startswith("---")]


@pytest.mark.parametrize("snippet", WHOLE, ids=str)
def test_a_definition_in_mdx_is_one(snippet: Snippet) -> None:
    reading = definition_reader.read_text(snippet.text, file=str(snippet))

    assert reading.findings == ()
    assert [one for e in reading.reference.endpoints for one in rule_registry.check(e)] == []
    assert [own_options(endpoint) for endpoint in reading.reference.endpoints]


@pytest.mark.parametrize("snippet", snippets("yaml", "yml"), ids=str)
def test_yaml_can_be_read_and_names_options_that_exist(snippet: Snippet, tmp_path: Path) -> None:
    said = yaml.load(snippet.text, _Loader)
    if isinstance(said, dict) and "openapi" in said:
        reading = definition_reader.read_text(snippet.text, file=str(snippet))
        assert reading.findings == ()
        assert [one for e in reading.reference.endpoints for one in rule_registry.check(e)] == []
        assert [own_options(endpoint) for endpoint in reading.reference.endpoints]
    if isinstance(said, dict) and "overlay" in said:
        (tmp_path / "o.yaml").write_text(snippet.text, encoding="utf-8")
        assert Overlays([tmp_path / "o.yaml"]).findings() == []
    for name, options in _plugins(said):
        if name == "tryfield":
            _configured(options)
        elif name == "mkdocstrings":
            ours = (options.get("handlers") or {}).get("tryfield") or {}
            Options().updated(ours.get("options") or {})


class _Loader(yaml.SafeLoader):
    """Takes the tags of mkdocs.yml, too."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def _plugins(said: Any) -> list[tuple[str, dict[str, Any]]]:
    plugins = said.get("plugins", []) if isinstance(said, dict) else []
    found: list[tuple[str, dict[str, Any]]] = []
    for plugin in plugins:
        found += [(n, o or {}) for n, o in plugin.items()] if isinstance(plugin, dict) else []
    return found


def _configured(options: dict[str, Any]) -> None:
    config = TryfieldConfig()
    config.load_dict(options)
    failed, warnings = config.validate()
    assert (failed, warnings) == ([], [])
    Options().updated(options.get("options") or {})


@pytest.mark.parametrize("snippet", snippets("toml"), ids=str)
def test_toml_can_be_read_and_names_options_that_exist(snippet: Snippet) -> None:
    said = tomllib.loads(snippet.text)
    said = said.get("tool", said)
    for name in said.get("tryfield", {} if "pytest" in said else said):
        assert name in {
            "sources",
            "options",
            *(key for key, _ in TryfieldConfig._schema),
            *OF_CHECKS,
        }
    live = said.get("live")
    if isinstance(live, dict):
        environment = dict.fromkeys(variables_in(live), "a value")
        read_live_settings(live, Configuration(root=ROOT), environment, options=OPTIONS)


@pytest.mark.parametrize("snippet", snippets("json"), ids=str)
def test_json_is_json(snippet: Snippet) -> None:
    json.loads(snippet.text)


@pytest.mark.parametrize("snippet", snippets("jinja"), ids=str)
def test_templates_can_be_parsed(snippet: Snippet) -> None:
    jinja2.Environment(autoescape=True).parse(snippet.text)


@pytest.mark.parametrize(("snippet", "words"), list(commands()), ids=str)
def test_commands_have_the_options_that_the_manual_uses(snippet: Snippet, words: list[str]) -> None:
    command = main.commands[words[0]]
    # A command keeps the help option that it was first asked for, whoever asks next.
    context = click.Context(command, help_option_names=main.context_settings["help_option_names"])

    command.make_parser(context).parse_args(words[1:])


def test_the_manual_names_no_machine() -> None:
    said = {page.name: page.read_text("utf-8") for page in pages()}
    private = re.compile(r"/work/|/root/|/home/(?!pyodide)|file:///")

    assert [name for name, text in said.items() if private.search(text)] == []

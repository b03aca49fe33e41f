"""Where a project says what its definitions are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tryfield.configuration import OF_SITES, configuration
from tryfield.core.errors import ConfigurationError


def test_without_any_file_nothing_is_configured(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()

    assert configuration(tmp_path).sources == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tryfield.toml", 'sources = ["docs/api"]'),
        ("pyproject.toml", '[tool.tryfield]\nsources = ["docs/api"]'),
        ("mkdocs.yml", "plugins:\n  - search\n  - tryfield:\n      sources: [docs/api]"),
        ("mkdocs.yml", "plugins:\n  tryfield:\n    sources: docs/api"),
        ("mkdocs.yml", "x: !!python/name:a.b ''\nplugins: [{tryfield: {sources: [docs/api]}}]"),
    ],
)
def test_the_sources_may_stand_in_any_of_the_usual_files(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert configuration(tmp_path).sources == ("docs/api",)


def test_the_plugins_of_an_inherited_file_count(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text("plugins: [{tryfield: {sources: api}}]", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: x", encoding="utf-8")

    assert configuration(tmp_path).sources == ("api",)
    assert configuration(tmp_path).file == tmp_path / "mkdocs.yml"


@pytest.mark.parametrize(
    "text", ["plugins: 5", "plugins: tryfield", "INHERIT: mkdocs.yml", "INHERIT: gone.yml", "- a"]
)
def test_a_mkdocs_file_that_says_nothing_of_ours_is_no_configuration(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")

    assert configuration(tmp_path).file is None


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "tryfield.toml").write_text("\ufeffsources = ['a']", encoding="utf-8")

    assert configuration(tmp_path).sources == ("a",)


def test_a_folder_further_up_is_found_from_inside_the_project(tmp_path: Path) -> None:
    (tmp_path / "tryfield.toml").write_text('sources = ["docs"]', encoding="utf-8")
    inside = tmp_path / "docs" / "api"
    inside.mkdir(parents=True)

    assert configuration(inside).root == tmp_path


def test_a_pyproject_without_a_section_leaves_the_word_to_mkdocs(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("plugins: [{tryfield: {sources: [a]}}]", encoding="utf-8")

    assert configuration(tmp_path).sources == ("a",)


def test_other_options_are_kept_for_who_knows_them(tmp_path: Path) -> None:
    (tmp_path / "tryfield.toml").write_text("sources = 'a'\nfail_on = 'error'", encoding="utf-8")

    assert configuration(tmp_path).options == {"fail_on": "error"}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("tryfield.toml", "sources = [", "not TOML"),
        ("tryfield.toml", "sources = [1]", "'sources' must be a list of paths"),
        ("pyproject.toml", "[tool]\ntryfield = 3", "must be a table"),
        ("mkdocs.yml", "plugins: [", "not YAML"),
        ("mkdocs.yml", "plugins: " + "[" * 5_000, "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_followed_is_named(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=words) as caught:
        configuration(tmp_path)

    assert str(caught.value).startswith(str(tmp_path / name))


def test_what_is_no_yaml_is_said_in_one_line_with_its_place(tmp_path: Path) -> None:
    text = "plugins:\n  - tryfield:\n      sources:\n        - a\n      - b\n"
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError) as caught:
        configuration(tmp_path)

    place, _, words = str(caught.value).partition(": ")
    assert place.endswith("mkdocs.yml:5:7")
    assert words.startswith("this is not YAML: expected <block end>")
    assert "\n" not in words


@pytest.mark.parametrize(
    ("name", "text", "line", "meant"),
    [
        ("tryfield.toml", 'fail_onn = "error"\n', 1, "fail_on"),
        ("tryfield.toml", "\nmin-covrage = 3\n", 2, "min_coverage"),
        ("pyproject.toml", '[tool.tryfield]\nsourcs = ["api"]\n', 2, "sources"),
    ],
)
def test_a_misspelt_setting_says_what_was_meant(
    tmp_path: Path, name: str, text: str, line: int, meant: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=rf"{name}:{line}: .* Did you mean '{meant}'\?"):
        configuration(tmp_path)


def test_every_option_of_the_plugin_is_a_setting() -> None:
    from tryfield.mkdocs_plugin import TryfieldConfig

    assert {name for name, _ in TryfieldConfig._schema} - {"enabled"} == OF_SITES

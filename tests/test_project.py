"""A project's definitions: which files they are, and what they say together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs import seeds
from tests.readers.copies import COPIES
from tryfield import json_export, project
from tryfield.core.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]
API = ROOT / "docs" / "api"


def read(*files: Path) -> project.Project:
    return project.read(files, root=files[0].parent)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b/two.mdx", "a.yaml", "b/one.md", "node_modules/x.md", ".git/y.md", "z.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (["a.yaml"], ["a.yaml"]),
        (["."], ["a.yaml", "b/one.md", "b/two.mdx"]),
        (["**/*.mdx"], ["b/two.mdx"]),
        (["b", "a.yaml", "b/one.md"], ["b/one.md", "b/two.mdx", "a.yaml"]),
    ],
)
def test_paths_folders_and_globs_name_each_file_once(
    folder: Path, patterns: list[str], found: list[str]
) -> None:
    files = project.find(patterns, folder)

    assert [str(file.relative_to(folder)) for file in files] == found


@pytest.mark.parametrize("patterns", [["**/*.mdx"], ["b/**", "**/*.mdx"], ["b/../b/two.mdx", "b"]])
def test_a_file_that_links_lead_to_as_well_is_named_once(folder: Path, patterns: list[str]) -> None:
    (folder / "b" / "a link").symlink_to(folder)
    files = project.find(patterns, folder)

    pages = [str(file.relative_to(folder)) for file in files if file.suffix == ".mdx"]
    assert pages == ["b/two.mdx"]


def test_a_pattern_that_matches_nothing_is_an_error(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nope/\*: nothing is there"):
        project.find(["nope/*"], folder)


def test_the_endpoints_of_all_files_make_one_reference() -> None:
    together = project.read(sorted(API.iterdir()), root=ROOT)

    assert [endpoint.name for endpoint in together.reference.endpoints] == [
        "POST /users",
        "POST /api/user",
        "GET /api/user",
    ]


@pytest.mark.parametrize("name", ["create-user", "POST /api/user", "post /api/user"])
def test_an_endpoint_is_found_by_its_id_or_by_method_and_path(name: str) -> None:
    found = read(API / "create-user.mdx").endpoint(name)

    assert found is not None
    assert found.title == "Create User"


def test_an_unknown_name_finds_nothing() -> None:
    assert read(API / "create-user.mdx").endpoint("delete-user") is None


def test_endpoints_of_the_same_name_get_ids_of_their_own(tmp_path: Path) -> None:
    text = (API / "create-user.mdx").read_text(encoding="utf-8")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "create-user.mdx").write_text(text, encoding="utf-8")

    together = project.read(project.find(["."], tmp_path), root=tmp_path)

    assert [e.id for e in together.reference.endpoints] == ["create-user", "create-user-2"]


def test_one_unreadable_file_never_takes_the_others_along(tmp_path: Path) -> None:
    (tmp_path / "bad.mdx").write_bytes(b"---\ntitle: \xff\n---\n")
    (tmp_path / "good.mdx").write_bytes((API / "get-user.mdx").read_bytes())

    together = project.read(project.find(["."], tmp_path), root=tmp_path)

    assert [endpoint.name for endpoint in together.reference.endpoints] == ["GET /api/user"]
    assert [file.name for file in together.unreadable] == ["bad.mdx"]
    (finding,) = together.findings
    assert finding.rule == "definition-unreadable"
    assert finding.span.file == "bad.mdx"


def test_a_file_without_an_endpoint_says_why_it_was_passed_over(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n\nNothing to call.\n", encoding="utf-8")

    ((file, reason),) = read(tmp_path / "notes.md").passed_over

    assert file.name == "notes.md"
    assert reason


def fields(path: Path) -> list[tuple[str, ...]]:
    """Place, path, type and description of each field, whatever file they were written in."""
    (endpoint,) = json_export.as_json(read(path))["endpoints"]
    return [
        (f["place"], f["path"], f["type"], f.get("description", "")) for f in endpoint["fields"]
    ]


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("name", ["create-user.mdx", "get-user.mdx"])
def test_an_export_and_a_damaged_copy_say_the_same_field_for_field(
    name: str, copy: str, tmp_path: Path
) -> None:
    (tmp_path / "copy.txt").write_text(COPIES[copy]((API / name).read_text("utf-8")), "utf-8")

    assert fields(tmp_path / "copy.txt") == fields(API / name)


@pytest.mark.parametrize(
    ("own", "seed"),
    [
        ("create-user.mdx", "000_596eafaa342fb375.txt"),
        ("get-user.mdx", "002_936efd48ee6f6105.txt"),
        ("create-a-user.yaml", "004_88f2721bd22d8f26.txt"),
    ],
)
def test_our_own_definitions_document_the_same_api_in_our_own_words(own: str, seed: str) -> None:
    theirs = fields(seeds() / seed)
    places = {place for place, *_ in theirs}
    ours = [field for field in fields(API / own) if field[0] in places]  # we have errors besides

    assert [field[:3] for field in ours] == [field[:3] for field in theirs]
    assert not {words for *_, words in ours if words} & {words for *_, words in theirs}

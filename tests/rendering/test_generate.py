"""`tryfield generate`: the pages of a site as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.rendering.building import USER
from tryfield.rendering.site_generator import generate


def project(folder: Path) -> Path:
    (folder / "docs" / "api").mkdir(parents=True)
    (folder / "docs" / "api" / "create-user.mdx").write_text(USER, encoding="utf-8")
    return folder


def run(folder: Path, sources: str = "docs/api/*.mdx") -> tuple[list[str], list[str], list[str]]:
    done = generate(folder, {"sources": [sources]}, docs=folder / "docs", with_assets=False)
    return tuple(  # type: ignore[return-value]
        [path.relative_to(folder).as_posix() for path in paths]
        for paths in (done.written, done.removed, done.kept)
    )


def test_stubs_are_written_where_the_definitions_lie(tmp_path: Path) -> None:
    written, _, _ = run(project(tmp_path))

    assert written == ["docs/api/create-user.md", "docs/api/index.md"]
    text = (tmp_path / "docs/api/create-user.md").read_text(encoding="utf-8")
    assert yaml.safe_load(text.split("---")[1])["title"] == "Create User"
    assert "\n::: create-user\n    handler: tryfield\n" in text


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    run(project(tmp_path))
    before = (tmp_path / "docs/api/create-user.md").read_bytes()

    assert run(tmp_path)[1:] == ([], [])
    assert (tmp_path / "docs/api/create-user.md").read_bytes() == before


def test_a_page_written_by_hand_is_kept(tmp_path: Path) -> None:
    (project(tmp_path) / "docs/api/create-user.md").write_text("# Mine\n", encoding="utf-8")

    assert run(tmp_path)[2] == ["docs/api/create-user.md"]
    assert (tmp_path / "docs/api/create-user.md").read_text(encoding="utf-8") == "# Mine\n"


def test_the_page_of_an_endpoint_that_is_gone_is_removed(tmp_path: Path) -> None:
    run(project(tmp_path))
    (tmp_path / "docs/api/create-user.mdx").rename(tmp_path / "docs/api/make-user.mdx")

    written, removed, _ = run(tmp_path)
    assert "docs/api/make-user.md" in written
    assert removed == ["docs/api/create-user.md"]


def test_the_settings_name_the_pages_and_the_browser_files(tmp_path: Path) -> None:
    done = generate(
        project(tmp_path), {"sources": ["docs/api"]}, docs=tmp_path / "docs", with_assets=False
    )
    said = yaml.safe_load(done.settings)

    assert said["nav"] == [{"API": ["api/index.md", "api/create-user.md"]}]
    assert said["extra_css"] == ["assets/tryfield/tryfield.css"]


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/a", {"operationId": "a" * 400}),
        ("/a", {"operationId": "😀é" * 200}),
        ("/a", {"operationId": "Aé" * 400, "tags": ["é" * 400]}),
        ("/" + "a" * 300, {}),
        ("/" + "a/{b}/" * 100, {}),
        ("/a", {"x-tryfield-id": "../../../outside"}),
        ("/a", {"x-tryfield-id": "/tmp/outside", "tags": ["../outside"]}),
        ("/a", {"operationId": "..", "tags": [".."]}),
    ],
)
def test_any_name_becomes_a_file_of_the_docs_folder(
    tmp_path: Path, path: str, operation: dict[str, object]
) -> None:
    operations = {
        method: {**operation, **more, "responses": {}}
        for method, more in (("get", {}), ("post", {"operationId": "a" * 399 + "b"}))
    }
    said = {"openapi": "3.1.0", "info": {"title": "A"}, "paths": {path: operations}}
    (tmp_path / "a.json").write_text(json.dumps(said), encoding="utf-8")
    (tmp_path / "docs").mkdir()

    written, _, _ = run(tmp_path, "a.json")
    pages = [name for name in written if not name.endswith("index.md")]
    assert len(pages) == 2
    for name in written:
        assert (tmp_path / name).resolve().is_relative_to(tmp_path / "docs" / "reference")
        assert all(len(part.encode()) <= 120 for part in Path(name).parts)


def test_a_long_name_is_shortened_to_the_same_name_whatever_stands_beside_it(
    tmp_path: Path,
) -> None:
    def names(folder: str, *operations: str) -> set[str]:
        paths = {f"/{n}": {"get": {"operationId": one}} for n, one in enumerate(operations)}
        said = {"openapi": "3.1.0", "info": {"title": "A"}, "paths": paths}
        (tmp_path / folder / "docs").mkdir(parents=True)
        (tmp_path / folder / "a.json").write_text(json.dumps(said), encoding="utf-8")
        return set(run(tmp_path / folder, "a.json")[0])

    first, second = "a" * 400, "a" * 399 + "b"
    assert names("both", second, first) == names("one", first) | names("other", second)

"""The same sources on ProperDocs and on Zensical."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from pathlib import Path

from tests.checking.conftest import search_path
from tests.rendering.building import USER
from tryfield.rendering.site_generator import generate

CONFIG = """\
site_name: Site
docs_dir: docs
theme: {name: material, font: false}
plugins:
  - search
  - autorefs
  - tryfield: {sources: [docs/api/*.mdx]}
  - mkdocstrings
"""


def sources(folder: Path) -> Path:
    (folder / "docs" / "api").mkdir(parents=True)
    said = USER.replace("The token *in use*.", "Of [it][POST /api/user], or [none][Optional].")
    (folder / "docs" / "api" / "create-user.mdx").write_text(said, encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Home\n\n[it][POST /api/user]\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    return folder


def run(folder: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": search_path()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def proven(folder: Path) -> None:
    page = (folder / "site" / "api" / "create-user" / "index.html").read_text(encoding="utf-8")
    *_, packed = (folder / "site" / "objects.inv").read_bytes().split(b"\n", 4)

    assert 'data-tryfield-path="user_group.token"' in page
    assert '#create-user">it</a>, or [none][Optional].' in page
    assert "create-user http:post" in zlib.decompress(packed).decode()
    assert "create-user" in (folder / "site" / "index.html").read_text(encoding="utf-8")


def test_properdocs_builds_the_same_pages(tmp_path: Path) -> None:
    run(sources(tmp_path), "properdocs", "build", "--strict", "-f", "mkdocs.yml")

    proven(tmp_path)


def test_zensical_builds_the_same_pages_from_generated_files(tmp_path: Path) -> None:
    generate(
        sources(tmp_path),
        {"sources": ["docs/api/*.mdx"]},
        docs=tmp_path / "docs",
        with_assets=False,
    )
    run(tmp_path, "zensical", "build", "-f", "mkdocs.yml", "--clean")

    proven(tmp_path)

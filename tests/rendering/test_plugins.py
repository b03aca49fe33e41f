"""Our pages beside other plugins: each site builds strict, and its pages are right."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageChops, ImageFont

from tests.checking.conftest import search_path
from tests.rendering.building import USER, Built, site
from tests.rendering.test_site import API
from tryfield.rendering.site_generator import generate

GIT = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Nobody"), ("EMAIL", "nobody@example.org"))
}


def built(folder: Path, *plugins: Any, **more: Any) -> Built:
    """A strict site with a page of MDX, an API, and further plugins."""
    files = {
        "zoo.json": json.dumps(API),
        "docs/api/create-user.mdx": USER,
        "docs/index.md": "# Home\n\n[it][POST /api/user]\n",
        **more.pop("files", {}),
    }
    own = {"tryfield": {"sources": ["docs/api", "zoo.json"]}}
    said = ["search", "autorefs", own, *plugins, "mkdocstrings"]
    done = site(folder, files, plugins=said, strict=True, **more)
    assert done.log == ()
    return done


def test_meta_adds_front_matter_to_our_pages(tmp_path: Path) -> None:
    files = {"docs/reference/.meta.yml": "tags: [animals]\n"}
    done = built(tmp_path, "meta", "tags", files=files)

    assert ">animals<" in "".join(done.text("reference/ants/index.html").split())
    assert ">animals<" not in "".join(done.text("api/create-user/index.html").split())


def test_tags_lists_our_pages_by_the_tags_of_the_definition(tmp_path: Path) -> None:
    done = built(tmp_path, "tags", files={"docs/tags.md": "# Tags\n\n<!-- material/tags -->\n"})

    assert 'href="../reference/birds/birds/"' in done.text("tags/index.html")


def test_offline_finds_everything_without_a_server(tmp_path: Path) -> None:
    done = built(tmp_path, "offline")
    page = done.text("api/create-user.html")

    assert 'href="create-user.md"' in page
    assert 'src="../assets/tryfield/tryfield.js"' in page
    assert 'href="api/create-user.html#create-user"' in done.text("index.html")
    assert (done.folder / "api" / "create-user.openapi.json").is_file()
    assert "user_group" in done.text("search/search_index.js")


def test_privacy_finds_nothing_of_ours_to_fetch_from_elsewhere(tmp_path: Path) -> None:
    # The theme's own script names this address, of a diagram library; ours name none.
    done = built(tmp_path, {"privacy": {"assets_exclude": ["unpkg.com/mermaid*"]}})

    assert not (done.folder / "assets" / "external").exists()
    assert 'data-tryfield-path="user_group.token"' in done.text("api/create-user/index.html")


def test_social_draws_a_card_for_each_page(tmp_path: Path) -> None:
    # What the plugin would fetch: with a font of this name in its cache, it asks nobody.
    font = ImageFont.load_default(12)
    assert isinstance(font, ImageFont.FreeTypeFont)
    assert isinstance(font.path, BytesIO)
    cached = tmp_path / ".cache/plugin/social/fonts/Roboto/Regular.ttf"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(font.path.getvalue())

    done = built(tmp_path, "social", site_url="https://docs.example/")
    page = done.text("api/create-user/index.html")

    card = "assets/images/social/api/create-user.png"
    assert f'property="og:image" content="https://docs.example/{card}"' in page
    assert 'property="og:title" content="Create User - Site"' in page
    assert 'property="og:description" content="Gives a group a new token."' in page
    with (
        Image.open(done.folder / card) as drawn,
        Image.open(done.folder / "assets/images/social/index.png") as home,
    ):
        assert drawn.size == (1200, 630)
        assert ImageChops.difference(drawn.convert("RGB"), home.convert("RGB")).getbbox()


def test_social_can_stand_in_the_configuration_without_cards(tmp_path: Path) -> None:
    done = built(tmp_path, {"social": {"cards": False}}, site_url="https://docs.example/")

    assert not (done.folder / "assets/images/social").exists()


def test_mike_puts_everything_below_the_version(tmp_path: Path) -> None:
    built(tmp_path, site_url="https://docs.example/")
    programs = Path(sys.executable).parent
    environment = os.environ | GIT | {"GIT_CONFIG_GLOBAL": os.devnull}
    environment["PYTHONPATH"] = search_path()
    environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("git", "init", "-q", "-b", "main")
    run("git", "add", "docs", "mkdocs.yml", "zoo.json")
    run("git", "commit", "-q", "-m", "Begin")
    run(str(programs / "mike"), "deploy", "1.0")
    files = run("git", "ls-tree", "-r", "--name-only", "gh-pages").splitlines()

    assert {
        "1.0/objects.inv",
        "1.0/openapi.json",
        "1.0/api/create-user.openapi.json",
        "1.0/assets/tryfield/tryfield.js",
    } <= set(files)
    page = run("git", "show", "gh-pages:1.0/api/create-user/index.html")
    assert 'src="../../assets/tryfield/tryfield.js"' in page
    assert 'href="../create-user.md"' in page
    assert 'href="api/create-user/#create-user"' in run("git", "show", "gh-pages:1.0/index.html")
    markdown_version = run("git", "show", "gh-pages:1.0/api/create-user.md")
    assert markdown_version.startswith(
        "> Index of this documentation: https://docs.example/1.0/llms.txt\n"
    )


I18N = {
    "i18n": {
        "docs_structure": "suffix",
        "languages": [
            {"locale": "en", "default": True, "name": "English", "build": True},
            {"locale": "de", "name": "Deutsch", "build": True},
        ],
    }
}


def test_generated_pages_stand_in_every_language(tmp_path: Path) -> None:
    sources = {"sources": ["docs/api/*.mdx"]}
    (tmp_path / "docs" / "api").mkdir(parents=True)
    (tmp_path / "docs" / "api" / "create-user.mdx").write_text(USER, encoding="utf-8")
    said = yaml.safe_load(generate(tmp_path, sources, docs=tmp_path / "docs").settings)
    handler = {"mkdocstrings": {"handlers": {"tryfield": sources}}}
    done = site(
        tmp_path,
        {
            "docs/index.md": "# Home\n\n[it][POST /api/user]\n",
            "docs/index.de.md": "# Zuhause\n\n[das][POST /api/user]\n",
        },
        plugins=["search", {"autorefs": {"resolve_closest": True}}, I18N, handler],
        strict=True,
        **(said | {"nav": ["index.md", *said["nav"]]}),
    )

    assert done.log == ()
    page = done.text("de/api/create-user/index.html")
    assert 'lang="de"' in page
    assert 'data-tryfield-path="user_group.token"' in page
    assert 'src="../../../assets/tryfield/tryfield.js"' in page
    assert 'href="api/create-user/#create-user"' in done.text("de/index.html")


def test_pages_that_static_i18n_cannot_see_are_a_plain_error(tmp_path: Path) -> None:
    files = {"docs/api/create-user.mdx": USER}
    own = {"tryfield": {"sources": ["docs/api"]}}
    done = site(tmp_path, files, plugins=["search", "autorefs", own, I18N, "mkdocstrings"])

    assert done.log[-1] == "aborted"
    assert "Run `tryfield generate`" in "".join(done.log)


def test_cells_ask_before_what_consoles_ask_before(tmp_path: Path) -> None:
    page = "# Home\n\n```python tryfield\nimport tryfield\n```\n"
    files = {"docs/index.md": page, "docs/api/create-user.mdx": USER}
    options = {"relay": "/relay", "settings": {"confirm": ["DELETE"], "history": False}}
    site(tmp_path, files, tryfield={"options": options})

    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    (said,) = re.findall(r'<tryfield-cell data-settings="([^"]*)"', html)
    assert json.loads(unescape(said)) == {"relay": "/relay", "confirm": ["DELETE"]}

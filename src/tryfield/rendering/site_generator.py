"""The pages of a site as files: for Zensical, for plugins that need files, and for review."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tryfield import assets
from tryfield.core.errors import ConfigurationError
from tryfield.rendering import shared_components, site_downloads, site_layout
from tryfield.rendering.site_definitions import site
from tryfield.rendering.site_layout import Layout, layout, nav_entries

MARK = "# Written by `tryfield generate`, which will write it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What `generate` did."""

    written: tuple[Path, ...]
    removed: tuple[Path, ...]  #: pages of endpoints that are gone
    kept: tuple[Path, ...]  #: pages that somebody wrote by hand, and that were left alone
    settings: str  #: what to put into the site's configuration, as YAML


def generate(
    root: Path,
    settings: Mapping[str, Any],
    *,
    docs: Path,
    with_assets: bool = True,
    directories: bool = True,
) -> Generated:
    """Write the generated pages of a site, and its browser files, into its docs folder.

    Args:
        root: The folder of the site's configuration.
        settings: `sources`, `options`, `path`, `title`, `group_by`, `overviews`.
        docs: The docs folder.
        with_assets: Whether to copy the browser files too.
        directories: Whether the site's addresses end in `/`.

    Raises:
        ConfigurationError: The sources or options are wrong, or the browser files are not built.
    """
    read = site(root, settings)
    laid_out = layout(read, settings, docs=docs.resolve(), directories=directories, downloads=False)
    written: list[Path] = []
    kept: list[Path] = []
    for generated in site_layout.generated_pages(laid_out):
        path = docs / generated.uri
        if path.exists() and not _ours(path):
            kept.append(path)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(generated.content.replace("---\n", f"---\n{MARK}\n", 1), encoding="utf-8")
        written.append(path)
    removed = [path for path in sorted(docs.rglob("*.md")) if path not in written and _ours(path)]
    for path in removed:
        path.unlink()
    if with_assets:
        written += _copied(docs)
    written += _shared(docs, laid_out)
    return Generated(
        written=tuple(written),
        removed=tuple(removed),
        kept=tuple(kept),
        settings=_settings(laid_out),
    )


def generate_downloads(
    root: Path,
    settings: Mapping[str, Any],
    *,
    docs: Path,
    folder: Path,
    title: str,
    url: str = "",
) -> tuple[Path, ...]:
    """Write Markdown versions, contracts, `llms.txt` and `openapi.json` into a built site.

    Raises:
        ConfigurationError: There is no such site.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: there is no site here. Build it first.")
    read = site(root, settings)
    laid_out = layout(read, settings, docs=docs.resolve())
    return site_downloads.write_downloads(folder, read, laid_out, title=title, url=url)


def _ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return [file.readline(), file.readline()] == ["---\n", f"{MARK}\n"]


def _copied(docs: Path) -> Iterator[Path]:
    for uri, path in assets.files():
        target = docs / uri
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        yield target


def _shared(docs: Path, laid_out: Layout) -> Iterator[Path]:
    folder = docs / shared_components.URI
    if folder.is_dir():
        shutil.rmtree(folder)
    for name, text in laid_out.shared.files.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        yield folder / name


def _settings(laid_out: Layout) -> str:
    nav = [
        {site_layout.plain_text(group.title, 80): list(nav_entries(group, laid_out))}
        for group in laid_out.groups
    ]
    said = {
        "extra_css": [f"{assets.URI}/{assets.STYLE}"],
        "extra_javascript": [{"path": f"{assets.URI}/{assets.SCRIPT}", "type": "module"}],
        "nav": nav,
    }
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=10_000)

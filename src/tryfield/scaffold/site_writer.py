"""Writes the files of a new site; what is there already is never written over."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import yaml

from tryfield.core.errors import ConfigurationError
from tryfield.core.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """What was written, and what a person has to look at."""

    folder: Path
    files: tuple[Path, ...]
    left: tuple[str, ...] = ()  #: what could not be carried over, one sentence each
    findings: tuple[Finding, ...] = ()  #: of the definitions themselves


@dataclass(slots=True)
class SiteWriter:
    """Collects the files of a new site, then writes all of them or none."""

    folder: Path
    _texts: dict[str, str] = field(default_factory=dict)
    _copies: dict[str, Path] = field(default_factory=dict)

    def text(self, name: str, text: str) -> None:
        """A file with this text; names use `/` and are relative to the folder."""
        self._texts[name] = text

    def template(self, uri: str, template: str, /, **values: str) -> None:
        """A file from one of our templates."""
        text = (resources.files(__package__) / "templates" / template).read_text(encoding="utf-8")
        self._texts[uri] = Template(text).substitute(values) if values else text

    def copy(self, name: str, source: Path) -> None:
        """A file as it is somewhere else."""
        self._copies[name] = source

    def has(self, name: str) -> bool:
        """Whether there will be such a file."""
        return name in self._texts or name in self._copies

    def write(self, left: tuple[str, ...] = ()) -> NewSite:
        """Write everything.

        Raises:
            ConfigurationError: One of the files is there already, or none can be written.
        """
        names = (*self._texts, *self._copies)
        for name in names:
            if (self.folder / name).exists():
                raise ConfigurationError(
                    f"{self.folder / name}: this is there already, and nothing was written. Name "
                    "a folder that does not exist yet."
                )
        try:
            for name, text in self._texts.items():
                _with_folder(self.folder / name).write_text(text, encoding="utf-8", newline="\n")
            for name, source in self._copies.items():
                shutil.copyfile(source, _with_folder(self.folder / name))
        except OSError as error:
            raise ConfigurationError(
                f"{self.folder}: it cannot be written: {error.strerror}. Name another folder."
            ) from error
        files = tuple(sorted(self.folder / name for name in names))
        return NewSite(folder=self.folder, files=files, left=left)


def _with_folder(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def as_yaml(value: Any, indent: int = 0) -> str:
    """A value in YAML as people write it, each line indented."""
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10_000)
    return "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())


def scalar(text: str) -> str:
    """A text as one YAML scalar on one line."""
    words: str = yaml.safe_dump(" ".join(text.split()), allow_unicode=True, width=10_000)
    return words.removesuffix("\n").removesuffix("\n...")


_REFERENCE = """\
  - tryfield:
      sources:
{sources}{overviews}\
      # What is known and accepted for now: `tryfield check --update-baseline` writes the file.
      baseline: drift.json
  - mkdocstrings
"""


_NAMED = re.compile(r"'(!!python/name:[\w.]+)'")
_ANCHORS = """\
      slugify: !!python/object/apply:pymdownx.slugs.slugify
        kwds: {case: lower}
"""
_DIAGRAMS = """\
:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format"""


def write_configuration(
    maker: SiteWriter,
    *,
    name: str,
    sources: list[str],
    nav: list[Any],
    description: str = "",
    theme: Mapping[str, Any] | None = None,
    extensions: Sequence[Any] = (),
    plugins: Mapping[str, Any] | None = None,
    requirements: Sequence[str] = (),
    overviews: bool = True,
    more: str = "",
) -> None:
    """The configuration of the site, the workflow, and what they need.

    Without `sources` the site documents no endpoint: the plugin stands in the configuration as a
    comment, and the workflow only builds. Of `extensions`, "mermaid" stands for diagrams, "anchors"
    for anchors of headings as GitHub makes them, and "tabs" for those of content tabs.
    """
    reference = _REFERENCE.format(
        sources=as_yaml(sources or ["docs/api"], 8),
        overviews="" if overviews else "      overviews: false\n",
    )
    if not sources:
        commented = "".join(f"  # {line[2:]}\n" for line in reference.splitlines())
        reference = f"  # With a definition in `docs/api`, these lines make its page.\n{commented}"
    if plugins:
        reference += as_yaml([dict([one]) for one in plugins.items()], 2)
    look = dict(theme or {})
    tabs = "    - navigation.tabs\n" if look.pop("tabs", False) else ""
    tab_anchors = _ANCHORS if "tabs" in extensions else ""
    diagrams = _DIAGRAMS if "mermaid" in extensions else ""
    more_extensions = [one for one in extensions if one not in ("mermaid", "anchors", "tabs")]
    maker.template(
        "mkdocs.yml",
        "mkdocs.yml",
        name=scalar(name or "My API"),
        reference=reference,
        nav=as_yaml(nav, 2),
        theme=as_yaml(look, 2) if look else "",
        description=f"site_description: {scalar(description)}\n" if description else "",
        tabs=tabs,
        diagrams=diagrams,
        tab_anchors=tab_anchors,
        anchors=_ANCHORS if "anchors" in extensions else "",
        extensions=_NAMED.sub(r"\1", as_yaml(more_extensions, 2)) if more_extensions else "",
        more=f"\n{more}" if more else "",
    )
    maker.template(
        ".github/workflows/docs.yml",
        "workflow.yml",
        purpose=(
            "# Fails when an example contradicts the documented fields, or the site does not build."
            if sources
            else "# Fails when the site does not build."
        ),
        check="      - run: tryfield check --format github\n" if sources else "",
    )
    maker.template(
        "requirements.txt", "requirements.txt", more="".join(f"{one}\n" for one in requirements)
    )
    maker.template(".gitignore", "ignored.txt")

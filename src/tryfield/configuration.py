"""What a project says about itself, in whichever file it says it.

The nearest of `tryfield.toml`, `pyproject.toml` (`[tool.tryfield]`) and `mkdocs.yml` (the
`tryfield` plugin), from a folder upwards.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tryfield.core.errors import ConfigurationError
from tryfield.core.near_names import nearest

#: Options of `tryfield check`, which stand beside those of the site.
OF_CHECKS = frozenset(
    [
        "app",
        "auth",
        "base",
        "baseline",
        "concurrency",
        "except",
        "fail_on",
        "ignore_headers",
        "keep",
        "live",
        "methods",
        "min_coverage",
        "min_operations",
        "only",
        "pages",
        "quiet",
        "rate",
        "record",
        "refusals",
        "replay",
        "retries",
        "snippets",
        "stamp",
        "timeout",
        "traffic",
    ]
)

#: Options of a site, as the plugin of MkDocs and `tryfield generate` take them.
OF_SITES = frozenset(
    [
        "component_pages",
        "downloads",
        "group_by",
        "options",
        "overlays",
        "overviews",
        "path",
        "sources",
        "stamp",
        "title",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Where a project's definitions are, and how its front ends behave."""

    root: Path
    file: Path | None = None  #: None when no file says anything
    sources: tuple[str, ...] = ()  #: paths, folders, globs and URLs, relative to `root`
    overlays: tuple[str, ...] = ()  #: OpenAPI Overlays, named likewise, in their order
    options: Mapping[str, Any] = field(default_factory=dict)  #: everything else that was said

    def place(self, *path: str | int) -> str:
        """Where an option is written, `tryfield.toml:12`; the nearest that can be found.

        Args:
            path: Names of tables and numbers of their entries, from `sources` and its like on.
        """
        if self.file is None:
            return "the configuration"
        line = _lines(self.file).nearest(path)
        return f"{self.file}:{line}" if line else str(self.file)


def configuration(start: Path) -> Configuration:
    """The configuration that holds for a folder.

    Raises:
        ConfigurationError: A file cannot be parsed, or a value has the wrong type.
    """
    for folder in (start, *start.parents):
        for name, load in _LOADERS.items():
            file = folder / name
            if file.is_file() and (values := load(file)) is not None:
                return _checked(file, values)
        if (folder / ".git").exists():
            break
    return Configuration(root=start)


def texts(said: str | Iterable[str]) -> tuple[str, ...]:
    """A setting that is one text or several."""
    return (said,) if isinstance(said, str) else tuple(said)


def project_folder(root: Path, files: Iterable[Path]) -> Path:
    """The folder that what definitions refer to has to lie in.

    That of the configuration, of a site or of a repository; elsewhere only the common folder of
    the definitions, because nobody said that what lies around them belongs to them.

    Args:
        root: Where names of files start.
        files: The definitions.
    """
    if is_project(root):
        return root
    # Where they are named, not where links lead: a link must not make the project any larger.
    named = [Path(os.path.abspath(file)).parent for file in files]  # noqa: PTH100
    if not named:
        return root
    common = Path(os.path.commonpath(named))
    above = (folder for folder in (common, *common.parents) if folder.is_relative_to(root))
    return next(filter(is_project, above), common)


def is_project(folder: Path) -> bool:
    """Whether a folder holds the configuration of a project or of a site, or is a repository."""
    named = any((folder / name).exists() for name in (*_LOADERS, *_MARKS))
    return named or any(folder.glob("mkdocs*.yml"))


def docs_folder(root: Path) -> Path | None:
    """The docs folder of the site in this folder; None where there is none.

    Raises:
        ConfigurationError: Its configuration cannot be parsed.
    """
    file = root / "mkdocs.yml"
    values = _yaml(file) if file.is_file() else None
    said = values.get("docs_dir") if isinstance(values, Mapping) else None
    folder = root / (said if isinstance(said, str) else "docs")
    return folder if folder.is_dir() else None


def _checked(file: Path, values: Any) -> Configuration:
    if not isinstance(values, Mapping):
        raise ConfigurationError(f"{file}: the tryfield section must be a table of options.")
    options = dict(values)
    place = Configuration(root=file.parent, file=file).place
    for name in options:
        if (word := str(name).replace("-", "_")) not in OF_CHECKS | OF_SITES | {"enabled"}:
            near = nearest(word, sorted(OF_CHECKS | OF_SITES))
            advice = f"Did you mean '{near}'?" if near else "The manual lists all settings."
            raise ConfigurationError(f"{place(str(name))}: there is no setting '{name}'. {advice}")
    named: dict[str, tuple[str, ...]] = {}
    for name in ("sources", "overlays"):
        texts = options.pop(name, [])
        texts = [texts] if isinstance(texts, str) else texts
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ConfigurationError(f"{file}: '{name}' must be a list of paths or globs.")
        named[name] = tuple(texts)
    return Configuration(root=file.parent, file=file, options=options, **named)


def _own_file(file: Path) -> Any:
    return _toml(file)


def _pyproject(file: Path) -> Any:
    tool = _toml(file).get("tool", {})
    return tool.get("tryfield") if isinstance(tool, Mapping) else None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{file}: this cannot be read: {error.strerror}.") from error


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: this is not TOML: {error}.") from error


class _Loader(yaml.SafeLoader):
    """Reads a mkdocs.yml for one section; what other tags mean is no concern of ours."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def _mkdocs(file: Path) -> Any:
    values = _yaml(file)
    seen = [file]
    # As MkDocs does it: a file without plugins has those of the one that it inherits from.
    while isinstance(values, Mapping) and "plugins" not in values:
        base = values.get("INHERIT")
        if not isinstance(base, str) or (above := seen[-1].parent / base) in seen:
            return None
        if not above.is_file():
            return None
        seen.append(above)
        values = _yaml(above)
    plugins = values.get("plugins") if isinstance(values, Mapping) else None
    entries = plugins.items() if isinstance(plugins, Mapping) else _entries(plugins)
    return next((options or {} for name, options in entries if name == "tryfield"), None)


def _yaml(file: Path) -> Any:
    try:
        return yaml.load(_text(file), _Loader)  # noqa: S506 - a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else str(file)
        words = error.problem or error.context or "it cannot be read"
        raise ConfigurationError(
            f"{where}: this is not YAML: {words}. Correct this line, or the one above."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: this is not YAML: {error}.") from error
    except RecursionError as error:
        raise ConfigurationError(f"{file}: this YAML is nested too deeply to be read.") from error


def _entries(plugins: Any) -> list[tuple[Any, Any]]:
    entries: list[tuple[Any, Any]] = []
    for plugin in plugins if isinstance(plugins, list) else []:
        entries += plugin.items() if isinstance(plugin, Mapping) else [(plugin, {})]
    return entries


class _Lines:
    """The line of each option of ours in a file."""

    def __init__(self, found: Iterable[tuple[tuple[str | int, ...], int]]) -> None:
        self._lines: dict[tuple[str | int, ...], int] = {}
        for path, line in found:
            self._lines.setdefault(path, line)

    def nearest(self, path: tuple[str | int, ...]) -> int:
        """The line of an option, or of what is around it; 0 when none is known."""
        while path:
            if (line := self._lines.get(path)) is not None:
                return line
            path = path[:-1]
        return 0


def _lines(file: Path) -> _Lines:
    if file.suffix == ".toml":
        above = ("tool", "tryfield") if file.name == "pyproject.toml" else ()
        return _Lines(
            (path[len(above) :], line)
            for path, line in _toml_lines(_text(file))
            if path[: len(above)] == above
        )
    try:
        return _Lines(_yaml_lines(yaml.compose(_text(file), _Loader), (), inside=False))
    except yaml.YAMLError:
        return _Lines(())


_TOML_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_TOML_PATH = rf"{_TOML_NAME}(?:[ \t]*\.[ \t]*{_TOML_NAME})*"
_TOML_LINE = re.compile(
    rf"[ \t]*(?:\[\[[ \t]*(?P<entry>{_TOML_PATH})[ \t]*\]\]|\[[ \t]*(?P<table>{_TOML_PATH})[ \t]*\]"
    rf"|(?P<key>{_TOML_PATH})[ \t]*=)"
)


def _toml_lines(text: str) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Names as they begin a line; what stands in an inline table has the line of that table."""
    around: tuple[str | int, ...] = ()
    entries: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _TOML_LINE.match(line)
        if match is None:
            continue
        names = tuple(
            one.strip("\"'") for one in re.findall(_TOML_NAME, match[match.lastgroup or 0])
        )
        if match.lastgroup == "key":
            yield (*around, *names), number
            continue
        around = ()
        for name in names:
            around = (*around, name)
            if around in entries and around != names:
                around = (*around, entries[around])
        if match.lastgroup == "entry":
            entries[around] = entries.get(around, -1) + 1
            around = (*around, entries[around])
        yield around, number


def _yaml_lines(
    node: yaml.Node | None, path: tuple[str | int, ...], *, inside: bool
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Names below `tryfield`, wherever in the list of plugins that is."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value)
            if inside:
                yield (*path, name), key.start_mark.line + 1
                yield from _yaml_lines(value, (*path, name), inside=True)
            elif name == "plugins" or name == "tryfield":
                yield from _yaml_lines(value, (), inside=name == "tryfield")
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            if inside:
                yield (*path, number), value.start_mark.line + 1
            below = (*path, number) if inside else path
            yield from _yaml_lines(value, below, inside=inside)


_MARKS = (
    "zensical.toml",
    "properdocs.yml",
    "docs.json",
    "mint.json",
    ".git",
)  # other sites, and a repository
_LOADERS = {"tryfield.toml": _own_file, "pyproject.toml": _pyproject, "mkdocs.yml": _mkdocs}

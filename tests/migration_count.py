"""What is left of a Mintlify site after `tryfield new --mintlify` and a strict build.

    python -m tests.migration_count OLD NEW

builds NEW strictly and prints the figures and what they miss, as JSON. It reads the old navigation
by itself, so that it shares no mistake with the product.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
_PAGES = (".mdx", ".md")
_INHERITING = "mkdocs.count.yml"
_NAVIGATION = "counted-navigation.json"
_HOOK = """\
import json
from pathlib import Path


def on_nav(nav, config, files):
    Path(config.config_file_path).with_name({name!r}).write_text(
        json.dumps([page.file.src_uri for page in nav.pages])
    )
"""
_LINK = re.compile(r"\A\s*---\n(?:(?!---).*\n)*?url: ")
_HIDDEN = re.compile(r"\A\s*---\n(?:(?!---).*\n)*?hidden: *[\"']?true")
_OPERATION = re.compile(
    r"(?:get|post|put|patch|delete|head|options|trace|webhook|ws|wss)\s", re.IGNORECASE
)


@dataclass(kw_only=True)
class Counts:
    """Figures of one site; each list names what is missing."""

    strict: bool
    seconds: float
    warnings: list[str] = field(default_factory=list)
    pages: int = 0  #: of the old navigation, with a file
    hidden: int = 0  #: of them, those that the old navigation keeps out of sight
    without_file: int = 0  #: entries of the old navigation that had no page there either
    not_at_address: list[str] = field(default_factory=list)
    not_in_navigation: list[str] = field(default_factory=list)
    twice_in_navigation: list[str] = field(default_factory=list)
    pictures: int = 0
    broken_pictures: list[str] = field(default_factory=list)
    lost_pictures: list[str] = field(default_factory=list)
    links: int = 0
    broken_links: list[str] = field(default_factory=list)
    broken_before: list[str] = field(default_factory=list)  #: pictures and links of the author
    literal_marks: list[str] = field(default_factory=list)
    literal_tags: list[str] = field(default_factory=list)

    def in_short(self) -> str:
        """One line for a table."""

        def share(missing: list[str], of: int) -> str:
            return f"{of - len(missing)}/{of}"

        return " | ".join(
            (
                "green" if self.strict else f"{len(self.warnings)} warnings",
                share(self.not_at_address, self.pages),
                share(self.not_in_navigation, self.pages - self.hidden),
                share(self.broken_pictures, self.pictures) + f" (-{len(self.lost_pictures)})",
                share(self.broken_links, self.links),
                str(len(self.broken_before)),
                str(len(self.literal_marks)),
                str(len(self.literal_tags)),
                f"{self.seconds:.1f} s",
            )
        )


def count(old: Path, new: Path, *, directories: bool = True) -> Counts:
    """Build a site strictly and hold it against the folder that it comes from.

    Args:
        old: The folder of the Mintlify site.
        new: The folder that `tryfield new` wrote.
        directories: `use_directory_urls`.
    """
    found = _build(new, directories=directories)
    site = new / "site"
    navigation = json.loads((new / _NAVIGATION).read_text()) if (new / _NAVIGATION).exists() else []
    shown = [re.sub(r"\.mdx?$", "", name) for name in navigation]
    found.twice_in_navigation = sorted({one for one in shown if shown.count(one) > 1})
    listed = set(shown)
    hidden = _hidden_pages(old)
    for name in dict.fromkeys(_listed_pages(old)):
        page = next((one for one in (name, f"{name}/index") if _file(old, one)), "")
        if not page:
            found.without_file += 1
            continue
        file = _file(old, page)
        if file and _LINK.search(file.read_text("utf-8", errors="replace")):
            continue  # it stands for an address elsewhere
        found.pages += 1
        if not _built(site, page, directories=directories).is_file():
            found.not_at_address.append(page)
        if name in hidden or (file and _HIDDEN.search(file.read_text("utf-8", errors="replace"))):
            found.hidden += 1
        elif page not in listed:
            found.not_in_navigation.append(page)
    _count_inside(old, site, found, directories=directories)
    return found


def _build(new: Path, *, directories: bool) -> Counts:
    hook = new / "counted_navigation.py"
    hook.write_text(_HOOK.format(name=_NAVIGATION))
    own = [one.relative_to(new).as_posix() for one in sorted((new / "hooks").glob("*.py"))]
    (new / _INHERITING).write_text(
        f"INHERIT: mkdocs.yml\nhooks: [{', '.join((*own, hook.name))}]\n"
        f"use_directory_urls: {str(directories).lower()}\n"
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", _INHERITING]
    environment = os.environ | {
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), os.environ.get("PYTHONPATH", ""))),
    }
    begin = time.perf_counter()
    # Not strict at first sight: a strict build that fails leaves no site to look at.
    done = subprocess.run(
        [*command[:4], *command[5:]],
        cwd=new,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - begin
    said = [
        line
        for line in done.stderr.splitlines()
        if line.startswith(("WARNING", "ERROR", "Traceback", "Error", "Config"))
    ]
    green = done.returncode == 0 and not said
    return Counts(
        strict=green, seconds=taken, warnings=said or ([done.stderr[-2000:]] if not green else [])
    )


def _listed_pages(old: Path) -> Iterator[str]:
    name = next(one for one in ("docs.json", "mint.json") if (old / one).is_file())
    yield from _names(json.loads((old / name).read_text("utf-8-sig"))["navigation"], old, "")


def _hidden_pages(old: Path) -> set[str]:
    """What stands only in parts of the navigation that say `hidden`."""
    name = next(one for one in ("docs.json", "mint.json") if (old / one).is_file())
    whole = json.loads((old / name).read_text("utf-8-sig"))["navigation"]
    return set(_names(whole, old, "")) - set(_names(whole, old, "", shown=True))


def _names(said: Any, folder: Path, key: str, *, shown: bool = False) -> Iterator[str]:
    if isinstance(said, Mapping):
        if shown and said.get("hidden") is True:
            return
        if isinstance(said.get("$ref"), str):
            path = folder / said["$ref"].lstrip("/")
            if path.is_file():
                yield from _names(json.loads(path.read_text("utf-8-sig")), folder, key, shown=shown)
        for inner, value in said.items():
            if inner == "root" and isinstance(value, str):
                yield value.strip("/")
            yield from _names(value, folder, inner, shown=shown)
    elif isinstance(said, list):
        for one in said:
            if isinstance(one, str) and key == "pages":
                if not _OPERATION.match(one) and " /" not in one:
                    yield re.sub(r"\.mdx?$", "", one.strip().strip("/"))
            else:
                yield from _names(one, folder, key, shown=shown)


def _file(old: Path, name: str) -> Path | None:
    return next((old / f"{name}{end}" for end in _PAGES if (old / f"{name}{end}").is_file()), None)


def _built(site: Path, name: str, *, directories: bool) -> Path:
    if posixpath.basename(name) == "index" or not directories:
        return site / f"{name}.html"
    return site / name / "index.html"


def _count_inside(old: Path, site: Path, found: Counts, *, directories: bool) -> None:
    known = _known(old)
    titles = _Titles(old, site)
    pages: dict[Path, _Page] = {}
    for path in sorted(site.rglob("*.html")):
        if path.name == "404.html":
            continue
        pages[path] = _Page(path.read_text("utf-8", errors="replace"))
    for path, page in pages.items():
        where = path.relative_to(site).as_posix()
        for kind, address in page.addresses:
            if not _internal(address):
                continue
            target, anchor = _target(site, path, address)
            exists = target is not None and target.is_file()
            hit = exists and (not anchor or target not in pages or anchor in pages[target].ids)
            if kind == "picture":
                found.pictures += 1
            else:
                found.links += 1
            if hit:
                continue
            line = f"{where}: {address}"
            if (not exists and not _was_there(address, known, old)) or (
                exists and not titles.had(target, anchor)
            ):
                found.broken_before.append(line)
            else:
                (found.broken_pictures if kind == "picture" else found.broken_links).append(line)
        found.literal_marks += [f"{where}: {one}" for one in page.marks]
        found.literal_tags += [f"{where}: {one}" for one in page.tags]
    for name in dict.fromkeys(_listed_pages(old)):
        file = _file(old, name)
        built = pages.get(_built(site, name, directories=directories))
        if file is None or built is None:
            continue
        there = {_basename(address) for _, address in built.addresses}
        for picture in _PICTURE.findall(_without_code(file.read_text("utf-8", errors="replace"))):
            if _basename(picture) not in there and _basename(picture) in known:
                found.lost_pictures.append(f"{name}: {picture}")


_PICTURE = re.compile(
    r"(?:\bsrc=[\"']|!\[[^\]]*\]\(\s*<?)([^\"'()<>{}]+?\.(?:png|jpe?g|gif|svg|webp|mp4|webm))"
)
_FENCED = re.compile(
    r"^ *(`{3,}|~{3,}).*?^ *\1`*~* *$|`[^`\n]*`|\{/\*.*?\*/\}|<!--.*?-->", re.MULTILINE | re.DOTALL
)


def _without_code(text: str) -> str:
    return _FENCED.sub("", text)


def _basename(address: str) -> str:
    return posixpath.basename(unquote(urlsplit(address).path))


def _known(old: Path) -> set[str]:
    """Last names of all that the old site had, without the suffixes of pages."""
    names: set[str] = set()
    for path in old.rglob("*"):
        if path.is_file():
            names.add(path.name)
            if path.suffix in _PAGES:
                names.add(path.stem)
                names.add(path.parent.name if path.stem == "index" else path.stem)
    return names


_TITLE = re.compile(
    r"^ *#{1,6} +(?P<heading>.+)$"
    r"|\b(?:title|id|label|placeholder)=[\"'{]+(?P<title>[^\"'}]+)"
    r"|\b(?:path|query|body|header|name)=[\"'{]+(?P<field>[^\"'}]+)",
    re.MULTILINE,
)
_LETTERS = re.compile(r"[\W_]+")


class _Titles:
    """What the anchors of an old page were made of."""

    def __init__(self, old: Path, site: Path) -> None:
        self._old = old
        self._site = site
        self._of: dict[Path, set[str]] = {}

    def had(self, target: Path | None, anchor: str) -> bool:
        """Whether an old page had something that an anchor can mean."""
        if target is None:
            return False
        if target not in self._of:
            name = target.relative_to(self._site).with_suffix("").as_posix()
            file = _file(self._old, name) or _file(self._old, posixpath.dirname(name))
            text = file.read_text("utf-8", errors="replace") if file else ""
            titles = (
                f"param-{found['field']}" if found["field"] else found["heading"] or found["title"]
                for found in _TITLE.finditer(text)
            )
            self._of[target] = {_LETTERS.sub("", str(one).lower()) for one in titles}
        plain = _LETTERS.sub("", re.sub(r"-\d+$", "", anchor.lower()))
        whole = _LETTERS.sub("", anchor.lower())
        return bool({plain, whole} & self._of[target])


def _was_there(address: str, known: set[str], old: Path) -> bool:
    path = unquote(urlsplit(address).path).rstrip("/")
    if path.startswith("/"):
        path = path.strip("/")
        return (old / path).is_file() or any(_file(old, one) for one in (path, f"{path}/index"))
    name = re.sub(r"\.(?:html|mdx?)$", "", posixpath.basename(path))
    return not name or name in ("..", ".") or name in known or posixpath.basename(path) in known


def _internal(address: str) -> bool:
    parts = urlsplit(address)
    return (
        not parts.scheme
        and not parts.netloc
        and bool(address)
        and address not in ("#", "#only-light")
    )


def _target(site: Path, page: Path, address: str) -> tuple[Path | None, str]:
    parts = urlsplit(address)
    path = unquote(parts.path)
    anchor = "" if parts.fragment in ("only-light", "only-dark") else unquote(parts.fragment)
    if not path:
        return page, anchor
    target = (
        site / path.lstrip("/")
        if path.startswith("/")
        else Path(os.path.normpath(page.parent / path))
    )
    if target.is_dir():
        target = target / "index.html"
    return target, anchor


_MARK = re.compile(
    r"^\s*(?:[-*+] (?=\S)|\d{1,2}[.)] (?=\S)|#{1,6} (?=\S)|\|.*\||`{3}|:::|===? \"|!!! )",
    re.MULTILINE,
)
_TAG = re.compile(r"</?[A-Z][A-Za-z.]*[\s/>]|\{/\*")


class _Page(HTMLParser):
    """The addresses, ids and stray marks of the text of a page."""

    _SILENT = frozenset(
        {"pre", "code", "script", "style", "kbd", "tryfield-console", "svg", "textarea"}
    )

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.marks: list[str] = []
        self.tags: list[str] = []
        self._silent: list[str] = []
        self._text = ""
        begin = html.find("<article")
        end = html.rfind("</article>")
        self.feed(html[begin:end] if begin >= 0 else html)
        self._end_text()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self.ids.add(str(said["id"]))
        if tag == "a" and said.get("name"):
            self.ids.add(str(said["name"]))
        if not self._silent or tag in ("img", "a"):
            if tag in ("img", "video", "source", "audio") and said.get("src"):
                self.addresses.append(("picture", str(said["src"])))
            if tag == "a" and said.get("href") and "headerlink" not in (said.get("class") or ""):
                self.addresses.append(("link", str(said["href"])))
        if tag in self._SILENT:
            self._silent.append(tag)
        if tag in ("strong", "em", "a", "b", "span"):
            self._text += "\u200b"
        if tag in (
            "p",
            "li",
            "div",
            "td",
            "th",
            "br",
            "h1",
            "h2",
            "h3",
            "h4",
            "summary",
            "dt",
            "dd",
        ):
            self._end_text()

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()
            if tag in ("code", "kbd"):
                self._text += "`"
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "label"):
            self._text = self._text.replace("\n", " ").lstrip()
            self._text = "" if self._text[:1].isdigit() else self._text
        if tag in ("p", "li", "div", "td", "th", "h1", "h2", "h3", "h4", "summary"):
            self._end_text()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text += data

    def _end_text(self) -> None:
        for found in _MARK.finditer(self._text):
            self.marks.append(" ".join(self._text[found.start() : found.start() + 80].split()))
        for found in _TAG.finditer(self._text):
            self.tags.append(" ".join(self._text[found.start() : found.start() + 80].split()))
        self._text = ""


if __name__ == "__main__":
    counts = count(Path(sys.argv[1]), Path(sys.argv[2]), directories="--files" not in sys.argv)
    print(json.dumps(asdict(counts), indent=1))
    print(counts.in_short(), file=sys.stderr)

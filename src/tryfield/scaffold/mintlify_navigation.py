"""The navigation of a Mintlify site as the `nav` of MkDocs, its redirects, pages of operations.

An operation that the navigation lists gets a page of two lines, where Mintlify shows it.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from tryfield.core.errors import ConfigurationError
from tryfield.core.model import Endpoint, Reference
from tryfield.readers.file_access import leads_outside
from tryfield.readers.mdx.openapi_operation import find_operation, read_pointer

SETTINGS = ("docs.json", "mint.json")
_DEPTH = 20
_LARGEST = 5_000_000


def read_settings(folder: Path) -> tuple[str, Mapping[str, Any], frozenset[str]]:
    """The settings of a site: the name of their file, what they say, and which files they refer to.

    A `$ref` is replaced by what the file holds that it names; `mint.json` is read as `docs.json`.

    Raises:
        ConfigurationError: There is no such file, it leads out of the folder, or it is not JSON.
    """
    for name in SETTINGS:
        path = folder / name
        if not path.is_file():
            continue
        refused = _refused(path, folder)
        if refused:
            raise ConfigurationError(refused)
        said = _json(path)
        if isinstance(said, Mapping):
            parts = _Parts(folder)
            whole = parts.put_in(said, path.parent, 0)
            if "navigation" in whole and isinstance(whole["navigation"], list):
                whole = _as_docs_json(whole)
            return name, whole, frozenset(parts.used)
    raise ConfigurationError(
        f"{folder}: there is no docs.json and no mint.json. Name the folder of a Mintlify site."
    )


def _refused(path: Path, folder: Path) -> str:
    if leads_outside(path, folder):
        return f"{path}: a symbolic link leads out of {folder}. Put a copy here."
    if path.stat().st_size > _LARGEST:
        return f"{path}: it is larger than {_LARGEST:,} bytes."
    return ""


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path}: this is not JSON: {error}.") from error


class _Parts:
    """Puts in what lies in other files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.used: set[str] = set()

    def put_in(self, said: Any, here: Path, depth: int) -> Any:
        if depth > _DEPTH:
            return said
        if isinstance(said, list):
            return [self.put_in(one, here, depth + 1) for one in said]
        if not isinstance(said, Mapping):
            return said
        rest = {key: self.put_in(one, here, depth + 1) for key, one in said.items()}
        name = rest.pop("$ref", None)
        if not isinstance(name, str) or "://" in name:
            return rest if name is None else {**rest, "$ref": name}
        path = self._folder / name.lstrip("/") if name.startswith("/") else here / name
        if not path.is_file() or _refused(path, self._folder):
            return {**rest, "$ref": name}
        self.used.add(path.resolve().relative_to(self._folder.resolve()).as_posix())
        inner = self.put_in(_json(path), path.parent, depth + 1)
        return {**inner, **rest} if isinstance(inner, Mapping) else inner


def _as_docs_json(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Settings of `mint.json`, whose tabs and anchors claim groups by the addresses in them."""
    claims: list[tuple[str, dict[str, Any]]] = []
    links: list[Mapping[str, Any]] = []
    for one in (*_mappings(said.get("tabs")), *_mappings(said.get("anchors"))):
        url = one.get("url")
        if not isinstance(url, str):
            continue
        if "://" in url or url.startswith("mailto:"):
            links.append({"anchor": one.get("name"), "href": url})
        else:
            claims.append(
                (f"{url.strip('/')}/", {"tab": one.get("name"), "groups": [], **_api(one)})
            )
    first = said.get("primaryTab")
    name = first.get("name") if isinstance(first, Mapping) else None
    rest: list[Any] = []
    for group in said["navigation"]:
        page = next(pages_in(group), "")
        for start, tab in claims:
            if page.lstrip("/").startswith(start):
                tab["groups"].append(group)
                break
        else:
            rest.append(group)
    tabs = [tab for _, tab in claims if tab["groups"] or tab.get("openapi")]
    first_tab = [{"tab": name or "Documentation", "groups": rest}] if tabs and rest else rest
    navigation = {
        ("tabs" if tabs else "groups"): [*first_tab, *tabs],
        "global": {"anchors": links},
    }
    footer = (
        {"socials": said["footerSocials"]} if isinstance(said.get("footerSocials"), Mapping) else {}
    )
    bar = {
        "links": [
            {"label": one.get("name"), "href": one.get("url")}
            for one in (*_mappings(said.get("topbarLinks")), said.get("topbarCtaButton"))
            if isinstance(one, Mapping)
        ]
    }
    return {"footer": footer, "navbar": bar, **said, "navigation": navigation}


def _api(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"openapi": said["openapi"]} if said.get("openapi") else {}


def _mappings(said: Any) -> Iterator[Mapping[str, Any]]:
    for one in said if isinstance(said, list) else ():
        if isinstance(one, Mapping):
            yield one


def pages_in(said: Any, depth: int = 0) -> Iterator[str]:
    """The names that stand in a part of the navigation, without slashes around them."""
    if depth > _DEPTH:
        return
    for one in said if isinstance(said, list) else [said]:
        if isinstance(one, str):
            yield one.strip().strip("/")
        elif isinstance(one, Mapping):
            for key in ("root", *_INSIDE):
                yield from pages_in(one.get(key) or [], depth + 1)


class Folder(Protocol):
    """What the navigation asks about the folder that it leads through."""

    def where(self, name: str) -> str:
        """The file in the new docs folder that a page became; "" where there is none."""

    def shown(self, name: str) -> PageFacts:
        """What the front matter of a page says about its entry."""

    def documents(self, name: str) -> list[tuple[str, Reference]]:
        """The OpenAPI documents that a name means, a file or a folder, with their own names."""

    def add_page(self, name: str, text: str) -> str:
        """Make a page under this name, or the next that is free; the file that it becomes."""

    def left(self, message: str) -> None:
        """Say what is not carried over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """How a page stands in the navigation."""

    title: str = ""  #: in the navigation alone
    hidden: bool = False
    link: str = ""  #: that the page stands for


_TITLES = (
    *("group", "tab", "anchor", "dropdown", "version", "product", "language", "menu", "item"),
    *("name", "title", "label"),
)
_INSIDE = (
    *("languages", "versions", "products", "tabs", "dropdowns", "anchors", "menu", "groups"),
    *("pages", "global"),
)
_LANGUAGES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "it": "Italiano",
    "pt": "Português",
    "pt-BR": "Português (Brasil)",
    "ja": "日本語",
    "jp": "日本語",
    "zh": "中文",
    "cn": "简体中文",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "ko": "한국어",
    "ru": "Русский",
    "ar": "العربية",
    "tr": "Türkçe",
    "nl": "Nederlands",
    "pl": "Polski",
    "id": "Bahasa Indonesia",
    "vi": "Tiếng Việt",
    "hi": "हिन्दी",
    "uk": "Українська",
    "sv": "Svenska",
    "no": "Norsk",
    "da": "Dansk",
    "fi": "Suomi",
    "cs": "Čeština",
    "he": "עברית",
    "ro": "Română",
    "hu": "Magyar",
    "lv": "Latviešu",
    "uz": "Oʻzbekcha",
}
_OPERATION = re.compile(
    r"(?:\S+\s+)?(?:get|post|put|patch|delete|head|options|trace|query|webhook)\s+\S", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Api:
    """The documents that hold for a part of the navigation."""

    sources: tuple[str, ...] = ()
    folder: str = ""  #: where the pages of their operations stand


class Navigation:
    """Turns entries around."""

    def __init__(self, folder: Folder, *, documents: Iterable[str] = ()) -> None:
        self._folder = folder
        self._all = _Api(sources=tuple(documents))
        self._seen: set[str] = set()
        self._hidden = 0

    def entries(self, said: Any) -> list[Any]:
        """The entries of the whole."""
        return self._entries(said, self._all, 0)

    def _entries(self, said: Any, api: _Api, depth: int) -> list[Any]:
        if depth > _DEPTH:
            self._folder.left("navigation: it is too deep to follow.")
            return []
        found: list[Any] = []
        for one in said if isinstance(said, list) else [said]:
            if isinstance(one, str):
                found += self._named(one, api)
            elif isinstance(one, Mapping):
                found += self._group(one, api, depth)
        return found

    def _named(self, name: str, api: _Api) -> list[Any]:
        if _OPERATION.match(name.strip()):
            return self._operation(" ".join(name.split()), api)
        if "://" in name:
            return [{name: name}]
        where = self._folder.where(name)
        if not where:
            self._folder.left(f"navigation: there is no page '{name}'.")
            return []
        facts = self._folder.shown(name)
        return self._entry(where, facts)

    def _entry(self, where: str, facts: PageFacts) -> list[Any]:
        if self._hidden or facts.hidden:
            return []
        if where in self._seen:
            self._folder.left(f"navigation: '{where}' is listed again; its first place counts.")
            return []
        self._seen.add(where)
        if facts.link:
            return [{facts.title or facts.link: facts.link}]
        return [{facts.title: where} if facts.title else where]

    def _group(self, said: Mapping[str, Any], api: _Api, depth: int) -> list[Any]:
        title = " ".join(
            next((said[key] for key in _TITLES if isinstance(said.get(key), str)), "").split()
        )
        if isinstance(said.get("language"), str):
            title = _LANGUAGES.get(said["language"], title)
        if "$ref" in said:
            self._folder.left(f"navigation: '{said['$ref']}' is not there.")
        if said.get("asyncapi"):
            self._folder.left("navigation: 'asyncapi' has no counterpart here.")
        api = _api_of(said.get("openapi"), api) if said.get("openapi") else api
        hides = said.get("hidden") is True
        self._hidden += hides
        inside: list[Any] = []
        if isinstance(said.get("root"), str):
            inside += self._named(said["root"], api)
        for key in _INSIDE:
            if said.get(key):
                inside += self._entries(said[key], api, depth + 1)
        if said.get("openapi") and not _lists_operations(said, self._folder):
            inside += self._whole(api)
        self._hidden -= hides
        return self._titled(title, inside, said)

    def _titled(self, title: str, inside: list[Any], said: Mapping[str, Any]) -> list[Any]:
        link = said.get("href") or said.get("url")
        if inside:
            return [{title: inside}] if title else inside
        if not title or not isinstance(link, str) or said.get("hidden") is True:
            return []
        if "://" in link or link.startswith("mailto:"):
            return [{title: link}]
        where = self._folder.where(link.partition("#")[0])
        return self._entry(where, PageFacts(title=title)) if where else []

    def _operation(self, said: str, api: _Api) -> list[Any]:
        pointer = read_pointer(said)
        sources = (pointer.file,) if pointer.file else api.sources or self._all.sources
        for source in sources:
            for name, reference in self._folder.documents(source):
                found = find_operation(reference, pointer)
                if found is not None:
                    return self._page(name, found, api.folder)
        self._folder.left(
            f"navigation: '{said}' is in no OpenAPI document that is here. Put the document into "
            "the folder."
        )
        return []

    def _whole(self, api: _Api) -> list[Any]:
        """Every operation of the documents, by its first tag."""
        out: list[Any] = []
        tags: dict[str, list[Any]] = {}
        for source in api.sources:
            for name, reference in self._folder.documents(source):
                for endpoint in reference.endpoints:
                    if endpoint.kind == "callback" or _says(endpoint, "x-excluded"):
                        continue
                    hides = _says(endpoint, "x-hidden")
                    self._hidden += hides
                    entries = self._page(name, endpoint, api.folder)
                    self._hidden -= hides
                    tag = next(iter(endpoint.tags), "")
                    if tag and tag not in tags:
                        tags[tag] = []
                        out.append({tag: tags[tag]})
                    (tags[tag] if tag else out).extend(entries)
        return [one for one in out if isinstance(one, str) or all(one.values())]

    def _page(self, document: str, endpoint: Endpoint, folder: str) -> list[Any]:
        title = endpoint.title or endpoint.operation_id or endpoint.name
        parts = (folder or "api-reference", *endpoint.tags[:1], title)
        name = "/".join(filter(None, (parts[0].strip("/"), *map(_slug, parts[1:]))))
        mint = endpoint.extensions.get("x-mint")
        if isinstance(mint, Mapping) and isinstance(mint.get("href"), str):
            name = mint["href"].strip("/") or name
        what = (
            f"webhook {endpoint.path.strip('/')}"
            if endpoint.kind == "webhook"
            else f"{endpoint.method} {endpoint.path}"
        )
        text = f"---\nopenapi: {json.dumps(f'/{document} {what}', ensure_ascii=False)}\n---\n"
        return self._entry(self._folder.add_page(name, text), PageFacts())


def _says(endpoint: Endpoint, name: str) -> bool:
    return endpoint.extensions.get(name) is True


def _api_of(said: Any, above: _Api) -> _Api:
    folder = said.get("directory") if isinstance(said, Mapping) else None
    source = said.get("source") if isinstance(said, Mapping) else said
    sources = tuple(one for one in (source if isinstance(source, list) else [source]) if one)
    found = replace(above, folder=folder if isinstance(folder, str) else above.folder)
    texts = tuple(one for one in sources if isinstance(one, str))
    return replace(found, sources=texts or above.sources)


def _lists_operations(said: Any, folder: Folder, depth: int = 0) -> bool:
    """Whether a part of the navigation says itself which operations it shows."""
    if depth > _DEPTH:
        return False
    if isinstance(said, str):
        return bool(_OPERATION.match(said.strip())) or folder.where(said).endswith(".mdx")
    if isinstance(said, list):
        return any(_lists_operations(one, folder, depth + 1) for one in said)
    if not isinstance(said, Mapping):
        return False
    if depth and said.get("openapi"):
        return True
    return any(_lists_operations(said.get(key), folder, depth + 1) for key in _INSIDE)


_OTHER = re.compile(r"[^\w]+")


def _slug(words: str) -> str:
    return _OTHER.sub("-", words.lower()).strip("-_")


_ANY = re.compile(r":(\w+)(\*)?|\*")
_STEPS = 10


class Redirects:
    """Where old addresses lead to."""

    def __init__(self, said: Any, pages: Iterable[str]) -> None:
        self._exact: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        for one in _mappings(said):
            source, target = one.get("source"), one.get("destination")
            if not (isinstance(source, str) and isinstance(target, str)):
                continue
            source = source.split("?")[0].split("#")[0].strip("/")
            if _ANY.search(source):
                self._patterns.append((_pattern(source), target))
                self._exact.update(_expanded(source, target, pages))
            else:
                self._exact[source] = target

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Each address, and where it leads to in one step."""
        return iter(self._exact.items())

    def target(self, address: str) -> str:
        """Where an address leads to in the end; "" when nothing is said about it."""
        found = ""
        for _ in range(_STEPS):
            path = (found or address).split("#")[0].strip("/")
            step = self._exact.get(path) or self._matched(path)
            if not step or step == found:
                break
            found = step
        return found

    def _matched(self, path: str) -> str:
        for pattern, target in self._patterns:
            if found := pattern.fullmatch(path):
                return _filled(target, found.groupdict())
        return ""


def _pattern(address: str) -> re.Pattern[str]:
    out, last, stars = "", 0, 0
    for found in _ANY.finditer(address):
        out += re.escape(address[last : found.start()])
        name = found[1] or f"star{stars}"
        stars += not found[1]
        some = ".+" if found[2] or not found[1] else "[^/]+"
        out += f"(?P<{name}>{some})" if f"(?P<{name}>" not in out else some
        last = found.end()
    return re.compile(out + re.escape(address[last:]))


def _filled(address: str, values: Mapping[str, str]) -> str:
    stars = iter(range(_STEPS))
    return _ANY.sub(lambda one: values.get(one[1] or f"star{next(stars)}", ""), address)


def _expanded(source: str, target: str, pages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """A pattern as the addresses that lead to a page."""
    if "://" in target or not _ANY.search(target):
        return
    pattern = _pattern(target.strip("/"))
    for page in pages:
        if found := pattern.fullmatch(page):
            yield _filled(source, found.groupdict()), f"/{page}"


def redirect_maps(
    redirects: Redirects,
    page: Callable[[str], str],
    file: Callable[[str], str],
    left: Callable[[str], None],
) -> dict[str, str]:
    """The redirects for mkdocs-redirects: from the file of a page that is gone to a file or URL.

    Args:
        redirects: Of the old site.
        page: The page with an address; "" where there is none.
        file: What an address means, also that of a folder.
        left: Told of what leads nowhere.
    """
    maps: dict[str, str] = {}
    for source, first in redirects:
        target = redirects.target(source) or first
        path, _, anchor = target.partition("#")
        there = target if "://" in target else file(path.strip("/"))
        here = f"{source}.md" if source else "index.md"
        if _ANY.search(source) or page(source):
            continue
        if not there:
            left(f"redirects: '{source}' leads to '{target}', which is not there.")
            continue
        there = re.sub(r"\.mdx$", ".md", there)
        anchored = f"{there}#{anchor}" if anchor and "://" not in there else there
        maps[posixpath.normpath(here)] = anchored
    return maps

"""What a site, an API or one `:::` may choose about its pages."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from tryfield.core.errors import ConfigurationError
from tryfield.core.model import Endpoint

Console = Literal["interactive", "simple", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of a page; every one has a default."""

    heading_level: int = 1  #: of the endpoint's title; its sections are one below
    show_heading: bool = True  #: the title above the page; off where a page has its own
    show_servers: bool = True  #: the documented base URLs
    show_authorization: bool = True  #: what a call must carry, in words
    show_examples: bool = True  #: requests and responses beside the fields
    show_console: bool = True  #: the console
    console: Console = "interactive"  #: or `simple`, which has no form, or `none`
    languages: tuple[str, ...] = ("curl", "python", "javascript")  #: of generated requests
    expand_depth: int = 2  #: levels of nested fields that are open when the page opens
    expand_fields: int = 40  #: more fields than these below one are closed, at whatever level
    component_depth: int = 2  #: levels of components that a place shows; deeper ones are links
    #: a component inside of another is a link when it has more fields than these
    component_fields: int = 12
    #: weight in results of the site's search: 1 is a page as any other, 0.5 comes after those
    search_boost: float = 2
    #: hosts whose images are loaded in descriptions: `images.example.com`; none of others
    image_hosts: tuple[str, ...] = ()
    trust_html: bool = False  #: use HTML in descriptions as it is, instead of cleaning it
    relay: str = ""  #: address of the relay, for what a browser cannot send itself
    demo: str = ""  #: base URL of the demo server, offered as a server of its own
    #: further servers: `name`, `url`, `notes`, and `default: true` for the one to begin with
    environments: tuple[Mapping[str, Any], ...] = ()
    #: more for the console, see its settings
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: where the Markdown version and the contract are, from the page, without suffix
    downloads: str = ""
    #: the top of the site, from the page; without it, and without the plugin, no page is linked
    root: str = ""

    @property
    def base_url(self) -> str:
        """The configured server to begin with; "" where none is."""
        usual = [one for one in self.environments if one.get("default")] or self.environments
        return next((str(one["url"]) for one in usual if one.get("url")), self.demo)

    def updated(self, values: Mapping[str, Any], *, where: str = "options") -> Options:
        """These options, with some of them said anew.

        Raises:
            ConfigurationError: There is no such option, or the value is of another kind.
        """
        kinds = _kinds()
        changed = {
            name: _value(where, name, value, kinds.get(name)) for name, value in values.items()
        }
        return replace(self, **changed) if changed else self


@cache
def _kinds() -> Mapping[str, Any]:
    return get_type_hints(Options)


#: What a definition may choose about its own page: how it looks, never what is trusted or called.
OWN = frozenset(
    {"console", "expand_depth", "expand_fields", "languages", "search_boost"}
    | {"component_depth", "component_fields"}
    | {f"show_{what}" for what in ("servers", "authorization", "examples", "console")}
)

#: What the console knows: the names of `playground/src/console-settings.d.ts`.
SETTINGS = frozenset(
    [
        *("mode", "relay", "demo", "environments", "mock", "python", "history"),
        *("confirm", "defaults", "clients", "repo_url", "timeout", "offline"),
        *("preload", "relay_always"),
    ]
)

#: What else stands in the same place: how `tryfield check --live` calls the endpoint.
OF_CALLS = frozenset({"live", "capture", "values"})


def own_options(endpoint: Endpoint) -> dict[str, Any]:
    """The options in the definition itself: `x-tryfield`, or `tryfield` in the front matter.

    Raises:
        ConfigurationError: It chooses what is for the site to choose, or something unknown.
    """
    said = endpoint.extensions.get("x-tryfield")
    if said is None:
        return {}
    place = f"{endpoint.span.file}:{endpoint.span.line}: " if endpoint.span else ""
    where = f"{place}options of '{endpoint.name}'"
    if not isinstance(said, Mapping):
        raise ConfigurationError(f"{where}: {said!r} is none. Write a table: `console: none`.")
    said = {name: value for name, value in said.items() if name not in OF_CALLS}
    Options().updated(said, where=where)
    if foreign := sorted(set(said) - OWN):
        raise ConfigurationError(
            f"{where}: '{foreign[0]}' is for the site to choose. Write one of "
            f"{', '.join(sorted(OWN))}."
        )
    return dict(said)


def _value(where: str, name: str, value: Any, kind: Any) -> Any:
    if kind is None:
        raise _unknown(where, "option", name, [one.name for one in fields(Options)])
    origin = get_origin(kind)
    if origin is Literal:
        fits = value in get_args(kind)
        wanted = "one of " + ", ".join(get_args(kind))
    elif origin is tuple:
        inner = get_args(kind)[0]
        of = str if inner is str else Mapping
        fits = isinstance(value, list | tuple) and all(isinstance(one, of) for one in value)
        wanted = "a list of words" if inner is str else "a list of tables"
    elif kind is bool or kind is str:
        fits = isinstance(value, kind)
        wanted = "true or false" if kind is bool else "a text"
    elif kind is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        fits, wanted = fits and 0 < value <= 1000, "a number above 0, and 1000 at most"
    elif kind is int:
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        wanted = "a number"
    else:
        fits = isinstance(value, Mapping)
        wanted = "a table"
    if name == "heading_level":
        fits, wanted = fits and 1 <= value <= 5, "a number from 1 to 5"
    if not fits:
        raise ConfigurationError(f"{where}: '{name}' is {value!r}. Write {wanted}.")
    if name == "settings":
        for one in value:
            if one not in SETTINGS:
                raise _unknown(where, "setting", str(one), sorted(SETTINGS))
    return tuple(value) if origin is tuple else value


def _unknown(where: str, what: str, name: str, known: Sequence[str]) -> ConfigurationError:
    close = difflib.get_close_matches(name, known, n=1)
    advice = f"Did you mean '{close[0]}'?" if close else f"There are {', '.join(known)}."
    return ConfigurationError(f"{where}: there is no {what} '{name}'. {advice}")

"""What the consoles of a site need of components, in files that a browser keeps between pages.

A contract with few components has them in it. With many it names the files that hold them; their
names change with what they hold, so that they are cached for good.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tryfield import assets
from tryfield.core.contract import contract_writer
from tryfield.core.contract.openapi_terms import COMPONENT_NAME
from tryfield.core.contract.schema_references import PREFIX, names, roots, whole_components
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Endpoint, Json, Schema
from tryfield.rendering.row_cache import cached_contract

_FEW = 16_000  # characters of the components of a contract that nobody shares
_FILE = 128_000  # characters of a file, about
URI = f"{assets.URI}/components"  #: where they lie in a site


@dataclass(frozen=True)
class SharedComponents:
    """The components of a site's documents, split into files."""

    files: Mapping[str, str] = field(default_factory=dict)  #: text by name
    _sizes: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    _places: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    _ambiguous: frozenset[str] = frozenset()  #: names with several meanings in the site

    def files_of(self, endpoint: Endpoint) -> tuple[str, ...]:
        """The files that hold the components of an endpoint; none where its contract does."""
        whole = id(whole_components(endpoint.components))
        sizes = self._sizes.get(whole, {})
        if sum(sizes.get(name, 0) for name in endpoint.components) <= _FEW:
            return ()
        places = self._places[whole]
        return tuple(dict.fromkeys(places[name] for name in endpoint.components))

    def contract(self, endpoint: Endpoint) -> Mapping[str, Json]:
        """The contract of an endpoint, without the components that stand in files."""
        if not self.files_of(endpoint):
            return cached_contract(endpoint)
        return contract_writer.to_contract(endpoint, components={})

    def download(self, endpoint: Endpoint, document: str) -> Mapping[str, Json]:
        """The contract of an endpoint, for programs.

        Args:
            endpoint: Whose it is.
            document: Where the OpenAPI document of the whole site is, from the contract. Components
                are references into it, where there are many and all names mean the same in it.
        """
        if not self.files_of(endpoint) or not self._ambiguous.isdisjoint(endpoint.components):
            return cached_contract(endpoint)
        own = {name for root in roots(endpoint) if root is not None for name in names(root)}
        return contract_writer.to_contract(
            endpoint,
            components={
                name: {"$ref": f"{document}{PREFIX}{escape_token(name)}"}
                for name in endpoint.components
                if name in own
            },
        )


def shared_components(endpoints: Iterable[Endpoint]) -> SharedComponents:
    """The components of the documents that these endpoints are from."""
    documents: dict[int, Mapping[str, Schema]] = {}
    order: dict[int, dict[str, None]] = {}
    for endpoint in endpoints:
        whole = whole_components(endpoint.components)
        documents[id(whole)] = whole
        # What endpoints need one after another stands in the same files.
        order.setdefault(id(whole), {}).update(dict.fromkeys(endpoint.components))
    files: dict[str, str] = {}
    sizes: dict[int, dict[str, int]] = {}
    places: dict[int, dict[str, str]] = {}
    for key, whole in documents.items():
        texts = {name: _json(contract_writer.plain({name: whole[name]})) for name in order[key]}
        sizes[key] = {name: len(text) for name, text in texts.items()}
        places[key] = {}
        if sum(sizes[key].values()) <= _FEW:
            continue
        for group in _files(sizes[key]):
            text = "{" + ",".join(texts[name][1:-1] for name in group) + "}"
            file = f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
            files[file] = text
            places[key].update(dict.fromkeys(group, file))
    return SharedComponents(files, sizes, places, _ambiguous(documents.values()))


def _files(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    group: list[str] = []
    size = 0
    for name, more in sizes.items():
        if group and size + more > _FILE:
            yield group
            group, size = [], 0
        group.append(name)
        size += more
    if group:
        yield group


def _ambiguous(documents: Iterable[Mapping[str, Schema]]) -> frozenset[str]:
    known: dict[str, Schema] = {}
    found: set[str] = set()
    for components in documents:
        for name, schema in components.items():
            if not COMPONENT_NAME.fullmatch(name) or known.setdefault(name, schema) != schema:
                found.add(name)
    return frozenset(found)


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)

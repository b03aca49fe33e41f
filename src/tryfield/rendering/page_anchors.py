"""Where a page can be linked to: ids of places and fields, stable from build to build."""

from __future__ import annotations

import re

from tryfield.core.contract.openapi_terms import unused
from tryfield.core.model import Endpoint

_NOT_WORDS = re.compile(r"[^\w]+")


def slug(text: str) -> str:
    """Text as part of an id: letters, digits and `_`, everything else one `-`."""
    return _NOT_WORDS.sub("-", text).strip("-")


def place_anchors(endpoint: Endpoint, places: tuple[str, ...]) -> dict[str, str]:
    """The id of each place on the endpoint's page: `create-user-response-200`.

    The first media type of a body or response is not part of its id, so that a documentation
    that gains a second one keeps its links.
    """
    anchors: dict[str, str] = {}
    taken: set[str] = set()
    for place in places:
        words = place.split(" ")
        if words[0] == "body":
            short, long = "body", " ".join(words)
        elif words[0] == "response":
            short, long = " ".join(words[:2]), " ".join(words)
        else:
            short = long = place
        stem = f"{endpoint.id}-{slug(short).lower()}"
        if stem in taken:
            stem = f"{endpoint.id}-{slug(long).lower()}"
        anchors[place] = unique(stem, taken)
    return anchors


def unique(anchor: str, taken: set[str]) -> str:
    """The anchor, with a number behind it when it is taken; it is taken from now on."""
    name = unused(anchor, taken)
    taken.add(name)
    return name

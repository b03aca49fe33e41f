"""Possible values that a description lists: ``One of `asc`, `desc`.``"""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"\b(?:possible|allowed|valid|accepted|supported|permitted|available) (?:values?|options)"
    r"(?: are| is|:| include)?"
    r"|\b(?:must|can|should|may) be (?:either|one of)(?: the following)?"
    # `one of` in the middle of a sentence may speak of other fields.
    r"|(?:^|(?<=[.:;!?\n] )|(?<=\n))(?:one|either) of(?: the following)?"
    r"|\benum(?: values)?:|\b(?:mögliche|gültige|erlaubte) werte(?: sind|:)?"
    r"|\bvalores (?:posibles|possíveis):?|可选值[:：]?",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"[\s:：]*+(?>(?:[-*+][ \t]++)?)(?:`\"?([^`\"\n]{1,60}+)\"?`|\"([^\"\n`]{1,40}+)\")"
)
_BETWEEN = re.compile(
    r"[ \t]*+(?>(?:\([^()\n]{0,80}+\)|(?:[-–—:=][ \t]*+)[^\n`]{0,200}+(?=\n))?)"
    r"[ \t]*+(?>(?:,|;|/|\||、|\n(?=[ \t]*+[-*+][ \t]))?)"
    r"\s*+(?>(?:\b(?:and|or|oder|und|y|o|e|ou)\b)?)"
)


def listed_values(description: str) -> list[str]:
    """The values that a text says are the only ones; none when it does not say so clearly.

    Values stand in backticks or double quotes directly behind words such as "possible values".
    Fewer than two are no list.
    """
    found = _LEAD.search(description)
    if found is None:
        return []
    values: list[str] = []
    position = found.end()
    while (value := _VALUE.match(description, position)) is not None:
        text = (value.group(1) or value.group(2)).strip()
        if text and text not in values:
            values.append(text)
        between = _BETWEEN.match(description, value.end())
        position = between.end() if between else value.end()
        if position == value.end():
            break
    rest = description[position : position + 40].lstrip(" ,")
    # "and others", "...", "etc." say that there are more.
    if rest.lower().startswith(("...", "…", "etc", "and more", "or any", "or other", "and other")):
        return []
    return values if len(values) > 1 else []

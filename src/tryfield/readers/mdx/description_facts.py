"""What the description of a field says about its values, where the attributes are silent.

In MDX pages words are part of the schema: "null if none", "map of names to numbers", "optional",
"required when ...", "one of `a` or `b`". What the words of a field allow is allowed.
"""

from __future__ import annotations

import re

_NULL = re.compile(r"(?<![\w.-])(?:null|nullable)(?![\w-])", re.IGNORECASE)
_NOT_NULL = re.compile(
    r"\b(?:not|never|cannot|can't|non|without|nicht|nunca|no)\b[\s-]*(?:be\s+|sein\s+|ser\s+)?"
    r"[`\"'*]*(?:null|nullable)\b",
    re.IGNORECASE,
)


_IF_ANY = re.compile(
    r"\b(?:if|when|where) (?:(?:it is|one is|they are) )?"
    r"(?:any|applicable|available|set|present|exists?|configured|provided|assigned|known|linked)\b"
    r"|\b(?:falls|wenn|sofern) (?:vorhanden|verfügbar|gesetzt|zutreffend|anwendbar)\b",
    re.IGNORECASE,
)


def allows_null(description: str) -> bool:
    """Whether a description says that the value may be null or may not be there.

    "`null` when it did not fail" and "the bed of the plant (if applicable)" do.
    """
    if _IF_ANY.search(description) and not _NOT_NULL.search(description):
        return True
    return len(_NULL.findall(description)) > len(_NOT_NULL.findall(description))


_MAP = re.compile(
    r"\b(?:maps?|mapping|dictionary|dict|record|object|hash|lookup)\b[^.\n]{0,40}?"
    r"\b(?:of\b[^.\n]{1,60}?\b(?:to|by)|keyed (?:by|on)|from\b[^.\n]{1,60}?\bto)\b"
    r"|\bkeyed (?:by|on)\b|\bkey[-/ ]value[- ]pa(?:irs?|are?)\b"
    r"|\barbitrary (?:keys|fields|properties)\b"
    r"|\b(?:any|additional|dynamic|custom) (?:other )?(?:keys|properties) (?:are|is|may|can)\b",
    re.IGNORECASE,
)


def says_map(description: str) -> bool:
    """Whether a description says that the names of an object are free: "map of plan to price"."""
    return _MAP.search(description) is not None


_OPTIONAL = re.compile(
    r"^[\W_]*optional\b(?! chaining)|^[\W_]*not required\b|^[^.\n]{0,60}\([*_`]*optional[*_`]*\)"
    r"|\b(?:this|it|field|parameter|value)\b[^.\n]{0,30}? is [*_`]*optional\b",
    re.IGNORECASE,
)
# "Required for the `card` type" names a case, "Required for all users" none.
_CONDITION = re.compile(
    r"\b(?:provide|supply|specify|send|include|set|pass)\s+(?:exactly |at least |only )?one of\b"
    r"|\bmutually exclusive\b"
    r"|\b(?:required|mandatory|needed)[\s*_]+(?:only\b|(?:if|when|unless|where|whenever)\b"
    r"|(?:for|in|with|on)\s+(?:the\s+)?[`*\"'])",
    re.IGNORECASE,
)


def says_optional(description: str) -> bool:
    """Whether a description says that a field may be left out, at least sometimes.

    "Optional." and "Required if `type` is `card`" both do.
    """
    return bool(_OPTIONAL.search(description) or _CONDITION.search(description))


_ALONE = re.compile(
    r"[\W_]*[`\"]([\w./-]{1,40})[`\"][\W_]*$"
    r"|[^`\"\n]*\b(?:must be|always|is|set to|use)\s+[`\"]([\w./-]{1,40})[`\"][\W_]*$",
    re.IGNORECASE,
)


def only_value(description: str) -> str:
    """The one value that a description names and nothing else: "Must be `card`."; "" for none."""
    found = _ALONE.match(description.strip())
    return (found.group(1) or found.group(2)) if found else ""


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

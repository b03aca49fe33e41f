"""Whether a text is only a placeholder: for a credential, or for any value of an example.

The form of the console, requests and the rules ask here.
"""

from __future__ import annotations

import re
from functools import cache

_CREDENTIAL_PLACEHOLDER = re.compile(
    r"<[^<>]*>|\{\{[^{}]*\}\}|\$\{?\w+\}?|\{[A-Za-z_ -]+\}|"
    r"(?i:your)[-_ ][\w .-]*|YOUR[A-Z]{0,20}|MY[-_ ][A-Z0-9_ -]*|"
    r"MY(?:API|ACCESS)?(?:KEY|TOKEN|SECRET|PASSWORD)|[xX]{3,}|\*{3,}|\.{3}"
)


def is_placeholder(text: str, known: str = "") -> bool:
    """Whether a text only stands for a credential: `<token>`, `YOUR_API_KEY`, `$API_KEY`."""
    bare = text.strip()
    return bool(bare) and (
        bare == known.strip() or _CREDENTIAL_PLACEHOLDER.fullmatch(bare) is not None
    )


def looks_like_placeholder(text: str) -> bool:
    """Whether a text stands for a value that the reader is to put there."""
    return len(text) < 300 and _value_placeholder().fullmatch(text) is not None


@cache
def _value_placeholder() -> re.Pattern[str]:
    # Compiled on first use: a form of the console never asks.
    return re.compile(
        r"""\s*(?:
        .*<[^<>]+>.* | .*\{\{?[^{}]+\}\}?.* | .*\$\{?\w+\}?.* | :[a-zA-Z]\w* | .*\[[\w .-]+\]
      | .*(?i:your|my)[_ -]?\w*(?:id|key|token|name|secret)\w* | [A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+
      | [xX*.…]{2,} | (?i:string|integer|number|boolean|object|array|null|uuid|date|datetime|int)
      | (?i:float|bool)
    )\s*""",
        re.VERBOSE | re.DOTALL,
    )

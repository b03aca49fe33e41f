"""Whether a text only stands for a value that somebody else fills in.

Readers, the form of the console, requests and rules ask here. In an example, what may be a
placeholder is one; of what a reader typed, only what nobody would type as a credential.
"""

from __future__ import annotations

import re
from functools import cache

_LONGEST = 300


def is_placeholder(text: str) -> bool:
    """Whether a text of an example is a placeholder: `<token>`, `API_KEY`, `my-token`, `:id`.

    A text that has one beside other words is none, see `has_placeholder`.
    """
    return len(text) < _LONGEST and _placeholder().fullmatch(text.strip()) is not None


def has_placeholder(text: str) -> bool:
    """Whether a value of an example cannot be taken by its letters.

    It has a placeholder in it (`Bearer <token>`, `user-{id}`), is written like a constant
    (`USER_ID`), or is the name of a type.
    """
    return len(text) < _LONGEST and (
        is_placeholder(text) or _partly().fullmatch(text.strip()) is not None
    )


def is_unfilled(typed: str, documented: str = "") -> bool:
    """Whether a credential that a reader typed is only the documented placeholder, or another.

    `my-token` is sent: servers for trying out have such credentials.
    """
    bare = typed.strip()
    return bool(bare) and (bare == documented.strip() or _unfilled().fullmatch(bare) is not None)


# Compiled on first use: a form of the console asks for none of them.
@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile(
        r"""
        <[^<>]+> | \{\{?[^{}"]+\}?\} | \$\{?[A-Za-z_]\w*\}? | %[A-Za-z_]\w*% | \[[A-Za-z][\w .-]*\]
      | :[A-Za-z]\w* | __[A-Za-z]\w*__
      # `sk-your-key`, `your token here`, `YOURTOKEN`
      | [\w.-]*(?i:your)[-_ ][\w .-]* | [\w.-]*(?:your|YOUR)(?i:\w*(?:id|key|token|name|secret)\w*)?
      # `my-token`, `MY_COMPANY`, `MYAPIKEY`
      | (?i:my[-_ ](?:[\w]+[-_ ])*\w*(?:id|key|token|name|secret|password)) | MY[-_ ][A-Z0-9_ -]+
      # `API_KEY`, `TOKEN123`, `CLIENT_SECRET_HERE`
      | (?:[A-Z]+[-_ ])*(?:API|ACCESS|AUTH|MY)?(?:API|TOKEN|KEY|SECRET|PASSWORD)
        (?:[-_ ](?:HERE|VALUE|ID|NAME|\d+))?\d{0,4}
      # `sk_live_...`, `comm_xxx`
      | [\w.-]*(?:[xX]{3,}|\.{3}|…)[\w.-]* | [*•]{3,}
      | string
        """,
        re.VERBOSE,
    )


@cache
def _partly() -> re.Pattern[str]:
    return re.compile(
        r"""
        .*<[^<>]+>.* | .*\{\{?[^{}]+\}\}?.* | .*\$\{?[A-Za-z_]\w*\}?.* | .*\[[\w .-]+\]
      | .*(?i:your|my)[_ -]?\w*(?:id|key|token|name|secret)\w* | [A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+
      | [xX*.…]{2,} | (?i:string|integer|number|boolean|object|array|null|uuid|date|datetime|int)
      | (?i:float|bool)
        """,
        re.VERBOSE | re.DOTALL,
    )


@cache
def _unfilled() -> re.Pattern[str]:
    return re.compile(
        r"<[^<>]*>|\{\{[^{}]*\}\}|\$\{?\w+\}?|\{[A-Za-z_ -]+\}|%[A-Za-z_]\w*%|"
        r"(?i:your)[-_ ][\w .-]*|YOUR[A-Z]{0,20}|MY[-_ ][A-Z0-9_ -]*|"
        r"MY(?:API|ACCESS)?(?:KEY|TOKEN|SECRET|PASSWORD)|[xX]{3,}|\*{3,}|\.{3}"
    )

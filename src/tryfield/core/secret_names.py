"""Which names carry a secret: headers, parameters and members whose values nobody may see.

Masking, redaction, links that are shared, readers and rules ask here; the browser has the same
pattern in `playground/src/secret-names.js`, which `python -m tests.docs.generate` writes. In doubt
a name is secret: a value too much that is hidden harms less than one that is seen.
"""

from __future__ import annotations

import re
from typing import Literal

#: Part of a name, in any case; the dialect is what Python and JavaScript have in common.
NAME_PATTERN = (
    r"^(?!.*(?:max|min|total|prompt|completion|input|output|cached|num|used)[-_]?\w*tokens$)"
    r"(?!.*(?:count|limit|usage|type|method|provider|status)s?$)"
    r".*(?:auth(?!or)|authori[sz]ation|token|secret|passw|passphrase|passcode|credential|cookie"
    r"|session|signature"
    r"|(?:api|access|app|client|consumer|encryption|license|master|private|shared|signing"
    r"|subscription)[-_. ]?key"
    r"|(?<![a-z])(?:appid|hmac|jwt|otp|pwd|sig)(?![a-z])|^key$)"
)
_SECRET = re.compile(NAME_PATTERN, re.IGNORECASE)
# Of the secret names, those that say who calls: the others are values of a call, such as the
# `session_id` of a chat or the `password` of a new user.
_AUTHENTICATING_HEADER = re.compile(
    r"authorization|(?:x-)?(?:[\w-]*-)?(?:api[-_]?key|api[-_]?token|auth[-_]?token|"
    r"access[-_]?token|auth[-_]?key|app[-_]?key|client[-_]?secret|secret[-_]?key|"
    r"session[-_]?token|token|authentication|x-auth|subscription-key|license-key)",
    re.IGNORECASE,
)
_AUTHENTICATING_QUERY = frozenset(
    {"api_key", "apikey", "api-key", "access_token", "auth_token", "token", "key", "appid"}
)


def is_secret_name(name: str) -> bool:
    """Whether the value of this name is hidden: `X-Api-Key`, `session_id`, `client_secret`.

    A number of tokens (`max_tokens`) and a kind (`auth_method`) are none.
    """
    return _SECRET.search(name) is not None


def is_credential_name(name: str, location: Literal["header", "query"]) -> bool:
    """Whether a header or query parameter of this name authenticates the call.

    Every such name is secret. Readers take it for the authentication of an endpoint.
    """
    if location == "header":
        return _AUTHENTICATING_HEADER.fullmatch(name) is not None
    return name.lower() in _AUTHENTICATING_QUERY

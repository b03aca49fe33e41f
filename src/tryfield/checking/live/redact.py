"""Secrets kept out of everything that is shown or written: by their value and by their name."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "••••••"
_NAMES = re.compile(
    r"authorization|cookie|password|passwd|secret|token|api[-_]?key|credential|session|signature",
    re.IGNORECASE,
)
_JSON_MEMBER = re.compile(
    r'(?P<before>"(?P<name>[^"\\]{1,60})"\s*:\s*)"(?P<value>(?:[^"\\]|\\.)*)"'
)


class Redactor:
    """Replaces known secrets, in every form in which they travel, and what secret names hold."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Know some secrets from the start; `learn` adds those that answers bring."""
        self._forms: dict[str, None] = {}
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """From now on, this text never leaves; very short texts are no secrets."""
        if len(secret) < 4:
            return
        encoded = base64.b64encode(secret.encode()).decode()
        forms = (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1])
        self._forms.update(dict.fromkeys((*forms, encoded)))

    def text(self, text: str) -> str:
        """A text without secrets; JSON members with secret names lose their strings."""
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, MASK)
        return _JSON_MEMBER.sub(self._member, text)

    def headers(self, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Headers without secrets; an authentication scheme stays readable."""
        return [
            (name, self._header(value) if _NAMES.search(name) else self.text(value))
            for name, value in headers
        ]

    def _header(self, value: str) -> str:
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MASK}" if space and scheme.isalpha() else MASK

    def _member(self, match: re.Match[str]) -> str:
        if not _NAMES.search(match["name"]):
            return match[0]
        return f'{match["before"]}"{MASK}"'

"""Keeps secrets out of everything that is shown or written: by their value and by their name."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote

from tryfield.core.findings import Finding
from tryfield.core.masking import MASK, stands_for_secret
from tryfield.core.model import Json
from tryfield.core.secret_names import is_secret_name
from tryfield.core.wire import WireRequest

_MEMBER = re.compile(
    r'(?P<before>"(?P<name>(?:[^"\\]|\\.){1,100})"\s*:\s*)'
    r'(?P<value>"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)'
)
_QUERY = re.compile(r"(?P<before>[?&](?P<name>[^=&#\s]+)=)(?P<value>[^&#\s'\"]+)")
_WORD = re.compile(r"[A-Za-z]{0,12}|[a-z]+(?:[ _-][a-z]+)+|\d{1,7}")
#: Letters and digits of one kind become one: lengths, patterns and formats stay what they were.
_SHAPE = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456789",
    "a" * 6 + "x" * 20 + "A" * 6 + "X" * 20 + "0" * 9,
)


class Redactor:
    """Replaces known secrets, in every form in which they travel, and what secret names hold."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Know some secrets from the start; `learn` adds those that answers bring."""
        self._forms: dict[str, None] = {}
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """From now on, this text never leaves; one or two characters are no secret."""
        if len(secret) < 3 or _harmless(secret):
            return
        encoded = base64.b64encode(secret.encode()).decode()
        forms = (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1])
        self._forms.update(dict.fromkeys((*forms, encoded)))

    def learn_captured(self, name: str, value: Json) -> None:
        """Learn a captured value where its name says that it is a secret; ids stay readable."""
        if is_secret_name(name):
            self.learn(str(value))

    def request(self, request: WireRequest) -> WireRequest:
        """A request that can be shown; the words around its values stay what they are."""
        return replace(
            request,
            url=self.text(request.url),
            headers=tuple(self.headers(request.headers)),
            body=self.text(request.body.decode("utf-8", "surrogateescape")).encode(
                "utf-8", "surrogateescape"
            ),
        )

    def learn_from(self, value: Json) -> None:
        """Learn each text that a JSON value holds under a name of a secret.

        A word that a dictionary has is none: `"session": "request"` must not hide all requests.
        """
        stack: list[tuple[bool, Json]] = [(False, value)]
        while stack:
            secret, here = stack.pop()
            if isinstance(here, dict):
                stack += [(is_secret_name(str(name)), one) for name, one in here.items()]
            elif isinstance(here, list):
                stack += [(secret, one) for one in here]
            elif secret and isinstance(here, str) and not _WORD.fullmatch(here):
                self.learn(here)

    def known(self, text: str) -> str:
        """A text without the secrets whose value we know."""
        for form in sorted(self._forms, key=len, reverse=True):
            if form in text:
                text = _whole(form).sub(MASK, text) if len(form) < 6 else text.replace(form, MASK)
        return text

    def withholds(self, names: Iterable[str], values: Iterable[Json]) -> bool:
        """Whether values are secrets: one of their names says so, or a secret is part of one.

        To be asked before values are quoted, since a quotation may be cut or escaped.
        """
        return any(is_secret_name(name) for name in names) or any(
            isinstance(value, str) and self.known(value) != value for value in values
        )

    def text(self, text: str) -> str:
        """A text without secrets; what has a secret's name in JSON or a query loses its value."""
        return _QUERY.sub(_parameter, _MEMBER.sub(_masked, self.known(text)))

    def body(self, text: str) -> str:
        """A JSON text in which each secret becomes another text of the same shape.

        Types, lengths, patterns and formats are judged as they were.
        """
        for form in sorted(self._forms, key=len, reverse=True):
            if form in text:
                text = _whole(form).sub(form.translate(_SHAPE), text)
        return _MEMBER.sub(_shaped, text)

    def headers(self, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Headers without secrets; an authentication scheme stays readable."""
        return [
            (name, _header(value) if is_secret_name(name) else self.text(value))
            for name, value in headers
        ]

    def finding(self, finding: Finding) -> Finding:
        """A finding in which no secret is quoted."""
        return replace(
            finding,
            message=self.known(finding.message),
            advice=self.known(finding.advice),
            curl=self.text(finding.curl),
            evidence=tuple(
                replace(evidence, words=self.known(evidence.words)) for evidence in finding.evidence
            ),
            fixes=tuple(
                replace(
                    fix,
                    edits=tuple(replace(edit, text=self.known(edit.text)) for edit in fix.edits),
                )
                for fix in finding.fixes
            ),
        )


def _whole(form: str) -> re.Pattern[str]:
    """A short secret is only meant where it is not part of a longer word."""
    return re.compile(rf"(?<!\w){re.escape(form)}(?!\w)" if len(form) < 6 else re.escape(form))


def _header(value: str) -> str:
    scheme, space, rest = value.partition(" ")
    if not space or not scheme.isalpha():
        return value if _harmless(value) else MASK
    return value if _harmless(rest) else f"{scheme} {MASK}"


def _masked(match: re.Match[str]) -> str:
    if not is_secret_name(match["name"]) or _harmless(match["value"].strip('"')):
        return match[0]
    return f'{match["before"]}"{MASK}"'


def _parameter(match: re.Match[str]) -> str:
    secret = is_secret_name(unquote(match["name"]))
    return match["before"] + MASK if secret else match[0]


def _shaped(match: re.Match[str]) -> str:
    if not is_secret_name(match["name"]):
        return match[0]
    value = match["value"]
    if not value.startswith('"'):
        return match["before"] + re.sub(r"[1-9]", "1", value)
    try:
        text = json.loads(value, strict=False)
    except ValueError:
        text = ""
    return match["before"] + json.dumps(text.translate(_SHAPE), ensure_ascii=False)


def _harmless(text: str) -> bool:
    return not text or stands_for_secret(text)

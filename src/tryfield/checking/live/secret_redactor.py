"""Keeps secrets out of everything that is shown or written: by their value and by their name."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote

from tryfield.core.findings import Finding
from tryfield.core.masking import LEAST_SEARCHED, MASK, is_whole_secret, stands_for_secret
from tryfield.core.model import Json
from tryfield.core.secret_names import is_secret_name
from tryfield.core.wire import WireRequest

_MEMBER = re.compile(
    r'(?P<before>"(?P<name>(?:[^"\\]|\\.){1,100})"\s*:\s*)'
    r'(?P<value>"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)'
)
_QUERY = re.compile(r"(?P<before>[?&](?P<name>[^=&#\s]{1,200})=)(?P<value>[^&#\s'\"]+)")
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
        self._short: set[str] = set()
        self._names: set[str] = set()  # under which one of them was sent
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """From now on, this text never leaves.

        One of less than six characters is hidden where it is sent, and where it comes back under
        that name: as a text it stands in innocent words.
        """
        if _harmless(secret):
            return
        if len(secret) < LEAST_SEARCHED:
            self._short.add(secret)
            return
        encoded = base64.b64encode(secret.encode()).decode()
        written = (json.dumps(secret, ensure_ascii=one)[1:-1] for one in (True, False))
        forms = (secret, quote(secret, safe=""), quote_plus(secret), *written, encoded)
        self._forms.update(dict.fromkeys(forms))

    def learn_captured(self, name: str, value: Json) -> None:
        """Learn a captured value where its name says that it is a secret; ids stay readable."""
        if is_secret_name(name):
            self.learn(str(value))

    def request(self, request: WireRequest) -> WireRequest:
        """A request that can be shown; the words around its values stay what they are."""
        parts = tuple(
            replace(
                one,
                value=self.text(one.value.decode("utf-8", "surrogateescape")).encode(
                    "utf-8", "surrogateescape"
                ),
            )
            for one in request.parts
        )
        return replace(
            request,
            parts=parts,
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
            text = text.replace(form, MASK)
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
        return _QUERY.sub(self._parameter, _MEMBER.sub(self._member, self.known(text)))

    def body(self, text: str) -> str:
        """A JSON text in which each secret becomes another text of the same shape.

        Types, lengths, patterns and formats are judged as they were.
        """
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, form.translate(_SHAPE))
        return _MEMBER.sub(self._shaped, _within_secrets(text))

    def headers(self, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Headers without secrets; an authentication scheme stays readable."""
        found = []
        for name, value in headers:
            if is_whole_secret(value, self._short):
                self._names.add(name.lower())
                value = _header(value)
            else:
                value = _header(value) if is_secret_name(name) else self.text(value)
            found.append((name, value))
        return found

    def _is_secret(self, name: str, value: str) -> bool:
        return is_secret_name(name) or (name.lower() in self._names and value in self._short)

    def _member(self, match: re.Match[str]) -> str:
        value = match["value"].strip('"')
        if not self._is_secret(match["name"], value) or _harmless(value):
            return match[0]
        return f'{match["before"]}"{MASK}"'

    def _parameter(self, match: re.Match[str]) -> str:
        name, value = unquote(match["name"]), unquote(match["value"])
        if value in self._short:
            self._names.add(name.lower())
        return match["before"] + MASK if self._is_secret(name, value) else match[0]

    def _shaped(self, match: re.Match[str]) -> str:
        if not self._is_secret(match["name"], match["value"].strip('"')):
            return match[0]
        return match["before"] + _shape(match["value"])

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


def _header(value: str) -> str:
    scheme, space, rest = value.partition(" ")
    if not space or not scheme.isalpha():
        return value if _harmless(value) else MASK
    return value if _harmless(rest) else f"{scheme} {MASK}"


_INSIDE = re.compile(r'"(?P<name>(?:[^"\\]|\\.){1,100})"\s*:\s*(?=[\[{])')
_LEAF = re.compile(r'"(?:[^"\\]|\\.)*"(?P<colon>\s*:)?|-?\d[\d.eE+-]*|[\[\]{}]')


def _within_secrets(text: str) -> str:
    """A JSON text in which strings and numbers below a name of a secret keep their shape only."""
    found: list[str] = []
    done = 0
    for start in _INSIDE.finditer(text):
        if start.start() < done or not is_secret_name(start["name"]):
            continue
        found.append(text[done : start.end()])
        done, depth = start.end(), 0
        for leaf in _LEAF.finditer(text, start.end()):
            found.append(text[done : leaf.start()])
            found.append(leaf[0] if leaf["colon"] else _shape(leaf[0]))
            done = leaf.end()
            depth += (leaf[0] in ("[", "{")) - (leaf[0] in ("]", "}"))
            if not depth:
                break
    return "".join((*found, text[done:]))


def _shape(value: str) -> str:
    """A JSON string or number of the same length; letters and digits of one kind become one."""
    if value in ("[", "]", "{", "}"):
        return value
    if not value.startswith('"'):
        return re.sub(r"[1-9]", "1", value)
    try:
        text = json.loads(value, strict=False)
    except ValueError:
        text = ""
    return json.dumps(text.translate(_SHAPE), ensure_ascii=False)


def _harmless(text: str) -> bool:
    return not text or stands_for_secret(text)

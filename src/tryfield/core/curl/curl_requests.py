"""The requests that the options of one curl command send: method, URL, headers, body, `-F` parts.

`curl_parser` uses it. Source: curl man page; RFC 7617 for `-u`; what curl 8 makes of quotes and
semicolons in `-F`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from tryfield.core.curl.curl_model import CurlError, Word
from tryfield.core.curl.curl_options import GivenOption
from tryfield.core.multipart import multipart
from tryfield.core.wire import Part, WireRequest

_FORM = "application/x-www-form-urlencoded"
_DATA = frozenset(("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json"))
_HEADERS = {"user-agent": "User-Agent", "referer": "Referer", "range": "Range"}
_URLS = 20  # Of one command; with more it is no command but text that looks like one.
_EMPTY = WireRequest(method="GET", url="")


@dataclass(slots=True, kw_only=True)
class AssembledRequest:
    """One request, with the words that its parts were read from."""

    request: WireRequest = _EMPTY
    start: int = 0
    end: int = 0
    method: Word | None = None
    url: Word | None = None
    headers: list[Word | None] = field(default_factory=list)
    body: list[Word] = field(default_factory=list)
    body_text: str = ""
    body_words: list[tuple[int, Word]] = field(default_factory=list)
    parts: list[tuple[Word, dict[str, str]]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    user: str = ""
    options: list[GivenOption] = field(default_factory=list)
    errors: list[CurlError] = field(default_factory=list)


def assemble_requests(
    program: Word, options: list[GivenOption], stdin: Word | None
) -> Iterator[AssembledRequest]:
    """One request for each URL; `--next` begins anew, a curl without a URL still gives one."""
    if not options:
        return
    group: list[GivenOption] = []
    for given in options:
        if given.name != "next":
            group.append(given)
        elif group:
            yield from _requests(program, group, stdin)
            group = []
    if group:
        yield from _requests(program, group, stdin)


def _requests(
    program: Word, group: list[GivenOption], stdin: Word | None
) -> Iterator[AssembledRequest]:
    urls = [given for given in group if given.name == "url" and given.value]
    urls = [given for given in urls if given.value and given.value.text.strip()]
    targets: list[GivenOption | None] = [*urls[:_URLS]]
    for url in targets or [None]:
        yield _RequestAssembler(program, group, url.value if url else None, stdin).made


class _RequestAssembler:
    def __init__(
        self, program: Word, group: list[GivenOption], url: Word | None, stdin: Word | None
    ) -> None:
        self.made = made = AssembledRequest(url=url, options=group)
        self.headers: list[tuple[str, str, Word | None]] = []
        self.removed: set[str] = set()
        self.pieces: list[tuple[str, Word]] = []
        self.flags = {given.name for given in group}
        self.stdin = stdin
        self.query: list[str] = []
        self.upload = ""
        #: Headers that options set, for which the last option counts and `-H` goes first.
        self.own: dict[str, tuple[str, Word | None]] = {}
        method = ""
        for given in group:
            if given.problem:
                self.problem(given)
            if given.name == "request" and given.value:
                method, made.method = given.value.text.upper(), given.value
            elif given.value:
                self.option(given.name, given.value)
        target = self.url()
        for name, (text, word) in self.own.items():
            if text:
                self.imply(name, text, word)
        self.body()
        if self.query:
            target = with_query(target, "&".join(self.query))
        made.headers = [word for _, _, word in self.headers]
        made.request = WireRequest(
            method=method or self.implied_method(),
            url=target,
            headers=tuple((name, value) for name, value, _ in self.headers),
            body=self.payload,
        )
        words = [word for given in group for word in (given.word, given.value) if word]
        made.start = program.start
        made.end = max((word.end for word in words), default=program.end)
        if url is None:
            self.report("curl-unreadable", "The command has no URL.", "Write the URL.")

    def problem(self, given: GivenOption) -> None:
        unknown = "has no option" in given.problem
        rule = "curl-option-unknown" if unknown else "curl-option"
        advice = "Look at 'curl --help all'." if unknown else "Write it as curl reads it."
        self.fault_at(given.word, rule, given.problem, advice)

    def report(self, rule: str, message: str, advice: str) -> None:
        self.fault_at(self.made, rule, message, advice)

    def fault_at(
        self, where: Word | AssembledRequest, rule: str, message: str, advice: str
    ) -> None:
        at, end = where.start, where.end
        self.made.errors.append(
            CurlError(rule=rule, start=at, end=end, message=message, advice=advice)
        )

    def option(self, name: str, value: Word) -> None:
        text = value.text
        if name in _DATA:
            self.data(name, value)
        elif name == "header":
            self.header(value)
        elif name in ("form", "form-string"):
            self.form(name, value)
        elif name == "user":
            self.made.user = text
            self.own["Authorization"] = (_basic(text), value)
        elif name == "oauth2-bearer":
            self.own["Authorization"] = (f"Bearer {text}", value)
        elif name == "cookie" and "=" in text:
            said, _ = self.own.get("Cookie", ("", value))
            self.own["Cookie"] = (f"{said}; {text}" if said else text, value)
        elif name in _HEADERS:
            text = f"bytes={text}" if name == "range" else text.removesuffix(";auto")
            self.own[_HEADERS[name]] = (text, value)
        elif name == "url-query":
            self.query.append(text[1:] if text.startswith("+") else _urlencoded(text))
        elif name in ("upload-file", "cookie") and text:
            self.made.files.append(text)
            self.upload = text if name == "upload-file" else self.upload

    def header(self, value: Word) -> None:
        text = value.text
        if text.startswith("@"):
            self.made.files.append(text[1:])
            return
        name, colon, rest = text.partition(":")
        if colon and rest.strip():
            self.headers.append((name.strip(), rest.strip(), value))
        elif colon:  # `Name:` tells curl to leave the header out.
            self.removed.add(name.strip().lower())
        elif text.endswith(";"):
            self.headers.append((text[:-1].strip(), "", value))
        else:
            message = f"The header '{text[:60]}' has no colon, so curl does not send it."
            self.fault_at(value, "curl-option", message, "Write 'Name: value'.")

    def data(self, name: str, value: Word) -> None:
        text = value.text
        if name == "data-urlencode":
            before, mark, after = _split(text)
            if mark == "@":
                self.made.files.append(after)
                self.pieces.append((f"{before}=" if before else "", value))
            else:
                self.pieces.append((_urlencoded(text), value))
        elif text.startswith("@") and name != "data-raw":
            if text == "@-" and self.stdin:
                whole = name in ("data-binary", "json")
                kept = self.stdin if whole else self.stdin.on_one_line()
                self.pieces.append((kept.text, kept))
            else:
                self.made.files.append(text[1:])
                self.pieces.append(("", value))
        else:
            self.pieces.append((text, value))

    def form(self, name: str, value: Word) -> None:
        parts, left_out = form_parts(name, value.text)
        self.made.parts += [(value, part) for part in parts]
        self.made.files += [part["file"] for part in parts if "file" in part]
        for text in left_out:
            message = f"curl does not send '{text[:60]}' of this form field."
            advice = "Put the value in double quotes inside the single ones."
            self.fault_at(value, "curl-option", message, advice)

    def body(self) -> None:
        self.payload = b""
        made = self.made
        if made.parts:
            parts = [
                Part(
                    name=part["name"],
                    value=part.get("value", "").encode("utf-8", "replace"),
                    filename=part.get("filename"),
                    media_type=part.get("media_type", ""),
                )
                for _, part in made.parts
            ]
            self.payload, media_type = multipart(parts)
            made.body = [word for word, _ in made.parts]
            self.imply("Content-Type", media_type)
        separator = "" if "json" in self.flags else "&"
        text = ""
        for index, (piece, word) in enumerate(self.pieces):
            text += separator if index else ""
            if piece == word.text:
                made.body_words.append((len(text), word))
            text += piece
        if "get" in self.flags:
            self.query += [text] if text else []
        elif self.pieces:
            made.body = [word for _, word in self.pieces]
            made.body_text = text
            self.payload = text.encode("utf-8", "replace")
            json = "json" in self.flags
            self.imply("Content-Type", "application/json" if json else _FORM)
            if json:
                self.imply("Accept", "application/json")
        if "compressed" in self.flags:
            self.imply("Accept-Encoding", "deflate, gzip, br, zstd")

    def imply(self, name: str, value: str, word: Word | None = None) -> None:
        given = {header.lower() for header, _, _ in self.headers} | self.removed
        if name.lower() not in given:
            self.headers.append((name, value, word))

    def implied_method(self) -> str:
        if "head" in self.flags:
            return "HEAD"
        if "upload-file" in self.flags:
            return "PUT"
        sends = (self.pieces and "get" not in self.flags) or self.made.parts
        return "POST" if sends else "GET"

    def url(self) -> str:
        word = self.made.url
        text = word.text.strip() if word else ""
        plain = text[:1].isalnum() and ("." in text or "localhost" in text or ":" in text)
        if plain and "://" not in text.partition("?")[0]:
            text = f"http://{text}"
        text, user = without_user(text)
        if user and "Authorization" not in self.own:
            self.made.user = user
            self.own["Authorization"] = (_basic(user), word)
        if self.upload and self.upload not in ("-", "."):
            text = with_file(text, self.upload.replace("\\", "/").rpartition("/")[2])
        return text


def _basic(user: str) -> str:
    pair = user if ":" in user else user + ":"
    return "Basic " + base64.b64encode(pair.encode("utf-8", "replace")).decode()


def _split(text: str) -> tuple[str, str, str]:
    """`name=content` or `name@file`, whichever mark comes first."""
    at = min((at for at in (text.find("="), text.find("@")) if at >= 0), default=-1)
    return (text[:at], text[at], text[at + 1 :]) if at >= 0 else ("", "", text)


def _urlencoded(text: str) -> str:
    name, mark, content = text.partition("=")
    if not mark:
        name, content = "", text
    encoded = quote(content, safe="", errors="replace")
    return f"{name}={encoded}" if name else encoded


_USER = re.compile(r"(\w+://)([^/?#@]*)@")
_PATH = re.compile(r"\w+://[^/?#]*([^?#]*)")


def without_user(url: str) -> tuple[str, str]:
    """The URL as it is sent, and the `name:password` that stood in it."""
    match = _USER.match(url)
    return (match[1] + url[match.end() :], unquote(match[2])) if match else (url, "")


def with_file(url: str, name: str) -> str:
    """The URL of an upload: curl adds the name of the file to a folder."""
    match = _PATH.match(url)
    if match is None or match[1][-1:] not in ("", "/"):
        return url
    slash = "" if match[1] else "/"
    return url[: match.end()] + slash + quote(name, errors="replace") + url[match.end() :]


def with_query(url: str, query: str) -> str:
    """The URL with more of a query, before its fragment."""
    url, fragment, rest = url.partition("#")
    joint = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return url + joint + query + fragment + rest


_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')
_ATTRIBUTE = re.compile(r";\s*(type|filename|headers|encoder)=", re.IGNORECASE)
_NAMES = {"type": "media_type", "filename": "filename"}


def form_parts(name: str, text: str) -> tuple[list[dict[str, str]], list[str]]:
    """The parts of `name=content`, and texts in it that curl leaves out.

    Args:
        name: Of the option: `form`, or `form-string`, in which nothing is special.
        text: Its value.
    """
    key, _, content = text.partition("=")
    if name == "form-string":
        return [{"name": key, "value": content}], []
    mark = content[:1] if content[:1] in ("@", "<") else ""
    ends = ",;" if mark else ";"
    parts: list[dict[str, str]] = []
    left_out: list[str] = []
    rest = f",{content[len(mark) :]}"
    while rest[:1] == ",":
        word, rest = _word(rest[1:], ends)
        parts.append({"name": key} | _content(mark, word))
        rest = _attributes(rest, ends, parts[-1], left_out)
    return parts, left_out


def _content(mark: str, word: str) -> dict[str, str]:
    if not mark:
        return {"value": word}
    file = {"file": word}
    return file | ({"filename": word.replace("\\", "/").rpartition("/")[2]} if mark == "@" else {})


def _attributes(rest: str, ends: str, part: dict[str, str], left_out: list[str]) -> str:
    """Read `;type=…` and its like into a part; gives what follows."""
    before = ""
    while rest[:1] == ";":
        match = _ATTRIBUTE.match(rest)
        said, after = _word(rest[match.end() if match else 1 :], ends)
        if match:
            before = match[1].lower()
            if before in _NAMES:
                part[_NAMES[before]] = said
        elif before == "type":  # `;charset=utf-8` goes on with the media type.
            part["media_type"] += rest[: len(rest) - len(after)]
        elif said:
            left_out.append(rest[: len(rest) - len(after)])
        rest = after
    return rest


def _word(text: str, ends: str) -> tuple[str, str]:
    """A word, in double quotes or up to a character that ends it, and what follows."""
    quoted = _QUOTED.match(text)
    at = quoted.end() if quoted else 0
    while at < len(text) and text[at] not in ends:
        at += 1
    return _ESCAPE.sub(r"\1", quoted[1]) if quoted else text[:at].strip(), text[at:]

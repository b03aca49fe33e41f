"""JSON text to a `Document`: strict JSON quickly, and whatever else stands around values.

Bytes, a status line, an event stream and lines of values are taken apart here. In strict JSON
(RFC 8259) places are found when somebody asks for them; `json_recovery` reads everything else.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tryfield.core.jsontext.json_document import Document, Entry
from tryfield.core.jsontext.json_problems import Notes
from tryfield.core.jsontext.json_recovery import NotJsonError, RecoveringReader, TooDeepError
from tryfield.core.jsontext.json_scalars import exact_number

_STATUS = re.compile(
    r"\s*+(?:HTTP/[0-9.]+ +([1-5][0-9]{2})\b[^\n]*+\n(?>(?:[A-Za-z][\w-]*+:[^\n]*+\n)*)"
    r"|([1-5][0-9]{2})(?>(?: +[A-Za-z' -]++)?)\r?\n)(?>(?:[ \t]*+\r?\n)*)"
)
_EVENTS = re.compile(r"\s*+(?:(?:event|data|id|retry):|:)")
_EVENT_LINE = re.compile(r"[ \t]*+(event|data|id|retry|):[ ]?([^\r\n]*+)")
_MEMBERS = re.compile(r"""\s*+(?:"[^"\\\n]*+"|'[^'\\\n]*+')\s*+:""")
_INNER = re.compile(r"\s*+[\[{]")
_DOTS = re.compile(r"(?:\.\.\.|…)(?=[ \t\r]*(?:\n|$))")
_DOTS_LINE = re.compile(r"^[ \t]*(?:\.\.\.|…)[ \t\r]*$", re.MULTILINE)
_VALUE = re.compile(r"""[\[{"'\d-]|(?:true|false|null)\b""")


def parse(
    text: str | bytes, *, file: str = "", recover: bool = True, max_depth: int = 200
) -> Document:
    """Read a JSON text, strict or not.

    Args:
        text: The text, or its bytes.
        file: Named by the spans.
        recover: Whether to read on where the text is not JSON; otherwise nothing of such a
            text is read, and `problems` still say why.
        max_depth: How deep containers may nest.

    Returns:
        The value with the place of each part. It never raises; `problems` is empty for
        strict JSON without duplicate names (RFC 8259, and I-JSON for surrogates).
    """
    bad_byte = ""
    if not isinstance(text, str):
        text, bad_byte = _decoded(text)
    if not bad_byte:
        try:
            value = read_strict(text, max_depth)
        except NotStrictError:
            pass
        else:
            if not (isinstance(value, str) and _INNER.match(value)):
                return Document(text, file, value, index=lambda: strict_index(text))
    notes = Notes(text, file)
    if bad_byte:
        notes.problem("not-utf-8", *_first_bad(text), None, said=bad_byte)
    document = _forgiving(notes, max_depth)
    if document.problems and not recover:
        document.value, document.readable = None, False
    return document


def _forgiving(notes: Notes, max_depth: int) -> Document:
    text = notes.text
    end = len(text)
    begin, status = 0, ""
    several = False
    readable = True
    value: Any = None
    entry: Entry = [0, end, None]
    if text.startswith("\ufeff"):
        notes.problem("byte-order-mark", 0, 1, "")
        begin = 1
    if head := _STATUS.match(text, begin):
        status = head.group(1) or head.group(2)
        notes.problem("status-line", begin, head.end(), "")
        begin = head.end()
    try:
        if not text[begin:].strip():
            notes.problem("empty", begin, end, None)
            readable = bool(status)
        elif _EVENTS.match(text, begin):
            notes.problem("event-stream", begin, end, None)
            value, entry = _events(notes, begin, max_depth)
            several = True
        else:
            value, entry, several = _values(notes, begin, max_depth)
    except TooDeepError:
        notes.problem("too-deep", 0, end, None)
        readable = False
    except NotJsonError:
        notes.problem("not-json", begin, end, None)
        readable = False
    if readable and isinstance(value, str) and _INNER.match(value):
        try:
            value = read_strict(value, max_depth)
            notes.problem(
                "json-in-string", entry[0], entry[1], json.loads(text[entry[0] : entry[1]])
            )
        except ValueError:
            pass
    return Document(
        text,
        notes.file,
        value if readable else None,
        index=lambda: entry,
        problems=tuple(sorted(notes.problems, key=lambda one: (one.span.line, one.span.column))),
        several=several,
        readable=readable,
        unknown=frozenset(notes.unknown),
        elided=frozenset(notes.elided),
        status=status,
    )


def _values(notes: Notes, begin: int, max_depth: int) -> tuple[Any, Entry, bool]:
    """One value, or all of several that follow each other."""
    text = notes.text
    reader = RecoveringReader(notes, max_depth)
    reader.at = begin
    if _MEMBERS.match(text, begin):
        inside = text[begin:].strip()
        start = text.index(inside, begin)
        value, entry = reader.value(members_only=True)
        notes.problem("missing-braces", start, start + len(inside), "{" + inside + "}")
        return value, entry, False
    value, entry = reader.value()
    reader.skip()
    if reader.at >= len(text):
        return value, entry, False
    first = reader.at
    if not _more(reader):
        reader.at = first
        notes.problem("extra-text", reader.at, len(text), "", safe=False)
        return value, entry, False
    values, entries = [value], [entry]
    _renumber(notes)
    while reader.at < len(text) and _more(reader):
        before = len(notes.problems)
        reader.pointer = f"/{len(values)}"
        try:
            value, entry = reader.value()
        except NotJsonError:
            del notes.problems[before:]
            break
        values.append(value)
        entries.append(entry)
        reader.skip()
    last = entries[-1][1]
    if reader.at < len(text):
        notes.problem("extra-text", reader.at, len(text), "", safe=False)
    if _DOTS_LINE.search(text, entries[0][1]):
        notes.elided.add("")
    whole = ",\n".join(text[one[0] : one[1]] for one in entries)
    notes.problem("several-values", entries[0][0], last, f"[{whole}]", said="", safe=False)
    return values, [entries[0][0], last, entries], True


def _more(reader: RecoveringReader) -> bool:
    """Whether another value follows; a comma, or a line of dots, between values is passed over."""
    if reader.text[reader.at] in ",;":
        reader.at += 1
        reader.skip()
    if dots := _DOTS.match(reader.text, reader.at):
        reader.at = dots.end()
        reader.skip()
    return reader.at < len(reader.text) and _VALUE.match(reader.text, reader.at) is not None


def _renumber(notes: Notes) -> None:
    """What was noted about the only value belongs to the first of several."""
    notes.unknown = {f"/0{pointer}" for pointer in notes.unknown}
    notes.elided = {f"/0{pointer}" for pointer in notes.elided}


def _events(notes: Notes, begin: int, max_depth: int) -> tuple[Any, Entry]:
    """The data of each event (WHATWG HTML, server-sent events); text where it is not JSON."""
    values: list[Any] = []
    entries: list[Entry] = []
    data: list[tuple[int, int]] = []
    at = begin
    text = notes.text
    while at <= len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        match = _EVENT_LINE.match(text, at, stop)
        if match is not None and match.group(1) == "data":
            data.append(match.span(2))
        elif data and (match is None and not text[at:stop].strip()):
            _event(notes, data, values, entries, max_depth)
            data = []
        at = stop + 1
    if data:
        _event(notes, data, values, entries, max_depth)
    return values, [begin, len(text), entries]


def _event(
    notes: Notes,
    data: list[tuple[int, int]],
    values: list[Any],
    entries: list[Entry],
    max_depth: int,
) -> None:
    """Add what one event carries; events that follow without a blank line are taken apart."""
    joined = "\n".join(notes.text[begin:end] for begin, end in data)
    try:
        values.append(read_strict(joined, max_depth))
        if len(data) == 1:
            entries.append(strict_index(joined, data[0][0]))
        else:
            entries.append([data[0][0], data[-1][1], None])
        return
    except ValueError:
        pass
    for begin, end in data:
        line = notes.text[begin:end].strip()
        if not line or line == "[DONE]":
            continue
        reader = RecoveringReader(notes, max_depth)
        reader.pointer = f"/{len(values)}"
        reader.at, reader.end = begin, end
        before = len(notes.problems)
        try:
            value, entry = reader.value()
        except NotJsonError:
            del notes.problems[before:]
            value, entry = line, [begin, end, None]
        values.append(value)
        entries.append(entry)


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as fault:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16", "replace"), "UTF-16"
        return data.decode("utf-8", "replace"), repr(data[fault.start : fault.end])


def _first_bad(text: str) -> tuple[int, int]:
    at = text.find("\ufffd")
    return (0, 0) if at < 0 else (at, at + 1)


_STRING = re.compile(r'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"', re.DOTALL)
_CHUNK = 256
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_TOKEN = re.compile(r'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"|[\[\]{}]|[^\s,:\[\]{}"]+', re.DOTALL)


class NotStrictError(ValueError):
    """The text needs the forgiving reader."""


def read_strict(text: str, max_depth: int) -> Any:
    """The value of a strict JSON text; raises NotStrictError otherwise."""
    if _SURROGATE.search(text) or _is_deep(text, max_depth):
        raise NotStrictError
    duplicates = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal duplicates
        found = dict(pairs)
        if len(found) < len(pairs):
            duplicates = True
        return found

    try:
        value = json.loads(
            text,
            object_pairs_hook=members,
            parse_float=exact_number,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as fault:
        raise NotStrictError from fault
    if duplicates:
        raise NotStrictError
    return value


def _refuse(_word: str) -> Any:
    raise NotStrictError


def _is_deep(text: str, max_depth: int) -> bool:
    """Whether containers nest too deep.

    Asked before the text is read: in a browser, the reader of the standard library ends the
    whole interpreter on a text that is deep enough.
    """
    if text.count("[") + text.count("{") <= max_depth:
        return False
    bare = _STRING.sub("", text)
    depth = 0
    for begin in range(0, len(bare), _CHUNK):
        chunk = bare[begin : begin + _CHUNK]
        opened = chunk.count("[") + chunk.count("{")
        if depth + opened > max_depth:
            for sign in chunk:
                if sign in "[{":
                    depth += 1
                    if depth > max_depth:
                        return True
                elif sign in "]}":
                    depth -= 1
        else:
            depth += opened - chunk.count("]") - chunk.count("}")
    return False


def strict_index(text: str, offset: int = 0) -> Entry:
    """The place of every value in a text that is strict JSON; offsets grow by `offset`."""
    unquote = json.loads
    root: Entry = [offset, offset, None]
    stack: list[Entry] = []
    members: dict[str, Entry] | None = None  # of the object we are in
    items: list[Entry] | None = None  # of the array we are in
    name: str | None = None
    key: tuple[int, int] = (0, 0)
    entry: Entry
    for match in _TOKEN.finditer(text):
        begin, end = match.span()
        if offset:
            begin += offset
            end += offset
        first = text[begin - offset]
        if first == "}" or first == "]":
            entry = stack.pop()
            entry[1] = end
            if not stack:
                continue
            below = stack[-1][2]
            if type(below) is dict:
                members, items = below, None
            else:
                members, items = None, below
            continue
        if members is not None and name is None and first == '"':
            token = match.group()
            name = unquote(token) if "\\" in token else token[1:-1]
            key = begin, end
            continue
        if members is not None:
            entry = [begin, end, None, *key]
            members[name or ""] = entry
            name = None
        else:
            entry = [begin, end, None]
            if items is not None:
                items.append(entry)
            else:
                root = entry
        if first == "{":
            members, items = {}, None
            entry[2] = members
            stack.append(entry)
        elif first == "[":
            members, items = None, []
            entry[2] = items
            stack.append(entry)
    return root

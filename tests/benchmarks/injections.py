"""Contradictions put into definitions on purpose: how many does a check report, at their line?

`python -m tests.benchmarks.injections FOLDER... --count 300 --seed 1` prints what was missed; with
`--openapi`, of OpenAPI documents instead of MDX pages. Each injection changes one thing that a
definition says right, in a copy; it is read before and after.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tryfield.core.findings import Severity
from tryfield.core.model import Endpoint, Parameter, Span
from tryfield.core.parameter_styles import node_of
from tryfield.core.rules import rule_registry
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.core.verdict.judgement import FieldVerdict
from tryfield.readers import definition_reader

KINDS = (
    "rename", "retype", "drop", "add", "enum", "method", "address", "header", "status",
)  # fmt: skip
_OTHERS = {
    "string": "12345",
    "integer": '"many"',
    "number": '"many"',
    "boolean": '"many"',
    "array": '"many"',
    "object": '"many"',
}
_WORD = re.compile(r"/([A-Za-z][\w.-]*)(?=[/?\"'\s]|$)")


_MEMBER = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'{\[:][^:\n]*?)\s*:\s+(?P<value>[^\s|>&*].*)""",
    re.DOTALL,
)
_OPENAPI = (".json", ".yaml", ".yml")
_LARGEST = 1_000_000  #: bytes of an OpenAPI document that is read hundreds of times


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One change of a page: `begin` and `end` are offsets of what becomes `text`."""

    page: Path
    kind: str
    begin: int
    end: int
    text: str
    lines: tuple[int, ...]  #: where a finding is right
    field: str = ""


def injections(page: Path, root: Path) -> Iterator[Injection]:
    """All changes of one page that contradict what it documents."""
    text = page.read_text("utf-8")
    if "\r" in text:
        return
    if page.suffix in _OPENAPI:
        yield from _of_document(_Source(page, text))
        return
    for endpoint in definition_reader.read(page, root=root).reference.endpoints:
        for shown in checked_examples(endpoint).all:
            if (
                shown.whole.file != str(page)
                or shown.judgement is None
                or not shown.example.literal
            ):
                continue
            source = _Source(page, text)
            if shown.command is not None:
                if not shown.fits:
                    continue
                yield from _of_command(endpoint, shown, source)
            if shown.document is not None and shown.exact and not shown.document.problems:
                yield from _of_body(shown, source)
            if shown.kind == "response":
                yield from _of_status(endpoint, shown, source)


class _Source:
    def __init__(self, page: Path, text: str) -> None:
        self.page = page
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column - 1

    def slice(self, span: Span) -> tuple[int, int]:
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def change(
        self, kind: str, begin: int, end: int, text: str, lines: Iterable[int], field: str = ""
    ) -> Injection:
        return Injection(
            page=self.page,
            kind=kind,
            begin=begin,
            end=end,
            text=text,
            lines=tuple(lines),
            field=field,
        )


def _of_body(shown: CheckedExample, source: _Source) -> Iterator[Injection]:
    assert shown.document is not None
    assert shown.judgement is not None
    document = shown.document
    for verdict in shown.judgement.fields:
        if verdict.verdict != "matches" or not verdict.path or not verdict.where:
            continue
        if verdict.place != shown.place:
            continue
        pointer = verdict.where[0]
        if not pointer or pointer.rpartition("/")[2].isdigit():
            continue
        value, key = shown.span(pointer), shown.span(pointer, key=True)
        begin, end = source.slice(value)
        inside = document.span(pointer)
        if source.text[begin:end] != _inside(document.text, inside):
            continue  # the shell writes it in another way
        name = source.slice(key)
        written = source.text[name[0] : name[1]]
        if not written.startswith('"'):
            continue
        field = checked_examples(shown.endpoint).field(verdict.place, verdict.path)
        if field is None:
            continue
        around = field.parent
        closed = around is not None and around.properties and not around.open and not around.choices
        if closed:
            renamed = f'{written[:-1]}_zq"'
            yield source.change("rename", *name, renamed, (key.line,), verdict.path)
            yield source.change(
                "add", name[0], name[0], '"zq_more": 1, ', (key.line,), verdict.path
            )
        if verdict.types and not field.choices and (other := _retyped(verdict)):
            yield source.change("retype", begin, end, other, (value.line,), verdict.path)
        values = field.view.keywords.get("enum")
        if isinstance(values, list) and source.text[begin : begin + 1] == '"':
            yield source.change("enum", begin, end, '"zq-none"', (value.line,), verdict.path)
        if field.required and around is not None and not around.choices:
            cut = _member(source.text, name[0], end)
            whole = shown.span(pointer.rpartition("/")[0])
            yield source.change(
                "drop", *cut, "", range(whole.line, whole.end_line + 1), verdict.path
            )


def _retyped(verdict: FieldVerdict) -> str:
    """JSON of a type that is not documented; "" where every one is."""
    for kind in verdict.types:
        other = _OTHERS.get(kind, "")
        if not other:
            continue
        found = "string" if other.startswith('"') else "integer"
        if found not in verdict.types and not (found == "integer" and "number" in verdict.types):
            return other
    return ""


def _member(text: str, begin: int, end: int) -> tuple[int, int]:
    """A member of an object with the comma that goes with it."""
    behind = re.match(r"\s*,[ \t]*\n?", text[end:])
    if behind is not None:
        return begin, end + behind.end()
    before = re.search(r",\s*$", text[:begin])
    return (before.start() if before is not None else begin), end


def _inside(text: str, span: Span) -> str:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    begin = starts[span.line - 1] + span.column - 1
    return text[begin : starts[span.end_line - 1] + span.end_column - 1]


def _of_document(source: _Source) -> Iterator[Injection]:
    """All changes of one OpenAPI document that contradict what it documents."""
    known: set[tuple[str, int, int, str]] = set()
    read = definition_reader.read_text(source.text, file=str(source.page))
    for endpoint in read.reference.endpoints:
        for shown in checked_examples(endpoint).all:
            if shown.judgement is not None and shown.command is None:
                for one in _of_value(shown, source):
                    key = one.kind, one.begin, one.end, one.text
                    if key not in known:
                        known.add(key)
                        yield one
        yield from _of_operation(endpoint, source)


def _member_of(span: Span, source: _Source) -> tuple[int, re.Match[str]] | None:
    """Where a member is written, and its key and value; None where they are written otherwise."""
    if span.file != str(source.page):
        return None
    begin, end = source.slice(span)
    found = _MEMBER.fullmatch(source.text[begin:end].rstrip())
    return (begin, found) if found is not None else None


def _of_value(shown: CheckedExample, source: _Source) -> Iterator[Injection]:
    assert shown.judgement is not None
    for verdict in shown.judgement.fields:
        if verdict.verdict != "matches" or not verdict.path or not verdict.where:
            continue
        pointer = verdict.where[0]
        field = checked_examples(shown.endpoint).field(verdict.place, verdict.path)
        if field is None or verdict.place != shown.place or not pointer:
            continue
        if pointer.rpartition("/")[2].isdigit():
            continue
        span = shown.span(pointer)
        written = _member_of(span, source)
        if written is None or not any(
            base + pointer in shown.endpoint.spans for base in shown.pointers
        ):
            continue
        begin, found = written
        key, value = found.span("key"), found.span("value")
        name = found["key"]
        single = "\n" not in found["value"]
        inside = (span.line,)
        around = field.parent
        block = source.text[source.starts[span.line - 1] : begin].strip() == ""
        flow = name.startswith('"') and source.page.suffix == ".json"
        if around is not None and around.properties and not around.open and not around.choices:
            quote = name[-1] if name[-1] in "\"'" else ""
            renamed = f"{name.removesuffix(quote)}_zq{quote}"
            yield source.change(
                "rename", begin + key[0], begin + key[1], renamed, inside, verdict.path
            )
            if flow:
                yield source.change("add", begin, begin, '"zq_more": 1, ', inside, verdict.path)
            elif block and source.page.suffix != ".json":
                more = "zq_more: 1\n" + " " * (span.column - 1)
                yield source.change("add", begin, begin, more, inside, verdict.path)
        place = begin + value[0], begin + value[1]
        typed = single and verdict.types and not field.choices and shown.document is not None
        if typed and (other := _retyped(verdict)):  # in a form, `7` is a text as well
            yield source.change("retype", *place, other, inside, verdict.path)
        values = field.view.keywords.get("enum")
        if isinstance(values, list) and single:
            yield source.change("enum", *place, '"zq-none"', inside, verdict.path)
        if field.required and around is not None and not around.choices and (flow or block):
            cut = (
                _member(source.text, begin, place[1])
                if flow
                else _lines(source.text, begin, place[1])
            )
            whole = shown.span(pointer.rpartition("/")[0])
            yield source.change(
                "drop", *cut, "", range(whole.line, whole.end_line + 1), verdict.path
            )


def _lines(text: str, begin: int, end: int) -> tuple[int, int]:
    """The whole lines of a member of a block mapping."""
    after = text.find("\n", end)
    return text.rfind("\n", 0, begin) + 1, len(text) if after < 0 else after + 1


def _of_operation(endpoint: Endpoint, source: _Source) -> Iterator[Injection]:
    """Contradictions of method, path, parameters, headers and statuses."""
    if endpoint.span is not None and endpoint.span.file == str(source.page):
        begin = source.starts[endpoint.span.line - 1]
        line = source.text[begin : source.starts[endpoint.span.line]]
        if (word := re.match(rf"\s*[\"']?({endpoint.method})\b", line, re.IGNORECASE)) is not None:
            at = begin + word.start(1)
            yield source.change("method", at, begin + word.end(1), "zqq", (endpoint.span.line,))
    for parameter in endpoint.parameters:
        span = parameter.span
        if span is None or span.file != str(source.page) or endpoint.span is None:
            continue
        template = f"{{{parameter.name}}}"
        places = [found.start() for found in re.finditer(re.escape(endpoint.path), source.text)]
        if parameter.location == "path" and template in endpoint.path and len(places) == 1:
            begin = places[0] + endpoint.path.index(template) + 1
            lines = (*range(span.line, span.end_line + 1), endpoint.span.line)
            yield source.change("address", begin, begin, "zq", lines, parameter.name)
        yield from _of_parameter(endpoint, parameter, source)
    for response in endpoint.responses:
        for header in response.headers:
            yield from _of_parameter(endpoint, header, source)
        if response.span is not None and (found := _member_of(response.span, source)) is not None:
            begin, member = found
            if member["key"].strip("\"'").isdigit():
                digits = begin + member["key"].find(response.status)
                yield source.change(
                    "status", digits, digits + 3, "2000", (response.span.line,), response.status
                )


def _of_parameter(endpoint: Endpoint, parameter: Parameter, source: _Source) -> Iterator[Injection]:
    """Another value for the example of a parameter or of a response header."""
    node = node_of(parameter, endpoint.components)
    for example in parameter.examples:
        span = example.span
        if span is None or span.file != str(source.page) or span.line != span.end_line:
            continue
        begin, end = source.slice(span)
        if (found := _member_of(span, source)) is not None:
            begin, end = begin + found[1].start("value"), begin + found[1].end("value")
        scalar = node.types and not {"string", "object", "array", "null"} & set(node.types)
        other = "many" if scalar else "zq-none" if "enum" in node.view.keywords else ""
        if source.text[begin] in "\"'" and source.text[end - 1 :][:1] in "\"'":
            begin, end = begin + 1, end - 1
        elif source.page.suffix == ".json" and source.text[begin - 1] != '"':
            other = f'"{other}"' if other else ""
        if other:
            yield source.change("header", begin, end, other, (span.line,), parameter.name)


def _of_command(endpoint: Endpoint, shown: CheckedExample, source: _Source) -> Iterator[Injection]:
    command = shown.command
    assert command is not None
    if command.method_span is not None:
        begin, end = source.slice(command.method_span)
        if source.text[begin:end].upper() == endpoint.method:
            other = "PATCH" if endpoint.method != "PATCH" else "PUT"
            yield source.change("method", begin, end, other, (command.method_span.line,))
    if command.url_span is not None:
        begin, end = source.slice(command.url_span)
        words = [found for found in _WORD.finditer(endpoint.path) if "{" not in found.group()]
        if words:
            word = f"/{words[-1].group(1)}"
            at = source.text.rfind(word, begin, end)
            if at >= 0 and "?" not in source.text[begin:at]:
                behind = at + len(word)
                yield source.change("address", behind, behind, "zq", (command.url_span.line,))
    fields = any(
        one.schema is not None for one in (endpoint.body.contents if endpoint.body else ())
    )
    documented = {
        one.name.lower() for one in endpoint.parameters if one.location == "header" and one.required
    } | {
        one.auth.parameter.lower() or "authorization"
        for every in endpoint.security
        for one in every
        if one.auth.location in ("header", None) and one.auth.span is not None
        and one.auth.span.line < command.span.line - 1
    }  # fmt: skip
    for (name, _), span in zip(command.request.headers, command.header_spans, strict=False):
        if span is None:
            continue
        begin, end = source.slice(span)
        at = source.text.lower().find(name.lower(), begin, end)
        if at < 0:
            continue
        lines = range(command.span.line, command.span.end_line + 1)
        if name.lower() in documented and len(endpoint.security) < 2:
            yield source.change("header", at, at + len(name), "Zq-Other", lines, name)
        elif name.lower() == "content-type" and command.body_text and fields:
            kind = source.text.find("application/json", at, end)
            if kind >= 0:
                yield source.change(
                    "header", kind, kind + len("application/json"), "text/plain", lines, name
                )


def _of_status(endpoint: Endpoint, shown: CheckedExample, source: _Source) -> Iterator[Injection]:
    """Another status in the title of an example whose response has documented fields."""
    whole = shown.whole
    title = source.text[source.starts[whole.line - 2] : source.starts[whole.line - 1]]
    found = re.search(rf"(?<=[ \"]){re.escape(shown.status)}\b", title)
    response = next((one for one in endpoint.responses if one.status == shown.status), None)
    if found is None or response is None or "```" not in title or not shown.status.isdigit():
        return
    if sum(len(one.examples) for one in response.contents) != 1:
        return
    begin = source.starts[whole.line - 2] + found.start()
    other = f"{shown.status[0]}97"
    text = source.text[:begin] + other + source.text[begin + 3 :]
    after = definition_reader.read_text(text, file=str(source.page)).reference.endpoints
    # Fields that name no status go with the example; then nothing is contradicted.
    if after and any(
        one.status == shown.status and any(each.schema is not None for each in one.contents)
        for one in after[0].responses
    ):
        lines = range(whole.line - 1, max(whole.line, whole.end_line) + 1)
        yield source.change("status", begin, begin + 3, other, lines)


def reported(text: str, page: Path) -> Counter[tuple[str, int, str]]:
    """Rule, line and message of each error and warning of a page with this text."""
    reading = definition_reader.read_text(text, file=str(page))
    findings = [*reading.findings]
    for endpoint in reading.reference.endpoints:
        findings += rule_registry.check(endpoint)
    return Counter(
        (one.rule, one.span.line, one.message)
        for one in findings
        if one.severity is not Severity.NOTE
    )


@lru_cache(maxsize=4)
def _reported_before(page: Path) -> Counter[tuple[str, int, str]]:
    return reported(page.read_text("utf-8"), page)


def is_reported(injection: Injection) -> bool:
    """Whether a check reports an injection as an error or a warning at its line."""
    before = injection.page.read_text("utf-8")
    known = _reported_before(injection.page)
    after = before[: injection.begin] + injection.text + before[injection.end :]
    new = reported(after, injection.page) - known
    return any(line in injection.lines for _, line, _ in new)


def sample(pages: Iterable[tuple[Path, Path]], *, count: int, seed: int) -> list[Injection]:
    """So many injections, as many of each kind as there are, chosen by a seed."""
    known: dict[str, list[Injection]] = defaultdict(list)
    for page, root in pages:
        for one in injections(page, root):
            known[one.kind].append(one)
    chance = random.Random(seed)
    for many in known.values():
        chance.shuffle(many)
    chosen: list[Injection] = []
    while len(chosen) < count and any(known.values()):
        for kind in KINDS:
            if known[kind] and len(chosen) < count:
                chosen.append(known[kind].pop())
    return chosen


def _is_document(path: Path) -> bool:
    if path.suffix not in _OPENAPI or not path.is_file() or path.stat().st_size > _LARGEST:
        return False
    return definition_reader.is_openapi(path.read_text("utf-8", "replace"))


def main() -> int:
    """Inject, check, and say what was missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--openapi", action="store_true")
    given = options.parse_args()
    pages = [
        (page, one)
        for one in given.folders
        for page in sorted(one.rglob("*"))
        if (_is_document(page) if given.openapi else page.suffix == ".mdx")
    ]
    chosen = sample(pages, count=given.count, seed=given.seed)
    totals: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one in sorted(chosen, key=lambda one: one.page):
        totals[one.kind] += 1
        if not is_reported(one):
            missed[one.kind] += 1
            where = {"page": str(one.page), "lines": one.lines[:1], "field": one.field}
            sys.stdout.write(f"missed {one.kind}: {json.dumps(where)}\n")
    for kind in KINDS:
        sys.stdout.write(f"{kind}: {totals[kind] - missed[kind]} of {totals[kind]}\n")
    sys.stdout.write(f"all: {len(chosen) - missed.total()} of {len(chosen)}\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())

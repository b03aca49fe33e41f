"""The examples and curl commands of an endpoint, read and judged, with their locations.

Rules ask for the checked examples of an endpoint; each is judged once, for all rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from tryfield.core import media_types
from tryfield.core.caches import identity_cache
from tryfield.core.curl.curl_model import Command
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.json_pointer import escape_token
from tryfield.core.jsontext.json_document import Document
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Content, Endpoint, Example, Span
from tryfield.core.request.request_body import example_text
from tryfield.core.verdict.endpoint_judge import Judge, judge_of, judgement
from tryfield.core.verdict.judgement import Judgement, Problem
from tryfield.core.verdict.location_judge import Instance
from tryfield.core.verdict.request_judge import judge_request

_SHELL = frozenset({"", "bash", "sh", "shell", "curl", "console", "zsh", "text", "http", "cmd"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedExample:
    """One documented request or response, with what the engine says of it."""

    kind: Literal["request", "response"]
    endpoint: Endpoint
    example: Example
    status: str = ""  #: of the documented response
    place: str = ""
    content: Content | None = None
    document: Document | None = None  #: the body, when it is JSON text
    judgement: Judgement | None = None
    command: Command | None = None  #: of a curl sample
    pointers: tuple[str, ...] = ()  #: of the value, in the contract
    reference: str = ""  #: of a `$ref` that stands where the value should be

    @property
    def title(self) -> str:
        """How to call it in a sentence: `The example 'Result'`."""
        what = "curl command" if self.command else f"{self.kind} example"
        return f"The {what} '{self.example.name}'" if self.example.name else f"The {what}"

    @property
    def exact(self) -> bool:
        """Whether a place in the text is a place in the file, so that it can be edited."""
        if self.command is not None:
            return self.example.literal and bool(self.command.body_runs)
        return self.example.literal and self.example.span is not None

    def span(self, pointer: str = "", *, key: bool = False) -> Span:
        """Where the value at a JSON pointer stands in the file."""
        if self.document is not None and self.exact:
            return self.at(self.document.span(pointer, key=key))
        spans = self.endpoint.spans
        for base in self.pointers:
            around = pointer
            while around:
                if (found := spans.get(base + around)) is not None:
                    return found
                around = around.rpartition("/")[0]
        return self.whole

    def at(self, inside: Span) -> Span:
        """Where a span of the text stands in the file."""
        if not self.exact:
            return self.whole
        if self.command is not None:
            return self.command.body_place(inside)
        return shifted(inside, self.example)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it as a whole."""
        return self.judgement.problems if self.judgement else ()

    @property
    def fits(self) -> bool:
        """Whether its method and path are those of the endpoint."""
        return not any(one.code in ("method-differs", "path-differs") for one in self.problems)

    @property
    def calls_elsewhere(self) -> bool:
        """Whether it is a command with another path: then only its address is compared."""
        problems = self.problems if self.command else ()
        return any(one.code == "path-differs" for one in problems)

    @property
    def whole(self) -> Span:
        """The whole of it."""
        if self.command is not None and self.example.literal:
            return self.command.span
        return self.example.span or self.endpoint.span or Span("")


@dataclass(slots=True)
class CheckedExamples:
    """All exhibits of an endpoint."""

    judge: Judge
    all: list[CheckedExample]
    fitting: frozenset[int]  #: `id` of each sample with a command that fits

    def root(self, place: str) -> FieldNode | None:
        """The whole body of a place."""
        known = self.judge.places.get(place)
        return known.root if known else None

    def field(self, place: str, path: str) -> FieldNode | None:
        """A documented field that an exhibit shows or leaves out."""
        return self.judge.field(place, path)


def shifted(inside: Span, example: Example) -> Span:
    """A span of the text of a literal example, in its file."""
    origin = example.span or Span("")
    down, right = origin.line - 1, origin.column - 1
    return Span(
        origin.file,
        inside.line + down,
        inside.column + right,
        inside.end_line + down,
        inside.end_column + right,
    )


@identity_cache(1)
def checked_examples(endpoint: Endpoint) -> CheckedExamples:
    """The exhibits of an endpoint; those of the last one are kept."""
    judge = judge_of(endpoint)
    shown = list(_all_examples(judge))
    fitting = frozenset(id(one.example) for one in shown if one.command is not None and one.fits)
    return CheckedExamples(judge, shown, fitting)


def _all_examples(judge: Judge) -> Iterator[CheckedExample]:
    endpoint = judge.endpoint
    for name, pointer, content in judge.request_contents():
        for example in content.examples:
            yield _example(judge, "request", (name, pointer, content), example)
    for response in endpoint.responses:
        for name, pointer, content in judge.response_contents(response):
            for example in content.examples:
                shown = _example(judge, "response", (name, pointer, content), example)
                yield _with_status(shown, response.status)
    for sample in endpoint.samples:
        yield from _commands(endpoint, sample)


def _example(
    judge: Judge,
    kind: Literal["request", "response"],
    where: tuple[str, str, Content],
    example: Example,
) -> CheckedExample:
    name, pointer, content = where
    base = f"{pointer}/content/{escape_token(content.media_type)}"
    document = None
    judged = None
    if media_types.is_json(content.media_type):
        document = parse(example.text)
    reference = ""
    place = judge.content(name, pointer, content)
    value: Any = document.value if document is not None and document.readable else None
    if is_reference(value) and place is not None and "$ref" not in place.root.view.properties:
        reference = value["$ref"]
    if place is not None and _is_a_value(content, example, place.root):
        verdicts = place.judge((Instance(value=example.value),), only_present=True)
        judged = judgement(name, [verdicts], [], media_type=content.media_type)
    elif not reference and (document is None or document.readable):
        verdicts, problems = judge.text(
            name,
            pointer,
            content,
            document or example_text(content, example, judge.endpoint.components),
            only_present=True,
        )
        judged = judgement(name, [verdicts], list(problems), media_type=content.media_type)
    return CheckedExample(
        kind=kind,
        endpoint=judge.endpoint,
        example=example,
        place=name,
        content=content,
        document=document,
        judgement=judged,
        reference=reference,
        pointers=(
            f"{base}/examples/{escape_token(example.name)}/value",
            *([f"{base}/example"] if not example.name else []),
        ),
    )


def _is_a_value(content: Content, example: Example, root: FieldNode) -> bool:
    """Whether an example is the value of a body that travels in another form than JSON.

    In a form `"7"` and `7` are the same, so its text is judged. What is documented as a string
    is one, in whatever form somebody wrote it down.
    """
    kind = content.media_type
    structured = example.has_value and isinstance(example.value, dict | list)
    other = not media_types.is_json(kind) and not media_types.is_form(kind)
    return structured and other and root.view.types != frozenset({"string"})


def is_reference(value: Any) -> bool:
    """Whether a value is nothing but a `$ref`."""
    return isinstance(value, dict) and value.keys() == {"$ref"} and isinstance(value["$ref"], str)


def _with_status(shown: CheckedExample, status: str) -> CheckedExample:
    return replace(shown, status=status)


def _commands(endpoint: Endpoint, sample: Example) -> Iterator[CheckedExample]:
    if sample.language.lower() not in _SHELL or "curl" not in sample.text:
        return
    commands = parse_curl(sample.text, span=sample.span if sample.literal else None)
    for command in commands:
        judged = judge_request(endpoint, command.request)
        text = command.body_text
        yield CheckedExample(
            kind="request",
            endpoint=endpoint,
            example=sample,
            place=judged.place,
            document=parse(text) if text and media_types.is_json(judged.media_type) else None,
            judgement=judged,
            command=command,
        )

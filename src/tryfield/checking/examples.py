"""The documented examples of an endpoint as cases: under which name, and checked or why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tryfield.checking.outcome import Case
from tryfield.core.model import Endpoint, Example
from tryfield.core.rules.checked_examples import CheckedExample, checked_examples
from tryfield.relative_paths import shown, span_in

_PYTHON = frozenset({"python", "py", "python3"})


def cases(endpoint: Endpoint, root: Path) -> Iterator[Case]:
    """A case for each example of an endpoint, and one for what is said around them."""
    file = shown(endpoint.span.file if endpoint.span else "", root)
    taken: dict[str, int] = {}
    by_example = {id(exhibit.example): exhibit for exhibit in checked_examples(endpoint).all}
    for kind, name, example in _examples(endpoint):
        number = taken[name] = taken.get(name, 0) + 1
        span = span_in(example.span, root) if example.span else None
        yield Case(
            kind="request" if kind == "sample" else "example",
            file=file,
            endpoint=endpoint.name,
            name=name if number == 1 else f"{name} ({number})",
            span=span if span is not None and span.file == file else None,
            unchecked=_unchecked(kind, example, by_example.get(id(example))),
        )
    yield Case(kind="definition", file=file, endpoint=endpoint.name, name="definition")


def _examples(endpoint: Endpoint) -> Iterator[tuple[str, str, Example]]:
    for sample in endpoint.samples:
        name = sample.name or sample.language
        yield "sample", f"request {name}".rstrip(), sample
    for content in endpoint.body.contents if endpoint.body else ():
        for example in content.examples:
            yield "body", f"request {example.name}".rstrip(), example
    for response in endpoint.responses:
        for content in response.contents:
            for example in content.examples:
                # A tab that repeats the status, or says that it is a response, adds nothing.
                name = example.name.removeprefix(response.status).strip()
                name = "" if name.lower() == "response" else name
                yield "body", f"response {response.status} {name}".rstrip(), example


def _unchecked(kind: str, example: Example, exhibit: CheckedExample | None) -> str:
    if exhibit is None:
        if kind == "sample":
            if example.language.lower() in _PYTHON:
                return "a Python request is not run; mark its fence with 'tryfield'"
            return "only curl requests are compared with the documentation"
        return "nothing is documented to compare it with"
    if exhibit.judgement is None:
        return ""  # it is not JSON, which is a finding
    for trouble in exhibit.judgement.problems:
        if trouble.code == "body-not-checkable":
            return trouble.message
    content = exhibit.content
    if content is not None and content.schema is None and content.item_schema is None:
        return "no field of it is documented"
    return ""

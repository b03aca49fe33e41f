"""What a judgement has against a request or an answer, as whole sentences."""

from __future__ import annotations

from collections.abc import Container, Iterator

from tryfield.core.verdict.judgement import Judgement


def faults(judgement: Judgement, verb: str) -> Iterator[str]:
    """The differences of a judgement; `verb` is what happened, `sent` or `answered`."""
    for sentence, _, _ in named_faults(judgement, verb, ("body-not-checkable",)):
        yield sentence


def named_faults(
    judgement: Judgement, verb: str, ignored: Container[str]
) -> Iterator[tuple[str, str, str]]:
    """The differences with the place and the path of what differs; "" for the whole.

    Args:
        judgement: Of a request or of an answer.
        verb: What happened: `sent` or `answered`.
        ignored: Codes of problems to pass over.
    """
    for trouble in judgement.problems:
        if trouble.code not in ignored:
            yield trouble.message, "", ""
    for verdict in judgement.fields:
        if verdict.verdict == "differs":
            name = f"'{verdict.path}'" if verdict.path else "The body"
            what = (
                f"{name} is documented as required, but not {verb}."
                if verdict.keyword == "required"
                else f"{name} is {verdict.actual}, but documented as {verdict.expected}."
            )
            yield what, verdict.place, verdict.path
    for stranger in judgement.undocumented:
        meant = f" Did you mean '{stranger.suggestion}'?" if stranger.suggestion else ""
        what = f"'{stranger.path}' is {verb}, but not documented.{meant}"
        yield what, stranger.place, stranger.path

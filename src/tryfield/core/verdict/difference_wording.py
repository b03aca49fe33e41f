"""The words for verdicts: in findings, sentences of snippets, objections, reports and the browser.

Judging makes data (`judgement`); the words are made here, last, and nobody reads them again. With
`values=False` they name types, sizes and limits, and hold nothing that an instance says: that form
is for what leaves the reader's screen, such as issues and the history.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any

from tryfield.core.fields.field_node import written_path
from tryfield.core.fields.schema_view import a_type, join_or
from tryfield.core.jsontext.json_problems import message_without_text
from tryfield.core.model import Json
from tryfield.core.schema.formats.known_formats import SAMPLES
from tryfield.core.schema.json_values import count, key, quote
from tryfield.core.verdict.judgement import (
    Actual,
    Difference,
    FieldVerdict,
    Judgement,
    Note,
    Problem,
    UndocumentedField,
)

PARAMETERS = frozenset({"path", "query", "header", "cookie", "querystring"})
#: Keywords of a difference that is only a warning about what an API does.
BY_PATTERN = frozenset({"format", "pattern", "contentEncoding", "contentMediaType"})
CORRECT = "Correct the documentation, or the API."
_LOCATIONS = {"header": "header", "cookie": "cookie", "query": "query parameter"}
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,60}/[\w!#$&^.+-]{1,60}")
#: Names that are values, as keys of a map are: an address, a number, an id.
_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|\d{5}|[0-9A-Fa-f]{16}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-|[+-]?\d[\d .-]*\Z"
)
_ALTERNATIVES = 12  #: of a list that are named
_OTHERS = 3  #: further differences that a note mentions


def expected_words(verdict: FieldVerdict) -> str:
    """What is documented: a type, or what the keyword asks for that values do not satisfy."""
    if not verdict.differences or verdict.differences[0].demand == "required":
        return verdict.label
    if verdict.differences[0].demand == "type":
        return _label(verdict) or demand_words(verdict.differences[0])
    return demand_words(verdict.differences[0])


def actual_words(verdict: FieldVerdict, *, values: bool = True) -> str:
    """What was found instead, `string "12" or null`; "" where nothing differs."""
    return found_words(verdict.differences[0], values=values) if verdict.differences else ""


def type_words(types: Sequence[str]) -> str:
    """`string or null`."""
    return join_or(list(types))


def demand_words(difference: Difference) -> str:
    """What a keyword asks for: `at least 3 characters`."""
    make = _DEMANDS.get(difference.demand)
    return make(difference.limit) if make is not None else difference.demand


def _either(words: Iterable[str]) -> str:
    known = list(words)
    if len(known) > _ALTERNATIVES:
        known = [*known[: _ALTERNATIVES - 1], f"{len(known) - _ALTERNATIVES + 1} more"]
    return join_or(known)


def _types(limit: Any) -> str:
    return limit if isinstance(limit, str) else _either(limit or ())


def _allowed(limit: Sequence[Any]) -> str:
    values = list(dict.fromkeys(map(quote, limit)))
    return "one of " * (len(values) > 1) + (_either(values) or "nothing")


def _number(limit: Any) -> str:
    """`0` for `0.0`: a limit as somebody would say it."""
    text = quote(limit)
    return text.removesuffix(".0") if "e" not in text.lower() else text


def _limited(words: str, noun: str = "") -> Callable[[Any], str]:
    def make(limit: Any) -> str:
        return f"{words} {count(limit, noun) if noun else _number(limit)}"

    return make


def _items_that_match(words: str) -> Callable[[Any], str]:
    return lambda limit: (
        f"{words} {count(limit, 'item')} that {'matches' if limit == 1 else 'match'}"
    )


def _constant(words: str) -> Callable[[Any], str]:
    return lambda _: words


_DEMANDS: dict[str, Callable[[Any], str]] = {
    "type": _types,
    "enum": _allowed,
    "minimum": _limited("at least"),
    "maximum": _limited("at most"),
    "exclusiveMinimum": _limited("more than"),
    "exclusiveMaximum": _limited("less than"),
    "multipleOf": _limited("a multiple of"),
    "minLength": _limited("at least", "character"),
    "maxLength": _limited("at most", "character"),
    "minItems": _limited("at least", "item"),
    "maxItems": _limited("at most", "item"),
    "minProperties": _limited("at least", "property"),
    "maxProperties": _limited("at most", "property"),
    "minContains": _items_that_match("at least"),
    "maxContains": _items_that_match("at most"),
    "uniqueItems": _constant("unique items"),
    "pattern": lambda limit: f"a match of {limit}",
    "format": lambda name: f"{name} such as {SAMPLES[name]}" if name in SAMPLES else str(name),
    "anyOf": lambda limit: f"one of {count(limit, 'choice')}",
    "oneOf": _constant("exactly one of the choices"),
    "not": _constant("a value that is not excluded"),
    "required": lambda names: _either(map(quote, names)),
    "any-required": lambda names: _either(map(quote, names)),
    "dependentRequired": lambda names: f"{quote(names[0])} beside {quote(names[1])}",
    "additionalProperties": lambda names: f"without {_either(map(quote, names or ()))}",
    "unevaluatedProperties": lambda names: f"without {_either(map(quote, names or ()))}",
    "unevaluatedItems": _constant("no further item"),
    "propertyNames": lambda said: f"names that are {_DEMANDS[said[1]](said[2])}",
    "readOnly": _constant("read-only, so never sent"),
    "writeOnly": _constant("write-only, so never returned"),
    "false": _constant("nothing"),
}


def found_words(difference: Difference, *, values: bool = True) -> str:
    """What was found that a keyword does not allow."""
    shown = difference.actual
    if difference.several:  # too many to name: the first of each type
        shown = tuple({one.type: one for one in reversed(shown)}.values())[::-1]
    words = dict.fromkeys(_found(difference.demand, one, values=values) for one in shown)
    return join_or(list(words))


def _found(demand: str, one: Actual, *, values: bool) -> str:
    value = one.value
    if demand == "any-required":
        return "none of them"
    if one.type == "absent":
        return "absent"
    if demand in ("minLength", "maxLength"):
        length = count(len(value), "character")
        return f"{length}: {quote(value)}" if values else length
    if demand in ("minContains", "maxContains"):
        return f"{value[0]} of {value[1]}"
    if demand == "oneOf":
        return _choices(value)
    if demand == "uniqueItems":
        return _repeated(value, values=values)
    if demand == "unevaluatedItems":
        return f"item {value}"
    if one.type in ("array", "object"):
        return quote(value)
    if values:
        plain = one.type in ("null", "boolean") or demand in _COMPARED
        return quote(value) if plain else f"{one.type} {quote(value)}"
    if demand in _COMPARED:
        return f"{_COMPARED[demand]} {one.type}"
    return one.type if demand in _OF_TYPES or one.type == "null" else f"another {one.type}"


_COMPARED = {
    "minimum": "smaller",
    "exclusiveMinimum": "smaller",
    "maximum": "larger",
    "exclusiveMaximum": "larger",
    "multipleOf": "another",
}
_OF_TYPES = frozenset({"type", "false", "not", "anyOf", "readOnly", "writeOnly"})


def _choices(indices: Iterable[int]) -> str:
    return "choices " + " and ".join(str(index + 1) for index in indices)


def _repeated(value: Sequence[Any], *, values: bool) -> str:
    seen: dict[Any, int] = {}
    for index, item in enumerate(value):
        first = seen.setdefault(key(item), index)
        if first != index:
            what = quote(item) if values else "equal items"
            return f"{what} at {first} and {index}"
    return quote(value)


def note_words(verdict: FieldVerdict, *, values: bool = True) -> str:
    """What is to be said beside a verdict, in sentences; "" where there is nothing."""
    said = []
    if verdict.keyword == "required":
        said.append("Required but absent.")
    said += [_note(note) for note in verdict.notes]
    others = [
        difference_sentence(one, values=values, label=verdict.label)
        for one in verdict.differences[1 : 1 + _OTHERS]
    ]
    return " ".join([*said, *(["Also:", *others] if others else [])])


def _note(note: Note) -> str:
    if note.code == "unchecked":
        reason = str(note.detail)
        return reason[:1].upper() + reason[1:] + ("" if reason.endswith((".", "!", "?")) else ".")
    if note.code == "choices-overlap":
        return f"It fits {_choices(note.detail)}, of which only one may fit."
    if note.code == "choices":
        some = list(note.detail)
        if len(some) == 1:
            return f"Taken as '{some[0][0]}'."
        taken = ", ".join(f"'{label}' ({times})" for label, times in some[:6])
        return f"Taken as {taken}."
    return _NOTES[note.code]


_NOTES = {
    "parent-absent": "What it stands in is absent.",
    "placeholder": "A placeholder stands there.",
    "wrapped": "Its fields stand one level deeper.",
    "format": "Judged by its format, not by its meaning.",
    "hidden": "Across origins a browser shows only the headers that the API exposes.",
}


def difference_sentence(difference: Difference, *, values: bool = True, label: str = "") -> str:
    """`Expected at most 3 characters, got 10 characters.`, without saying of what.

    `label` is the documented type, for a difference of types.
    """
    if difference.demand in ("required", "any-required", "dependentRequired"):
        names = difference.limit
        beside = f" beside {quote(names[1])}" if difference.demand == "dependentRequired" else ""
        wanted = names[:1] if beside else names
        return f"{_either(map(quote, wanted))} is required{beside} and missing."
    if difference.demand in _CLOSED:
        if difference.limit:
            return f"It has {_excluded_names(difference)}."
        name = quote(difference.actual[0].value) if values else "A name"
        return f"{name} is not one of the names allowed."
    if difference.demand == "propertyNames":
        return f"It has {_name_words(difference, values=values)}."
    expected = demand_words(difference)
    if difference.demand == "type" and label:
        expected = label
    return f"Expected {expected}, got {found_words(difference, values=values)}."


def subject(verdict: FieldVerdict, *, values: bool = True) -> str:
    """How a sentence calls a field: `'data[].id'`, `The query parameter 'limit'`.

    A field of a choice says so: `'lives' (choice 'Cat')`. A value of a map has its key, unless that
    is to be withheld.
    """
    if verdict.place in PARAMETERS:
        what = _LOCATIONS.get(verdict.place, "path parameter")
        return f"The {what} '{written_path(verdict.path)}'"
    where = verdict.where[0] if len(verdict.where) == 1 and values else ""
    return field_words(verdict.path, verdict.choice, where) or "The body"


def field_words(path: str, choice: str, where: str = "") -> str:
    """`'lives' (choice 'Cat')`, as `written_path`; "" for a body without a choice."""
    name = written_path(path, where)
    words = f"'{name}'" if name else "The body" * bool(choice)
    return f"{words} (choice '{choice}')" if choice else words


def how_often(count: int, total: int) -> str:
    """` in 3 of 20`; nothing where there is only one."""
    return f" in {count} of {total}" if total > 1 else ""


def contradiction(verdict: FieldVerdict, *, missing: str, values: bool = True) -> str:
    """How an example, a request or a response differs in a field.

    `'id' is string "12" in 3 of 20, but documented as an integer.` `missing` says what happened to
    a required field that is absent: `not sent`, `the example leaves it out`.
    """
    times = how_often(verdict.count, verdict.total)
    difference = verdict.differences[0]
    what = subject(verdict, values=values)
    if difference.demand == "required":
        return f"{what} is documented as required, but {missing}{times}."
    if difference.demand in ("any-required", "dependentRequired"):
        return f"{what} {_lacks(difference)}{times}."
    if difference.demand in _CLOSED:
        return f"{what} has {_excluded_names(difference)}{times}."
    if difference.demand == "propertyNames":
        return f"{what} has {_name_words(difference, values=values)}{times}."
    found = found_words(difference, values=values)
    documented = documented_words(difference, _label(verdict))
    return f"{what} is {found}{times}, but documented as {documented}."


def _label(verdict: FieldVerdict) -> str:
    """The documented type; "" where a condition asks for another."""
    limit = verdict.differences[0].limit if verdict.differences else None
    return verdict.label if limit == verdict.types else ""


def _name_words(difference: Difference, *, values: bool) -> str:
    name, demand, limit = difference.limit
    shown = f"the name {quote(name)}" if values else "a name"
    make = _DEMANDS.get(demand)
    return f"{shown}, but its names are documented as {make(limit) if make else demand}"


def documented_words(difference: Difference, label: str = "") -> str:
    """What is documented, after "documented as": `an integer`, `at least 3`.

    `label` is the documented type, for a difference of types.
    """
    if difference.demand == "type":
        return a_type(label or demand_words(difference))
    return demand_words(difference)


def _lacks(difference: Difference) -> str:
    names = difference.limit
    if difference.demand == "dependentRequired":
        return f"has no {quote(names[0])}, which is documented as required beside {quote(names[1])}"
    if len(names) == 1:
        return f"has no {quote(names[0])}, which is documented as required"
    return f"has none of {_either(map(quote, names))}, one of which is documented as required"


_CLOSED = frozenset({"additionalProperties", "unevaluatedProperties"})


def _excluded_names(difference: Difference) -> str:
    names = [quote(name) for name in difference.limit or ()]
    which = "which one part of its schema documents and another excludes"
    return f"{', '.join(names)}, {which} ({difference.keyword!r})"


def api_contradiction(verdict: FieldVerdict, *, values: bool = True) -> str:
    """The same of a live API: `The API returns string "12" for 'id', which is documented as …`"""
    times = how_often(verdict.count, verdict.total)
    name = subject(verdict, values=values).replace("The body", "the body")
    difference = verdict.differences[0]
    if difference.demand == "required":
        return f"The API leaves out {name}{times}, which is documented as required."
    if difference.demand in ("any-required", "dependentRequired"):
        return f"The API returns a value for {name} that {_lacks(difference)}{times}."
    if difference.demand in _CLOSED:
        return f"The API returns a value for {name} with {_excluded_names(difference)}{times}."
    if difference.demand == "propertyNames":
        said = _name_words(difference, values=values)
        return f"The API returns a value for {name} with {said}{times}."
    found = found_words(difference, values=values)
    documented = documented_words(difference, _label(verdict))
    return f"The API returns {found} for {name}{times}, which is documented as {documented}."


def problem_sentence(problem: Problem, *, values: bool = True) -> str:
    """What is wrong with a whole request or response."""
    sent = problem.sender == "request"
    expected, actual = problem.expected, problem.actual
    if problem.code == "not-json":
        said = problem.said if values else message_without_text(problem.detail)
        return f"line {problem.line}, column {problem.column}: {said}"
    if problem.code == "body-missing":
        if sent:
            return "A body is required, but none is sent."
        return "A body is documented, but none came."
    if problem.code == "body-undocumented":
        if sent:
            return "A body is sent, but none is documented."
        return f"A body came, but none is documented for status {problem.said}."
    if problem.code == "content-type-differs":
        shown = f"'{actual}'" if values else media_type_of(actual)
        return f"The content type is {shown}, but '{expected}' is documented."
    if problem.code == "content-type-missing":
        return f"The response has no content type; '{expected}' is documented."
    if problem.code == "status-undocumented":
        return f"Status {actual} is not documented."
    if problem.code == "method-differs":
        return f"The method is {actual}, but {expected} is documented."
    if problem.code == "path-differs":
        return f"'{actual}' is not the documented path."
    if problem.code == "place-unknown":
        return f"There is no '{actual}'."
    return problem.said


def media_type_of(header: str) -> str:
    """The media type that a `Content-Type` names, without parameters; `another` where none is."""
    kind = header.partition(";")[0].strip()
    return f"'{kind}'" if _MEDIA_TYPE.fullmatch(kind) else "another"


def undocumented_path(extra: UndocumentedField, *, values: bool = True) -> str:
    """Path of an undocumented name; the name is `…` where it is withheld since it is a value."""
    where = extra.where[0] if extra.where and values else ""
    if values or _VALUE.search(extra.name) is None:
        return written_path(extra.path, where)
    return f"{written_path(extra.parent)}.…" if extra.parent else "…"


def suggestion(undocumented: UndocumentedField) -> str:
    """` Did you mean 'name'?`; "" where no documented name is near."""
    if not undocumented.suggestion:
        return ""
    return f" Did you mean '{written_path(undocumented.suggestion)}'?"


def meant_instead(undocumented: UndocumentedField) -> str:
    """`Is 'name' meant? Otherwise document it.`; "" where no documented name is near."""
    if not undocumented.suggestion:
        return ""
    return f"Is '{written_path(undocumented.suggestion)}' meant? Otherwise document it."


def undocumented_words(extra: UndocumentedField) -> str:
    """`not documented`, or which other choice documents the name."""
    return f"documented only for the choice '{extra.choice}'" if extra.choice else "not documented"


def difference_sentences(judgement: Judgement, verb: str) -> Iterator[str]:
    """The differences of a judgement; `verb` is what happened, `sent` or `returned`."""
    for sentence, _, _ in located_differences(judgement, verb, ("body-not-checkable",)):
        yield sentence


def located_differences(
    judgement: Judgement, verb: str, ignored: Container[str]
) -> Iterator[tuple[str, str, str]]:
    """The differences with the place and the path of what differs; "" for the whole.

    Args:
        judgement: Of a request or of a response.
        verb: What happened: `sent` or `returned`.
        ignored: Codes of problems to pass over.
    """
    for problem in judgement.problems:
        if problem.code not in ignored:
            yield problem_sentence(problem), "", ""
    for verdict in judgement.fields:
        if verdict.verdict == "differs":
            sentence = contradiction(verdict, missing=f"not {verb}")
            yield sentence, verdict.place, verdict.path
    for extra in judgement.undocumented:
        name, words = undocumented_path(extra), undocumented_words(extra)
        sentence = f"'{name}' is {verb}, but {words}.{suggestion(extra)}"
        yield sentence, extra.place, extra.path


def judgement_message(judgement: Judgement) -> dict[str, Json]:
    """A judgement as the browser gets it, in data and in words: the shape is stable.

    `{"place", "status", "mediaType", "fields": [...], "undocumented": [...],
    "problems": [...]}`, the lists with the data of
    `FieldVerdict`, `UndocumentedField` and `Problem`, and with `expected`, `actual`, `note` and
    `message` in words.
    """
    return {
        "place": judgement.place,
        "status": judgement.status,
        "mediaType": judgement.media_type,
        "fields": [_field_message(one) for one in judgement.fields],
        "undocumented": [_undocumented_message(one) for one in judgement.undocumented],
        "problems": [_problem_message(one) for one in judgement.problems],
    }


def _field_message(verdict: FieldVerdict) -> dict[str, Json]:
    return {
        "place": verdict.place,
        "path": verdict.path,
        "verdict": verdict.verdict,
        "expected": expected_words(verdict),
        "actual": actual_words(verdict),
        "where": list(verdict.where),
        "count": verdict.count,
        "total": verdict.total,
        "note": note_words(verdict),
        "pointer": verdict.pointer,
        "keyword": verdict.keyword,
        "hidden": any(note.code == "hidden" for note in verdict.notes),
    }


def _undocumented_message(extra: UndocumentedField) -> dict[str, Json]:
    return {
        "place": extra.place,
        "path": extra.path,
        "name": extra.name,
        "where": list(extra.where),
        "suggestion": extra.suggestion,
        "actual": type_words(extra.types),
        "count": extra.count,
        "total": extra.total,
    }


def _problem_message(problem: Problem) -> dict[str, Json]:
    return {
        "code": problem.code,
        "message": problem_sentence(problem),
        "expected": problem.expected,
        "actual": problem.actual,
        "detail": problem.detail,
    }

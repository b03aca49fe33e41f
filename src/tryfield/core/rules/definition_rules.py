"""Rules about what a definition says by itself: types, references, statuses, names in its path."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tryfield.core.contract.schema_references import whole_components
from tryfield.core.documented_response import response_for
from tryfield.core.fields.field_node import ANY_NAME, FieldNode
from tryfield.core.fields.field_tree import is_name
from tryfield.core.findings import Evidence, Finding, Severity
from tryfield.core.model import Endpoint, Parameter, Response, Span
from tryfield.core.near_names import nearest
from tryfield.core.rules.checked_examples import checked_examples
from tryfield.core.rules.field_rules import of_fields
from tryfield.core.rules.rule_findings import (
    component_finding,
    endpoint_finding,
    is_page,
    lacks_its_document,
    status_in,
)
from tryfield.core.schema.schema_compiler import HIDING
from tryfield.core.verdict.difference_wording import field_words
from tryfield.core.verdict.judgement import Judgement

_REFERENCE = re.compile(r"its reference '(.*)' leads nowhere")


@of_fields
def type_not_checkable(endpoint: Endpoint, place: str, field: FieldNode) -> Iterator[Finding]:
    """The documented type of a field says nothing that could be checked.

    Words such as `JSON or null` or `User Object` are fine for a reader, but no value can
    contradict them, so no verdict is ever given. This is a note.

    Bad:

    ```mdx
    <ResponseField name="owner" type="User Object">
    ```

    Good:

    ```mdx
    <ResponseField name="owner" type="object">
      <ResponseField name="id" type="integer" />
    </ResponseField>
    ```

    To fix it: write a JSON type (`string`, `number`, `integer`, `boolean`, `object`, `array`,
    `null`, also as `string | null` or `array of object`), with the fields of an object below it.
    """
    if not field.unchecked or _REFERENCE.fullmatch(field.unchecked):
        return
    if not field.path and place:
        return  # a body whose fields nobody wrote down
    if not is_name(field.path) and not is_page(endpoint.span_at(field.pointer)):
        return  # `items: {}` is how a document says that every value is fine
    words = f" as '{field.type}'" if field.type != "any" else ""
    yield component_finding(
        "type-not-checkable",
        endpoint,
        Severity.NOTE,
        f"is documented{words}, which cannot be checked: {field.unchecked.rstrip('.')}.",
        "Write a JSON type.",
        field=field,
        place=place,
    )


@of_fields
def reference_broken(endpoint: Endpoint, place: str, field: FieldNode) -> Iterator[Finding]:
    """A `$ref` leads nowhere.

    What it stands for is not shown and not checked.

    Bad:

    ```yaml
    schema:
      $ref: '#/components/schemas/Usr'
    ```

    Good:

    ```yaml
    schema:
      $ref: '#/components/schemas/User'
    ```

    To fix it: correct the reference, or add what it names.
    """
    match = _REFERENCE.fullmatch(field.unchecked)
    if match is None:
        return
    near = nearest(match.group(1).rpartition("/")[2], whole_components(endpoint.components))
    yield component_finding(
        "reference-broken",
        endpoint,
        Severity.ERROR,
        f"refers to '{match.group(1)}', which leads nowhere.",
        f"Did you mean '{near}'?" if near else "Correct it, or add what it names.",
        field=field,
        place=place,
    )


def duplicate_field(endpoint: Endpoint) -> Iterator[Finding]:
    """One name is documented twice in the same place.

    A reader who finds the first does not see the second, and the two may not agree. Names of
    headers are the same in any case.

    Bad:

    ```mdx
    <ParamField query="limit" type="integer" />
    <ParamField query="limit" type="string" />
    ```

    Good:

    ```mdx
    <ParamField query="limit" type="integer" />
    ```

    To fix it: keep one of them.
    """
    seen: dict[tuple[str, str], Parameter] = {}
    for parameter in endpoint.parameters:
        name = parameter.name.lower() if parameter.location == "header" else parameter.name
        key = parameter.location, name
        if key in seen:
            yield endpoint_finding(
                "duplicate-field",
                endpoint,
                Severity.WARNING,
                f"The {parameter.location} field '{parameter.name}' is documented twice.",
                "Keep one of them.",
                span=parameter.span,
                field=parameter.name,
            )
        seen[key] = parameter


def status_undocumented(endpoint: Endpoint) -> Iterator[Finding]:
    """An example shows a status that no documented response covers.

    A response documented as `4XX` covers 404, and `default` covers everything; what an MDX page
    documents as `Error` covers no success.

    Bad: only status 200 is documented, and there is

    ```json 404 Not Found
    {"message": "There is no such user."}
    ```

    Good: status 404 is documented, with its fields or a description.

    To fix it: document the response. Where the page has a place for the status, and only its
    fields and words are missing, this is a note; unless a documented response of the same class
    has no example, which this one may be.
    """
    if lacks_its_document(endpoint):
        return
    if not any(_says(response) for response in endpoint.responses):
        return
    documented = [one for one in endpoint.responses if _says(one)]
    done: set[str] = set()
    for exhibit in checked_examples(endpoint).all:
        status = exhibit.example.status or exhibit.status
        if exhibit.kind != "response" or not status or status in done:
            continue
        if status.upper() in ("2XX", "DEFAULT"):
            continue
        known = response_for(status, documented)
        # `Error` of a page is the default of failures, not of everything.
        errors_only = known is not None and known.status == "default" and status[:1] == "2"
        if known is not None and not (errors_only and is_page(exhibit.whole)):
            continue
        done.add(status)
        shown_only = response_for(status, endpoint.responses) is not None
        # A slip in a title leaves the response that it belongs to without an example.
        slip = any(
            one.status[:1] == status[:1] and one.status.isdigit() and not _has_example(one)
            for one in documented
        )
        yield endpoint_finding(
            "status-undocumented",
            endpoint,
            Severity.NOTE if shown_only and not slip else Severity.WARNING,
            f"An example shows status {status}, but no response documents it.",
            "Document the response, with its fields.",
            span=exhibit.whole,
            status=status,
        )


def _has_example(response: Response) -> bool:
    return any(content.examples for content in response.contents)


def _says(response: Response) -> bool:
    """Whether a response is documented by more than its examples."""
    return bool(
        response.description not in ("", response.status)
        or response.headers
        or not response.contents
        or any(one.schema is not None or one.item_schema is not None for one in response.contents)
    )


def field_never_shown(endpoint: Endpoint) -> Iterator[Finding]:
    """A documented field stands in no example of its body.

    An example that leaves out an optional field is fine; a field that none of them shows has no
    value a reader could learn from, and nothing proves that it exists. This is a note, and it is
    given only where there is an example, and one that says `...` shows everything.

    Bad: `plan` is documented, and the only example is

    ```json
    {"id": 7, "name": "Ada"}
    ```

    Good:

    ```json
    {"id": 7, "name": "Ada", "plan": "free"}
    ```

    To fix it: show the field in one example, or remove what the API does not have.
    """
    known = checked_examples(endpoint)
    shown: dict[str, _Shown] = {}
    for exhibit in known.all:
        judgement, document = exhibit.judgement, exhibit.document
        if judgement is None or document is None or known.root(exhibit.place) is None:
            continue
        if document.readable:
            seen = shown.setdefault(exhibit.place, _Shown())
            seen.partial |= bool(document.elided)
            seen.add(exhibit.place, judgement)
    for place, seen in shown.items():
        root = known.root(place)
        if root is None or seen.partial:
            continue
        hidden = HIDING.get(known.judge.direction(place), "")
        kind = "response" if place.startswith("response") else "request"
        for field in _never(root, seen):
            words = field.view.keywords
            if ANY_NAME.fullmatch(field.name) or field.deprecated or words.get(hidden) is True:
                continue
            name = field_words(field.path, field.choice)
            alone = field.path not in seen.paths
            yield endpoint_finding(
                "field-never-shown",
                endpoint,
                Severity.NOTE,
                f"{name} is documented, but no {kind} example shows it."
                if alone
                else f"The fields of {name} are documented, but no {kind} example shows them.",
                "Show it in one example, or remove it if the API does not have it."
                if alone
                else "Show them in one example, or remove them if the API does not have them.",
                span=endpoint.span_at(field.pointer),
                field=field.path,
                status=status_in(place),
            )


class _Shown:
    """What the examples of one body show."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.possible: set[str] = set()  #: what stands in something that is shown
        self.told: set[str] = set()  #: what other findings say something else is shown for
        self.partial = False  #: whether an example says that it leaves something out

    def add(self, place: str, judgement: Judgement) -> None:
        """Add what one of them has at a place."""
        self.told.update(one.suggestion for one in judgement.undocumented)
        for verdict in judgement.fields:
            if verdict.place != place or not verdict.total:
                continue
            self.possible.add(verdict.path)
            if verdict.keyword == "type":
                self.told.add(verdict.path)
            elif verdict.verdict != "absent" and verdict.keyword != "required":
                self.paths.add(verdict.path)


def _never(root: FieldNode, shown: _Shown) -> Iterator[FieldNode]:
    """The names that are not shown in what is; what is only shown without any of its names."""
    stack = [root]
    while stack:
        field = stack.pop()
        if field.path in shown.paths or not field.path:
            if field.original is not field:
                continue
            names = [one for one in field.children if is_name(one.path)]
            if field.path and names and not any(one.path in shown.possible for one in names):
                yield field
                continue
            chosen = [one for one in field.choices if one.path in shown.paths]
            stack += reversed((*field.children, *chosen))
        elif is_name(field.path) and field.path not in shown.told:
            yield field


_NAME = re.compile(r"\{[*+#./;?&]?([^{}:*]+)[^{}]*\}")


def path_parameter_undocumented(endpoint: Endpoint) -> Iterator[Finding]:
    """The path has a name in braces, and no field documents it.

    A reader does not know what to put there, and the console has no field for it.

    Bad: `GET /users/{id}` without a path field.

    Good:

    ```mdx
    <ParamField path="id" type="integer" required>
      Number of the user.
    </ParamField>
    ```

    To fix it: document the name. Where a documented path field has nearly the same name, the
    finding says so. Where only a list in the text of a page explains the name, this is a note.
    """
    if endpoint.kind != "path" or lacks_its_document(endpoint):
        return
    known = [one.name for one in endpoint.parameters if one.location == "path"]
    names = dict.fromkeys(_NAME.findall(endpoint.path))
    unused = [name for name in known if name not in names]
    advice = "Add a parameter for it: {{name: {}, in: path, required: true, schema: {{...}}}}."
    if is_page(endpoint.span or Span("")):
        advice = 'Add a field for it: <ParamField path="{}" type="...">.'
    for name in names:
        # Where one name is a slip of the other, `path-parameter-unused` says so.
        if name in known or nearest(name, unused):
            continue
        # A list of the page may say what it is, where nothing reads it.
        item = rf"^[^\S\n]*[-*|] *`{re.escape(name)}`"
        listed = re.search(item, endpoint.description, re.MULTILINE)
        yield endpoint_finding(
            "path-parameter-undocumented",
            endpoint,
            Severity.NOTE if listed else Severity.WARNING,
            f"'{{{name}}}' is in the path, but no field documents it.",
            advice.format(name),
            field=name,
            evidence=(Evidence(speaker="docs", words=endpoint.path, span=endpoint.span),),
        )


def path_parameter_unused(endpoint: Endpoint) -> Iterator[Finding]:
    """A path field is documented, and the path has no such name.

    The value that a reader gives would go nowhere.

    Bad: `GET /users/{id}` with

    ```mdx
    <ParamField path="user_id" type="integer">
    ```

    Good:

    ```mdx
    <ParamField path="id" type="integer">
    ```

    To fix it: write the name as in the path, or say where else the value goes.
    """
    if endpoint.kind != "path":
        return
    names = _NAME.findall(endpoint.path)
    documented = [one.name for one in endpoint.parameters if one.location == "path"]
    for parameter in endpoint.parameters:
        if parameter.location != "path" or parameter.name in names:
            continue
        if f"{{{parameter.name}}}" in endpoint.description:
            continue  # it is part of another path, which the page speaks about as well
        near = nearest(parameter.name, [name for name in names if name not in documented])
        advice = "Write the name as it is in the path, or say where else the value goes."
        if near:
            advice = f"Did you mean '{near}'?"
        yield endpoint_finding(
            "path-parameter-unused",
            endpoint,
            Severity.ERROR,
            f"'{parameter.name}' is documented as part of the path, "
            f"but '{endpoint.path}' has no such name.",
            advice,
            span=parameter.span,
            field=parameter.name,
        )

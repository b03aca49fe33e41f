"""Any OpenAPI description to one OpenAPI 3.1 document, and from where each part of it came.

Every object is read by its shape: what does not fit is reported and left out, what is referred to
becomes a component, whatever file it lies in, and older versions are brought up to date. Components
keep the order of the author.
"""

from __future__ import annotations

import re
from typing import Any

from tryfield.core.contract import openapi_terms
from tryfield.core.findings import Severity
from tryfield.core.json_pointer import escape_token, unescape_token
from tryfield.core.model import Json
from tryfield.readers.openapi import (
    lenient_values,
    openapi_3_hooks,
    openapi_security,
    swagger_hooks,
)
from tryfield.readers.openapi.lenient_values import MISSING, with_article
from tryfield.readers.openapi.openapi_file import File
from tryfield.readers.openapi.openapi_objects import GROUPS, NEEDY, SHAPES, TITLES, Member, Shape
from tryfield.readers.openapi.openapi_provenance import Place, Provenance
from tryfield.readers.openapi.openapi_schemas import Schemas
from tryfield.readers.openapi.reference_resolver import Files, ReferenceResolver
from tryfield.readers.openapi.upgrade_run import Hook

_KINDS = {group: kind for kind, group in GROUPS.items()}
_SIBLINGS = {"$ref", "summary", "description"}


class Upgrade:
    """One run over a description."""

    def __init__(self, files: Files, main: File) -> None:
        self.provenance = Provenance()
        self.follower = ReferenceResolver(files, self.provenance)
        self.main = main
        self.document: dict[str, Any] = {}
        self.swagger = main.version.startswith("2")
        self._schemas = Schemas(self)
        self._names: dict[tuple[str, str, str], str] = {}
        self._taken: dict[str, set[str]] = {group: set() for group in _KINDS}
        self._waiting: list[tuple[str, str, Json, Place]] = []
        self._hooks: dict[str, Hook] = {
            **openapi_3_hooks.HOOKS,
            **(swagger_hooks.HOOKS if self.swagger else {}),
        }

    def run(self) -> dict[str, Any]:
        """The document; `provenance` then knows its origins and errors."""
        self.provenance.origins[""] = (self.main, "")
        place = Place(self.main, "", "")
        value = self._hooks["document"](self, self.main.value, place)
        value = {name: inner for name, inner in value.items() if name != "swagger"}
        components = value.pop("components", None)
        self._register(components)
        self.document = self._members(SHAPES["document"], "document", value, place)
        self.document.setdefault("components", {})
        if components is not None:
            rest = (
                {n: c for n, c in components.items() if n not in _KINDS}
                if isinstance(components, dict)
                else components
            )
            self.read("components", rest, self.provenance.child(place, "components"))
        while self._waiting:
            kind, name, inner, place = self._waiting.pop()
            group = GROUPS[kind]
            result = self.read(kind, inner, place)
            if result is not MISSING:
                self.document["components"].setdefault(group, {})[name] = result
        order_components(self.document["components"], components)
        return self.document

    def read(self, form: str, value: Json, place: Place) -> Json:
        """A value of some form as OpenAPI 3.1 has it; MISSING when it cannot be read."""
        if form.endswith("*"):
            return self._list(form[:-1], value, place)
        if form.endswith("{}"):
            return self._map(form[:-2], value, place)
        if form == "text":
            return lenient_values.read_string(self.provenance, value, place)
        if form == "flag":
            return lenient_values.read_boolean(self.provenance, value, place)
        if form == "schema":
            return self._schemas.schema(value, place)
        if form == "object" and not isinstance(value, dict):
            lenient_values.report_wrong_type(self.provenance, place, "this", value, "an object")
            return MISSING
        if form in {"any", "object"}:
            return value
        if form == "requirement":
            return openapi_security.requirement(self, value, place)
        return self._object(form, value, place)

    def lift(self, kind: str, file: File, pointer: str, value: Json) -> str:
        """The name of the component that stands for a part of a file."""
        key = (file.name, pointer, kind)
        if key not in self._names:
            last = pointer.rpartition("/")[2] or re.split(r"[/\\]", file.name)[-1].split(".")[0]
            name = self._name(GROUPS[kind], last)
            self._names[key] = name
            self._later(kind, GROUPS[kind], name, value, Place(file, pointer, ""))
        return self._names[key]

    def refer(self, kind: str, reference: str, place: Place) -> str:
        """The reference as it is in the new document; "" when it leads nowhere, reported."""
        found = self.follower.follow(reference, place)
        if found is None:
            return ""
        return f"#/components/{GROUPS[kind]}/{self.lift(kind, *found)}"

    def known(self, kind: str, pointer: str) -> str:
        """The name of the component that a pointer of the document stands for; "" for none."""
        return self._names.get((self.main.name, pointer, kind), "")

    def _register(self, components: Json) -> None:
        """Give the components of the document their own names, before anything refers to them."""
        if not isinstance(components, dict):
            return
        place = self.provenance.child(Place(self.main, "", ""), "components")
        for group, members in components.items():
            kind = _KINDS.get(group)
            above = self.provenance.child(place, group)
            if kind is None or not isinstance(members, dict):
                if kind is not None and members is not None:
                    lenient_values.report_wrong_type(
                        self.provenance, above, group, members, "an object"
                    )
                continue
            for name, value in members.items():
                if name.startswith("x-") and not isinstance(value, dict):
                    continue
                here = self.provenance.child(above, name)
                new = self._name(group, name)
                self._names[here.file.name, here.pointer, kind] = new
                if isinstance(value, dict) and value.keys() == {"$ref"}:
                    final = self.follower.final(value, here)
                    if final is None:
                        continue
                    if final[1].file is self.main:  # another name of a component
                        self._later(kind, group, new, value, here)
                        continue
                    value, end = final
                    here = Place(end.file, end.pointer, here.at)
                    self._names.setdefault((here.file.name, here.pointer, kind), new)
                self._later(kind, group, new, value, here)

    def _later(self, kind: str, group: str, name: str, value: Json, origin: Place) -> None:
        """Read a component when its turn comes."""
        at = f"/components/{group}/{escape_token(name)}"
        self.provenance.origins[at] = (origin.file, origin.pointer)
        self._waiting.append((kind, name, value, Place(origin.file, origin.pointer, at)))

    def _name(self, group: str, wish: str) -> str:
        name = openapi_terms.unused(component_name(unescape_token(wish)), self._taken[group])
        self._taken[group].add(name)
        return name

    def _object(self, kind: str, value: Json, place: Place) -> Json:
        title = TITLES.get(kind, kind)
        if kind == "operation" and isinstance(value, dict) and "$ref" in value:
            # No version allows it, yet documents in many files have one operation in each.
            value, place = self.follower.final(value, place) or (None, place)
            if value is None:
                return MISSING
            self.provenance.origins[place.at] = (place.file, place.pointer)
        if not isinstance(value, dict):
            lenient_values.report_wrong_type(
                self.provenance, place, with_article(title), value, "an object"
            )
            return MISSING
        if kind in GROUPS and "$ref" in value:
            return self._reference(kind, value, place)
        if (hook := self._hooks.get(kind)) is not None:
            value = hook(self, value, place)
        result = self._members(SHAPES[kind], kind, value, place)
        if kind in NEEDY and any(
            m.required and name not in result for name, m in SHAPES[kind].members.items()
        ):
            return MISSING
        return result

    def _reference(self, kind: str, value: dict[str, Json], place: Place) -> Json:
        reference = value["$ref"]
        if not isinstance(reference, str):
            lenient_values.report_wrong_type(
                self.provenance,
                self.provenance.child(place, "$ref"),
                "'$ref'",
                reference,
                "a string",
            )
            return MISSING
        target = self.refer(kind, reference, self.provenance.child(place, "$ref"))
        if not target:
            return MISSING
        beside = {n: v for n, v in value.items() if n != "$ref"}
        if kind == "item" and beside:
            read = self._object(kind, beside, place)
            return {"$ref": target, **read} if isinstance(read, dict) else {"$ref": target}
        members = SHAPES[kind].members
        meant = {n: v for n, v in beside.items() if n in members or n.startswith("x-")}
        more = [n for n in meant if n not in _SIBLINGS and not n.startswith("x-")]
        if more:
            self.provenance.mixed(
                self.provenance.child(place, more[0]),
                f"{more[0]!r} stands beside a `$ref`, where OpenAPI passes it over; "
                "it is read as meant",
                "Move it into what the reference names.",
            )
        needless = Shape(members={n: Member(form=m.form) for n, m in members.items()})
        return {"$ref": target, **self._members(needless, kind, meant, place)}

    def _members(
        self, shape: Shape, kind: str, value: dict[str, Json], place: Place
    ) -> dict[str, Json]:
        result: dict[str, Json] = {}
        for name, inner in value.items():
            member = shape.members.get(name)
            form = member.form if member else shape.others
            if member and not member.since and lenient_values.is_plain(form, inner):
                result[name] = inner
                continue
            here = self.provenance.child(place, name)
            if name.startswith("x-") and member is None:
                result[name] = inner
                continue
            if not form:
                self.provenance.report(
                    here,
                    f"{with_article(TITLES.get(kind, kind))} has no {name!r}.",
                    "Remove it, or begin its name with 'x-'.",
                    severity=Severity.WARNING,
                    key=True,
                )
                continue
            if inner is None and form != "any":
                lenient_values.report_null(self.provenance, here, name)
                continue
            if shape.pattern is not None and not shape.pattern.fullmatch(name):
                self.provenance.report(
                    here,
                    f"{name!r} is no status: three digits, '4XX' or 'default'.",
                    "Write the status that the API sends.",
                    key=True,
                )
            said = here.pointer.endswith(f"/{name}")  # by the author, not by us
            if member and member.since and said and self._older(place.file, member.since):
                self.provenance.mixed(
                    here,
                    f"{name!r} came with OpenAPI {member.since}, and the document says "
                    f"{place.file.version}; it is read as meant",
                    f"Declare OpenAPI {member.since}.",
                )
            read = self.read(form, inner, here)
            if read is not MISSING:
                result[name] = read
        for name, member in shape.members.items():
            if member.required and name not in value:
                self._absent(kind, name, place)
        return result

    def _absent(self, kind: str, name: str, place: Place) -> None:
        if kind == "response" and not self._older(place.file, "3.2"):
            return
        if name == "openapi":  # said by `swagger`, or reported already
            return
        self.provenance.report(
            place,
            f"This {TITLES.get(kind, kind)} has no {name!r}.",
            f"Add {name!r}.",
            severity=Severity.WARNING if name == "description" else Severity.ERROR,
            key=True,
        )

    def _older(self, file: File, version: str) -> bool:
        return (file.version or self.main.version)[:3] < version

    def _list(self, form: str, value: Json, place: Place) -> Json:
        if not isinstance(value, list):
            # One where several may be; but no reference stands for a list.
            alone = isinstance(value, str if form == "text" else dict) and "$ref" not in value
            lenient_values.report_wrong_type(
                self.provenance, place, "this", value, "an array", kept=alone
            )
            if alone:
                self.provenance.moved(place, "/0", place)
                return self._list(form, [value], place)
            return MISSING
        found: list[Json] = []
        for index, inner in enumerate(value):
            here = self.provenance.child(place, str(index))
            read = self.read(form, inner, here)
            if read is not MISSING:
                at = f"{place.at}/{len(found)}"
                if at != here.at:
                    self.provenance.origins[at] = (here.file, here.pointer)
                found.append(read)
        return found

    def _map(self, form: str, value: Json, place: Place) -> Json:
        if not isinstance(value, dict):
            lenient_values.report_wrong_type(self.provenance, place, "this", value, "an object")
            return MISSING
        found = {}
        for name, inner in value.items():
            if name.startswith("x-") and not isinstance(inner, dict):
                continue
            read = self.read(form, inner, self.provenance.child(place, name))
            if read is not MISSING:
                found[name] = read
        return found


def component_name(wish: str) -> str:
    """A name that OpenAPI allows for a component."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", wish) or "unnamed"


def order_components(built: dict[str, Any], written: Json) -> None:
    """Bring the built components into the order that they are written in."""
    for group, members in built.items():
        said = written.get(group) if isinstance(written, dict) else None
        first = [name for wish in said or () if (name := component_name(wish)) in members]
        order = [*first, *sorted(set(members) - set(first))]
        built[group] = {name: members[name] for name in dict.fromkeys(order)}

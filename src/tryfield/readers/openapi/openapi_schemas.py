"""Schema Objects of any OpenAPI version to JSON Schema 2020-12, read as they are meant.

`nullable`, boolean `exclusiveMinimum` and other keywords of OpenAPI 3.0 are said in JSON Schema.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from tryfield.core.contract import export_adjustments
from tryfield.core.contract.schema_references import PREFIX
from tryfield.core.findings import Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Json
from tryfield.readers.openapi import lenient_values
from tryfield.readers.openapi.lenient_values import TYPES, meant_type
from tryfield.readers.openapi.openapi_provenance import Place, Provenance
from tryfield.readers.openapi.upgrade_run import UpgradeRun

#: Most schemas have none of these, and are read word by word.
_ODD = frozenset(
    {
        "nullable",
        "x-nullable",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "required",
        "allOf",
        "additionalItems",
    }
    | export_adjustments.ASIDE.keys()
)

#: What may stand beside a `$ref` before OpenAPI 3.1: words that bind no value, read as meant.
_BESIDE = frozenset(
    {"$ref", "title", "description", "deprecated", "readOnly", "writeOnly", "example", "examples",
     "default", "externalDocs", "xml", "$comment"}
)  # fmt: skip
_OLDER = re.compile(r"json-schema\.org/draft-0[3-7]/|draft/2019-09")


class Schemas:
    """Upgrades schemas; what they refer to becomes a component of the run."""

    def __init__(self, run: UpgradeRun) -> None:
        self.run = run
        self.provenance = run.provenance
        self.dialect = Dialect(run.provenance, run.main.version)

    def schema(self, value: Json, place: Place) -> Json:
        """A schema as JSON Schema 2020-12; an empty one when it cannot be read."""
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict):
            lenient_values.report_wrong_type(self.provenance, place, "a schema", value, "an object")
            return {}
        old = self.dialect.is_old(place)
        if old and isinstance(value.get("$ref"), str) and not _BESIDE.issuperset(value):
            value = self._alone(value, place)
        plain = _ODD.isdisjoint(value)
        if not plain:
            value = export_adjustments.restored(value)
        wrap = not plain and wraps_null(value)
        result: dict[str, Json] = {}
        for word, inner in value.items():
            form = KEYWORD_FORMS.get(word)
            if form is None:  # extensions, and words of vocabularies we do not know
                if word == "$ref" or not word.startswith("$"):
                    result[word] = inner
                continue
            if form == "drop":
                continue
            if lenient_values.is_plain(form, inner) and not (old and word in NEW_KEYWORDS):
                result[word] = inner
                continue
            here = self.provenance.child(place, word)
            if wrap and word in {"$ref", "allOf", "type"}:
                at = f"{place.at}/anyOf/0/{word}"
                self.provenance.origins[at] = (here.file, here.pointer)
                here = Place(here.file, here.pointer, at)
            if old and word in NEW_KEYWORDS:
                self.dialect.mixed(here, word)
            self._word(form, word, inner, here, result)
        if not plain:
            read_exclusive_bounds(self.dialect, value, result, place)
            self._raised(value, result, place)
            if allows_null(value):
                add_null(self.dialect, value, result, place, wrap=wrap)
            if isinstance(value.get("items"), list) and "additionalItems" in result:
                result["items"] = result.pop("additionalItems")
                self.provenance.moved(place, "/items", place, "/additionalItems")
        read_binary(result)
        return result

    def _is_older(self) -> bool:
        """Whether the document says that its schemas are of a draft before 2020-12."""
        value = self.run.main.value
        said = value.get("jsonSchemaDialect") if isinstance(value, dict) else None
        return isinstance(said, str) and _OLDER.search(said) is not None

    def _alone(self, value: dict[str, Json], place: Place) -> dict[str, Json]:
        """A reference of OpenAPI 3.0 without what stands beside it and would bind a value."""
        kept: dict[str, Json] = {}
        for word, inner in value.items():
            if word in _BESIDE or word.startswith("x-") or word not in KEYWORD_FORMS:
                kept[word] = inner
                continue
            self.provenance.mixed(
                self.provenance.child(place, word),
                f"{word!r} stands beside a `$ref`, where OpenAPI "
                f"{place.file.version or self.dialect.version} passes it over",
                "Put the reference into 'allOf', or move the word into what the reference names.",
            )
        return kept

    def _word(
        self, form: str, word: str, value: Json, place: Place, result: dict[str, Json]
    ) -> None:
        """Read one keyword into the result; leave it out, reported, when it is wrong."""
        if value is None and form not in {"any", "type", "enum"}:
            lenient_values.report_null(self.provenance, place, word)
        elif form == "any":
            result[word] = value
        elif form == "map":
            self._map(word, value, place, result)
        elif form == "reference":
            self._reference(word, value, place, result)
        elif form == "type":
            read_types(self.dialect, value, place, result)
        elif form == "items" and isinstance(value, list):
            self.provenance.origins[f"{place.at[: -len('/items')]}/prefixItems"] = (
                place.file,
                place.pointer,
            )
            if not self._is_older():
                self.dialect.mixed(place, "items", "An array of 'items'", "Use 'prefixItems'")
            result["prefixItems"] = self._list(value, place)
        elif form in {"schema", "items"}:
            result[word] = self.schema(value, place)
        elif form == "schemas":
            if isinstance(value, list) and value:
                result[word] = self._list(value, place)
            else:
                lenient_values.report_wrong_type(
                    self.provenance, place, repr(word), value, "an array of schemas"
                )
        elif form in {"text", "flag"}:
            read = self.run.read(form, value, place)
            if isinstance(read, (str, bool)):
                result[word] = read
        elif form in {"number", "count", "bound"}:
            number = read_bound(self.provenance, form, word, value, place)
            if number is not None:
                result[word] = number
        else:
            self._other(form, word, value, place, result)

    def _other(
        self, form: str, word: str, value: Json, place: Place, result: dict[str, Json]
    ) -> None:
        if form in {"enum", "examples"}:
            if isinstance(value, list):
                result[word] = value
            elif form == "examples" and isinstance(value, dict):
                self.dialect.mixed(
                    place, word, "An object of 'examples' in a schema", "Use an array"
                )
                result[word] = [
                    v["value"] if isinstance(v, dict) and "value" in v else v
                    for v in value.values()
                ]
            else:
                lenient_values.report_wrong_type(
                    self.provenance, place, repr(word), value, "an array"
                )
        elif form == "required":
            if isinstance(value, list) and all(isinstance(name, str) for name in value):
                result[word] = [*result.get(word, ()), *dict.fromkeys(value)]
            elif not isinstance(value, bool):
                lenient_values.report_wrong_type(
                    self.provenance, place, repr(word), value, "an array of names"
                )
        elif form == "names{}":
            if isinstance(value, dict) and all(isinstance(v, list) for v in value.values()):
                result[word] = value
            else:
                lenient_values.report_wrong_type(
                    self.provenance, place, repr(word), value, "an object of arrays"
                )
        elif form in {"docs", "xml"}:
            read = self.run.read(form, value, place)
            if isinstance(read, dict):
                result[word] = read
        else:
            self._discriminator(value, place, result)

    def _list(self, value: list[Json], place: Place) -> list[Json]:
        return [self.schema(v, self.provenance.child(place, str(n))) for n, v in enumerate(value)]

    def _map(self, word: str, value: Json, place: Place, result: dict[str, Json]) -> None:
        if isinstance(value, list) and word == "properties":
            lenient_values.report_wrong_type(
                self.provenance, place, repr(word), value, "an object of schemas by name"
            )
            return
        if not isinstance(value, dict):
            lenient_values.report_wrong_type(self.provenance, place, repr(word), value, "an object")
            return
        read: dict[str, Json] = {}
        for name, inner in value.items():
            here = self.provenance.child(place, name)
            if word == "properties" and isinstance(inner, dict):
                flag = inner.get("required")
                if isinstance(flag, bool):
                    self.provenance.mixed(
                        self.provenance.child(here, "required"),
                        "A property says itself that it is required; it is read as meant",
                        "Name it in 'required' of the object around it.",
                    )
                    if flag and name not in result.setdefault("required", []):
                        result["required"].append(name)
            if inner is None:
                lenient_values.report_null(self.provenance, here, name)
                inner = {}
            read[name] = self.schema(inner, here)
        if not result.get("required", True):
            del result["required"]
        result[word] = read

    def _reference(self, word: str, value: Json, place: Place, result: dict[str, Json]) -> None:
        if not isinstance(value, str):
            lenient_values.report_wrong_type(self.provenance, place, "'$ref'", value, "a string")
            return
        if word == "$dynamicRef" and self.run.follower.depends(value, place):
            # What it stands for depends on the schema that leads here.
            result["x-tryfield-unchecked"] = f"'$dynamicRef: {value}' stands for several schemas"
            return
        target = self.run.refer("schema", value, place)
        if target:
            result["$ref"] = target
        else:
            result["x-tryfield-unchecked"] = f"{value} leads to nothing"

    def _raised(self, value: dict[str, Json], result: dict[str, Json], place: Place) -> None:
        """`required: true` outside of an object's properties says nothing in a schema."""
        if isinstance(value.get("required"), bool) and "properties" in value:
            lenient_values.report_wrong_type(self.provenance,
                self.provenance.child(place, "required"), "'required'", value["required"],
                "an array of names",
            )  # fmt: skip
        if result.get("required") == []:
            del result["required"]

    def _discriminator(self, value: Json, place: Place, result: dict[str, Json]) -> None:
        if isinstance(value, str):  # OpenAPI 2.0
            if not self.dialect.swagger:
                self.dialect.mixed(place, "discriminator", "A 'discriminator' that is a name",
                            "Write it as 'propertyName'")  # fmt: skip
            value = {"propertyName": value}
        if not isinstance(value, dict) or not isinstance(value.get("propertyName"), str):
            lenient_values.report_wrong_type(
                self.provenance, place, "'discriminator'", value, "an object with 'propertyName'"
            )
            return
        read: dict[str, Any] = dict(value)
        mapping = value.get("mapping")
        if isinstance(mapping, dict):
            above = self.provenance.child(place, "mapping")
            targets = {
                name: self._target(target, self.provenance.child(above, name))
                for name, target in mapping.items()
                if isinstance(target, str)
            }
            read["mapping"] = {name: target for name, target in targets.items() if target}
        elif mapping is not None:
            lenient_values.report_wrong_type(
                self.provenance,
                self.provenance.child(place, "mapping"),
                "'mapping'",
                mapping,
                "an object",
            )
            del read["mapping"]
        default = read.pop("defaultMapping", None)
        if isinstance(default, str):
            read["x-tryfield-defaultMapping"] = self._target(
                default, self.provenance.child(place, "defaultMapping")
            )
        result["discriminator"] = read

    def _target(self, target: str, place: Place) -> str:
        """A value of a mapping, which is a reference or the name of a component."""
        own = f"{'/definitions' if self.dialect.swagger else '/components/schemas'}/"
        if "/" not in target and "#" not in target:
            found = self.run.known("schema", own + escape_token(target))
            if found:
                return PREFIX + found
        return self.run.refer("schema", target, place)


@dataclass(frozen=True)
class Dialect:
    """The schemas of one description, whose main file declares a version."""

    provenance: Provenance
    version: str

    @property
    def swagger(self) -> bool:
        """Whether it is OpenAPI 2.0."""
        return self.version.startswith("2")

    def is_old(self, place: Place) -> bool:
        """Whether the file is older than OpenAPI 3.1, whose schemas are JSON Schema."""
        return (place.file.version or self.version) < "3.1"

    def mixed(self, place: Place, word: str, what: str = "", advice: str = "") -> None:
        """Report a keyword of another version than the file declares."""
        self.provenance.mixed(
            place,
            f"{what or repr(word)} is not of OpenAPI {place.file.version or self.version}; "
            "it is read as meant",
            f"{advice or 'Declare the version that the document is written in'}.",
        )


#: Keyword -> the form of its value; `drop` for what an upgraded schema does not need.
KEYWORD_FORMS = {
    **dict.fromkeys(
        ("title", "description", "format", "$comment", "pattern", "contentEncoding",
         "contentMediaType"), "text",
    ),
    **dict.fromkeys(("maximum", "minimum", "multipleOf"), "number"),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), "bound"),
    **dict.fromkeys(
        ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties",
         "maxContains", "minContains"), "count",
    ),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly"), "flag"),
    **dict.fromkeys(
        ("additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
         "unevaluatedItems", "unevaluatedProperties", "contentSchema", "additionalItems"), "schema",
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "schemas"),
    **dict.fromkeys(
        ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"), "map"
    ),
    "type": "type",
    "items": "items",
    "enum": "enum",
    "required": "required",
    "dependentRequired": "names{}",
    "examples": "examples",
    "discriminator": "discriminator",
    "xml": "xml",
    "externalDocs": "docs",
    **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef"), "reference"),
    **dict.fromkeys(
        ("nullable", "x-nullable", "$id", "id", "$schema", "$anchor", "$dynamicAnchor",
         "$recursiveAnchor", "$vocabulary"), "drop",
    ),
    **dict.fromkeys(("default", "const", "example"), "any"),
}  # fmt: skip
NEW_KEYWORDS = frozenset(
    {"const", "if", "then", "else", "contains", "prefixItems", "patternProperties", "propertyNames",
     "$defs", "examples", "unevaluatedProperties", "unevaluatedItems", "dependentSchemas",
     "dependentRequired", "contentMediaType", "contentEncoding"}
)  # fmt: skip


def read_types(dialect: Dialect, value: Json, place: Place, result: dict[str, Json]) -> None:
    """Read a type or several into the result."""
    if isinstance(value, str) and value in TYPES:
        result["type"] = value
        return
    if isinstance(value, list) and dialect.is_old(place):
        dialect.mixed(place, "type", "An array of types")
    found: list[str] = []
    for index, one in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(one, str) and one in TYPES:
            found.append(one)
            continue
        here = dialect.provenance.child(place, str(index)) if isinstance(value, list) else place
        said = meant_type(one)
        if not (one == "file" and dialect.swagger):
            dialect.provenance.report(
                here,
                f"{'null' if one is None else repr(one)} is no type of JSON Schema; "
                + (f"it is read as {said['type']!r}." if said else "any is allowed."),
                f"Use one of {', '.join(TYPES)}.",
            )
        if isinstance(one, str) and one != "file":
            result["x-tryfield-type"] = one
        if not said:
            return
        found.append(said.pop("type"))
        for word, extra in said.items():
            result.setdefault(word, extra)
    found = list(dict.fromkeys(found))
    if found:
        result["type"] = found if len(found) > 1 else found[0]
    else:
        lenient_values.report_wrong_type(
            dialect.provenance, place, "'type'", value, "a type or several"
        )


def read_binary(result: dict[str, Json]) -> None:
    """Files and Base64, which OpenAPI 3.1 says with the words of JSON Schema."""
    if result.get("type") == "string":
        if result.get("format") == "binary":
            result.setdefault("contentMediaType", "application/octet-stream")
        elif result.get("format") == "byte":
            result.setdefault("contentEncoding", "base64")


def allows_null(value: dict[str, Json]) -> bool:
    """Whether a schema says that null is allowed."""
    return value.get("nullable") is True or value.get("x-nullable") is True


def wraps_null(value: dict[str, Json]) -> bool:
    """Whether null can only be allowed beside the schema, as one more choice."""
    if not allows_null(value) or "anyOf" in value or "oneOf" in value:
        return False
    return "$ref" in value or ("allOf" in value and "type" not in value)


def add_null(
    dialect: Dialect, value: dict[str, Json], result: dict[str, Json], place: Place, *, wrap: bool
) -> None:
    """Let the schema that was read into `result` allow null."""
    if not dialect.is_old(place) and value.get("nullable") is True:
        here = dialect.provenance.child(place, "nullable")
        dialect.mixed(here, "nullable", advice='Add "null" to the types')
    if wrap:
        inner = {word: result.pop(word) for word in ("$ref", "allOf", "type") if word in result}
        result["anyOf"] = [inner, {"type": "null"}]
        dialect.provenance.moved(place, "/anyOf/0", place)
        return
    for word in ("anyOf", "oneOf"):
        branches = result.get(word)
        if isinstance(branches, list) and {"type": "null"} not in branches:
            result[word] = [*branches, {"type": "null"}]
    types = result.get("type")
    if isinstance(types, str):
        types = [types]
    if isinstance(types, list) and "null" not in types:
        result["type"] = [*types, "null"]
    if isinstance(result.get("enum"), list) and None not in result["enum"]:
        result["enum"] = [*result["enum"], None]


def read_bound(
    provenance: Provenance, form: str, word: str, value: Json, place: Place
) -> float | int | None:
    """The limit that a keyword sets; None, reported, when it is none."""
    if isinstance(value, bool):
        if form != "bound":
            lenient_values.report_wrong_type(provenance, place, repr(word), value, "a number")
        return None  # of OpenAPI 3.0, see `exclusive`
    found = value
    if isinstance(value, str):
        try:
            found = int(value) if value.lstrip("-").isdecimal() else float(value)
        except ValueError:
            found = None
        if found is not None and _is_finite(found):
            provenance.report(
                place,
                f"{word!r} is a string; it is read as the number {value}.",
                "Remove the quotes.",
                severity=Severity.WARNING,
            )
    if not isinstance(found, (int, float)) or not _is_finite(found):
        wanted = "a number"
    elif form == "count" and (found < 0 or found != int(found)):
        wanted = "a whole number from 0"
    elif word == "multipleOf" and found <= 0:
        wanted = "a number above 0"
    else:
        return int(found) if form == "count" else found
    lenient_values.report_wrong_type(provenance, place, repr(word), value, wanted)
    return None


def _is_finite(number: float) -> bool:
    return isinstance(number, int) or math.isfinite(number)  # no float holds every integer


def read_exclusive_bounds(
    dialect: Dialect, value: dict[str, Json], result: dict[str, Json], place: Place
) -> None:
    """`exclusiveMinimum: true` of OpenAPI 3.0."""
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        written = value.get(word)
        if not isinstance(written, bool):
            if written is not None and dialect.is_old(place):
                dialect.mixed(dialect.provenance.child(place, word), word, f"A number as {word!r}")
            continue
        if not dialect.is_old(place):
            here = dialect.provenance.child(place, word)
            dialect.mixed(here, word, f"A boolean {word!r}", "Write the bound itself")
        if written and limit in result:
            result[word] = result.pop(limit)
            dialect.provenance.moved(place, f"/{word}", place, f"/{limit}")

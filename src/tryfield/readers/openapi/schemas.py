"""Schema Objects of any OpenAPI version to JSON Schema 2020-12, read as they are meant."""

from __future__ import annotations

from typing import Any

from tryfield.core.contract import export_adjustments
from tryfield.core.contract.openapi_terms import escape
from tryfield.core.contract.schema_references import PREFIX
from tryfield.core.model import Json
from tryfield.readers.openapi import bounds, nulls, types, values
from tryfield.readers.openapi.dialect import Dialect
from tryfield.readers.openapi.keywords import FORMS, NEW
from tryfield.readers.openapi.place import Place
from tryfield.readers.openapi.run import Run

#: Most schemas have none of these, and are read word by word.
_ODD = frozenset(
    {"nullable", "x-nullable", "exclusiveMinimum", "exclusiveMaximum", "required", "allOf"}
    | export_adjustments.ASIDE.keys()
)


class Schemas:
    """Upgrades schemas; what they refer to becomes a component of the run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.ledger = run.ledger
        self.dialect = Dialect(run.ledger, run.main.version)

    def schema(self, value: Json, place: Place) -> Json:
        """A schema as JSON Schema 2020-12; an empty one when it cannot be read."""
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict):
            values.wrong(self.ledger, place, "a schema", value, "an object")
            return {}
        old = self.dialect.is_old(place)
        plain = _ODD.isdisjoint(value)
        if not plain:
            value = export_adjustments.restored(value)
        wrap = not plain and nulls.wraps(value)
        result: dict[str, Json] = {}
        for word, inner in value.items():
            form = FORMS.get(word)
            if form is None:  # extensions, and words of vocabularies we do not know
                if word == "$ref" or not word.startswith("$"):
                    result[word] = inner
                continue
            if form == "drop":
                continue
            if values.plain(form, inner) and not (old and word in NEW):
                result[word] = inner
                continue
            here = self.ledger.child(place, word)
            if wrap and word in {"$ref", "allOf", "type"}:
                at = f"{place.at}/anyOf/0/{word}"
                self.ledger.origins[at] = (here.file, here.pointer)
                here = Place(here.file, here.pointer, at)
            if old and word in NEW:
                self.dialect.mixed(here, word)
            self._word(form, word, inner, here, result)
        if not plain:
            bounds.exclusive(self.dialect, value, result, place)
            self._raised(value, result, place)
            if nulls.allowed(value):
                nulls.add(self.dialect, value, result, place, wrap=wrap)
        types.binary(result)
        return result

    def _word(
        self, form: str, word: str, value: Json, place: Place, result: dict[str, Json]
    ) -> None:
        """Read one keyword into the result; leave it out, reported, when it is wrong."""
        if value is None and form not in {"any", "type", "enum"}:
            values.empty(self.ledger, place, word)
        elif form == "any":
            result[word] = value
        elif form == "map":
            self._map(word, value, place, result)
        elif form == "reference":
            self._reference(word, value, place, result)
        elif form == "type":
            types.read(self.dialect, value, place, result)
        elif form == "items" and isinstance(value, list):
            self.ledger.origins[f"{place.at[: -len('/items')]}/prefixItems"] = (
                place.file,
                place.pointer,
            )
            self.dialect.mixed(place, "items", "An array of 'items'", "Use 'prefixItems'")
            result["prefixItems"] = self._list(value, place)
        elif form in {"schema", "items"}:
            result[word] = self.schema(value, place)
        elif form == "schemas":
            if isinstance(value, list) and value:
                result[word] = self._list(value, place)
            else:
                values.wrong(self.ledger, place, repr(word), value, "an array of schemas")
        elif form in {"text", "flag"}:
            read = self.run.read(form, value, place)
            if isinstance(read, (str, bool)):
                result[word] = read
        elif form in {"number", "count", "bound"}:
            number = bounds.number(self.ledger, form, word, value, place)
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
                values.wrong(self.ledger, place, repr(word), value, "an array")
        elif form == "required":
            if isinstance(value, list) and all(isinstance(name, str) for name in value):
                result[word] = [*result.get(word, ()), *dict.fromkeys(value)]
            elif not isinstance(value, bool):
                values.wrong(self.ledger, place, repr(word), value, "an array of names")
        elif form == "names{}":
            if isinstance(value, dict) and all(isinstance(v, list) for v in value.values()):
                result[word] = value
            else:
                values.wrong(self.ledger, place, repr(word), value, "an object of arrays")
        elif form in {"docs", "xml"}:
            read = self.run.read(form, value, place)
            if isinstance(read, dict):
                result[word] = read
        else:
            self._discriminator(value, place, result)

    def _list(self, value: list[Json], place: Place) -> list[Json]:
        return [self.schema(v, self.ledger.child(place, str(n))) for n, v in enumerate(value)]

    def _map(self, word: str, value: Json, place: Place, result: dict[str, Json]) -> None:
        if isinstance(value, list) and word == "properties":
            values.wrong(self.ledger, place, repr(word), value, "an object of schemas by name")
            return
        if not isinstance(value, dict):
            values.wrong(self.ledger, place, repr(word), value, "an object")
            return
        read: dict[str, Json] = {}
        for name, inner in value.items():
            here = self.ledger.child(place, name)
            if word == "properties" and isinstance(inner, dict):
                flag = inner.get("required")
                if isinstance(flag, bool):
                    self.ledger.mixed(
                        self.ledger.child(here, "required"),
                        "A property says itself that it is required; it is read as meant",
                        "Name it in 'required' of the object around it.",
                    )
                    if flag and name not in result.setdefault("required", []):
                        result["required"].append(name)
            if inner is None:
                values.empty(self.ledger, here, name)
                inner = {}
            read[name] = self.schema(inner, here)
        if not result.get("required", True):
            del result["required"]
        result[word] = read

    def _reference(self, word: str, value: Json, place: Place, result: dict[str, Json]) -> None:
        if not isinstance(value, str):
            values.wrong(self.ledger, place, "'$ref'", value, "a string")
            return
        target = self.run.refer("schema", value, place)
        if word != "$ref":
            self.dialect.mixed(place, word, f"{word!r} is read as a plain '$ref'", "Use '$ref'")
        if target:
            result["$ref"] = target
        else:
            result["x-tryfield-unchecked"] = f"{value} leads to nothing"

    def _raised(self, value: dict[str, Json], result: dict[str, Json], place: Place) -> None:
        """`required: true` outside of an object's properties says nothing in a schema."""
        if isinstance(value.get("required"), bool) and "properties" in value:
            values.wrong(self.ledger,
                self.ledger.child(place, "required"), "'required'", value["required"],
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
            values.wrong(
                self.ledger, place, "'discriminator'", value, "an object with 'propertyName'"
            )
            return
        read: dict[str, Any] = dict(value)
        mapping = value.get("mapping")
        if isinstance(mapping, dict):
            above = self.ledger.child(place, "mapping")
            targets = {
                name: self._target(target, self.ledger.child(above, name))
                for name, target in mapping.items()
                if isinstance(target, str)
            }
            read["mapping"] = {name: target for name, target in targets.items() if target}
        elif mapping is not None:
            values.wrong(
                self.ledger, self.ledger.child(place, "mapping"), "'mapping'", mapping, "an object"
            )
            del read["mapping"]
        default = read.pop("defaultMapping", None)
        if isinstance(default, str):
            read["x-tryfield-defaultMapping"] = self._target(
                default, self.ledger.child(place, "defaultMapping")
            )
        result["discriminator"] = read

    def _target(self, target: str, place: Place) -> str:
        """A value of a mapping, which is a reference or the name of a component."""
        own = f"{'/definitions' if self.dialect.swagger else '/components/schemas'}/"
        if "/" not in target and "#" not in target:
            found = self.run.known("schema", own + escape(target))
            if found:
                return PREFIX + found
        return self.run.refer("schema", target, place)

"""OpenAPI Overlays 1.0 and 1.1: changes to a document that stand in files of their own.

What an overlay brings keeps its place in the overlay, so a finding points at where it is written.

Source: Overlay Specification 1.0.0 and 1.1.0; RFC 9535 (JSONPath).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

from tryfield.core.errors import ReadError
from tryfield.core.findings import Finding, Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Json, Span
from tryfield.core.near_names import nearest
from tryfield.readers.openapi.openapi_file import File, parse
from tryfield.readers.openapi.openapi_provenance import shown, span_of
from tryfield.readers.source_text import Source, decode
from tryfield.relative_paths import address_of

if TYPE_CHECKING:
    from jsonpath import JSONPathMatch

_KNOWN = ("1.0", "1.1")
_TARGETS = 100_000  # nodes that one action may select

_FIELDS = {"overlay": str, "info": dict, "extends": str, "actions": list}
_ACTION = {"target": str, "description": str, "update": None, "remove": bool, "copy": str}
_WORDS = {str: "a string", dict: "an object", list: "an array", bool: "true or false"}

Origin = tuple[File, str]


class Overlays:
    """The overlays of a project, applied to one document after the other.

    What is wrong with an overlay, and which of its actions changed nothing anywhere, is known
    after the last document.
    """

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        """Read the overlays.

        Raises:
            ReadError: One of them cannot be read.
        """
        self._files = [read_overlay(path) for path in paths]
        self._findings = {id(file): list(file.findings) for file in self._files}
        self._meant: set[int] = set()  # which overlays concern a document that was read
        self._met: set[tuple[int, int]] = set()  # which actions had a target somewhere
        self._actions = {id(file): list(_actions(file, self._found(file))) for file in self._files}

    def __bool__(self) -> bool:
        return bool(self._files)

    def applied(self, main: File) -> File:
        """A document with the overlays applied that concern it, in their order.

        One that says what it `extends` concerns only that. The places of what an overlay brings
        lead into the overlay.
        """
        if not isinstance(main.value, dict):
            return main
        meant = [overlay for overlay in self._files if _is_meant(overlay, main)]
        if not meant:
            return main
        run = _Run(main)
        for overlay in meant:
            self._meant.add(id(overlay))
            for number, action in self._actions[id(overlay)]:
                if run.apply(overlay, number, action, self._found(overlay)):
                    self._met.add((id(overlay), number))
        return run.result()

    def findings(self) -> list[Finding]:
        """What is wrong with the overlays themselves."""
        return list(dict.fromkeys(one for file in self._files for one in self._found(file)))

    def missing(self) -> list[Finding]:
        """A finding for each action, or overlay, that changed none of the documents."""
        found: list[Finding] = []
        for overlay in self._files:
            if id(overlay) not in self._meant:
                if isinstance(overlay.value, dict) and "overlay" in overlay.value:
                    found.append(_idle(overlay))
                continue
            for number, action in self._actions[id(overlay)]:
                if (id(overlay), number) not in self._met:
                    found.append(_unmatched(overlay, number, action))
        return found

    def _found(self, overlay: File) -> list[Finding]:
        return self._findings[id(overlay)]


def read_overlay(path: Path) -> File:
    """The file of an overlay.

    Raises:
        ReadError: It cannot be read.
    """
    name = address_of(path) or str(path)
    try:
        text = decode(path.read_bytes(), file=name)
    except OSError as fault:
        raise ReadError(
            f"{name}: not-readable: {fault.strerror or fault}. Check the path."
        ) from None
    return parse(Source(text, file=name), name)


def _actions(overlay: File, findings: list[Finding]) -> Iterator[tuple[int, Mapping[str, Json]]]:
    """The actions of an overlay that can be read, each with its number."""
    value = overlay.value
    if not isinstance(value, dict) or "overlay" not in value:
        words = "This is no overlay: it has no 'overlay'."
        findings.append(_fault(overlay, "", words, "Write 'overlay: 1.0.0'."))
        return
    version = str(value["overlay"])
    if version[:3] not in _KNOWN:
        words = f"Overlays have no version {version!r}; it is read as 1.1.0."
        advice = f"Declare one of {', '.join(f'{one}.0' for one in _KNOWN)}."
        fault = _fault(overlay, "/overlay", words, advice)
        findings.append(replace(fault, severity=Severity.WARNING))
    findings += _strange(overlay, "", value, _FIELDS)
    actions = value.get("actions")
    if not isinstance(actions, list) or not actions:
        words = "The overlay has no list of actions."
        findings.append(_fault(overlay, "/actions", words, "Add 'actions'."))
        return
    for number, action in enumerate(actions):
        if isinstance(action, dict) and isinstance(action.get("target"), str):
            findings += _strange(overlay, f"/actions/{number}", action, _ACTION)
            yield number, action
        else:
            words = "An action is an object with a 'target'."
            advice = "Name the target by a JSONPath: $.paths['/users'].get."
            findings.append(_fault(overlay, f"/actions/{number}", words, advice))


def _strange(
    overlay: File, pointer: str, value: Mapping[str, Json], fields: Mapping[str, type | None]
) -> Iterator[Finding]:
    """What has another name, or another type, than the specification gives it."""
    for name, inner in value.items():
        place = f"{pointer}/{escape_token(str(name))}"
        if name not in fields:
            if not str(name).startswith("x-"):
                near = nearest(str(name), fields)
                advice = f"Did you mean '{near}'?" if near else "Remove it, or begin it with 'x-'."
                yield _fault(overlay, place, f"An overlay has no '{name}' here.", advice)
        elif (wanted := fields[name]) is not None and not isinstance(inner, wanted):
            words = f"'{name}' is {shown(inner)}, not {_WORDS[wanted]}."
            yield _fault(overlay, place, words, f"Write {_WORDS[wanted]}; it is passed over.")


def _is_meant(overlay: File, main: File) -> bool:
    """Whether an overlay concerns a document: by `extends`, a URI reference (RFC 3986)."""
    value = overlay.value
    extends = value.get("extends") if isinstance(value, dict) else None
    if not isinstance(extends, str):
        return True
    if "://" in overlay.name:
        extends = urljoin(overlay.name, extends)
    if extends.startswith("file://"):
        extends = extends.removeprefix("file://")
    elif "://" in extends:
        return extends == main.name
    named = Path(overlay.name).parent / unquote(extends)
    return "://" not in main.name and named.resolve() == Path(main.name).resolve()


class _Run:
    """A copy of a document that is changed, and where each of its parts comes from."""

    def __init__(self, main: File) -> None:
        self._main = main
        self._changed = False
        # By the identity of an object or array. Objects know members that came from elsewhere,
        # arrays all their items, as soon as they are not those of the file.
        self._members: dict[int, dict[str, Origin]] = {}
        self._items: dict[int, list[Origin | int]] = {}
        self.findings: list[Finding] = []
        self._alive: list[Json] = []  # what is removed, so that its identity is not given away
        self._value = self._copy(main.value)

    def apply(
        self, overlay: File, number: int, action: Mapping[str, Json], findings: list[Finding]
    ) -> bool:
        """Whether the target of an action is there; then the document is changed.

        What is wrong with the action is added to `findings`.
        """
        self.findings = findings
        place = f"/actions/{number}"
        matches = self._matches(overlay, f"{place}/target", action["target"])
        if not matches:
            return matches is None
        if action.get("remove") is True:
            # From the end, so that the numbers of items before it stay, and the deepest first.
            by_parts = {match.parts: match for match in matches}
            for parts in sorted(by_parts, reverse=True):
                self._remove(overlay, place, by_parts[parts])
        elif "update" in action:
            for match in matches:
                self._update(overlay, place, match, action["update"], (overlay, f"{place}/update"))
        elif isinstance(action.get("copy"), str):
            sources = self._matches(overlay, f"{place}/copy", action["copy"])
            if sources is None:
                return True
            if len(sources) != 1:
                self.findings.append(
                    _fault(
                        overlay,
                        f"{place}/copy",
                        f"{action['copy']!r} selects {len(sources)} nodes; 'copy' takes one.",
                        "Select exactly one node.",
                    )
                )
                return True
            origin = self._origin(sources[0].parts)
            value = self._copy(sources[0].obj)
            for match in matches:
                self._update(overlay, place, match, value, origin)
        else:
            self.findings.append(
                _fault(
                    overlay, place, "The action does nothing.", "Add 'update', 'remove' or 'copy'."
                )
            )
        return True

    def result(self) -> File:
        """The document as it is now."""
        if not self._changed:
            return self._main
        moved: dict[str, Origin] = {}
        stack: list[tuple[str, Json]] = [("", self._value)]
        while stack:
            pointer, value = stack.pop()
            if isinstance(value, dict):
                for name, origin in self._members.get(id(value), {}).items():
                    moved[f"{pointer}/{escape_token(name)}"] = origin
                below: Iterable[tuple[str, Json]] = (
                    (f"{pointer}/{escape_token(str(name))}", one) for name, one in value.items()
                )
            else:
                for number, item in enumerate(self._items.get(id(value), ())):
                    if isinstance(item, tuple):
                        moved[f"{pointer}/{number}"] = item
                    elif item != number:
                        file, around = _followed(moved, pointer, self._main)
                        moved[f"{pointer}/{number}"] = (file, f"{around}/{item}")
                below = ((f"{pointer}/{number}", one) for number, one in enumerate(value))
            stack += [one for one in below if isinstance(one[1], (dict, list))]
        return _OverlaidFile(self._main, value=self._value, moved=moved)

    def _matches(self, overlay: File, pointer: str, path: str) -> list[JSONPathMatch] | None:
        """What a JSONPath selects; None, reported, where it cannot be read."""
        from jsonpath import JSONPathError

        try:
            found: list[JSONPathMatch] = []
            for match in _environment().finditer(path, self._value):
                found.append(match)
                if len(found) > _TARGETS:
                    words = f"{path!r} selects more than {_TARGETS:,} nodes."
                    self.findings.append(_fault(overlay, pointer, words, "Select fewer."))
                    return None
        except (JSONPathError, RecursionError, ValueError) as error:
            words = str(error).partition("\n")[0].strip()
            self.findings.append(
                _fault(
                    overlay,
                    pointer,
                    f"{path!r} is no JSONPath of RFC 9535: {words}.",
                    "Correct it: $.paths['/users'].get.",
                )
            )
            return None
        return found

    def _remove(self, overlay: File, place: str, match: JSONPathMatch) -> None:
        above, key = self._above(match)
        if above is None:
            self.findings.append(
                _fault(overlay, place, "The document itself cannot be removed.", "Select a part.")
            )
            return
        self._changed = True
        self._alive.append(above[key])
        if isinstance(above, dict):
            del above[key]
            self._members.get(id(above), {}).pop(key, None)
        else:
            self._known_items(above).pop(key)
            above.pop(key)

    def _update(
        self, overlay: File, place: str, match: JSONPathMatch, value: Json, origin: Origin
    ) -> None:
        self._changed = True
        target = match.obj
        if isinstance(target, list):
            self._extend(target, value, origin)
        elif isinstance(target, dict) and isinstance(value, dict):
            self._merge(target, value, origin)
        elif isinstance(target, dict):
            self.findings.append(
                _fault(
                    overlay,
                    f"{place}/update",
                    "The target is an object, the update is none.",
                    "Write the members to merge.",
                )
            )
        else:
            above, key = self._above(match)
            if above is None:
                return
            above[key] = self._copy(value)
            if isinstance(above, dict):
                self._members.setdefault(id(above), {})[key] = origin
            else:
                self._known_items(above)[key] = origin

    def _merge(self, target: dict[str, Json], update: Mapping[str, Json], origin: Origin) -> None:
        file, pointer = origin
        for name, value in update.items():
            there, here = target.get(name), (file, f"{pointer}/{escape_token(str(name))}")
            if isinstance(there, dict) and isinstance(value, dict):
                self._merge(there, value, here)
            elif isinstance(there, list) and isinstance(value, list):
                self._extend(there, value, here)
            else:
                target[name] = self._copy(value)
                self._members.setdefault(id(target), {})[name] = here

    def _extend(self, target: list[Json], value: Json, origin: Origin) -> None:
        """One entry, or all of an array."""
        known = self._known_items(target)
        if not isinstance(value, list):
            target.append(self._copy(value))
            known.append(origin)
            return
        for number, item in enumerate(value):
            target.append(self._copy(item))
            known.append((origin[0], f"{origin[1]}/{number}"))

    def _above(self, match: JSONPathMatch) -> tuple[Any, Any]:
        """What holds a node, and its name or number there; (None, None) for the document."""
        if not match.parts:
            return None, None
        value = self._value
        for part in match.parts[:-1]:
            value = value[part]
        return value, match.parts[-1]

    def _origin(self, parts: Iterable[str | int]) -> Origin:
        origin: Origin = (self._main, "")
        value = self._value
        for part in parts:
            file, pointer = origin
            origin = (file, f"{pointer}/{escape_token(str(part))}")
            if isinstance(value, dict):
                origin = self._members.get(id(value), {}).get(str(part), origin)
            elif (items := self._items.get(id(value))) is not None:
                item = items[int(part)]
                origin = item if isinstance(item, tuple) else (file, f"{pointer}/{item}")
            value = value[part]
        return origin

    def _known_items(self, value: list[Json]) -> list[Origin | int]:
        return self._items.setdefault(id(value), list(range(len(value))))

    def _copy(self, value: Json) -> Json:
        """A copy in which no two places share an object, as aliases of YAML do."""
        if isinstance(value, dict):
            copied = {name: self._copy(inner) for name, inner in value.items()}
            if (members := self._members.get(id(value))) is not None:
                self._members[id(copied)] = dict(members)
            return copied
        if isinstance(value, list):
            items = [self._copy(inner) for inner in value]
            if (known := self._items.get(id(value))) is not None:
                self._items[id(items)] = list(known)
            return items
        return value


@cache
def _environment() -> Any:
    from jsonpath import JSONPathEnvironment  # only where there are overlays

    return JSONPathEnvironment(strict=True)


class _OverlaidFile(File):
    """A document whose parts stand in several files."""

    def __init__(self, main: File, *, value: Json, moved: Mapping[str, Origin]) -> None:
        super().__init__(main.source, name=main.name, value=value)
        self.findings = main.findings
        self.version = main.version
        self._main = main
        self._moved = moved

    def span(self, pointer: str) -> Span:
        file, inner = _followed(self._moved, pointer, self._main)
        return file.span(inner)

    def key_span(self, pointer: str) -> Span:
        file, inner = _followed(self._moved, pointer, self._main)
        return file.key_span(inner)

    def raw(self, pointer: str) -> str:
        file, inner = _followed(self._moved, pointer, self._main)
        return file.raw(inner)

    def literal(self, pointer: str, text: str) -> Span | None:
        file, inner = _followed(self._moved, pointer, self._main)
        return file.literal(inner, text)


def _followed(moved: Mapping[str, Origin], pointer: str, main: File) -> Origin:
    head = pointer
    while head:
        if (origin := moved.get(head)) is not None:
            return origin[0], origin[1] + pointer[len(head) :]
        head = head.rpartition("/")[0]
    return main, pointer


def _idle(overlay: File) -> Finding:
    named = isinstance(overlay.value.get("extends"), str)
    return Finding(
        rule="overlay-target-missing",
        severity=Severity.WARNING,
        span=span_of(overlay, "/extends" if named else ""),
        message=f"The overlay extends {overlay.value['extends']!r}, which is none of the documents."
        if named
        else "The overlay changes nothing: no OpenAPI document was read.",
        advice="Correct 'extends', or the sources." if named else "Correct the sources.",
    )


def _unmatched(overlay: File, number: int, action: Mapping[str, Json]) -> Finding:
    return Finding(
        rule="overlay-target-missing",
        severity=Severity.WARNING,
        span=span_of(overlay, f"/actions/{number}/target"),
        message=f"{action['target']!r} selects nothing.",
        advice="Correct the target, or remove the action.",
    )


def _fault(overlay: File, pointer: str, message: str, advice: str) -> Finding:
    return Finding(
        rule="overlay-invalid",
        severity=Severity.ERROR,
        span=span_of(overlay, pointer),
        message=message,
        advice=advice,
    )

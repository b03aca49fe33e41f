"""Security: the schemes of a document, and which of them a call needs."""

from __future__ import annotations

from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Json
from tryfield.readers.openapi import lenient_values
from tryfield.readers.openapi.openapi_provenance import Place
from tryfield.readers.openapi.upgrade_run import UpgradeRun

_SCHEMES = ("apiKey", "http", "mutualTLS", "oauth2", "openIdConnect")


def requirement(run: UpgradeRun, value: Json, place: Place) -> Json:
    """One alternative: the schemes that are needed together, with their scopes."""
    if not isinstance(value, dict):
        lenient_values.report_wrong_type(
            run.provenance, place, "a security requirement", value, "an object"
        )
        return lenient_values.MISSING
    origin = run.provenance.origins.get("/components/securitySchemes")
    above = origin[1] if origin is not None else "/components/securitySchemes"
    found: dict[str, Json] = {}
    for name, scopes in value.items():
        here = run.provenance.child(place, name)
        scheme = run.known("scheme", f"{above}/{escape_token(name)}")
        if not scheme:
            run.provenance.report(
                here,
                f"{name!r} is no security scheme of the document.",
                "Correct the name, or add the scheme to its components.",
                key=True,
            )
            continue
        read = run.read("text*", [] if scopes is None else scopes, here)
        found[scheme] = [] if read is lenient_values.MISSING else read
    return found if found or not value else lenient_values.MISSING


def scheme(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """A security scheme of a type that there is, with all that the type needs."""
    kind = value.get("type")
    if isinstance(kind, str) and kind not in _SCHEMES:
        meant = next((known for known in _SCHEMES if known.lower() == kind.lower()), "http")
        basic = {"scheme": kind} if meant == "http" and kind.lower() in {"basic", "bearer"} else {}
        run.provenance.report(
            run.provenance.child(place, "type"),
            f"{kind!r} is no type of security scheme; it is read as {meant!r}.",
            f"Use one of {', '.join(_SCHEMES)}.",
        )
        value = {**value, "type": meant, **basic}
    for word, default in _NEEDS.get(str(value.get("type")), {}).items():
        if word not in value:
            run.provenance.report(
                place,
                f"A security scheme of type {value['type']!r} has no {word!r}.",
                f"Add {word!r}.",
                key=True,
            )
            value = {**value, word: default}
    for word in ("oauth2MetadataUrl", "deprecated"):
        if word in value:
            value = {f"x-tryfield-{word}" if n == word else n: v for n, v in value.items()}
    return value


_NEEDS: dict[str, dict[str, Json]] = {
    "apiKey": {"name": "Authorization", "in": "header"},
    "http": {"scheme": "bearer"},
    "oauth2": {"flows": {}},
    "openIdConnect": {"openIdConnectUrl": ""},
}


def flows(run: UpgradeRun, value: dict[str, Json], place: Place) -> dict[str, Json]:
    """The flows of OAuth 2.0 with all that each needs; the device flow came with OpenAPI 3.2."""
    found: dict[str, Json] = {}
    for name, flow in value.items():
        needs = _FLOWS.get(name, ())
        if isinstance(flow, dict) and needs:
            missing = [
                word
                for word in needs
                if not isinstance(flow.get(word), (dict, list) if word == "scopes" else str)
            ]
            for word in missing:
                run.provenance.report(
                    run.provenance.child(place, name),
                    f"The flow {name!r} has no {word!r}.",
                    f"Add {word!r}.",
                    key=True,
                )
            flow = {**flow, **{word: {} if word == "scopes" else "" for word in missing}}
            flow["scopes"] = _scopes(run, flow["scopes"], run.provenance.child(place, name))
        found["x-tryfield-deviceAuthorization" if name == "deviceAuthorization" else name] = flow
    return found


def _scopes(run: UpgradeRun, value: Json, flow: Place) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(words, str) for words in value.values()):
        return value
    names = value if isinstance(value, (dict, list)) else ()
    here = run.provenance.child(flow, "scopes")
    lenient_values.report_wrong_type(
        run.provenance, here, "'scopes'", value, "an object of descriptions by name"
    )
    described = value if isinstance(value, dict) else {}
    return {
        name: words if isinstance(words := described.get(name), str) else ""
        for name in names
        if isinstance(name, str)
    }


_FLOWS = {
    "implicit": ("authorizationUrl", "scopes"),
    "password": ("tokenUrl", "scopes"),
    "clientCredentials": ("tokenUrl", "scopes"),
    "authorizationCode": ("authorizationUrl", "tokenUrl", "scopes"),
    "deviceAuthorization": ("deviceAuthorizationUrl", "tokenUrl", "scopes"),
}

"""URIs, pointers, and the other formats with a grammar (RFC 3986, 3987, 6570, 6901, 9562)."""

from __future__ import annotations

import re
from functools import cache

from tryfield.core.schema.formats.host_formats import is_ipv6

_SUB = "!$&'()*+,;="
_PLAIN = r"A-Za-z0-9\-._~" + _SUB
_WIDE = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000dffff"


@cache
def _grammar(more: str = "", private: str = "") -> re.Pattern[str]:
    """Made when it is first needed, since that takes longer than to load all other formats."""

    def some(extra: str) -> str:
        return f"(?:[{_PLAIN}{more}{extra}]|%[0-9A-Fa-f]{{2}})*"

    return re.compile(
        rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*:)?"
        rf"(?P<rest>//(?:{some(':')}@)?(?:\[(?P<literal>[^\]]*)\]|{some('')})(?::[0-9]*)?"
        rf"(?P<path>(?:/{some(':@')})*)|(?!//){some(':@/')})"
        rf"(?:\?{some(':@/?' + private)})?(?:#{some(':@/?')})?"
    )


_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_FUTURE = re.compile(rf"[vV][0-9A-Fa-f]+\.[{_PLAIN}:]+")
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_RELATIVE = re.compile(r"(?:0|[1-9][0-9]*)(?:[+-](?:0|[1-9][0-9]*))?(#|(?:/(?:[^~/]|~[01])*)*)")
_UUID = re.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NAME = r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*"
_VARIABLE = rf"{_NAME}(?::[1-9][0-9]{{0,3}}|\*)?"
_TEMPLATE = re.compile(
    r"(?:[^\x00-\x20\"%<>\\^`{|}\x7f]|%[0-9A-Fa-f]{2}"
    rf"|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\}})*"
)
_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def _parts(grammar: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = grammar.fullmatch(text)
    if not found:
        return None
    literal = found["literal"]
    if literal is not None and not is_ipv6(literal) and not _FUTURE.fullmatch(literal):
        return None
    if not found["scheme"] and ":" in re.split("[/?#]", text, maxsplit=1)[0]:
        return None
    return found


def is_uri(text: str) -> bool:
    """A URI with its scheme."""
    found = _parts(_grammar(), text)
    return found is not None and found["scheme"] is not None


def is_uri_reference(text: str) -> bool:
    """A URI, or what stands relative to one."""
    return _parts(_grammar(), text) is not None


def is_iri(text: str) -> bool:
    """A URI that may have letters of any script."""
    found = _parts(_grammar(_WIDE, _PRIVATE), text)
    return found is not None and found["scheme"] is not None


def is_iri_reference(text: str) -> bool:
    """An IRI, or what stands relative to one."""
    return _parts(_grammar(_WIDE, _PRIVATE), text) is not None


def is_template(text: str) -> bool:
    """A URI template."""
    return _TEMPLATE.fullmatch(text) is not None


def is_pointer(text: str) -> bool:
    """A JSON pointer, not as a fragment."""
    return _POINTER.fullmatch(text) is not None


def is_relative_pointer(text: str) -> bool:
    """Levels up, then a JSON pointer or `#`."""
    return _RELATIVE.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """A UUID of any version."""
    return _UUID.fullmatch(text) is not None


def is_base64(text: str) -> bool:
    """OpenAPI's `byte`."""
    return _BASE64.fullmatch(text) is not None


def is_regex(text: str) -> bool:
    """A regular expression of ECMA-262 in Unicode mode."""
    from tryfield.core.schema.regex.regex_parser import PatternError, parse

    try:
        parse(text, strict=True)
    except PatternError:
        return False
    return True

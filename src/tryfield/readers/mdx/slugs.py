"""Identifiers for addresses: `Create User` becomes `create-user`."""

from __future__ import annotations

import re
import unicodedata

_OTHER = re.compile(r"[^a-z0-9]+")


def slug(words: str) -> str:
    """Words in lower case ASCII joined by dashes; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss"))
    ascii_ = plain.encode("ascii", "ignore").decode().lower()
    if len(ascii_.strip()) * 2 < len(words.strip()):
        return ""
    return _OTHER.sub("-", ascii_).strip("-")[:80].strip("-")

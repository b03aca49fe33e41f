"""A multipart/form-data body from its parts.

`core.request` builds what is sent with it, `core.curl` what `-F` would send. A request keeps its
parts, so that code can name files.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from tryfield.core.wire import Part

_TYPES = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}


def type_of_file(filename: str) -> str:
    """The media type of a part that says none: the one that curl takes its file for."""
    suffix = "." + filename.lower().rpartition(".")[2]
    return _TYPES.get(suffix, "application/octet-stream")


def multipart(parts: Sequence[Part]) -> tuple[bytes, str]:
    """The body, and the content type with the boundary that it needs.

    The same parts give the same bytes: a request can be repeated and compared.

    Source: RFC 7578; names are escaped as in the HTML Standard, multipart/form-data encoding.
    """
    blocks = [_head(part) + part.value for part in parts]
    content = b"".join(blocks)
    number = zlib.crc32(content)
    while (boundary := f"tryfield-{number:010d}").encode() in content:
        number += 1
    mark = boundary.encode()
    body = b"".join(b"--" + mark + b"\r\n" + block + b"\r\n" for block in blocks)
    return body + b"--" + mark + b"--\r\n", f"multipart/form-data; boundary={boundary}"


def _head(part: Part) -> bytes:
    lines = f'Content-Disposition: form-data; name="{quoted_name(part.name)}"'
    if part.filename is not None:
        lines += f'; filename="{quoted_name(part.filename)}"'
    media_type = part.media_type
    if not media_type and part.filename:
        media_type = type_of_file(part.filename)
    if media_type:
        lines += f"\r\nContent-Type: {media_type}"
    for name, value in part.headers:
        lines += f"\r\n{name}: {value}"
    return f"{lines}\r\n\r\n".encode("utf-8", "replace")


def quoted_name(name: str) -> str:
    """A name inside quotes (HTML Standard, multipart/form-data encoding)."""
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")

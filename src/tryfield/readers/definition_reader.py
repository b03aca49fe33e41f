"""Reading a definition, whichever format it is written in.

The readers of a format are imported when a definition of that format is met.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tryfield.core.errors import ReadError
from tryfield.readers.file_access import DOCUMENTS, Where, leads_outside
from tryfield.readers.reading_result import Reading
from tryfield.readers.source_text import decode, normalised
from tryfield.relative_paths import address_of

if TYPE_CHECKING:
    from tryfield.readers.openapi.openapi_overlays import Overlays

SIZE_LIMIT = 50_000_000
_YAML = re.compile(r"^[\"']?(?:openapi|swagger)[\"']?[ \t]*:[ \t]*[\"']?\d", re.MULTILINE)
_INDENTED = re.compile(
    r"\s*+(?>(?:---[ \t]*+\n)?)[ \t]++[\"']?(?:openapi|swagger)[\"']?[ \t]*:[ \t]*[\"']?\d"
)
_JSON = re.compile(r"[\"'](?:openapi|swagger)[\"']\s*:\s*[\"']?\d")
_OVERLAY = re.compile(r"""\s*+(?>(?:\{\s*+)?)["']?overlay["']?[ \t]*+:[ \t]*+["']?1\.""")
_OTHER = re.compile(r"^(?![ \t#%-]|\s*$|[\"']?[\w./{}$-]++[\"']?[ \t]*:)[^\n]", re.MULTILINE)


def read(
    path: Path,
    *,
    root: Path | None = None,
    docs: Path | None = None,
    size_limit: int = SIZE_LIMIT,
    overlays: Overlays | None = None,
) -> Reading:
    """Read one definition.

    Args:
        path: An MDX page, an export of one, or an OpenAPI document in JSON or YAML. What it is
            is seen from its content, not from its name.
        root: The project's folder: settings and documents are looked for inside of it; the folder
            of `path` when absent.
        docs: The docs folder, where what pages and documents bring may lie as well; `root` when
            absent, for snippets.
        size_limit: Largest file we accept, in bytes.
        overlays: Changes to OpenAPI documents, made before they are read.

    Returns:
        The endpoints in the order they are written, and what was wrong with the rest.

    Raises:
        ReadError: The file is missing, too large or not UTF-8, or a symbolic link leads out of
            `root`. A bad line in a good file does not raise; it is one of `Reading.findings`.
    """
    address = address_of(path)
    if root is not None and not address and leads_outside(path, root):
        raise ReadError(
            f"{path}: link-outside: A symbolic link leads out of the project folder. Name the file "
            "that it leads to, or put a copy here."
        )
    try:
        size = path.stat().st_size
        if size > size_limit:
            raise ReadError(
                f"{path}: too-large: The file has {size} bytes; at most {size_limit} are read. "
                "Split it, or raise the limit."
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path}: not-readable: {error.strerror or error}. Check the path."
        ) from None
    if address:  # what it refers to is not fetched
        return _read(decode(data, file=address), file=address, where=Where(overlays=overlays))
    where = Where(path=path, root=root, docs=docs, overlays=overlays)
    return _read(decode(data, file=str(path)), file=str(path), where=where)


def read_changed(text: str, path: Path, *, root: Path, docs: Path | None = None) -> Reading:
    """Read a text as if it stood in a file, whose own text is not looked at."""
    where = Where(path=path, root=root, docs=docs)
    return _read(normalised(text), file=str(path), where=where)


def read_text(text: str, *, file: str = "") -> Reading:
    """Read a definition that is at hand as text; no other file is looked at."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _read(normalised(whole), file=file, where=Where())


def _read(text: str, *, file: str, where: Where) -> Reading:
    if is_openapi(text):
        return _openapi(text, file=file, where=where)
    if _OVERLAY.match(text):
        return Reading(passed_over="an overlay; name it under 'overlays' to apply it")
    if other := other_format(text, file):
        return Reading(passed_over=other, foreign=True)
    from tryfield.readers.mdx.mdx_reader import read_pages

    return read_pages(text, file=file, where=where)


def is_openapi(text: str) -> bool:
    """Whether a text is a document as a whole, not a page that shows or names one."""
    if text[:200].lstrip().startswith("{"):
        return _JSON.search(text) is not None
    found = _YAML.search(text)
    if found is None:
        return _INDENTED.match(text) is not None
    # Keys may stand in any order, so all that is in front has to be YAML as well.
    return _OTHER.search(text, 0, found.start()) is None


def _openapi(text: str, *, file: str, where: Where) -> Reading:
    from tryfield.readers.mdx.mintlify_settings import settings_of
    from tryfield.readers.openapi.openapi_reader import read_openapi

    if where.docs is None and where.path is not None and where.root is not None:
        settings = settings_of(where.path, where.root)
        where = replace(where, docs=settings.folder if settings.found else None)
    reference, findings = read_openapi(
        text,
        file=file,
        root=where.root,
        docs=where.docs,
        alone=where.path is None,
        overlays=where.overlays,
    )
    return Reading(reference=reference, findings=findings, kind="openapi")


#: Formats that are no definitions of ours: how their files look, and what to do.
_EXPORT = "export it as OpenAPI, and name that file"
_CONVERT = "convert it to OpenAPI, and name that file"
_SHOWN = "name the OpenAPI document that it shows"
_NO_HTTP = "it has no HTTP endpoint to check"
_FORMATS = tuple(
    (name, re.compile(pattern, re.MULTILINE), advice)
    for name, pattern, advice in (
        ("a Postman collection", r"schema\.getpostman\.com|[\"']_postman_id[\"']\s*:", _EXPORT),
        ("an Insomnia export", r"[\"']__export_format[\"']\s*:", _EXPORT),
        ("an Insomnia export", r"^type:\s*collection\.insomnia", _EXPORT),
        ("a Bruno request", r"\A\s*meta\s*\{", _EXPORT),
        ("an API Blueprint", r"\A\s*FORMAT:\s*1A", _CONVERT),
        ("a RAML document", r"\A#%RAML", _CONVERT),
        ("an AsyncAPI document", r"\A[\s{]*[\"']?asyncapi[\"']?\s*:", _NO_HTTP),
        ("an Arazzo document", r"\A[\s{]*[\"']?arazzo[\"']?\s*:", "name the documents it calls"),
        ("a HAR archive", r"\A\s*\{\s*\"log\"\s*:\s*\{", "give it to --replay"),
        ("a Swagger 1.2 document", r"[\"']?swaggerVersion[\"']?\s*:", _CONVERT),
        ("a Smithy model", r"\A[\s{]*\"smithy\"\s*:", _EXPORT),
        ("a GraphQL schema", r"\A\s*(?:type|interface)\s+\w+\s*\{|\A\s*schema\s*\{", _NO_HTTP),
        ("a Fern definition", r"^service:\n(?:[ \t].*\n)*?[ \t]+endpoints:", _EXPORT),
        ("a Fern page", r"<Endpoint(?:Request|Response|Schema)Snippet\s", _SHOWN),
        ("a GitBook page", r"^\{%\s*(?:swagger|openapi)(?:-operation)?\s", _SHOWN),
        ("a Docusaurus page", r"@theme/(?:ApiExplorer|ParamsDetails|StatusCodes)", _SHOWN),
        ("a ReadMe page", r"^\[block:(?:api-header|parameters)\]", _SHOWN),
        ("a ReadMe page", r"\A---\n(?:[^-].*\n)*?api:\n[ \t]+file:", _SHOWN),
    )
)
_SEEN = 20_000  # characters of a file that tell its format


def other_format(text: str, file: str) -> str:
    """What a text is that is no definition of ours, and what to do; "" where it may be one."""
    start = text[:_SEEN]
    for name, pattern, advice in _FORMATS:
        if pattern.search(start):
            return f"{name}, which is not read: {advice}"
    if file.lower().endswith((".graphql", ".gql")):
        return f"a GraphQL schema, which is not read: {_NO_HTTP}"
    if file.lower().endswith(DOCUMENTS):
        if not text.strip():
            return "an empty file: write an OpenAPI document, or name another file"
        return "no OpenAPI document: name one that says 'openapi' or 'swagger'"
    return ""

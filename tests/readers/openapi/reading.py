"""How the tests of this folder read a document that is written in the test."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tryfield.core.findings import Finding
from tryfield.core.model import Endpoint, Reference, Schema, Span
from tryfield.readers.openapi.openapi_reader import read_openapi


def read(text: str, file: str = "api.yaml") -> tuple[Reference, tuple[Finding, ...]]:
    """A document as it stands in a test, its indent removed."""
    return read_openapi(textwrap.dedent(text).lstrip("\n"), file=file)


def operation(members: str, *, version: str = "3.1.0", more: str = "") -> str:
    """A document of one operation, `GET /things`, with these members."""
    indented = textwrap.indent(textwrap.dedent(members).strip("\n"), "      ")
    head = f"openapi: {version}\ninfo: {{title: Things, version: '1'}}\n"
    return f"{head}paths:\n  /things:\n    get:\n{indented}\n{textwrap.dedent(more).lstrip()}"


def endpoint(members: str, *, version: str = "3.1.0", more: str = "") -> Endpoint:
    """The endpoint of such a document."""
    reference, _ = read(operation(members, version=version, more=more))
    (found,) = reference.endpoints
    return found


def schema(
    text: str, *, version: str = "3.0.3", more: str = ""
) -> tuple[Schema | None, list[Finding]]:
    """A schema, written in flow style, as it is read in a document of that version."""
    members = f"""
        responses:
          '200':
            description: A thing.
            content:
              application/json:
                schema: {text}
        """
    reference, findings = read(operation(members, version=version, more=more))
    (found,) = reference.endpoints
    return found.responses[0].contents[0].schema, list(findings)


def cut(text: str, span: Span) -> str:
    """What stands at a span of a text."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def described(path: Path, root: Path) -> tuple[Reference, tuple[Finding, ...]]:
    """A file of a folder of documents."""
    return read_openapi(path.read_text(encoding="utf-8"), file=str(path), root=root)

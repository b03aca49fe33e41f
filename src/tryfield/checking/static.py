"""Every rule over every definition: no network, no secrets, seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tryfield import project
from tryfield.core import rules
from tryfield.core.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a check looked at and what it found, worst and first in the file first."""

    project: project.Project
    findings: tuple[Finding, ...]
    examples: int  #: documented request and response examples that were held against the docs


def check(files: Iterable[Path], *, root: Path) -> Check:
    """Hold every documented example against the documented fields.

    Args:
        files: Definitions, as `project.find` gives them.
        root: Spans name files relative to it.
    """
    read = project.read(files, root=root)
    findings = list(read.findings)
    examples = 0
    for endpoint in read.reference.endpoints:
        findings += rules.check(endpoint)
        examples += len(endpoint.samples)
        contents = list(endpoint.body.contents if endpoint.body else ())
        for response in endpoint.responses:
            contents += response.contents
        examples += sum(len(content.examples) for content in contents)
    findings.sort(key=lambda f: (f.span.file, f.span.line, f.span.column, f.severity.rank, f.rule))
    return Check(project=read, findings=tuple(dict.fromkeys(findings)), examples=examples)

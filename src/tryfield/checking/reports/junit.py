"""For CI systems that read JUnit: a suite for each file, a case for each endpoint, passes too."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import defaultdict

from tryfield.checking.static import Check
from tryfield.core.findings import Finding, Severity


def report(check: Check) -> str:
    """`<testsuites>` whose failing cases carry the findings; notes never fail a case."""
    by_case: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for endpoint in check.project.reference.endpoints:
        by_case[endpoint.span.file if endpoint.span else "", endpoint.name] = []
    for finding in check.findings:
        by_case[finding.span.file, finding.endpoint or "the file itself"].append(finding)
    root = ET.Element("testsuites", name="tryfield")
    suites: dict[str, ET.Element] = {}
    for (file, name), findings in by_case.items():
        if file not in suites:
            suites[file] = ET.SubElement(root, "testsuite", name=file, tests="0", failures="0")
        case = ET.SubElement(suites[file], "testcase", classname=file, name=name)
        failing = [finding for finding in findings if finding.severity is not Severity.NOTE]
        if failing:
            failure = ET.SubElement(case, "failure", message=failing[0].message)
            failure.text = "\n".join(str(finding) for finding in failing)
        _count(suites[file], "tests", 1)
        _count(suites[file], "failures", bool(failing))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _count(suite: ET.Element, name: str, more: int) -> None:
    suite.set(name, str(int(suite.get(name, "0")) + more))

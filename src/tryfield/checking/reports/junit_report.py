"""For CI systems that read JUnit: a suite for each file, a case for each example, passes too."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from tryfield.checking.check_result import Check
from tryfield.checking.reports import text_report
from tryfield.core.findings import Severity

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_report(check: Check) -> str:
    """`<testsuites>` whose failing cases carry the findings; notes never fail a case."""
    root = ET.Element("testsuites", name="tryfield")
    suites: dict[str, ET.Element] = {}
    totals = {"tests": 0, "failures": 0, "skipped": 0}
    for case, findings in check.by_case.items():
        if case.kind in ("file", "definition") and not findings and case.unchecked:
            continue
        if case.file not in suites:
            suites[case.file] = ET.SubElement(
                root, "testsuite", name=_clean(case.file), tests="0", failures="0", skipped="0"
            )
        suite = suites[case.file]
        name = f"{case.endpoint}::{case.name}" if case.endpoint else case.name
        element = ET.SubElement(suite, "testcase", classname=_clean(case.file), name=_clean(name))
        failing = [finding for finding in findings if finding.severity is not Severity.NOTE]
        result = "failures" if failing else "skipped" if case.unchecked else ""
        if failing:
            message = failing[0].message
            if len(failing) > 1:
                message = f"{message} And {len(failing) - 1} more."
            failure = ET.SubElement(
                element, "failure", message=_clean(message), type=failing[0].rule
            )
            failure.text = _clean("\n".join("\n".join(text_report.plain(one)) for one in failing))
        elif case.unchecked:
            ET.SubElement(element, "skipped", message=_clean(case.unchecked))
        for counted in ("tests", result):
            if counted:
                suite.set(counted, str(int(suite.get(counted, "0")) + 1))
                totals[counted] += 1
    if check.live is not None:
        properties = ET.Element("properties")
        for name, value in check.live.to_json().items():
            if isinstance(value, int):
                ET.SubElement(properties, "property", name=f"live.{name}", value=str(value))
        root.insert(0, properties)
    for counted, total in totals.items():
        root.set(counted, str(total))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _clean(words: str) -> str:
    """Text that XML can hold."""
    return _FORBIDDEN.sub("\ufffd", words)

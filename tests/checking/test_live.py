"""A live check finds what the API does differently, exactly that, and tells no secret."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.checking.conftest import TOKEN, Ran
from tryfield.demo.demo_drift import DRIFT

Run = Callable[..., Ran]
AUTH = ("--methods", "GET,POST", "--auth", "${TOKEN}")
# A renamed field is undocumented under its new name; its old one may be absent.
RULES = {"renamed": "live-field-undocumented", "extra": "live-field-undocumented"}
EXPECTED = {
    (
        drift.endpoint.replace("/v1", ""),
        RULES.get(drift.kind, "live-field-type"),
        ".".join((*drift.path[:-1], drift.becomes) if drift.kind == "renamed" else drift.path),
    )
    for drift in DRIFT
}


def live(findings: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {
        (f["endpoint"], f["rule"], f["field"]) for f in findings if f["rule"].startswith("live-")
    }


def test_an_api_that_keeps_to_its_documentation_gives_no_finding(
    tryfield: Run, users_api: str
) -> None:
    done = tryfield("check", "--live", users_api, *AUTH, "--format", "json")

    document = json.loads(done.out)
    assert live(document["findings"]) == set()
    assert document["summary"]["calls"] == 3


def test_every_format_says_exactly_the_deliberate_differences(
    tryfield: Run, drifting_api: str, project: Path
) -> None:
    names = ("json", "sarif", "junit", "github", "markdown", "text")
    outputs = [word for name in names for word in ("--output", f"{name}=out/{name}")]
    done = tryfield("check", "--live", drifting_api, *AUTH, *outputs)
    texts = {name: (project / "out" / name).read_text(encoding="utf-8") for name in names}

    document = json.loads(texts["json"])
    assert done.code == 1
    assert live(document["findings"]) == EXPECTED
    messages = [f["message"] for f in document["findings"] if f["rule"].startswith("live-")]
    (run,) = json.loads(texts["sarif"])["runs"]
    in_sarif = [r["message"]["text"] for r in run["results"] if r["ruleId"].startswith("live-")]
    assert len(in_sarif) == len(EXPECTED)
    failures = "".join(
        case.findtext("failure") or ""
        for case in ET.fromstring(texts["junit"]).iter("testcase")
        if str(case.get("name")).endswith("::live")
    )
    for message in messages:
        assert any(text.startswith(message) for text in in_sarif)
        assert message in failures
        assert message in texts["text"]
        assert message in texts["github"].replace("%25", "%")
        assert message in texts["markdown"]
    assert texts["github"].count("title=tryfield%3A live-") == len(EXPECTED)
    assert texts["markdown"].count("`live-") == len(EXPECTED)


def test_a_recording_says_the_same_as_the_api_did(
    tryfield: Run, drifting_api: str, project: Path
) -> None:
    first = tryfield(
        "check", "--live", drifting_api, *AUTH, "--record", "calls.har", "--format", "json"
    )
    again = tryfield("check", "--replay", "calls.har", "--format", "json")

    findings = [json.loads(done.out)["findings"] for done in (first, again)]
    for finding in (one for many in findings for one in many):
        finding.pop("curl", None)  # what is hidden is written in another way
    assert findings[0] == findings[1]


def test_no_token_is_in_anything_that_is_written(
    tryfield: Run, drifting_api: str, project: Path
) -> None:
    names = ("json", "sarif", "junit", "github", "markdown", "text")
    outputs = [word for name in names for word in ("--output", f"{name}=out/{name}")]
    recording = ("--record", "out/calls.har", "--stamp", "out/stamp.json")
    known = ("--baseline", "out/known.json", "--update-baseline")
    (project / "out").mkdir()
    done = tryfield("check", "--live", drifting_api, *AUTH, *outputs, *recording, *known)

    har = json.loads((project / "out/calls.har").read_text(encoding="utf-8"))
    sent = [entry["request"]["headers"] for entry in har["log"]["entries"]]
    assert {"name": "Authorization", "value": "Token <secret>"} in sent[-1]
    for text in (done.out, done.err, *(p.read_text("utf-8") for p in (project / "out").iterdir())):
        assert TOKEN not in text


def test_tokens_that_answers_bring_are_not_written_either(
    tryfield: Run, users_api: str, project: Path
) -> None:
    tryfield("check", "--live", users_api, *AUTH, "--record", "calls.har")

    har = json.loads((project / "calls.har").read_text(encoding="utf-8"))
    tokens = [
        json.loads(entry["response"]["content"]["text"]).get("user_group", {}).get("token", "")
        for entry in har["log"]["entries"]
    ]
    assert all(set(token) <= set("axAX0_-") for token in tokens)


@pytest.mark.parametrize("secret", ["demo-token", "scheme=demo-token", "Token demo-token"])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(
    tryfield: Run, secret: str
) -> None:
    done = tryfield("check", "--live", "http://127.0.0.1:1", "--auth", secret)

    assert done.code == 2
    assert "Name a variable" in done.err
    assert TOKEN not in done.err


def test_a_variable_that_is_not_set_is_named(tryfield: Run) -> None:
    done = tryfield("check", "--live", "http://127.0.0.1:1", "--auth", "sec0=${NOBODY_SET_ME}")

    assert (done.code, "NOBODY_SET_ME is not set" in done.err) == (2, True)


def test_an_api_that_is_down_is_no_fault_of_the_documentation(tryfield: Run) -> None:
    done = tryfield("check", "--live", "http://127.0.0.1:1", "--retries", "0", "--format", "json")

    found = [f["rule"] for f in json.loads(done.out)["findings"] if f["rule"].startswith("live-")]
    assert (done.code, found) == (4, ["live-unreachable"])


def test_a_refused_login_is_one_finding(tryfield: Run, users_api: str) -> None:
    done = tryfield("check", "--live", users_api, "--format", "json")

    found = [f for f in json.loads(done.out)["findings"] if f["rule"].startswith("live-")]
    assert [f["rule"] for f in found] == ["live-authentication-refused"]
    assert found[0]["message"] == "The API refused 1 of 1 calls (GET /api/user)."


def test_a_wrong_base_path_is_one_finding(tryfield: Run, users_api: str) -> None:
    done = tryfield("check", "--live", f"{users_api}/nowhere", *AUTH, "--format", "json")

    found = [f["rule"] for f in json.loads(done.out)["findings"] if f["rule"].startswith("live-")]
    assert found == ["live-base-path-wrong"]


def test_methods_that_change_something_wait_until_they_are_allowed(
    tryfield: Run, users_api: str
) -> None:
    done = tryfield("check", "--live", users_api, "--auth", "${TOKEN}")

    assert "Not checked: 2 endpoints: POST may change something; allow it with live: true (" in (
        done.out
    )


FLOW = """---
title: Rotate
api: POST https://api.mintlify.com/api/user
tryfield:
  live: true
  values:
    body: {current_token: "${group_token}"}
---

<ParamField body="current_token" type="string" required>Old.</ParamField>

<ResponseField name="user_group" type="object"><Expandable>
<ResponseField name="name" type="string">As it was made.</ResponseField>
</Expandable></ResponseField>

<RequestExample>
```bash
curl -X POST https://api.mintlify.com/api/user -H 'Authorization: Token <token>' \\
  -H 'Content-Type: application/json' -d '{"current_token": "old"}'
```
</RequestExample>
"""


def test_a_value_flows_from_one_call_into_another(
    tryfield: Run, users_api: str, project: Path
) -> None:
    page = project / "api" / "get-user.mdx"
    capture = "tryfield:\n  capture: {group_token: user_group.token}\n---\n\n### Body"
    text = page.read_text(encoding="utf-8").replace("---\n\n### Body", capture)
    page.write_text(text, encoding="utf-8")
    (project / "api" / "a-rotate.mdx").write_text(FLOW, encoding="utf-8")
    words = ("api/a-rotate.mdx", "api/get-user.mdx", "--record", "calls.har")
    done = tryfield("check", *words, "--live", users_api, "--auth", "${TOKEN}")

    entries = json.loads((project / "calls.har").read_text(encoding="utf-8"))["log"]["entries"]
    made = [json.loads(entry["response"]["content"]["text"]) for entry in entries]
    assert [(entry["request"]["method"], entry["response"]["status"]) for entry in entries] == [
        ("GET", 200),
        ("POST", 200),
    ]
    assert made[0]["user_group"]["name"] == made[1]["user_group"]["name"]
    assert "2 calls to" in done.out


def test_a_stamp_says_when_each_endpoint_last_matched(
    tryfield: Run, users_api: str, drifting_api: str, project: Path
) -> None:
    tryfield("check", "--live", users_api, *AUTH, "--stamp", "stamp.json")
    matched = json.loads((project / "stamp.json").read_text(encoding="utf-8"))["endpoints"]
    tryfield("check", "--live", drifting_api, *AUTH, "--stamp", "stamp.json")
    differs = json.loads((project / "stamp.json").read_text(encoding="utf-8"))["endpoints"]

    assert matched["GET /api/user"]["verdict"] == "matches"
    assert differs["GET /api/user"]["verdict"] == "differs"
    assert differs["GET /api/user"]["matched"] == matched["GET /api/user"]["date"]


def test_unsafe_fixes_document_what_the_api_answers(
    tryfield: Run, drifting_api: str, project: Path
) -> None:
    words = ("check", "--live", drifting_api, *AUTH, "--unsafe-fixes", "--format", "json")
    done = tryfield(*words)
    after = {path: path.read_bytes() for path in (project / "api").iterdir()}
    tryfield(*words)

    assert live(json.loads(done.out)["findings"]) == set()
    assert {path: path.read_bytes() for path in (project / "api").iterdir()} == after
    assert b'name="user_group_token" type="string"' in after[project / "api" / "create-user.mdx"]

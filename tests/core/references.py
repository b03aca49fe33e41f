"""References that nobody wrote: generated for the tests of contracts and of the export."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tryfield.core.model import (
    Auth,
    Body,
    Content,
    Endpoint,
    Example,
    Parameter,
    Reference,
    Requirement,
    Response,
    Server,
    Tag,
)

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
NAME = st.text(alphabet="abcXYZ09._-/~{}[]$ é", min_size=1, max_size=8)
KEY = st.sampled_from(["User", "Group", "User_2", "a.b", "Node"])
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e6, 1e6) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAME, inner, max_size=2),
    max_leaves=4,
)
EXTENSIONS = st.dictionaries(st.sampled_from(["x-a", "x-hidden"]), DATA, max_size=1)


REFERENCES = KEY.map(lambda name: {"$ref": f"#/components/schemas/{name}"})


def _extended(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    objects = st.fixed_dictionaries(
        {"type": st.just("object")},
        optional={
            "properties": st.dictionaries(NAME, inner | REFERENCES, max_size=3),
            "required": st.lists(NAME, max_size=2, unique=True),
            "additionalProperties": inner | st.booleans(),
        },
    )
    arrays = st.fixed_dictionaries({"type": st.just("array"), "items": inner})
    several = st.builds(
        lambda word, branches, required: {word: branches, "required": required},
        st.sampled_from(["allOf", "anyOf", "oneOf"]),
        st.lists(inner, min_size=1, max_size=2),
        st.lists(NAME, max_size=2, unique=True),
    )
    return objects | arrays | several


SCALARS = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "integer", "boolean", ["string", "null"]])},
    optional={
        "description": TEXT,
        "default": DATA,
        "format": st.sampled_from(["date", "time", "int32", "uuid", "own"]),
        "pattern": st.sampled_from(["^a+$", "(?<year>\\d)", "\\p{L}", "(?P<a>b)", "["]),
        "enum": st.lists(TEXT, min_size=1, max_size=2, unique=True),
        "x-tryfield-type": TEXT,
        "readOnly": st.booleans(),
    },
)
SCHEMAS = st.recursive(SCALARS, _extended, max_leaves=5)
EXAMPLES = st.lists(
    st.builds(
        Example,
        name=TEXT,
        text=st.sampled_from(["{}", '{"a": 1,}', "a", '"a"', "", "[1, 2]", "1e999", "null"]) | TEXT,
        language=st.sampled_from(["", "json"]),
        status=st.sampled_from(["", "200"]),
        summary=TEXT,
    ),
    max_size=2,
).map(tuple)
CONTENTS = st.lists(
    st.builds(
        Content,
        media_type=st.sampled_from(["application/json", "text/plain", "multipart/form-data"]),
        schema=st.none() | SCHEMAS,
        item_schema=st.none() | SCHEMAS,
        examples=EXAMPLES,
        extensions=EXTENSIONS,
    ),
    max_size=2,
    unique_by=lambda content: content.media_type,
).map(tuple)
PARAMETERS = st.lists(
    st.builds(
        Parameter,
        name=NAME,
        location=st.sampled_from(["path", "query", "header", "cookie", "querystring"]),
        schema=SCHEMAS,
        required=st.booleans(),
        deprecated=st.booleans(),
        description=TEXT,
        style=st.just(""),
        examples=EXAMPLES,
        extensions=EXTENSIONS,
    ),
    max_size=3,
).map(tuple)
HEADERS = st.lists(
    st.builds(Parameter, name=NAME, location=st.just("header"), schema=SCHEMAS, description=TEXT),
    max_size=2,
    unique_by=lambda header: header.name,
).map(tuple)
RESPONSES = st.lists(
    st.builds(
        Response,
        status=st.sampled_from(["200", "2XX", "404", "default", "Error", "20"]),
        description=TEXT,
        headers=HEADERS,
        contents=CONTENTS,
        extensions=EXTENSIONS,
    ),
    max_size=3,
).map(tuple)
AUTHS = st.sampled_from(
    [
        Auth(name="key", kind="apiKey", parameter="Authorization", prefix="Token "),
        Auth(name="other", kind="apiKey", location="query", parameter="k", placeholder="<token>"),
        Auth(name="my key!", kind="http", scheme="bearer", bearer_format="JWT"),
        Auth(name="login", kind="oauth2", flows={"password": {"tokenUrl": "", "scopes": {}}}),
    ]
)  # fmt: skip
SECURITY = st.lists(
    st.lists(
        st.builds(Requirement, auth=AUTHS, scopes=st.sampled_from([(), ("read",)])),
        max_size=2,
        unique_by=lambda requirement: requirement.auth.name,
    ).map(tuple),
    max_size=2,
).map(tuple)
SERVERS = st.lists(
    st.builds(
        Server,
        url=st.sampled_from(["https://a.example.org", "https://{b}.example.org", "/v1"]),
        description=TEXT,
        variables=st.sampled_from([{}, {"b": {"default": "b"}}]),
    ),
    max_size=2,
).map(tuple)
ENDPOINTS = st.builds(
    Endpoint,
    id=st.sampled_from(["a", "b-c", "d"]),
    method=st.sampled_from(["GET", "POST", "QUERY", "LINK"]),
    path=st.sampled_from(["/a", "/a/{id}", "/a/{id}/{x y}", "/{", "/{a!r}", "a", "", "/a?b={c}"]),
    title=TEXT,
    summary=TEXT,
    description=TEXT,
    kind=st.sampled_from(["path", "path", "path", "webhook"]),
    operation_id=st.sampled_from(["", "one", "two"]),
    servers=SERVERS,
    parameters=PARAMETERS,
    body=st.none() | st.builds(Body, contents=CONTENTS, required=st.booleans(), description=TEXT),
    responses=RESPONSES,
    security=SECURITY,
    samples=st.lists(
        st.builds(Example, name=TEXT, text=TEXT, language=st.sampled_from(["bash", "python"])),
        max_size=1,
    ).map(tuple),
    tags=st.lists(st.sampled_from(["x", "y"]), max_size=2).map(tuple),
    deprecated=st.booleans(),
    components=st.fixed_dictionaries(
        dict.fromkeys(("User", "Group", "User_2", "a.b", "Node"), SCHEMAS)
    ),
    extensions=EXTENSIONS,
)
TAGS = st.lists(
    st.builds(Tag, name=TEXT, title=TEXT), max_size=2, unique_by=lambda tag: tag.name
).map(tuple)
REFERENCE = st.builds(
    Reference,
    endpoints=st.lists(ENDPOINTS, max_size=4, unique_by=lambda e: e.id).map(tuple),
    title=TEXT,
    version=TEXT,
    description=TEXT,
    tags=st.lists(
        st.builds(Tag, name=TEXT, title=TEXT), max_size=2, unique_by=lambda t: t.name
    ).map(tuple),
)

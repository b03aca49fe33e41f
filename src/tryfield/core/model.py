"""What an API reference says, whichever file said it.

Readers build these values; rules, renderers and the console only look at them. Schemas are
JSON Schema 2020-12 as plain JSON values; `$ref` in them points into `Endpoint.components`
(`#/components/schemas/Name`). Descriptions are Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = Any
Schema: TypeAlias = "Mapping[str, Any] | bool"
Location: TypeAlias = Literal["path", "query", "header", "cookie", "querystring"]


@dataclass(frozen=True, slots=True)
class Span:
    """File, line and column, begin and end, of what was written.

    Lines and columns count from 1, in characters; the end is exclusive, like a slice.
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def to_json(self) -> dict[str, Json]:
        """The span as JSON: all its fields, by their names."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One documented request, response, or request in some language, as it would travel.

    Examples of parameters and headers are values of their schema, and so are those of bodies that
    are no JSON and no string; `has_value` says so: `value` is the example, `text` shows it. Without
    a value, `text` is what travels.
    `literal` says that `text` stands in the file letter by letter from `span` on, each line
    indented to the column of `span`, so that a place in the text is a place in the file.
    """

    name: str  #: the title of its tab; "" when it has none
    text: str
    language: str = ""  #: of the fence: `json`, `bash`, `python`; "" for a value
    media_type: str = ""
    status: str = ""  #: of a response example, as far as it is known
    summary: str = ""
    description: str = ""
    literal: bool = False
    span: Span | None = None
    has_value: bool = False
    value: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A body in one media type."""

    media_type: str
    schema: Schema | None = None
    item_schema: Schema | None = None  #: of each item of a stream (OpenAPI 3.2, `itemSchema`)
    examples: tuple[Example, ...] = ()
    encoding: Mapping[str, Json] = field(default_factory=dict)
    extensions: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value outside of the body; also a response header (location `"header"`)."""

    name: str
    location: Location
    schema: Schema | None = None
    media_type: str = ""  #: set when the parameter has `content` instead of a style
    required: bool = False
    deprecated: bool = False
    description: str = ""
    style: str = ""  #: always filled in by readers: form, simple, matrix, label, ...
    explode: bool = False
    allow_reserved: bool = False
    examples: tuple[Example, ...] = ()
    extensions: Mapping[str, Json] = field(default_factory=dict)
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request carries."""

    contents: tuple[Content, ...] = ()
    required: bool = False
    description: str = ""
    extensions: Mapping[str, Json] = field(default_factory=dict)
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What comes back for a status: `"200"`, `"4XX"` or `"default"`.

    A page that documents a success without saying its status has `"2XX"`.
    """

    status: str
    description: str = ""
    headers: tuple[Parameter, ...] = ()
    contents: tuple[Content, ...] = ()
    links: Mapping[str, Json] = field(default_factory=dict)
    extensions: Mapping[str, Json] = field(default_factory=dict)
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """One security scheme (OpenAPI 3.1, Security Scheme Object), and how its value is written.

    `prefix` stands before the credential (`"Token "`), for an `apiKey` whose header has one.
    """

    name: str
    kind: Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"]
    location: Literal["query", "header", "cookie"] = "header"  #: of an apiKey
    parameter: str = "Authorization"  #: name of the header, query parameter or cookie
    scheme: str = ""  #: of `http`: basic, bearer, digest, ...
    prefix: str = ""
    bearer_format: str = ""
    description: str = ""
    flows: Mapping[str, Json] = field(default_factory=dict)
    open_id_connect_url: str = ""
    placeholder: str = ""  #: what the definition writes instead of a credential: `<token>`
    extensions: Mapping[str, Json] = field(default_factory=dict)
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One scheme that a call needs, with its scopes."""

    auth: Auth
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A documented base URL; `variables` as in OpenAPI 3.1, Server Variable Object."""

    url: str
    description: str = ""
    variables: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One method on one path, with all that is documented about it.

    `security` lists alternatives; the requirements of one alternative are all needed. An empty
    alternative allows anonymous calls; no alternative means that nothing is documented.
    `spans` maps JSON pointers into the endpoint's contract to where the definition says it.
    """

    id: str  #: unique in the reference, fit for a URL: `create-user`
    method: str  #: upper case
    path: str  #: `/api/user/{id}`
    title: str = ""
    summary: str = ""
    description: str = ""
    kind: Literal["path", "webhook", "callback"] = "path"
    operation_id: str = ""
    servers: tuple[Server, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[Requirement, ...], ...] = ()
    samples: tuple[Example, ...] = ()  #: documented requests: curl, Python, ...
    callbacks: tuple[Endpoint, ...] = ()
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    external_docs: Mapping[str, Json] = field(default_factory=dict)
    components: Mapping[str, Schema] = field(default_factory=dict)
    extensions: Mapping[str, Json] = field(default_factory=dict)
    span: Span | None = None
    spans: Mapping[str, Span] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """`POST /api/user`: how findings and reports name it."""
        return f"{self.method} {self.path}"

    def span_at(self, pointer: str) -> Span:
        """Where the definition says what stands at a pointer of the contract, or around it."""
        while pointer:
            if (span := self.spans.get(pointer)) is not None:
                return span
            pointer = pointer.rpartition("/")[0]
        return self.span or Span("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A group of endpoints, with its words; `parent` nests groups (OpenAPI 3.2)."""

    name: str
    description: str = ""
    title: str = ""
    parent: str = ""
    external_docs: Mapping[str, Json] = field(default_factory=dict)
    extensions: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Everything read from a project's definitions, in the order it is written."""

    endpoints: tuple[Endpoint, ...] = ()
    title: str = ""
    version: str = ""
    description: str = ""
    tags: tuple[Tag, ...] = ()
    info: Mapping[str, Json] = field(default_factory=dict)  #: all else that OpenAPI says of an API
    external_docs: Mapping[str, Json] = field(default_factory=dict)
    extensions: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One branch of `oneOf` or `anyOf`, as a field of its own."""

    label: str
    field: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One documented name in a request or a response: a view of its schema for people.

    `path` names it inside its body: names joined by dots, `[]` for the items of an array, `{}`
    for the values of a map, `<2>` for the second choice: `data[].owner<2>.id`; "" is the root.
    A dot or bracket inside a name is escaped with a backslash. Built by `core.fields`.
    """

    name: str
    path: str
    pointer: str  #: of its schema, in the contract
    schema: Schema  #: references resolved and `allOf` merged, one level deep
    type: str  #: in words: `string`, `array of integer`, `string or null`
    required: bool = False
    nullable: bool = False
    description: str = ""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    unchecked: str = ""  #: why no verdict can be given; "" when one can
    children: tuple[Field, ...] = ()  #: properties, `[]` items, `{}` values, in this order
    combiner: Literal["", "oneOf", "anyOf"] = ""
    choices: tuple[Choice, ...] = ()
    discriminator: str = ""
    repeats: str = ""  #: path of the ancestor that this field has the schema of
    component: str = ""  #: name of the component schema that says all that stands below it
    page: str = ""  #: of that component, where it has one
    elsewhere: bool = False  #: what stands below it is documented on that page only

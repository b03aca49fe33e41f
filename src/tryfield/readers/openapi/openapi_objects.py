"""Which members the objects of OpenAPI 3 have, over all of its versions.

A member's form is `text`, `flag`, `any`, the name of an object, a list `form*` or a map `form{}`.
A `!` behind it says that it is required; a version, that it came with that one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tryfield.core.contract import openapi_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What one member of an object holds."""

    form: str
    required: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One object of OpenAPI: its members, and what all other names hold."""

    members: dict[str, Member] = field(default_factory=dict)
    others: str = ""
    pattern: re.Pattern[str] | None = None


#: Object -> the group of the components that it can be referred to in.
GROUPS = {
    "schema": "schemas",
    "response": "responses",
    "parameter": "parameters",
    "example": "examples",
    "body": "requestBodies",
    "header": "headers",
    "scheme": "securitySchemes",
    "link": "links",
    "callback": "callbacks",
    "item": "pathItems",
    "media": "mediaTypes",
}

_VALUE = """description:text required:flag deprecated:flag allowEmptyValue:flag style:text
    explode:flag allowReserved:flag schema:schema content:media{} example:any examples:example{}"""

_TABLE = {
    "document": """openapi:text! $self:text@3.2 info:info! jsonSchemaDialect:text@3.1
        servers:server* paths:paths webhooks:item{}@3.1 components:components
        security:requirement* tags:tag* externalDocs:docs""",
    "info": """title:text! summary:text@3.1 description:text termsOfService:text contact:any
        license:any version:text!""",
    "server": "url:text! description:text variables:variable{} name:text@3.2",
    "variable": "enum:text* default:text! description:text",
    "item": f"""summary:text description:text get:operation put:operation post:operation
        delete:operation options:operation head:operation patch:operation trace:operation
        query:operation@3.2 additionalOperations:operation{{}}@3.2
        {openapi_terms.OPERATIONS}:operation{{}} servers:server* parameters:parameter*""",
    "operation": f"""tags:text* summary:text description:text externalDocs:docs operationId:text
        parameters:parameter* requestBody:body responses:responses callbacks:callback{{}}
        deprecated:flag security:requirement* servers:server*
        {openapi_terms.RESPONSES}:response* {openapi_terms.PARAMETERS}:parameter*""",
    "parameter": f"name:text! in:text! {_VALUE}",
    "header": _VALUE,
    "body": "description:text content:media{}! required:flag",
    "media": f"""schema:schema itemSchema:schema@3.2 example:any examples:example{{}}
        encoding:encoding{{}} prefixEncoding:encoding*@3.2 itemEncoding:encoding@3.2
        {openapi_terms.ITEM_SCHEMA}:schema""",
    "encoding": """contentType:text headers:header{} style:text explode:flag allowReserved:flag
        encoding:encoding{}@3.2 prefixEncoding:encoding*@3.2 itemEncoding:encoding@3.2""",
    "response": """summary:text@3.2 description:text! headers:header{} content:media{}
        links:link{} status:text""",
    "example": """summary:text description:text value:any externalValue:text dataValue:any@3.2
        serializedValue:text@3.2""",
    "link": """operationRef:text operationId:text parameters:object requestBody:any description:text
        server:server""",
    "tag": """name:text! description:text externalDocs:docs summary:text@3.2 parent:text@3.2
        kind:text@3.2""",
    "docs": "url:text! description:text",
    "xml": """name:text namespace:text prefix:text attribute:flag wrapped:flag""",
    "components": """schemas:schema{} responses:response{} parameters:parameter{}
        examples:example{} requestBodies:body{} headers:header{} securitySchemes:scheme{}
        links:link{} callbacks:callback{} pathItems:item{}@3.1 mediaTypes:media{}@3.2""",
    "scheme": """type:text! description:text name:text in:text scheme:text bearerFormat:text
        flows:flows openIdConnectUrl:text oauth2MetadataUrl:text@3.2 deprecated:flag@3.2""",
    "flows": """implicit:flow password:flow clientCredentials:flow authorizationCode:flow
        deviceAuthorization:flow@3.2""",
    "flow": """authorizationUrl:text tokenUrl:text refreshUrl:text
        deviceAuthorizationUrl:text@3.2 scopes:any""",
}
_OTHERS = {
    "paths": ("item", re.compile(r".*", re.DOTALL)),
    "responses": ("response", re.compile(r"[1-5](\d\d|XX)|default", re.IGNORECASE)),
    "callback": ("item", re.compile(r".*", re.DOTALL)),
}


def _members(table: str) -> dict[str, Member]:
    members = {}
    for word in table.split():
        name, _, form = word.partition(":")
        form, _, since = form.partition("@")
        required = form.endswith("!")
        members[name] = Member(form=form.removesuffix("!"), required=required, since=since)
    return members


SHAPES = {name: Shape(members=_members(table)) for name, table in _TABLE.items()} | {
    name: Shape(others=form, pattern=pattern) for name, (form, pattern) in _OTHERS.items()
}

#: What an object is called in a sentence.
TITLES = {
    "item": "path item",
    "body": "request body",
    "media": "media type",
    "scheme": "security scheme",
    "docs": "external documentation",
    "variable": "server variable",
}

#: Objects that say nothing without their required members.
NEEDY = frozenset({"server", "parameter", "tag", "docs", "scheme"})

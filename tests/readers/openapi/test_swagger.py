"""OpenAPI 2.0 becomes what OpenAPI 3.1 says."""

from __future__ import annotations

from tests.readers.openapi.reading import cut, read
from tryfield.core.contract.contract_reader import from_contract
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.model import Server
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_values import Values

TEXT = """
swagger: '2.0'
info: {title: Pets, version: 1.0.0}
host: api.example.org
basePath: /v1
schemes: [https, http]
consumes: [application/json, application/xml]
produces: [application/json]
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, in: header, name: X-Key}
  login:
    type: oauth2
    flow: accessCode
    authorizationUrl: https://example.org/authorize
    tokenUrl: https://example.org/token
    scopes: {read: Read}
security:
  - login: [read]
    key: []
  - basic: []
parameters:
  limit: {name: limit, in: query, type: integer, default: 10, maximum: 50}
  pet:
    name: pet
    in: body
    required: true
    description: The pet.
    schema: {$ref: '#/definitions/Pet'}
responses:
  Missing:
    description: Not there.
    schema: {$ref: '#/definitions/Fault'}
paths:
  /pets:
    parameters:
      - $ref: '#/parameters/limit'
    get:
      parameters:
        - {name: tags, in: query, type: array, items: {type: string}}
        - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: multi}
        - {name: X-Trace, in: header, type: string}
      responses:
        200:
          description: Pets.
          headers:
            X-Total: {type: integer, description: How many.}
          schema: {type: array, items: {$ref: '#/definitions/Pet'}}
          examples:
            application/json: [{name: Rex}]
        404: {$ref: '#/responses/Missing'}
    post:
      security: []
      parameters:
        - $ref: '#/parameters/pet'
      responses:
        201: {description: Made.}
  /pets/{id}/photo:
    put:
      consumes: [multipart/form-data]
      parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: photo, in: formData, type: file, required: true}
        - {name: title, in: formData, type: string}
      responses:
        default: {description: Done.}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [name]
    properties:
      name: {type: string, x-nullable: true}
      kind: {type: string}
  Cat:
    allOf:
      - $ref: '#/definitions/Pet'
      - {properties: {lives: {type: integer}}}
  Fault: {type: object, properties: {message: {type: string}}}
"""


def test_a_document_of_openapi_2_0_is_read_without_a_finding() -> None:
    reference, findings = read(TEXT)

    assert findings == ()
    assert [e.name for e in reference.endpoints] == [
        "GET /pets",
        "POST /pets",
        "PUT /pets/{id}/photo",
    ]


def test_host_path_and_schemes_are_servers() -> None:
    reference, _ = read(TEXT)

    assert reference.endpoints[0].servers == (
        Server(url="https://api.example.org/v1"),
        Server(url="http://api.example.org/v1"),
    )


def test_parameters_have_schemas_and_styles() -> None:
    reference, _ = read(TEXT)
    limit, tags, ids, trace = reference.endpoints[0].parameters

    assert limit.schema == {"type": "integer", "default": 10, "maximum": 50}
    assert (tags.style, tags.explode) == ("form", False)
    assert (ids.style, ids.explode) == ("form", True)
    assert (trace.location, trace.style) == ("header", "simple")


def test_a_body_has_the_media_types_that_are_consumed() -> None:
    reference, _ = read(TEXT)
    body = reference.endpoints[1].body

    assert body is not None
    assert body.required
    assert body.description == "The pet."
    assert [c.media_type for c in body.contents] == ["application/json", "application/xml"]
    assert body.contents[0].schema == {"$ref": "#/components/schemas/Pet"}


def test_form_fields_are_properties_and_files_are_binary() -> None:
    reference, _ = read(TEXT)
    body = reference.endpoints[2].body

    assert body is not None
    (content,) = body.contents
    assert content.media_type == "multipart/form-data"
    assert content.schema == {
        "type": "object",
        "required": ["photo"],
        "properties": {
            "photo": {
                "type": "string",
                "format": "binary",
                "contentMediaType": "application/octet-stream",
            },
            "title": {"type": "string"},
        },
    }


def test_responses_have_content_headers_and_examples() -> None:
    reference, _ = read(TEXT)
    found, missing = reference.endpoints[0].responses

    assert found.headers[0].schema == {"type": "integer"}
    assert found.contents[0].examples[0].text == '[\n  {\n    "name": "Rex"\n  }\n]'
    assert missing.status == "404"
    assert missing.contents[0].schema == {"$ref": "#/components/schemas/Fault"}


def test_security_is_alternatives_of_schemes() -> None:
    reference, _ = read(TEXT)
    first, second = reference.endpoints[0].security

    assert [(r.auth.name, r.auth.kind, r.scopes) for r in first] == [
        ("login", "oauth2", ("read",)),
        ("key", "apiKey", ()),
    ]
    assert [(r.auth.kind, r.auth.scheme) for r in second] == [("http", "basic")]
    assert reference.endpoints[1].security == ((),)


def test_heirs_of_a_discriminator_come_along() -> None:
    reference, _ = read(TEXT)
    components = reference.endpoints[0].components

    assert list(components) == ["Pet", "Cat", "Fault"]
    pet = components["Pet"]
    assert isinstance(pet, dict)
    assert pet["discriminator"] == {"propertyName": "kind"}
    assert pet["properties"]["name"] == {"type": ["string", "null"]}


def test_what_moved_still_knows_its_place() -> None:
    reference, _ = read(TEXT)
    text = TEXT.lstrip("\n")
    get, post, put = reference.endpoints

    schema = "/paths/~1pets/get/responses/200/content/application~1json/schema/items"
    assert cut(text, get.span_at(schema)) == "items: {$ref: '#/definitions/Pet'}"
    limit = "/paths/~1pets/get/parameters/0/schema/maximum"
    assert cut(text, get.span_at(limit)) == "maximum: 50"
    body = "/paths/~1pets/post/requestBody/content/application~1json/schema"
    assert cut(text, post.span_at(body)) == "schema: {$ref: '#/definitions/Pet'}"
    title = "/requestBody/content/multipart~1form-data/schema/properties/title"
    where = put.span_at(f"/paths/~1pets~1{{id}}~1photo/put{title}")
    assert cut(text, where) == "{name: title, in: formData, type: string}"


def test_a_request_accepts_what_an_operation_produces_where_no_response_has_a_schema() -> None:
    text = """
swagger: '2.0'
info: {title: Pictures, version: '1'}
host: api.example.org
produces: [text/html]
paths:
  /pictures/{id}:
    get:
      produces: [image/webp, image/png]
      parameters: [{name: id, in: path, required: true, type: string}]
      responses:
        200: {description: A picture.}
  /pictures:
    get:
      produces: [image/png, application/json]
      responses:
        200: {description: All of them., schema: {type: array}}
        404: {description: None.}
    delete:
      responses:
        204: {description: Gone.}
"""
    endpoints = read(text)[0].endpoints
    accepted = {one.name: build_request(one, Values()).header("Accept") for one in endpoints}

    assert accepted == {
        "GET /pictures/{id}": "image/webp, image/png",
        "GET /pictures": "image/png, application/json",
        "DELETE /pictures": "text/html",
    }
    picture = endpoints[0]
    assert picture.responses[0].contents == ()
    assert from_contract(to_contract(picture)).extensions == picture.extensions

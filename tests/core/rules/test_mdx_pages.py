"""What is found on MDX pages as people write them, and what is not.

In a page words are the schema, and examples are what their titles and places make of them.
"""

from __future__ import annotations

import pytest

from tests.core.rules.documents import found
from tryfield.core.findings import Severity
from tryfield.core.model import Endpoint
from tryfield.readers import definition_reader


def read(body: str, api: str = "GET https://api.example.com/v1/plants/{id}") -> Endpoint:
    """The endpoint of a page with this body."""
    text = f'---\ntitle: "Plants"\napi: "{api}"\n---\n\n{body}\n'
    (endpoint,) = definition_reader.read_text(text, file="plants.mdx").reference.endpoints
    return endpoint


def said(body: str, api: str = "GET https://api.example.com/v1/plants/{id}") -> list[str]:
    """Rule and message of each error and warning."""
    return [f"{one.rule}: {one.message}" for one in found(read(body, api))]


ID = '<ParamField path="id" type="string" required>Id.</ParamField>\n\n'
MAKE = "POST https://api.example.com/v1/plants"


def response(fields: str, example: str, title: str = "200") -> str:
    return f"{ID}{fields}\n\n<ResponseExample>\n```json {title}\n{example}\n```\n</ResponseExample>"


def request(fields: str, curl: str) -> str:
    return f"{fields}\n\n<RequestExample>\n```bash\n{curl}\n```\n</RequestExample>"


@pytest.mark.parametrize(
    "words",
    [
        "Address of the photo (null if none).",
        "Why it wilted, or `null` when it did not.",
        "Nullable. The date of the first flower.",
        "Is `null` for plants that cannot be null and void.",
    ],
)
def test_null_is_fine_where_the_description_speaks_of_it(words: str) -> None:
    field = f'<ResponseField name="photo" type="string">{words}</ResponseField>'

    assert said(response(field, '{"photo": null}')) == []


@pytest.mark.parametrize("words", ["Never null.", "It must not be `null`.", "A non-null text."])
def test_null_is_not_fine_where_the_description_excludes_it(words: str) -> None:
    field = f'<ResponseField name="photo" type="string">{words}</ResponseField>'

    (finding,) = said(response(field, '{"photo": null}'))
    assert finding == "example-field-type: 'photo' is null, but documented as a string."


def test_all_nulls_that_a_page_does_not_speak_about_are_one_warning() -> None:
    fields = "\n".join(
        f'<ResponseField name="{name}" type="{kind}">It.</ResponseField>'
        for name, kind in (("photo", "string"), ("height", "integer"), ("bed", "object"))
    )
    example = '{\n  "photo": null,\n  "height": null,\n  "bed": null\n}'

    (finding,) = found(read(response(fields, example)))
    assert finding.severity is Severity.WARNING
    assert finding.message == "'photo', 'height' and 'bed' are null, but documented without null."
    assert finding.field == "photo"


def test_null_beside_another_type_is_an_error() -> None:
    field = '<ResponseField name="tags" type="string[]">Tags.</ResponseField>'

    (finding,) = found(read(response(field, '{"tags": [null, 7]}')))
    assert finding.severity is Severity.ERROR


def test_a_list_of_what_the_page_documents_is_a_note() -> None:
    fields = (
        '<ResponseField name="id" type="integer">Id.</ResponseField>\n'
        '<ResponseField name="name" type="string">Name.</ResponseField>'
    )
    endpoint = read(response(fields, '[{"id": 1, "name": "fern"}]'))

    (finding,) = [one for one in found(endpoint, notes=True) if one.rule == "example-field-type"]
    assert finding.severity is Severity.NOTE
    assert said(response(fields, '["fern"]')) == [
        "example-field-type: The body is array of 1 item, but documented as an object."
    ]


def test_a_component_that_carries_name_and_type_is_a_field() -> None:
    fields = """<ParamField body="bed" type="object" required>
  <Expandable title="bed">
    <SoilField parentKey="bed" childKey="depth" type="integer">How deep.</SoilField>
  </Expandable>
</ParamField>"""
    curl = (
        "curl -X POST https://api.example.com/v1/plants "
        "-H 'Content-Type: application/json' -d '{\"bed\": {\"depth\": %s}}'"
    )

    assert said(request(fields, curl % 3), MAKE) == []
    assert said(request(fields, curl % '"x"'), MAKE) == [
        "example-field-type: 'bed.depth' is string \"x\", but documented as an integer."
    ]


def test_a_field_with_a_component_that_cannot_be_read_may_have_more_fields() -> None:
    fields = """<ResponseField name="bed" type="object">
  <ResponseField name="depth" type="integer">How deep.</ResponseField>
  <SharedBedFields />
</ResponseField>"""

    assert said(response(fields, '{"bed": {"depth": 1, "soil": "loam"}}')) == []
    assert said(response(fields, '{"bed": {"depth": "x"}}')) != []


def test_a_map_in_words_has_any_names() -> None:
    fields = """<ResponseField name="prices" type="object">
  Map of size to price.
  <ResponseField name="small" type="integer">For example.</ResponseField>
</ResponseField>"""

    assert said(response(fields, '{"prices": {"small": 1, "tall": 2}}')) == []


@pytest.mark.parametrize(
    "words",
    [
        "Optional. The bed.",
        "Required if `indoor` is false.",
        "The bed. Required in **outdoor** mode.",
    ],
)
def test_what_a_description_calls_optional_may_be_left_out(words: str) -> None:
    fields = (
        f'<ParamField body="bed" type="string" required>{words}</ParamField>\n'
        '<ParamField body="name" type="string" required>Required for all plants.</ParamField>'
    )
    curl = (
        "curl -X POST https://api.example.com/v1/plants "
        "-H 'Content-Type: application/json' -d '{%s}'"
    )

    assert said(request(fields, curl % '"name": "fern"'), MAKE) == []
    assert said(request(fields, curl % '"bed": "b"'), MAKE) == [
        "request-field-missing: 'name' is documented as required, but the request leaves it out."
    ]


NAME = '<ParamField body="name" type="string" required>Name.</ParamField>\n\n'
CURL = (
    "curl -X POST https://api.example.com/v1/plants "
    "-H 'Content-Type: application/json' -d '{\"name\": \"fern\"}'"
)


def test_a_command_that_polls_or_downloads_is_only_shown() -> None:
    page = (
        request(NAME, CURL)
        + "\n\n### Wait for it\n\n```bash\ncurl https://api.example.com/v1/plants/7/state\n```\n"
        + '\n```bash\ncurl -L "$PHOTO_URL" -o photo.jpg\n```\n'
    )
    endpoint = read(page, MAKE)

    assert found(endpoint, notes=True) == []
    assert len(endpoint.samples) == 1
    assert "/7/state" in endpoint.description


def test_a_command_of_another_path_in_the_box_is_only_shown_beside_one_that_fits() -> None:
    page = request(
        NAME, CURL + "\n```\n```bash Wait\ncurl https://api.example.com/v1/plants/7/state"
    )

    assert said(page, MAKE) == []


def test_of_a_wrong_address_only_the_address_is_reported() -> None:
    page = request(NAME, CURL.replace("/plants", "/plantz").replace("name", "nome"))

    (finding,) = said(page, MAKE)
    assert finding.startswith("request-url-differs: The curl command calls")


def test_a_slip_in_the_path_is_reported_beside_a_command_that_fits() -> None:
    page = request(NAME, CURL + "\n```\n```bash Again\n" + CURL.replace("/plants", "/plantz"))

    assert [one.partition(":")[0] for one in said(page, MAKE)] == ["request-url-differs"]


def test_what_only_the_examples_say_of_credentials_may_differ_between_them() -> None:
    key, token = (
        CURL + " -H 'x-api-key: YOUR_KEY'",
        CURL + " -H 'Authorization: Bearer YOUR_TOKEN'",
    )
    page = request(NAME, f"{key}\n```\n```bash With a session\n{token}")

    assert said(page, MAKE) == []
    (finding,) = said('<ParamField header="x-api-key" type="string">Key.</ParamField>' + page, MAKE)
    assert finding.endswith("sends 'Authorization: Bearer …', but 'x-api-key: …' is documented.")


def test_authentication_that_words_call_optional_may_be_left_out() -> None:
    field = '<ParamField header="Authorization" type="string">{}`Bearer <token>`</ParamField>\n\n'
    page = request(NAME, CURL)

    assert said(field.format("Optional. ") + page, MAKE) == []
    (finding,) = said(field.format("Yours: ") + page, MAKE)
    assert finding.endswith("sends no credentials, but 'Authorization: Bearer …' is documented.")


@pytest.mark.parametrize("text", ["__PLANT_ID__", "<plant id>", "PLANT_ID"])
def test_a_placeholder_has_no_format(text: str) -> None:
    field = '<ResponseField name="id" type="uuid">Id.</ResponseField>'

    assert rules(read(response(field, f'{{"id": "{text}"}}'))) == []
    assert rules(read(response(field, '{"id": "seven"}'))) == ["example-field-format"]


def rules(endpoint: Endpoint) -> list[str]:
    return [one.rule for one in found(endpoint, notes=True)]


def test_names_are_said_as_they_are_written() -> None:
    fields = (
        '<ResponseField name="beds[].@odata" type="string">It.</ResponseField>\n'
        '<ResponseField name="a" type="object"><ResponseField name="b" type="integer" />'
        "</ResponseField>"
    )

    assert said(response(fields, '{"beds": [{"@odata": 1, "x.y": 2}], "a": {"b": 1}}')) == [
        "example-field-type: 'beds[].@odata' is integer 1, but documented as a string.",
        "example-field-undocumented: 'beds[].x.y' is shown, but not documented.",
    ]


def test_the_name_of_a_value_in_a_map_is_the_one_that_stands_there() -> None:
    field = '<ResponseField name="prices" type="map<string, integer>">Prices.</ResponseField>'

    assert said(response(field, '{"prices": {"small": 1, "tall": "x"}}')) == [
        "example-field-type: 'prices.tall' is string \"x\" in 1 of 2, but documented as an integer."
    ]


SUCCESS = (
    '<ResponseField name="status" type="string" required>State.</ResponseField>\n'
    '<ResponseField name="plant" type="object">The plant.</ResponseField>'
)


@pytest.mark.parametrize(
    ("title", "example", "status"),
    [
        ("Too many plants", '{"plant": null, "errors": [{"message": "At most 5."}]}', "default"),
        ("Bed in use", '{"error": "in use"}', "default"),
        ("Frozen", '{"success": false, "message": "It is winter."}', "default"),
        ("Refused", '{"code": 403, "message": "Not yours."}', "default"),
        ("Ready (Failed)", '{"status": "failed", "plant": {}}', "2XX"),
        ("Failed plant", '{"status": "failed", "plant": {}}', "2XX"),
        ("Response (Error)", '{"message": "No."}', "default"),
        ("Response", '{"status": "fine"}', "2XX"),
        ("409 Already planted", '{"status": "x"}', "409"),
    ],
)
def test_an_example_belongs_to_the_response_that_title_and_body_say(
    title: str, example: str, status: str
) -> None:
    endpoint = read(response(SUCCESS, example, title))

    (shown,) = [one.status for one in endpoint.responses if one.contents[0].examples]
    assert shown == status
    assert found(endpoint) == []


def test_a_success_that_leaves_out_a_field_stays_a_success() -> None:
    assert [one.partition(":")[0] for one in said(response(SUCCESS, '{"plant": {}}', "Done"))] == [
        "example-field-missing"
    ]


def test_a_request_in_the_box_of_responses_is_a_request() -> None:
    page = (
        f"{NAME}{SUCCESS}\n"
        '<ResponseExample>\n```json Request (plain)\n{"name": "fern"}\n```\n'
        '```json Response\n{"status": "fine"}\n```\n</ResponseExample>'
    )

    endpoint = read(page, MAKE)

    assert found(endpoint) == []
    assert endpoint.body is not None
    assert [one.name for one in endpoint.body.contents[0].examples] == ["Request (plain)"]


def test_notation_and_fragments_under_headings_are_text() -> None:
    fields = """<ParamField body="beds" type="object[]" required>
  <ParamField body="soil" type="string" required>Soil.</ParamField>
  <ParamField body="depth" type="integer">Depth.</ParamField>
</ParamField>

<ResponseField name="text" type="object">Words.</ResponseField>
"""
    page = fields + (
        '\n## Request\n\nA bed is deep like this:\n\n```json\n{"soil": "loam", "depth": 3}\n```\n'
        '\n## Response\n\n```json\n{"kind": "word" | "letter"}\n```\n'
        '\n### The `text` field of the response\n\n```json\n{"size": 3}\n```\n'
    )
    endpoint = read(page, MAKE)

    assert found(endpoint) == []
    assert endpoint.body is not None
    assert not any(one.examples for one in endpoint.body.contents)
    assert '"depth": 3' in endpoint.description


def test_a_title_with_another_status_than_the_documented_one_is_a_warning() -> None:
    page = (
        '<Tabs><Tab title="200">\n<ResponseField name="status" type="string">S.</ResponseField>\n'
        '</Tab>\n<Tab title="Error">\n<ResponseField name="message" type="string">M.'
        "</ResponseField>\n</Tab></Tabs>\n\n<ResponseExample>\n"
        '```json {}\n{{"status": "fine"}}\n```\n</ResponseExample>'
    )

    assert said(ID + page.replace("{{", "{").replace("}}", "}").replace("{}", "200")) == []
    (finding,) = said(ID + page.replace("{{", "{").replace("}}", "}").replace("{}", "201"))
    assert finding == (
        "status-undocumented: An example shows status 201, but no response documents it."
    )


def test_a_content_type_that_holds_no_fields_is_a_slip_of_the_command() -> None:
    page = request(NAME, CURL.replace("application/json", "text/plain"))

    (finding,) = said(page, MAKE)
    assert finding.startswith("content-type-differs: The curl command sends 'text/plain'")


def test_a_placeholder_excuses_its_own_segment_alone() -> None:
    page = "{}<RequestExample>\n```bash\ncurl $BASE/v1/{}/<id>\n```\n</RequestExample>"
    api = "GET /v1/plants/{id}"

    assert said(page.format(ID, "plants"), api) == []
    assert [one.partition(":")[0] for one in said(page.format(ID, "weeds"), api)] == [
        "request-url-differs"
    ]


def test_a_field_of_any_name_allows_all() -> None:
    star = '<ParamField body="*" type="object" required>What the kind asks for.</ParamField>'
    keyed = '<ParamField body="<size>" type="integer">Price of the size.</ParamField>'

    assert said(request(star, CURL), MAKE) == []
    assert found(read(request(keyed, CURL.replace('"fern"', "3")), MAKE), notes=True) == []


def test_the_messages_of_a_web_socket_are_no_body_of_a_get() -> None:
    field = '<ParamField body="text" type="string" required>Words.</ParamField>'

    assert said(field, "WSS wss://api.example.com/listen") == []
    assert [one.partition(":")[0] for one in said(field, "GET https://api.example.com/x")] == [
        "get-with-body"
    ]


def test_a_quote_that_breaks_a_line_of_json_is_one_finding() -> None:
    field = '<ResponseField name="text" type="string">Words.</ResponseField>'

    (finding,) = said(response(field, '{"text": "say "fern" and , "weed": then"}'))
    assert finding.startswith("example-not-json: The response example '200' is not JSON.")


def test_variants_under_headings_of_their_own_are_choices() -> None:
    page = """### Body

<ParamField body="note" type="string">For both.</ParamField>

#### A timed bed

<ParamField body="kind" type="string" required>`timed`.</ParamField>
<ParamField body="seconds" type="integer" required>How long.</ParamField>

#### A free bed

<ParamField body="kind" type="string" required>Must be `free`.</ParamField>
<ParamField body="text" type="string" required>Words.</ParamField>

<RequestExample>
```json Timed
{"kind": "timed", "seconds": 30, "note": "x"}
```
```json Free
{"kind": "free", "text": "x"}
```
</RequestExample>"""

    assert found(read(page, MAKE), notes=True) == []
    (finding,) = said(page.replace('"seconds": 30', '"seconds": "x"'), MAKE)
    assert finding.startswith("example-field-type: 'seconds' (choice 'A timed bed') is string")
    (finding,) = said(page.replace('"seconds": 30, ', ""), MAKE)
    assert finding.startswith("request-field-missing: 'seconds' (choice 'A timed bed') is")


def test_a_name_that_stands_twice_under_one_heading_is_a_finding() -> None:
    assert [
        one.rule
        for one in definition_reader.read_text(
            f'---\napi: "{MAKE}"\n---\n{NAME}{NAME}', file="a.mdx"
        ).findings
    ] == ["field-twice"]


@pytest.mark.parametrize(
    "head",
    [
        'title: "POST /v1/beds"\n---\n\n',
        'title: "Beds"\n---\n\n```\nPOST https://api.example.com/v1/beds\n```\n\n',
        'title: "Beds"\n---\n\n`POST /v1/beds`\n\n',
        'title: "POST /beds"\n---\n\n**POST** `/v1/beds`\n\n',
    ],
)
def test_a_page_may_state_its_endpoint_without_an_api_line(head: str) -> None:
    reading = definition_reader.read_text(f"---\n{head}{NAME}", file="beds.mdx")

    (endpoint,) = reading.reference.endpoints
    assert (endpoint.method, endpoint.path) == ("POST", "/v1/beds")
    assert reading.findings == ()


def test_a_page_that_states_two_endpoints_is_about_none() -> None:
    text = f"---\ntitle: Beds\n---\n\n`POST /v1/beds`\n\n`GET /v1/beds`\n\n{NAME}"

    assert definition_reader.read_text(text, file="beds.mdx").reference.endpoints == ()


def test_an_illustration_in_an_export_is_no_document() -> None:
    text = (
        "# Hide an endpoint\nSource: https://docs.example.com/hide\n\n"
        '```json\n{"paths": {"/plants": {"get": {"x-hidden": true}}}}\n```\n'
    )
    reading = definition_reader.read_text(text, file="hide.md")

    assert reading.reference.endpoints == ()
    assert reading.findings == ()


def test_another_content_type_that_the_text_names_is_fine() -> None:
    field = '<ParamField body="photo" type="file">Photo.</ParamField>\n\n' + NAME
    form = "curl -X POST https://api.example.com/v1/plants -F 'photo=@a.jpg' -F 'name=fern'"
    page = request(field, f"{form}\n```\n```bash With an address\n{CURL}")

    (finding,) = said(page, MAKE)
    assert finding.startswith("content-type-differs: The curl command sends 'application/json'")
    assert said("Send a file, or `application/json` with an address.\n\n" + page, MAKE) == []


def test_null_is_fine_for_what_is_there_only_sometimes() -> None:
    field = '<ResponseField name="bed" type="string">The bed (if applicable).</ResponseField>'

    assert said(response(field, '{"bed": null}')) == []


def test_one_of_several_fields_is_enough_where_the_description_says_so() -> None:
    fields = (
        '<ParamField body="name" type="string" required>Provide exactly one of `name` and `id`.'
        '</ParamField>\n<ParamField body="id" type="integer">Id.</ParamField>'
    )

    assert said(request(fields, CURL.replace('"name": "fern"', '"id": 7')), MAKE) == []


def test_an_empty_example_of_a_response_without_fields_is_fine() -> None:
    assert said(f"{ID}<ResponseExample>\n```json 200\n```\n</ResponseExample>") == []


def test_what_an_unreadable_command_sends_is_not_missed() -> None:
    broken = CURL.replace("-H 'Content-Type: application/json'", '-H "X: "a/b"')

    assert [one.partition(":")[0] for one in said(request(NAME, broken), MAKE)] == [
        "curl-unreadable"
    ]


@pytest.mark.parametrize("heading", ["## More about it", "### Response", "#### Fields"])
def test_a_heading_in_a_tab_does_not_leave_its_status(heading: str) -> None:
    page = (
        "### Response\n\n"
        '<ResponseField name="id" type="integer">Id.</ResponseField>\n\n'
        f'<Tabs>\n<Tab title="404">\n\n{heading}\n\n'
        '<ResponseField name="message" type="string">Why.</ResponseField>\n</Tab>\n</Tabs>'
    )

    names = {}
    for one in read(ID + page).responses:
        schema = one.contents[0].schema
        assert isinstance(schema, dict)
        names[one.status] = list(schema["properties"])
    assert names == {"2XX": ["id"], "404": ["message"]}

"""The pages of the rules of live checks: what each reports, a bad and a good case, and the fix."""

from __future__ import annotations

from collections.abc import Mapping

_CORRECT = "To fix it: correct the documentation, or the API."

LIVE_RULE_PAGES: Mapping[str, str] = {
    "live-field-type": f"""
        The API returns a value of another type than is documented.

        Programs that trust the documentation break on it.

        Bad: documented as `number`, answered as

        ```json
        {{"success": "1"}}
        ```

        Good:

        ```json
        {{"success": 1}}
        ```

        {_CORRECT} `--unsafe-fixes` documents the type that the API sends.
    """,
    "live-field-missing": f"""
        The API leaves out a field that is documented as required.

        A field that is not documented as required may be absent.

        Bad: `id` is documented as required, and the answer is

        ```json
        {{"name": "Ada"}}
        ```

        Good:

        ```json
        {{"id": 7, "name": "Ada"}}
        ```

        {_CORRECT}
    """,
    "live-field-value": f"""
        The API returns a value that the documentation does not allow.

        It is none of the documented values, outside of the documented limits, or (a warning) not of
        the documented format.

        Bad: documented as one of `active`, `paused`, answered as

        ```json
        {{"status": "deleted"}}
        ```

        Good:

        ```json
        {{"status": "paused"}}
        ```

        {_CORRECT}
    """,
    "live-field-undocumented": """
        The API returns a name that no field documents.

        A reader who meets it finds nothing about it. Where a documented name is nearly the same,
        the finding says so: a renamed field is the usual reason.

        Bad: only `identifer` is documented, and the answer is

        ```json
        {"identifier": "ada"}
        ```

        Good: the answer has the documented names only.

        To fix it: document the name; `--unsafe-fixes` writes a field to begin with.
    """,
    "live-endpoint-undocumented": """
        Traffic calls a method and an address that no definition documents.

        Ids in the address are shown as names in braces. Addresses that the API answers with 404,
        405, 410 or 501 are left out, since it does not know them either.

        Bad: `GET /users/{user_id}` is documented, and a client calls `DELETE /users/7`.

        Good: `DELETE /users/{user_id}` is documented as well.

        To fix it: document the endpoint. Where other services answer at the same host, name the
        base URL of this API with `--base`.
    """,
    "live-header-undocumented": """
        Responses in traffic have a header that nobody documents.

        Headers of HTTP, of browsers and of usual gateways need no documentation. One finding stands
        for all endpoints that return the header.

        Bad: the API returns `X-Shop-Quota: 12`, and no response documents it.

        Good: the responses document `X-Shop-Quota`.

        To fix it: document it, or leave it out with `--ignore-headers 'X-Shop-*'`.
    """,
    "live-request-header-undocumented": """
        Clients in traffic send a header that nobody documents.

        Headers of HTTP, of browsers and of usual gateways need no documentation.

        Bad: clients send `X-Team: blue`, and no endpoint documents it.

        Good: the header is a documented parameter.

        To fix it: document it, or leave it out with `--ignore-headers X-Team`.
    """,
    "live-request-undocumented": """
        A client sends a parameter or a field that nobody documents, and the API accepts it.

        Requests that the API refuses with 4xx are not looked at. Parameters that analytics add,
        such as `utm_source`, need no documentation.

        Bad: only `limit` is documented, and a client calls `/users?limit=5&offset=10`.

        Good: `offset` is documented as well.

        To fix it: document the name; `--unsafe-fixes` writes a field to begin with.
    """,
    "live-request-missing": f"""
        A client leaves out what is documented as required, and the API accepts that.

        Secrets and cookies are not missed: most tools leave them out of recordings.

        Bad: `name` is documented as required, and `{{}}` is answered with 201.

        Good: `name` is optional, or the API answers with 422.

        {_CORRECT}
    """,
    "live-request-type": f"""
        A client sends a value of another type than the documented one, and the API accepts it.

        Bad: `age` is documented as an integer, and `{{"age": "12"}}` is answered with 201.

        Good: `age` is documented as integer or string, or the API answers with 422.

        {_CORRECT}
    """,
    "live-request-value": f"""
        A client sends a value beyond the documented limits, and the API accepts it.

        Bad: `limit` is documented with a maximum of 100, and `?limit=500` is answered with 200.

        Good: the maximum is the one that the API enforces.

        {_CORRECT}
    """,
    "live-request-body": f"""
        A client sends a body where none is documented, or none where one is required.

        The API accepts it. A body that is documented as JSON and is none is reported here as well.

        Bad: no body is documented for `DELETE /users`, and a client sends one.

        Good: the body is documented.

        {_CORRECT}
    """,
    "live-request-content-type": f"""
        A client sends a body of a media type that is not documented, and the API accepts it.

        Bad: `application/json` is documented, and a client sends a form.

        Good: `application/x-www-form-urlencoded` is documented as well.

        {_CORRECT}
    """,
    "live-status-undocumented": f"""
        The API returns a status that is not documented.

        Its body cannot be compared with anything. An undocumented refusal (4xx) is a warning, any
        other status an error. Operations with the same response are one finding.

        Bad: 200 and 404 are documented, and the API answers 422.

        Good: 422 is documented as well.

        {_CORRECT}
    """,
    "live-content-type-differs": f"""
        The API returns in another media type than is documented.

        JSON under another name is compared nevertheless.

        Bad: `application/json` is documented, and the API answers `text/html`.

        Good: the API answers `application/json`.

        {_CORRECT}
    """,
    "live-content-type-missing": """
        The API does not say the media type of its answer.

        A client has to guess (RFC 9110, section 8.3).

        Bad: an answer without `Content-Type`.

        Good: `Content-Type: application/json`.

        To fix it: send the header.
    """,
    "live-body-undocumented": f"""
        The API returns with a body, and none is documented for the status.

        Bad: 204 is documented without a body, and the API sends JSON with 200.

        Good: the body has fields in the documentation.

        {_CORRECT}
    """,
    "live-body-missing": f"""
        A body is documented, and the API answers without one.

        Bad: fields are documented for 200, and the answer is empty.

        Good: the answer has the documented body.

        {_CORRECT}
    """,
    "live-not-json": """
        The API returns something that is not JSON, where JSON is documented.

        Bad: an HTML page, a trailing comma, `NaN`.

        Good: JSON (RFC 8259).

        To fix it: correct the API; a proxy in front of it is the usual reason.
    """,
    "live-no-success": """
        No call of an operation reached a success, so its documented success was not checked.

        Values were taken from the documentation, from earlier responses and from schemas.
        Operations with the same response are one finding: a missing header, for example.

        Bad: `GET /users/7` answers 404, and the fields of 200 were not compared.

        Good: its definition says values that work.

        ```yaml
        tryfield:
          values:
            path: {id: "${user_id}"}
        ```

        To fix it: say working values, or capture them from another call.
    """,
    "live-server-error": """
        The API fails with a status of 5xx.

        A documented 5xx is an error as well: a call that the documentation allows must not break
        the API.

        Bad: `POST /orders` without the optional `note` answers 500.

        Good: the API answers a success, or refuses the call with 4xx and says why.

        To fix it: correct the API. Where a failure is meant, expect it with `status` in
        `[[live.operations]]`.
    """,
    "live-status-unexpected": """
        The API returns another status than the settings expect.

        Bad: `status = 201` in `[[live.operations]]`, and the API answers 200.

        Good: the API answers one of the expected statuses.

        To fix it: correct the values of the operation, or `status` in its settings.
    """,
    "live-not-refused": """
        The API accepts a call that it has to refuse by its documentation.

        `--refusals` sends an id that does not exist where 404 is documented, no credentials where
        401 is, another `If-Match` where 412 is. Where 400 or 422 is, it leaves out a required
        field or parameter, or gives one the wrong type.

        Bad: `GET /users/<unknown>` answers 200, and 404 is documented.

        Good: it answers 404.

        To fix it: correct the documentation, or the API.
    """,
    "live-no-answer": """
        The API gave no answer to one call, where it answered others.

        Bad: the call ran into the time limit, or the connection broke.

        Good: every call is answered.

        To fix it: run the check again, or allow more time with `--timeout`.
    """,
    "live-unreachable": """
        The API gave no answer at all; nothing was checked live.

        The exit code is 4, so that a server that is down is not taken for a documentation error.

        Bad: `--live http://127.0.0.1:1`.

        Good: the base URL of an API that is running.

        To fix it: check the address, and whether the API is up.
    """,
    "live-authentication-refused": """
        The API refused calls with 401 or 403.

        One finding stands for all of them; after three refusals in a row nothing more is asked.

        Bad: no `--auth`, or a secret that is no longer good.

        Good: `--auth '${TOKEN}'`, with a variable that holds a working secret.

        To fix it: give credentials, or correct them.
    """,
    "live-setting-unused": """
        A setting of `[live]` concerns no operation.

        It was written for an operation or a parameter that has another name, or is gone.

        Bad: `id = "createUser"` in a block of `[[live.operations]]`, where the operation is called
        `create_user`.

        Good: the block and the documents name the same operation.

        To fix it: correct the name, or remove the setting.
    """,
    "live-security-undocumented": """
        A credential was sent although no document says how.

        `--auth` follows the security schemes of the documents. Where there is none, it sends
        `Authorization: Bearer`, which may not be what the API reads.

        Bad: an OpenAPI document without `securitySchemes`, for an API that asks for a token.

        Good: the document declares a scheme, and the operations that need it.

        To fix it: document the scheme; or name the header yourself: `--header 'X-Key: ${KEY}'`.
    """,
    "live-base-path-wrong": """
        The API returns 404 to every call.

        Bad: `--live https://api.example.com`, where the API is below `/v1`.

        Good: `--live https://api.example.com/v1`.

        To fix it: correct the path of the base URL.
    """,
}

"""The pages of the rules about snippets: what each reports, a bad and a good case, and the fix."""

from __future__ import annotations

from collections.abc import Mapping

SNIPPET_RULE_PAGES: Mapping[str, str] = {
    "snippet-fails": """
        A Python snippet of a page does not run.

        It is no Python, it raises, or it does not come to an end. The finding names the page's own
        line, and shows the traceback as a reader would see it.

        Bad:

        ```text
        user = httpx2.get("https://api.example.com/users/7").json()
        print(user["fullName"])  # KeyError: 'fullName'
        ```

        Good:

        ```text
        print(user["name"])
        ```

        To fix it: correct the snippet. One that is meant to raise is marked `should_fail`, one that
        cannot run here `no_run` or `skip="why"`.
    """,
    "snippet-should-fail": """
        A snippet is marked `should_fail`, and runs through.

        Bad: the page says that the call is refused, and it is not.

        Good: the snippet raises.

        To fix it: correct the snippet, or take the mark away.
    """,
    "snippet-call-undocumented": """
        A snippet calls an address of the API that is not documented.

        A reader who copies it gets 404, or something that nobody promised.

        Bad: `curl https://api.example.com/user/7`, where `/users/{id}` is documented.

        Good: `curl https://api.example.com/users/7`.

        To fix it: correct the address or the method, or document the endpoint.
    """,
    "snippet-call-differs": """
        A Python snippet calls an endpoint in another way than is documented.

        A field has another type, a required one is missing, or a name is not documented.

        Bad: `httpx2.post(url, json={"user_name": "Ada"})`, where `name` is documented.

        Good: `httpx2.post(url, json={"name": "Ada"})`.

        To fix it: correct the call, or the documentation.
    """,
    "snippet-mark-unknown": """
        A comment in front of a snippet has a word that means nothing.

        Bad: `<!-- tryfield: norun -->`.

        Good: `<!-- tryfield: no_run -->`.

        To fix it: write `run`, `no_run`, `should_fail`, `continue`, `no_cell` or `skip="why"`.
    """,
}

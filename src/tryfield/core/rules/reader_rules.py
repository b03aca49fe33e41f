"""Manual pages of the findings that readers make before any rule runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class _Page(NamedTuple):
    first: str
    why: str
    bad: str
    good: str
    fix: str
    language: str = "mdx"

    def text(self) -> str:
        """The page as the docstring of a rule would have it."""
        marks = "````" if "```" in self.bad else "```"

        def fenced(text: str) -> str:
            return f"{marks}{self.language}\n{text}\n{marks}"

        return "\n\n".join(
            (
                self.first,
                self.why,
                "Bad:",
                fenced(self.bad),
                "Good:",
                fenced(self.good),
                f"To fix it: {self.fix}",
            )
        )


_PAGES = {
    "definition-unreadable": _Page(
        "A definition cannot be read.",
        "The file is missing, too large or not text, so nothing of it is shown or checked.",
        "users.mdx: UTF-16, little-endian",
        "users.mdx: UTF-8",
        "follow the advice of the finding.",
        "text",
    ),
    "export-truncated": _Page(
        "The copy of a page breaks off.",
        "What is missing cannot be shown, and what is left may be cut inside of a field.",
        '<ResponseField name="id" type="num',
        '<ResponseField name="id" type="number">\n  Number of the user.\n</ResponseField>',
        "export the page again, or take its source.",
    ),
    "front-matter-broken": _Page(
        "The front matter of a page is not YAML.",
        "Title and address of the endpoint stand there; they are read as well as they can be.",
        "---\ntitle: Create: a user\n---",
        '---\ntitle: "Create: a user"\n---',
        "put the value into quotes, or correct the line that the finding names.",
    ),
    "overlay-invalid": _Page(
        "An OpenAPI Overlay, or one of its actions, cannot be followed.",
        "The action is left out, so the documents say something else than its author wrote.",
        "actions:\n  - target: paths./users.get\n    update: {deprecated: true}",
        "actions:\n  - target: $.paths['/users'].get\n    update: {deprecated: true}",
        "write the target as a JSONPath of RFC 9535, and one of `update`, `remove` and `copy`.",
        "yaml",
    ),
    "overlay-target-missing": _Page(
        "An action of an overlay selects nothing in any document.",
        "The document has changed, or the target has a slip; either way the action does nothing.",
        "actions:\n  - target: $.paths['/user'].get  # the path is /users\n    remove: true",
        "actions:\n  - target: $.paths['/users'].get\n    remove: true",
        "correct the target, or remove the action.",
        "yaml",
    ),
    "tag-unclosed": _Page(
        "A component is opened and never closed.",
        "It is left out, with what it documents, because nobody can know where it ends.",
        '<ResponseField name="id" type="number">\n  Number of the user.',
        '<ResponseField name="id" type="number">\n  Number of the user.\n</ResponseField>',
        "add the closing tag.",
    ),
    "tag-stray": _Page(
        "A closing tag closes nothing.",
        "Often its opening tag was lost, or two tags overlap.",
        '<Expandable title="Owner">\n</ResponseField>\n</Expandable>',
        '<Expandable title="Owner">\n</Expandable>',
        "remove it, or move it to where its component ends.",
    ),
    "tag-broken": _Page(
        "A tag cannot be read.",
        "A quote or a brace in it is never closed, so its attributes are not known.",
        '<ParamField query="limit type="integer">',
        '<ParamField query="limit" type="integer">',
        'write attributes as `name="value"`.',
    ),
    "tag-deep": _Page(
        "A component is nested too deep.",
        "Hostile pages nest without end; a page for people does not.",
        "<Expandable><Expandable><Expandable>... more than a hundred levels",
        '<Expandable title="Owner">',
        "use fewer levels.",
    ),
    "fence-unclosed": _Page(
        "A code fence has no end.",
        "Everything after it is read as code, so fields below it are not found.",
        '```json\n{"id": 7}',
        '```json\n{"id": 7}\n```',
        "add a line with as many backticks as the fence began with.",
        "text",
    ),
    "attribute-twice": _Page(
        "A tag has one attribute twice.",
        "The last one counts; a reader of the source may believe the first.",
        '<ParamField query="limit" type="string" type="integer" />',
        '<ParamField query="limit" type="integer" />',
        "remove one of them.",
    ),
    "expression-skipped": _Page(
        "A value would have to be evaluated.",
        "Pages are read and never run, so only literals are understood.",
        '<ParamField query="limit" default={settings.limit} />',
        '<ParamField query="limit" default={20} />',
        "write a literal.",
    ),
    "import-skipped": _Page(
        "A page imports code.",
        "Code is never run. Snippets inside of the docs folder are read; anything else is not.",
        'import { Limits } from "https://example.com/limits.js"',
        'import Limits from "/snippets/limits.mdx"',
        "nothing, unless it documents a field.",
    ),
    "snippet-refused": _Page(
        "A page imports a file that it may not bring.",
        "What a page imports is published, so it comes from the docs folder or from that of the "
        "page, through no symbolic link that leads outside, and is not hidden.",
        'import Limits from "../../private/limits.mdx"',
        'import Limits from "/snippets/limits.mdx"',
        "move the file into the docs folder.",
    ),
    "export-skipped": _Page(
        "A page defines code.",
        "Code is never run, so what it would show is not there.",
        "export const Field = (props) => <ResponseField {...props} />",
        '<ResponseField name="id" type="number" />',
        "nothing, unless it documents a field.",
    ),
    "component-unknown": _Page(
        "A page uses a component that we do not know.",
        "Its content is kept and shown; what it would add is not.",
        '<FancyField name="id" />',
        '<ResponseField name="id" type="number" />',
        "nothing, unless it documents a field.",
    ),
    "field-nameless": _Page(
        "A field has no name.",
        "Nobody can know what it documents.",
        '<ParamField type="string">',
        '<ParamField query="limit" type="string">',
        "name it.",
    ),
    "field-twice": _Page(
        "A page documents one name twice in the same place.",
        "A reader who finds the first does not see the second; both are allowed by the checks.",
        '<ResponseField name="id" type="string" />\n<ResponseField name="id" type="number" />',
        '<ResponseField name="id" type="number" />',
        "keep one, or put each under the tab or heading of the answer that it belongs to.",
    ),
    "openapi-not-found": _Page(
        "A page names an operation that is in no document.",
        "Only what the page says itself is shown.",
        '---\nopenapi: "post /users"\n---\nand no document has it',
        '---\nopenapi: "openapi.yaml post /users"\n---',
        "put the document into the docs folder, or name it in docs.json.",
        "text",
    ),
    "operation-differs": _Page(
        "A page says something else of a field than the OpenAPI operation that it shows.",
        "Type, values, presence, default and location of a field are compared, and a field that "
        "the document does not have is a warning. A reader sees the document's field; whoever "
        "edits the page sees another. What only one of them says is fine.",
        "the document says `amount: {type: integer}`, required, and the page\n\n"
        '<ParamField body="amount" type="string">Optional.</ParamField>',
        '<ParamField body="amount" type="integer" required>In cents.</ParamField>',
        "correct the page or the document; or remove the field from the page.",
    ),
    "openapi-syntax": _Page(
        "An OpenAPI document is not YAML or JSON.",
        "What stands before the fault is read, what follows it is not.",
        "info: {title: Users",
        "info: {title: Users}",
        "correct the place that the finding names.",
        "yaml",
    ),
    "openapi-duplicate-key": _Page(
        "An OpenAPI document has one key twice in a mapping.",
        "Tools keep one or the other value.",
        "get: {operationId: one}\nget: {operationId: two}",
        "get: {operationId: one}\npost: {operationId: two}",
        "remove one of them.",
        "yaml",
    ),
    "openapi-invalid": _Page(
        "Something in an OpenAPI document is not what OpenAPI has there.",
        "It is left out, or read as it was probably meant; the finding says which.",
        "description: {text: Users}",
        "description: Users",
        "correct it.",
        "yaml",
    ),
    "openapi-version": _Page(
        "A document uses words of another version of OpenAPI than it declares.",
        "They are read as they are meant, but other tools pass them over.",
        "openapi: 3.1.0\n# ...\ntype: string\nnullable: true",
        "openapi: 3.1.0\n# ...\ntype: [string, 'null']",
        "write it as the declared version has it, or declare the other one.",
        "yaml",
    ),
    "openapi-limit": _Page(
        "An OpenAPI document is larger or deeper than we read.",
        "Limits keep a hostile document from stopping a build.",
        "# thousands of levels of nesting",
        "# a document for people",
        "split the document, or nest less.",
        "yaml",
    ),
    "openapi-reference": _Page(
        "A `$ref`, an `externalValue` or a link leads nowhere, or to a file that it may not bring.",
        "What it stands for is not shown and not checked. A `$ref` leads to documents (.json, "
        ".yaml, .yml) of the project, an `externalValue` to a file in the docs folder or in that "
        "of the document, whose suffix fits the media type; nothing is hidden, and no symbolic "
        "link leads outside. The links of a response lead to operations of the document, and what "
        "they fill are its parameters; a link into another document is a note.",
        "$ref: 'schemas/common.yaml#/Usr'",
        "$ref: 'schemas/common.yaml#/User'",
        "correct the reference, or add what it names.",
        "yaml",
    ),
    "openapi-remote-reference": _Page(
        "A `$ref` leads to another host.",
        "Nothing is fetched unless it is allowed, so that a build needs no network.",
        "$ref: 'https://example.com/schemas.yaml#/User'",
        "$ref: 'schemas.yaml#/User'",
        "put a copy into the project.",
        "yaml",
    ),
    "curl-option-unknown": _Page(
        "A curl command has an option that curl does not know.",
        "curl stops with an error.",
        "curl --headers 'Accept: application/json' https://api.example.com/users",
        "curl --header 'Accept: application/json' https://api.example.com/users",
        "write the option as curl has it.",
        "bash",
    ),
    "curl-option": _Page(
        "An option of a curl command lacks its value.",
        "curl takes the next word for it, or stops with an error.",
        "curl https://api.example.com/users --header",
        "curl https://api.example.com/users --header 'Accept: application/json'",
        "write the value.",
        "bash",
    ),
    "curl-continuation": _Page(
        "A line of a curl command lost its backslash, or something stands behind it.",
        "A shell runs the lines as two commands.",
        "curl https://api.example.com/users\n  --header 'Accept: application/json'",
        "curl https://api.example.com/users \\\n  --header 'Accept: application/json'",
        "end the line with a backslash and nothing behind it.",
        "bash",
    ),
    "curl-typographic": _Page(
        "A curl command has typographic quotes or dashes.",
        "A shell takes them for ordinary letters.",
        "curl “https://api.example.com/users”",
        'curl "https://api.example.com/users"',
        "write plain quotes; `tryfield check --fix` does.",
        "bash",
    ),
    "curl-unquoted": _Page(
        "A word of a curl command needs quotes.",
        "A shell takes `&`, `?` or `<` for signs of its own.",
        "curl https://api.example.com/users?limit=1&page=2",
        "curl 'https://api.example.com/users?limit=1&page=2'",
        "put the word into single quotes.",
        "bash",
    ),
    "rule-failed": _Page(
        "A rule failed on a definition.",
        "That is a fault of ours; all other rules have run.",
        "rule-failed: The rule 'example-field-type' failed here: KeyError.",
        "(no such finding)",
        "please report the definition that it failed on.",
        "text",
    ),
}

READING: Mapping[str, str] = {name: page.text() for name, page in _PAGES.items()}

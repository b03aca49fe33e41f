"""A wire request as code: the curl command, and programs in other languages.

The console, the pages and the live check show it. The code sends the same bytes as the console.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from tryfield.core.masking import masked
from tryfield.core.media_types import essence
from tryfield.core.multipart import type_of_file
from tryfield.core.request.request_url import path_objection
from tryfield.core.snippets.snippet_templates import TEMPLATES, Template, shell_literal
from tryfield.core.wire import WireRequest

#: Identifier and title of each language, in the order of their tabs.
LANGUAGES = {"curl": "cURL", **{name: one.title for name, one in TEMPLATES.items()}}

_SHARP = frozenset({"curl", "python", "ruby", "powershell"})  # comments begin with `#`
_INLINE = 32_768  # Longer bodies are read from a file.
_NO_HEADERS = re.compile(r"[^\n]*[\[{]\n\$headers\n *[\]}],\n")
_BODY_LINE = re.compile(r"[^\n]*\$body[^\n]*")
_NO_TYPE = "Content-Type:"  # Otherwise curl adds one of its own.
_ENCODED = str.maketrans({"{": "%7B", "}": "%7D", "[": "%5B", "]": "%5D"})
_FILLED = re.compile(
    r"\$(method|url|headers|head|content|imports|body|parts|name|value|line|text)\b"
)


def snippet(request: WireRequest, language: str, *, mask: Sequence[str] | None = ()) -> str:
    """The request as code.

    Args:
        request: What is sent.
        language: A key of `LANGUAGES`.
        mask: Credentials to hide, beside those that are recognised by the name of their header;
            None shows everything.

    Returns:
        A comment that says why, where the path leads to another operation and nobody may send it.

    Raises:
        KeyError: The language is not one of `LANGUAGES`.
    """
    if objection := path_objection(request.url):
        return f"{'#' if language in _SHARP else '//'} {objection}\n"
    shown = request if mask is None else masked(request, mask)
    if language == "curl":
        return _curl(shown)
    return _code(shown, TEMPLATES[language])


def _curl(request: WireRequest) -> str:
    method, body = request.method, request.body
    parts = [f"--url {shell_literal(request.url)}"]
    if method == "HEAD" and not body:
        parts.insert(0, "--head")
    elif method != "GET" or body:
        parts.insert(0, f"--request {_word(method)}")
    if re.search(r"[][{}]", request.url):
        parts.append("--globoff")
    form = _form_options(request)
    for name, value in request.headers:
        if form is None or name.lower() != "content-type":  # curl writes it, with a boundary
            parts.append(f"--header {shell_literal(_line(name, value))}")
    before = ""
    if form is not None:
        parts += form
    elif request.filename:
        if request.header("content-type") is None:
            parts.append(f"--header {shell_literal(_NO_TYPE)}")
        parts.append(f"--data-binary {shell_literal('@' + request.filename)}")
    elif body:
        if request.header("content-type") is None:
            parts.append(f"--header {shell_literal(_NO_TYPE)}")
        text = _text(body)
        if len(body) > _INLINE:
            parts.append("--data-binary @body.bin")
        elif text is None or "\0" in text:
            before = f"printf %s {shell_literal(base64.b64encode(body).decode())} | base64 -d | "
            parts.append("--data-binary @-")
        else:
            parts.append(f"--data-raw {shell_literal(text)}")
    return before + "curl " + " \\\n  ".join(parts) + "\n"


def _form_options(request: WireRequest) -> list[str] | None:
    """The options that write a multipart body; None where curl could not write the same parts."""
    if not _is_form(request):
        return None
    options = []
    for part in request.parts:
        if re.search(r"[=\"\r\n]", part.name):
            return None
        text = _text(part.value)
        if part.filename is not None:
            content = "@" + _form_word(part.filename, ends=";,")
        elif text is None or "\0" in text:
            return None
        else:
            content = _form_word(text, ends=";")
        usual = type_of_file(part.filename) if part.filename else ""
        about = f";type={part.media_type}" if part.media_type not in ("", usual) else ""
        about += "".join(f';headers="{_escaped(f"{n}: {v}")}"' for n, v in part.headers)
        options.append(f"--form {shell_literal(f'{part.name}={content}{about}')}")
    return options


def _is_form(request: WireRequest) -> bool:
    kind = essence(request.header("content-type") or "")
    return bool(request.parts) and kind == "multipart/form-data"


def _form_word(text: str, *, ends: str) -> str:
    """A word of `--form`, in quotes where it has to be (curl manual, `--form`)."""
    plain = not any(one in text for one in ends) and text[:1] not in ('"', "@", "<", "(", "=")
    return text if plain and text == text.strip() else f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _line(name: str, value: str) -> str:
    """A header for curl, which takes one without a value for one to leave out."""
    return f"{name}: {value}" if value else f"{name};"


def _joined(headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers of one name as one, which means the same (RFC 9110, 5.3; RFC 6265 for cookies)."""
    found: dict[str, tuple[str, str]] = {}
    for name, value in headers:
        first, values = found.get(name.lower(), (name, ""))
        joint = "; " if name.lower() == "cookie" else ", "
        found[name.lower()] = (first, joint.join(filter(None, (values, value))))
    return tuple(found.values())


def _strict(url: str) -> str:
    """The URL with what RFC 3986 does not allow in a query encoded; `{names}` of its path stay."""
    path, mark, query = url.partition("?")
    return path + mark + query.translate(_ENCODED)


def _word(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9-]+", text) else shell_literal(text)


def _text(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _code(request: WireRequest, template: Template) -> str:
    literal = template.literal
    parts = _parts(request, template)
    if parts is not None:
        own, content = _headers(request, template, form=True)
        body, imported = "", ""
    else:
        own, content = _headers(request, template)
        body, imported = _body(request, template)
    filled = {
        "method": literal(request.method),
        "url": literal(_strict(request.url) if template.strict else request.url),
        "head": template.head if request.method == "HEAD" else "",
        "headers": "\n".join(own),
        "content": "\n".join(content),
        "imports": imported,
        "body": body,
        "parts": parts or "",
    }
    text = (template.form_text if parts is not None else "") or template.text
    if not own:
        text = _NO_HEADERS.sub("", text)
    if parts is not None and not template.form_text:
        text = template.form_before + _BODY_LINE.sub(lambda _: template.form, text)
    kept = [
        line
        for line in text.split("\n")
        if "$body" not in line or (request.body and parts is None)
        if not line.startswith(("$headers", "$content", "$imports", "$head")) or filled[line[1:]]
    ]
    return _note(request, template) + _fill("\n".join(kept), filled)


def _parts(request: WireRequest, template: Template) -> str | None:
    """The lines of the parts of a form; None where the language writes the body as bytes."""
    if template.part is None or not _is_form(request):
        return None
    if template.form_names and len({part.name for part in request.parts}) < len(request.parts):
        return None
    lines = [template.part(part) for part in request.parts]
    return None if None in lines else "\n".join(line for line in lines if line is not None)


def _headers(
    request: WireRequest, template: Template, *, form: bool = False
) -> tuple[list[str], list[str]]:
    """The lines of the headers, and those that belong to the content.

    With `form`, the language itself says the media type, which has a boundary.
    """
    literal = template.literal
    own: list[str] = []
    content: list[str] = []
    headers = _joined(request.headers) if template.joins else request.headers
    for name, value in headers:
        if form and name.lower() == "content-type":
            continue
        filled = {
            "name": literal(name),
            "value": literal(value),
            "line": literal(_line(name, value)),
        }
        if not template.content or not name.lower().startswith("content-"):
            own.append(_fill(template.header, filled))
        elif request.body:
            content.append(_fill(template.content, filled))
    if "$line" in template.header and request.body and request.header("content-type") is None:
        own.append(_fill(template.header, {"line": literal(_NO_TYPE)}))
    return own, content


def _body(request: WireRequest, template: Template) -> tuple[str, str]:
    """The expression for a body, and what has to be imported for it."""
    body = request.body
    if not body:
        return "", ""
    if request.filename and re.fullmatch(r"[\w.-]+", request.filename):
        return template.file.replace("body.bin", request.filename), template.file_import
    if len(body) > _INLINE:
        return template.file, template.file_import
    text = _text(body)
    if text is None:
        encoded = template.literal(base64.b64encode(body).decode())
        return _fill(template.base64, {"text": encoded}), template.base64_import
    return _fill(template.bytes, {"text": template.literal(text)}), ""


def _note(request: WireRequest, template: Template) -> str:
    if template is TEMPLATES["javascript"] and request.body and request.method in ("GET", "HEAD"):
        return f"// fetch refuses a body with {request.method}: use curl or Python.\n"
    return ""


def _fill(template: str, values: dict[str, str]) -> str:
    """Names of values become the values; any other `$name` belongs to the language."""
    return _FILLED.sub(lambda match: values.get(match[1], match[0]), template)

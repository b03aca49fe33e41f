"""How a request is written in each language: string literals, and one template per language.

`request_snippets` fills in the templates. In a template, `$method`, `$url` and `$headers` are
literals and lines of headers; a line that holds `$body` is left out of a request without one, and
so is the list of headers without any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from tryfield.core.multipart import quoted_name, type_of_file
from tryfield.core.wire import Part

_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def shell_literal(text: str) -> str:
    """POSIX shell: single quotes, in which nothing is special but the quote itself."""
    return "'" + text.replace("'", r"'\''") + "'"


def double_quoted(text: str) -> str:
    """JavaScript, Java, C#, Go: the escapes of JSON mean the same in all of them."""
    # Line ends to some of these languages, a mark to Go that may only begin a file, and what
    # nobody sees.
    return _HIDDEN.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


def python_literal(text: str) -> str:
    """Python: double quotes like its formatters, three of them for several lines."""
    lines = text.count("\n") > 0 and text.isprintable() is False
    plain = all(char == "\n" or char.isprintable() for char in text)
    if lines and plain and "\\" not in text and '"""' not in text and not text.endswith('"'):
        return f'"""{text}"""'
    if all(char.isprintable() or char in "\n\t\r" for char in text):
        return json.dumps(text, ensure_ascii=False)
    return repr(text)


def javascript_literal(text: str) -> str:
    """JavaScript: a template for several lines, otherwise double quotes."""
    if "\n" not in text or "\r" in text:  # A template turns CR LF into LF.
        return double_quoted(text)
    return "`" + text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${") + "`"


def go_literal(text: str) -> str:
    """Go: a raw string for several lines, otherwise double quotes."""
    raw = "\n" in text and all(one.isprintable() or one in "\n\t" for one in text)
    return f"`{text}`" if raw and "`" not in text else double_quoted(text)


def single_quoted(text: str) -> str:
    """PHP, and Ruby mostly: single quotes, in which backslash and quote are escaped."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def ruby_literal(text: str) -> str:
    """Ruby: single quotes; double ones for CR, which a source file does not keep before LF."""
    return double_quoted(text).replace("#", "\\#") if "\r" in text else single_quoted(text)


def powershell_literal(text: str) -> str:
    """PowerShell: single quotes, doubled inside; it takes typographic ones for quotes too."""
    for quote in "'‘’‚‛":
        text = text.replace(quote, quote * 2)
    return f"'{text}'"


def _python_part(part: Part) -> str | None:
    """One part as httpx and requests take it: name, and file name, content, media type."""
    if part.filename is not None:
        content: str | None = f"open({python_literal(part.filename)}, 'rb')"
    else:
        content = _part_text(part, python_literal)
    if content is None:
        return None
    about = [python_literal(part.filename) if part.filename is not None else "None", content]
    if part.media_type or part.headers or part.filename is not None:
        said = part.media_type or (type_of_file(part.filename) if part.filename is not None else "")
        about.append(python_literal(said) if said else "None")
    if part.headers:
        pairs = (f"{python_literal(n)}: {python_literal(v)}" for n, v in part.headers)
        about.append("{" + ", ".join(pairs) + "}")
    return f"        ({python_literal(part.name)}, ({', '.join(about)})),"


def _javascript_part(part: Part) -> str | None:
    """One part of a `FormData`, which has files and plain text, and no headers."""
    name = double_quoted(part.name)
    if part.filename is None:
        text = None if part.media_type or part.headers else _part_text(part, javascript_literal)
        # `FormData` writes all line ends as CR LF.
        return None if text is None or b"\n" in part.value else f"form.append({name}, {text});"
    file = double_quoted(part.filename)
    said = double_quoted(part.media_type or type_of_file(part.filename))
    read = f"[await readFile({file})]"
    return f"form.append({name}, new File({read}, {file}, {{ type: {said} }}));"


def _type_of(part: Part) -> str:
    return part.media_type or type_of_file(part.filename or "")


def _disposition(part: Part) -> str:
    """The header that names a part (RFC 7578, 4.2), escaped as in the HTML Standard."""
    named = f'form-data; name="{quoted_name(part.name)}"'
    return f'{named}; filename="{quoted_name(part.filename)}"' if part.filename else named


def _go_part(part: Part) -> str | None:
    """One part by the writer of `mime/multipart`."""
    if part.headers:
        return None
    if part.filename is not None:
        content = f"read({double_quoted(part.filename)})"
        about = f"{go_literal(_disposition(part))}, {double_quoted(_type_of(part))}"
        return f"\tadd(form, {about}, {content})"
    text = _part_text(part, go_literal)
    if text is None:
        return None
    if not part.media_type:
        return f"\tform.WriteField({double_quoted(part.name)}, {text})"
    about = f"{go_literal(_disposition(part))}, {double_quoted(part.media_type)}"
    return f"\tadd(form, {about}, []byte({text}))"


def _csharp_part(part: Part) -> str | None:
    """One item of a `MultipartFormDataContent`."""
    if part.headers:
        return None
    name = double_quoted(part.name)
    if part.filename is not None:
        file = double_quoted(part.filename)
        said = f"{{ Headers = {{ ContentType = new({double_quoted(_type_of(part))}) }} }}"
        return f"    {{ new ByteArrayContent(File.ReadAllBytes({file})) {said}, {name}, {file} }},"
    text = _part_text(part, double_quoted)
    if text is None:
        return None
    said = f", Encoding.UTF8, {double_quoted(part.media_type)}" if part.media_type else ""
    return f"    {{ new StringContent({text}{said}), {name} }},"


def _php_part(part: Part) -> str | None:
    """One item of the array that curl writes as a form."""
    name = single_quoted(part.name)
    if part.headers:
        return None
    if part.filename is not None:
        file = single_quoted(part.filename)
        said = single_quoted(_type_of(part))
        return f"        {name} => new CURLFile({file}, {said}, {file}),"
    text = None if part.media_type else _part_text(part, single_quoted)
    return None if text is None else f"        {name} => {text},"


def _ruby_part(part: Part) -> str | None:
    """One part as `set_form` takes it, which writes no media type for a text."""
    name = ruby_literal(part.name)
    if part.headers:
        return None
    if part.filename is not None:
        file = ruby_literal(part.filename)
        said = f"content_type: {ruby_literal(_type_of(part))}"
        return f"  [{name}, File.open({file}, 'rb'), {{ filename: {file}, {said} }}],"
    text = None if part.media_type else _part_text(part, ruby_literal)
    return None if text is None else f"  [{name}, {text}],"


def _powershell_part(part: Part) -> str | None:
    """One item of `-Form`, which writes each file as `application/octet-stream`."""
    name = powershell_literal(part.name)
    if part.headers or part.media_type not in ("", "application/octet-stream"):
        return None
    if part.filename is not None:
        return f"    {name} = Get-Item {powershell_literal(part.filename)}"
    text = None if part.media_type else _part_text(part, powershell_literal)
    return None if text is None else f"    {name} = {text}"


def _part_text(part: Part, literal: Callable[[str], str]) -> str | None:
    try:
        return literal(part.value.decode("utf-8"))
    except UnicodeDecodeError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One language."""

    title: str
    literal: Callable[[str], str]
    text: str
    header: str  #: one header; `$name` and `$value` are literals
    base64: str = ""  #: bytes from the literal `$text`
    file: str = ""  #: bytes of the file `body.bin`
    bytes: str = "$text"  #: bytes from the literal `$text`, in UTF-8
    base64_import: str = ""  #: `$imports`, when `base64` is used
    file_import: str = ""  #: `$imports`, when `file` is used
    joins: bool = False  #: headers are a mapping, so those of one name become one
    strict: bool = False  #: its URLs take no brackets or braces in a query
    head: str = ""  #: a line that stands for `$head` in a HEAD request
    form: str = ""  #: a line that stands for that of `$body` in a form of parts; `$parts` are they
    form_before: str = ""  #: what comes before everything else then
    form_text: str = ""  #: what stands for `text` in a form of parts, where more is different
    form_names: bool = False  #: parts are a mapping, so a name may stand once only
    part: Callable[[Part], str | None] | None = None  #: one part; None where it cannot be written
    content: str = ""  #: a header that begins with `Content-`, where it belongs to `$content`


TEMPLATES = {
    "python": Template(
        title="Python",
        literal=python_literal,
        text="""\
$imports
import httpx

response = httpx.request(
    $method,
    $url,
    headers=[
$headers
    ],
    content=$body,
)
print(response.status_code)
print(response.text)
""",
        header="        ($name, $value),",
        base64="base64.b64decode($text)",
        base64_import="import base64",
        file="open('body.bin', 'rb').read()",
        bytes="$text.encode()",
        form="    files=[\n$parts\n    ],",
        part=_python_part,
    ),
    "python-requests": Template(
        title="Python (requests)",
        literal=python_literal,
        text="""\
$imports
import requests

response = requests.request(
    $method,
    $url,
    headers={
$headers
    },
    data=$body,
)
print(response.status_code)
print(response.text)
""",
        header="        $name: $value,",
        joins=True,
        base64="base64.b64decode($text)",
        base64_import="import base64",
        file="open('body.bin', 'rb').read()",
        bytes="$text.encode()",
        form="    files=[\n$parts\n    ],",
        part=_python_part,
    ),
    "javascript": Template(
        title="JavaScript",
        literal=javascript_literal,
        text="""\
const response = await fetch($url, {
  method: $method,
  headers: [
$headers
  ],
  body: $body,
});
console.log(response.status);
console.log(await response.text());
""",
        header="    [$name, $value],",
        base64="Uint8Array.from(atob($text), (one) => one.charCodeAt(0))",
        file='await (await import("node:fs/promises")).readFile("body.bin")',
        form="  body: form,",
        form_before="""\
import { readFile } from "node:fs/promises";

const form = new FormData();
$parts
""",
        part=_javascript_part,
    ),
    "go": Template(
        title="Go",
        literal=go_literal,
        text="""\
package main

import (
	"bytes"
$imports
	"fmt"
	"io"
	"net/http"
)

func main() {
	var body []byte
	body = $body
	request, err := http.NewRequest($method, $url, bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
$headers
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	fmt.Println(response.Status, string(text))
}
""",
        header="\trequest.Header.Add($name, $value)",
        base64="func() []byte { b, _ := base64.StdEncoding.DecodeString($text); return b }()",
        base64_import='\t"encoding/base64"',
        file='func() []byte { b, _ := os.ReadFile("body.bin"); return b }()',
        file_import='\t"os"',
        bytes="[]byte($text)",
        form_text="""\
package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
)

func main() {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
$parts
	form.Close()
	request, err := http.NewRequest($method, $url, &body)
	if err != nil {
		panic(err)
	}
	request.Header.Add("Content-Type", form.FormDataContentType())
$headers
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	fmt.Println(response.Status, string(text))
}

func add(form *multipart.Writer, disposition, mediaType string, content []byte) {
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", disposition)
	header.Set("Content-Type", mediaType)
	part, _ := form.CreatePart(header)
	part.Write(content)
}

func read(name string) []byte {
	content, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return content
}
""",
        part=_go_part,
    ),
    "java": Template(
        title="Java",
        literal=double_quoted,
        text="""\
import java.net.URI;
import java.net.http.*;

class Main {
    public static void main(String[] args) throws Exception {
        var body = HttpRequest.BodyPublishers.noBody();
        body = HttpRequest.BodyPublishers.ofByteArray($body);
        var request = HttpRequest.newBuilder(URI.create($url))
            .method($method, body)
$headers
            .build();
        var text = HttpResponse.BodyHandlers.ofString();
        var response = HttpClient.newHttpClient().send(request, text);
        System.out.println(response.statusCode() + "\\n" + response.body());
    }
}
""",
        header="            .header($name, $value)",
        strict=True,
        base64="java.util.Base64.getDecoder().decode($text)",
        file='java.nio.file.Files.readAllBytes(java.nio.file.Path.of("body.bin"))',
        bytes="$text.getBytes(java.nio.charset.StandardCharsets.UTF_8)",
    ),
    "csharp": Template(
        title="C#",
        literal=double_quoted,
        text="""\
using System.Text;

using var client = new HttpClient();
using var request = new HttpRequestMessage(new HttpMethod($method), $url);
request.Content = new ByteArrayContent($body);
$headers
$content
using var response = await client.SendAsync(request);
Console.WriteLine($"{(int)response.StatusCode}\\n{await response.Content.ReadAsStringAsync()}");
""",
        header="request.Headers.TryAddWithoutValidation($name, $value);",
        base64="Convert.FromBase64String($text)",
        file='File.ReadAllBytes("body.bin")',
        bytes="Encoding.UTF8.GetBytes($text)",
        content="request.Content.Headers.TryAddWithoutValidation($name, $value);",
        form="request.Content = new MultipartFormDataContent\n{\n$parts\n};",
        part=_csharp_part,
    ),
    "php": Template(
        title="PHP",
        literal=single_quoted,
        text="""\
<?php
$curl = curl_init();
curl_setopt_array($curl, [
    CURLOPT_URL => $url,
    CURLOPT_CUSTOMREQUEST => $method,
    CURLOPT_RETURNTRANSFER => true,
$head
    CURLOPT_HTTPHEADER => [
$headers
    ],
    CURLOPT_POSTFIELDS => $body,
]);
$text = curl_exec($curl);
echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), PHP_EOL, $text;
""",
        header="        $line,",
        head="    CURLOPT_NOBODY => true,",  # Otherwise curl waits for a body that never comes.
        base64="base64_decode($text)",
        file="file_get_contents('body.bin')",
        form="    CURLOPT_POSTFIELDS => [\n$parts\n    ],",
        form_names=True,
        part=_php_part,
    ),
    "ruby": Template(
        title="Ruby",
        literal=ruby_literal,
        text="""\
require 'net/http'

uri = URI($url)
headers = {
$headers
}
body = nil
body = $body
response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') do |http|
  http.send_request($method, uri.request_uri, body, headers)
end
puts response.code, response.body
""",
        header="  $name => $value,",
        joins=True,
        strict=True,
        base64="$text.unpack1('m')",
        file="File.binread('body.bin')",
        form_text="""\
require 'net/http'

uri = URI($url)
headers = {
$headers
}
request = Net::HTTPGenericRequest.new($method, true, true, uri, headers)
request.set_form([
$parts
], 'multipart/form-data')
response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') do |http|
  http.request(request)
end
puts response.code, response.body
""",
        part=_ruby_part,
    ),
    "powershell": Template(
        title="PowerShell",
        literal=powershell_literal,
        text="""\
$answer = Invoke-WebRequest -Uri $url -CustomMethod $method -SkipHttpErrorCheck `
  -Body $body `
  -Headers @{
$headers
  }
$answer.StatusCode
$answer.Content
""",
        header="    $name = $value",
        joins=True,
        base64="([Convert]::FromBase64String($text))",
        file="([IO.File]::ReadAllBytes('body.bin'))",
        bytes="([Text.Encoding]::UTF8.GetBytes($text))",
        form="  -Form @{\n$parts\n  } `",
        form_names=True,
        part=_powershell_part,
    ),
}

"""How a request is written in each language: one template each, filled in by `core.snippets`.

In a template, `$method`, `$url` and `$headers` are literals and lines of headers; a line that
holds `$body` is left out of a request without one, and so is the list of headers without any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tryfield.core.snippets import literals


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
    content: str = ""  #: a header that begins with `Content-`, where it belongs to `$content`


TEMPLATES = {
    "python": Template(
        title="Python",
        literal=literals.python,
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
    ),
    "python-requests": Template(
        title="Python (requests)",
        literal=literals.python,
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
    ),
    "javascript": Template(
        title="JavaScript",
        literal=literals.javascript,
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
    ),
    "go": Template(
        title="Go",
        literal=literals.go,
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
        file='func() []byte { b, _ := os.ReadFile("body.bin"); return b }()',
        bytes="[]byte($text)",
    ),
    "java": Template(
        title="Java",
        literal=literals.double,
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
        literal=literals.double,
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
    ),
    "php": Template(
        title="PHP",
        literal=literals.single,
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
    ),
    "ruby": Template(
        title="Ruby",
        literal=literals.single,
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
    ),
    "powershell": Template(
        title="PowerShell",
        literal=literals.powershell,
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
    ),
}

"""Requests that every language is to write: quotes, bytes, forms, odd headers and methods."""

from __future__ import annotations

from tryfield.core.multipart import multipart
from tryfield.core.wire import Part, WireRequest

TEXT = "it's \"quoted\" \\ back\\n `tick` $HOME ${x} %d 日本 é\n\ttab </script> 'a' #{x} {{y}} !"
PNG = bytes(range(256)) * 2
FORM, FORM_TYPE = multipart(
    [
        Part(name="file", value=PNG, filename="a b.png", media_type="image/png"),
        Part(name="note", value=TEXT.encode()),
    ]
)
JSON = ("Content-Type", "application/json")
BASE = "http://api.test"
REQUESTS = [
    WireRequest(method="GET", url=f"{BASE}/users"),
    WireRequest(method="GET", url=f"{BASE}/a%20b/%2F?q=%C3%A9%26&x=%27&filter%5Ba%5D=1,2&empty="),
    WireRequest(method="GET", url=f"{BASE}/search", headers=(JSON,), body=b'{"query": {}}'),
    WireRequest(method="POST", url=f"{BASE}/users", headers=(JSON,), body=b'{\n  "a": ""\n}'),
    WireRequest(method="POST", url=f"{BASE}/text", headers=(JSON,), body=TEXT.encode()),
    WireRequest(method="POST", url=f"{BASE}/lines", headers=(JSON,), body=b"a\r\nb\rc\n"),
    WireRequest(method="POST", url=f"{BASE}/at", headers=(JSON,), body=b"@not-a-file"),
    WireRequest(method="POST", url=f"{BASE}/none"),
    WireRequest(method="PUT", url=f"{BASE}/b", headers=(("Content-Type", "x/y"),), body=PNG),
    WireRequest(method="POST", url=f"{BASE}/f", headers=(("Content-Type", FORM_TYPE),), body=FORM),
    WireRequest(
        method="PATCH",
        url=f"{BASE}/h",
        headers=(JSON, ("X-Odd", "a'b\"c\\d $e `f` %41"), ("X-Two", "1"), ("Authorization", "B x")),
        body=b'"\\u00e9"',
    ),
    WireRequest(method="DELETE", url=f"{BASE}/users/1", headers=(("X-A", "b"),)),
    WireRequest(method="QUERY", url=f"{BASE}/q", headers=(JSON,), body=b"[]"),
]

"""Sends for a page what a browser cannot send itself, to a few allowed base URLs.

A browser has no GET with a body, no `Cookie` header and no calls to an API without CORS. The page
posts what it wants sent to the relay of its own origin, and gets the response back. Both are JSON.

    POST /relay
    {"method": "GET", "url": "https://api.example.com/user",
     "headers": [["Content-Type", "application/json"]],
     "body": "e30=",                 base64; may be left out, like `headers`
     "redirect": "follow",           or "manual": a redirection is a response like any other
     "stream": false}

    200
    {"status": 200, "url": "https://api.example.com/user",       after redirections
     "headers": [["content-type", "application/json"]],
     "body": "e30=",                 base64, without the content coding
     "truncated": "",                "size" or "time" where a limit ended the body
     "seconds": 0.041}

With `"stream": true` the response is a line of JSON at a time (`application/x-ndjson`), as it
arrives: `{"status", "url", "headers"}`, then `{"body"}` for each piece, at last
`{"truncated", "seconds"}`. What the relay itself refuses or cannot do has a status from 400 on, or
is the last line of a stream: `{"error": {"code": "url-not-allowed", "message": "..."}}`; the
codes are listed in docs/relay.md. `GET /relay` says what is allowed.
"""

"""The one door from the browser: JSON text in, JSON text out.

The worker of the console calls `call` and `exchange`, nothing else. The shapes are those of
`playground/src/protocol.d.ts`. Numbers keep all their digits. Nothing ever raises: what cannot be
done is `{"error": {"code": ..., "message": ...}}`. Credentials are in the request that is to be
sent and in nothing else.

`open`      `{endpoint, contract}` keeps a contract under an id -> the form: servers, auth, sections
            of fields, bodies, examples, prefilled values, languages
`example`   `{endpoint, name}` -> `{values}` of a documented example
`fill`      `{endpoint, curl}` -> `{values, notes}` that a pasted command says
`prepare`   `{endpoint, values, languages, reveal, page}` -> the request, the same to look at,
            snippets, objections of the docs, obstacles of the browser
`judge`     `{endpoint, answer}` -> judgement, facts of the body, the outcome in words
`mock`      `{endpoint, values, drift}` -> the documented answer, judged
`advise`    `{request, failure, probes}` -> what is known, what is not, what to do, the curl
`snippets`  `{request, languages, reveal, secrets}` -> code by language
`report`    `{endpoint, request, answer}` -> Markdown, redacted
`patch`     `{endpoint, answer, dialect}` -> lines that would document what was seen
`compare`   `{left, right}` -> how two answers differ
"""

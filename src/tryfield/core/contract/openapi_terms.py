"""The terms of OpenAPI, and of its `x-tryfield-` extensions, that readers and writers share."""

from __future__ import annotations

import re
from collections.abc import Container
from zlib import crc32

VERSION = "3.1.1"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

OURS = "x-tryfield-"  #: how our extensions begin

#: On a path item: methods that OpenAPI 3.1 has no field for, by their upper-case name.
OPERATIONS = "x-tryfield-operations"
ID = "x-tryfield-id"
#: The operation id, where the export had to write another one.
OPERATION_ID = "x-tryfield-operationId"
TITLE = "x-tryfield-title"
KIND = "x-tryfield-kind"
PATH = "x-tryfield-path"
METHOD = "x-tryfield-method"
NAME = "x-tryfield-name"
TEXT = "x-tryfield-text"
LANGUAGE = "x-tryfield-language"
STATUS = "x-tryfield-status"
LOCATION = "x-tryfield-in"
STYLE = "x-tryfield-style"
PREFIX = "x-tryfield-prefix"
PLACEHOLDER = "x-tryfield-placeholder"
PARENT = "x-tryfield-parent"
#: Of an endpoint whose page points into a document that is not here: what that says is unknown.
DOCUMENT_MISSING = "x-tryfield-document-missing"
ITEM_SCHEMA = "x-tryfield-itemSchema"
ENCODING = "x-tryfield-encoding"
RESPONSES = "x-tryfield-responses"
CALLBACK = "x-tryfield-callback"
#: On an operation: parameters that OpenAPI does not allow beside the others.
PARAMETERS = "x-tryfield-parameters"
#: On a parameter or response that is set aside: where it stands among all of them.
POSITION = "x-tryfield-position"
#: On a parameter that only the export declares, because OpenAPI wants every path name declared.
UNDECLARED = "x-tryfield-undeclared"
#: On an operation: the `produces` of OpenAPI 2.0, where no response has a schema to hold them.
PRODUCES = "x-tryfield-produces"
#: On a media type: examples whose value lies elsewhere and was not read, by name.
EXTERNAL = "x-tryfield-externalExamples"
SAMPLES = "x-codeSamples"

#: Location -> its style when none is said.
STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
#: What OpenAPI lets a component be called.
COMPONENT_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LONGEST = 100
STATUS_KEY = re.compile(r"[1-5](?:\d\d|XX)|default")


def slug(text: str) -> str:
    """The words of a text, fit for a URL and a file name: `Create a user` -> `create-a-user`.

    A long one ends in a number that is made of all of it.
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text)
    return shortened(re.sub(r"[^\w]+|_+", "-", spaced.lower()).strip("-")) or "endpoint"


def shortened(name: str) -> str:
    """A name of at most 100 bytes in UTF-8: file systems allow 255, and suffixes come behind it."""
    written = name.encode()
    if len(written) <= _LONGEST:
        return name
    return f"{written[: _LONGEST - 9].decode(errors='ignore').rstrip('-')}-{crc32(written):08x}"


def unused(name: str, taken: Container[str], separator: str = "-") -> str:
    """The name, or the name with the first number that is not taken."""
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}{separator}{number}"
    return candidate

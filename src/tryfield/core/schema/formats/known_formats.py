"""The formats that are tested, each with an example for messages.

Written by hand on the standard library, so that CI and the browser give the same answer. Only
ASCII digits are digits; nothing before or after the text is forgiven.
"""

from __future__ import annotations

from collections.abc import Callable

from tryfield.core.schema.formats import date_formats, host_formats, uri_formats

FORMATS: dict[str, Callable[[str], bool]] = {
    "date": date_formats.is_date,
    "date-time": date_formats.is_date_time,
    "duration": date_formats.is_duration,
    "email": host_formats.is_email,
    "hostname": host_formats.is_hostname,
    "idn-email": host_formats.is_international_email,
    "idn-hostname": host_formats.is_international_hostname,
    "ipv4": host_formats.is_ipv4,
    "ipv6": host_formats.is_ipv6,
    "iri": uri_formats.is_iri,
    "iri-reference": uri_formats.is_iri_reference,
    "json-pointer": uri_formats.is_pointer,
    "regex": uri_formats.is_regex,
    "relative-json-pointer": uri_formats.is_relative_pointer,
    "time": date_formats.is_time,
    "uri": uri_formats.is_uri,
    "uri-reference": uri_formats.is_uri_reference,
    "uri-template": uri_formats.is_template,
    "uuid": uri_formats.is_uuid,
    "byte": uri_formats.is_base64,
}

SAMPLES = {
    "date": "2026-11-21",
    "date-time": "2026-11-21T08:30:00Z",
    "duration": "P1DT12H",
    "email": "ada@example.org",
    "hostname": "api.example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "json-pointer": "/items/0",
    "time": "08:30:00Z",
    "uri": "https://example.org/users",
    "uri-reference": "/users?page=2",
    "uuid": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
}

#: OpenAPI's formats of numbers: the least and the greatest.
LIMITS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}

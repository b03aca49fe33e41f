"""Whether an API runs on this machine or in a private network."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


def is_private(url: str) -> bool:
    """Whether every address of a host is a loopback, link-local or private one.

    A name that cannot be resolved is not private. Source: RFC 6761, section 6.3; RFC 1918;
    RFC 4193.
    """
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return _is_private(host)
    except ValueError:
        pass
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(_is_private(address.partition("%")[0]) for address in found)


def _is_private(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return found.is_loopback or found.is_private or found.is_link_local

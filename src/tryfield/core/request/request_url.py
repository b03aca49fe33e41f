"""The URL of a request: server, its variables, path, query; and the origin of a URL.

Source: OpenAPI 3.1.1, Server Object; RFC 3986.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin

from tryfield.core.errors import RequestError
from tryfield.core.model import Endpoint, Server

_VARIABLE = re.compile(r"\{([^{}/?#]+)\}")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
#: `api.example.com/v1`, `localhost:8000`: a host that somebody wrote without its scheme.
_HOST_FIRST = re.compile(
    r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\]|(?:[\w-]+\.)+[A-Za-z]{2,}|[\w.-]+(?=:\d))"
    r"(?::\d+)?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"(?:([^@]*)@)?(\[[^\[\]@]*\]|[^:@\[\]]*)(?::([0-9]*))?")
_HOST = re.compile(r"[a-z0-9_.~-]+")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IPV4 = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\xa0]")
#: Old and new rules for international names disagree about these (UTS #46, section 7).
_DEVIATIONS = frozenset("\u00df\u03c2\u1e9e\u200c\u200d")
_DOT = re.compile(r"\.|%2e", re.IGNORECASE)
_LAYERS = 4  # of percent-encoding that we look behind; nobody writes more on purpose
_FOREIGN = re.compile(r"%u[0-9a-f]{4}|%c[01]%|%e0%[89]|%f0%8", re.IGNORECASE)
_CUT = re.compile(r"[;?#]")
_IGNORED = re.compile(r"[\x00-\x20\x7f]")
_CLIMBS = (
    "A part of the path is '.' or '..', plain or encoded, which leads to another operation: "
    "write another value."
)
_SAFE = "!#$%&()*+,/:;=?@[]~{}"
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class AddressError(RequestError):
    """An address that is not sent to; the words are a sentence, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An absolute URL in parts, as every client reads it."""

    origin: str  #: as in an `Origin` header: `https://api.example.com`, without a usual port
    userinfo: str  #: `name:password`, percent-encoded
    rest: str  #: path, query and fragment, as they were

    def __str__(self) -> str:
        scheme, _, host = self.origin.partition("://")
        return f"{scheme}://{self.userinfo}{'@' if self.userinfo else ''}{host}{self.rest}"


def parsed(url: str) -> Address:
    """The one reading of an absolute URL.

    Raises:
        AddressError: It is relative, clients read it in different ways, or no host has that name.
    """
    parts = _PARTS.fullmatch(url)
    if parts is None and _HOST_FIRST.match(url):
        host = url.partition("/")[0]
        raise AddressError(f"'{host}' has no scheme: write https:// or http:// in front of it.")
    if parts is None:
        raise AddressError("The request has no base URL: choose a server, or type one.")
    scheme, authority, rest = parts[1].lower(), parts[2], parts[3]
    if "{" in authority:
        raise AddressError(f"'{authority}' still holds a name in braces: fill in a value for it.")
    if "\\" in authority or _CONTROLS.search(authority):
        raise AddressError(
            "The base URL has a backslash or a blank where its host is, which clients read in "
            "different ways: write it without."
        )
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        raise AddressError(
            f"'{authority}' is no host with a port: write the base URL as https://host:port/path."
        )
    userinfo, host, port = found[1] or "", _host(found[2]), found[3] or ""
    number = int(port) if port and len(port) < 10 else _PORTS.get(scheme) if not port else 65536
    if number is not None and number > 65535:
        raise AddressError(f"There is no port {port}: write one up to 65535.")
    usual = number is None or number == _PORTS.get(scheme)
    origin = f"{scheme}://{host}" + ("" if usual else f":{number}")
    return Address(origin=origin, userinfo=quote(userinfo, safe="!$&'()*+,;=:%"), rest=rest)


def sendable(url: str) -> Address:
    """As `parsed`, for a URL that a request is sent to: its path means one operation to everybody.

    Raises:
        AddressError: `parsed` refuses it, or its path holds `..` or `.`, plain or encoded. Clients
            and servers take that out with what is before it (RFC 3986, section 5.2.4), which leads
            to another operation.
    """
    address = parsed(url)
    if objection := path_objection(url):
        raise AddressError(objection)
    return address


def path_objection(url: str) -> str:
    """Why a URL, absolute or not, must not be sent to because of its path; "" when it may."""
    parts = _PARTS.fullmatch(url)
    path = (parts[3] if parts else url).partition("#")[0].partition("?")[0]
    return _CLIMBS if path_climbs(path) else ""


def path_climbs(path: str) -> bool:
    """Whether a client or a server might read `..` or `.` out of a path, however it is written.

    Some decode twice, some cut `;parameters` or what looks like a query off a segment first, some
    drop control characters, some read `%u002e` and UTF-8 of more bytes than needed (RFC 3629,
    section 3); these two have no other use, so that they are refused wherever they stand.
    """
    if "." not in path and "%" not in path:
        return False
    for _ in range(_LAYERS):
        if _FOREIGN.search(path):
            return True
        path = unquote(path)
    if _FOREIGN.search(path) or unquote(path) != path:
        return True
    segments = _IGNORED.sub("", path.replace("\\", "/")).split("/")
    return any(_CUT.split(segment, maxsplit=1)[0] in (".", "..") for segment in segments)


def origin_of(url: str) -> str:
    """`https://api.example.com` without the port that goes without saying; "" when there is none.

    There is none for what is relative, and for what `parsed` refuses.
    """
    try:
        return parsed(url).origin
    except AddressError:
        return ""


def base_url(
    endpoint: Endpoint, server: str, variables: Mapping[str, str], *, page: str = ""
) -> str:
    """The base URL with its variables filled in.

    Args:
        endpoint: Documents the servers; the first one counts when none is chosen.
        server: The chosen one, or any URL.
        variables: Values of `{names}` in it; documented defaults fill in the rest. What somebody
            emptied stays in braces, so that it is asked for, and not sent elsewhere.
        page: What relative server URLs are relative to.
    """
    known = {one.url: one for one in endpoint.servers}
    chosen = known.get(server) or (endpoint.servers[0] if endpoint.servers and not server else None)
    url = chosen.url if chosen else server
    filled = _with_variables(url, chosen, variables).strip()
    if _ABSOLUTE.match(filled) or not page or "\\" in filled or _HOST_FIRST.match(filled):
        return filled
    try:
        return urljoin(page.rstrip("/") + "/", filled)
    except ValueError:
        return filled


_MOST_URLS = 64


def server_urls(server: Server) -> tuple[str, ...]:
    """The URLs that a documented server stands for: each default and each listed value.

    What has no default stays in braces.

    Source: OpenAPI 3.1.1, Server Variable Object.
    """
    found = [server.url]
    for name in dict.fromkeys(_VARIABLE.findall(server.url)):
        said = server.variables.get(name)
        if not isinstance(said, Mapping):
            continue
        listed = said.get("enum")
        values = [said["default"]] if "default" in said else []
        values += listed if isinstance(listed, (list, tuple)) else []
        texts = list(dict.fromkeys(str(one) for one in values))
        if texts:
            found = [url.replace("{" + name + "}", one) for url in found for one in texts]
        found = found[:_MOST_URLS]
    return tuple(found)


def join_url(base: str, path: str, query: str) -> str:
    """Base URL, path and query as one URL, in the form that all clients read alike.

    A query of the base or of the path comes first; fragments are never sent. Whatever path and
    query are, the origin stays that of the base. What `parsed` refuses stays as it is.
    """
    base, _, first = base.partition("#")[0].partition("?")
    path, _, second = path.partition("#")[0].partition("?")
    try:
        address = parsed(base)
        base, above = str(address).removesuffix(address.rest), address.rest
    except AddressError:
        found = _PARTS.fullmatch(base)
        base, above = (base[: found.start(3)], found[3]) if found else ("", base)
    above = _without_dots(above).rstrip("/")  # `..` of a base means what it says.
    url = base + _quoted(above + ("" if path.startswith("/") or not path else "/") + path)
    whole = "&".join(part for part in (first, second, query) if part)
    return url + (f"?{quote(whole, safe=_SAFE)}" if whole else "")


def _without_dots(path: str) -> str:
    """A path without dot segments (RFC 3986, section 5.2.4); nothing of it becomes a host."""
    if "." not in path and "%2e" not in path.lower():
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        dots = _DOT.sub(".", segment)
        if dots == "..":
            del kept[max(1, len(kept) - 1) :]
        elif dots != ".":
            kept.append(segment)
    return "/".join(kept)


def _host(text: str) -> str:
    """A host as it travels: ASCII, lower case, an address in its shortest form."""
    if text.startswith("["):
        return _ipv6(text)
    host = text if text.isascii() else _ascii(text)
    host = host.lower()
    if not host:
        raise AddressError("The base URL has no host: write it as https://host/path.")
    if not _HOST.fullmatch(host) or ".." in host or host.startswith("."):
        raise AddressError(f"'{text}' is no name of a host: correct the base URL.")
    last = host.removesuffix(".").rpartition(".")[2]
    if _NUMBER.fullmatch(last) and not _is_ipv4(host):
        raise AddressError(
            f"'{text}' is a number that clients read in different ways: write the address as four "
            "numbers, or a name."
        )
    return host


def _is_ipv4(host: str) -> bool:
    return bool(_IPV4.fullmatch(host)) and all(int(one) < 256 for one in host.split("."))


def _ipv6(text: str) -> str:
    from ipaddress import IPv6Address  # a console starts without it

    try:
        address = IPv6Address(text[1:-1])
        if "%" in text:
            raise ValueError
    except ValueError:
        raise AddressError(f"'{text}' is no IPv6 address: correct the base URL.") from None
    if address.ipv4_mapped is not None:
        raise AddressError(f"'{text}' stands for {address.ipv4_mapped}: write that.")
    return f"[{address.compressed}]"


def _ascii(text: str) -> str:
    """An international name in ASCII, where all rules for that agree (RFC 3490, UTS #46)."""
    try:
        if not _DEVIATIONS.isdisjoint(text):
            raise UnicodeError
        return text.encode("idna").decode("ascii")
    except (UnicodeError, LookupError):
        raise AddressError(
            f"'{text}' is an international name that clients read in different ways: write it in "
            "ASCII (xn--...)."
        ) from None


def _with_variables(url: str, server: Server | None, variables: Mapping[str, str]) -> str:
    documented = server.variables if server else {}

    def value(match: re.Match[str]) -> str:
        name = match[1]
        said = documented.get(name)
        default = said.get("default") if isinstance(said, Mapping) else None
        if name in variables:
            return variables[name] if variables[name] or default == "" else match[0]
        return match[0] if default is None else str(default)

    return _VARIABLE.sub(value, url)


def _quoted(text: str) -> str:
    """Blanks and letters beyond ASCII as a client must write them."""
    return quote(text, safe=_SAFE, errors="replace")

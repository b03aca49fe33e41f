"""Which URLs the relay sends to: those below a base URL that its operator has named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import httpx2

from tryfield.core.errors import ConfigurationError
from tryfield.core.request.request_url import AddressError, path_climbs
from tryfield.core.request.request_url import parsed as reading
from tryfield.relay.address_check import is_public, literal
from tryfield.relay.relay_limits import RelayError

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Base:
    """An allowed base URL: its origin exactly, and every path below its own."""

    scheme: str
    host: str  #: as it travels: ASCII, lower case, an IPv6 address without brackets
    port: int
    path: str  #: without a slash at the end

    def __str__(self) -> str:
        return f"{origin_of(self.scheme, self.host, self.port)}{self.path}"

    def covers(self, url: httpx2.URL) -> bool:
        """Whether a URL is this one, or below it."""
        if (url.scheme, host_of(url), port_of(url)) != (self.scheme, self.host, self.port):
            return False
        path = url.raw_path.partition(b"?")[0].decode("ascii")
        return path == self.path or path.startswith(f"{self.path}/")


def bases(urls: Iterable[str]) -> tuple[Base, ...]:
    """The allowed base URLs, each once.

    Raises:
        ConfigurationError: One of them is no absolute http or https URL, or has parts that
            would be ignored.
    """
    return tuple(dict.fromkeys(_base(url) for url in urls))


def allowed(url: httpx2.URL, among: Iterable[Base]) -> Base:
    """The base URL that a URL is allowed by.

    Raises:
        RelayError: 403, there is none.
    """
    if not path_climbs(url.raw_path.partition(b"?")[0].decode("ascii")):
        for base in among:
            if base.covers(url):
                return base
    where = origin_of(url.scheme, host_of(url), port_of(url))
    raise RelayError(
        403,
        "url-not-allowed",
        f"This relay does not send to {where} or not to that path."
        " Its operator can allow the base URL.",
    )


def parsed(url: str) -> httpx2.URL:
    """A URL that can be sent to.

    Raises:
        RelayError: 400, it is none.
    """
    try:
        address = reading(url)
        result = httpx2.URL(str(address))
    except AddressError as error:
        raise RelayError(400, "url-invalid", f"This is no URL to send to. {error}") from error
    except (httpx2.InvalidURL, ValueError) as error:
        raise RelayError(400, "url-invalid", f"This is no URL: {error}.") from error
    if result.scheme not in PORTS or not result.raw_host:
        raise RelayError(400, "url-invalid", "The URL must be absolute, with http or https.")
    if result.userinfo:
        raise RelayError(
            400, "url-invalid", "The URL has a user in it. Send an Authorization header instead."
        )
    if origin_of(result.scheme, host_of(result), port_of(result)) != address.origin:
        raise RelayError(400, "url-invalid", "Clients read the URL in different ways.")
    return result


def names_private_address(url: str) -> bool:
    """Whether the host of a URL is `localhost` or an address that is not public."""
    try:
        host = host_of(parsed(url)).removesuffix(".")
    except RelayError:
        return False  # not sent to by anybody
    address = literal(host)
    local = host == "localhost" or host.endswith(".localhost")
    return local if address is None else not is_public(address)


def host_of(url: httpx2.URL) -> str:
    """The host as it travels, without the brackets of an IPv6 address."""
    return url.raw_host.decode("ascii").lower()


def port_of(url: httpx2.URL) -> int:
    """The port, which a URL leaves out where its scheme says it."""
    return PORTS[url.scheme] if url.port is None else url.port


def origin_of(scheme: str, host: str, port: int) -> str:
    """Scheme, host and port as in an `Origin` header."""
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" + ("" if port == PORTS[scheme] else f":{port}")


def _base(text: str) -> Base:
    try:
        url = parsed(text)
    except RelayError as error:
        raise ConfigurationError(
            f"{text}: base-url: {error.message} Write it as in https://api.example.com/v1."
        ) from error
    if "{" in text or "?" in text or "#" in text:
        raise ConfigurationError(
            f"{text}: base-url: Variables, queries and fragments mean nothing here."
            " Write it as in https://api.example.com/v1."
        )
    path = url.raw_path.decode("ascii").rstrip("/")
    return Base(url.scheme, host_of(url), port_of(url), path)

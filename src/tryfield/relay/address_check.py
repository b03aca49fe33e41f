"""The addresses behind an allowed host, checked before anything connects to them.

A name that is allowed may still lead into the network that the relay stands in. So names are
looked up here, once, and the connection is made to an address that was checked, not to the name.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

import anyio

from tryfield.core.errors import ConfigurationError
from tryfield.relay.relay_limits import RelayError

Address: TypeAlias = "IPv4Address | IPv6Address"
Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
# Not all versions of Python know that these are reserved (IANA special-purpose registries).
_RESERVED = (
    ip_network("192.0.0.0/24"),
    ip_network("192.88.99.0/24"),
    ip_network("64:ff9b:1::/48"),
    ip_network("3fff::/20"),
)


async def resolve(host: str, port: int) -> list[str]:
    """The addresses that the system knows for a name, in the order to try them."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Doorkeeper:
    """Says which addresses of a host may be connected to.

    Args:
        networks: Private networks (`10.0.0.0/8`) that names may lead into nevertheless.
        resolver: Looks names up.

    Raises:
        ConfigurationError: One of the networks is none.
    """

    def __init__(self, networks: Sequence[str] = (), resolver: Resolver = resolve) -> None:
        self._resolver = resolver
        try:
            self._networks = tuple(ip_network(network) for network in networks)
        except ValueError as error:
            raise ConfigurationError(
                f"--network: network: {error}. Write it as in 10.0.0.0/8."
            ) from error

    async def addresses(self, host: str, port: int) -> list[str]:
        """Addresses of an allowed host that may be connected to, at least one.

        A host that is written as an address, or as `localhost`, was named on purpose: it is let
        through. Any other name must lead to a public address.

        Raises:
            RelayError: 403 when there is none, 502 when the name has no address.
        """
        named = literal(host)
        if named is not None:
            return [str(named)]
        try:
            found = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise RelayError(502, "name-unknown", f"The host {host!r} has no address.") from error
        open_ = [address for address in found if self._open(host, address)]
        if not open_:
            raise RelayError(
                403,
                "address-not-allowed",
                f"The host {host!r} has a private address. Start the relay with --network to "
                "allow its network.",
            )
        return open_

    def _open(self, host: str, text: str) -> bool:
        address = literal(text.partition("%")[0])
        if address is None:
            return False
        if host == "localhost":
            return address.is_loopback
        inside = any(address in network for network in self._networks)
        return inside or is_public(address)


def is_public(address: Address) -> bool:
    """Whether an address is one of the internet at large, also where it wraps another one."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and address in _NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
        if address.is_site_local or address.teredo is not None:
            return False
    if any(address in network for network in _RESERVED):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def literal(text: str) -> Address | None:
    """The address that a text is; None when it is a name, or nothing."""
    try:
        return ip_address(text)
    except ValueError:
        return None

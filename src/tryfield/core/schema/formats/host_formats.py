"""Hosts and mailboxes (RFC 1123, RFC 5321, RFC 5890, RFC 4291)."""

from __future__ import annotations

import re

_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_GROUP = re.compile("[0-9A-Fa-f]{1,4}")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf'{_ATOM}(?:\.{_ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])*"')
_DOTS = re.compile("[.。．｡]")


def is_ipv4(text: str) -> bool:
    """Four decimal octets without leading zeros."""
    return _IPV4.fullmatch(text) is not None


def is_ipv6(text: str) -> bool:
    """Eight groups, `::` for some of them, an IPv4 address for the last two."""
    if len(text) > 45:
        return False
    front, double, back = text.partition("::")
    groups = [*(front.split(":") if front else ()), *(back.split(":") if back else ())]
    if groups and "." in groups[-1] and (back or not double):
        if not is_ipv4(groups.pop()):
            return False
        groups += ["0", "0"]
    if not all(map(_GROUP.fullmatch, groups)):
        return False
    return len(groups) <= 7 if double else len(groups) == 8


def is_hostname(text: str) -> bool:
    """Labels of letters, digits and hyphens; an `xn--` label must mean a valid one."""
    if len(text) > 253 or not text:
        return False
    for label in text.split("."):
        if not _LABEL.fullmatch(label):
            return False
        if label[:4].lower() == "xn--":
            from tryfield.core.schema.formats import international_hosts

            if not international_hosts.is_ascii_label(label):
                return False
    return True


def is_international_hostname(text: str) -> bool:
    """The same, where labels may be written in any script."""
    from tryfield.core.schema.formats import international_hosts

    labels = _DOTS.split(text)
    if len(text) > 253 or not all(labels):
        return False
    for label in labels:
        if label.isascii() and label[2:4] != "--":
            if not _LABEL.fullmatch(label):
                return False
        elif not international_hosts.is_label(label):
            return False
    return international_hosts.fit_together(labels)


def is_email(text: str) -> bool:
    """A mailbox, without a name or angle brackets."""
    local, _, domain = text.rpartition("@")
    if not _LOCAL.fullmatch(local) or len(local) > 64:
        return False
    if domain.startswith("[") and domain.endswith("]"):
        inner = domain[1:-1]
        return is_ipv6(inner[5:]) if inner[:5].lower() == "ipv6:" else is_ipv4(inner)
    return is_hostname(domain)


def is_international_email(text: str) -> bool:
    """The same, with letters of any script (RFC 6531)."""
    local, _, domain = text.rpartition("@")
    plain = "".join(char if char.isascii() else "x" for char in local)
    return is_email(plain + "@x.org") and (
        is_email("x@" + domain) if domain.startswith("[") else is_international_hostname(domain)
    )

"""Which addresses the wallet will go to: public https hosts, and never the learner's own machine or network.

A credential is a stranger's text, and so is every URL in it.  Without a guard, did:web:169.254.169.254 or a name that
resolves to a printer would make the wallet a door into the network it runs in (security.md T12, F1 to F3).  The guard has
two halves: ``target`` judges the text of a URL before anything is asked of the network, ``vetted`` judges the addresses
that its name resolved to, once; the connection is then made to exactly these.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from wallet.errors import FetchRefused

_LONGEST_URL = 8192
_PRIVATE_NAMES = re.compile(
    r"(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|onion|test|invalid|alt)$"
)
_NUMBER_LABEL = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")
_IPV6_PUBLIC = ipaddress.IPv6Network("2000::/3")  # the only block that IANA hands out as global unicast
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # inside Azure machines: the platform's own control service, on a public number
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address inside, private ones too
        "3fff::/20",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address that may be asked for: ``url`` normalised and without fragment, ``host`` in ASCII (punycode shown)."""

    url: str
    scheme: str
    host: str
    port: int
    exempt: bool = False  # a test's own server on loopback


def target(url: str, *, exempt_hosts: frozenset[str] = frozenset()) -> Target:
    """The URL as a target, judged by its text alone; no name is resolved.

    ``exempt_hosts`` are names of a test's own servers: for them plain http, any port and private addresses are allowed.
    Raises FetchRefused: ``bad-address`` (cannot be read as one), ``scheme`` (not https), ``userinfo``, ``port`` (not 443 or
    above 1023), ``private-address``.
    """
    import httpx2

    if len(url) > _LONGEST_URL or re.search(r"[\x00-\x20\x7f\\]", url):
        raise _unreadable()
    try:
        parts = httpx2.URL(url)
        host = parts.raw_host.decode("ascii").lower().removesuffix(".")
        port = parts.port
    except (httpx2.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise _unreadable() from error
    if parts.scheme not in ("https", "http"):
        raise FetchRefused("scheme", f"Addresses that begin with “{parts.scheme[:20]}:” are not opened, only https addresses.")
    if not host:
        raise _unreadable()
    if parts.userinfo:
        raise FetchRefused("userinfo", "This address has a user name in it, which hides where it leads. It is not opened.")
    exempt = host in exempt_hosts
    if parts.scheme != "https" and not exempt:
        raise FetchRefused("scheme", f"{host} is to be asked without encryption. Only https addresses are opened.")
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if not exempt:
        _judge_port(host, port)
        _judge_name(host)
    return Target(url=str(parts.copy_with(fragment=None)), scheme=parts.scheme, host=host, port=port, exempt=exempt)


def vetted(target: Target, addresses: Iterable[str]) -> tuple[str, ...]:
    """The addresses that ``target``'s name resolved to, each once, when every one of them is public.

    One private address among public ones is enough to refuse: it is how rebinding begins.
    Raises FetchRefused("private-address").
    """
    found = tuple(dict.fromkeys(addresses))
    if not target.exempt and not all(_public(address) for address in found):
        raise _private(target.host)
    return found


def _judge_port(host: str, port: int) -> None:
    if port != 443 and not 1024 <= port <= 65535:
        raise FetchRefused("port", f"{host} is to be asked on port {port}, which belongs to another service. It is not opened.")


def _judge_name(host: str) -> None:
    literal = host.strip("[]")
    if ":" in literal or _NUMBER_LABEL.match(literal.rpartition(".")[2]):
        if not _public(literal):  # 127.1, 0x7f.1 and 2130706433 are refused as well: no second way to write an address
            raise _private(host)
    elif "." not in host or _PRIVATE_NAMES.search(host):
        raise _private(host)


def _public(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id or address not in _IPV6_PUBLIC):
        return False
    return not any(address in block for block in _NOT_PUBLIC if block.version == address.version)


def _unreadable() -> FetchRefused:
    return FetchRefused("bad-address", "This is not an address that can be opened. Copy the link again.")


def _private(host: str) -> FetchRefused:
    return FetchRefused(
        "private-address", f"{host[:100]} lies on this computer or in its private network. A credential has no business there."
    )

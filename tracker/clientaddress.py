"""Whose address is it? The rule for X-Forwarded-For.  [pure]

For a product whose subject is the address this is the first thing an attacker tries. Only the hop that
a trusted proxy wrote is believed: the rightmost one that is not itself a trusted proxy. All other
headers (X-Real-IP, Forwarded, …) are ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Networks = tuple[IPv4Network | IPv6Network, ...]
_LONGEST = 45  # "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"


def client_address(peer: str, forwarded: Sequence[str], proxies: Networks) -> tuple[str, bool]:
    """(address, all well): ``peer`` is the socket's address, ``forwarded`` the X-Forwarded-For values.

    ``peer`` "" means a local socket, which only a proxy of this machine can reach: trusted if any proxy is.
    The flag is False where a hop was unreadable; then the last trusted hop's address is the answer.
    """
    if not proxies or not forwarded:
        return plain(peer), True
    last = plain(peer)
    if last and not _trusted(last, proxies):
        return last, True
    for hop in reversed(",".join(forwarded).split(",")):
        address = plain(hop.strip())
        if not address:
            return last, False
        if not _trusted(address, proxies):
            return address, True
        last = address
    return last, True


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The address in its one usual spelling (no zone, IPv4 not dressed as IPv6), "" if it is none."""
    if not text or len(text) > _LONGEST + 20:
        return ""
    try:
        address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address)


@lru_cache(maxsize=8192)
def _trusted(address: str, proxies: Networks) -> bool:
    parsed = ip_address(address)
    return any(parsed.version == network.version and parsed in network for network in proxies)

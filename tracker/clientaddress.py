"""Whose address is it? The rule for X-Forwarded-For.  [pure]

For a product whose subject is the address this is the first thing an attacker tries. Only the hop that
a trusted proxy wrote is believed: the rightmost one that is not itself a trusted proxy. All other
headers (X-Real-IP, Forwarded, …) are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Networks = tuple[IPv4Network | IPv6Network, ...]
_LONGEST: Final = 65
# Nearly every address, and many times as fast as parsing it.
_USUAL_IPV4: Final = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!\Z)|\Z)){4}", re.ASCII)


class AddressRule:
    """``proxies``: networks whose X-Forwarded-For is believed."""

    def __init__(self, proxies: Networks) -> None:
        self._any = bool(proxies)
        self._v4 = [(int(n.network_address), int(n.netmask)) for n in proxies if n.version == 4]
        self._v6 = [(int(n.network_address), int(n.netmask)) for n in proxies if n.version == 6]

    def client(self, peer: str, forwarded: Sequence[str]) -> tuple[str, bool]:
        """(address, all well): ``peer`` is the socket's address, ``forwarded`` the X-Forwarded-For values.

        ``peer`` "" means a local socket, which only a proxy of this machine can reach: trusted if any
        proxy is. The flag is False where a hop was unreadable; then the last trusted hop is the answer.
        """
        last = plain(peer)
        if not self._any or not forwarded or (last and not self._trusts(last)):
            return last, True
        for hop in reversed(",".join(forwarded).split(",")):
            address = plain(hop.strip())
            if not address:
                return last, False
            if not self._trusts(address):
                return address, True
            last = address
        return last, True

    def _trusts(self, address: str) -> bool:
        if ":" in address:
            number, networks = int(IPv6Address(address)), self._v6
        else:
            a, b, c, d = address.split(".")
            number, networks = int(a) << 24 | int(b) << 16 | int(c) << 8 | int(d), self._v4
        return any(number & mask == network for network, mask in networks)


def plain(text: str) -> str:
    """The address in its one usual spelling (no zone, IPv4 not dressed as IPv6), "" if it is none."""
    if _USUAL_IPV4.fullmatch(text):
        return text
    if not text or len(text) > _LONGEST:
        return ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)

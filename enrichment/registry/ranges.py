"""Ranges of addresses as registries write them.  [pure]

``192.0.2.0 - 192.0.2.255``, ``2001:db8::/32``, ``200.38.141/24`` (LACNIC leaves out zero octets), and several
with commas (ARIN's CIDR lines).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network, summarize_address_range
from typing import Any

from enrichment.networks import WIDTH

#: Wider than this is the registry's own tree, not somebody's block.
WIDEST = {4: 8, 6: 19}
#: IPv6 is not kept finer than this: beneath it nothing is registered but a household.
FINEST = {4: 32, 6: 64}
#: The usual way of writing, without padding: most of a dump.
_QUICK = re.compile(r"((?:[1-9]\d*|0)(?:\.(?:[1-9]\d*|0)){3}) ?- ?((?:[1-9]\d*|0)(?:\.(?:[1-9]\d*|0)){3})$")
Range = tuple[int, int, int]


def parse(text: str) -> Range:
    """(version, first, last). Raises ``ValueError``."""
    quick = _QUICK.match(text)
    if quick:
        try:
            low, high = (int.from_bytes(socket.inet_pton(socket.AF_INET, part)) for part in quick.groups())
        except OSError:
            raise ValueError(f"{text!r} is no range") from None
        if low > high:
            raise ValueError(f"{text!r} is no range")
        return 4, low, high
    before, dash, after = text.partition("-")
    if not dash:
        return _cidr(text.strip())
    first, last = ip_address(_plain(before)), ip_address(_plain(after))
    if first.version != last.version or int(first) > int(last):
        raise ValueError(f"{text!r} is no range")
    return first.version, int(first), int(last)


def _cidr(text: str) -> Range:
    address, slash, length = text.split(",")[0].partition("/")
    if not slash:
        one = ip_address(_plain(address))
        return one.version, int(one), int(one)
    if ":" not in address:
        octets = address.strip().split(".")
        address = ".".join([*octets, *["0"] * (4 - len(octets))])
    network = ip_network(f"{_plain(address)}/{length.strip()}", strict=False)
    return network.version, int(network[0]), int(network[-1])


def _plain(text: str) -> str:
    """Without the zeros some registries pad octets with."""
    clean = text.strip()
    return clean if ":" in clean else re.sub(r"\b0+(?=\d)", "", clean)


def blocks(version: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """(start, prefix length) of the CIDRs of a range, IPv6 no finer than /64."""
    size = last - first + 1
    if version == 4 and size & (size - 1) == 0 and first & (size - 1) == 0:
        yield first, 33 - size.bit_length()  # most are one CIDR
        return
    unit = WIDTH[version] - FINEST[version]
    make: Any = IPv4Address if version == 4 else IPv6Address
    low, high = make(first >> unit << unit), make(last | ((1 << unit) - 1))
    for block in summarize_address_range(low, high):
        yield int(block.network_address), block.prefixlen


def too_wide(version: int, first: int, last: int) -> bool:
    return last - first + 1 > 1 << (WIDTH[version] - WIDEST[version])

"""Tables of networks: which block of a list contains an address.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Generic, TypeVar

T = TypeVar("T")
Network = IPv4Network | IPv6Network
WIDTH = {4: 32, 6: 128}


@lru_cache(maxsize=65536)
def cidr(version: int, start: int, length: int) -> str:
    """Text of a block, e.g. ``155.56.0.0/16``."""
    return f"{IPv4Address(start) if version == 4 else IPv6Address(start)}/{length}"


class PrefixTable(Generic[T]):
    """Longest match over a list of CIDRs: one dictionary per prefix length that occurs."""

    def __init__(self, rows: Iterable[tuple[Network, T]] = ()) -> None:
        self._tables: dict[int, dict[int, dict[int, T]]] = {4: {}, 6: {}}
        for network, value in rows:
            self.add(network, value)
        self._orders = {version: self._order(version) for version in (4, 6)}

    def add(self, network: Network, value: T) -> None:
        shift = WIDTH[network.version] - network.prefixlen
        lengths = self._tables[network.version]
        lengths.setdefault(network.prefixlen, {})[int(network.network_address) >> shift] = value
        self._orders = {**getattr(self, "_orders", {}), network.version: self._order(network.version)}

    def _order(self, version: int) -> list[tuple[int, int, dict[int, T]]]:
        tables = self._tables[version]
        return [(length, WIDTH[version] - length, tables[length]) for length in sorted(tables, reverse=True)]

    def find(self, version: int, number: int) -> tuple[str, T] | None:
        """(CIDR, value) of the narrowest block that contains the address, or None."""
        for length, shift, table in self._orders.get(version, ()):
            value = table.get(number >> shift)
            if value is not None:
                return cidr(version, number >> shift << shift, length), value
        return None

    def __len__(self) -> int:
        return sum(len(table) for lengths in self._tables.values() for table in lengths.values())


def coarse(network: str, *, four: int = 24, six: int = 48) -> str:
    """The block at most as fine as /24 (IPv4) or /48 (IPv6): what may be kept without naming one line."""
    if not network:
        return ""
    block = ip_network(network, strict=False)
    limit = four if block.version == 4 else six
    return str(block if block.prefixlen <= limit else block.supernet(new_prefix=limit))


def length_of(network: str) -> int:
    """Prefix length; 0 for an empty text."""
    return int(network.rpartition("/")[2]) if "/" in network else 0

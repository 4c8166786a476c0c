"""How many beacons one address may send to one site: a bucket that fills again, nothing written down.

No address is kept: a bucket is found by a hash that this process alone can make (its seed is random), and
holds one number. Bounded: buckets that are full again go first, and all of them rather than more memory.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

MAX_BUCKETS: Final = 50_000
#: Who is in there is our own house, or a proxy nobody declared: limiting it would stop everybody.
_HOUSE: Final = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)


class Limit:
    """``per_minute``: beacons of one address to one site, that many at once; 0 takes any number."""

    def __init__(self, per_minute: int) -> None:
        self._every = 60 / per_minute if per_minute else 0.0  # seconds one beacon uses up
        self._full_at: dict[int, float] = {}  # hash → when the bucket is full again

    def allows(self, address: str, site: str, now: float) -> bool:
        """Take one from the bucket. ``now``: seconds of a clock that only goes forward."""
        if not self._every or address.startswith("127."):
            return True
        key = hash((address if ":" not in address else _network(address), site))
        full_at = max(self._full_at.get(key, 0.0), now)
        if full_at - now > 60.0 - self._every:
            return _at_home(address)
        if len(self._full_at) >= MAX_BUCKETS:
            self._make_room(now)
        self._full_at[key] = full_at + self._every
        return True

    def _make_room(self, now: float) -> None:
        self._full_at = {key: at for key, at in self._full_at.items() if at > now}
        if len(self._full_at) > MAX_BUCKETS // 2:
            self._full_at.clear()


def _network(address: str) -> int:
    """Who has one IPv6 address has its /64."""
    return int(IPv6Address(address)) >> 64


def _at_home(address: str) -> bool:
    if not address:  # a local socket
        return True
    found = ip_address(address)
    return any(found in network for network in _HOUSE if network.version == found.version)

"""The bucket of one address and site: as much as allowed, full again in a minute, bounded."""

from __future__ import annotations

import pytest

from tracker.collect.limit import MAX_BUCKETS, Limit

ADDRESS = "203.0.113.7"


def _taken(limit: Limit, tries: int, now: float = 1000.0, address: str = ADDRESS, site: str = "shop") -> int:
    return sum(limit.allows(address, site, now) for _ in range(tries))


def test_a_minutes_worth_at_once_then_as_it_fills() -> None:
    limit = Limit(60)
    assert _taken(limit, 100) == 60
    assert _taken(limit, 100, now=1010.0) == 10
    assert _taken(limit, 100, now=1070.0) == 60


@pytest.mark.parametrize(
    ("address", "site", "expected"),
    [
        ("203.0.113.8", "shop", 10),
        (ADDRESS, "blog", 10),
        (ADDRESS, "shop", 0),
    ],
    ids=["another address", "another site", "the same"],
)
def test_each_address_and_site_has_its_own(address: str, site: str, expected: int) -> None:
    limit = Limit(10)
    _taken(limit, 10)
    assert _taken(limit, 20, address=address, site=site) == expected


def test_an_ipv6_network_is_one_sender() -> None:
    limit = Limit(10)
    assert sum(limit.allows(f"2001:db8::{n:x}", "shop", 1.0) for n in range(50)) == 10
    assert limit.allows("2001:db8:0:1::1", "shop", 1.0)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "::1", "fd00::1", ""]
)
def test_the_own_house_is_not_limited(address: str) -> None:
    assert _taken(Limit(5), 50, address=address) == 50


def test_nought_takes_any_number() -> None:
    assert _taken(Limit(0), 5000) == 5000


def test_addresses_without_end_stay_bounded() -> None:
    limit = Limit(600)
    for n in range(2 * MAX_BUCKETS + 10):
        assert limit.allows(f"h{n}", "shop", 5.0)
    assert len(limit._full_at) <= MAX_BUCKETS

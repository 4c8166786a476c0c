"""The demonstration's world is fictional, reserved, and repeats."""

from __future__ import annotations

from ipaddress import ip_network
from itertools import pairwise

import pytest

from tracker.demo.seed import HOST, SEED, world_text
from tracker.demo.stories import DAY, STORIES
from tracker.demo.traffic import beacons, trickle
from tracker.demo.world import OWN_LIST_COLUMNS, Party, own_list, parse_world
from tracker.event import decode_batch

NOW = 1_795_000_000_000
RESERVED = [
    ip_network(block)
    for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2001:db8::/32")
]
PARTIES = parse_world(world_text())


@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party.domain)
def test_each_party_sits_on_a_reserved_block_under_a_reserved_name(party: Party) -> None:
    assert any(party.network[0] in block and party.network[-1] in block for block in RESERVED)
    assert party.domain.endswith(".example")


def test_blocks_do_not_overlap() -> None:
    networks = sorted((p.network for p in PARTIES), key=lambda n: (n.version, n))
    assert not any(a.overlaps(b) for a, b in pairwise(networks))


def test_same_seed_same_traffic_and_another_seed_another() -> None:
    first = beacons(PARTIES, seed=SEED, now=NOW, host=HOST)
    assert first == beacons(PARTIES, seed=SEED, now=NOW, host=HOST)
    assert first != beacons(PARTIES, seed=SEED + 1, now=NOW, host=HOST)


def test_nothing_happens_in_the_future_and_all_stories_are_told() -> None:
    found = beacons(PARTIES, seed=SEED, now=NOW, host=HOST)
    assert max(b.received for b in found) <= NOW
    assert min(b.received for b in found) > NOW - 60 * DAY
    assert {p.story for p in PARTIES} == set(STORIES)
    assert {b.domain for b in found} == {p.domain for p in PARTIES}


def test_each_body_is_a_batch_the_door_lets_in_and_views_are_unique() -> None:
    found = beacons(PARTIES, seed=SEED, now=NOW, host=HOST)
    views = [decode_batch(b.body).i for b in found]
    assert len(set(views)) == len(views)
    assert all(len(decode_batch(b.body).e) == b.events for b in found)


def test_the_own_list_keeps_the_story_to_itself() -> None:
    head = own_list(world_text()).splitlines()[0]
    assert tuple(head.split(",")) == OWN_LIST_COLUMNS


def test_the_trickle_repeats_and_happens_now() -> None:
    sent = [trickle(PARTIES, number=n, now=NOW, host=HOST) for n in range(30)]
    assert sent == [trickle(PARTIES, number=n, now=NOW, host=HOST) for n in range(30)]
    assert all(b.received == NOW for visit in sent for b in visit)

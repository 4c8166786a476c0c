"""Links learnt from work mail: order does not matter, one visit decides nothing, shared networks never."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrichment.links import DAY_MS, KEEP_DAYS, Sighting, learn
from enrichment.model import PROVIDERS
from enrichment.resolve import FLOOR

NOW = 1_800_000_000_000
NET = "192.0.2.0/24"
sightings = st.lists(
    st.builds(
        Sighting,
        st.sampled_from([NET, "198.51.100.0/24", "203.0.113.0/28", "10.0.0.0/8", "2001:db8:1::/48", "no"]),
        st.sampled_from(["acme.example", "beta.example", "gmail.com", "not a domain"]),
        st.sampled_from("abcdef"),
        st.integers(NOW - 100 * DAY_MS, NOW + DAY_MS),
        st.sampled_from(["business", "unknown", "isp", "vpn", "hosting"]),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(sightings, st.randoms())
def test_any_order_and_any_repetition_gives_the_same_links(
    items: list[Sighting], chance: random.Random
) -> None:
    mixed = [*items, *items[: len(items) // 2]]
    chance.shuffle(mixed)
    assert learn(mixed, now=NOW) == learn(items, now=NOW)


@settings(deadline=None)
@given(sightings)
def test_what_holds_of_every_link(items: list[Sighting]) -> None:
    for link in learn(items, now=NOW):
        own = [item for item in items if (item.network, item.domain) == (link.network, link.domain)]
        assert NOW < link.expires <= NOW + KEEP_DAYS * DAY_MS
        assert link.domain in {"acme.example", "beta.example"}
        assert link.network not in {"10.0.0.0/8", "no"}
        assert any(item.kind not in PROVIDERS for item in own) or link.network == "203.0.113.0/28"
        assert link.confidence < FLOOR or link.visitors * link.days > 1
        assert link.confidence <= 0.65 or (link.visitors > 1 and link.days > 1)


def seen(*visits: tuple[str, int], domain: str = "acme.example", kind: str = "business") -> list[Sighting]:
    return [Sighting(NET, domain, who, NOW - days * DAY_MS - 1, kind) for who, days in visits]


@pytest.mark.parametrize(
    ("items", "sure"),
    [
        (seen(("a", 0)), 0.4),
        (seen(("a", 0), ("a", 0)), 0.4),
        (seen(("a", 0), ("a", 1)), 0.6),
        (seen(("a", 0), ("b", 0)), 0.6),
        (seen(*(("a", day) for day in range(20))), 0.65),
        (seen(*((who, 0) for who in "abcdefghijkl")), 0.65),
        (seen(*((who, day) for who in "abc" for day in range(4))), 0.92),
        (seen(("a", 0), ("b", 0)) + seen(("c", 0), domain="beta.example"), 0.6),
        (seen(("a", 0)) + seen(("c", 0), domain="beta.example"), None),
        (seen(("a", 91), ("b", 91)), None),
        (seen(("a", 0), ("b", 0), kind="isp"), None),
        (seen(("a", 0), ("b", 0), kind="mobile"), None),
        (seen(("a", 0), ("b", 0), domain="gmail.com"), None),
    ],
    ids=["one visit", "twice a day", "two days", "two people", "one person often", "many on one day", "many",
         "most of them", "contested", "expired", "provider", "phones", "private mail"],
)  # fmt: skip
def test_how_sure(items: list[Sighting], sure: float | None) -> None:
    found = learn(items, now=NOW)
    assert (found[0].confidence if found else None) == sure


def test_a_link_removed_is_not_learnt_again() -> None:
    items = seen(("a", 0), ("b", 0))
    assert learn(items, now=NOW, removed=frozenset({f"{NET} acme.example"})) == []

"""Classes close, days count people, live shows the newest first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, event, seed, verdict
from tracker.read.traffic import classes, days, live, total_views
from tracker.store import Store

LATER = MONDAY + 400 * DAY
RANGE: dict[str, Any] = {"from_day": "2026-03-02", "to_day": "2026-03-03", "zone": "UTC"}


@pytest.fixture
def traffic(store: Store) -> Store:
    seed(
        store,
        [
            event(MONDAY, address_key="firm", visitor="a"),
            event(MONDAY + 29 * MINUTE, address_key="firm", visitor="a"),
            event(MONDAY + 59 * MINUTE, address_key="firm", visitor="a"),
            event(MONDAY + 2 * HOUR, address_key="dsl", visitor="b", view="b"),
            event(MONDAY + 2 * HOUR + 1, address_key="dsl", visitor="b", view="b", seq=1, name="en"),
            event(MONDAY + 3 * HOUR, address_key="firm", visitor="c", bot="agent: crawler"),
            event(MONDAY + DAY, address_key="new", visitor="d"),
            event(MONDAY + DAY, address_key="weak", visitor="e", view="e"),
            event(MONDAY + 5 * DAY, address_key="firm", visitor="f"),
        ],
        [
            verdict(MONDAY, "firm", "acme.example"),
            verdict(MONDAY, "dsl"),
            verdict(MONDAY + DAY, "weak", "weak.example", confidence=0.2),
        ],
    )
    return store


def test_every_view_is_in_exactly_one_class(traffic: Store) -> None:
    found = {
        (item.kind, item.identified): (item.views, item.visitors)
        for item in classes(traffic, "shop", known_at=LATER, **RANGE)
    }
    assert found == {
        ("business", True): (3, 1),
        ("business", False): (1, 1),  # too unsure for a name
        ("isp", False): (1, 1),
        ("bot", False): (1, 1),
        ("pending", False): (1, 1),
    }
    assert sum(views for views, _ in found.values()) == total_views(traffic, "shop", **RANGE) == 7


def test_what_came_in_or_was_decided_later_was_not_known(traffic: Store) -> None:
    """The firm's network was known by then, its views of the next days had not happened."""
    then = MONDAY + 3 * HOUR
    found = {item.kind: item.views for item in classes(traffic, "shop", known_at=then, **RANGE)}
    assert found == {"business": 3, "isp": 1, "bot": 1}
    assert total_views(traffic, "shop", known_at=then, **RANGE) == 5
    assert classes(traffic, "shop", known_at=MONDAY - DAY, **RANGE) == []


def test_before_an_address_is_looked_up_its_views_are_pending(store: Store) -> None:
    seed(store, [event(MONDAY, address_key="firm")], [verdict(MONDAY + HOUR, "firm", "acme.example")])
    found = {item.kind: item.views for item in classes(store, "shop", known_at=MONDAY + 1, **RANGE)}
    assert found == {"pending": 1}


def test_days(traffic: Store) -> None:
    found = days(traffic, "shop", known_at=LATER, **RANGE)
    assert [(d.day, d.views, d.visitors, d.visits, d.accounts, d.bots) for d in found] == [
        ("2026-03-02", 4, 2, 3, 1, 1),
        ("2026-03-03", 2, 2, 2, 0, 0),
    ]


def test_live_is_newest_first_with_what_is_known(traffic: Store) -> None:
    found = live(traffic, "shop", known_at=LATER, limit=4)
    assert [(item.kind, item.company) for item in found] == [
        ("business", "acme.example"),
        ("business", "weak.example"),
        ("pending", ""),
        ("bot", ""),
    ]
    assert [item.received for item in found] == sorted((item.received for item in found), reverse=True)
    assert found[0].company_name == "Acme"


def test_live_since(traffic: Store) -> None:
    assert [item.ts for item in live(traffic, "shop", known_at=LATER, since=MONDAY + DAY)] == [
        MONDAY + 5 * DAY
    ]
    assert live(traffic, "nowhere", known_at=LATER) == []

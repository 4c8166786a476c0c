"""What pages say of an account agrees with itself: stage, threshold, ledger and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, World, add_verdict, add_view, world
from tracker.read.days import utc_day
from tracker.store import Store

DAYS = 86_400_000
LONG_AGO = NOW - 20 * DAYS
OFFERS = ("whitepaper", "webinar", "course")


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


def _fallen(store: Store) -> None:
    """Qualified 20 days ago, and here again today with a plain page."""
    for name, signal in (("pv", "pricing"), ("add_to_cart", "cart"), ("begin_checkout", "checkout")):
        add_view(store, at=LONG_AGO, key="a0", name=name, signals=[signal], engaged_ms=30_000)
    add_verdict(store, key="a0", day=utc_day(LONG_AGO))
    add_view(store, view="v2")
    add_verdict(store)


def test_a_level_that_is_only_held_says_so_and_asks_for_nothing(place: World) -> None:
    _fallen(place.store)
    client = place.signed_in()
    page = client.get(f"/site/{SITE}/accounts/acme.example").text
    assert re.search(r'class="held">held until \d+ March<', page)
    assert re.search(r"Fallen below the threshold; MQL\d is held until \d+ March", page)
    assert "Above the threshold" not in page
    today = client.get(f"/site/{SITE}/today").text
    assert "Acme GmbH" in today
    assert "To act on" not in today
    assert "held until" in today
    assert "none is ready for sales yet" in today


def test_enough_points_without_a_sign_of_buying_is_no_threshold_passed(place: World) -> None:
    for n in range(12):
        at = NOW - n * DAYS
        add_view(place.store, at=at, key=f"a{n}", view=f"p{n}", engaged_ms=60_000)
        add_view(place.store, at=at, key=f"a{n}", name="dl", view=f"v{n}", signals=[OFFERS[n % 3]])
        add_verdict(place.store, key=f"a{n}", day=utc_day(at))
    page = place.signed_in().get(f"/site/{SITE}/accounts/acme.example").text
    assert re.search(r'class="big">[4-9]\d\.', page)
    assert "Enough points for a marketing qualified lead, but no sign of wanting to buy" in page
    assert "Above the threshold" not in page


@pytest.mark.parametrize(
    ("language", "events", "points"),
    [("en", "Event ledger", "Ledger"), ("de", "Ereignisbilanz", "Punktekonto")],
)
def test_events_and_points_have_ledgers_of_their_own_names(
    place: World, language: str, events: str, points: str
) -> None:
    add_view(place.store)
    add_verdict(place.store)
    client = place.signed_in()
    client.cookies.set("language", language, domain="127.0.0.1")
    assert f"<h2>{events}</h2>" in client.get("/health").text
    assert f"<h2>{points}</h2>" in client.get(f"/site/{SITE}/accounts/acme.example").text

"""The page Sources on the real store: each visit at one way, companies at each of theirs, their list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.http.dashboard_kit import NOW, SITE, World, add_verdict, add_view, world
from tests.http.test_dashboard_content import qualified
from tracker.read.sources import Became, sources, ways
from tracker.read.traffic import days
from tracker.store import Store

HOUR = 3_600_000
SPAN: Any = {"from_day": "2026-03-01", "to_day": "2026-03-10", "zone": "UTC", "known_at": NOW}


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    """Acme came by an advertisement and qualified, came back by itself and was won; Bolt came by mail."""
    with world(store, tmp_path) as made:
        ad = {"channel": "paid", "utm_source": "google", "utm_campaign": "spring <sale>", "utm_term": "lathe"}
        visit = NOW - 60 * HOUR
        add_verdict(store, key="a1", company="acme.example")
        add_verdict(store, key="a2", company="bolt.example", company_name="Bolt")
        add_view(store, key="a1", view="v1", at=visit, visitor="p1", **ad)
        add_view(store, key="a1", view="v2", at=visit + 60_000, visitor="p1", channel="internal")
        add_view(store, key="a1", view="v3", at=visit + 30 * HOUR, visitor="p2")
        add_view(store, key="a2", view="v4", at=visit, visitor="p3", channel="email", ref_host="mail.example")
        add_view(store, key="nobody", view="v5", at=visit, visitor="p4", **ad)
        qualified(store, "acme.example", visit + HOUR)
        won = {"site": SITE, "account": "acme.example", "at": visit + 20 * HOUR, "decided": NOW, "model": "m"}
        won |= {"from_stage": "OPPORTUNITY", "to_stage": "WON", "actor": "sales:jo", "facts": "{}"}
        store.insert("stage_changes", [won])
        yield made


def test_a_visit_is_at_one_way_and_a_company_at_each_of_its_own(place: World) -> None:
    found = sources(place.store, SITE, "source", **SPAN)
    told = {way.name: (way.visits, way.companies, way.mql.hits, way.mql.n, way.won) for way in found.rows}
    assert told == {
        "google": (2, 1, 1, 1, 1),
        "direct": (1, 1, 0, 0, 0),  # it had qualified and was won before that visit
        "mail.example": (1, 1, 0, 1, 0),
    }
    assert found.visits == sum(day.visits for day in days(place.store, SITE, **SPAN))
    campaigns = sources(place.store, SITE, "campaign", **SPAN)
    assert [(way.name, way.channel) for way in campaigns.rows] == [("spring <sale>", "paid")]


def test_what_a_way_brought_in_euros() -> None:
    row = {"channel": "paid", "source": "google", "campaign": "", "keyword": "", "visits": 3}
    rows = [row | {"accounts": [("a", 10), ("b", 20)]}, row | {"accounts": [("a", 5)], "visits": 1}]
    (way,) = ways(rows, "channel", Became({}, {"a": 7, "b": 8}, {"a": 5000, "b": 900}))
    assert (way.visits, way.companies, way.won, way.revenue) == (4, 2, 1, 5000), "b was won before it came so"


def test_the_page_sorts_and_leads_to_the_companies(place: World) -> None:
    client = place.signed_in_as("viewer")
    page = client.get("/site/shop/sources?by=campaign&sort=won").text
    assert "spring &lt;sale&gt;" in page
    assert 'aria-sort="descending"' in page
    leads_to = "/site/shop/accounts?days=90&until=2026-03-09&came=campaign%3Aspring%20%3Csale%3E"
    assert leads_to.replace("&", "&amp;") in page
    listed = client.get(leads_to).text
    assert "acme.example" in listed
    assert "bolt.example" not in listed
    assert "came by spring &lt;sale&gt;" in listed
    assert client.get("/site/shop/accounts?came=colour:red").status_code == 400
    assert client.get("/site/shop/sources?by=colour").status_code == 400
    names = client.get("/site/shop/sources?sort=name").text
    assert names.index("direct") < names.index("google") < names.index("mail.example")

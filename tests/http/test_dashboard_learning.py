"""The page Learning on the real store: with nothing, with little and much to go by, and its one click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, World, add_verdict, add_view, world
from tracker.companies import facts
from tracker.companies.facts import Entry
from tracker.intent import parse_model
from tracker.modelbook.book import read_book
from tracker.read.daybyday import day_by_day
from tracker.read.learnt import remember
from tracker.store import Store

DAY_MS = 86_400_000


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


def sold(store: Store, everybody: int = 400, buyers: int = 40) -> None:
    """Machine builders, one in six, are three of four customers."""
    at = NOW - 60 * DAY_MS
    machines = [n for n in range(everybody) if n % 6 == 0]
    others = [n for n in range(everybody) if n % 6]
    won = {(others if n % 4 == 3 else machines)[n]: n for n in range(buyers)}
    usual = {"site": SITE, "decided": at, "model": "m", "facts": "{}"}
    rows, known = [], []
    for n in range(everybody):
        name = f"c{n:03}.example"
        steps = ["LEAD", "OFFERED", "WON"] if n in won else ["LEAD"]
        for number, step in enumerate(steps):
            moment = at + won.get(n, 0) * DAY_MS // 2 + number * 3_600_000
            rows.append(
                usual
                | {"account": name, "at": moment, "from_stage": "", "to_stage": step, "actor": "sales:jo"}
            )
        known.append(Entry(name, "industry", "Machinery" if n % 6 == 0 else "Retail", "listed", "2026-01-01"))
    store.insert("stage_changes", rows)
    facts.put(store, known, actor="", at=NOW - 1000)


def told(**earlier: object) -> dict[str, object]:
    """What ``tracker learn`` keeps."""
    tests = [
        {"column": "pricing_view", "op": "ge", "value": 2.0, "words": []},
        {"column": "careers", "op": "is", "value": 0.0, "words": []},
        {"column": "source", "op": "in", "value": 0.0, "words": ["fair", "<ads>"]},
    ]
    rule = {"rule": "…", "tests": tests, "points": 30, "n": 60, "won": 40, "share": 0.66, "lift": 2.5}
    found = {"n": 34, "median": 4.0, "low": 2.0, "high": 7.0, "marked_learnt": 30, "marked_in_use": 22}
    found |= {"vain_learnt": 1.2, "vain_in_use": 1.4, "bound": 25.0, "in_use": 60.0, "least": 20}
    auc = {"points": 0.78, "low": 0.7, "high": 0.8, "boosting": 0.8, "in_use": 0.7}
    newest = {"verdict": "activate", "rows": 60, "won": 20, "auc": auc}
    return {"rows": 200, "won": 90, "rules": [rule], "out_of_time": newest, "earlier": found | earlier}


def test_before_there_is_anything_it_says_what_is_needed(place: World) -> None:
    page = place.signed_in_as("viewer").get("/site/shop/learning").text
    assert "At least 30 accounts that were won and 30 that were lost are needed" in page
    assert "tracker learn --site shop" in page
    assert "0 customers are too few to say who buys; 30 are needed." in page
    assert "Make a draft of it" not in page


def test_days_earlier_with_interval_and_number_or_why_not(place: World) -> None:
    remember(place.store, SITE, told(), actor="t", at=NOW)
    page = place.signed_in_as("viewer").get("/site/shop/learning").text
    rule = ("pricing page: at least 2 times", ": never", ": fair and &lt;ads&gt;")
    days = ("Half of 34 later customers would have been marked at least 4 days earlier.", "between +2 and +7")
    for text in (*days, *rule, "30 of 34", "1.2"):
        assert text in page, text
    remember(place.store, SITE, told(n=12, median=None, low=None, high=None), actor="t", at=NOW)
    page = place.signed_in_as("viewer").get("/site/shop/learning").text
    assert "12 later customers are too few to say how many days earlier" in page
    assert "Half of" not in page


def test_what_stands_out_becomes_a_draft_both_sides_must_sign(place: World) -> None:
    store = place.store
    sold(store)
    add_view(store, at=NOW - 61 * DAY_MS, signals=["pricing"])
    add_verdict(store, company="c000.example", day="2026-01-08")
    rows = [row for row in day_by_day(store, SITE, "won", at=NOW).rows if row[0] == "c000.example 1"]
    assert [(row[1], row[2]) for row in rows] == [("2026-01-08", 1), ("2026-01-09", 1)], (
        "view, then the offer"
    )

    remember(store, SITE, told(), actor="t", at=NOW)
    client = place.signed_in_as("marketing")
    page = client.get("/site/shop/learning").text
    assert "Who your customers are stands out from everybody" in page
    assert "30 of 40" in page
    before = read_book(store).in_force(SITE)
    answer = client.post("/site/shop/learning", {"csrf": client.csrf})
    assert answer.headers["location"] == "/site/shop/scoring/2?saved=draft", answer.text
    shown = client.get("/site/shop/scoring/2").text
    assert "Proposed from what stands out among customers" in shown
    made = read_book(store).versions[-1]
    assert [(c.field, [(b.values, b.points) for b in c.bands]) for c in parse_model(made.text).criteria] == [
        ("industry", [(("Machinery",), 100), (("Retail",), 0)])
    ]
    assert read_book(store).in_force(SITE) == before, "nothing changes before both have signed"
    again = client.post("/site/shop/scoring/2/activate", {"csrf": client.csrf, "reason": "now"})
    assert again.status_code == 409, "not signed by both"

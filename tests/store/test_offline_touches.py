"""Touches from elsewhere on the real store: once each, in ledger and sums, never straight to sales."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.intent_kit import DAY, HOUR, MONDAY, event, seed, verdict
from tracker.contacts import intake, offline
from tracker.contacts.book import Book, open_book
from tracker.contacts.match import accounts as known_accounts
from tracker.contacts.recording import Desk, Recorded, record
from tracker.intent import Model, parse_model
from tracker.lead import Request, act
from tracker.lifecycle import Given, Refused
from tracker.qualify import qualify
from tracker.read import gather, traffic
from tracker.read.accounts import AccountDetail, account
from tracker.read.models import save_model
from tracker.read.sums import engagements
from tracker.store import Store, records

NOW = MONDAY + 10 * DAY
FIT_A = """extends = "default"
[[criterion]]
field = "domain"
weight = 100
bands = [ { values = ["acme.example", "fair-only.example"], points = 100 } ]
"""
ROWS: list[dict[str, str]] = [
    {"domain": "acme.example", "signal": "fair_info", "at": "2026-03-04T10:00Z", "campaign": "Hannover"},
    {"domain": "acme.example", "signal": "Frage", "at": "2026-03-06T10:00Z", "mail": "ada@gmail.com",
     "person": "Ada Lind", "basis": "request", "note": "fragt nach 40 Antrieben"},
    {"domain": "fair-only.example", "interest": "konkret", "at": "2026-03-11T10:00Z", "campaign": "Hannover"},
    {"domain": "badge.example", "interest": "karte", "at": "2026-03-11T10:00Z", "campaign": "Hannover",
     "mail": "nobody@badge.example"},
    {"domain": "acme.example", "signal": "sales_talk", "stage": "SQL"},
]  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with open_book(tmp_path) as opened:
        yield opened


@pytest.fixture
def model(store: Store) -> Model:
    seed(
        store,
        [event(MONDAY, view="v0", address_key="a-acme", signals=["pricing"], url_path="/preise")],
        [verdict(MONDAY, "a-acme", "acme.example", confidence=0.7)],
    )
    return save_model(store, "shop", FIT_A, actor="test")


def import_rows(
    store: Store, book: Book, model: Model, rows: Any = None, now: int = NOW, *, dry_run: bool = False
) -> Recorded:
    desk = Desk(
        store=store,
        book=book,
        known=known_accounts(store),
        touches=offline.Terms(zone="UTC", now=now, allowed=offline.signals_of(model)),
        people=intake.Terms(site="shop", zone="UTC", now=now, by="ada@example.com", dry_run=dry_run),
        source="messe.csv",
    )
    names = {name: name for row in ROWS for name in row}
    return record(desk, list(enumerate(rows or ROWS, 2)), names)


def seen(store: Store, model: Model, key: str, at: int, known_at: int = records.EVER) -> AccountDetail | None:
    return account(store, "shop", key, zone="UTC", at=at, known_at=known_at, model=model)


def points(detail: AccountDetail | None) -> dict[str, float]:
    assert detail is not None
    sums: dict[str, float] = {}
    for line in detail.view.assessment.ledger:
        sums[line.rule] = round(sums.get(line.rule, 0.0) + line.points, 2)
    return sums


def test_touches_are_taken_once_and_earn_at_their_own_time(store: Store, book: Book, model: Model) -> None:
    tried = import_rows(store, book, model, dry_run=True)
    assert tried.counts["taken"] == 4
    assert store.read("contacts/offline", site="shop", account="", since=0, limit=50) == []
    first = import_rows(store, book, model)
    assert dict(first.counts) == {"taken": 4, "sales_stage": 1}
    assert dict(first.people) == {"added": 1, "person_left_out": 1}
    again = import_rows(store, book, model, now=NOW + HOUR)
    assert dict(again.counts) == {"known": 4, "sales_stage": 1}

    detail = seen(store, model, "acme.example", NOW)
    assert detail is not None
    earned = points(detail)
    assert earned["fair_info"] == round(20 * 2 ** (-(NOW - MONDAY - 2 * DAY - HOUR) / (30 * DAY)), 2)
    assert earned["inbound_question"] == 20, "they asked by themselves: half as much again, up to the cap"
    assert earned["private_mail"] < 0
    assert detail.view.confidence == 0.7, "what the network says stays as sure as it was"
    assert (detail.view.visits, detail.view.views, detail.view.visitors) == (1, 1, 1)
    line = next(line for line in detail.view.assessment.ledger if line.rule == "fair_info")
    assert (line.url, line.ts) == ("Hannover", MONDAY + 2 * DAY + HOUR)

    at_fair = points(seen(store, model, "acme.example", MONDAY + 3 * DAY))
    assert "fair_info" in at_fair
    assert "inbound_question" not in at_fair, "a past instant knows nothing of later"
    then = points(seen(store, model, "acme.example", NOW, known_at=NOW - 1))
    assert "fair_info" not in then, "what was known then did not have it"
    assert_no_traffic(store)


def assert_no_traffic(store: Store) -> None:
    """Touches are neither views nor visits."""
    days = traffic.days(
        store, "shop", from_day="2026-03-01", to_day="2026-03-12", zone="UTC", known_at=records.EVER
    )
    assert [(day.day, day.views, day.visits) for day in days] == [("2026-03-02", 1, 1)]
    live = store.read("traffic/live", site="shop", since=0, limit=50, known_at=records.EVER)
    assert [row["view"] for row in live] == ["v0"]


def test_the_sums_of_the_store_count_them_alike(store: Store, book: Book, model: Model) -> None:
    gather.refresh(store, "shop", now=NOW)
    import_rows(store, book, model)
    gather.refresh(store, "shop", now=NOW + 1)
    found = engagements(store, "shop", NOW, [model])
    assert set(found) == {"acme.example", "fair-only.example", "badge.example"}
    for key, earned in found.items():
        detail = seen(store, model, key, NOW)
        assert detail is not None
        assert abs(earned.points[0] - detail.view.assessment.engagement) < 1e-9


def test_a_fair_never_leads_straight_to_sales(store: Store, book: Book, model: Model) -> None:
    import_rows(store, book, model)
    qualify(store, "shop", zone="UTC", at=NOW, since=0)
    stages = {
        key: detail.view.assessment.stage
        for key in ("fair-only.example", "badge.example")
        if (detail := seen(store, model, key, NOW))
    }
    assert stages == {"fair-only.example": "MQL3", "badge.example": "IQL"}
    early = Request(
        account="badge.example", move="offer_early", role="marketing", who="m", given=Given(reason="other")
    )
    with pytest.raises(Refused) as refused:
        act(store, "shop", early, zone="UTC", at=NOW)
    assert refused.value.missing == ("interest", "own_initiative")


def test_the_store_names_no_person(store: Store, book: Book, model: Model) -> None:
    import_rows(store, book, model)
    [ada] = book.of_site("shop")
    rows = store.read("contacts/offline", site="shop", account="acme.example", since=0, limit=50)
    assert {row["visitor"] for row in rows} == {"", f"contact:{ada.id}"}
    assert "Ada" not in str(rows)
    assert "40 Antrieben" not in str(rows)
    noted = book.noted("shop", "acme.example")
    assert [item.note for item in noted.values() if item.contact == ada.id] == ["fragt nach 40 Antrieben"]
    book.erase(ada.id, by="jo", at=NOW)
    assert {item.note for item in book.noted("shop", "acme.example").values()} == {""}
    detail = seen(store, parse_model(FIT_A), "acme.example", NOW)
    assert "inbound_question" in points(detail), "the account's points stay"

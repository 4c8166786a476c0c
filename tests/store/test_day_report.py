"""The day put together from a real store: whose day it is, who is in it, and that every sum closes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reports.catalog.daily import sections
from reports.model import DailyReport, content_hash
from reports.render import render
from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, event, seed, verdict
from tracker.intent import default_model
from tracker.read.day import day_report
from tracker.read.days import day_start, shift
from tracker.read.targets import target_rows
from tracker.read.week import week_report
from tracker.site import Site
from tracker.store import Store

SHOP = Site(id="shop", key="shopkeyshop1", title="Shop", demo=True)
LATER = MONDAY + 30 * DAY
DAY_OF_MONDAY = "2026-03-02"


def _report(store: Store, day: str = DAY_OF_MONDAY, **fields: Any) -> DailyReport:
    given = {"zone": "UTC", "known_at": LATER, "model": default_model(), **fields}
    return day_report(store, SHOP, day, **given)


def _view(minute: int, who: str, **fields: Any) -> dict[str, Any]:
    given = {"view": f"{who}-{minute}", "visitor": f"v-{who}", "address_key": who, **fields}
    return event(MONDAY + minute * MINUTE, **given)


def _busy_monday(store: Store) -> None:
    """Two companies (one unsure), a provider, a robot, an address nobody looked up yet."""
    pricing = {"url_path": "/preise", "signals": ["pricing"], "rules": ["pricing-path"], "channel": "search"}
    events = [
        _view(0, "acme", **pricing),
        _view(1, "acme", **pricing),
        _view(2, "acme", url_path="/"),
        _view(3, "acme", name="form", signals=["demo"], rules=["demo-form"], seq=1),
        _view(10, "unsure"),
        _view(20, "provider"),
        _view(21, "provider"),
        _view(30, "robot", bot="agent"),
        _view(40, "nobody"),
    ]
    verdicts = [
        verdict(MONDAY, "acme", "acme.example", version="own list 2026-03-01; operators 2026-02-01"),
        verdict(MONDAY, "unsure", "unsure.example", confidence=0.45),
        verdict(MONDAY, "provider"),
    ]
    seed(store, events, verdicts)
    for reason, n in (("objection", 4), ("duplicate", 2)):
        store.insert(
            "tallies", [{"site": "shop", "day": DAY_OF_MONDAY, "reason": reason, "n": n, "batch": reason}]
        )


def test_every_view_is_in_one_class_and_identified_ones_are_those_of_the_companies(store: Store) -> None:
    _busy_monday(store)
    report = _report(store)
    accounting = report.accounting
    found = {(item.kind, item.identified): item.views for item in accounting.classes}
    assert found == {
        ("business", True): 3,
        ("business", False): 1,
        ("isp", False): 2,
        ("bot", False): 1,
        ("pending", False): 1,
    }
    assert accounting.closed
    assert accounting.total_views == 8
    assert accounting.identified_views == sum(row.views for row in report.companies)
    assert accounting.not_kept == (("objection", 4), ("duplicate", 2))


def test_the_company_with_a_raised_hand_comes_first_with_its_reasons(store: Store) -> None:
    _busy_monday(store)
    report = _report(store)
    (row,) = report.companies
    assert (row.key, row.views, row.visits, row.visitors, row.new) == ("acme.example", 3, 1, 1, True)
    assert row.act_now
    assert {reason.code for reason in row.why} >= {"act_now", "signal", "new"}
    assert row.pages[0].path == "/preise"
    assert row.pages[0].signals == ("pricing",)
    assert [section.code for section in sections(report)] == ["act_now"]
    assert report.headline.accounts == report.headline.new == 1
    assert report.headline.views == 7


def test_notes_say_how_old_the_data_is_and_what_is_missing(store: Store) -> None:
    _busy_monday(store)
    notes = {note.code: dict(note.params) for note in _report(store).notes}
    assert notes == {"operator_data": {"date": "2026-02-01"}, "pending": {"count": 1}}
    running = _report(store, known_at=MONDAY + 6 * HOUR)
    assert "day_running" in {note.code for note in running.notes}


def test_the_same_data_says_the_same_and_a_better_verdict_says_more(store: Store) -> None:
    _busy_monday(store)
    first = _report(store)
    assert content_hash(_report(store, known_at=LATER + DAY)) == content_hash(first)
    assert render(first, "mail", "de") == render(_report(store, known_at=LATER + DAY), "mail", "de")
    store.insert("verdicts", [verdict(MONDAY, "nobody", "late.example", decided=LATER + HOUR)])
    assert content_hash(_report(store)) == content_hash(first)
    better = _report(store, known_at=LATER + DAY)
    assert {row.key for row in better.companies} == {"acme.example", "late.example"}


def test_an_empty_day(store: Store) -> None:
    report = _report(store)
    assert report.empty
    assert report.accounting.closed
    assert "Nothing was recorded" in render(report, "text", "en")


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 23), ("2026-10-25", 25), ("2026-03-30", 24)],
    ids=["spring", "autumn", "plain"],
)
def test_a_day_is_the_zones_own_also_when_the_clock_jumps(store: Store, day: str, hours: int) -> None:
    """One view each hour over three days: the day's hours and no other."""
    zone = "Europe/Berlin"
    start = day_start(shift(day, -1), zone)
    events = [
        event(start + hour * HOUR, view=f"h{hour}", visitor=f"v{hour}", address_key="k") for hour in range(72)
    ]
    seed(store, events, [])
    report = _report(store, day, zone=zone, known_at=start + 10 * DAY)
    assert report.accounting.total_views == hours
    assert report.headline.views == hours


def test_what_is_usual_is_the_mean_of_that_weekday(store: Store) -> None:
    events = [
        event(MONDAY - weeks * 7 * DAY + n, view=f"{weeks}-{n}", address_key="k")
        for weeks, views in ((0, 5), (1, 2), (2, 4), (5, 100))
        for n in range(views)
    ]
    events.append(event(MONDAY - DAY, view="sunday"))
    seed(store, events, [])
    assert _report(store).headline.usual_views == 3.0
    assert _report(store, shift(DAY_OF_MONDAY, -35)).headline.usual_views is None


def test_export_holds_the_accounts_of_the_days_and_no_lower_stage(store: Store) -> None:
    _busy_monday(store)

    def rows(**fields: Any) -> list[Any]:
        given = {"zone": "UTC", "known_at": LATER, "model": default_model(), "language": "de", **fields}
        return target_rows(store, SHOP, "2026-03-05", **given)

    (row,) = rows()
    assert (row.account_id, row.website, row.visits_30d) == ("acme.example", "https://acme.example/", 1)
    assert row.days_active_14d == 1
    assert row.first_seen == "2026-03-02T09:00:00Z"
    assert "Demo" in row.reasons
    assert [item.account_id for item in rows(min_stage=row.stage)] == ["acme.example"]
    assert rows(min_stage="WON") == []


def test_json_holds_the_report_whole(store: Store) -> None:
    _busy_monday(store)
    doc = json.loads(render(_report(store), "json", "en"))
    assert doc["accounting_closed"] is True
    assert doc["report"]["demo"] is True
    assert sum(item["views"] for item in doc["report"]["accounting"]["classes"]) == 8


def test_who_was_taken_on_days_ago_is_not_newly_qualified(store: Store) -> None:
    """Beside a stage that people set stands the one that was recorded the day before, not the points'."""
    _busy_monday(store)
    again = event(MONDAY + 2 * DAY, view="acme-again", visitor="v-acme", address_key="acme2")
    seed(store, [again], [verdict(MONDAY + 2 * DAY, "acme2", "acme.example")])
    taken = {
        "site": "shop",
        "account": "acme.example",
        "at": MONDAY + DAY,
        "decided": MONDAY + DAY,
        "from_stage": "OFFERED",
        "to_stage": "SAL",
        "model": "m",
        "actor": "sales:ada@example.com",
        "facts": "{}",
    }
    store.insert("stage_changes", [taken])
    found = {day: _report(store, day).companies for day in (DAY_OF_MONDAY, shift(DAY_OF_MONDAY, 2))}
    assert [(row.stage, row.previous_stage) for row in found[shift(DAY_OF_MONDAY, 2)]] == [("SAL", "SAL")]
    (row,) = found[DAY_OF_MONDAY]
    assert row.stage.startswith("MQL")
    week = week_report(
        store, SHOP, shift(DAY_OF_MONDAY, 8), zone="UTC", known_at=LATER, model=default_model()
    )
    assert [(row.stage, row.previous_stage) for row in week.companies] == [("SAL", "SAL")]


def test_promises_not_kept_are_those_of_that_day_and_as_known_then(store: Store) -> None:
    """Offered on Monday at nine with a raised hand: an hour later it is late, on Wednesday it is answered."""
    _busy_monday(store)
    change = {"site": "shop", "account": "acme.example", "model": "m", "actor": "sales:ada@example.com"}
    steps = [(10 * HOUR, "OFFERED", {"act_now": True}), (2 * DAY + 12 * HOUR, "SAL", {})]
    midnight = day_start(DAY_OF_MONDAY, "UTC")
    for after, stage, said in steps:
        at = midnight + after
        row = {"at": at, "decided": at, "from_stage": "", "to_stage": stage, "facts": json.dumps(said)}
        store.insert("stage_changes", [change | row])
    days = {n: _report(store, shift(DAY_OF_MONDAY, n)).late for n in range(6)}
    assert {n: [(r.name, r.what, r.days, r.fresh, r.hand) for r in rows] for n, rows in days.items()} == {
        0: [("Acme", "answer", 0, True, True)],
        1: [("Acme", "answer", 1, False, True)],
        2: [],  # two working days for the first contact begin
        3: [],
        4: [("Acme", "touch", 0, True, False)],
        5: [("Acme", "touch", 1, False, False)],
    }
    assert days[0][0].due == midnight + 11 * HOUR
    early = _report(store, shift(DAY_OF_MONDAY, 1), known_at=midnight + 10 * HOUR - 1)
    assert early.late == (), "nobody had offered it yet"
    week = week_report(
        store, SHOP, shift(DAY_OF_MONDAY, 6), zone="UTC", known_at=LATER, model=default_model()
    )
    assert [(row.what, row.fresh) for row in week.late] == [("touch", True)]


def test_a_raised_hand_nobody_turned_to_is_late_before_any_offer(store: Store) -> None:
    """Asked for a demo on Monday at nine: by the evening the business hour is over."""
    _busy_monday(store)
    at = MONDAY + 10 * MINUTE
    row = {"site": "shop", "account": "acme.example", "at": at, "decided": at, "from_stage": "", "model": "m"}
    store.insert("stage_changes", [row | {"to_stage": "MQL3", "actor": "rule:act_now", "facts": "{}"}])
    (late,) = _report(store).late
    assert (late.name, late.stage, late.what, late.fresh, late.hand) == ("Acme", "MQL3", "touch", True, True)
    assert late.due == MONDAY + 3 * MINUTE + HOUR

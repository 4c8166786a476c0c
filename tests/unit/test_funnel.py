"""Funnel, speed and lift out of a log of changes: each figure worked out by hand beside it."""

from __future__ import annotations

import pytest

from tracker.lifecycle.clock import Calendar
from tracker.lifecycle.due import Times
from tracker.read import funnel
from tracker.read.buyers import profile
from tracker.read.journeys import Journey, Origin, made
from tracker.read.sla import Sla
from tracker.read.velocity import kept, late_by, stays
from tracker.store import Row

DAY = 86_400_000
#: Monday 2026-03-02, 09:00 UTC.
T0 = 1_772_442_000_000


def log(account: str, *changes: tuple[float, str, str, str], **more: object) -> list[Row]:
    """(day, to, move, reason), each by sales but for what rules do."""
    rows: list[Row] = []
    before = ""
    for day, to, move, reason in changes:
        rows.append(
            {
                "account": account,
                "at": T0 + int(day * DAY),
                "from_stage": before,
                "to_stage": to,
                "actor": "sales:jo" if move else "rule:reached",
                "model": "m",
                "move": move,
                "reason": reason,
                "grade": "A",
                "engagement": 70.0,
                "act_now": False,
                "rules": ["pricing_view"],
                **more,
            }
        )
        before = to
    return rows


ROWS = [
    *log("a", (0, "LEAD", "", ""), (1, "MQL3", "", ""), (2, "OFFERED", "offer", ""), (3, "SAL", "accept", ""),
         (5, "SQL", "qualify", ""), (9, "OPPORTUNITY", "open", ""), (11, "WON", "win", "")),
    *log("b", (0, "MQL3", "", ""), (1, "OFFERED", "offer", ""), (2, "RECYCLED", "reject", "too_early"),
         (20, "MQL1", "wake", "")),
    *log("c", (0, "LEAD", "", ""), (3, "OFFERED", "offer_early", "referral"), (4, "SAL", "accept", ""),
         (6, "LOST", "lose", "price"), (40, "MQL2", "return", ""), rules=["cart_add"]),
    *log("d", (0, "IQL", "", "")),
    *log("e", (30, "MQL1", "", ""), (31, "OFFERED", "offer", "")),
]  # fmt: skip


@pytest.fixture
def found() -> list[Journey]:
    return made(ROWS, {"a": Origin(T0 - 2 * DAY, "search", "google", ""), "d": Origin(T0, "direct")})


def test_a_loss_that_comes_back_is_another_cycle(found: list[Journey]) -> None:
    assert [(item.account, item.cycle, item.stage) for item in found] == [
        ("a", 1, "WON"),
        ("b", 1, "MQL1"),
        ("c", 1, "LOST"),
        ("c", 2, "MQL2"),
        ("d", 1, "IQL"),
        ("e", 1, "OFFERED"),
    ]


def test_how_far_they_came(found: list[Journey]) -> None:
    #      LEAD MQL OFFERED SAL SQL OPP WON: who skipped a step was further than it
    assert funnel.counts(found) == (6, 5, 4, 2, 1, 1, 1)


@pytest.mark.parametrize(
    ("name", "hits", "n"),
    [
        ("LEAD>MQL", 5, 6),
        ("MQL>OFFERED", 4, 5),
        ("OFFERED>SAL", 2, 4),
        ("MQL>WON", 1, 5),
        ("acceptance", 2, 3),
        ("premature", 1, 4),
        ("recycled", 1, 1),
    ],
)
def test_rates(found: list[Journey], name: str, hits: int, n: int) -> None:
    rate = funnel.rates(found)[name]
    assert (rate.hits, rate.n, rate.few) == (hits, n, True)
    low, high = rate.interval
    assert 0 <= low <= hits / n <= high <= 1


def test_a_rate_of_nobody_says_nothing() -> None:
    nobody = funnel.Rate(0, 0)
    assert (nobody.value, nobody.interval) == (None, (0.0, 1.0))


@pytest.mark.parametrize(
    ("start", "end", "n", "median"),
    [
        ("seen", "MQL", 1, 3.0),
        ("MQL", "OFFERED", 3, 1.0),
        ("OFFERED", "SAL", 2, 1.0),
        ("SAL", "SQL", 1, 2.0),
        ("MQL", "WON", 1, 10.0),
        ("seen", "WON", 1, 13.0),
    ],
)
def test_days_between_steps(found: list[Journey], start: str, end: str, n: int, median: float) -> None:
    span = next(item for item in funnel.spans(found) if (item.start, item.end) == (start, end))
    assert (span.n, span.median) == (n, median)


def test_cohorts_by_when_they_were_first_qualified(found: list[Journey]) -> None:
    made_of = funnel.cohorts(found, lambda at: "first" if at < T0 + 10 * DAY else "later", T0 + 45 * DAY)
    assert [(item.name, item.counts, item.won.n, item.young) for item in made_of] == [
        ("first", (3, 3, 2, 1, 1, 1), 3, False),
        ("later", (2, 1, 0, 0, 0, 0), 2, True),
    ]


def test_sources_lift_bypasses_and_reasons(found: list[Journey]) -> None:
    assert [(item.name, item.qualified.hits) for item in funnel.by(found, lambda one: one.origin.source)] == [
        ("google", 1)
    ]
    lifts = {
        item.rule: (item.won.hits, item.won.n, item.lift)
        for item in funnel.lifts(found, {"pricing_view", "cart_add"})
    }
    assert lifts == {"pricing_view": (1, 1, 2.0), "cart_add": (0, 1, 0.0)}
    assert funnel.bypasses(found) == [funnel.Bypass("jo", "offer_early", 1, 0)]
    assert funnel.reasons(found, "lose") == [("price", 1)]


def test_more_points_should_be_won_more_often(found: list[Journey]) -> None:
    assert [(item.name, item.qualified.n, item.won.hits, item.won.n) for item in funnel.bands(found)] == [
        ("60–79", 3, 1, 4)
    ]
    rising = [
        funnel.Share(name, funnel.Rate(0, 0), funnel.Rate(won, 40)) for name, won in (("a", 4), ("b", 9))
    ]
    assert (funnel.turned_over(rising), funnel.turned_over(rising[::-1])) == (0, 1)
    few = [funnel.Share("c", funnel.Rate(0, 0), funnel.Rate(0, 29)), *rising]
    assert funnel.turned_over([few[1], few[0], few[2]]) == 0, "too few say nothing"


def test_promises_and_who_broke_them(found: list[Journey]) -> None:
    waits = stays(found, Sla(Calendar(), Times(answer_days=2)))
    at = T0 + 60 * DAY
    assert [(item.stage, item.n, item.late) for item in kept(waits, at)] == [("OFFERED", 4, 1), ("SAL", 2, 0)]
    assert late_by(waits, at) == [("", 1)]


def test_buyers_beside_everybody() -> None:
    known = {
        "a": {"industry": "Machinery", "country": "de", "employees": "420"},
        "b": {"industry": "Machinery", "country": "nl", "employees": "50-99"},
        "c": {"industry": "Chemicals", "employees": "many"},
        "d": {"industry": "Chemicals", "country": "de"},
    }
    found = {(item.field, item.value): (item.won, item.seen, item.index) for item in profile(known, ["a"])}
    assert found == {
        ("industry", "Machinery"): (1, 2, 2.0),
        ("country", "DE"): (1, 2, 1.5),
        ("employees", "250–999"): (1, 1, 2.0),
    }

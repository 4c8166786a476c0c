"""Who comes but does not buy: job seekers, customers with a question, competitors, students, our own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.intent import Activity, Profile, Touch, default_model
from tracker.intent.assess import assess
from tracker.intent.ledger import ledger, total
from tracker.intent.touch import DAY_MS

MODEL = default_model()
NOW = 20_000 * DAY_MS
ACME = Profile(key="acme.example", domain="acme.example")


def visit(*signals: str, name: str = "pv", source: str = "") -> Activity:
    """A page for each signal, read for a minute, yesterday."""
    return Activity.of(
        [
            Touch(
                ts=NOW - DAY_MS + number * 60_000,
                view=f"v{number}",
                name=name,
                visitor=source or "p1",
                path=f"/{signal}",
                signals=(signal,),
                engaged_ms=60_000,
            )
            for number, signal in enumerate(signals)
        ]
    )


@pytest.mark.parametrize(
    ("signals", "lost"),
    [
        pytest.param(("careers", "careers"), True, id="a visit to careers pages only"),
        pytest.param(("support", "login"), True, id="a customer looks for help"),
        pytest.param(("careers", "pricing"), False, id="careers, but prices too"),
    ],
)
def test_visits_of_no_buyers_take_points_off(signals: tuple[str, ...], lost: bool) -> None:
    lines = ledger(visit(*signals), MODEL, NOW)
    assert any(line.points < 0 for line in lines) is lost
    assert (total(lines) == 0) is lost, "never below nothing"


@pytest.mark.parametrize(
    ("name", "points"),
    [("unsubscribe", -20), ("private_mail", -5), ("disposable_mail", -30)],
)
def test_what_is_said_elsewhere_may_take_points_off(name: str, points: float) -> None:
    lines = ledger(visit(name, name="offline"), MODEL, NOW - DAY_MS)
    assert [line.points for line in lines if line.kind == "negative"] == [points]


@pytest.mark.parametrize("tag", ["customer", "competitor", "own", "agency", "student"])
def test_whom_we_marked_never_qualifies_however_much_they_do(tag: str) -> None:
    busy = visit("pricing", "demo", "trial", "cart", "quote", name="form")
    free, marked = (assess(busy, replace(ACME, tags=frozenset(tags)), MODEL, NOW) for tags in ((), (tag,)))
    assert free.stage.startswith("MQL")
    assert (marked.grade, marked.stage) == ("X", "LEAD")


@pytest.mark.parametrize("kind", ["hosting", "vpn", "isp", "mobile", "private", "bot"])
def test_networks_that_are_no_companies_never_qualify(kind: str) -> None:
    found = assess(visit("demo", name="form"), replace(ACME, kind=kind), MODEL, NOW)
    assert (found.grade, found.stage) == ("X", "LEAD")


@pytest.mark.parametrize(
    ("inbound", "outbound"), [("phone_inbound", "sales_talk"), ("question", "mail_click")]
)
def test_who_turned_to_us_counts_more_than_whom_we_turned_to(inbound: str, outbound: str) -> None:
    theirs, ours = (total(ledger(visit(name, name="offline"), MODEL, NOW)) for name in (inbound, outbound))
    assert theirs > ours > 0

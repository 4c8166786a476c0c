"""The way an account goes once people take it on: written once, with its facts, refused where it must be."""

from __future__ import annotations

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, event, seed, verdict
from tracker.companies.leads import lead_of
from tracker.lead import Moved, Request, act, wake
from tracker.lifecycle import Given, Refused
from tracker.qualify import qualify
from tracker.read.detail import history
from tracker.store import Store

ACME = "acme.example"
SHOPPING = [("pv", ["pricing"]), ("add_to_cart", ["cart"]), ("begin_checkout", ["checkout"])]
GATE = Given(contact=True, products=("pump",), clear_interest=True, offer_fits=True, need="water")


def shop(store: Store, start: int = MONDAY, company: str = ACME) -> None:
    events = [
        event(
            start + i * MINUTE,
            address_key=company,
            view=f"{company}{start}",
            seq=i,
            name=name,
            signals=signals,
        )
        for i, (name, signals) in enumerate(SHOPPING)
    ]
    seed(store, events, [verdict(start, company, company)])


def do(store: Store, move: str, role: str, hours: float, **said: object) -> Moved:
    asked = Request(account=ACME, move=move, role=role, who="ada", **said)  # type: ignore[arg-type]
    return act(store, "shop", asked, zone="UTC", at=MONDAY + int(hours * HOUR))


def rules(store: Store, hours: float) -> None:
    at = MONDAY + int(hours * HOUR)
    wake(store, "shop", zone="UTC", at=at)
    qualify(store, "shop", at=at)


@pytest.fixture
def qualified(store: Store) -> Store:
    shop(store)
    rules(store, 1)
    return store


def test_from_the_first_offer_to_the_customer(qualified: Store) -> None:
    do(qualified, "offer", "marketing", 2)
    do(qualified, "accept", "sales", 3)
    do(qualified, "qualify", "sales", 30, given=GATE)
    do(qualified, "open", "sales", 50)
    do(qualified, "win", "sales", 90)
    way = history(qualified, "shop", ACME)
    assert [change.to_stage for change in way] == [
        "LEAD", "MQL1", "OFFERED", "SAL", "SQL", "OPPORTUNITY", "WON",
    ]  # fmt: skip
    assert [change.actor for change in way[2:4]] == ["marketing:ada", "sales:ada"]
    offered = way[2].facts
    assert offered["cycle"] == 1
    assert {line["rule"] for line in offered["ledger"]} >= {"pricing_view", "cart_add"}
    assert way[4].facts["said"]["products"] == ["pump"]


def test_it_is_offered_once(qualified: Store) -> None:
    do(qualified, "offer", "marketing", 2)
    with pytest.raises(Refused, match="not from OFFERED"):
        do(qualified, "offer", "marketing", 2.1)
    rules(qualified, 3)
    assert history(qualified, "shop", ACME)[-1].to_stage == "OFFERED"


def test_who_accepts_what_is_nobodys_looks_after_it(qualified: Store) -> None:
    do(qualified, "offer", "marketing", 2)
    asked = Request(account=ACME, move="accept", role="sales", who="jo@example.com")
    act(qualified, "shop", asked, zone="UTC", at=MONDAY + 3 * HOUR)
    assert lead_of(qualified, "shop", ACME).owner == "jo@example.com"


def test_marketing_cannot_accept(qualified: Store) -> None:
    do(qualified, "offer", "marketing", 2)
    with pytest.raises(Refused, match="marketing may not"):
        do(qualified, "accept", "marketing", 3)


def test_who_showed_no_interest_in_the_offer_is_not_offered(store: Store) -> None:
    seed(store, [event(MONDAY, address_key=ACME, signals=["docs"])], [verdict(MONDAY, ACME, ACME)])
    rules(store, 1)
    with pytest.raises(Refused, match="interest"):
        do(store, "offer_early", "marketing", 2, given=Given(reason="referral", interest=True))


def test_an_account_that_nobody_knows(store: Store) -> None:
    with pytest.raises(Refused, match=r"no account 'acme\.example'"):
        do(store, "disqualify", "sales", 1, given=Given(reason="competitor"))


def test_withdrawn_it_stands_where_its_points_put_it(qualified: Store) -> None:
    do(qualified, "offer", "marketing", 2)
    assert do(qualified, "withdraw", "marketing", 3, given=Given(reason="too_early")).to_stage == "MQL1"
    rules(qualified, 24 * 40)
    assert history(qualified, "shop", ACME)[-1].to_stage == "LEAD"


def reject(store: Store, **said: object) -> None:
    do(store, "offer", "marketing", 2)
    do(store, "reject", "sales", 3, given=Given(reason="too_early"), **said)


def test_a_date_brings_it_back(qualified: Store) -> None:
    reject(qualified, wake=MONDAY + 10 * DAY)
    rules(qualified, 24 * 9)
    assert history(qualified, "shop", ACME)[-1].to_stage == "RECYCLED"
    rules(qualified, 24 * 10)
    last = history(qualified, "shop", ACME)[-1]
    assert (last.from_stage, last.actor) == ("RECYCLED", "rule:date")
    assert last.to_stage in {"LEAD", "MQL1"}


def test_new_intent_brings_it_back_and_old_points_do_not(qualified: Store) -> None:
    reject(qualified)
    rules(qualified, 24)
    assert history(qualified, "shop", ACME)[-1].to_stage == "RECYCLED"
    shop(qualified, MONDAY + 5 * DAY)
    rules(qualified, 24 * 6)
    last = history(qualified, "shop", ACME)[-1]
    assert (last.from_stage, last.actor) == ("RECYCLED", "rule:new_intent")
    assert last.to_stage.startswith("MQL")


def test_one_view_does_not_bring_it_back(qualified: Store) -> None:
    reject(qualified)
    seed(qualified, [event(MONDAY + 5 * DAY, address_key=ACME)], [verdict(MONDAY + 5 * DAY, ACME, ACME)])
    rules(qualified, 24 * 6)
    assert history(qualified, "shop", ACME)[-1].to_stage == "RECYCLED"


def test_who_was_lost_comes_back_in_a_new_cycle(qualified: Store) -> None:
    do(qualified, "offer", "marketing", 2)
    do(qualified, "accept", "sales", 3)
    do(qualified, "lose", "sales", 4, given=Given(reason="price"))
    shop(qualified, MONDAY + 30 * DAY)
    rules(qualified, 24 * 31)
    last = history(qualified, "shop", ACME)[-1]
    assert (last.from_stage, last.actor, last.facts["cycle"]) == ("LOST", "rule:new_intent", 2)
    assert do(qualified, "offer", "marketing", 24 * 31 + 1).facts["cycle"] == 2


def test_waking_twice_writes_once(qualified: Store) -> None:
    reject(qualified, wake=MONDAY + DAY)
    at = MONDAY + 2 * DAY
    assert len(wake(qualified, "shop", zone="UTC", at=at)) == 1
    assert wake(qualified, "shop", zone="UTC", at=at + 1) == []

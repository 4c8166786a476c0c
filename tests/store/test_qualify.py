"""Stage changes: written once, with the facts of their moment, and people's decisions left alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, event, seed, verdict
from tracker.qualify import Change, qualify
from tracker.read.detail import history
from tracker.read.models import model_of, save_model
from tracker.store import Store

SHOPPING = [("pv", ["pricing"]), ("add_to_cart", ["cart"]), ("begin_checkout", ["checkout"])]


def shop(store: Store, company: str = "acme.example", start: int = MONDAY) -> None:
    events = [
        event(start + i * MINUTE, address_key=company, view=company, seq=i, name=name, signals=signals)
        for i, (name, signals) in enumerate(SHOPPING)
    ]
    seed(store, events, [verdict(start, company, company)])


def steps(changes: list[Change]) -> list[tuple[str, str, str, str]]:
    return [(change.account, change.from_stage, change.to_stage, change.cause) for change in changes]


def test_a_rise_is_recorded_once(store: Store) -> None:
    shop(store)
    at = MONDAY + HOUR
    assert steps(qualify(store, "shop", at=at)) == [
        ("acme.example", "", "LEAD", "seen"),
        ("acme.example", "LEAD", "MQL1", "reached"),
    ]
    for later in (at, at + MINUTE, at + DAY):
        assert qualify(store, "shop", at=later) == []
    recorded = history(store, "shop", "acme.example")
    assert [(change.at, change.to_stage, change.actor) for change in recorded] == [
        (MONDAY, "LEAD", "rule:seen"),
        (MONDAY + 2 * MINUTE, "MQL1", "rule:reached"),
    ]
    facts = recorded[1].facts
    assert {line["rule"] for line in facts["ledger"]} == {"pricing_view", "cart_add", "checkout_start"}
    assert facts["engagement"] == pytest.approx(sum(line["points"] for line in facts["ledger"]), abs=0.02)
    assert recorded[1].model == model_of(store, "shop").version


def test_a_fall_is_recorded(store: Store) -> None:
    shop(store)
    qualify(store, "shop", at=MONDAY + HOUR)
    assert steps(qualify(store, "shop", at=MONDAY + 40 * DAY)) == [("acme.example", "MQL1", "LEAD", "fell")]


def test_an_account_of_which_nothing_is_left(store: Store) -> None:
    shop(store)
    qualify(store, "shop", at=MONDAY + HOUR)
    assert steps(qualify(store, "shop", at=MONDAY + 300 * DAY)) == [
        ("acme.example", "MQL1", "LEAD", "absent")
    ]
    assert qualify(store, "shop", at=MONDAY + 301 * DAY) == []


def test_a_verdict_that_comes_later_is_caught_up_with(store: Store) -> None:
    shop(store)
    known: dict[str, Any] = {"at": MONDAY + DAY, "known_at": MONDAY - DAY}
    assert qualify(store, "shop", **known) == []
    assert [change.to_stage for change in qualify(store, "shop", at=MONDAY + DAY)] == ["LEAD", "MQL1"]


def test_what_sales_took_on_is_left_to_them(store: Store) -> None:
    shop(store)
    qualify(store, "shop", at=MONDAY + HOUR)
    taken: dict[str, Any] = {"site": "shop", "account": "acme.example", "at": MONDAY + 2 * HOUR}
    taken |= {
        "decided": MONDAY + 2 * HOUR,
        "from_stage": "MQL1",
        "to_stage": "SAL",
        "model": "",
        "actor": "ida",
    }
    store.insert("stage_changes", [taken | {"facts": json.dumps({})}])
    for at in (MONDAY + 3 * HOUR, MONDAY + 40 * DAY, MONDAY + 300 * DAY):
        assert qualify(store, "shop", at=at) == []


def test_another_model_is_a_change_of_its_own(store: Store) -> None:
    shop(store)
    qualify(store, "shop", at=MONDAY + HOUR)
    text = (
        'extends = "default"\nname = "ours"\n[[criterion]]\nfield = "domain"\nweight = 1\n'
        'bands = [{ values = ["*.example"], points = 100 }]'
    )
    model = save_model(store, "shop", text, actor="ida")
    assert model_of(store, "shop") == model
    changes = qualify(store, "shop", at=MONDAY + 2 * HOUR)
    assert steps(changes) == [("acme.example", "MQL1", "MQL3", "recomputed")]
    assert (changes[0].model, changes[0].at) == (model.version, MONDAY + 2 * HOUR)
    assert qualify(store, "shop", at=MONDAY + 3 * HOUR) == []


def test_since_looks_only_at_what_is_new(store: Store) -> None:
    shop(store, "old.example", MONDAY - DAY)
    shop(store, "new.example", MONDAY)
    changes = qualify(store, "shop", at=MONDAY + HOUR, since=MONDAY - HOUR)
    assert {change.account for change in changes} == {"new.example"}
    assert qualify(store, "shop", at=MONDAY + HOUR, since=MONDAY + HOUR) == []
    assert {change.account for change in qualify(store, "shop", at=MONDAY + HOUR)} == {"old.example"}

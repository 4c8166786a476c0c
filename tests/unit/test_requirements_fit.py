"""What was asked of fit (docs/requirements.md): bands at their edges, and what is missing by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.intent_kit import MONDAY
from tracker.intent import Activity, Profile, assess, parse_model
from tracker.intent.fit import fit

MODEL = parse_model("""
extends = "default"
[[criterion]]
field = "revenue_eur"
weight = 50
bands = [ { low = 1_000_000, high = 50_000_000, points = 100 }, { low = 50_000_000, points = 40 } ]
[[criterion]]
field = "industry"
weight = 50
bands = [ { values = ["machine*"], points = 100 } ]
""")


@pytest.mark.parametrize(
    ("revenue", "points"),
    [(None, None), (999_999, 0), (1_000_000, 100), (49_999_999, 100), (50_000_000, 40)],
)
def test_bands_of_revenue(revenue: int | None, points: float | None) -> None:
    line = fit(Profile(revenue_eur=revenue), MODEL).ledger[0]
    assert line.rating == points


def test_what_is_missing_is_named() -> None:
    found = assess(Activity(), Profile(industry="Machine tools"), MODEL, MONDAY)
    assert found.completeness == 0.5
    assert [line.field for line in found.fit_ledger if line.rating is None] == ["revenue_eur"]
    whole = fit(Profile(industry="Machine tools", revenue_eur=2_000_000), MODEL)
    assert whole.completeness == 1.0


def test_unknown_is_neither_good_nor_bad() -> None:
    known = fit(Profile(industry="Machine tools"), MODEL)
    assert known.value == 100
    assert fit(Profile(), MODEL).value is None


PAY = parse_model("""
extends = "default"
cannot_pay_points = 30
cannot_pay_share = 2
cannot_pay_employees = 10
[[criterion]]
field = "country"
weight = 1
bands = [ { values = ["de"], points = 100 }, { values = ["nl"], points = 20 } ]
""")
MEANS: dict[str, tuple[dict[str, Any], str, str]] = {
    # what is known beside the country, what is short, how it is told
    "nothing": ({}, "", ""),
    "a budget that will do": ({"budget_eur": 5000, "revenue_eur": 1, "employees": 1}, "", ""),
    "a budget too small": ({"budget_eur": 4999, "revenue_eur": 10**9}, "budget", "4999 < 5000"),
    "no budget": ({"budget_eur": 0}, "budget", "0 < 5000"),
    "revenue that will do": ({"revenue_eur": 250_000, "employees": 1}, "", ""),
    "too little revenue": ({"revenue_eur": 249_999}, "revenue", "4999 < 5000"),
    "too few people": ({"employees": 9}, "employees", "9 < 10"),
    "enough people": ({"employees": 10}, "", ""),
}


@pytest.mark.parametrize("name", MEANS)
def test_who_cannot_pay_the_smallest_offer_has_points_taken_off(name: str) -> None:
    known, short, told = MEANS[name]
    found = fit(replace(Profile(country="DE", offer_eur=5000), **known), PAY)
    off = [(line.field, line.value, line.points) for line in found.ledger if line.kind == "off"]
    assert off == ([(f"cannot_pay_{short}", told, -30.0)] if short else [])
    assert found.value == (70.0 if short else 100.0)
    assert found.value == sum(line.points for line in found.ledger)


def test_no_more_is_taken_off_than_there_is() -> None:
    found = fit(Profile(country="NL", offer_eur=5000, budget_eur=1), PAY)
    assert (found.value, found.grade) == (0.0, "D")
    assert fit(Profile(offer_eur=5000, budget_eur=1), PAY).value is None, "nothing is taken from nothing"
    unsaid = fit(Profile(country="DE", budget_eur=1, revenue_eur=1), PAY)
    assert unsaid.value == 100, "the site does not say what its smallest offer costs"

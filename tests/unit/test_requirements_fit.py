"""What was asked of fit (docs/requirements.md): bands at their edges, and what is missing by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.intent_kit import MONDAY
from tracker.intent import Activity, ModelError, Profile, assess, parse_model
from tracker.intent.fit import fit
from tracker.intent.parse import default_text
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.entry import Entered
from tracker.modelbook.persona import persona_fields, read_persona
from tracker.read.profiles import Known, profile
from tracker.read.shapes import Fact

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


MONEY = parse_model("""
extends = "default"
rates_day = "2026-11-20"
rates = { GBP = 1.2, CHF = 1.05 }
[[criterion]]
field = "revenue_eur"
weight = 1
bands = [ { low = 1_200_000, points = 100 } ]
[[persona]]
name = "Swiss"
criterion = [
    { field = "revenue_eur", currency = "CHF", weight = 1, bands = [ { low = 2_000_000, points = 100 } ] },
]
""")
CONVERTED: dict[str, tuple[Profile, str, float | None, str]] = {
    # profile, kind of customer, rating, the way there
    "euros as they are": (Profile(revenue_eur=1_200_000), "", 100, ""),
    "pounds, at the edge": (
        Profile(revenue=(1_000_000, "GBP")),
        "",
        100,
        "1\u202f000\u202f000 GBP × 1.2 = 1\u202f200\u202f000 EUR (2026-11-20)",
    ),
    "pounds, below it": (
        Profile(revenue=(999_999, "GBP")),
        "",
        0,
        "999\u202f999 GBP × 1.2 = 1\u202f199\u202f999 EUR (2026-11-20)",
    ),
    "no rate": (Profile(revenue=(10**9, "USD")), "", None, ""),
    "francs in bands of francs": (Profile(revenue=(2_000_000, "CHF")), "Swiss", 100, ""),
    "euros in bands of francs": (
        Profile(revenue_eur=2_100_000),
        "Swiss",
        100,
        "2\u202f100\u202f000 EUR × 0.952381 = 2\u202f000\u202f000 CHF (2026-11-20)",
    ),
}


@pytest.mark.parametrize("name", CONVERTED)
def test_revenue_in_another_currency_is_converted_and_the_way_is_shown(name: str) -> None:
    profile, persona, rated, way = CONVERTED[name]
    found = next(one for one in fit(profile, MONEY).personas if one.name == persona).ledger[0]
    assert (found.rating, found.note) == (rated, way)


@pytest.mark.parametrize(
    "text",
    [
        "rates = { GBP = 1.2 }",
        'rates_day = "2026-11-20"\nrates = { GBP = 0 }',
        'rates_day = "2026-11-20"\nrates = { pounds = 1.2 }',
        '[[criterion]]\nfield = "revenue_eur"\nweight = 1\ncurrency = "GBP"\nbands = []',
    ],
    ids=["no day", "no rate", "no currency", "bands without a rate"],
)
def test_rates_that_cannot_be(text: str) -> None:
    with pytest.raises(ModelError):
        parse_model(f'extends = "default"\n{text}')


@pytest.mark.parametrize(
    ("value", "euros", "other"),
    [("5000", 5000, None), ("3000000 GBP", None, (3000000, "GBP")), ("2-4 CHF", None, (3, "CHF"))],
)
def test_what_is_known_of_revenue_keeps_its_currency(
    value: str, euros: int | None, other: tuple[int, str] | None
) -> None:
    row = {"key": "a", "name": "a", "domain": "", "kind": "business"}
    found = profile(row, Known((Fact("revenue_eur", value, "crm", "2026-01-01"),)))
    assert (found.revenue_eur, found.revenue) == (euros, other)


def test_rates_are_entered_a_line_each() -> None:
    data = whole(default_text())
    row = {"field0": "revenue_eur", "weight0": "10", "else0": "0", "bands0": "100 = 5 -", "currency0": "gbp"}
    said = row | {"rates": "GBP = 1,17\nCHF = 1.05", "rates_day": "2026-11-20"}
    entered = Entered(persona_fields(data) | said)
    model = parse_model(to_toml(read_persona(data, entered)))
    assert (dict(model.rates), model.rates_day) == ({"GBP": 1.17, "CHF": 1.05}, "2026-11-20")
    assert model.criteria[0].currency == "GBP"
    assert not entered.problems
    for wrong, field in (
        ({"rates": "GBP 1"}, "rates"),
        ({"rates_day": ""}, "rates_day"),
        ({"currency0": "USD"}, "currency0"),
    ):
        refused = Entered(persona_fields(data) | said | wrong)
        read_persona(data, refused)
        assert field in refused.problems

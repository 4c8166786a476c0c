"""What was asked of fit (docs/requirements.md): bands at their edges, and what is missing by name."""

from __future__ import annotations

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

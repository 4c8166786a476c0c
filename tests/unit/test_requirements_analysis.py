"""What was asked of the analysis (docs/requirements.md): levels, rules, churn and cost, each by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.test_funnel import DAY, ROWS, T0, log
from tracker.cli.history import as_csv
from tracker.read.depth import Level, churn, costs, levels, rejected, upside_down
from tracker.read.funnel import Rate
from tracker.read.journeys import Journey, Origin, made
from tracker.read.past import past

CHURN = log("f", (0, "MQL1", "", ""), (1, "OFFERED", "offer", ""), (2, "SAL", "accept", ""),
            (3, "WON", "win_early", ""), (90, "CHURNED", "churn", "service"))  # fmt: skip


@pytest.fixture
def found() -> list[Journey]:
    return made([*ROWS, *CHURN], {"a": Origin(T0, "search", "google"), "f": Origin(T0, "search", "google")})


def test_each_level_has_its_rate_its_days_and_its_revenue(found: list[Journey]) -> None:
    assert levels(found, {"a": 5000, "f": 700, "b": 9999}) == [
        Level("MQL1", 2, Rate(1, 1), 3.0, 700),
        Level("MQL2", 1, Rate(0, 0), None, 0),
        Level("MQL3", 2, Rate(1, 1), 10.0, 5000),
    ]


def test_a_level_that_is_won_less_often_than_the_one_below_is_named() -> None:
    low, mid, high = (Level(f"MQL{n}", 50, Rate(hits, 50), None, 0) for n, hits in ((1, 5), (2, 20), (3, 10)))
    assert upside_down([low, mid, high]) == [("MQL2", "MQL3")]
    few = Level("MQL3", 5, Rate(0, 5), None, 0)
    assert upside_down([low, mid, few]) == [], "five say nothing"


def test_what_sales_turned_down_by_rule(found: list[Journey]) -> None:
    assert rejected(found, ["pricing_view", "cart_add"]) == [
        ("pricing_view", Rate(1, 4)),
        ("cart_add", Rate(0, 1)),
    ]


def test_who_left_by_source(found: list[Journey]) -> None:
    assert churn(found, lambda item: item.origin.source) == [("google", Rate(1, 2))]


def test_what_a_lead_and_a_customer_cost(found: list[Journey]) -> None:
    """1,000 euros a month for five months; what has just begun counts as one month."""
    at = T0 + int(5 * 30.4 * DAY)
    found_costs = {item.step: item for item in costs(found, 1000, at)}
    assert [found_costs[step].n for step in ("MQL", "WON")] == [6, 2]
    assert found_costs["MQL"].per == pytest.approx(5000 / 6)
    assert found_costs["WON"].per == pytest.approx(2500)
    assert {item.per for item in costs(found[:1], 1000, T0 + DAY)} == {1000.0}
    assert costs(found, 0, at) == costs([], 1000, at) == []


def test_the_history_knows_nothing_of_what_came_later(found: list[Journey]) -> None:
    """One row for each decided offer, oldest first; every change after the offer leaves the row as it is."""
    table = past(found, "won", T0 + 400 * DAY)
    assert table.columns[-1] == "outcome"
    assert [row[-1] for row in table.rows] == [1, 1, 0], "f and a were won, c was lost"
    assert table.open == 2, "b was set aside, e waits"
    at = table.columns.index("at")
    assert [row[at] for row in table.rows] == [T0 + DAY, T0 + 2 * DAY, T0 + 3 * DAY]
    cut = [replace(item, changes=item.changes[: _until_offer(item)]) for item in found]
    early = {row[0]: row[:-1] for row in past(_ended_alike(cut, found), "won", T0 + 400 * DAY).rows}
    assert early == {row[0]: row[:-1] for row in table.rows}


def _until_offer(item: Journey) -> int:
    return next((i + 1 for i, change in enumerate(item.changes) if change.to == "OFFERED"), len(item.changes))


def _ended_alike(cut: list[Journey], whole: list[Journey]) -> list[Journey]:
    """The ways up to the offer, and at once to the end they had."""
    ends = [[change for change in item.changes if change.to in ("WON", "LOST")][:1] for item in whole]
    return [replace(short, changes=(*short.changes, *end)) for short, end in zip(cut, ends, strict=True)]


@pytest.mark.parametrize(
    ("days", "outcomes"),
    [(20, []), (100, [0]), (400, [0, 1])],
)
def test_customers_that_stayed_are_another_outcome(days: int, outcomes: list[int]) -> None:
    """f left after 87 days, a is a customer for a year on day 376; c was lost on day 6."""
    at = T0 + days * DAY
    known = made([row for row in [*ROWS, *CHURN] if row["at"] <= at], {})
    assert [row[-1] for row in past(known, "retained", at).rows if row[0] != T0 + 3 * DAY] == outcomes


def test_no_cell_of_the_history_begins_a_formula(found: list[Journey]) -> None:
    evil = [replace(item, origin=Origin(T0, "search", "=1+1")) for item in found]
    assert "'=1+1" in as_csv(past(evil, "won", T0 + 400 * DAY))
    with pytest.raises(ValueError, match="won, retained"):
        past(found, "liked", T0)

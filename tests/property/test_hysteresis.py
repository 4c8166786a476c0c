"""An account does not flap: the simulation by which leaving was made harder than entering.

2,000 accounts over 180 days, half-life 14 days, one threshold (60 points, 10 a visit), each account with a
rate of visits of its own: steady visitors are the hard case, their score hovers about the threshold for
months. The code that decides is the product's (``tracker.intent.levels``); one threshold for both ways is
run beside it, to see what leaving late is worth.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tracker.intent import Model, SignalRule, Touch, default_model
from tracker.intent.impulses import Impulse
from tracker.intent.levels import MQLS, Levels
from tracker.intent.touch import DAY_MS

ACCOUNTS, DAYS = 2_000, 180
VISIT = SignalRule("visit", "visit", points=10, cap=100, half_life_days=14)
#: Visits a day: exponential over accounts, from once a quarter to nearly daily.
MEAN_RATE = 0.3


def _visits(rng: random.Random) -> list[float]:
    """Days (with fractions) on which one account comes."""
    rate = rng.expovariate(1 / MEAN_RATE)
    found = [rng.expovariate(rate)]
    while found[-1] < DAYS:
        found.append(found[-1] + rng.expovariate(rate))
    return found[:-1]


def _model(leave_factor: float, leave_days: int) -> Model:
    cells = {f"{grade}1": "MQL1" for grade in "ABCD"}
    return replace(
        default_model(), cells=cells, window_days=2 * DAYS, leave_factor=leave_factor, leave_days=leave_days
    )


def _changes(visits: list[float], model: Model) -> int:
    """How often an account became qualified or ceased to be. Looked at: each visit, and each midnight."""
    levels, score, then, changes, qualified = Levels(model, "B"), 0.0, 0.0, 0, False
    looks = [(day, VISIT.points) for day in visits] + [(float(day), 0.0) for day in range(1, DAYS + 1)]
    for day, points in sorted(looks):
        score = score * 2.0 ** ((then - day) / VISIT.half_life_days) + points
        then, now = day, round(day * DAY_MS)
        if points:
            levels.note(Impulse(now, now, VISIT, 1.0, points, Touch(now, "v")))
        elif not levels.level:
            continue  # without a visit a score only falls
        was, qualified = qualified, levels.step(now, min(100.0, score)) in MQLS
        changes += was != qualified
    return changes


def _mean(accounts: list[list[float]], model: Model) -> float:
    counts = [count for visits in accounts if (count := _changes(visits, model))]
    assert len(counts) > ACCOUNTS / 4, "too few accounts qualify to say anything"
    return sum(counts) / len(counts)


@pytest.fixture(scope="module")
def accounts() -> list[list[float]]:
    rng = random.Random(10)
    return [_visits(rng) for _ in range(ACCOUNTS)]


def test_a_qualified_account_changes_at_most_one_and_a_half_times(accounts: list[list[float]]) -> None:
    shipped = default_model()
    ours = _mean(accounts, _model(shipped.leave_factor, shipped.leave_days))
    one_threshold = _mean(accounts, _model(1.0, 0))
    print(f"changes per qualified account: {ours:.2f}; with one threshold {one_threshold:.2f}")
    assert ours <= 1.5
    assert one_threshold > 5

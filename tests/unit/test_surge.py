"""When an account does more than it usually does: measured against itself, told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.intent import Activity, Touch, default_model
from tracker.intent.surge import surge
from tracker.intent.touch import DAY_MS

NOW = 20_000 * DAY_MS + DAY_MS // 2
MODEL = default_model()


def views(*days: tuple[int, str, str]) -> Activity:
    """(days ago, visitor, signal): a view each."""
    return Activity.of(
        [
            Touch(
                ts=NOW - ago * DAY_MS,
                view=f"{ago}-{who}-{signal}",
                visitor=who,
                signals=(signal,) if signal else (),
            )
            for ago, who, signal in days
        ]
    )


#: A page of prices every fourth week for twelve weeks.
USUAL = tuple((ago, "v0", "pricing") for ago in (20, 48, 76, 90))
BUSY = ((0, "v1", "pricing"), (1, "v2", "product"), (2, "v1", "compare"), (3, "v2", "pricing"))


@pytest.mark.parametrize(
    ("activity", "fires"),
    [
        pytest.param(views(*USUAL, *BUSY), True, id="fourfold, two people, four days"),
        pytest.param(views(*USUAL), False, id="as usual"),
        pytest.param(views(*USUAL, *BUSY[:2]), False, id="two actions are too few"),
        pytest.param(
            views(*USUAL, *((0, "v1", s) for s in ("pricing", "product", "compare", "cart", "demo"))),
            False,
            id="one person on one day",
        ),
        pytest.param(
            views(*((ago, "v0", s) for ago in range(8, 90, 2) for s in ("pricing", "product")), *BUSY),
            False,
            id="an account that is always busy",
        ),
        pytest.param(views(*((ago, f"v{ago}", "") for ago in range(7)), *USUAL), False, id="plain pages"),
        pytest.param(
            views(*((ago, f"v{ago}", "careers") for ago in range(7)), *USUAL), False, id="job seekers"
        ),
        pytest.param(views(*BUSY), False, id="new: four actions are nothing special"),
        pytest.param(
            views(*BUSY, (0, "v2", "cart"), (1, "v1", "demo"), (4, "v3", "trial")), True, id="new, and a lot"
        ),
        pytest.param(views(), False, id="nobody"),
    ],
)
def test_what_is_a_surge(activity: Activity, fires: bool) -> None:
    assert bool(surge(activity, MODEL, NOW).fired) is fires


def test_its_figures() -> None:
    found = surge(views(*USUAL, *BUSY), MODEL, NOW)
    assert (found.actions, found.visitors, found.days, found.own) == (4, 1, 4, True)
    assert found.usual == pytest.approx((0.5 + 4) / 12.5)
    assert found.times == pytest.approx(4.5 / 0.86)
    assert found.score == pytest.approx(73.87, abs=0.01)


def test_it_is_told_once_in_fourteen_days_and_thresholds_are_the_models() -> None:
    activity = views(*USUAL, *((ago, f"v{ago % 3}", "pricing") for ago in range(12)))
    began = surge(activity, MODEL, NOW).fired
    assert began == surge(activity, MODEL, NOW - DAY_MS).fired, "still the same surge"
    assert not surge(views(*USUAL, *BUSY), replace(MODEL, surge_score=95.0), NOW).fired
    assert surge(views(*USUAL, *BUSY[:2]), replace(MODEL, surge_least=2.0, surge_score=60.0), NOW).fired


def test_what_comes_later_changes_nothing() -> None:
    early, late = views(*USUAL), views(*USUAL, *BUSY)
    then = NOW - 5 * DAY_MS
    assert surge(early, MODEL, then) == surge(late, MODEL, then)
    assert surge(Activity.of(late.touches[::-1]), MODEL, NOW) == surge(late, MODEL, NOW)

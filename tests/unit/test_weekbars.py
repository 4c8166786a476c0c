"""The simulator's picture: bars stand on zero, the tallest fits, the line is where sales ends."""

from __future__ import annotations

import pytest

from tracker.dashboard.weekbars import BASE, TOP, WeekBars, week_bars

PICTURES: dict[str, tuple[list[tuple[int, int, int]], int]] = {
    "no weeks": ([], 5),
    "nothing came": ([(1, 0, 0)], 5),
    "less than sales can take": ([(1, 1, 2), (2, 3, 0)], 10),
    "far more": ([(week, week * 100, week * 250) for week in range(13)], 6),
}


@pytest.mark.parametrize("name", PICTURES)
def test_everything_is_inside_and_to_scale(name: str) -> None:
    weeks, capacity = PICTURES[name]
    found = week_bars(weeks, capacity)
    assert [(pair.before, pair.after) for pair in found.pairs] == [week[1:] for week in weeks]
    scale = (BASE - float(found.capacity)) / capacity
    for pair in found.pairs:
        for value, bar in ((pair.before, pair.before_bar), (pair.after, pair.after_bar)):
            assert float(bar.height) == pytest.approx(value * scale, abs=0.02 * max(1, value))
            assert float(bar.y) + float(bar.height) == pytest.approx(BASE, abs=0.02)
            assert float(bar.y) >= TOP - 0.01
    assert found.grid[0][0] == str(BASE)


def test_the_label_stands_where_bars_are_low() -> None:
    rising = [(week, week, week) for week in range(9)]
    assert _side(week_bars(rising, 8)) == "start"
    assert _side(week_bars(rising[::-1], 8)) == "end"


def _side(found: WeekBars) -> str:
    return found.label[1]

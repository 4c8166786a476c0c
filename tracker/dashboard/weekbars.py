"""The picture of a what-if: what comes to sales each week, before and after, and what sales can take.  [pure]

Coordinates for SVG attributes, in a picture of WIDTH × HEIGHT; zero at the bottom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 200
LEFT: Final = 34
BASE: Final = 168
TOP: Final = 22
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True)
class Bar:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Pair:
    """One week: ``at`` its end (UTC ms), and both bars."""

    at: int
    before: int
    after: int
    before_bar: Bar
    after_bar: Bar
    middle: str


@dataclass(frozen=True)
class WeekBars:
    pairs: tuple[Pair, ...]
    grid: tuple[tuple[str, str], ...]  # (y, label)
    capacity: str  # y of the line
    label: tuple[str, str]  # x of its label and where that begins: on the side with the lower bars


def week_bars(weeks: Sequence[tuple[int, int, int]], capacity: int) -> WeekBars:
    """``weeks``: (end in UTC ms, before, after), oldest first. ``capacity``: new accounts a week."""
    top = max([capacity, *(max(before, after) for _, before, after in weeks)], default=1) or 1
    step = next((size for size in _STEPS if top / size <= 5), _STEPS[-1])
    high = -(-top // step) * step
    slot = (WIDTH - LEFT - 8) / max(1, len(weeks))
    pairs = tuple(_pair(i, week, slot, high) for i, week in enumerate(weeks))
    grid = tuple((_n(_y(value, high)), str(value)) for value in range(0, high + 1, step))
    left, right = (max((max(w[1:]) for w in part), default=0) for part in (weeks[:3], weeks[-3:]))
    label = (_n(LEFT + 4), "start") if left < right else (_n(WIDTH - 8), "end")
    return WeekBars(pairs, grid, _n(_y(capacity, high)), label)


def _pair(i: int, week: tuple[int, int, int], slot: float, high: int) -> Pair:
    at, before, after = week
    wide = min(22.0, slot * 0.38)
    middle = LEFT + (i + 0.5) * slot
    one = _bar(middle - wide - 1, wide, before, high)
    return Pair(at, before, after, one, _bar(middle + 1, wide, after, high), _n(middle))


def _bar(x: float, wide: float, value: int, high: int) -> Bar:
    y = _y(value, high)
    return Bar(_n(x), _n(y), _n(wide), _n(BASE - y))


def _y(value: float, high: float) -> float:
    return BASE - (BASE - TOP) * value / high


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

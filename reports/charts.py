"""Coordinates for the two pictures: the accounting bar and the spark line.  [pure]

Numbers are rounded texts, so that the same data gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence

BAR_WIDTH = 1000.0
SPARK_WIDTH = 96.0
SPARK_HEIGHT = 24.0


def bar(shares: Sequence[float]) -> list[tuple[str, str]]:
    """(x, width) of each piece of a bar 1,000 wide, with a gap of 2 between pieces that are wide enough."""
    pieces: list[tuple[str, str]] = []
    x = 0.0
    for share in shares:
        width = share * BAR_WIDTH
        gap = 2.0 if width > 6 else 0.0
        pieces.append((_number(x), _number(max(width - gap, 0.5))))
        x += width
    return pieces


def spark(values: Sequence[float], top: float = 100.0) -> str:
    """``points`` of a polyline, zero at the bottom, at least ``top`` / 4 high so that noise stays small."""
    if len(values) < 2:
        return ""
    high = max(max(values), top / 4)
    step = (SPARK_WIDTH - 4) / (len(values) - 1)
    usable = SPARK_HEIGHT - 4
    return " ".join(
        f"{_number(2 + index * step)},{_number(2 + usable * (1 - max(value, 0.0) / high))}"
        for index, value in enumerate(values)
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

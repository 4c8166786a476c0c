"""Geometry of the pictures: where lines, areas and columns go, as texts for SVG attributes.  [pure]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.read.shapes import ScorePoint
from tracker.read.traffic import DayCount

DayMark = tuple[str, str]  # day, label


LABEL_WIDTH = 40
LETTER_WIDTH = 6.4  # of a label


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Mark:
    x: str
    label: str
    anchor: str  # start, middle or end: so that no label leaves the picture


@dataclass(frozen=True)
class ScoreLine:
    """Engagement 0..100 over days, in a picture of WIDTH × HEIGHT; zero at the bottom."""

    WIDTH = 720
    HEIGHT = 180
    LEFT = 28
    BASE = 156
    TOP = 14

    line: str
    area: str
    grid: tuple[tuple[str, str], ...]  # (y, label)
    threshold: str
    end: tuple[str, str]
    marks: tuple[Mark, ...]
    days: tuple[tuple[str, str], ...]  # (x, day)


def score_line(points: Sequence[ScorePoint], stages: Sequence[DayMark], limit: float) -> ScoreLine:
    """``stages``: (day, label), drawn where they fall into the days of ``points``."""
    index = {point.day: i for i, point in enumerate(points)}
    xs = [_x(i, len(points)) for i in range(len(points))]
    ys = [_y(point.engagement) for point in points]
    line = " ".join(f"{_n(x)},{_n(y)}" for x, y in zip(xs, ys, strict=True))
    base = _n(ScoreLine.BASE)
    area = f"{_n(xs[0])},{base} {line} {_n(xs[-1])},{base}" if xs else ""
    picks = sorted({0, len(points) // 3, 2 * len(points) // 3, len(points) - 1}) if points else []
    return ScoreLine(
        line=line,
        area=area,
        grid=tuple((_n(_y(value)), str(value)) for value in (0, 50, 100)),
        threshold=_n(_y(limit)),
        end=(_n(xs[-1]), _n(ys[-1])) if xs else ("0", "0"),
        marks=_marks([(xs[index[day]], label) for day, label in stages if day in index]),
        days=tuple((_n(xs[i]), points[i].day) for i in picks),
    )


def _x(i: int, count: int) -> float:
    return ScoreLine.LEFT + i * (ScoreLine.WIDTH - ScoreLine.LEFT - 8) / max(1, count - 1)


def _y(value: float) -> float:
    share = min(100.0, max(0.0, value)) / 100
    return ScoreLine.BASE - share * (ScoreLine.BASE - ScoreLine.TOP)


def _marks(places: Sequence[tuple[float, str]]) -> tuple[Mark, ...]:
    """Every change gets its line; of labels that would overlap, the latest is written."""
    found: list[Mark] = []
    free = float("inf")  # where the label to the right of this one begins
    for x, label in reversed(places):
        start, end = _span(x, label)
        fits = end <= free
        free = start if fits else free
        found.append(Mark(_n(x), label if fits else "", "end" if _at_the_edge(x) else "start"))
    return tuple(reversed(found))


def _span(x: float, label: str) -> tuple[float, float]:
    """From where to where a label reaches, with a little air."""
    width = max(LABEL_WIDTH, LETTER_WIDTH * len(label))
    return (x - width, x) if _at_the_edge(x) else (x, x + width)


def _at_the_edge(x: float) -> bool:
    return x > ScoreLine.WIDTH - 80


@dataclass(frozen=True)
class Column:
    """One day's column: people from the base up, bots on top. Coordinates in 0..100."""

    day: str
    x: str
    width: str
    y: str
    height: str
    bot_y: str
    bot_height: str
    people: int
    bots: int


def columns(days: Sequence[DayCount], wanted: Sequence[str]) -> tuple[Column, ...]:
    """A column for every wanted day, empty where there was no traffic; the tallest is 100 high."""
    found = {item.day: item for item in days}
    tallest = max((item.views + item.bots for item in days), default=0) or 1
    slot = 1000 / max(1, len(wanted))
    return tuple(_column(i, slot, day, found.get(day), tallest) for i, day in enumerate(wanted))


def _column(i: int, slot: float, day: str, item: DayCount | None, tallest: int) -> Column:
    people, bots = (item.views, item.bots) if item else (0, 0)
    high, bot = 100 * people / tallest, 100 * bots / tallest
    gap = min(4.0, slot * 0.25)
    return Column(
        day=day,
        x=_n(i * slot),
        width=_n(slot - gap),
        y=_n(100 - high),
        height=_n(high),
        bot_y=_n(100 - high - bot),
        bot_height=_n(bot),
        people=people,
        bots=bots,
    )

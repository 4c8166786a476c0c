"""How well learnt points do on rows they have not seen: in folds, and on the newest rows.  [pure]"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from tracker.learn import measures
from tracker.learn.boosting import SETTINGS, boosted
from tracker.learn.points import Points, learn
from tracker.learn.table import Floats, Table

FOLDS: Final = 5
NEWEST: Final = 0.3  # share of the rows, the last ones, on which points must hold
ERROR_MAX: Final = 0.05  # calibration error
LOSS_MAX: Final = -0.01  # of AUC against the table in use, lower end of the interval
_SEED: Final = 7

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Folds:
    """Means over the folds of what each fold's points and boosting reach on the rows left out."""

    points: float
    boosting: float
    low: float  # of the points' AUC over all left-out rows, 90 %
    high: float

    @property
    def ratio(self) -> float:
        return self.points / self.boosting


@dataclass(frozen=True)
class OutOfTime:
    """Learnt from the first 70 % of the rows, judged on the last 30 %."""

    n: int
    won: int
    points: float
    low: float
    high: float
    boosting: float
    lift: float  # of the best tenth
    error: float  # calibration
    in_use: float | None  # AUC of the table in use
    deciles: tuple[dict[str, float], ...]
    passed: dict[str, bool]  # check: whether it held

    @property
    def verdict(self) -> str:
        """ "activate", "keep" what is in use, or "nothing to learn"."""
        if not self.passed["better than chance"]:
            return "nothing to learn"
        return "activate" if all(self.passed.values()) else "keep"


@dataclass(frozen=True)
class Judgement:
    folds: Folds
    out_of_time: OutOfTime
    points: Points  # learnt from all rows


def judge(
    table: Table, *, in_use: Floats | None = None, progress: Progress = lambda _done, _of: None
) -> Judgement:
    """Folds, out of time, and the points of all rows. ``in_use``: the present score of each row."""
    steps = FOLDS + 2
    # The tables are small: threads would mostly wait for each other, and burn a core that is busy elsewhere.
    with threadpool_limits(1):
        folds = _folds(table, lambda done: progress(done, steps))
        newest = _out_of_time(table, in_use)
        progress(FOLDS + 1, steps)
        points = learn(table)
    progress(steps, steps)
    return Judgement(folds, newest, points)


def _folds(table: Table, progress: Callable[[int], None]) -> Folds:
    mine: list[float] = []
    theirs: list[list[float]] = []
    calibrated = np.zeros(len(table.y))
    for done, left_out in enumerate(_left_out(table.y), 1):
        train, test = table.rows(~left_out), table.rows(left_out)
        points = learn(train)
        calibrated[left_out] = points.probability(test)
        mine.append(measures.auc(test.y, points.score(test)))
        theirs.append([measures.auc(test.y, score) for score in boosted(train, test)])
        progress(done)
    best = max(float(np.mean([fold[at] for fold in theirs])) for at in range(len(SETTINGS)))
    low, high = measures.auc_interval(table.y, calibrated)
    return Folds(float(np.mean(mine)), best, low, high)


def _left_out(y: Floats) -> Iterator[np.typing.NDArray[np.bool_]]:
    """Five folds with the same share of won rows each, drawn with a fixed seed."""
    draw = np.random.default_rng(_SEED)
    fold = np.empty(len(y), dtype=np.intp)
    for outcome in (0.0, 1.0):
        rows = draw.permutation(np.flatnonzero(y == outcome))
        fold[rows] = np.arange(len(rows)) % FOLDS
    for number in range(FOLDS):
        yield fold == number


def _out_of_time(table: Table, in_use: Floats | None) -> OutOfTime:
    cut = round(len(table.y) * (1 - NEWEST))
    rows = np.arange(len(table.y))
    train, test = table.rows(rows < cut), table.rows(rows >= cut)
    points = learn(train)
    score, told = points.score(test), points.probability(test)
    low, high = measures.auc_interval(test.y, score)
    parts = measures.deciles(test.y, score)
    error = measures.calibration_error(test.y, told)
    now = None if in_use is None else in_use[cut:]
    passed = {
        "better than chance": bool(points.rules) and low > 0.5,
        "calibrated": error <= ERROR_MAX,
        "deciles fall": measures.falls(parts),
        "no rule turned": not _turned(points, test),
    }
    if now is not None:
        passed["not below the table in use"] = measures.auc_difference(test.y, score, now)[0] > LOSS_MAX
        passed["best tenth not worse"] = measures.lift(test.y, score) >= measures.lift(test.y, now)
    return OutOfTime(
        n=len(test.y),
        won=int(test.y.sum()),
        points=measures.auc(test.y, score),
        low=low,
        high=high,
        boosting=max(measures.auc(test.y, other) for other in boosted(train, test)),
        lift=measures.lift(test.y, score),
        error=error,
        in_use=None if now is None else measures.auc(test.y, now),
        deciles=tuple(parts),
        passed=passed,
    )


def _turned(points: Points, test: Table) -> list[str]:
    """Rules that now surely mean the opposite: the other rules' points taken into account."""
    told = points.probability(test)
    spread = told * (1 - told)
    found = []
    for rule, worth in points.rules:
        met = rule.holds(test)
        # What happened beside what was told without this rule's points, in standard errors.
        without = 1 / (1 + np.exp(-(np.log(told / (1 - told)) - points.slope * worth * met)))
        gap = float((test.y - without)[met].sum()) / max(float(np.sqrt(spread[met].sum())), 1e-9)
        if gap * worth * points.slope < 0 and abs(gap) > 3:
            found.append(str(rule))
    return found

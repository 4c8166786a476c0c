"""How many days earlier learnt points would have told later customers, against the points in use.  [pure]

A table with one row for each account and day, and what was known of it by then. Points are learnt from the
last row of each account of the first 70 %, and tried on every day of the later ones. Their bound is the
lowest one that would have marked no more of the earlier accounts in vain than the points in use did: being
early is no art for whoever marks everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import comb
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from tracker.learn.judge import NEWEST
from tracker.learn.points import Points, learn
from tracker.learn.table import BLANK, Floats, Table, TableError, enough

LEAST: Final = 20  # later customers; of fewer no median is told
_DAY_MS: Final = 86_400_000
_SURE: Final = 0.95


@dataclass(frozen=True)
class Earlier:
    """``n`` later customers. ``median``, ``low`` and ``high`` are days (95 %), None where ``n`` is below
    ``LEAST``. ``marked_…``: of those customers, marked before their last day. ``vain_…``: accounts marked a
    week that became no customer. ``bound``: of the learnt points; ``in_use``: of the others."""

    n: int
    median: float | None
    low: float | None
    high: float | None
    marked_learnt: int
    marked_in_use: int
    vain_learnt: float
    vain_in_use: float
    bound: float
    in_use: float


@dataclass(frozen=True)
class Daily:
    """A table of days. ``account``: 0.. in the order of their last day; ``day``: days since 1970."""

    table: Table
    account: np.typing.NDArray[np.intp]
    day: Floats
    open: np.typing.NDArray[np.bool_]  # rows of accounts nobody knows the end of

    @property
    def last(self) -> np.typing.NDArray[np.intp]:
        """The last row of each account."""
        order = np.lexsort((np.arange(len(self.day)), self.day, self.account))
        ends = np.flatnonzero(np.diff(self.account[order], append=-1))
        return order[ends]


def daily(table: Table, *, account: str, time: str) -> Daily:
    """The table with its accounts and days, which stand aside. Raises ``TableError``."""
    day = np.array([_day(text, time) for text in table.aside[time]])
    names, found = np.unique(np.array(table.aside[account]), return_inverse=True)
    ends = np.full(len(names), -np.inf)
    np.maximum.at(ends, found, day)
    rank = np.empty(len(names), dtype=np.intp)
    rank[np.argsort(ends, kind="stable")] = np.arange(len(names))
    ended = table.aside.get(table.target, ("ended",) * len(day))
    blank = np.array([text.lower() in BLANK for text in ended])
    return Daily(table, rank[found], day, blank)


def ends(found: Daily) -> Table:
    """One row for each account whose end is known, oldest first: to learn from. Raises ``TableError``."""
    rows = found.last
    table = found.table.rows(rows[~found.open[rows]])
    enough(table.y, f"{table.target} (one row for each account)")
    return table


def earlier(found: Daily, in_use: Floats, bound: float) -> Earlier:
    """``in_use``: the present score of each row; ``bound``: from how many points on it marks an account."""
    last = found.last
    known = last[~found.open[last]]
    cut = round(len(known) * (1 - NEWEST))
    with threadpool_limits(1):
        points = learn(found.table.rows(known[:cut]))
    later = found.day[last] > found.day[known[cut - 1]]
    score = points.score(found.table)
    won = found.table.y[last] == 1
    mine = _bound(points, _most(found, score)[~later & ~won], _most(found, in_use)[~later & ~won], bound)
    new, old = _first(found, score >= mine), _first(found, in_use >= bound)
    ended = found.day[last]
    saved = np.minimum(old, ended)[later & won] - np.minimum(new, ended)[later & won]
    weeks = max(float(np.ptp(ended[later])) if later.any() else 0.0, 7.0) / 7
    vain = later & ~won
    median, low, high = _median(saved)
    return Earlier(
        int((later & won).sum()),
        median,
        low,
        high,
        int((new < ended)[later & won].sum()),
        int((old < ended)[later & won].sum()),
        float(np.isfinite(new[vain]).sum()) / weeks,
        float(np.isfinite(old[vain]).sum()) / weeks,
        mine,
        bound,
    )


def _bound(points: Points, learnt: Floats, in_use: Floats, bound: float) -> float:
    """The lowest whole number of points that marks no more accounts in vain than ``bound`` in use did."""
    allowed = int((in_use >= bound).sum())
    top = sum(worth for _rule, worth in points.rules if worth > 0)
    return float(next((n for n in range(1, top + 1) if int((learnt >= n).sum()) <= allowed), top + 1))


def _most(found: Daily, score: Floats) -> Floats:
    most = np.full(found.account.max() + 1, -np.inf)
    np.maximum.at(most, found.account, score)
    return most


def _first(found: Daily, marked: np.typing.NDArray[np.bool_]) -> Floats:
    """The first day each account was marked; infinite where it never was."""
    first = np.full(found.account.max() + 1, np.inf)
    np.minimum.at(first, found.account[marked], found.day[marked])
    return first


def _median(values: Floats) -> tuple[float | None, float | None, float | None]:
    """The median and its interval by order of the values: it asks for no shape of their spread."""
    n = len(values)
    if n < LEAST:
        return None, None, None
    ordered = np.sort(values)
    tail, below = 0.0, 0
    while (tail := tail + comb(n, below) / 2**n) <= (1 - _SURE) / 2:
        below += 1
    at = max(below - 1, 0)
    return float(np.median(ordered)), float(ordered[at]), float(ordered[n - 1 - at])


def _day(text: str, column: str) -> float:
    """A date, or UTC milliseconds."""
    try:
        return int(text) // _DAY_MS if text.isdecimal() else float(date.fromisoformat(text[:10]).toordinal())
    except ValueError:
        raise TableError(
            f"{column!r} holds {text[:40]!r}: a date like 2026-01-31 or UTC milliseconds are needed"
        ) from None

"""The own history day by day: what was known of each account on every day up to its offer.

With it one can ask when other points would have told the same customers. Nothing in a row was known later
than at the end of its day, and nothing after the offer is in any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.intent import Activity, Model
from tracker.intent.impulses import earning
from tracker.intent.touch import DAY_MS
from tracker.intent.walk import walk
from tracker.read.accounts import FLOOR
from tracker.read.days import utc_day
from tracker.read.journeys import Journey, journeys
from tracker.read.models import model_of
from tracker.read.past import OUTCOME, outcome
from tracker.read.touches import activities
from tracker.store import Store, records

ACCOUNT: Final = "account"
DAY: Final = "day"
POINTS: Final = "points_in_use"
_FIRST: Final = 2 * DAY_MS  # before any event; queries ask for the day before, and days begin with 1970
_CHUNK: Final = 500  # accounts whose touches are read at a time

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Days:
    """``rows`` with ``columns``: account and cycle, UTC day, the outcome ("" while nobody knows it), points
    of the model in force, and how often each signal had come by then. ``bound``: points that are "high"."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bound: float


def day_by_day(store: Store, site: str, label: str, *, at: int) -> Days:
    """Of all accounts, as recorded by ``at`` (UTC ms); ``label``: see ``tracker.read.past``."""
    model = model_of(store, site)
    found = journeys(store, site, at=at)
    rules = tuple(rule.id for rule in model.signals)
    rows: list[tuple[Cell, ...]] = []
    keys = sorted({item.account for item in found})
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        seen = activities(store, site, part, from_ts=_FIRST, to_ts=at, known_at=records.EVER, floor=FLOOR)
        for item in (item for item in found if item.account in seen and item.account in set(part)):
            rows += days_of(item, seen[item.account], model, label, at)
    return Days((ACCOUNT, DAY, OUTCOME, POINTS, *rules), tuple(rows), model.engagement_bounds[0])


def days_of(item: Journey, activity: Activity, model: Model, label: str, at: int) -> list[tuple[Cell, ...]]:
    """One row for each day with something on it, and one for the day it was offered.  [pure]"""
    end = outcome(item, label, at)
    offer = item.offer
    until = offer.at if offer else item.changes[-1].at if end is not None else at
    own = activity.between(item.changes[0].at - 1 if item.cycle > 1 else -1, until)
    days = sorted(
        {touch.ts // DAY_MS for touch in own.touches} | ({until // DAY_MS} if end is not None else set())
    )
    marks = [min((day + 1) * DAY_MS - 1, until) for day in days]
    scores = walk(own, model, "?", until, marks).scores if marks else {}
    told = "" if end is None else int(end)
    name = f"{item.account} {item.cycle}"
    counted = _counted(own, model, days)
    return [
        (name, utc_day(mark), told, round(scores.get(mark, 0.0), 2), *counts)
        for mark, counts in zip(marks, counted, strict=True)
    ]


def _counted(activity: Activity, model: Model, days: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """How often each signal of the model had come by the end of each day."""
    by_day: dict[int, Counter[str]] = {}
    for touch, rules in earning(activity, model):
        by_day.setdefault(touch.ts // DAY_MS, Counter()).update(rule.id for rule in rules)
    so_far: Counter[str] = Counter()
    for day in days:
        so_far.update(by_day.get(day, {}))
        yield tuple(so_far[rule.id] for rule in model.signals)

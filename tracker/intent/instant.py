"""The level that points give at one instant, whatever was before.  [pure]

The walk (``tracker.intent.walk``) says which stage an account *has*: a level once reached is held a while.
This says what it has *earned*, which needs no past, so two models can be compared over all accounts.
"""

from __future__ import annotations

from math import inf
from typing import Final

from tracker.intent.levels import IQL, LEAD, MQLS, opening, threshold
from tracker.intent.model import Model
from tracker.intent.touch import DAY_MS
from tracker.intent.walk import SLACK

_GRADES: Final = ("A", "B", "C", "D", "?", "X")

#: When something last earned (UTC ms, 0: never): as a sign of buying, as information, as a raised hand.
Newest = tuple[int, int, int]


class Ladder:
    """The levels of one model at one instant (UTC ms)."""

    def __init__(self, model: Model, at: int) -> None:
        bounds = {grade: [threshold(level, grade, model) for level in (1, 2, 3)] for grade in _GRADES}
        self._bounds = {
            grade: [(level, bound) for level, bound in enumerate(own, 1) if bound is not None]
            for grade, own in bounds.items()
        }
        self._lowest = min((bound for own in self._bounds.values() for _, bound in own), default=1e300)
        self._model = model
        self._opens = ("buying", "information").index(opening(model)[-1]) + 1
        self._window = at - model.window_days * DAY_MS
        self._hand = at - model.act_now_days * DAY_MS

    def stage(self, engagement: float, newest: Newest, grade: str) -> str:
        """LEAD, IQL or MQL1 to MQL3."""
        opened = max(newest[: self._opens])
        reached = max(self._reached(engagement, opened, grade), self._forced(newest[2], grade))
        if reached and grade != "X":
            return MQLS[reached - 1]
        return IQL if self._model.iql and newest[1] > self._window else LEAD

    def asks_for_fit(self, engagement: float, newest: Newest) -> bool:
        """Whether the stage may depend on the grade: if not, nobody need look up what is known."""
        return engagement + SLACK >= self._lowest or newest[2] > self._hand

    def bears(self, engagement: float, newest: Newest, grade: str) -> float:
        """The highest bound of engagement number 1 under which this is MQL3; infinite: under any, 0: none."""
        if grade == "X":
            return 0.0
        if self._forced(newest[2], grade) == len(MQLS):
            return inf
        bound = dict(self._bounds[grade]).get(len(MQLS))
        if bound is None or max(newest[: self._opens]) <= self._window:
            return 0.0
        if bound < self._model.engagement_bounds[0]:  # a lower number will do for this grade
            return inf if engagement + SLACK >= bound else 0.0
        return engagement + SLACK

    def _reached(self, engagement: float, opened: int, grade: str) -> int:
        if opened <= self._window:
            return 0
        return max((level for level, bound in self._bounds[grade] if engagement + SLACK >= bound), default=0)

    def _forced(self, hand: int, grade: str) -> int:
        if hand <= self._hand or self._model.mql_mode == "manual":
            return 0
        return 3 if grade in ("A", "B") else 1

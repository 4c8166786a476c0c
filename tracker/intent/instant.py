"""The level that points give at one instant, whatever was before.  [pure]

The walk (``tracker.intent.walk``) says which stage an account *has*: a level once reached is held a while.
This says what it has *earned*, which needs no past, so two models can be compared over all accounts.
"""

from __future__ import annotations

from math import inf
from typing import Final

from tracker.intent.levels import IQL, LEAD, MQLS, RAISED, forced, opening, threshold
from tracker.intent.model import Model
from tracker.intent.touch import DAY_MS
from tracker.intent.walk import SLACK

#: Where an account may stand: its grade, and the same one level higher.
_PLACES: Final = tuple(f"{grade}{mark}" for grade in "ABCD?X" for mark in ("", RAISED))

#: When something last earned (UTC ms, 0: never): as a sign of buying, as information, as a raised hand.
Newest = tuple[int, int, int]


class Ladder:
    """The levels of one model at one instant (UTC ms)."""

    def __init__(self, model: Model, at: int) -> None:
        self._top = model.levels
        steps = range(1, self._top + 1)
        bounds = {place: [threshold(level, place, model) for level in steps] for place in _PLACES}
        self._bounds = {
            place: [(level, bound) for level, bound in enumerate(own, 1) if bound is not None]
            for place, own in bounds.items()
        }
        self._hands = {place: forced(place, model) for place in _PLACES}
        self._lowest = min((bound for own in self._bounds.values() for _, bound in own), default=1e300)
        self._model = model
        self._opens = ("buying", "information").index(opening(model)[-1]) + 1
        self._window = at - model.window_days * DAY_MS
        self._hand = at - model.act_now_days * DAY_MS

    def stage(self, engagement: float, newest: Newest, place: str) -> str:
        """LEAD, IQL or MQL1 to the highest. ``place``: as ``levels.threshold`` takes it."""
        opened = max(newest[: self._opens])
        reached = max(self._reached(engagement, opened, place), self._forced(newest[2], place))
        if reached and place[:1] != "X":
            return MQLS[reached - 1]
        return IQL if self._model.iql and newest[1] > self._window else LEAD

    def asks_for_fit(self, engagement: float, newest: Newest) -> bool:
        """Whether the stage may depend on the grade: if not, nobody need look up what is known."""
        return engagement + SLACK >= self._lowest or newest[2] > self._hand

    def bears(self, engagement: float, newest: Newest, place: str) -> float:
        """The highest bound of engagement number 1 under which this is in the highest level; infinite: under
        any, 0: none."""
        if place[:1] == "X":
            return 0.0
        if self._forced(newest[2], place) == self._top:
            return inf
        bound = dict(self._bounds[place]).get(self._top)
        if bound is None or max(newest[: self._opens]) <= self._window:
            return 0.0
        if bound < self._model.engagement_bounds[0]:  # a lower number will do for this grade
            return inf if engagement + SLACK >= bound else 0.0
        return engagement + SLACK

    def _reached(self, engagement: float, opened: int, place: str) -> int:
        if opened <= self._window:
            return 0
        return max((level for level, bound in self._bounds[place] if engagement + SLACK >= bound), default=0)

    def _forced(self, hand: int, place: str) -> int:
        if hand <= self._hand or self._model.mql_mode == "manual":
            return 0
        return self._hands[place]

"""From engagement and fit to a stage that does not flap.  [pure]"""

from __future__ import annotations

from typing import Final

from tracker.intent.impulses import Impulse
from tracker.intent.model import MOST_LEVELS, Model, SignalRule
from tracker.intent.touch import DAY_MS

LEAD: Final = "LEAD"
IQL: Final = "IQL"
#: Every level there may be; a model uses the first so many of them (``Model.levels``).
MQLS: Final = tuple(f"MQL{level}" for level in range(1, MOST_LEVELS + 1))
#: Behind a grade: who is in a hurry stands one level higher than its cell says ("B+").
RAISED: Final = "+"

#: Points of a first contact: less than a glance at a single article earns.
FIRST_CONTACT: Final = 0.5

#: Stages that people set: no rule moves an account out of them.
HELD: Final = frozenset(
    {"OFFERED", "SAL", "SQL", "OPPORTUNITY", "WON", "LOST", "CHURNED", "RECYCLED", "DISQUALIFIED"}
)


def number_of(engagement: float, model: Model) -> int:
    """Engagement number 1 (highest) to 4."""
    for number, bound in enumerate(model.engagement_bounds, start=1):
        if engagement >= bound:
            return number
    return 4


def row_of(place: str) -> str:
    """Row of the grid an account stands in: while too little is known of its fit, row C."""
    return "C" if place[:1] == "?" else place[:1]


def opening(model: Model) -> tuple[str, ...]:
    """Roles of signals of which one must be there for an MQL."""
    return ("buying", "information") if model.mql_mode == "first_contact" else ("buying",)


def threshold(level: int, place: str, model: Model) -> float | None:
    """Engagement from which an account is in MQL ``level`` (from 1 on) or higher; None: never.

    ``place``: its grade, with ``RAISED`` behind it where it stands one level higher.
    """
    if model.mql_mode == "manual" or level > model.levels:
        return None
    if place.endswith(RAISED) and level > 1:
        level -= 1
    if model.mql_mode == "first_contact" and level == 1 and place[:1] != "X":
        return FIRST_CONTACT
    bounds = (*model.engagement_bounds, model.mql_min_engagement)
    for number in (4, 3, 2, 1):
        stage = model.cells.get(f"{row_of(place)}{number}", "")
        if stage in MQLS[level - 1 :]:
            return max(bounds[number - 1], model.mql_min_engagement)
    return None


def forced(place: str, model: Model) -> int:
    """The level that a raised hand gives: the highest with a fit of A or B, else the first."""
    level = model.levels if place[:1] in ("A", "B") else 1
    return min(model.levels, level + place.endswith(RAISED))


def mqls(model: Model) -> tuple[str, ...]:
    """The levels that a model uses, lowest first."""
    return MQLS[: model.levels]


class Levels:
    """The state of one account on its walk. ``note`` impulses, then ``step`` at instants in order."""

    def __init__(self, model: Model, place: str) -> None:
        self._model = model
        self._grade = place[:1]
        self._hand = forced(place, model)
        bounds = [(level, threshold(level, place, model)) for level in range(model.levels, 0, -1)]
        self._bounds = [(level, bound) for level, bound in bounds if bound is not None]
        self._opening = opening(model)
        self._window = model.window_days * DAY_MS
        self._level = 0
        self._below: int | None = None
        self._roles: dict[str, int] = {}
        self._act_now: int | None = None
        self._stage = ""
        self.earned = 0  # the level that the newest step would give to an account without a past
        self.cause = ""  # of the newest change: seen, information, reached, act_now, fell, expired

    @property
    def level(self) -> int:
        """0, or the MQL level from 1 on."""
        return self._level

    @property
    def stage(self) -> str:
        return self._stage

    def note(self, impulse: Impulse, sign: float = 1.0) -> None:
        rule = impulse.rule
        if not isinstance(rule, SignalRule) or sign < 0:
            return
        self._roles[rule.role] = max(impulse.origin, self._roles.get(rule.role, 0))
        if rule.act_now:
            self._act_now = max(impulse.origin, self._act_now or 0)

    def step(self, now: int, engagement: float) -> str:
        """The stage at ``now``, given all steps before."""
        if not self._roles:
            return self._stage
        self.earned = reached = max(self._reached(now, engagement), self._forced(now))
        if reached >= self._level:
            self._level, self._below = reached, None
        else:
            self._fall(now, engagement, reached)
        return self._enter(self._name(now), now)

    def _name(self, now: int) -> str:
        if self._level:
            return MQLS[self._level - 1]
        return IQL if self._model.iql and self._has("information", now) else LEAD

    def _enter(self, stage: str, now: int) -> str:
        before, self._stage = self._stage, stage
        if stage != before:
            self.cause = self._why(stage, before, now)
        return stage

    def _why(self, stage: str, before: str, now: int) -> str:
        if before in MQLS and (stage not in MQLS or stage < before):
            return "fell"
        if stage in MQLS:
            return "act_now" if self._forced(now) == self._level else "reached"
        if stage == IQL:
            return "information"
        return "expired" if before else "seen"

    def _has(self, role: str, now: int) -> bool:
        return self._roles.get(role, -1) > now - self._window

    def _reached(self, now: int, engagement: float) -> int:
        if self._grade == "X":
            return 0
        for role in self._opening:
            if self._has(role, now):
                return self._highest(engagement, 1.0)
        return 0

    def _highest(self, engagement: float, share: float) -> int:
        for level, bound in self._bounds:
            if engagement >= share * bound:
                return level
        return 0

    def _forced(self, now: int) -> int:
        if (
            self._act_now is None
            or now >= self._act_now + self._model.act_now_days * DAY_MS
            or self._grade == "X"
            or self._model.mql_mode == "manual"
        ):
            return 0
        return self._hand

    def _fall(self, now: int, engagement: float, reached: int) -> None:
        kept = self._highest(engagement, self._model.leave_factor)
        if kept >= self._level:
            self._below = None
            return
        if self._below is None:
            self._below = now
        if now - self._below >= self._model.leave_days * DAY_MS:
            self._level, self._below = max(kept, reached), None

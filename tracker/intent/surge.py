"""Does an account do more than it usually does? Measured against itself, not against others.  [pure]

Actions are added up: a page that says something of a purchase or of a search for information counts 1,
something done 2, any other page a quarter; each rule once per visitor and day. x are those of the last
``surge_days``; expected are mu = (0.5 + B) / (0.5 + weeks), with B those of the ``surge_weeks`` before. A new
account, seen for less than four weeks, is held against the model's ``surge_prior``. The score is
50 + 10 log2((x + 0.5) / (mu + 0.5)): 60 is double, 70 fourfold. It fires from ``surge_score`` on, with
``surge_least`` actions or more, two visitors or two days; then not again for ``surge_quiet_days``.
Days are UTC.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final

from tracker.intent.impulses import earning
from tracker.intent.model import RETURN_VISIT, Model, SignalRule
from tracker.intent.touch import DAY_MS, Activity

WEEK: Final = 7
#: Weeks an account must have been known for to be measured against itself.
OWN_WEEKS: Final = 4
_SMOOTH: Final = 0.5
_VIEW, _DONE, _OTHER = 1.0, 2.0, 0.25


@dataclass(frozen=True, slots=True)
class Surge:
    """``score`` 0..100; ``actions`` of the last days, ``usual`` per week before; ``fired``: when it last
    began (UTC ms of the day's beginning), 0: not within the days it is kept."""

    score: float
    actions: float
    usual: float
    visitors: int
    days: int
    fired: int = 0
    own: bool = True  # measured against itself; False: against what is usual for new accounts

    @property
    def times(self) -> float:
        """How many times the usual."""
        return (self.actions + _SMOOTH) / (self.usual + _SMOOTH)


def surge(activity: Activity, model: Model, at: int) -> Surge:
    """The account at ``at`` (UTC ms). What happened later does not count."""
    counted = _Days(activity.between(0, at), model)
    today = at // DAY_MS
    fired = 0
    for day in counted.days:
        quiet = fired and day - fired < model.surge_quiet_days
        if not quiet and counted.fires(day):
            fired = day
    found = counted.on(today)
    shown = fired and today - fired < model.surge_quiet_days
    return replace(found, fired=fired * DAY_MS) if shown else found


class _Days:
    """Actions by UTC day, and who did them."""

    def __init__(self, activity: Activity, model: Model) -> None:
        self._model = model
        self._weight: defaultdict[int, float] = defaultdict(float)
        self._who: dict[int, set[str]] = {}
        seen: set[tuple[int, str, str]] = set()
        for touch, rules in earning(activity, model):
            for rule in rules:
                key = (touch.ts // DAY_MS, touch.visitor, rule.id)
                if rule.signal != RETURN_VISIT and key not in seen:
                    seen.add(key)
                    self._weight[key[0]] += _weight(rule, is_view=touch.is_view)
                    self._who.setdefault(key[0], set()).add(touch.visitor)
        self.days = sorted(self._weight)
        self.first = self.days[0] if self.days else 2**31

    def fires(self, day: int) -> bool:
        found, model = self.on(day), self._model
        enough = found.score >= model.surge_score and found.actions >= model.surge_least
        return enough and (found.visitors >= 2 or found.days >= 2)

    def on(self, day: int) -> Surge:
        """At the end of that day."""
        model = self._model
        recent = [one for one in range(day - model.surge_days + 1, day + 1) if one in self._weight]
        actions = sum(self._weight[one] for one in recent)
        before = day - model.surge_days
        own = before - self.first + 1 >= OWN_WEEKS * WEEK
        usual = self._usual(before) if own else model.surge_prior
        ratio = (actions + _SMOOTH) / (usual + _SMOOTH)
        return Surge(
            score=min(100.0, max(0.0, 50.0 + 10.0 * math.log2(ratio))),
            actions=actions,
            usual=usual,
            visitors=max((len(self._who[one]) for one in recent), default=0),
            days=len(recent),
            own=own,
        )

    def _usual(self, last: int) -> float:
        """Actions per week of the weeks up to ``last``; days before the first one count as quiet."""
        weeks = self._model.surge_weeks
        since = last - weeks * WEEK
        past = sum(weight for day, weight in self._weight.items() if since < day <= last)
        return (_SMOOTH + past) / (_SMOOTH + weeks)


def _weight(rule: SignalRule, *, is_view: bool) -> float:
    if rule.role == "background":
        return _OTHER
    return _VIEW if is_view else _DONE

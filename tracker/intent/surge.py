"""Is an account much more active than it usually is?  [pure]

Its own weeks are the measure: the last seven days against the twelve weeks before them. Plain "twice as much"
or "two standard deviations" call every sixteenth quiet account a surge; this asks for about four times the
usual, at least three actions, and more than one person or day.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from tracker.intent.touch import DAY_MS, Activity, Touch

WEEK_MS: Final = 7 * DAY_MS
WEEKS_BEFORE: Final = 12
#: On a scale of 100: 50 is as usual, 60 twice, 70 four times as much.
FIRE: Final = 70.0
LEAST_ACTIONS: Final = 3


def surge_score(activity: Activity, at: int) -> float:
    """0..100 for the seven days up to ``at`` (UTC ms); 50 is as usual. No history counts as little."""
    now = len(_actions(activity, at - WEEK_MS, at))
    before = len(_actions(activity, at - (1 + WEEKS_BEFORE) * WEEK_MS, at - WEEK_MS))
    usual = (0.5 + before) / (0.5 + WEEKS_BEFORE)
    return min(100.0, max(0.0, 50 + 10 * math.log2((now + 0.5) / (usual + 0.5))))


def surges(activity: Activity, at: int, day_of: Callable[[int], str]) -> bool:
    """True for an account that was here before and is far above its usual week. ``day_of``: UTC ms → day."""
    recent = _actions(activity, at - WEEK_MS, at)
    known = any(touch.ts <= at - WEEK_MS for touch in activity.touches)
    if not known or len(recent) < LEAST_ACTIONS or surge_score(activity, at) < FIRE:
        return False
    people = {touch.visitor for touch in recent}
    return len(people) >= 2 or len({day_of(touch.ts) for touch in recent}) >= 2


def _actions(activity: Activity, after: int, until: int) -> list[Touch]:
    """What people did: views and events, not the pings that say how long a page was read."""
    return [touch for touch in activity.touches if after < touch.ts <= until and touch.name != "en"]

"""Breadth and frequency: how many people of an account, on how many days.  [pure]

People are counted per UTC day, because without consent a visitor's key lives for one day only: the most
on any one day is a number that is certainly not too high. Days are UTC days for the same reason.
"""

from __future__ import annotations

from collections import Counter

from tracker.intent.earned import HEARTBEAT
from tracker.intent.model import Model
from tracker.intent.touch import DAY_MS, Touch


class Presence:
    """Fed with touches in the order of time; asked at or after the newest one."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._off_topic = model.off_topic
        self._days: dict[int, Counter[str]] = {}
        self._people: dict[int, int] = {}
        self._asked = -1  # the day "recent" was last told for; -1: something came since
        self._last: list[int] = []
        self._points = 0.0

    def add(self, touch: Touch) -> None:
        """Views of careers or support pages do not count: applicants are no buying group."""
        if touch.name == HEARTBEAT or self._off_topic & set(touch.signals):
            return
        day = touch.ts // DAY_MS
        self._asked = -1
        views = self._days.setdefault(day, Counter())
        if touch.is_view:
            views[touch.visitor] += 1
            if views[touch.visitor] == self._model.breadth_min_views:
                self._people[day] = self._people.get(day, 0) + 1

    def points(self, at: int) -> float:
        """Breadth and frequency together."""
        self._recent(at)
        return self._points

    def people(self, at: int) -> int:
        """Most visitors with enough views on one day of the last ``presence_days``."""
        return max((self._people.get(day, 0) for day in self._recent(at)), default=0)

    def active_days(self, at: int) -> int:
        return len(self._recent(at))

    def _recent(self, at: int) -> list[int]:
        today = at // DAY_MS
        if today != self._asked:
            oldest = today - self._model.presence_days
            self._last = [day for day in self._days if oldest < day <= today]
            self._asked = today
            self._points = self.breadth(at) + self.frequency(at)
        return self._last

    def breadth(self, at: int) -> float:
        model = self._model
        return min(model.breadth_cap, model.breadth_points * max(0, self.people(at) - 1))

    def frequency(self, at: int) -> float:
        model = self._model
        return min(model.frequency_cap, model.frequency_points * max(0, self.active_days(at) - 1))

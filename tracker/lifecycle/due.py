"""How long an account may stand where it is before somebody must act, and who is told when.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tracker.lifecycle.clock import DAY_MS, Calendar
from tracker.lifecycle.stages import EARNED, OFFERED, RECYCLED, SAL, SQL

#: Share of the time that has gone, and who is told then.
ESCALATION: Final = ((0.5, "owner"), (1.0, "lead"), (1.5, "reassign"))


@dataclass(frozen=True)
class Times:
    """Agreed between marketing and sales; business hours and days, but ``decide_days`` by the calendar."""

    act_now_hours: float = 1.0  # a raised hand: first touch
    answer_days: int = 1  # an offer: accept or reject
    touch_days: int = 2  # an accepted lead: first contact
    decide_days: int = 14  # an accepted lead: sales qualified or recycled
    idle_days: int = 14  # a sales qualified lead: the next step


@dataclass(frozen=True)
class Due:
    """What must happen by ``at`` (UTC ms), counted from ``since``."""

    what: Literal["answer", "touch", "decide", "step", "wake"]
    since: int
    at: int

    def told(self, now: int) -> str:
        """Who has to know by now: "", owner, lead or reassign."""
        gone = (now - self.since) / max(self.at - self.since, 1)
        return next((who for share, who in reversed(ESCALATION) if gone >= share), "")

    def overdue(self, now: int) -> bool:
        return now > self.at


def _answer_hand(hand: int, calendar: Calendar, times: Times) -> Due:
    return Due("touch", hand, calendar.after_hours(hand, times.act_now_hours))


def due(
    stage: str,
    since: int,
    calendar: Calendar,
    times: Times,
    *,
    act_now: bool = False,
    touched: bool = False,
    wake: int = 0,
    hand: int = 0,
) -> Due | None:
    """What is due for an account in ``stage`` since ``since`` (UTC ms); None where nothing is.

    ``wake`` (UTC ms): somebody set a date; until then nothing else is due. ``touched``: sales has spoken
    with them. ``hand`` (UTC ms): they raised a hand then; before the offer that alone makes something due.
    """
    if wake > max(since, hand):
        return Due("wake", since, wake)
    if stage in EARNED:
        return _answer_hand(hand, calendar, times) if hand and not touched else None
    if stage == OFFERED:
        hurry = calendar.after_hours(since, times.act_now_hours) if act_now else 0
        return Due("answer", since, hurry or calendar.after_days(since, times.answer_days))
    if stage == SAL and not touched:
        return Due("touch", since, calendar.after_days(since, times.touch_days))
    if stage == SAL:
        return Due("decide", since, since + times.decide_days * DAY_MS)
    if stage == SQL:
        return Due("step", since, since + times.idle_days * DAY_MS)
    return Due("wake", since, wake) if stage == RECYCLED and wake else None

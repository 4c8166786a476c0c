"""What a move leaves somebody to do: tasks with a date, made by themselves.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.intent.levels import MQLS
from tracker.lifecycle.clock import DAY_MS
from tracker.lifecycle.stages import OFFERED, OPPORTUNITY, SAL, SQL

#: Days to ask whoever bought, or did not, why.
ASK_DAYS: Final = 14
#: Days before a competitor's contract ends at which it is time to call.
RENEWAL_DAYS: Final = 60
_ASKED: Final = {
    "win": "ask_why_won",
    "win_early": "ask_why_won",
    "lose": "ask_why_lost",
    "churn": "ask_why_left",
    "disqualify": "ask_why_not",
}
#: Only whoever was once qualified is asked why it came to nothing.
_QUALIFIED: Final = {*MQLS, OFFERED, SAL, SQL, OPPORTUNITY}
RENEWAL: Final = "renewal"
#: Codes of tasks that are made by rule.
TASKS: Final = (*dict.fromkeys(_ASKED.values()), RENEWAL)


@dataclass(frozen=True)
class FollowUp:
    """``code``: one of ``TASKS``; ``due``: UTC ms."""

    code: str
    due: int


def follow_up(move: str, from_stage: str, at: int) -> FollowUp | None:
    """The task that a move made at ``at`` (UTC ms) leaves; None for most moves."""
    code = _ASKED.get(move)
    if code is None or (move == "disqualify" and from_stage not in _QUALIFIED):
        return None
    return FollowUp(code, at + ASK_DAYS * DAY_MS)


def renewal(ends: int, at: int) -> FollowUp:
    """A competitor's contract ends at ``ends`` (UTC ms): call 60 days before, at once if that is past."""
    return FollowUp(RENEWAL, max(ends - RENEWAL_DAYS * DAY_MS, at))

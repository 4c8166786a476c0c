"""How long accounts stood where sales had to act, and which promises were not kept.  [pure]"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.intent.touch import DAY_MS
from tracker.lifecycle.due import due
from tracker.lifecycle.stages import OFFERED, SAL
from tracker.read.journeys import Change, Journey
from tracker.read.sla import Sla


@dataclass(frozen=True, slots=True)
class Stay:
    """One account in one stage. ``until``: UTC ms, 0 while it stands there; ``due``: what was agreed."""

    account: str
    stage: str
    since: int
    until: int
    due: int
    by: str  # who ended it, "" while nobody has

    def late(self, at: int) -> bool:
        return bool(self.due) and (self.until or at) > self.due


@dataclass(frozen=True, slots=True)
class Kept:
    """Promises of one stage: ``n`` stays, ``late`` of them too long, days they took."""

    stage: str
    n: int
    late: int
    median: float | None


def stays(found: Sequence[Journey], sla: Sla) -> list[Stay]:
    """Every stay in a stage that has a deadline: offered (answer), accepted (first contact)."""
    made = []
    for item in found:
        changes: list[Change | None] = [*item.changes, None]
        for first, following in pairwise(changes):
            if first is not None and first.to in (OFFERED, SAL):
                made.append(_stay(item.account, first, following, sla))
    return made


def _stay(account: str, first: Change, following: Change | None, sla: Sla) -> Stay:
    # A first contact is not in this log, so an accepted account is held against the time to decide.
    promised = due(first.to, first.at, sla.calendar, sla.times, act_now=first.act_now, touched=True)
    return Stay(
        account,
        first.to,
        first.at,
        following.at if following else 0,
        promised.at if promised else 0,
        following.actor.partition(":")[2] if following else "",
    )


def kept(found: Sequence[Stay], at: int) -> list[Kept]:
    """By stage: how often in time. A stay that goes on counts once it is late."""
    made = []
    for stage in (OFFERED, SAL):
        own = [stay for stay in found if stay.stage == stage and (stay.until or stay.late(at))]
        days = [(stay.until - stay.since) / DAY_MS for stay in own if stay.until]
        made.append(
            Kept(
                stage, len(own), sum(stay.late(at) for stay in own), statistics.median(days) if days else None
            )
        )
    return made


def late_by(found: Sequence[Stay], at: int) -> list[tuple[str, int]]:
    """Late stays by who ended them at last; "" for those that still wait."""
    counts: dict[str, int] = {}
    for stay in found:
        if stay.late(at):
            counts[stay.by] = counts.get(stay.by, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

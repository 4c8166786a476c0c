"""Who must be told that time runs out: the owner at half, the leads of both teams at the end, and who should
take it over at one and a half times.  [pure]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.lifecycle.due import ESCALATION, Due

Level = Literal["owner", "lead", "reassign"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An account with something due. ``owner``: "" for nobody."""

    account: str
    owner: str
    due: Due


@dataclass(frozen=True, slots=True)
class Notice:
    """``at``: when it was to be told (UTC ms); ``to``: who, "" for whoever leads marketing and sales.

    On "reassign" ``to`` is who should take it: the next of the team in turn, never the one who has it.
    """

    account: str
    what: str
    level: Level
    at: int
    since: int
    due: int
    owner: str
    to: str = ""

    @property
    def id(self) -> str:
        """The same for the same account, stage and level, however often it is asked for."""
        return f"{self.account}/{self.what}/{self.since}/{self.level}"


def notices_due(waiting: Iterable[Waiting], *, at: int, team: Sequence[str], taken: int = 0) -> list[Notice]:
    """Every notice that is due by ``at`` (UTC ms), in the order of time.

    ``team``: who may take accounts; ``taken``: how many were handed on before, so that the turn goes round.
    What waits for a date that somebody set ("wake") is nobody's fault: no notice.
    """
    found = [notice for item in waiting for notice in _of(item, at)]
    found.sort(key=lambda notice: (notice.at, notice.account, notice.level))
    made = []
    for notice in found:
        if notice.level == "reassign":
            made.append(_handed_on(notice, team, taken))
            taken += 1
        else:
            made.append(notice)
    return made


def _of(item: Waiting, at: int) -> list[Notice]:
    due = item.due
    if due.what == "wake":
        return []
    made = []
    for share, level in ESCALATION:
        moment = due.since + round((due.at - due.since) * share)
        if moment <= at:
            to = item.owner if level == "owner" else ""
            made.append(
                Notice(item.account, due.what, _level(level), moment, due.since, due.at, item.owner, to)
            )
    return made


def _level(text: str) -> Level:
    return "owner" if text == "owner" else "lead" if text == "lead" else "reassign"


def _handed_on(notice: Notice, team: Sequence[str], turn: int) -> Notice:
    others = [name for name in team if name != notice.owner]
    to = others[turn % len(others)] if others else ""
    return Notice(
        notice.account, notice.what, notice.level, notice.at, notice.since, notice.due, notice.owner, to
    )

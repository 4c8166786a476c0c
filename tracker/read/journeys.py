"""The way of each account through the stages, cycle by cycle, out of the log of changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from tracker.intent.levels import MQLS
from tracker.lifecycle.moves import BY_NAME
from tracker.lifecycle.stages import OFFERED, OPPORTUNITY, SAL, SQL, WON
from tracker.read.accounts import FLOOR
from tracker.store import Row, Store

#: Of so many accounts their own events are read; of more, everybody's.
_FEW: Final = 1_000
#: What is counted, in its order; being further on means having been there.
STEPS: Final = ("LEAD", "MQL", OFFERED, SAL, SQL, OPPORTUNITY, WON)
_STEP_OF: Final = {**dict.fromkeys(MQLS, 1), OFFERED: 2, SAL: 3, SQL: 4, OPPORTUNITY: 5, WON: 6}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log. ``at``: UTC ms; ``rules``: the weightiest of the ledger of that moment."""

    at: int
    before: str
    to: str
    actor: str
    move: str = ""
    reason: str = ""
    grade: str = ""
    engagement: float = 0.0
    act_now: bool = False
    rules: tuple[str, ...] = ()
    model: str = ""  # version in force then

    @property
    def by_rule(self) -> bool:
        return self.actor.startswith("rule:")


@dataclass(frozen=True, slots=True)
class Origin:
    """How an account came first. ``first_seen``: UTC ms."""

    first_seen: int = 0
    channel: str = ""
    source: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """One account in one cycle: from being seen, or coming back after a loss, to the end or to now."""

    account: str
    cycle: int
    changes: tuple[Change, ...]
    origin: Origin = field(default_factory=Origin)

    @property
    def furthest(self) -> int:
        """Index into ``STEPS``."""
        return max((_STEP_OF.get(change.to, 0) for change in self.changes), default=0)

    def reached(self, step: str) -> int:
        """When it first stood there (UTC ms), 0: never. A step that was skipped was not stood on."""
        wanted = STEPS.index(step)
        return next((change.at for change in self.changes if _STEP_OF.get(change.to, 0) == wanted), 0)

    @property
    def qualified(self) -> int:
        """First MQL, or the offer that skipped it (UTC ms), 0: never."""
        return next((change.at for change in self.changes if _STEP_OF.get(change.to, 0) >= 1), 0)

    @property
    def offer(self) -> Change | None:
        """The moment sales was offered it, with what was known then."""
        return next((change for change in self.changes if change.to == OFFERED), None)

    @property
    def stage(self) -> str:
        return self.changes[-1].to

    def move(self, name: str) -> Change | None:
        return next((change for change in self.changes if change.move == name), None)


def journeys(store: Store, site: str, *, at: int) -> list[Journey]:
    """Every account's cycles as recorded by ``at`` (UTC ms)."""
    rows = store.read("stages/log", site=site, at=at)
    accounts = sorted({row["account"] for row in rows})
    return made(rows, _origins(store, site, accounts) if accounts else {})


def _origins(store: Store, site: str, accounts: Sequence[str]) -> dict[str, Origin]:
    """How these accounts came first."""
    few = list(accounts) if len(accounts) <= _FEW else []  # none named: all
    rows = store.read("contacts/origins", site=site, floor=FLOOR, companies=few)
    return {
        row["account"]: Origin(row["first_seen"], row["channel"], row["source"], row["campaign"])
        for row in rows
    }


def made(rows: Iterable[Row], origins: dict[str, Origin]) -> list[Journey]:
    """From rows of the log, account by account, oldest first.  [pure]"""
    found = []
    for account, own in groupby(rows, key=lambda row: str(row["account"])):
        for cycle, changes in enumerate(_cycles([_change(row) for row in own]), 1):
            found.append(Journey(account, cycle, tuple(changes), origins.get(account, Origin())))
    return found


def _change(row: Row) -> Change:
    return Change(
        at=int(row["at"]),
        before=row["from_stage"],
        to=row["to_stage"],
        actor=row["actor"],
        move=row["move"],
        reason=row["reason"],
        grade=row["grade"],
        engagement=float(row["engagement"]),
        act_now=bool(row["act_now"]),
        rules=tuple(row["rules"]),
        model=row["model"],
    )


def _cycles(changes: Sequence[Change]) -> list[list[Change]]:
    found: list[list[Change]] = [[]]
    for change in changes:
        if change.move in BY_NAME and BY_NAME[change.move].new_cycle and found[-1]:
            found.append([])
        found[-1].append(change)
    return found

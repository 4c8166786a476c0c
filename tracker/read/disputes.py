"""Where the points and sales are of two minds: what both teams look at together, nothing else.  [pure]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.intent.levels import MQLS
from tracker.lifecycle.reasons import REASONS
from tracker.lifecycle.stages import OFFERED, SAL
from tracker.read.journeys import Change, Journey

Kind = Literal["again", "refused", "past"]
_TIMING = frozenset(why.code for why in REASONS["reject"] if why.kind == "timing")


@dataclass(frozen=True, slots=True)
class Dispute:
    """``kind``: "again" sales turned it down twice or more in this cycle; "refused" sales turned it down for
    what it is, and the points qualify it anew; "past" it was offered although the points did not say so, and
    waits for an answer or a verdict. ``at``: UTC ms of the newest of these; ``stage``: where it stands."""

    account: str
    kind: Kind
    at: int
    reason: str
    stage: str


def disputes(found: Sequence[Journey]) -> list[Dispute]:
    """Of the last cycle of each account, the newest first."""
    last = {item.account: item for item in found}
    made = [dispute for item in last.values() if (dispute := _dispute(item)) is not None]
    return sorted(made, key=lambda item: (-item.at, item.account))


def _dispute(item: Journey) -> Dispute | None:
    turned = [change for change in item.changes if change.move == "reject"]
    early = item.move("offer_early")
    if item.stage in MQLS and len(turned) > 1:
        return _made(item, "again", turned[-1])
    if item.stage in MQLS and turned and turned[-1].reason not in _TIMING:
        return _made(item, "refused", turned[-1])
    if early and item.stage in (OFFERED, SAL):
        return _made(item, "past", early)
    return None


def _made(item: Journey, kind: Kind, change: Change) -> Dispute:
    return Dispute(item.account, kind, change.at, change.reason, item.stage)

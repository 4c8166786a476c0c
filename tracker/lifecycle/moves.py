"""The table of moves. What is not in it is refused.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.intent.levels import IQL, LEAD, MQLS
from tracker.lifecycle.reasons import REASONS
from tracker.lifecycle.stages import (
    CHURNED,
    DISQUALIFIED,
    EARNED,
    LOST,
    OFFERED,
    OPPORTUNITY,
    RECYCLED,
    SAL,
    SQL,
    WON,
)

SALES: Final = frozenset({"sales", "admin"})
MARKETING: Final = frozenset({"marketing", "admin"})
EITHER: Final = SALES | MARKETING
BY_RULE: Final = frozenset({"rule"})

#: ``to`` of moves after which rules decide again: the stage that the score gives.
EARNED_AGAIN: Final = "*"


@dataclass(frozen=True)
class Move:
    """``needs``: what must be said, see ``Given``. A reason is needed where ``REASONS`` has the name."""

    name: str
    sources: tuple[str, ...]
    to: str
    roles: frozenset[str]
    needs: tuple[str, ...] = ()
    new_cycle: bool = False

    @property
    def gives_reason(self) -> bool:
        return self.name in REASONS


MOVES: Final = (
    # Marketing's word or a rule's: qualified, and interested in the offer. Sales decides what becomes of it.
    Move("offer", MQLS, OFFERED, MARKETING | BY_RULE, ("interest",)),
    # Who came by themselves need not wait for points: but never from a list alone.
    Move("offer_early", (LEAD, IQL), OFFERED, MARKETING, ("interest", "own_initiative")),
    Move("withdraw", (OFFERED,), EARNED_AGAIN, MARKETING),
    Move("accept", (OFFERED,), SAL, SALES),
    Move("reject", (OFFERED,), RECYCLED, SALES),
    Move("qualify", (SAL,), SQL, SALES, ("contact", "products", "clear_interest", "offer_fits", "need")),
    Move("open", (SQL,), OPPORTUNITY, SALES),
    Move("win", (SQL, OPPORTUNITY), WON, SALES),
    Move("win_early", (SAL,), WON, SALES),
    Move("lose", (SAL, SQL, OPPORTUNITY), LOST, SALES),
    Move("recycle", (SAL, SQL, OPPORTUNITY), RECYCLED, SALES),
    Move("disqualify", (*EARNED, OFFERED, SAL, SQL, OPPORTUNITY, RECYCLED), DISQUALIFIED, EITHER),
    Move("churn", (WON,), CHURNED, SALES),
    Move("reopen", (DISQUALIFIED,), EARNED_AGAIN, EITHER),
    # A date that was set, or something new that they did: the points speak again.
    Move("wake", (RECYCLED,), EARNED_AGAIN, BY_RULE | EITHER),
    Move("return", (LOST, CHURNED), EARNED_AGAIN, BY_RULE | EITHER, new_cycle=True),
)

BY_NAME: Final = {move.name: move for move in MOVES}

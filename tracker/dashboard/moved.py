"""Moves as a page offers and confirms them: their order, which are quiet, what was done.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reports.i18n import N_, Translator
from tracker.lifecycle import Move

#: What is most likely next comes first; what ends a lead comes last.
ORDER: Final = (
    *("accept", "qualify", "open", "win", "offer", "wake", "return", "reopen"),
    *("offer_early", "win_early", "recycle", "reject", "withdraw", "lose", "churn", "disqualify"),
)
#: Moves that end something: never the first button, and quiet wherever they stand.
ENDING: Final = frozenset({"recycle", "reject", "withdraw", "lose", "churn", "disqualify"})
#: What a page says once the move is made.
DONE: Final = {
    "offer": N_("Offered to sales."),
    "offer_early": N_("Offered to sales early."),
    "withdraw": N_("The offer is withdrawn; the points decide again."),
    "accept": N_("Accepted: sales takes it on."),
    "reject": N_("Rejected: it goes back to nurturing."),
    "qualify": N_("Qualified by sales."),
    "open": N_("It is an opportunity now."),
    "win": N_("Won: it is a customer now."),
    "win_early": N_("Won: it is a customer now."),
    "lose": N_("Noted as lost."),
    "recycle": N_("It goes back to nurturing."),
    "disqualify": N_("Disqualified: it is not offered any more."),
    "churn": N_("Noted that the customer left."),
    "reopen": N_("Reopened: the points decide again."),
    "wake": N_("Brought back: the points decide again."),
    "return": N_("Started anew: the points decide again."),
}


def ordered(moves: Iterable[Move]) -> list[Move]:
    """The likeliest first."""
    return sorted(moves, key=lambda move: ORDER.index(move.name))


def ending(move: Move) -> bool:
    return move.name in ENDING


def done(t: Translator, name: str) -> str:
    """What became of it, as a sentence; "" for a move that is not known."""
    return t.gettext(DONE[name]) if name in DONE else ""

"""Whether a move may be made, now, by this one.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.lifecycle.gates import GATES, gated
from tracker.lifecycle.moves import BY_NAME, MOVES, Move
from tracker.lifecycle.reasons import codes
from tracker.lifecycle.stages import ROLES, STAGES


class Refused(ValueError):
    """The move is not made; the text says what is. ``code``: unknown, role, stage, reason or needs."""

    def __init__(self, code: str, text: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.missing = missing


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is said with a move, and what is known. Only what the move needs is looked at.

    interest: the account showed interest in the offer (product, pricing, cart, demo …)
    own_initiative: it came by itself, not only from a list of a fair or a bought one
    contact: sales spoke with somebody there; products: which ones they want
    clear_interest, offer_fits: sales says so; need: it is known what they need
    """

    reason: str = ""
    interest: bool = False
    own_initiative: bool = False
    contact: bool = False
    products: tuple[str, ...] = ()
    clear_interest: bool = False
    offer_fits: bool = False
    need: str = ""


def decide(name: str, *, current: str, role: str, given: Given, gates: tuple[str, ...] = GATES) -> Move:
    """The move, if it is allowed. Raises ``Refused``; the first thing that is wrong is named, of gates all.

    ``gates``: what the site asks for before a lead is sales qualified (``tracker.lifecycle.gates``).
    """
    move = BY_NAME.get(name)
    if move is None:
        raise Refused("unknown", f"there is no move {name!r}; moves: {', '.join(BY_NAME)}")
    if role not in ROLES or current not in STAGES:
        raise Refused("unknown", f"role {role!r} or stage {current!r} is not one of ours")
    if role not in move.roles:
        allowed = ", ".join(sorted(move.roles - {"rule"})) or "rules only"
        raise Refused("role", f"{name}: {role} may not; allowed: {allowed}")
    if current not in move.sources:
        raise Refused("stage", f"{name}: not from {current}; allowed from {', '.join(move.sources)}")
    _check_reason(move, given, role)
    move = gated(move, gates)
    missing = tuple(need for need in move.needs if not getattr(given, need))
    if missing:
        raise Refused("needs", f"{name}: still needed: {', '.join(missing)}", missing)
    return move


def possible(current: str, role: str, gates: tuple[str, ...] = GATES) -> list[Move]:
    """The moves one may try from there, in the order of the table, with what the site asks for."""
    return [gated(move, gates) for move in MOVES if role in move.roles and current in move.sources]


def _check_reason(move: Move, given: Given, role: str) -> None:
    allowed = codes(move.name)
    if not allowed or role == "rule":
        return
    if given.reason not in allowed:
        said = f"{given.reason!r} is none" if given.reason else "none was given"
        raise Refused("reason", f"{move.name} needs a reason, {said}; allowed: {', '.join(allowed)}")

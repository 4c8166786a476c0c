"""The way from lead to customer in words: moves, reasons, what was missing, who moved it.  [pure]"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reports.i18n import N_, Translator
from reports.words import MOVE_REASONS, word
from reports.words import stage as stage_word
from tracker.lifecycle import Move, Refused
from tracker.lifecycle.moves import BY_NAME, EARNED_AGAIN
from tracker.lifecycle.reasons import codes

#: What a button says.
MOVES: Final = {
    "offer": N_("Offer"),
    "offer_early": N_("Offer early"),
    "withdraw": N_("Withdraw the offer"),
    "accept": N_("Accept"),
    "reject": N_("Reject"),
    "qualify": N_("Qualify"),
    "open": N_("Opportunity"),
    "win": N_("Won"),
    "win_early": N_("Won at once"),
    "lose": N_("Lost"),
    "recycle": N_("Back to nurturing"),
    "disqualify": N_("Disqualify"),
    "churn": N_("Customer left"),
    "reopen": N_("Reopen"),
    "wake": N_("Bring back now"),
    "return": N_("Start anew"),
}
#: What must be so before a move.
NEEDS: Final = {
    "interest": N_("a sign of interest in the offer, such as a product, prices or the cart"),
    "own_initiative": N_("a visit of their own; being on a list is not enough"),
    "contact": N_("a talk with somebody there"),
    "products": N_("the products they want"),
    "clear_interest": N_("a clear wish to buy"),
    "offer_fits": N_("an offer that fits"),
    "need": N_("what they need"),
    "touches": N_("more page views; so few are not offered here"),
    "budget": N_("their budget"),
    "authority": N_("who decides"),
    "urgency": N_("how urgent it is"),
    "metrics": N_("how they measure success"),
    "criteria": N_("how they decide"),
    "process": N_("who must agree"),
    "problem": N_("their problem"),
    "champion": N_("who speaks for us"),
}
#: Why a rule moved it.
CAUSES: Final = {
    "seen": N_("first seen"),
    "information": N_("looked for information"),
    "reached": N_("enough points"),
    "act_now": N_("raised a hand"),
    "fell": N_("too few points for seven days"),
    "expired": N_("nothing new for long"),
    "recomputed": N_("computed anew"),
    "absent": N_("not seen any more"),
    "date": N_("the date set has come"),
    "new_intent": N_("came back by itself"),
}
ROLES: Final = {
    "admin": N_("administration"),
    "marketing": N_("marketing"),
    "sales": N_("sales"),
    "viewer": N_("viewer"),
}
#: Made by one press; every other move is asked about first.
AT_ONCE: Final = frozenset({"offer", "accept", "open", "wake", "return"})
#: After these one may name a day to come back to it.
WAKES: Final = frozenset({"reject", "recycle"})
STATUS: Final = {"unknown": 404, "role": 403, "stage": 409, "reason": 422, "needs": 422}


@dataclass(frozen=True)
class Moving:
    """One method per vocabulary; a code no table has is shown as it is."""

    t: Translator

    def move(self, name: str) -> str:
        return word(self.t, MOVES, name)

    def reasons(self, move: str) -> list[tuple[str, str]]:
        """Code and word of each reason the move may have."""
        return [(code, self.reason(code)) for code in codes(move)]

    def reason(self, code: str) -> str:
        return word(self.t, MOVE_REASONS, code)

    def need(self, code: str) -> str:
        return word(self.t, NEEDS, code)

    def role(self, code: str) -> str:
        return word(self.t, ROLES, code)

    def target(self, move: Move) -> str:
        """Where the move leads."""
        if move.to == EARNED_AGAIN:
            return self.t.gettext("the stage its points give")
        return stage_word(self.t, move.to)

    def actor(self, actor: str) -> str:
        """Who made a change: "rule:reached", "sales:ada@example.com"."""
        role, _, name = actor.partition(":")
        if role == "rule":
            return self.t.gettext("by rule: %(cause)s", cause=word(self.t, CAUSES, name))
        return f"{name} ({self.role(role)})" if name else actor

    def said(self, facts: Mapping[str, Any]) -> list[str]:
        """What was said with a change, in short phrases."""
        given = facts.get("said")
        given = given if isinstance(given, Mapping) else {}
        phrases = [self.reason(str(given["reason"]))] if given.get("reason") else []
        if products := given.get("products"):
            phrases.append(self.t.gettext("wants %(products)s", products=", ".join(map(str, products))))
        if need := given.get("need"):
            phrases.append(self.t.gettext("needs %(what)s", what=need))
        return phrases

    def refusal(self, refused: Refused, move: str, current: str, role: str) -> str:
        """Why the move was not made, and what would have to be so."""
        known = BY_NAME.get(move)
        if known is None or refused.code not in _REFUSALS:
            return self.t.gettext("There is no such move, or no such account.")
        text = _REFUSALS[refused.code]
        return self.t.gettext(
            text,
            move=self.move(move),
            role=self.role(role),
            roles=self.t.listing([self.role(item) for item in sorted(known.roles - {"rule"})]),
            stage=stage_word(self.t, current),
            stages=self.t.listing([stage_word(self.t, item) for item in known.sources]),
            missing=self.t.listing([self.need(item) for item in refused.missing]),
        )


_REFUSALS: Final = {
    "role": N_("“%(move)s” is not for your role, %(role)s, but for: %(roles)s. Nothing was changed."),
    "stage": N_(
        "“%(move)s” is not possible from the stage “%(stage)s”, only from: %(stages)s. Nothing was changed; "
        "perhaps somebody else was quicker."
    ),
    "reason": N_("“%(move)s” needs a reason. Nothing was changed."),
    "needs": N_("“%(move)s” is not possible yet. Still needed: %(missing)s. Nothing was changed."),
}

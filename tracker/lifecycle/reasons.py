"""Why an account was turned away, lost or set aside: closed sets, so that they can be counted.  [pure]

``kind`` says what a reason teaches: "fit" and "data" count against the points, "timing" does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Why:
    code: str
    kind: Literal["timing", "fit", "data", "choice"]


_TOO_EARLY = Why("too_early", "timing")
_NO_BUDGET = Why("no_budget", "timing")
_NO_TIMELINE = Why("no_timeline", "timing")
_NO_NEED = Why("no_need", "fit")
_NO_AUTHORITY = Why("no_authority", "fit")
_WRONG_FIT = Why("wrong_fit", "fit")
_WRONG_CONTACT = Why("wrong_contact", "data")
_NOT_REACHED = Why("not_reached", "data")
_DUPLICATE = Why("duplicate", "data")
_CUSTOMER = Why("existing_customer", "data")
_COMPETITOR = Why("competitor", "fit")
_STUDENT = Why("student_or_private", "fit")
_WRONG_COMPANY = Why("wrong_company", "data")  # of interest to identification
_OTHER = Why("other", "choice")

_NOT_NOW = (_TOO_EARLY, _NO_BUDGET, _NO_NEED, _NO_AUTHORITY, _NO_TIMELINE, _WRONG_CONTACT, _NOT_REACHED)
_NEVER = (_WRONG_FIT, _DUPLICATE, _CUSTOMER, _COMPETITOR, _STUDENT, _WRONG_COMPANY)

#: Reasons allowed per move.
REASONS: Final[dict[str, tuple[Why, ...]]] = {
    "reject": (*_NOT_NOW, *_NEVER, _OTHER),
    "recycle": (*_NOT_NOW, _OTHER),
    "disqualify": (_NO_NEED, *_NEVER, _OTHER),
    "withdraw": (_TOO_EARLY, _DUPLICATE, _CUSTOMER, _WRONG_COMPANY, _OTHER),
    "lose": (
        Why("price", "choice"),
        Why("product", "fit"),
        Why("chose_competitor", "choice"),
        Why("no_decision", "timing"),
        _NO_BUDGET,
        _NO_NEED,
        _OTHER,
    ),
    "churn": (
        Why("price", "choice"),
        Why("product", "fit"),
        Why("service", "choice"),
        Why("chose_competitor", "choice"),
        Why("closed_down", "data"),
        _OTHER,
    ),
    "offer_early": (
        Why("asked_for_it", "choice"),
        Why("known_project", "choice"),
        Why("referral", "choice"),
        _OTHER,
    ),
    "win_early": (Why("bought_at_once", "choice"), _OTHER),
    "reopen": (Why("was_wrong", "data"), Why("has_changed", "choice"), _OTHER),
}


def codes(move: str) -> tuple[str, ...]:
    """Allowed codes of a move; empty where it needs no reason."""
    return tuple(why.code for why in REASONS.get(move, ()))

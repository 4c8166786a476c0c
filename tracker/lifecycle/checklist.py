"""What must be known of an account before it is sales qualified: a scheme each site chooses.  [pure]"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Scheme → what must have been answered. "Unknown" is no answer, "none" is one.
SCHEMES: Final[dict[str, tuple[str, ...]]] = {
    "": (),
    "bant": ("budget", "authority", "need", "urgency"),
    "bant_prices": ("budget", "authority", "need", "urgency", "commercial"),
    "meddic": ("metrics", "authority", "criteria", "process", "problem", "champion"),
}
#: Fields with a set of answers; the first, "", is "not known".
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "budget": ("", "none", "range", "confirmed"),
    "authority": ("", "none", "influences", "decides", "procurement"),
    "urgency": ("", "low", "mid", "high"),
    "active": ("", "yes", "no"),
    "commercial": ("", "yes", "no"),
}


def unanswered(scheme: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """What the scheme asks for and nobody has said. Raises ``KeyError`` for a scheme that is none."""
    return tuple(field for field in SCHEMES[scheme] if not answers.get(field, "").strip())


def affordable(budget_eur: int, least_eur: int) -> bool | None:
    """Whether they can pay the smallest offer; None while either is not known (0)."""
    return None if not budget_eur or not least_eur else budget_eur >= least_eur

"""Can a company pay the smallest offer of a site? By its budget, else its revenue, else its size.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.intent.model import Model
from tracker.intent.money import revenue
from tracker.intent.touch import Profile


@dataclass(frozen=True, slots=True)
class Short:
    """``what``: budget, revenue (euros a purchase may cost, by the model's share) or employees; ``has`` and
    ``needed`` in euros or people."""

    what: str
    has: int
    needed: int


def short_of(profile: Profile, model: Model) -> Short | None:
    """What they lack for the smallest offer; None: nothing, or nothing is known. The surest answer decides: a
    budget that is known needs no guess from revenue, and that none from the size."""
    offer = profile.offer_eur
    if profile.budget_eur is not None and offer:
        return _short("budget", profile.budget_eur, offer)
    yearly = revenue(profile, model)
    if yearly is not None and offer and model.cannot_pay_share:
        return _short("revenue", int(yearly.value * model.cannot_pay_share / 100), offer)
    if profile.employees is not None:
        return _short("employees", profile.employees, model.cannot_pay_employees)
    return None


def _short(what: str, has: int, needed: int) -> Short | None:
    return Short(what, has, needed) if has < needed else None

"""Revenue in euros or in another currency, and its way from one to the other.  [pure]

A model names how many euros a unit of a currency is, and of which day that is. Without a rate an amount in
another currency is not known, which is neither good nor bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.intent.model import Model
from tracker.intent.touch import Profile

EURO: Final = "EUR"
FIELD: Final = "revenue_eur"


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` in the currency asked for; ``way``: how it came to be, "" where nothing was converted."""

    value: int
    way: str = ""


def revenue(profile: Profile, model: Model, currency: str = EURO) -> Amount | None:
    """A year's revenue; None: not known, or in a currency the model has no rate for."""
    known = profile.revenue or ((profile.revenue_eur, EURO) if profile.revenue_eur is not None else None)
    if known is None:
        return None
    amount, given = known
    if given == currency:
        return Amount(amount)
    rates = {EURO: 1.0, **model.rates}
    if given not in rates or currency not in rates:
        return None
    found = round(amount * rates[given] / rates[currency])
    rate = f"{rates[given] / rates[currency]:.6g}"
    day = f" ({model.rates_day})" if model.rates_day else ""
    return Amount(found, f"{_spaced(amount)} {given} × {rate} = {_spaced(found)} {currency}{day}")


def _spaced(amount: int) -> str:
    return f"{amount:,}".replace(",", "\u202f")

"""The own history as a table to learn from: what was known at an offer, and what came of it.  [pure]

Every column but the outcome was known at the moment of the offer, so nothing in it can know the outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.intent.touch import DAY_MS
from tracker.lifecycle.stages import CHURNED, LOST, OFFERED, WON
from tracker.read.journeys import Change, Journey

#: What may be the outcome: an order, or an order and still a customer a year later.
LABELS: Final = ("won", "retained")
RETAINED_DAYS: Final = 365
OUTCOME: Final = "outcome"


@dataclass(frozen=True, slots=True)
class Past:
    """``rows`` oldest first, each with ``columns``; ``open``: offers that have no outcome yet, left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    open: int


def past(found: Sequence[Journey], label: str, at: int) -> Past:
    """One row for each offer that was decided by ``at`` (UTC ms). Raises ``ValueError`` for another label."""
    if label not in LABELS:
        raise ValueError(f"label {label!r}: there are {', '.join(LABELS)}")
    offers = [(offer, item) for item in found if (offer := _offer(item)) is not None]
    known = [(offer, item, outcome(item, label, at)) for offer, item in offers]
    decided = sorted(
        (row for row in known if row[2] is not None), key=lambda row: (row[0].at, row[1].account)
    )
    rules = sorted({rule for offer, _, _ in decided for rule in offer.rules})
    base = ("at", "grade", "engagement", "act_now", "days_known", "cycle", "channel", "source")
    return Past(
        (*base, *(f"rule_{rule}" for rule in rules), OUTCOME),
        tuple(_row(offer, item, rules, bool(end)) for offer, item, end in decided),
        len(known) - len(decided),
    )


def outcome(item: Journey, label: str, at: int) -> bool | None:
    """Whether it came to what ``label`` asks; None while nobody can say."""
    won = item.reached(WON)
    if not won:
        return False if item.stage == LOST else None
    if label == "won":
        return True
    left = next((change.at for change in item.changes if change.to == CHURNED), 0)
    if left and left - won < RETAINED_DAYS * DAY_MS:
        return False
    return True if at - won >= RETAINED_DAYS * DAY_MS else None


def _offer(item: Journey) -> Change | None:
    return next((change for change in item.changes if change.to == OFFERED), None)


def _row(offer: Change, item: Journey, rules: Sequence[str], end: bool) -> tuple[str | int | float, ...]:
    first = item.origin.first_seen or item.changes[0].at
    return (
        offer.at,
        offer.grade,
        round(offer.engagement, 2),
        int(offer.act_now),
        max(offer.at - first, 0) // DAY_MS,
        item.cycle,
        item.origin.channel,
        item.origin.source,
        *(int(rule in offer.rules) for rule in rules),
        int(end),
    )

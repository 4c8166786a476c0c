"""Raised hands: who asked for a trial, a demo or a call, and when last."""

from __future__ import annotations

from tracker.intent import Model
from tracker.intent.touch import DAY_MS
from tracker.read.accounts import FLOOR
from tracker.read.days import utc_day
from tracker.read.shapes import AccountView
from tracker.store import Store


def raised(
    store: Store, site: str, *, at: int, model: Model, floor: float = FLOOR, known_at: int = 0
) -> dict[str, int]:
    """Account → when it last raised a hand that still stands at ``at`` (UTC ms), identities as known then,
    or at ``known_at``.

    Only what is done counts, as for the model's rules that say so; a page viewed is no hand.
    """
    signals = sorted({rule.signal for rule in model.signals if rule.act_now})
    if not signals:
        return {}
    start = at - round(model.act_now_days * DAY_MS)
    rows = store.read(
        "stages/hands",
        site=site,
        signals=signals,
        from_ts=start,
        at=at,
        from_day=utc_day(start),
        to_day=utc_day(at),
        known_at=known_at or at,
        floor=floor,
    )
    return {row["account"]: row["at"] for row in rows}


def hand_of(view: AccountView, model: Model) -> int:
    """The same of one account that is seen in full; 0: no hand is up."""
    hands = {rule.id for rule in model.signals if rule.act_now}
    times = (line.ts for line in view.assessment.ledger if line.rule in hands)
    return max(times, default=0) if view.assessment.act_now else 0

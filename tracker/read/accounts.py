"""Accounts of a site: who was there, what they did, how much it says, and why."""

from __future__ import annotations

from tracker.intent import Model
from tracker.read.days import day_end, day_start
from tracker.read.detail import detail
from tracker.read.shapes import AccountDetail, AccountView, Evidence, PageViews, StageChange, Visit
from tracker.read.views import Scope, rank, views
from tracker.store import Store

__all__ = [
    "FLOOR",
    "AccountDetail",
    "AccountView",
    "Evidence",
    "PageViews",
    "StageChange",
    "Visit",
    "account",
    "accounts",
]

#: Addresses whose verdict is less sure than this are left out of lists unless asked for.
FLOOR = 0.5


def accounts(
    store: Store,
    site: str,
    *,
    from_day: str,
    to_day: str,
    zone: str,
    at: int,
    known_at: int,
    model: Model,
    floor: float = FLOOR,
) -> list[AccountView]:
    """Accounts with an event in the days [from_day, to_day] of zone ``zone`` until ``at``, best first.

    Scores are those of ``at`` (UTC ms; usually the end of ``to_day``, or now), identities those known at
    ``known_at``. No address whose verdict is less sure than ``floor`` counts for an account.
    """
    scope = Scope(
        site, zone, day_start(from_day, zone), min(day_end(to_day, zone), at), at, known_at, model, floor
    )
    return sorted(views(store, scope, ()), key=rank)


def account(
    store: Store,
    site: str,
    key: str,
    *,
    zone: str,
    at: int,
    known_at: int,
    model: Model,
    floor: float = FLOOR,
) -> AccountDetail | None:
    """One account in full at ``at``; None when nothing is known of it.

    Its figures are those of all days the score line needs (181). Addresses less sure than ``floor`` do not
    count, as in lists, unless the account has no others.
    """
    return detail(store, site, key, zone=zone, at=at, known_at=known_at, model=model, floor=floor)

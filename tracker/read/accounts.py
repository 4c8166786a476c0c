"""Accounts of a site: who was there, what they did, how much it says, and why."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.intent import Model
from tracker.read.days import day_end, day_start
from tracker.read.detail import detail
from tracker.read.rows import rows
from tracker.read.shapes import AccountDetail, AccountView, Evidence, PageViews, StageChange, Visit
from tracker.read.summaries import Summary, summaries
from tracker.read.views import Scope, named, rank
from tracker.store import Store

__all__ = [
    "FLOOR",
    "AccountDetail",
    "AccountView",
    "Evidence",
    "PageViews",
    "StageChange",
    "Summary",
    "Visit",
    "account",
    "accounts",
    "listed",
    "scope_of",
    "shown",
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
    scope = scope_of(
        site, from_day=from_day, to_day=to_day, zone=zone, at=at, known_at=known_at, model=model, floor=floor
    )
    return sorted(rows(store, scope, [row["key"] for row in named(store, scope, ())]), key=rank)


def scope_of(
    site: str,
    *,
    from_day: str,
    to_day: str,
    zone: str,
    at: int,
    known_at: int,
    model: Model,
    floor: float = FLOOR,
) -> Scope:
    """The days [from_day, to_day] of zone ``zone`` until ``at``; see ``accounts``."""
    start, end = day_start(from_day, zone), min(day_end(to_day, zone), at)
    return Scope(site, zone, start, end, at, known_at, model, floor)


def listed(store: Store, scope: Scope) -> list[Summary]:
    """As ``accounts``, of each only what lists sort and filter by."""
    return summaries(store, scope)


def shown(store: Store, scope: Scope, keys: Sequence[str]) -> list[AccountView]:
    """These accounts of the scope in full, in this order; whoever is not there (any more) is left out."""
    return rows(store, scope, keys)


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

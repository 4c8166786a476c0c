"""Accounts of a site: who was there, what they did, how much it says, and why."""

from __future__ import annotations

from tracker.intent import Model
from tracker.read.shapes import AccountDetail, AccountView, Evidence, StageChange, Visit
from tracker.store import Store

__all__ = ["AccountDetail", "AccountView", "Evidence", "StageChange", "Visit", "account", "accounts"]

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
    """Accounts with an event in the days [from_day, to_day] of zone ``zone``, best first.

    Score at ``at`` (UTC ms; usually the end of ``to_day`` or now), identities as known at ``known_at``,
    no account below the confidence ``floor``.
    """
    raise NotImplementedError


def account(
    store: Store,
    site: str,
    key: str,
    *,
    zone: str,
    at: int,
    known_at: int,
    model: Model,
    floor: float = 0.0,
) -> AccountDetail | None:
    """One account in full, or None when nothing of it is known."""
    raise NotImplementedError

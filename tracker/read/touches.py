"""Touches of accounts out of the store."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.intent import Activity, Model, Touch
from tracker.intent.model import RETURN_WITHIN_DAYS
from tracker.intent.touch import DAY_MS
from tracker.read.days import utc_day
from tracker.store import Row, Store


def reach(at: int, model: Model, line_days: int) -> int:
    """How far back (UTC ms) touches are needed to score every one of the ``line_days`` before ``at``."""
    days = model.window_days + max(line_days, RETURN_WITHIN_DAYS) + 1
    return (at // DAY_MS - days) * DAY_MS


def activities(
    store: Store, site: str, keys: Sequence[str], *, from_ts: int, to_ts: int, known_at: int, floor: float
) -> dict[str, Activity]:
    """Touches of these accounts between two instants (UTC ms), by account key."""
    rows = store.read(
        "accounts/touches",
        site=site,
        companies=list(keys),
        from_ts=from_ts,
        to_ts=to_ts,
        from_day=utc_day(from_ts),
        to_day=utc_day(to_ts),
        known_at=known_at,
        floor=floor,
    )
    return _grouped(rows)


def activities_of_keys(
    store: Store, site: str, keys: Sequence[str], *, from_ts: int, to_ts: int
) -> dict[str, Activity]:
    """Touches of these address keys, whoever they are, by address key."""
    rows = store.read("verdicts/touches", site=site, keys=list(keys), from_ts=from_ts, to_ts=to_ts)
    return _grouped(rows)


def _grouped(rows: Sequence[Row]) -> dict[str, Activity]:
    found: dict[str, list[Touch]] = {}
    for row in rows:
        account = row.pop("account")
        row["signals"] = tuple(row["signals"])
        row["measured"] = bool(row["measured"])
        found.setdefault(account, []).append(Touch(**row))
    return {key: Activity(tuple(touches)) for key, touches in found.items()}

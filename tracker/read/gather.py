"""Gathers what scoring in the store reads: tables derived from events and verdicts, never the truth itself.

``refresh`` brings a site's tables up to date: of accounts with new events or verdicts only, or the whole when
nothing was gathered yet, when it was made by another version of this code, or when somebody else must not be
named now. Run twice, it changes nothing. Whoever reads sums calls it first.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

from tracker.intent.touch import DAY_MS
from tracker.intent.visits import GAP_MS
from tracker.read.accounts import FLOOR
from tracker.store import Store, records

RECORD: Final = "score_sums"
FORMAT: Final = 2  # raise it when the queries under queries/score/ gather something else than before
#: How far back: a window of 90 days, 30 more for return visits, seen from any day of the last quarter.
HORIZON_DAYS: Final = 215
#: From so many events of a visitor on a day on, its events are kept one by one: the daily cap may bite.
CROWDED: Final = 15
_SHARE: Final = 1_000_000  # events gathered at a time
_OVERLAP_MS: Final = 15 * 60_000  # what arrives is stored some moments later
_STALE_US: Final = 3_600_000_000
_MANY: Final = 5_000  # accounts; more at once are as well gathered whole


def refresh(store: Store, site: str, *, now: int, rebuild: bool = False) -> int:
    """Bring the tables of a site up to ``now`` (UTC ms); how many accounts were looked at, -1: all."""
    state = records.get(store, RECORD, site) or {}
    since = now - HORIZON_DAYS * DAY_MS
    size = store.read("score/size", site=site, from_ts=since)[0]
    current = state.get("format") == FORMAT and state.get("hidden") == size["hidden"]
    changed = [] if rebuild or not current else _changed(store, site, since, int(state["at"]))
    whole = rebuild or not current or len(changed) > _MANY
    if whole:
        _gather_all(store, site, since, int(size["events"]))
    elif changed:
        _gather(store, site, since, companies=changed)
    if whole or changed:
        doc = {"format": FORMAT, "hidden": size["hidden"], "at": now}
        records.put(store, RECORD, site, doc, actor="visitrace")
    return -1 if whole else len(changed)


def forget(store: Store, site: str) -> None:
    """Throw the tables of a site away; the next ``refresh`` gathers them anew."""
    if records.get(store, RECORD, site) is None:
        return
    store.run("score/forget", site=site, version=2**62)
    records.put(store, RECORD, site, None, actor="visitrace")


def _changed(store: Store, site: str, from_ts: int, at: int) -> list[str]:
    rows = store.read("score/changed", site=site, from_ts=from_ts, since=at - _OVERLAP_MS)
    return [row["account"] for row in rows]


def _gather_all(store: Store, site: str, from_ts: int, events: int) -> None:
    begun = _version(store)
    shares = max(1, -(-events // _SHARE))
    for share in range(shares):
        _gather(store, site, from_ts, share=share, shares=shares)
    store.run("score/forget", site=site, version=begun)


def _gather(
    store: Store,
    site: str,
    from_ts: int,
    *,
    companies: Sequence[str] = (),
    share: int = 0,
    shares: int = 1,
) -> None:
    fill = _version(store)
    given: dict[str, Any] = {"fill": fill, "site": site, "companies": list(companies)}
    given |= {"bucket": share, "buckets": shares, "from_ts": from_ts, "floor": FLOOR}
    for row in store.read("score/leftovers", before=fill - _STALE_US):
        store.run("score/drop", fill=row["fill"])
    try:
        store.run("score/touches", **given)
        store.run("score/visits", fill=fill, gap_ms=GAP_MS)
        store.run("score/patterns", fill=fill, site=site)
        store.run("score/gather", fill=fill, site=site, crowded=CROWDED)
        if companies:
            store.run("score/gone", fill=fill, site=site, companies=list(companies))
    finally:
        store.run("score/drop", fill=fill)


def _version(store: Store) -> int:
    """Microseconds of the clock, but always later than what is there, also where the clock was set back."""
    newest: int = store.read("score/newest")[0]["version"]
    return max(time.time_ns() // 1000, newest + 2)

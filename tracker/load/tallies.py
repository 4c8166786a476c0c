"""Counts of what was not kept, from the spool to the store, once."""

from __future__ import annotations

from tracker.spool import Spool
from tracker.store import Store


def move_tallies(spool: Spool, store: Store) -> int:
    """How many rows moved. Raises ``StoreError``; then the same batch is tried again next time."""
    frozen = spool.freeze_tallies()
    if frozen is None:
        return 0
    batch, rows = frozen
    if store.read("load/count_tallies", batch=batch)[0]["n"] == 0:
        docs = [
            {"site": site, "day": day, "reason": reason, "n": n, "batch": batch}
            for site, day, reason, n in rows
        ]
        store.insert("tallies", docs, token=batch)
        store.sync()
    spool.finish_tallies(batch)
    return len(rows)

"""What it is worth to know who is behind an address: how near its activity comes to a stage."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.intent import Model
from tracker.intent.ledger import ledger, total
from tracker.intent.levels import threshold
from tracker.read.models import model_of
from tracker.read.touches import activities_of_keys, reach
from tracker.store import Store


def worth_of(store: Store, sites: Sequence[str], keys: Sequence[str], *, at: int) -> dict[str, float]:
    """Address key → 0..1: its engagement over the first threshold of an account nothing is known of, at
    ``at`` (UTC ms), on the site where that is highest. 1: it is there. Keys without activity are absent."""
    found: dict[str, float] = {}
    for site in sites:
        model = model_of(store, site)
        bar = _first_threshold(model)
        from_ts = reach(at, model, 1)
        activity = activities_of_keys(store, site, keys, from_ts=from_ts, to_ts=at) if bar else {}
        for key, done in activity.items():
            near = max(0.0, min(1.0, total(ledger(done, model, at)) / bar))
            found[key] = max(found.get(key, 0.0), near)
    return found


def _first_threshold(model: Model) -> float:
    """0 where no level can be reached by engagement."""
    return threshold(1, "?", model) or 0.0

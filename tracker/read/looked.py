"""Needs of a model that accounts looked at, for all accounts of a site at once.

The second route to ``tracker.intent.needs.looked_at``: pages are matched by the same code, who viewed them is
asked of the store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.intent import Model
from tracker.intent.needs import PRODUCT, needs_met
from tracker.intent.touch import DAY_MS
from tracker.read.accounts import FLOOR
from tracker.store import Row, Store

#: Account → per model, the needs it looked at. An account that looked at none is not there.
Looked = Mapping[str, tuple[frozenset[str], ...]]


def looked_at(store: Store, site: str, models: Sequence[Model], at: int) -> Looked:
    """Within each model's window before ``at`` (UTC ms)."""
    wanted = tuple(dict.fromkeys(need for model in models for need in model.wanted))
    if not wanted:
        return {}
    starts = [at - model.window_days * DAY_MS for model in models]
    given = {"site": site, "signal": PRODUCT, "from_ts": min(starts) + 1, "to_ts": at}
    texts = store.read("score/pages", **given)
    pages = {row["page"]: met for row in texts if (met := needs_met(wanted, _texts(row)))}
    if not pages:
        return {}
    whole = {"bucket": 0, "buckets": 1, "companies": [], "floor": FLOOR}
    found: dict[str, tuple[set[str], ...]] = {}
    for row in store.read("score/looked_at", pages=list(pages), **given, **whole):
        own = found.setdefault(row["account"], tuple(set[str]() for _ in models))
        for model, start, reached in zip(models, starts, own, strict=True):
            if row["last"] > start:
                reached.update(need for need in pages[row["page"]] if need in model.wanted)
    return {key: tuple(map(frozenset, own)) for key, own in found.items()}


def _texts(row: Row) -> list[str]:
    return [text for text in (row["title"], row["path"]) if text]

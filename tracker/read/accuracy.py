"""Measurements of accuracy that were kept: against a given truth, and against what a site knows itself.

They are records, so a report made again "as known then" prints the figure of that day.
"""

from __future__ import annotations

import json
from typing import Any, Final

from tracker.store import Store, records

KIND: Final = "accuracy"
#: Held against a file somebody gave; a site's own truth (forms, CRM, corrections) is ``own/SITE``.
GIVEN: Final = "given"
#: Rows of the truth are not kept: they may be the installation's own customers.
_KEPT: Final = (
    "file", "where", "half", "data", "measured", "rows", "company", "kind", "by", "calibration", "rule",
)  # fmt: skip
Figures = dict[str, Any]


def own(site: str) -> str:
    """The record's id of a site's own truth."""
    return f"own/{site}"


def save(store: Store, found: Figures, *, against: str = GIVEN, actor: str, at: int | None = None) -> None:
    """Keep what ``enrichment.accuracy.report`` found, with ``measured`` (YYYY-MM-DD) and ``data``."""
    kept: Figures = {name: found[name] for name in _KEPT if name in found}
    records.put(store, KIND, against, kept, actor=actor, at=at)


def known(store: Store, *, known_at: int) -> dict[str, Figures]:
    """What each truth said last, as known at ``known_at`` (UTC ms): ``given``, ``own/SITE``."""
    rows = store.read("accuracy/known", known_at=known_at)
    return {row["id"]: json.loads(row["doc"]) for row in rows}


def headline(store: Store, site: str, *, known_at: int) -> Figures | None:
    """The measurement to print in a report: the site's own truth where it names ten companies or more."""
    found = known(store, known_at=known_at)
    mine = found.get(own(site))
    if mine is not None and mine["company"]["precision"]["n"] >= ENOUGH:
        return mine
    return found.get(GIVEN)


#: Fewer named companies than this say nothing.
ENOUGH: Final = 10

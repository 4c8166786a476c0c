"""Thresholds that are shares of the own accounts: measured each week, written down, and then points.

Records of kind "bounds", id the site. A score of any day is made with those that were known on it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from tracker.intent import Model
from tracker.intent.shares import by_rank, measured
from tracker.intent.touch import DAY_MS
from tracker.read.gather import refresh
from tracker.read.sums import engagements
from tracker.store import Store, records

KIND: Final = "bounds"
EVERY_MS: Final = 7 * DAY_MS


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """``version``: of the model they are for; ``measured``: of how many accounts; ``at``: UTC ms."""

    version: str
    bounds: tuple[float, float, float]
    measured: int
    at: int


def bounds_known(store: Store, site: str, *, known_at: int = records.EVER) -> Bounds | None:
    doc = records.get(store, KIND, site, known_at=known_at)
    return msgspec.convert(doc, Bounds) if doc else None


def as_measured(store: Store, site: str, model: Model, *, known_at: int = records.EVER) -> Model:
    """The model with the thresholds last measured for it; its own points where none were."""
    if not by_rank(model):
        return model
    found = bounds_known(store, site, known_at=known_at)
    if found is None or found.version != model.version:
        return model
    return replace(model, engagement_bounds=found.bounds, measured=found.measured)


def measure(store: Store, site: str, model: Model, *, at: int) -> Model:
    """Measure anew where it is time (``at``: UTC ms), and write it down; the model to go on with."""
    if not by_rank(model):
        return model
    known = bounds_known(store, site)
    if known and known.version == model.version and at - known.at < EVERY_MS:
        return as_measured(store, site, model)
    plain = replace(model, measured=0)
    refresh(store, site, now=at)
    found = measured(plain, [one.points[0] for one in engagements(store, site, at, [plain]).values()])
    if found.measured:
        made = Bounds(version=model.version, bounds=found.engagement_bounds, measured=found.measured, at=at)
        records.put(store, KIND, site, msgspec.to_builtins(made), actor="qualify")
    return found

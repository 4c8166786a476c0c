"""Thresholds by rank: engagement 1 is the upper tenth of the own accounts, not so many points.  [pure]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import floor
from typing import Final

from tracker.intent.model import Model

Three = tuple[float, float, float]

#: Fewer accounts that earned anything make no ranks: the model's own points hold.
LEAST: Final = 20


def by_rank(model: Model) -> bool:
    """Whether the model's thresholds are shares of the own accounts."""
    return model.bounds_mode == "share"


def bounds_of(
    points: Sequence[float], shares: tuple[float, float, float]
) -> tuple[float, float, float] | None:
    """Engagement from which on an account belongs to the upper ``shares`` (per cent) of all that earned
    anything, in whole points; None: these are too few, or too much alike to be three thresholds."""
    ranked = sorted((value for value in points if value > 0), reverse=True)
    if len(ranked) < LEAST:
        return None
    first, second, third = (
        float(max(1, floor(ranked[max(1, round(len(ranked) * share / 100)) - 1]))) for share in shares
    )
    return (first, second, third) if first > second > third else None


def measured(model: Model, points: Sequence[float]) -> Model:
    """The model with thresholds for this population; as it is where it has none of its own to be had."""
    if not by_rank(model) or model.measured:
        return model
    bounds = bounds_of(points, model.engagement_shares)
    earned = sum(value > 0 for value in points)
    return replace(model, engagement_bounds=bounds, measured=earned) if bounds else model

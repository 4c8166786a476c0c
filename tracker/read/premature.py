"""Handed over too early? The number of points sales' own answers speak for.  [pure]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.read.funnel import LEAST
from tracker.read.journeys import Journey

EARLY: Final = ("too_early", "no_timeline")
#: Fewer rejections for being early than this say nothing.
LEAST_EARLY: Final = 5
STEP: Final = 5


@dataclass(frozen=True, slots=True)
class Later:
    """Had nothing been offered below ``points`` of engagement: of ``early`` offers that came too early
    ``spared`` would not have been made, of ``taken`` that sales accepted ``missed`` would not either."""

    points: int
    early: int
    spared: int
    taken: int
    missed: int


def proposal(found: Sequence[Journey]) -> Later | None:
    """The threshold that tells early offers best from accepted ones (Youden's index), raised hands left out:
    those do not wait for points. None with too few answers, or where no threshold tells them apart."""
    early = [points for item in found if (points := _points(item, early=True)) is not None]
    taken = [points for item in found if (points := _points(item, early=False)) is not None]
    if len(early) < LEAST_EARLY or len(early) + len(taken) < LEAST or not taken:
        return None
    tries = [_try(points, early, taken) for points in range(STEP, 100, STEP)]
    best = max(tries, key=lambda item: (item.spared / item.early - item.missed / item.taken, -item.points))
    return best if best.spared / best.early - best.missed / best.taken >= 0.2 else None


def _points(item: Journey, *, early: bool) -> float | None:
    offer, turned = item.offer, item.move("reject")
    if offer is None or offer.act_now:
        return None
    wanted = turned.reason in EARLY if turned else False
    if early:
        return offer.engagement if wanted else None
    return offer.engagement if item.move("accept") and not turned else None


def _try(points: int, early: Sequence[float], taken: Sequence[float]) -> Later:
    spared, missed = (sum(value < points for value in values) for values in (early, taken))
    return Later(points, len(early), spared, len(taken), missed)

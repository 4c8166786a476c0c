"""Figures by which a score is judged: AUC, lift, calibration, deciles.  [pure]"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from tracker.learn.table import Floats

_DRAWS: Final = 400
_SEED: Final = 20


def auc(y: Floats, score: Floats) -> float:
    """Share of (won, lost) pairs that the score puts in the right order; ties count half."""
    won = int(y.sum())
    lost = len(y) - won
    if not won or not lost:
        return 0.5
    values, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    del values
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[inverse]
    return float((ranks[y == 1].sum() - won * (won + 1) / 2) / (won * lost))


def auc_interval(y: Floats, score: Floats, *, level: float = 0.9) -> tuple[float, float]:
    """Bootstrap interval of the AUC (400 draws, fixed seed)."""
    found = [auc(y[rows], score[rows]) for rows in _draws(len(y))]
    return _middle(found, level)


def auc_difference(y: Floats, new: Floats, old: Floats, *, level: float = 0.9) -> tuple[float, float]:
    """Paired bootstrap interval of AUC(new) - AUC(old)."""
    found = [auc(y[rows], new[rows]) - auc(y[rows], old[rows]) for rows in _draws(len(y))]
    return _middle(found, level)


def lift(y: Floats, score: Floats, share: float = 0.1) -> float:
    """How much more often the best ``share`` of the rows won than all did; ties at the edge count in part."""
    n = max(round(share * len(y)), 1)
    edge = np.sort(score)[-n]
    above, at = score > edge, score == edge
    part = (n - above.sum()) / max(at.sum(), 1)
    won = y[above].sum() + part * y[at].sum()
    return float(won / n / y.mean()) if y.any() else 1.0


def calibration_error(y: Floats, p: Floats, bins: int = 10) -> float:
    """Mean gap between told and real share over ten bins of equal size, weighted by size (ECE)."""
    gaps = [
        abs(y[rows].mean() - p[rows].mean()) * len(rows)
        for rows in np.array_split(np.argsort(p, kind="stable"), bins)
        if len(rows)
    ]
    return float(sum(gaps) / len(y))


def deciles(y: Floats, score: Floats) -> list[dict[str, float]]:
    """Ten parts of equal size, best first: n, won, share and its Wilson interval (95 %)."""
    parts = np.array_split(np.argsort(-score, kind="stable"), 10)
    found = []
    for rows in parts:
        n, won = len(rows), int(y[rows].sum())
        low, high = wilson(won, n)
        found.append({"n": n, "won": won, "share": won / n if n else 0.0, "low": low, "high": high})
    return found


def falls(parts: list[dict[str, float]]) -> bool:
    """Whether no part wins surely more often than a better one."""
    return all(later["low"] <= earlier["high"] for earlier, later in pairwise(parts))


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Interval of a share; (0, 1) where there is nothing to go by."""
    if not n:
        return 0.0, 1.0
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _draws(n: int) -> list[np.typing.NDArray[np.intp]]:
    draw = np.random.default_rng(_SEED)
    return [draw.integers(0, n, n) for _ in range(_DRAWS)]


def _middle(values: list[float], level: float) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)

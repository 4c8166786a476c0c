"""Weights of given rules by logistic regression with a little ridge.  [pure]"""

from __future__ import annotations

from typing import Final

import numpy as np

from tracker.learn.table import Floats

_ROUNDS: Final = 30
_CLOSE: Final = 1e-7


def probability(log_odds: Floats) -> Floats:
    """0..1; far values are cut so that no logarithm of 0 is taken."""
    cut = np.clip(log_odds, -30, 30)
    return np.asarray(1 / (1 + np.exp(-cut)))


def loss(y: Floats, p: Floats) -> float:
    """Mean logarithmic loss, nats a row."""
    return float(-np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)))


def fit(x: Floats, y: Floats, ridge: float = 1.0, start: Floats | None = None) -> Floats:
    """Intercept and weights, by Newton's method. ``ridge`` leaves the intercept alone."""
    design = np.column_stack([np.ones(len(y)), x]) if x.size else np.ones((len(y), 1))
    weights = np.zeros(design.shape[1])
    if start is not None:
        weights[: len(start)] = start
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 1e-6
    for _ in range(_ROUNDS):
        p = probability(design @ weights)
        curve = np.maximum(p * (1 - p), 1e-6)
        gradient = design.T @ (y - p) - penalty * weights
        hessian = (design * curve[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step * min(1.0, 4.0 / (np.abs(step).max() + 1e-12))
        if np.abs(step).max() < _CLOSE:
            break
    return weights


def calibration(score: Floats, y: Floats) -> tuple[float, float]:
    """Intercept and slope that make a score a probability (Platt)."""
    scale = float(score.std()) or 1.0
    found = fit((score / scale)[:, None], y, ridge=1e-3)
    return float(found[0]), float(found[1]) / scale

"""At most twenty rules with whole points, learnt from outcomes.  [pure]

Rules are taken one by one, the one that explains most of what is left first; after each the weights of
all are fitted anew, and a rule that has become contrary or idle goes again. Thresholds of one column
must agree in sign. Last, weights become whole points at the scale that loses least.
Method: sparse integer scores (Ustun & Rudin 2016, Liu et al. 2022), here by greedy steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tracker.learn.fitting import calibration, fit, loss, probability
from tracker.learn.rules import Rule, candidates, direction, pairs
from tracker.learn.table import Floats, Table

RULES_MAX: Final = 20
PAIRS_MAX: Final = 5
POINTS_MAX: Final = 50  # as in the hand-made table: the strongest single rule
_SCALES: Final = (8, 10, 12, 15, 20, 25, 30, 40, 50)
_GAIN_MIN: Final = 4.0  # score statistic (chi-square, 1 df) a rule must reach: p < 0.05
_REACH: Final = 40  # single rules that are tried in pairs


@dataclass(frozen=True)
class Points:
    """``score(table)`` sums the points; ``intercept`` + ``slope`` × score are the log odds of winning."""

    rules: tuple[tuple[Rule, int], ...]
    intercept: float
    slope: float

    def score(self, table: Table) -> Floats:
        total = np.zeros(len(table.y))
        for rule, points in self.rules:
            total += points * rule.holds(table)
        return total

    def probability(self, table: Table) -> Floats:
        return probability(self.intercept + self.slope * self.score(table))


@dataclass
class _State:
    """What is chosen so far: columns of ``x`` in the order taken, and the weights that go with them."""

    x: Floats
    y: Floats
    signs: Floats  # +1 or -1: what a rule's points may be
    chosen: list[int]
    weights: Floats

    def log_odds(self) -> Floats:
        return np.asarray(self.weights[0] + self.x[:, self.chosen] @ self.weights[1:])


def learn(table: Table, *, most: int = RULES_MAX, most_pairs: int = PAIRS_MAX) -> Points:
    """The points. An empty table of rules means that there is nothing to learn."""
    singles = candidates(table)
    state = _state(singles, table)
    _grow(state, most - most_pairs)
    if most_pairs and state.chosen:
        singles = _with_pairs(state, singles, table)
        _grow(state, most)
    return _whole([singles[index] for index in state.chosen], state)


def _state(rules: list[Rule], table: Table) -> _State:
    x = _matrix(rules, table)
    return _State(x, table.y, _signs(rules, x, table.y), [], fit(np.zeros((len(table.y), 0)), table.y))


def _signs(rules: list[Rule], x: Floats, y: Floats) -> Floats:
    """The sign a rule's points must have: that of what it says alone, so that the table reads true.

    Thresholds of one column share the sign of them all: more of a good thing never costs points.
    """
    alone = x.T @ (y - y.mean())
    together: dict[str, float] = {}
    for rule, leaning in zip(rules, alone, strict=True):
        if name := direction(rule):
            together[name] = together.get(name, 0.0) + float(leaning)
    told = [together.get(direction(rule), leaning) for rule, leaning in zip(rules, alone, strict=True)]
    return np.sign(np.array(told, dtype=np.float64))


def _matrix(rules: list[Rule], table: Table) -> Floats:
    if not rules:
        return np.zeros((len(table.y), 0))
    return np.column_stack([rule.holds(table) for rule in rules]).astype(np.float64)


def _grow(state: _State, most: int) -> None:
    """Take rules until there are ``most``, or none gains."""
    barred: set[int] = set()
    while len(state.chosen) < most:
        best = _best(state, barred)
        if best is None:
            return
        state.chosen.append(best)
        state.weights = fit(state.x[:, state.chosen], state.y, start=state.weights)
        _drop_contrary(state, barred)


def _best(state: _State, barred: set[int]) -> int | None:
    """The rule with the largest score statistic, given what is chosen; None where none is significant."""
    p = probability(state.log_odds())
    curve = p * (1 - p)
    gradient = state.x.T @ (state.y - p)
    # Each candidate with the chosen ones' share taken out: a twin of a chosen rule gains nothing.
    design = np.column_stack([np.ones(len(p)), state.x[:, state.chosen]])
    weighted = state.x.T @ (curve[:, None] * design)
    inner = design.T @ (curve[:, None] * design) + 1e-6 * np.eye(design.shape[1])
    rest = (state.x**2).T @ curve - np.einsum("ij,ij->i", weighted @ np.linalg.inv(inner), weighted)
    gain = gradient**2 / np.maximum(rest, 1e-3 * len(p) ** 0.5)
    contrary = (state.signs != 0) & (np.sign(gradient) != state.signs)
    gain[contrary] = 0
    gain[[*state.chosen, *barred]] = 0
    best = int(np.argmax(gain)) if len(gain) else -1
    return best if best >= 0 and gain[best] >= _GAIN_MIN else None


def _drop_contrary(state: _State, barred: set[int]) -> None:
    """Rules whose weight turned against their column's direction, or to nothing, go and do not return."""
    while True:
        weights = state.weights[1:]
        signs = state.signs[state.chosen]
        bad = [at for at, (weight, sign) in enumerate(zip(weights, signs, strict=True)) if weight * sign < 0]
        if not bad:
            return
        barred.add(state.chosen.pop(bad[0]))
        state.weights = fit(state.x[:, state.chosen], state.y)


def _with_pairs(state: _State, singles: list[Rule], table: Table) -> list[Rule]:
    """Pairs of the chosen rules and of the strongest others join the candidates."""
    strength = np.abs(state.x.T @ (state.y - state.y.mean())) / np.sqrt(state.x.sum(axis=0) + 1)
    strong = [int(index) for index in np.argsort(-strength, kind="stable")[:_REACH]]
    picked = list(dict.fromkeys([*state.chosen, *strong]))
    added = pairs([singles[index] for index in picked], table)
    both = _matrix(added, table)
    state.x = np.column_stack([state.x, both])
    state.signs = np.concatenate([state.signs, _signs(added, both, table.y)])
    return [*singles, *added]


def _whole(rules: list[Rule], state: _State) -> Points:
    """Whole points at the scale that loses least after calibration."""
    weights = state.weights[1:]
    if not rules or not np.abs(weights).max():
        return Points((), float(state.weights[0]), 0.0)
    x = state.x[:, state.chosen]
    best: tuple[float, Floats, tuple[float, float]] | None = None
    for scale in _SCALES:
        points = np.round(weights * scale / np.abs(weights).max())
        a, b = calibration(x @ points, state.y)
        # A coarser scale is easier to read: a finer one must be better by something.
        cost = loss(state.y, probability(a + b * (x @ points))) + 1e-6 * scale
        if best is None or cost < best[0]:
            best = (cost, points, (a, b))
    assert best is not None
    kept = [(rule, int(point)) for rule, point in zip(rules, best[1], strict=True) if point]
    kept.sort(key=lambda item: (-item[1], str(item[0])))
    return Points(tuple(kept), *best[2])

"""Rules that may earn points: "visits at least 3", "source is fair", and two of them together.  [pure]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from tracker.learn.table import Column, Flags, Table

STEPS: Final = 24  # thresholds tried for a number
FEW: Final = 30  # a whole number with so few values may also be a code: each value is tried
SHARE_MIN: Final = 0.01  # a rule must hold for at least this share of the rows, and fail for it
HOLDS_MIN: Final = 20


@dataclass(frozen=True)
class Test:
    """One question to one column. ``words`` for "in"; ``value`` for "ge" (at least) and "is"."""

    __test__ = False  # no test case of the test runner's

    column: str
    op: Literal["ge", "is", "in", "blank"]
    value: float = 0.0
    words: tuple[str, ...] = ()

    def holds(self, column: Column) -> Flags:
        if self.op == "blank":
            blank = np.isnan(column.values) if column.kind == "number" else _among(column, ("",))
            return np.asarray(blank)
        if self.op == "in":
            return _among(column, self.words)
        with np.errstate(invalid="ignore"):
            met = column.values >= self.value if self.op == "ge" else column.values == self.value
        return np.asarray(met)

    def __str__(self) -> str:
        if self.op == "in":
            return f"{self.column} is {' or '.join(word or 'blank' for word in self.words)}"
        if self.op == "blank":
            return f"{self.column} is blank"
        return f"{self.column} {'at least' if self.op == 'ge' else 'is'} {self.value:g}"


@dataclass(frozen=True)
class Rule:
    """Holds where all its tests hold."""

    tests: tuple[Test, ...]

    def holds(self, table: Table) -> Flags:
        columns = {item.name: item for item in table.columns}
        met = np.ones(len(table.y), dtype=np.bool_)
        for test in self.tests:
            met &= test.holds(columns[test.column])
        return met

    def __str__(self) -> str:
        return " and ".join(map(str, self.tests))


def candidates(table: Table) -> list[Rule]:
    """Every single rule worth a try, in a stable order; none holds for fewer than 1 % of the rows."""
    found: list[Rule] = []
    for column in table.columns:
        tests = _number_tests(column) if column.kind == "number" else _word_tests(column, table)
        found += [Rule((test,)) for test in tests]
    return [rule for rule in found if _common(rule.holds(table))]


def pairs(rules: Sequence[Rule], table: Table) -> list[Rule]:
    """Two single rules of different columns at once."""
    found = [
        Rule((first.tests[0], second.tests[0]))
        for at, first in enumerate(rules)
        for second in rules[at + 1 :]
        if len(first.tests) == len(second.tests) == 1 and first.tests[0].column != second.tests[0].column
    ]
    return [rule for rule in found if _common(rule.holds(table))]


def direction(rule: Rule) -> str:
    """Rules of one direction must agree in sign: more of a good thing never costs points. "" is free."""
    (first, *rest) = rule.tests
    return first.column if first.op == "ge" and not rest else ""


def _common(met: Flags) -> bool:
    least = max(HOLDS_MIN, SHARE_MIN * len(met))
    return bool(least <= met.sum() <= len(met) - least)


def _number_tests(column: Column) -> list[Test]:
    known = column.values[~np.isnan(column.values)]
    values = np.unique(known)
    quantiles = np.quantile(known, np.linspace(0, 1, STEPS + 1)[1:], method="lower")
    tall = np.quantile(known, [0.975, 0.99], method="lower")
    steps = np.unique(_round(np.concatenate([quantiles, tall, values[1:6]])))
    tests = [Test(column.name, "ge", float(step)) for step in steps if step > values[0]]
    if 2 < len(values) <= FEW and np.all(values == np.floor(values)):
        tests += [Test(column.name, "is", float(value)) for value in values]
    if len(known) < len(column.values):
        tests.append(Test(column.name, "blank"))
    return tests


def _round(values: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
    """Two figures that count: nobody believes in "at least 417.283 s"."""
    with np.errstate(divide="ignore"):
        scale = 10.0 ** (np.floor(np.log10(np.abs(values))) - 1)
    whole = values == np.floor(values)
    small = whole & (np.abs(values) < 100)
    scale = np.where((values == 0) | small, 1.0, scale)
    rounded: np.typing.NDArray[np.float64] = np.round(np.round(values / scale) * scale, 10)
    return rounded


def _word_tests(column: Column, table: Table) -> list[Test]:
    """Each word by itself, and the best few words together, ordered by how often they won."""
    words = np.array(column.words)
    rates = []
    mean = float(table.y.mean())
    for word in sorted(set(column.words)):
        met = words == word
        n = int(met.sum())
        # Shrunk towards the mean: a word seen twice says little.
        rates.append(((float(table.y[met].sum()) + 20 * mean) / (n + 20), word))
    rates.sort()
    ordered = [word for _, word in rates]
    tests = [Test(column.name, "in", words=(word,)) for word in ordered if word]
    for size in range(2, min(len(ordered), 8)):
        groups = (ordered[:size], ordered[-size:])
        tests += [Test(column.name, "in", words=tuple(sorted(group))) for group in groups]
    return [*tests, *([Test(column.name, "blank")] if "" in ordered else [])]


def _among(column: Column, words: tuple[str, ...]) -> Flags:
    return np.isin(np.array(column.words), words)

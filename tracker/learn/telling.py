"""What was learnt, as plain data: for ``--json``, for the record of a site, for the page Learning.  [pure]"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tracker.learn.earlier import LEAST, Earlier
from tracker.learn.judge import Judgement
from tracker.learn.measures import wilson
from tracker.learn.table import Table


def as_data(
    found: Judgement, table: Table, warned: dict[str, str], sooner: Earlier | None = None
) -> dict[str, Any]:
    """``earlier`` is None where the table does not hold days of accounts and their present score."""
    folds, newest = found.folds, found.out_of_time
    return {
        "target": table.target,
        "rows": len(table.y),
        "won": int(table.y.sum()),
        "skipped": table.skipped,
        "columns": [column.name for column in table.columns],
        "left_out": table.left_out,
        "warnings": warned,
        "auc": {
            "points": round(folds.points, 4),
            "boosting": round(folds.boosting, 4),
            "low": round(folds.low, 4),
            "high": round(folds.high, 4),
        },
        "ratio": round(folds.ratio, 4),
        "rules": rules(found, table),
        "calibration": {"intercept": found.points.intercept, "slope": found.points.slope},
        "out_of_time": {
            "verdict": newest.verdict,
            "rows": newest.n,
            "won": newest.won,
            "auc": {
                "points": round(newest.points, 4),
                "low": round(newest.low, 4),
                "high": round(newest.high, 4),
                "boosting": round(newest.boosting, 4),
                "in_use": None if newest.in_use is None else round(newest.in_use, 4),
            },
            "lift_best_tenth": round(newest.lift, 3),
            "calibration_error": round(newest.error, 4),
            "deciles": list(newest.deciles),
            "passed": newest.passed,
        },
        "earlier": None if sooner is None else {**asdict(sooner), "least": LEAST},
    }


def rules(found: Judgement, table: Table) -> list[dict[str, Any]]:
    """Each rule with its points, and how often rows it holds for won."""
    mean = float(table.y.mean())
    listed = []
    for rule, points in found.points.rules:
        met = rule.holds(table)
        n, won = int(met.sum()), int(table.y[met].sum())
        low, high = wilson(won, n)
        share = won / n if n else 0.0
        tests = [
            {"column": test.column, "op": test.op, "value": test.value, "words": [*test.words]}
            for test in rule.tests
        ]
        listed.append(
            {"rule": str(rule), "tests": tests, "points": points, "n": n, "won": won}
            | {"share": share, "low": low, "high": high, "lift": share / mean}
        )
    return listed


def days_earlier(found: Earlier | None) -> list[str]:
    """What to say of the days that would have been won, line by line."""
    if found is None:
        return [
            "Days earlier: told of one row for each account and day (--account, --time, --in-use, --mark-at)."
        ]
    marked = (
        f"marked before their last day: {found.marked_learnt} by the learnt points (from {found.bound:g}), "
        f"{found.marked_in_use} by those in use (from {found.in_use:g})"
    )
    vain = (
        f"marked a week that became no customer: {found.vain_learnt:.1f} by the learnt points, "
        f"{found.vain_in_use:.1f} by those in use"
    )
    if found.median is None:
        return [
            f"Days earlier: not told of {found.n} later customers; at least {LEAST} are needed.",
            f"  {vain}",
        ]
    return [
        f"Days earlier: half of the {found.n} later customers {found.median:+g} days or more "
        f"({found.low:+g} to {found.high:+g}, 95 %); below 0 is later.",
        f"  {marked}",
        f"  {vain}",
    ]

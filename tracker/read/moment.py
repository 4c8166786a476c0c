"""The facts of one moment: what an account's stage was decided on, kept with the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tracker.intent import Entry, Model
from tracker.intent.ledger import ledger
from tracker.read.views import Seen

FACT_LINES: Final = 12


def facts(item: Seen, model: Model, at: int, engagement: float | None = None) -> dict[str, Any]:
    """Score, fit, confidence and the weightiest lines of the ledger at ``at`` (UTC ms).

    ``engagement``: that of the turn recorded, where it was walked; else the sum of the ledger.
    """
    lines = ledger(item.activity, model, at)
    points = sum(line.points for line in lines) if engagement is None else engagement
    best = item.rating.personas[0].name if item.rating.personas else ""
    named = {"persona": best} if best else {}
    return {
        **named,
        **({"raised": True} if item.rating.raised else {}),
        "engagement": round(points, 2),
        "grade": item.rating.grade,
        "fit": item.rating.value,
        "completeness": round(item.rating.completeness, 2),
        "confidence": item.view.confidence,
        "ledger": _top(lines),
        "lines": len(lines),
    }


def _top(lines: Sequence[Entry]) -> list[dict[str, Any]]:
    """The weightiest lines of a ledger; "lines" says how many there were."""
    top = sorted(lines, key=lambda line: (-abs(line.points), line.ts, line.rule))[:FACT_LINES]
    return [
        {"rule": line.rule, "points": round(line.points, 2), "ts": line.ts, "url": line.url} for line in top
    ]

"""What the two ledgers say in a word: criteria met, phase of buying, share of own initiative.  [pure]"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.intent.assessment import Entry, FitEntry
from tracker.intent.model import Model

#: A criterion is met from this rating (0..100) on.
MET: Final = 50.0
ORIENTATION: Final = "orientation"
COMPARISON: Final = "comparison"
DECISION: Final = "decision"
#: Phase of buying → signals that speak for it, the farthest phase first.
PHASES: Final = {
    DECISION: frozenset(
        [
            "pricing",
            "quote",
            "trial",
            "demo",
            "meeting",
            "meeting_click",
            "call",
            "contact",
            "contact_click",
            "cart",
            "checkout",
            "purchase",
            "signup",
            "chat",
            "product_question",
        ]
    ),
    COMPARISON: frozenset(["compare", "reference", "integration", "security", "campaign"]),
    ORIENTATION: frozenset(
        [
            "product",
            "blog",
            "docs",
            "whitepaper",
            "ebook",
            "gated_download",
            "webinar",
            "course",
            "download",
            "newsletter",
            "event",
            "chat_open",
        ]
    ),
}


@dataclass(frozen=True, slots=True)
class Met:
    """``met`` of ``asked`` criteria are met; ``known`` of them can be judged at all."""

    met: int
    known: int
    asked: int


def criteria_met(lines: Sequence[FitEntry]) -> Met:
    asked = [line for line in lines if line.kind == "criterion"]
    known = [line for line in asked if line.rating is not None]
    return Met(sum((line.rating or 0.0) >= MET for line in known), len(known), len(asked))


def phase(lines: Sequence[Entry]) -> str:
    """Where in buying they seem to be, by the points of what they looked at; "" where nothing says so.

    The phase with the most points; of equals the farthest. Orientation alone never makes more of itself.
    """
    worth = {
        name: sum(line.points for line in lines if line.kind == "signal" and line.signal in signals)
        for name, signals in PHASES.items()
    }
    best = max(worth, key=lambda name: worth[name])
    return best if worth[best] > 0 else ""


def own_initiative(lines: Sequence[Entry], model: Model) -> float | None:
    """Share (0..1) of the points of signals that they earned unasked; None without any."""
    own = {rule.id for rule in model.signals if rule.proactive}
    points = {line.rule: 0.0 for line in lines if line.kind == "signal"}
    for line in lines:
        if line.kind == "signal":
            points[line.rule] += max(line.points, 0.0)
    total = sum(points.values())
    return sum(value for rule, value in points.items() if rule in own) / total if total > 0 else None

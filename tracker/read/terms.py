"""Terms of models (``tracker.intent.terms``) as the arrays that the query score/engagements takes."""

from __future__ import annotations

from typing import Any

from tracker.intent.model import RETURN_WITHIN_DAYS
from tracker.intent.terms import NEVER, ROLES, Curve, Terms
from tracker.intent.touch import DAY_MS


def parameters(found: Terms, at: int) -> dict[str, Any]:
    """Terms as the arrays that score/engagements takes."""
    tables = _Tables()
    for slot, position in found.slots.items():
        for pattern, weight, curve in slot.earns:
            tables.entry(tables.pair(pattern, curve), position, weight)
        for off, weight, curve in slot.returns:
            tables.entry(tables.opening(off, curve), position, weight)
        for pattern, weight, curve, bounce in slot.judges:
            tables.judge(pattern, position, weight, curve, bounce)
    return tables.arrays() | _slots(found) | _specs(found, at)


class _Tables:
    """Curves, pairs of pattern and curve, and what each counts for."""

    def __init__(self) -> None:
        self._curves: dict[Curve, int] = {}
        self._pairs: dict[tuple[int | tuple[int, ...], Curve], int] = {}
        self._entries: list[tuple[int, int, float]] = []
        self._judges: list[tuple[int, int, float, int, float]] = []

    def _curve(self, curve: Curve) -> int:
        return self._curves.setdefault(curve, len(self._curves) + 1)

    def pair(self, pattern: int, curve: Curve) -> int:
        self._curve(curve)
        return self._pairs.setdefault((pattern, curve), len(self._pairs) + 1)

    def opening(self, off: tuple[int, ...], curve: Curve) -> int:
        self._curve(curve)
        return self._pairs.setdefault((off, curve), len(self._pairs) + 1)

    def entry(self, pair: int, slot: int, weight: float) -> None:
        self._entries.append((pair, slot, weight))

    def judge(self, pattern: int, slot: int, weight: float, curve: Curve, bounce: float) -> None:
        self._judges.append((pattern, slot, weight, self._curve(curve), bounce))

    def _openings(self) -> list[tuple[tuple[int, ...], int]]:
        return [(key[0], number) for key, number in self._pairs.items() if isinstance(key[0], tuple)]

    def arrays(self) -> dict[str, list[Any]]:
        openings = self._openings()
        topics = list(dict.fromkeys(off for off, _ in openings))
        return {
            "oldest": [curve.oldest for curve in self._curves],
            "half": [curve.half for curve in self._curves],
            "full": [curve.full for curve in self._curves],
            "floor": [curve.floor for curve in self._curves],
            "unmeasured": [curve.unmeasured for curve in self._curves],
            "pair_pattern": [0 if isinstance(pattern, tuple) else pattern for pattern, _ in self._pairs],
            "pair_curve": [self._curves[curve] for _, curve in self._pairs],
            "entry_pair": [pair for pair, _, _ in self._entries],
            "entry_slot": [slot for _, slot, _ in self._entries],
            "entry_weight": [weight for _, _, weight in self._entries],
            "topic_off": [list(off) for off in topics],
            "return_topic": [topics.index(off) + 1 for off, _ in openings],
            "return_pair": [number for _, number in openings],
            "judge_pattern": [judge[0] for judge in self._judges],
            "judge_slot": [judge[1] for judge in self._judges],
            "judge_weight": [judge[2] for judge in self._judges],
            "judge_curve": [judge[3] for judge in self._judges],
            "judge_bounce": [judge[4] for judge in self._judges],
        }


def _slots(found: Terms) -> dict[str, Any]:
    counts = [slot.count for slot in found.slots]
    return {
        "slot_cap": [slot.cap for slot in found.slots],
        "slot_count": counts,
        "slot_parts": [found.slot_parts[position] for position in found.slots.values()],
        "slot_roles": [found.slot_roles[position] for position in found.slots.values()],
        "capped_from": min(filter(None, counts), default=0),
        "part_model": [model + 1 for model, _ in found.parts],
        "part_cap": [
            found.models[model].group_caps[group] if group else NEVER for model, group in found.parts
        ],
        "models": len(found.models),
        "role_count": len(ROLES) * len(found.models),
        "return_days": RETURN_WITHIN_DAYS,
    }


def _specs(found: Terms, at: int) -> dict[str, Any]:
    models = found.models
    return {
        "today": at // DAY_MS,
        "presence_days": max(model.presence_days for model in models),
        "spec_off": [list(off) for off in found.off],
        "spec_days": [model.presence_days for model in models],
        "spec_views": [max(1, model.breadth_min_views) for model in models],
        "spec_part": [found.parts[(number, "")] for number in range(len(models))],
        "spec_breadth": [model.breadth_points for model in models],
        "spec_breadth_cap": [model.breadth_cap for model in models],
        "spec_frequency": [model.frequency_points for model in models],
        "spec_frequency_cap": [model.frequency_cap for model in models],
    }

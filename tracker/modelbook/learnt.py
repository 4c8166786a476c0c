"""Learnt points as a draft of the score model: the same signals, weighed as outcomes say.  [pure]

A column that is called like a rule of the model (``pricing_view``), or like a signal that only one rule is
about (``compare``), is that signal's count. Its points keep their proportions and are brought to the model's
scale: all signals that were learnt together earn as much as before, so thresholds mean what they meant. A
signal never gets a contrary sign, and what was not learnt stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

MOST_POINTS: Final = 100


class NothingLearnt(ValueError):
    """No learnt rule is about a signal of the model; the text says what columns must be called."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``column`` at least ``least`` earns ``points``; ``column`` "": a question of another form."""

    text: str
    points: int
    column: str = ""
    least: float = 0.0


@dataclass
class Learnt:
    """``data``: the model with the learnt points; ``changed``: signal → (points before, after); ``left``:
    rules that could not be taken over → why."""

    data: dict[str, Any]
    changed: dict[str, tuple[float, float]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)


def learnt_model(data: dict[str, Any], rules: Sequence[Rule]) -> Learnt:
    """Raises ``NothingLearnt``."""
    found = Learnt(data)
    taken: dict[str, list[Rule]] = {}
    for rule in rules:
        name, why = _signal(rule, data)
        if why:
            found.left[rule.text] = why
        else:
            taken.setdefault(name, []).append(rule)
    for name in [name for name, own in taken.items() if min(rule.points for rule in own) <= 0]:
        for rule in taken.pop(name):
            found.left[rule.text] = "contrary sign: its points stay as they are"
    if not taken:
        known = ", ".join(item["id"] for item in data["signal"][:6])
        raise NothingLearnt(
            "no learnt rule is about a signal of the model, so there is no draft; call columns like its "
            f"rules ({known}, …), each with how often it happened"
        )
    found.data = {**data, "signal": _weighed(data["signal"], taken, found)}
    return found


def _signal(rule: Rule, data: dict[str, Any]) -> tuple[str, str]:
    """The id of the rule it is about, or why it is about none."""
    if not rule.column:
        return "", "a question of another form than “at least”"
    wanted = rule.column.strip().casefold().replace("-", "_").replace(" ", "_")
    for name in ("id", "signal"):
        hits = [item["id"] for item in data["signal"] if item[name] == wanted]
        if len(hits) == 1:
            return hits[0], ""
        if hits:
            return "", f"several signals are called so: {', '.join(hits)}"
    return "", "no signal of the model"


def _weighed(
    signals: list[dict[str, Any]], taken: dict[str, list[Rule]], found: Learnt
) -> list[dict[str, Any]]:
    first = {name: min(own, key=lambda rule: rule.least).points for name, own in taken.items()}
    before = sum(item["points"] for item in signals if item["id"] in taken)
    scale = before / sum(first.values())
    made = []
    for item in signals:
        name = item["id"]
        if name in taken:
            points = min(MOST_POINTS, max(1, round(first[name] * scale)))
            most = max(points, round(sum(rule.points for rule in taken[name]) * scale))
            usual = round(points * item["cap"] / item["points"])
            found.changed[name] = (item["points"], points)
            cap = min(MOST_POINTS, most if len(taken[name]) > 1 else max(points, usual))
            made.append({**item, "points": points, "cap": cap})
        else:
            made.append(item)
    return made

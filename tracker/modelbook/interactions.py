"""Step 2, what they do: points, cap and half-life of every signal; 0 points: it does not count.  [pure]"""

from __future__ import annotations

import re
from typing import Any, Final

from tracker.intent.model import DERIVED, Model
from tracker.modelbook.entry import Entered, Problem, shown

MOST_POINTS: Final = 100.0
MOST_DAYS: Final = 730.0
ONS: Final = ("view", "action", "any")
ROLES: Final = ("buying", "information", "background")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
#: Name → what it may be.
_SETTINGS: Final = {"proactive_factor": (1.0, 5.0), "cycle_days": (7.0, 1095.0)}


def rules_of(data: dict[str, Any], shipped: dict[str, Any]) -> list[dict[str, Any]]:
    """Every signal's rule of the model, and those of the shipped one it leaves out (with 0 points)."""
    own = data.get("signal", [])
    known = {rule["id"] for rule in own}
    return [*own, *({**rule, "points": 0} for rule in shipped["signal"] if rule["id"] not in known)]


def interaction_fields(data: dict[str, Any], shipped: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for rule in rules_of(data, shipped):
        found |= _row(rule)
        if rule.get("proactive"):
            found[f"first:{rule['id']}"] = "on"
    for penalty in data.get("penalty", []):
        found |= _row({**penalty, "points": -penalty["points"], "cap": -penalty["cap"]})
    for bonus in bonuses_of(data, shipped):
        found |= _row(bonus)
    found |= {f"group:{name}": shown(cap) for name, cap in data.get("group_caps", {}).items()}
    return found | {name: shown(data.get(name, getattr(_USUAL, name))) for name in _SETTINGS}


def bonuses_of(data: dict[str, Any], shipped: dict[str, Any]) -> list[dict[str, Any]]:
    """As ``rules_of``, for what a visit of many kinds of pages earns."""
    own = data.get("bonus", [])
    known = {bonus["id"] for bonus in own}
    return [*own, *({**bonus, "points": 0} for bonus in shipped.get("bonus", []) if bonus["id"] not in known)]


def _row(rule: dict[str, Any]) -> dict[str, str]:
    name = rule["id"]
    return {
        f"points:{name}": shown(rule["points"]),
        f"cap:{name}": shown(rule["cap"]),
        f"days:{name}": shown(rule["half_life_days"]),
    }


def read_interactions(data: dict[str, Any], shipped: dict[str, Any], entered: Entered) -> dict[str, Any]:
    signals = [_signal(rule, entered) for rule in rules_of(data, shipped)]
    penalties = [_penalty(penalty, entered) for penalty in data.get("penalty", [])]
    changed = {**data, "signal": [*filter(None, signals), *_added(data, entered)]}
    changed["penalty"] = penalties
    bonuses = [_bonus(bonus, entered) for bonus in bonuses_of(data, shipped)]
    changed["bonus"] = [*filter(None, bonuses)]
    changed["group_caps"] = {
        name: entered.number(f"group:{name}", 0, MOST_POINTS) for name in data.get("group_caps", {})
    }
    return changed | {name: entered.number(name, *span) for name, span in _SETTINGS.items()}


def _signal(rule: dict[str, Any], entered: Entered) -> dict[str, Any] | None:
    name = rule["id"]
    points = entered.number(f"points:{name}", 0, MOST_POINTS)
    made = {**rule, "points": points, "cap": entered.number(f"cap:{name}", 0, MOST_POINTS)}
    made["half_life_days"] = entered.number(f"days:{name}", 1, MOST_DAYS)
    made["proactive"] = entered.on(f"first:{name}")
    if not made["proactive"]:
        made.pop("proactive")
    return made if points else None


def _penalty(penalty: dict[str, Any], entered: Entered) -> dict[str, Any]:
    name = penalty["id"]
    made = {**penalty, "points": -entered.number(f"points:{name}", 0.1, MOST_POINTS)}
    made["cap"] = -entered.number(f"cap:{name}", 0.1, MOST_POINTS)
    made["half_life_days"] = entered.number(f"days:{name}", 1, MOST_DAYS)
    return made


def _bonus(bonus: dict[str, Any], entered: Entered) -> dict[str, Any] | None:
    name = bonus["id"]
    points = entered.number(f"points:{name}", 0, MOST_POINTS)
    made = {**bonus, "points": points, "cap": entered.number(f"cap:{name}", 0, MOST_POINTS)}
    made["half_life_days"] = entered.number(f"days:{name}", 1, MOST_DAYS)
    return made if points else None


def _added(data: dict[str, Any], entered: Entered) -> list[dict[str, Any]]:
    """The row in which a further signal may be named."""
    signal = entered.text("new-signal").lower()
    if not signal:
        return []
    on, role = entered.choice("new-on", ONS), entered.choice("new-role", ROLES)
    made = f"{signal}_{on}"
    if not _NAME.fullmatch(signal) or signal in DERIVED:
        entered.problems["new-signal"] = Problem("text", said=signal)
    elif any(rule["id"] == made for rule in data.get("signal", [])):
        entered.problems["new-signal"] = Problem("twice", said=signal)
    rule: dict[str, Any] = {"id": made, "signal": signal, "on": on, "role": role}
    rule["points"] = entered.number("new-points", 0.1, MOST_POINTS)
    rule["cap"] = entered.number("new-cap", 0, MOST_POINTS)
    return [rule | {"half_life_days": entered.number("new-days", 1, MOST_DAYS)}]


_USUAL: Final = Model(name="", version="", signals=())

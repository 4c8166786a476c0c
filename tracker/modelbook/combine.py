"""Steps 3 and 4: how engagement and fit make a level, and how a lead is handed over.  [pure]"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from tracker.intent import Model
from tracker.intent.levels import MQLS
from tracker.lifecycle.worth import Spread
from tracker.modelbook.entry import Entered, shown
from tracker.modelbook.versions import Handover

CELLS: Final = tuple(f"{grade}{number}" for grade in "ABCD" for number in (1, 2, 3, 4))
LEVELS: Final = ("", *MQLS)
MODES: Final = ("points", "first_contact", "manual")
BOUNDS: Final = ("points", "share")
#: Setting → what it may be.
NUMBERS: Final = {
    "mql_min_engagement": (0.1, 100.0),
    "act_now_days": (1.0, 90.0),
    "breadth_points": (0.0, 50.0),
    "breadth_cap": (0.0, 50.0),
    "frequency_points": (0.0, 50.0),
    "frequency_cap": (0.0, 50.0),
}
WHOLES: Final = {"leave_days": (0, 60), "window_days": (14, 120), "presence_days": (2, 60)}
#: Of the hand-over: field → what it may be.
AGREED: Final = {
    "act_now_hours": (0.25, 40.0),
    "answer_days": (1.0, 30.0),
    "touch_days": (1.0, 30.0),
    "decide_days": (1.0, 365.0),
    "idle_days": (1.0, 365.0),
    "people": (1.0, 500.0),
    "slots": (1.0, 500.0),
}


def combine_fields(data: dict[str, Any]) -> dict[str, str]:
    usual = {field: getattr(_USUAL, field) for field in (*NUMBERS, *WHOLES)}
    found = {name: shown(data.get(name, value)) for name, value in usual.items()}
    bounds = data.get("engagement_bounds", _USUAL.engagement_bounds)
    found |= {f"bound{i}": shown(bound) for i, bound in enumerate(bounds)}
    found |= {cell: data.get("cells", {}).get(cell, "") for cell in CELLS}
    found["leave"] = shown(100 * data.get("leave_factor", _USUAL.leave_factor))
    shares = data.get("engagement_shares", _USUAL.engagement_shares)
    found |= {f"share{i}": shown(share) for i, share in enumerate(shares)}
    found["bounds_mode"] = data.get("bounds_mode", _USUAL.bounds_mode)
    found["mql_mode"] = data.get("mql_mode", _USUAL.mql_mode)
    found |= {"urgency_raises": "on"} if data.get("urgency_raises") else {}
    return found | ({"iql": "on"} if data.get("iql", True) else {})


def read_combine(data: dict[str, Any], entered: Entered) -> dict[str, Any]:
    bounds = [entered.number(f"bound{i}", 1, 100) for i in range(3)]
    entered.falling([f"bound{i}" for i in range(3)], bounds)
    levels = {cell: entered.choice(cell, LEVELS) for cell in CELLS}
    changed = {**data, "engagement_bounds": bounds}
    changed["cells"] = {cell: level for cell, level in levels.items() if level}
    changed |= {name: entered.number(name, *span) for name, span in NUMBERS.items()}
    changed |= {name: entered.whole(name, *span) for name, span in WHOLES.items()}
    changed["leave_factor"] = entered.number("leave", 0, 100) / 100
    changed["mql_mode"], changed["iql"] = entered.choice("mql_mode", MODES), entered.on("iql")
    shares = [entered.number(f"share{i}", 0.1, 100) for i in range(3)]
    entered.falling(["share2", "share1", "share0"], shares[::-1])
    changed["engagement_shares"] = shares
    changed["bounds_mode"] = entered.choice("bounds_mode", BOUNDS)
    changed["urgency_raises"] = entered.on("urgency_raises")
    return changed


def own_bounds(own: Spread | None) -> dict[str, str]:
    """Engagement 1, 2, 3 from the upper tenth, the upper quarter and the average of the own accounts on, as
    the form shows it; nothing where these are too few or too much alike to be three thresholds."""
    if own is None:
        return {}
    bounds = [float(round(points)) for points in (own.tenth, own.quarter, own.mean)]
    if not 100 >= bounds[0] > bounds[1] > bounds[2] >= 1:
        return {}
    return {f"bound{i}": shown(points) for i, points in enumerate(bounds)}


def handover_fields(agreed: Handover) -> dict[str, str]:
    return {name: shown(value) for name, value in msgspec.structs.asdict(agreed).items()}


def read_handover(entered: Entered) -> Handover:
    hours = entered.number("act_now_hours", *AGREED["act_now_hours"])
    wholes = {
        name: entered.whole(name, int(low), int(high))
        for name, (low, high) in AGREED.items()
        if name != "act_now_hours"
    }
    return Handover(act_now_hours=hours, **wholes)


_USUAL: Final = Model(name="", version="", signals=())

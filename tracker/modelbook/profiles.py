"""Kinds of ideal customers of a model as data: the first at its own level, the others in a list.  [pure]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tracker.intent.parse import MOST_PERSONAS

#: Of one kind: what it is called in the list → at the model's own level.
_OWN: Final = {
    "name": "persona_name",
    "criterion": "criterion",
    "needs": "needs",
    "needs_weight": "needs_weight",
}


def profiles_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each as it would stand in the list of ``persona``; at least one, which may ask for nothing."""
    first = {name: data[own] for name, own in _OWN.items() if own in data}
    others = [dict(item) for item in data.get("persona", [])]
    return [first, *others] if first.get("criterion") or not others else others


def with_profiles(data: Mapping[str, Any], profiles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The model with these in place of its own."""
    kept = {name: value for name, value in data.items() if name not in (*_OWN.values(), "persona")}
    first, *others = profiles or [{}]
    changed = kept | {_OWN[name]: value for name, value in first.items() if value or name == "criterion"}
    changed.setdefault("criterion", [])
    return changed | ({"persona": [dict(item) for item in others]} if others else {})


def place(said: str, profiles: Sequence[object]) -> int:
    """The number of a kind (0 the first) from what a form or an address says; one more is a new one."""
    number = int(said) if said.isdecimal() and len(said) < 3 else 0
    return min(number, len(profiles), MOST_PERSONAS - 1)

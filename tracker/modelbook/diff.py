"""What differs between two models, one line each: "pricing page, points: 15, then 25".  [pure]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

import msgspec

from tracker.intent import Model
from tracker.modelbook.versions import Handover

#: What is compared by its own name; the rest are single settings.
_LISTS: Final = {"signals": "signal", "penalties": "penalty", "bonuses": "bonus", "criteria": "criterion"}
_TABLES: Final = {"group_caps": "group", "event_signals": "event", "cells": "cell"}
_NAMELESS: Final = ("name", "version", "exclusions", *_LISTS, *_TABLES)


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind``: signal, penalty, bonus, criterion, exclusion, group, event, cell, setting or handover.
    ``field`` "": the whole was added (``before`` None) or taken away. ``signal``: of a signal's rule."""

    kind: str
    name: str
    field: str
    before: Any
    after: Any
    signal: str = ""

    def __str__(self) -> str:
        what = " ".join(filter(None, (self.kind, self.name, self.field)))
        if self.field == "" and self.kind not in ("cell", "group", "event", "setting", "handover"):
            return f"{what}: {'added' if self.before is None else 'taken away'}"
        return f"{what}: {_shown(self.before)} → {_shown(self.after)}"


def diff(before: Model, after: Model) -> list[Difference]:
    """Every difference, in the order of the model."""
    return [
        *_lists(before, after),
        *_exclusions(before, after),
        *_tables(before, after),
        *_plain(before, after),
    ]


def diff_handover(before: Handover, after: Handover) -> list[Difference]:
    one, two = msgspec.structs.asdict(before), msgspec.structs.asdict(after)
    return [Difference("handover", name, "", one[name], two[name]) for name in one if one[name] != two[name]]


def _lists(before: Model, after: Model) -> Iterator[Difference]:
    for attribute, kind in _LISTS.items():
        one, two = _by_name(before, attribute), _by_name(after, attribute)
        for name in dict.fromkeys([*one, *two]):
            yield from _item(kind, name, one.get(name), two.get(name))


def _by_name(model: Model, attribute: str) -> dict[str, Any]:
    return {getattr(item, "id", "") or getattr(item, "field", ""): item for item in getattr(model, attribute)}


def _item(kind: str, name: str, one: Any, two: Any) -> Iterator[Difference]:
    signal = getattr(one or two, "signal", "")
    if one is None or two is None:
        yield Difference(kind, name, "", one, two, signal)
        return
    for item in fields(one):
        was, now = getattr(one, item.name), getattr(two, item.name)
        if was != now:
            yield Difference(kind, name, item.name, was, now, signal)


def _exclusions(before: Model, after: Model) -> Iterator[Difference]:
    """Value by value: "customer" is no longer ruled out."""
    one, two = (
        {(rule.field, value) for rule in model.exclusions for value in rule.values}
        for model in (before, after)
    )
    for field, value in sorted(one ^ two):
        was = value if (field, value) in one else None
        yield Difference("exclusion", field, "", was, value if was is None else None)


def _tables(before: Model, after: Model) -> Iterator[Difference]:
    for attribute, kind in _TABLES.items():
        one, two = getattr(before, attribute), getattr(after, attribute)
        for name in sorted({*one, *two}):
            if one.get(name) != two.get(name):
                yield Difference(kind, name, "", one.get(name), two.get(name))


def _plain(before: Model, after: Model) -> Iterator[Difference]:
    for item in fields(Model):
        one, two = getattr(before, item.name), getattr(after, item.name)
        if item.name not in _NAMELESS and one != two:
            yield Difference("setting", item.name, "", one, two)


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    return f"{value:g}" if isinstance(value, float) else str(value)

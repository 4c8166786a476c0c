"""What differs between two models, one line each: "pricing page, points: 15, then 25".  [pure]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import msgspec

from tracker.intent import Model
from tracker.modelbook.versions import Handover

#: What is compared by its own name; the rest are single settings.
_LISTS: Final = {"signals": "signal", "penalties": "penalty", "bonuses": "bonus"}
_TABLES: Final = {"group_caps": "group", "event_signals": "event", "cells": "cell", "rates": "rate"}
_CUSTOMER: Final = ("criteria", "personas", "persona_name", "needs", "needs_weight")
_NAMELESS: Final = ("name", "version", "exclusions", *_CUSTOMER, *_LISTS, *_TABLES)


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind``: signal, penalty, bonus, persona, criterion, exclusion, group, event, cell, rate, setting,
    handover.
    ``field`` "": the whole was added (``before`` None) or taken away. ``signal``: of a signal's rule.
    ``of``: the kind of customer a criterion belongs to, "" where it has no name."""

    kind: str
    name: str
    field: str
    before: Any
    after: Any
    signal: str = ""
    of: str = ""

    def __str__(self) -> str:
        what = " ".join(filter(None, (self.of, self.kind, self.name, self.field)))
        if self.field == "" and self.kind not in ("cell", "group", "event", "setting", "handover"):
            return f"{what}: {'added' if self.before is None else 'taken away'}"
        return f"{what}: {_shown(self.before)} → {_shown(self.after)}"


def diff(before: Model, after: Model) -> list[Difference]:
    """Every difference, in the order of the model."""
    return [
        *_lists(before, after),
        *_personas(before, after),
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


def _personas(before: Model, after: Model) -> Iterator[Difference]:
    """Kinds of customers by their names; the first is the first whatever it is called."""
    one = {(item.name if i else ""): item for i, item in enumerate(before.profiles)}
    two = {(item.name if i else ""): item for i, item in enumerate(after.profiles)}
    for key in dict.fromkeys([*one, *two]):
        was, now = one.get(key), two.get(key)
        if was is None or now is None:
            yield Difference("persona", key, "", was, now)
            continue
        for name in ("name", "needs", "needs_weight"):
            if getattr(was, name) != getattr(now, name):
                yield Difference("persona", now.name, name, getattr(was, name), getattr(now, name))
        criteria = [{item.field: item for item in persona.criteria} for persona in (was, now)]
        for field in dict.fromkeys([*criteria[0], *criteria[1]]):
            for item in _item("criterion", field, criteria[0].get(field), criteria[1].get(field)):
                yield replace(item, of=now.name)


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

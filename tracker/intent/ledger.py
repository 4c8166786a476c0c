"""Engagement as a ledger: one line per event and per adjustment, and the lines add up exactly.  [pure]

Every line is rounded to a multiple of 2^-34 (6e-11 points). Such numbers add up in floating point without
any rounding error, in any order, as long as the sum stays below 2^19: the score is the sum of its lines
to the last bit, not nearly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tracker.intent.assessment import Entry, EntryKind
from tracker.intent.impulses import Impulse, Rule, impulses
from tracker.intent.model import Bonus, Model, Penalty, SignalRule
from tracker.intent.presence import Presence
from tracker.intent.touch import DAY_MS, Activity

_KINDS: Final[dict[type, EntryKind]] = {SignalRule: "signal", Penalty: "negative", Bonus: "bonus"}
GRAINS: Final = 2.0**34
CEILING: Final = 100.0


def grain(points: float) -> float:
    """The nearest multiple of 2^-34."""
    return round(points * GRAINS) / GRAINS


def half_life_ms(rule: Rule, model: Model) -> float:
    return rule.half_life_days * model.stretch * DAY_MS


def decay(rule: Rule, model: Model, age_ms: int) -> float:
    """Share of the points left after ``age_ms``: 1 at once, a half after the half-life."""
    return float(2.0 ** (-max(0, age_ms) / half_life_ms(rule, model)))


def ledger(
    activity: Activity, model: Model, at: int, found: list[Impulse] | None = None
) -> tuple[Entry, ...]:
    """Every line of the engagement at ``at`` (UTC ms). Their points sum to the engagement, 0..100.

    ``found``: the impulses of everything up to ``at``, where they are at hand.
    """
    past = activity.between(0, at)
    earned = _event_entries(impulses(past, model) if found is None else found, model, at)
    lines = [*earned, *_signal_caps(earned, model)]
    lines += _group_caps(lines, model)
    lines += _presence(past, model, at)
    lines += _bounds(lines)
    return tuple(lines)


def total(entries: Iterable[Entry]) -> float:
    return sum(entry.points for entry in entries)


def _event_entries(found: list[Impulse], model: Model, at: int) -> list[Entry]:
    latest: dict[tuple[str, int, str, int, str], Impulse] = {}
    oldest = at - model.window_days * DAY_MS
    for impulse in found:
        if impulse.known <= at and impulse.origin > oldest:
            latest[(impulse.rule.id, *impulse.touch.order)] = impulse
    return [_entry(impulse, model, at) for impulse in latest.values()]


def _entry(impulse: Impulse, model: Model, at: int) -> Entry:
    rule, touch = impulse.rule, impulse.touch
    left = decay(rule, model, at - impulse.origin)
    return Entry(
        kind=_KINDS[type(rule)],
        rule=rule.id,
        points=grain(rule.points * impulse.factor * left),
        signal=_signal(rule),
        ts=impulse.origin,
        view=touch.view,
        url=touch.host + touch.path or touch.title,
        visitor=touch.visitor,
        base=rule.points,
        factor=impulse.factor,
        decay=left,
    )


def _signal(rule: Rule) -> str:
    if isinstance(rule, SignalRule):
        return rule.signal
    return rule.signals[0] if isinstance(rule, Penalty) and rule.signals else rule.id


def _signal_caps(entries: list[Entry], model: Model) -> list[Entry]:
    caps = {rule.id: rule.cap for rule in model.rules}
    sums = _sums(entries, {entry.rule: entry.rule for entry in entries})
    return [
        _cap_line("signal_cap", name, points, caps[name])
        for name, points in sums
        if _over(points, caps[name])
    ]


def _group_caps(entries: list[Entry], model: Model) -> list[Entry]:
    groups = {rule.id: rule.group for rule in model.signals if rule.group}
    sums = _sums(entries, groups)
    caps = model.group_caps
    return [
        _cap_line("group_cap", name, points, caps[name]) for name, points in sums if _over(points, caps[name])
    ]


def _sums(entries: list[Entry], names: Mapping[str, str]) -> list[tuple[str, float]]:
    sums: dict[str, float] = {}
    for entry in entries:
        name = names.get(entry.rule, "")
        if name:
            sums[name] = sums.get(name, 0.0) + entry.points
    return sorted(sums.items())


def _over(points: float, cap: float) -> bool:
    return points > cap if cap >= 0 else points < cap


def _cap_line(kind: EntryKind, name: str, points: float, cap: float) -> Entry:
    return Entry(kind=kind, rule=name, points=grain(cap) - points, base=cap)


def _presence(activity: Activity, model: Model, at: int) -> list[Entry]:
    presence = Presence(model)
    for touch in activity.touches:
        presence.add(touch)
    found: list[Entry] = []
    if breadth := presence.breadth(at):
        found.append(Entry("breadth", "breadth", grain(breadth), count=presence.people(at)))
    if frequency := presence.frequency(at):
        found.append(Entry("frequency", "frequency", grain(frequency), count=presence.active_days(at)))
    return found


def _bounds(entries: list[Entry]) -> list[Entry]:
    points = total(entries)
    if points > CEILING:
        return [Entry("ceiling", "ceiling", CEILING - points, base=CEILING)]
    if points < 0:
        return [Entry("floor", "floor", -points)]
    return []

"""Models taken apart into plain sums, so that the store can add them up over all accounts at once.  [pure]

An event earns by what it looked like (its pattern) and when it was. All that depends on a model but not on
the account is settled here: which patterns earn by which rule, with what weight, and by which curve that
fades. Rules that two models share become one sum, so a changed model costs what was changed in it.

Positions count from 1, as arrays in the store do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tracker.intent.earned import FORM
from tracker.intent.impulses import Rule
from tracker.intent.ledger import half_life_ms
from tracker.intent.model import DERIVED, PAGE, RETURN_VISIT, Bonus, Model, Penalty, SignalRule
from tracker.intent.touch import DAY_MS

#: Whose newest event a level may ask for; "hand" is any that raises one.
ROLES: Final[tuple[str, ...]] = ("buying", "information", "hand")
NEVER: Final = 1e300  # a cap that is none
ANY: Final = 0  # in place of a pattern of visits


@dataclass(frozen=True, slots=True)
class Pattern:
    """What an event looked like: ``what`` is "view" or "action"; of a "visit", ``sets`` says what its views
    were. ``page``: signals of its page, for a form without a meaning of its own."""

    id: int
    what: str
    name: str = ""
    signals: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    sets: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """How the points of a rule fade, and what reading time does to them."""

    half: float  # ms
    oldest: int  # UTC ms, excluded
    full: float  # ms of reading that count in full
    floor: float  # least share, 1 where reading time does not matter
    unmeasured: float


@dataclass(frozen=True, slots=True)
class Slot:
    """One sum: what a rule earns. ``earns``: (pattern, weight, curve); ``returns``: the same for views that
    open a further day, where the pattern is the tuple of patterns that do not; ``judges``: visits."""

    cap: float
    count: int  # events per visitor and day, 0: any number
    roles: tuple[str, ...]
    earns: tuple[tuple[int, float, Curve], ...] = ()
    returns: tuple[tuple[tuple[int, ...], float, Curve], ...] = ()
    judges: tuple[tuple[int, float, Curve, float], ...] = ()  # pattern, weight, curve, bounce in ms (0: none)
    twin: int = 0  # two rules of one model that are alike in all this are two sums still


@dataclass(slots=True)
class Terms:
    """Sums of several models. ``parts``: (model, group, cap); "" is the part of rules without a group."""

    models: tuple[Model, ...]
    slots: dict[Slot, int] = field(default_factory=dict)
    parts: dict[tuple[int, str], int] = field(default_factory=dict)
    slot_models: dict[int, set[int]] = field(default_factory=dict)
    slot_parts: dict[int, list[int]] = field(default_factory=dict)
    slot_roles: dict[int, list[int]] = field(default_factory=dict)
    off: list[tuple[int, ...]] = field(default_factory=list)  # per model: patterns that are off topic


def summable(model: Model) -> bool:
    """Whether the store can sum it: not where an event's name makes a signal that scoring derives itself."""
    return not DERIVED & set(model.event_signals.values())


def terms(models: Sequence[Model], patterns: Iterable[Pattern], at: int) -> Terms:
    """The sums that give the engagement of every account at ``at`` (UTC ms) under each of ``models``."""
    known = sorted(patterns, key=lambda pattern: pattern.id)
    found = Terms(tuple(models))
    for number, model in enumerate(models):
        one = _OneModel(model, known, at)
        found.off.append(one.off)
        found.parts[(number, "")] = len(found.parts) + 1
        for rule in model.rules:
            slot = one.slot(rule)
            if slot.earns or slot.returns or slot.judges:
                _enter(found, number, rule, slot)
    return found


def _enter(found: Terms, number: int, rule: Rule, slot: Slot) -> None:
    while number in found.slot_models.get(found.slots.get(slot, 0), ()):
        slot = replace(slot, twin=slot.twin + 1)
    position = found.slots.setdefault(slot, len(found.slots) + 1)
    found.slot_models.setdefault(position, set()).add(number)
    group = rule.group if isinstance(rule, SignalRule) else ""
    part = found.parts.setdefault((number, group), len(found.parts) + 1)
    found.slot_parts.setdefault(position, []).append(part)
    roles = [number * len(ROLES) + index for index, role in enumerate(ROLES, 1) if role in slot.roles]
    found.slot_roles.setdefault(position, []).extend(roles)


class _OneModel:
    """Which patterns earn by which rule of one model."""

    def __init__(self, model: Model, patterns: Sequence[Pattern], at: int) -> None:
        self._model = model
        self._oldest = at - model.window_days * DAY_MS
        self._events = [pattern for pattern in patterns if pattern.what in ("view", "action")]
        self._visits = [pattern for pattern in patterns if pattern.what == "visit"]
        topics = model.off_topic
        self.off = tuple(pattern.id for pattern in self._events if topics & set(pattern.signals))
        self._earned = {pattern.id: self._signals(pattern) for pattern in self._events}

    def _signals(self, pattern: Pattern) -> frozenset[str]:
        """As in ``earned_signals``, and PAGE for a view that no rule knows."""
        named = self._model.event_signals.get(pattern.name)
        if named is not None:
            signals = {named}
        elif pattern.name == FORM and not pattern.signals:
            signals = set(pattern.page) - DERIVED
        else:
            signals = set(pattern.signals) - DERIVED
        if pattern.what == "view" and pattern.id not in self.off and not self._rules(signals):
            signals = signals | {PAGE}
        return frozenset(signals)

    def _rules(self, signals: Iterable[str]) -> bool:
        wanted = set(signals)
        return any(rule.signal in wanted and rule.on in ("view", "any") for rule in self._model.signals)

    def slot(self, rule: Rule) -> Slot:
        if isinstance(rule, Bonus):
            return self._bonus(rule)
        if isinstance(rule, Penalty):
            return self._penalty(rule)
        model = self._model
        weight = rule.points * (model.proactive_factor if rule.proactive else 1.0)
        roles = (rule.role, "hand") if rule.act_now else (rule.role,)
        returns: tuple[tuple[tuple[int, ...], float, Curve], ...] = ()
        if rule.signal == RETURN_VISIT and rule.on in ("view", "any") and model.daily_count_cap > 0:
            returns = ((self.off, weight, self._curve(rule, read=True)),)
        earns = tuple(
            (pattern.id, weight, self._curve(rule, read=pattern.what == "view"))
            for pattern in self._events
            if rule.signal in self._earned[pattern.id] and rule.on in (pattern.what, "any")
        )
        return Slot(rule.cap, max(1, model.daily_count_cap), roles, earns, returns)

    def _penalty(self, rule: Penalty) -> Slot:
        curve = self._curve(rule, read=False)
        if rule.when == "touch":
            earns = tuple(
                (pattern.id, rule.points, curve)
                for pattern in self._events
                if set(rule.signals) & set(pattern.signals)
            )
            return Slot(rule.cap, 0, (), earns)
        if rule.when == "bounce":
            any_visit = (ANY, rule.points, curve, float(self._model.bounce_ms))
            return Slot(rule.cap, 0, (), judges=(any_visit,))
        judges = tuple(
            (pattern.id, rule.points, curve, 0.0)
            for pattern in self._visits
            if all(set(rule.signals) & set(seen) for seen in pattern.sets)
        )
        return Slot(rule.cap, 0, (), judges=judges)

    def _bonus(self, rule: Bonus) -> Slot:
        curve = self._curve(rule, read=False)
        judges = tuple(
            (pattern.id, rule.points, curve, 0.0) for pattern in self._visits if rule.earned(pattern.sets)
        )
        return Slot(rule.cap, 0, (), judges=judges)

    def _curve(self, rule: Rule, *, read: bool) -> Curve:
        model = self._model
        half = half_life_ms(rule, model)
        if not read:
            return Curve(half, self._oldest, 1.0, 1.0, 1.0)
        full = model.dwell_full_seconds * 1000
        return Curve(half, self._oldest, full, model.dwell_floor, model.dwell_unmeasured)

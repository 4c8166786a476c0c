"""From events to impulses: what each event adds to a score, and from when on it is known.  [pure]

Everything that scores reads this one list, so the ledger, the score line and the stages cannot disagree.
It is causal: impulses known until t depend on nothing that happened after t. A heartbeat that says the
page was read longer is a further impulse of the same view; a visit is judged when it is over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.intent.earned import HEARTBEAT, earned_signals
from tracker.intent.model import PAGE, RETURN_VISIT, RETURN_WITHIN_DAYS, Bonus, Model, Penalty, SignalRule
from tracker.intent.touch import DAY_MS, Activity, Touch
from tracker.intent.visits import Visit, visits

Rule = SignalRule | Penalty | Bonus


@dataclass(frozen=True, slots=True)
class Impulse:
    """``value`` points at ``origin``, known from ``known`` on. ``factor`` is the whole factor so far."""

    known: int
    origin: int
    rule: Rule
    factor: float
    value: float
    touch: Touch


def impulses(activity: Activity, model: Model) -> list[Impulse]:
    """All impulses of an activity, by the time they are known."""
    found = [*_from_touches(activity, model), *_from_visits(activity, model)]
    return sorted(found, key=lambda item: (item.known, item.origin, item.rule.id, item.touch.order))


def earning(activity: Activity, model: Model) -> Iterator[tuple[Touch, list[SignalRule]]]:
    """Each event with the rules it earns for."""
    matcher = _Matcher(model)
    for touch in activity.touches:
        yield touch, matcher.rules(touch)


class _Earning:
    """One view that earned, and how much of its dwell factor is spent so far."""

    __slots__ = ("dwell", "rules", "touch")

    def __init__(self, touch: Touch, rules: list[SignalRule], dwell: float) -> None:
        self.touch, self.rules, self.dwell = touch, rules, dwell


def _from_touches(activity: Activity, model: Model) -> Iterator[Impulse]:
    matcher = _Matcher(model)
    views: dict[str, _Earning] = {}
    longest: dict[str, int] = {}
    for touch in activity.touches:
        longest[touch.view] = max(touch.engaged_ms, longest.get(touch.view, 0))
        rules = matcher.rules(touch)
        dwell = dwell_factor(longest[touch.view], touch.measured, model) if touch.is_view else 1.0
        for rule in rules:
            yield _impulse(touch.ts, rule, touch, _lead(rule, model) * dwell, 0.0)
        if touch.is_view:
            views.setdefault(touch.view, _Earning(touch, rules, dwell))
        elif touch.view in views:
            yield from _read_longer(views[touch.view], touch, model)
        yield from _penalties(touch, model)


def _impulse(known: int, rule: SignalRule, touch: Touch, factor: float, before: float) -> Impulse:
    return Impulse(known, touch.ts, rule, factor, rule.points * (factor - before), touch)


def _read_longer(earning: _Earning, touch: Touch, model: Model) -> Iterator[Impulse]:
    dwell = dwell_factor(touch.engaged_ms, earning.touch.measured, model)
    if dwell <= earning.dwell:
        return
    for rule in earning.rules:
        lead = _lead(rule, model)
        yield _impulse(touch.ts, rule, earning.touch, lead * dwell, lead * earning.dwell)
    earning.dwell = dwell


def _penalties(touch: Touch, model: Model) -> Iterator[Impulse]:
    if touch.name == HEARTBEAT:
        return
    for penalty in model.penalties:
        if penalty.when == "touch" and set(penalty.signals) & set(touch.signals):
            yield Impulse(touch.ts, touch.ts, penalty, 1.0, penalty.points, touch)


def _lead(rule: SignalRule, model: Model) -> float:
    return model.proactive_factor if rule.proactive else 1.0


def dwell_factor(engaged_ms: int, measured: bool, model: Model) -> float:
    """Share of the points a view earns for the time it was read: dwell_floor to 1."""
    if not measured:
        return model.dwell_unmeasured
    return min(1.0, max(model.dwell_floor, engaged_ms / 1000 / model.dwell_full_seconds))


class _Matcher:
    """Finds the rules an event earns for; keeps what the daily count cap and return visits need."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._off_topic = model.off_topic
        self._by_signal: dict[str, list[SignalRule]] = {}
        for rule in model.signals:
            self._by_signal.setdefault(rule.signal, []).append(rule)
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[SignalRule]] = {}
        self._pages: dict[str, tuple[str, ...]] = {}
        self._last_day: int | None = None

    def rules(self, touch: Touch) -> list[SignalRule]:
        if touch.is_view:
            self._pages.setdefault(touch.view, touch.signals)
        page = self._pages.get(touch.view, ())
        looks = (touch.name, touch.signals, page)
        found = self._alike.get(looks)
        if found is None:
            found = self._alike[looks] = self._earned(touch, page)
        if touch.is_view and not self._off_topic.intersection(touch.signals):
            found = [*found, *self._returned(touch)]
        return [rule for rule in found if self._counted(rule, touch)]

    def _earned(self, touch: Touch, page: tuple[str, ...]) -> list[SignalRule]:
        """What an event earns for by its looks alone, whenever it was."""
        signals = earned_signals(touch, page, self._model.event_signals)
        found = [rule for signal in signals for rule in self._fitting(signal, touch)]
        plain = touch.is_view and not found and not self._off_topic.intersection(touch.signals)
        return self._fitting(PAGE, touch) if plain else found

    def _fitting(self, signal: str, touch: Touch) -> list[SignalRule]:
        kind = "view" if touch.is_view else "action"
        return [rule for rule in self._by_signal.get(signal, ()) if rule.on in (kind, "any")]

    def _returned(self, touch: Touch) -> list[SignalRule]:
        day, before = touch.ts // DAY_MS, self._last_day
        self._last_day = day
        back = before is not None and 0 < day - before <= RETURN_WITHIN_DAYS
        return self._fitting(RETURN_VISIT, touch) if back else []

    def _counted(self, rule: SignalRule, touch: Touch) -> bool:
        key = (rule.id, touch.visitor, touch.ts // DAY_MS)
        self._counts[key] += 1
        return self._counts[key] <= self._model.daily_count_cap


def _from_visits(activity: Activity, model: Model) -> Iterator[Impulse]:
    rules = [penalty for penalty in model.penalties if penalty.when != "touch"]
    if not rules and not model.bonuses:
        return
    for visit in visits(activity.touches):
        for bonus in model.bonuses:
            if bonus.earned(view.signals for view in visit.views):
                yield Impulse(visit.closed, visit.start, bonus, 1.0, bonus.points, visit.touches[0])
        for penalty in rules:
            if _judged(penalty, visit, model):
                yield Impulse(visit.closed, visit.start, penalty, 1.0, penalty.points, visit.touches[0])


def _judged(penalty: Penalty, visit: Visit, model: Model) -> bool:
    views = visit.views
    if penalty.when == "bounce":
        alone = len(views) == 1 and all(touch.name in ("pv", HEARTBEAT) for touch in visit.touches)
        return alone and visit.measured and visit.engaged_ms < model.bounce_ms
    return bool(views) and all(set(penalty.signals) & set(view.signals) for view in views)

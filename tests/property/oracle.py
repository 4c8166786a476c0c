"""The formulae of docs/scoring.md, written a second time, as plainly as possible and in another way.

Nothing of tracker.intent but the model's figures is used here: it is the second route that the first one
is held against. Slow on purpose: every question is answered from the raw list of touches.
"""

from __future__ import annotations

from tracker.intent import Model, Touch

DAY = 86_400_000
HALF_HOUR = 30 * 60_000


def engagement(touches: list[Touch], model: Model, at: int) -> float:
    """0..100 at ``at``."""
    past = sorted((t for t in touches if t.ts <= at), key=lambda t: (t.ts, t.view, t.seq, t.name))
    values: dict[str, float] = {}
    for ts, rule_id, value, half in _values(past, model, at):
        if ts > at - model.window_days * DAY:
            values[rule_id] = values.get(rule_id, 0.0) + value * 0.5 ** (
                (at - ts) / (half * model.stretch * DAY)
            )
    sums: dict[str, float] = {}
    free = 0.0
    for rule in model.signals:
        earned = min(rule.cap, values.get(rule.id, 0.0))
        if rule.group:
            sums[rule.group] = sums.get(rule.group, 0.0) + earned
        else:
            free += earned
    free += sum(min(bonus.cap, values.get(bonus.id, 0.0)) for bonus in model.bonuses)
    free += sum(max(penalty.cap, values.get(penalty.id, 0.0)) for penalty in model.penalties)
    free += sum(min(model.group_caps[group], points) for group, points in sums.items())
    return min(100.0, max(0.0, free + _presence(past, model, at)))


def _values(past: list[Touch], model: Model, at: int) -> list[tuple[int, str, float, float]]:
    off_topic = {s for p in model.penalties if p.when == "visit_only" for s in p.signals}
    found: list[tuple[int, str, float, float]] = []
    counted: dict[tuple[str, str, int], int] = {}
    days = sorted({t.ts // DAY for t in past if t.name == "pv" and not off_topic & set(t.signals)})
    first_of_day = {
        min(
            (t for t in past if t.name == "pv" and t.ts // DAY == day and not off_topic & set(t.signals)),
            key=lambda t: (t.ts, t.view, t.seq, t.name),
        )
        for day in days
        if any(0 < day - before <= 30 for before in days)
    }
    for touch in past:
        for rule in _rules(touch, past, model, off_topic, touch in first_of_day):
            key = (rule.id, touch.visitor, touch.ts // DAY)
            counted[key] = counted.get(key, 0) + 1
            if counted[key] <= model.daily_count_cap:
                lead = model.proactive_factor if rule.proactive else 1.0
                value = rule.points * lead * _dwell(touch, past, model)
                found.append((touch.ts, rule.id, value, rule.half_life_days))
        found += [
            (touch.ts, penalty.id, penalty.points, penalty.half_life_days)
            for penalty in model.penalties
            if penalty.when == "touch" and touch.name != "en" and set(touch.signals) & set(penalty.signals)
        ]
    return found + _visits(past, model, at)


def _rules(touch: Touch, past: list[Touch], model: Model, off_topic: set[str], returns: bool) -> list:  # type: ignore[type-arg]
    kind = "view" if touch.name == "pv" else "action"
    if touch.name == "en":
        return []
    signals = list(dict.fromkeys(touch.signals))
    if touch.name == "form" and not signals:
        page = [t for t in past if t.name == "pv" and t.view == touch.view and t.ts <= touch.ts]
        signals = list(dict.fromkeys(page[0].signals)) if page else []
    signals = [s for s in signals if s not in ("page", "return_visit")]
    rules = [r for s in signals for r in model.signals if r.signal == s and r.on in (kind, "any")]
    if kind == "view" and not off_topic & set(touch.signals):
        extra = ([] if rules else ["page"]) + (["return_visit"] if returns else [])
        rules += [r for s in extra for r in model.signals if r.signal == s and r.on in (kind, "any")]
    return rules


def _dwell(touch: Touch, past: list[Touch], model: Model) -> float:
    if touch.name != "pv":
        return 1.0
    if not touch.measured:
        return model.dwell_unmeasured
    longest = max(t.engaged_ms for t in past if t.view == touch.view)
    return min(1.0, max(model.dwell_floor, longest / 1000 / model.dwell_full_seconds))


def _visits(past: list[Touch], model: Model, at: int) -> list[tuple[int, str, float, float]]:
    found: list[tuple[int, str, float, float]] = []
    for visitor in {t.visitor for t in past}:
        own = [t for t in past if t.visitor == visitor]
        while own:
            size = 1
            while size < len(own) and own[size].ts - own[size - 1].ts < HALF_HOUR:
                size += 1
            visit, own = own[:size], own[size:]
            if visit[-1].ts + HALF_HOUR <= at:
                found += [(visit[0].ts, p.id, p.points, p.half_life_days) for p in _judged(visit, model)]
    return found


def _judged(visit: list[Touch], model: Model) -> list:  # type: ignore[type-arg]
    views = [t for t in visit if t.name == "pv"]
    found: list = []  # type: ignore[type-arg]
    seen = {s for t in views for s in t.signals}
    found += [b for b in model.bonuses if sum(s in seen for s in b.signals) >= b.least]
    for penalty in model.penalties:
        only = bool(views) and all(set(t.signals) & set(penalty.signals) for t in views)
        if penalty.when == "visit_only" and only:
            found.append(penalty)
        quiet = (
            len(views) == 1 and all(t.name in ("pv", "en") for t in visit) and any(t.measured for t in visit)
        )
        read = sum(max(t.engaged_ms for t in visit if t.view == view) for view in {t.view for t in visit})
        if penalty.when == "bounce" and quiet and read < model.bounce_ms:
            found.append(penalty)
    return found


def _presence(past: list[Touch], model: Model, at: int) -> float:
    off_topic = {s for p in model.penalties if p.when == "visit_only" for s in p.signals}
    kept = [t for t in past if t.name != "en" and not off_topic & set(t.signals)]
    days = {t.ts // DAY for t in kept if at // DAY - model.presence_days < t.ts // DAY}
    people = 0
    for day in days:
        views = [t.visitor for t in kept if t.ts // DAY == day and t.name == "pv"]
        people = max(people, sum(views.count(v) >= model.breadth_min_views for v in set(views)))
    breadth = min(model.breadth_cap, model.breadth_points * max(0, people - 1))
    return breadth + min(model.frequency_cap, model.frequency_points * max(0, len(days) - 1))

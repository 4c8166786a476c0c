"""Why an account deserves attention, in codes: "2 people, pricing 3 times, cart on 9 March".  [pure]

act_now(signal, count, day) visitors(count) signal(signal, count, first, day) new() first_seen(day)
returned(days) campaign(name) days(count) visits(count) views(count) channel(channel). ``first`` and
``day`` are the days of the oldest and the newest of the counted ones. ``new`` is the one visit there ever
was; an account first seen in the range with more visits than that has ``first_seen``.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.intent import Assessment, Entry, Model, Reason
from tracker.intent.touch import DAY_MS, Touch
from tracker.intent.visits import visits
from tracker.read.figures import DayOf, Figures

MOST = 5
RECENT_DAYS = 30


def why(
    assessment: Assessment,
    figures: Figures,
    touches: Sequence[Touch],
    model: Model,
    day_of: DayOf,
    *,
    new: bool,
    range_start: int,
) -> tuple[Reason, ...]:
    """At most five reasons, the weightiest first. Signals of the last 30 days, by the points they hold."""
    found = _act_now(assessment, model, day_of)
    if figures.visitors > 1:
        found.append(Reason("visitors", (("count", figures.visitors),)))
    told = {reason.get("signal") for reason in found}
    found += [reason for reason in _signals(assessment, model, day_of) if reason.get("signal") not in told]
    found += _context(figures, touches, day_of, new=new, range_start=range_start)
    return tuple(found[:MOST])


def _act_now(assessment: Assessment, model: Model, day_of: DayOf) -> list[Reason]:
    if not assessment.act_now:
        return []
    hands = {rule.id for rule in model.signals if rule.act_now}
    last = max((e for e in assessment.ledger if e.rule in hands), key=lambda entry: entry.ts)
    return [Reason("act_now", (("signal", last.rule), ("count", 1), ("day", day_of(last.ts))))]


def _signals(assessment: Assessment, model: Model, day_of: DayOf) -> list[Reason]:
    """One reason per signal that says something of interest, most points first."""
    rules = {rule.id: rule for rule in model.signals if rule.role != "background"}
    since = assessment.at - RECENT_DAYS * DAY_MS
    groups: dict[str, list[Entry]] = {}
    for entry in assessment.ledger:
        if entry.rule in rules and entry.ts > since:
            name = entry.rule if rules[entry.rule].on == "action" else entry.signal
            groups.setdefault(name, []).append(entry)
    ranked = sorted(groups.items(), key=lambda item: (-sum(entry.points for entry in item[1]), item[0]))
    return [_signal(name, entries, day_of) for name, entries in ranked]


def _signal(name: str, entries: Sequence[Entry], day_of: DayOf) -> Reason:
    first, last = (day_of(edge(entry.ts for entry in entries)) for edge in (min, max))
    return Reason("signal", (("signal", name), ("count", len(entries)), ("first", first), ("day", last)))


def _first(touches: Sequence[Touch], day_of: DayOf) -> Reason:
    """Of an account first seen in the range: ``touches`` are all there are."""
    if len(visits(touches)) <= 1:
        return Reason("new")
    return Reason("first_seen", (("day", day_of(min(touch.ts for touch in touches))),))


def _context(
    figures: Figures, touches: Sequence[Touch], day_of: DayOf, *, new: bool, range_start: int
) -> list[Reason]:
    found: list[Reason] = []
    if new and figures.visits:
        found.append(_first(touches, day_of))
    else:
        before = max((touch.ts for touch in touches if touch.ts < range_start), default=0)
        first = min((touch.ts for touch in touches if touch.ts >= range_start), default=0)
        away = (first - before) // DAY_MS if before and first else 0
        if away >= 1:
            found.append(Reason("returned", (("days", away),)))
    if figures.campaigns:
        found.append(Reason("campaign", (("name", figures.campaigns[0]),)))
    if figures.days_active > 1:
        found.append(Reason("days", (("count", figures.days_active),)))
    if figures.views:
        found.append(Reason("views", (("count", figures.views),)))
    return found

"""The score through time: impulses in, engagement and level at every instant that matters out.  [pure]

A level entered at T is left only when engagement stays below 0.6 × T for seven days in a row, so an
account does not flap. That needs a past; it is not stored but walked again from the events, always from
the start of the scoring window, so the stage of any instant can be recomputed from the events alone.
The price: a level is kept for at most one window (90 days) without being reached again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from tracker.intent.impulses import Impulse, Rule, impulses
from tracker.intent.ledger import CEILING, half_life_ms
from tracker.intent.levels import Levels
from tracker.intent.model import Model, SignalRule
from tracker.intent.presence import Presence
from tracker.intent.touch import DAY_MS, Activity, Touch

#: Two ways of adding the same numbers may differ by this much; it must not decide a stage.
SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Turn:
    """The stage changed at ``at`` (UTC ms)."""

    at: int
    before: str
    stage: str
    engagement: float
    cause: str  # seen, information, reached, act_now, fell or expired


@dataclass(slots=True)
class Course:
    """``scores``: engagement at each mark asked for; ``turns``: every change of stage, oldest first.

    ``level`` (0, or MQL 1 to 3) and the level ``earned`` are those of the walk's end. A level above what
    is earned is held: it was reached before and is not left yet.
    """

    scores: dict[int, float] = field(default_factory=dict)
    stages: dict[int, str] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    level: int = 0
    earned: int = 0


class _Sum:
    """Points of one rule at an instant (UTC ms), with its half-life in ms."""

    __slots__ = ("cap", "group", "half", "points", "then")

    def __init__(self, rule: Rule, model: Model, now: int) -> None:
        self.group = rule.group if isinstance(rule, SignalRule) else ""
        self.half, self.cap = half_life_ms(rule, model), rule.cap
        self.points, self.then = 0.0, now


class Meter:
    """Engagement as running sums per rule: the incremental form of the ledger."""

    def __init__(self, model: Model) -> None:
        self._caps = model.group_caps
        self._model = model
        self._sums: dict[str, _Sum] = {}
        self.presence = Presence(model)
        self.penalised = False

    def add(self, impulse: Impulse, now: int, sign: float = 1.0) -> None:
        rule = impulse.rule
        own = self._sums.get(rule.id)
        if own is None:
            own = self._sums[rule.id] = _Sum(rule, self._model, now)
            # What is known late may lift a score after its last event, as the end of a penalty does.
            self.penalised = self.penalised or not isinstance(rule, SignalRule)
        kept = own.points * 2.0 ** ((own.then - now) / own.half)
        own.points = kept + sign * impulse.value * 2.0 ** ((impulse.origin - now) / own.half)
        own.then = now

    def engagement(self, now: int) -> float:
        """0..100 at ``now``, which is not before anything added."""
        groups: dict[str, float] = {}
        free = self.presence.points(now)
        for own in self._sums.values():
            left = own.points * 2.0 ** ((own.then - now) / own.half)
            if left > own.cap if own.cap >= 0 else left < own.cap:
                left = own.cap
            if own.group:
                groups[own.group] = groups.get(own.group, 0.0) + left
            else:
                free += left
        grouped = 0.0
        for name, points in groups.items():
            grouped += min(points, self._caps[name])
        return min(CEILING, max(0.0, free + grouped))


#: At one instant: touches, impulses, expiries, then the look at the level. A "night" is a look at midnight:
#: nothing happened, but a level may have been low for long enough.
_TOUCH, _COMES, _GOES, _LOOK, _NIGHT = 0, 1, 2, 3, 4
#: (UTC ms, rank, kind, what). A tuple, because an account has some hundred of them.
_Moment = tuple[int, int, int, Touch | Impulse | None]


def walk(
    activity: Activity,
    model: Model,
    grade: str,
    at: int,
    marks: Iterable[int] = (),
    found: Sequence[Impulse] | None = None,
) -> Course:
    """Walk the window before ``at``. ``marks``: instants (UTC ms, within the window) to read the score at.

    ``found``: the impulses of everything up to ``at``, where they are at hand.
    """
    return _walk(activity, model, grade, at, sorted(mark for mark in marks if mark <= at), found)


def _walk(
    activity: Activity,
    model: Model,
    grade: str,
    at: int,
    asked: list[int],
    found: Sequence[Impulse] | None,
    enough: int | None = None,
) -> Course:
    """``enough``: the first turn later than that (UTC ms) ends the walk."""
    start = min([at - model.window_days * DAY_MS, *asked])
    meter, levels, course = Meter(model), Levels(model, grade), Course()
    wanted = set(asked)
    for now, _, kind, what in _moments(activity.between(0, at), model, start, at, asked, found):
        if isinstance(what, Touch):
            meter.presence.add(what)
        elif what is not None:
            sign = 1.0 if kind == _COMES else -1.0
            meter.add(what, now, sign)
            levels.note(what, sign)
        elif now >= start and (kind == _LOOK or levels.level or meter.penalised):
            # Between events a score without penalties only falls: without a level there is no need to look.
            _look(now, meter, levels, course, wanted)
            if enough is not None and course.turns and course.turns[-1].at > enough:
                break
    course.level, course.earned = levels.level, levels.earned
    return course


def held_until(
    activity: Activity, model: Model, grade: str, at: int, found: Sequence[Impulse] | None = None
) -> int:
    """When (UTC ms) the level held at ``at`` is left if nothing more happens; 0: not within a window."""
    ahead = at + (model.window_days + model.leave_days + 1) * DAY_MS
    past = activity.between(0, at)
    course = _walk(past, model, grade, ahead, [at - model.window_days * DAY_MS], found, at)
    return next((turn.at for turn in course.turns if turn.at > at), 0)


def _look(now: int, meter: Meter, levels: Levels, course: Course, wanted: set[int]) -> None:
    engagement = meter.engagement(now)
    before = levels.stage
    stage = levels.step(now, engagement + SLACK)
    if stage != before:
        course.turns.append(Turn(now, before, stage, engagement, levels.cause))
    if now in wanted:
        course.scores[now] = engagement
        course.stages[now] = stage


def _moments(
    past: Activity,
    model: Model,
    start: int,
    at: int,
    marks: list[int],
    known: Sequence[Impulse] | None,
) -> list[_Moment]:
    found: list[_Moment] = [(touch.ts, 0, _TOUCH, touch) for touch in past.touches]
    window = model.window_days * DAY_MS
    looks = {at, *marks}
    for impulse in impulses(past, model) if known is None else known:
        if impulse.known > at:
            continue
        found.append((impulse.known, 1, _COMES, impulse))
        looks.add(impulse.known)
        end = max(impulse.known, impulse.origin + window)
        if end <= at:
            found.append((end, 2, _GOES, impulse))
            looks.add(end)
    if past.touches:
        first = max(start, past.touches[0].ts)
        nights = {day * DAY_MS for day in range(first // DAY_MS + 1, at // DAY_MS + 1)} - looks
        found += [(night, 3, _NIGHT, None) for night in nights]
    found += [(look, 3, _LOOK, None) for look in looks]
    return sorted(found, key=itemgetter(0, 1))

"""The score through time: impulses in, engagement and level at every instant that matters out.  [pure]

A level entered at T is left only when engagement stays below 0.6 × T for seven days in a row, so an
account does not flap. That needs a past; it is not stored but walked again from the events, always from
the start of the scoring window, so the stage of any instant can be recomputed from the events alone.
The price: a level is kept for at most one window (90 days) without being reached again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tracker.intent.impulses import Impulse, Rule, impulses
from tracker.intent.ledger import CEILING, half_life_ms
from tracker.intent.levels import Levels
from tracker.intent.model import Model, Penalty, SignalRule
from tracker.intent.presence import Presence
from tracker.intent.touch import DAY_MS, Activity

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


class Meter:
    """Engagement as running sums per rule: the incremental form of the ledger."""

    def __init__(self, model: Model) -> None:
        self._caps = model.group_caps
        self._model = model
        self._sums: dict[str, tuple[float, int]] = {}  # points at an instant, by rule
        self._rules: dict[str, tuple[Rule, float, str]] = {}  # with half-life in ms and group
        self.presence = Presence(model)
        self.penalised = False

    def add(self, impulse: Impulse, now: int, sign: float = 1.0) -> None:
        rule = impulse.rule
        if rule.id not in self._rules:
            group = rule.group if isinstance(rule, SignalRule) else ""
            self._rules[rule.id] = (rule, half_life_ms(rule, self._model), group)
            self.penalised = self.penalised or isinstance(rule, Penalty)
        half = self._rules[rule.id][1]
        points, then = self._sums.get(rule.id, (0.0, now))
        kept = points * 2.0 ** ((then - now) / half)
        self._sums[rule.id] = (kept + sign * impulse.value * 2.0 ** ((impulse.origin - now) / half), now)

    def engagement(self, now: int) -> float:
        """0..100 at ``now``, which is not before anything added."""
        groups: dict[str, float] = {}
        free = self.presence.breadth(now) + self.presence.frequency(now)
        for name, (points, then) in self._sums.items():
            rule, half, group = self._rules[name]
            left = points * 2.0 ** ((then - now) / half)
            capped = min(left, rule.cap) if rule.cap >= 0 else max(left, rule.cap)
            if group:
                groups[group] = groups.get(group, 0.0) + capped
            else:
                free += capped
        free += sum(min(points, self._caps[name]) for name, points in groups.items())
        return min(CEILING, max(0.0, free))


@dataclass(frozen=True, slots=True)
class _Moment:
    at: int
    rank: int  # at one instant: touches, impulses, expiries, then the look at the level
    impulse: Impulse | None = None
    sign: float = 1.0
    touch: int = -1
    look: bool = False
    routine: bool = False  # midnight: nothing happened, but a level may have been low for long enough


def walk(activity: Activity, model: Model, grade: str, at: int, marks: Iterable[int] = ()) -> Course:
    """Walk the window before ``at``. ``marks``: instants (UTC ms, within the window) to read the score at."""
    asked = sorted(mark for mark in marks if mark <= at)
    start = min([at - model.window_days * DAY_MS, *asked])
    meter, levels, course = Meter(model), Levels(model, grade), Course()
    wanted = set(asked)
    for moment in _moments(activity, model, start, at, asked):
        if moment.touch >= 0:
            meter.presence.add(activity.touches[moment.touch])
        elif moment.impulse is not None:
            meter.add(moment.impulse, moment.at, moment.sign)
            levels.note(moment.impulse, moment.sign)
        idle = moment.routine and not levels.level and not meter.penalised
        # Between events a score without penalties only falls: an account without a level stays without one.
        if moment.look and moment.at >= start and not idle:
            _look(moment.at, meter, levels, course, wanted)
    course.level, course.earned = levels.level, levels.earned
    return course


def held_until(activity: Activity, model: Model, grade: str, at: int) -> int:
    """When (UTC ms) the level held at ``at`` is left if nothing more happens; 0: not within a window."""
    ahead = at + (model.window_days + model.leave_days + 1) * DAY_MS
    course = walk(activity.between(0, at), model, grade, ahead, [at - model.window_days * DAY_MS])
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


def _moments(activity: Activity, model: Model, start: int, at: int, marks: list[int]) -> Iterator[_Moment]:
    found = [_Moment(touch.ts, 0, touch=i) for i, touch in enumerate(activity.touches) if touch.ts <= at]
    window = model.window_days * DAY_MS
    past = activity.between(0, at)
    looks = {at, *marks}
    for impulse in impulses(past, model):
        if impulse.known > at:
            continue
        found.append(_Moment(impulse.known, 1, impulse))
        looks.add(impulse.known)
        end = max(impulse.known, impulse.origin + window)
        if end <= at:
            found.append(_Moment(end, 2, impulse, -1.0))
            looks.add(end)
    if past.touches:
        first = max(start, past.touches[0].ts)
        nights = {day * DAY_MS for day in range(first // DAY_MS + 1, at // DAY_MS + 1)} - looks
        found += [_Moment(night, 3, look=True, routine=True) for night in nights]
    found += [_Moment(look, 3, look=True) for look in looks]
    return iter(sorted(found, key=lambda moment: (moment.at, moment.rank)))

"""What would another score model change? Both are held against the same events, before anything is saved.

Compared is the level that points and raised hands *earn* at an instant, under the one model and the other.
The stage an account *has* may be higher: a level once reached is held for a while (``tracker.intent.walk``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tracker.companies.knowledge import KIND as KNOWLEDGE
from tracker.contacts.known import KIND as PEOPLE
from tracker.intent import Model, Profile
from tracker.intent.fit import fit
from tracker.intent.instant import Ladder
from tracker.intent.levels import IQL, LEAD, MQLS
from tracker.intent.shares import measured
from tracker.intent.touch import DAY_MS
from tracker.read.accounts import FLOOR
from tracker.read.looked import Looked, looked_at
from tracker.read.profiles import RECORD, Known, known, profile
from tracker.read.sums import Earned, engagements
from tracker.store import Store, records

STAGES: Final = (LEAD, IQL, *MQLS)
Progress = Callable[[int, int], None]
_NOBODY: Final = Profile()
_NOTHING: Final = (frozenset[str](), frozenset[str]())
_KEYS: Final = 5_000  # accounts whose facts are read at a time


@dataclass(frozen=True, slots=True)
class Move:
    """One account whose stage differs under the two models. "" is nothing earned."""

    account: str
    before: str
    after: str
    points_before: float
    points_after: float


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days up to ``at`` (UTC ms): accounts that earned a level they did not earn a week before, by
    stage, under each model. What sales have to work off."""

    at: int
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """``before`` and ``after``: how many accounts earn each stage under each model. ``loads``: what the
    second would bring to its highest level a week, by the bound of its engagement 1 (all above its 2)."""

    at: int
    accounts: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    moves: tuple[Move, ...]  # highest stage first, then most points
    weeks: tuple[Week, ...] = ()  # oldest first
    loads: Mapping[int, float] = field(default_factory=dict)
    levels: int = 3  # of MQL, in the model that has more of them

    @property
    def stages(self) -> tuple[str, ...]:
        """Those that points can give, the lowest first."""
        return (LEAD, IQL, *MQLS[: self.levels])

    def bound_for(self, capacity: int) -> int | None:
        """The lowest bound of engagement 1 under which at most ``capacity`` a week reach the top level."""
        return next((bound for bound, load in sorted(self.loads.items()) if load <= capacity), None)

    def enters(self, stage: str) -> list[Move]:
        """Accounts that earn ``stage`` only under the second model."""
        return [move for move in self.moves if move.after == stage]

    def leaves(self, stage: str) -> list[Move]:
        return [move for move in self.moves if move.before == stage]


def what_if(
    store: Store,
    site: str,
    at: int,
    before: Model,
    after: Model,
    *,
    weeks: int = 0,
    progress: Progress = lambda _done, _of: None,
) -> WhatIf:
    """Compare two models over every account of a site at ``at`` (UTC ms), and at the end of each of the
    ``weeks`` before. The tables must be fresh (``tracker.read.gather.refresh``). ``progress`` is told
    how many of how many instants are scored."""
    instants = 1 + (weeks + 1 if weeks else 0)
    progress(0, instants)
    now = engagements(store, site, at, (before, after))
    models = tuple(
        measured(model, [earned.points[number] for earned in now.values()])
        for number, model in enumerate((before, after))
    )
    grades = _Grades(store, site, models)
    stages = _stages(now, models, grades, at)
    moves = [_move(key, pair, now[key]) for key, pair in stages.items() if pair[0] != pair[1]]
    counts = [Counter(pair[number] for pair in stages.values()) for number in (0, 1)]
    order = {stage: number for number, stage in enumerate(STAGES)}
    moves.sort(
        key=lambda move: (-max(order[move.before], order[move.after]), -move.points_after, move.account)
    )
    found = [{stage: count[stage] for stage in STAGES} for count in counts]
    progress(1, instants)
    past, loads = _weeks(store, site, at, models, grades, weeks, progress) if weeks else ((), {})
    levels = max(model.levels for model in models)
    return WhatIf(at, len(stages), found[0], found[1], tuple(moves), past, loads, levels)


def _move(key: str, pair: tuple[str, str], earned: Earned) -> Move:
    return Move(key, *pair, *(round(points, 2) for points in earned.points))


def _stages(
    found: Mapping[str, Earned], models: Sequence[Model], grades: _Grades, at: int
) -> dict[str, tuple[str, str]]:
    one, two = (Ladder(model, at) for model in models)
    asked = [
        key
        for key, earned in found.items()
        if one.asks_for_fit(earned.points[0], earned.last(0))
        or two.asks_for_fit(earned.points[1], earned.last(1))
    ]
    rated = grades.of(asked, at)
    stages: dict[str, tuple[str, str]] = {}
    for key, earned in found.items():
        first, second = rated.get(key, ("?", "?"))
        stages[key] = (
            one.stage(earned.points[0], earned.last(0), first),
            two.stage(earned.points[1], earned.last(1), second),
        )
    return stages


def _weeks(
    store: Store,
    site: str,
    at: int,
    models: Sequence[Model],
    grades: _Grades,
    weeks: int,
    progress: Progress,
) -> tuple[tuple[Week, ...], dict[int, float]]:
    """Weeks end with a UTC day: then nothing of that day is still to come, which the sums like best."""
    last = at // DAY_MS * DAY_MS - 1
    found: list[Week] = []
    arrivals = _Arrivals(models[1])
    past: dict[str, tuple[str, str]] | None = None
    for back in range(weeks, -1, -1):
        end = last - back * 7 * DAY_MS
        earned = engagements(store, site, end, models)
        stages = _stages(earned, models, grades, end)
        arrivals.week(earned, grades, end)
        if past is not None:
            news = [Counter(_news(stages, past, number)) for number in (0, 1)]
            found.append(Week(end, *({stage: count[stage] for stage in MQLS} for count in news)))
        past = stages
        progress(weeks - back + 2, weeks + 2)
    return tuple(found), arrivals.loads


class _Arrivals:
    """What a model would bring to its highest level each week, for every bound of its engagement 1."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._bounds = range(int(model.engagement_bounds[1]) + 1, 101)
        self._counts: Counter[int] = Counter()
        self._weeks = -1  # the first look is at who was there before
        self._past: dict[str, float] = {}

    def week(self, found: Mapping[str, Earned], grades: _Grades, at: int) -> None:
        ladder = Ladder(self._model, at)
        asked = [
            key for key, earned in found.items() if ladder.asks_for_fit(earned.points[1], earned.last(1))
        ]
        rated = grades.of(asked, at)
        now = {key: ladder.bears(found[key].points[1], found[key].last(1), rated[key][1]) for key in asked}
        if self._weeks >= 0:
            for key, bears in now.items():
                before = self._past.get(key, 0.0)
                self._counts.update(bound for bound in self._bounds if before < bound <= bears)
        self._past, self._weeks = now, self._weeks + 1

    @property
    def loads(self) -> dict[int, float]:
        return {bound: self._counts[bound] / self._weeks for bound in self._bounds} if self._weeks > 0 else {}


def _news(
    stages: Mapping[str, tuple[str, str]], past: Mapping[str, tuple[str, str]], number: int
) -> Iterable[str]:
    for key, pair in stages.items():
        earlier = past[key][number] if key in past else LEAD
        if STAGES.index(pair[number]) > STAGES.index(earlier):
            yield pair[number]


class _Grades:
    """Fit of accounts under each model, looked up once."""

    def __init__(self, store: Store, site: str, models: Sequence[Model]) -> None:
        self._store, self._site, self._models = store, site, models
        self._profiles: dict[str, Profile] = {}
        self._named: dict[str, dict[str, str]] | None = None
        self._facts: set[str] | None = None
        self._rated: dict[tuple[Profile, tuple[frozenset[str], ...]], tuple[str, str]] = {}
        self._needs: tuple[int, Looked] = (-1, {})
        self._bare: dict[tuple[str, ...], Profile] = {}
        self._asked = sorted({name for model in models for name in model.asks})

    def of(self, keys: Sequence[str], at: int) -> dict[str, tuple[str, str]]:
        """Where accounts stand in the grid (``levels.threshold``), one per model."""
        missing = [key for key in keys if key not in self._profiles]
        for first in range(0, len(missing), _KEYS):
            self._look_up(missing[first : first + _KEYS], at)
        looked = self._looked(at) if keys else {}
        return {key: self._rate(self._profiles[key], looked.get(key, _NOTHING)) for key in keys}

    def _looked(self, at: int) -> Looked:
        """Kept for one instant: it is asked for more than once."""
        if self._needs[0] != at:
            self._needs = (at, looked_at(self._store, self._site, self._models, at))
        return self._needs[1]

    def _look_up(self, keys: Sequence[str], at: int) -> None:
        named, described = self._rows(at), self._described()
        about = known(self._store, self._site, [key for key in keys if key in described], records.EVER)
        for key in keys:
            row = named.get(key, {"key": key, "name": key, "domain": "", "kind": "business"})
            if key in about:
                self._profiles[key] = self._relevant(profile(row, about[key]))
            else:
                alike = tuple(row[name] for name in ("name", "domain", "kind") if name in self._asked)
                if alike not in self._bare:
                    self._bare[alike] = self._relevant(profile(row, Known()))
                self._profiles[key] = self._bare[alike]

    def _described(self) -> set[str]:
        """Accounts of which facts are known, or that people noted something on."""
        if self._facts is None:
            notes = [*records.every(self._store, RECORD), *records.every(self._store, KNOWLEDGE)]
            notes += records.every(self._store, PEOPLE)
            own = {name.removeprefix(f"{self._site}/") for name in notes if name.startswith(f"{self._site}/")}
            self._facts = own | {row["company"] for row in self._store.read("score/described")}
        return self._facts

    def _rows(self, at: int) -> dict[str, dict[str, str]]:
        if self._named is None:
            since = at - max(model.window_days for model in self._models) * DAY_MS
            rows = self._store.read(
                "score/profiles",
                site=self._site,
                from_ts=since,
                to_ts=at,
                floor=FLOOR,
            )
            self._named = {row["key"]: row for row in rows}
        return self._named

    def _relevant(self, item: Profile) -> Profile:
        """Without what no model asks for: most accounts then look alike, and are rated once."""
        kept = {name: getattr(item, name) for name in self._asked}
        return replace(_NOBODY, tags=item.tags, **kept)

    def _rate(self, item: Profile, needs: tuple[frozenset[str], ...]) -> tuple[str, str]:
        if (item, needs) not in self._rated:
            before, after = (
                fit(item, model, own).place for model, own in zip(self._models, needs, strict=True)
            )
            self._rated[item, needs] = (before, after)
        return self._rated[item, needs]

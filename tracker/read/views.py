"""The view of one account: from its touches and what is known of it to figures, score and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.intent import Activity, Model, Profile
from tracker.intent.assess import assess_course
from tracker.intent.fit import Fit, fit
from tracker.intent.impulses import impulses
from tracker.intent.levels import HELD, MQLS
from tracker.intent.needs import looked_at
from tracker.intent.surge import surge
from tracker.intent.touch import DAY_MS
from tracker.intent.walk import Course, walk
from tracker.read.days import day_end, day_of, last_days, utc_day
from tracker.read.figures import figures
from tracker.read.profiles import Known, known, profile
from tracker.read.shapes import AccountView, Listed
from tracker.read.touches import activities, reach
from tracker.read.why import why
from tracker.store import Row, Store

LINE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what, as of when: shared by everything that builds an account's view."""

    site: str
    zone: str
    start: int  # first instant of the range (UTC ms)
    end: int  # last one, never after ``at``
    at: int
    known_at: int
    model: Model
    floor: float
    line_days: int = LINE_DAYS

    @property
    def line(self) -> list[str]:
        """The days of the score line, oldest first."""
        return last_days(day_of(self.at, self.zone), self.line_days)

    def day_of(self, at: int) -> str:
        return day_of(at, self.zone)

    def mark(self, day: str) -> int:
        """The instant at which the score of a day is read: its end, but never after ``at``."""
        return min(day_end(day, self.zone), self.at)


@dataclass(frozen=True, slots=True)
class Seen:
    """One account with everything its view was made from."""

    view: AccountView
    activity: Activity
    profile: Profile
    rating: Fit
    course: Course


def views(store: Store, scope: Scope, keys: Sequence[str]) -> list[AccountView]:
    """The accounts of a scope (``keys`` empty: all with an event in the range)."""
    return [seen.view for seen in see(store, scope, keys)]


def see(store: Store, scope: Scope, keys: Sequence[str]) -> list[Seen]:
    """As ``views``, with touches, fit and course."""
    rows = named(store, scope, keys)
    found = [row["key"] for row in rows]
    if not found:
        return []
    work = touched(store, scope, found)
    first = first_seen(store, scope, found)
    about = known(store, scope.site, found, scope.known_at)
    last = last_stages(store, scope.site, scope.at, scope.known_at, found)
    before = last_stages(store, scope.site, scope.mark(scope.line[-2]), scope.known_at, found)
    return [
        _see(
            row,
            work.get(row["key"], Activity()),
            about[row["key"]],
            first.get(row["key"], 0),
            Recorded(last.get(row["key"], ""), before.get(row["key"], "")),
            scope,
        )
        for row in rows
    ]


def named(store: Store, scope: Scope, keys: Sequence[str]) -> list[Row]:
    """Key, name, domain, kind, method and confidence of the accounts in the range."""
    return store.read(
        "accounts/named",
        site=scope.site,
        from_ts=scope.start,
        to_ts=scope.end,
        from_day=utc_day(scope.start),
        to_day=utc_day(scope.end),
        known_at=scope.known_at,
        floor=scope.floor,
        companies=list(keys),
    )


def touched(store: Store, scope: Scope, keys: Sequence[str]) -> dict[str, Activity]:
    """Everything scoring and the range need of these accounts, in one query."""
    start = min(scope.start, reach(scope.at, scope.model, scope.line_days))
    return activities(
        store, scope.site, keys, from_ts=start, to_ts=scope.at, known_at=scope.known_at, floor=scope.floor
    )


def first_seen(store: Store, scope: Scope, keys: Sequence[str]) -> dict[str, int]:
    rows = store.read(
        "accounts/first_seen",
        site=scope.site,
        companies=list(keys),
        known_at=scope.known_at,
        floor=scope.floor,
    )
    return {row["account"]: row["first_seen"] for row in rows}


def last_stages(store: Store, site: str, at: int, known_at: int, keys: Sequence[str] = ()) -> dict[str, str]:
    """The stage of these accounts (none named: of all) at an instant as recorded by ``known_at`` (UTC ms)."""
    rows = store.read("stages/last", site=site, at=at, known_at=known_at, accounts=list(keys))
    return {row["account"]: row["stage"] for row in rows}


@dataclass(frozen=True, slots=True)
class Recorded:
    """The stage that was recorded last, ``now`` and by the end of the day ``before``; "" where none was."""

    now: str
    before: str


def set_by_people(recorded: str, earned: str) -> str:
    """What people set stands, whatever the points say."""
    return recorded if recorded in HELD else earned


def _see(row: Row, activity: Activity, about: Known, first: int, recorded: Recorded, scope: Scope) -> Seen:
    described = profile(row, about)
    rating = fit(described, scope.model, looked_at(activity, scope.model, scope.at))
    marks = [scope.mark(day) for day in scope.line]
    found = impulses(activity.between(0, scope.at), scope.model)
    course = walk(activity, scope.model, rating.place, scope.at, marks, found)
    assessment = assess_course(activity, rating, scope.model, scope.at, course, recorded.now, found)
    counted = figures(activity.between(scope.start - 1, scope.end).touches, scope.day_of)
    new = first >= scope.start
    reasons = why(
        assessment,
        counted,
        activity.touches,
        scope.model,
        scope.day_of,
        new=new,
        range_start=scope.start,
    )
    view = AccountView(
        key=row["key"],
        name=about.text("name") or row["name"],
        domain=row["domain"],
        kind=row["kind"],
        confidence=row["confidence"],
        method=row["method"],
        assessment=assessment,
        visits=counted.visits,
        views=counted.views,
        visitors=counted.visitors,
        days_active=counted.days_active,
        engaged_ms=counted.engaged_ms,
        first_seen=first,
        last_seen=counted.last_seen,
        country=about.text("country"),
        city=about.text("city"),
        industry=about.text("industry"),
        employees=about.text("employees"),
        revenue_eur=about.text("revenue_eur"),
        signals=counted.signals,
        top_pages=counted.pages,
        channels=counted.channels,
        sources=counted.sources,
        campaigns=counted.campaigns,
        new=new,
        spark=_spark(activity, scope),
        scores=tuple(course.scores[mark] for mark in marks),
        stage_before=set_by_people(recorded.before, course.stages[marks[-2]]),
        why=reasons,
        tags=about.tags,
        owner=about.owner,
        target=about.target,
        relation=about.relation,
        surge=surge(activity, scope.model, scope.at),
        facts=about.fields,
        known=about.completeness,
    )
    return Seen(view, activity, described, rating, course)


def _spark(activity: Activity, scope: Scope) -> tuple[int, ...]:
    counts = dict.fromkeys(scope.line, 0)
    since = scope.mark(scope.line[0]) - 2 * DAY_MS
    for touch in activity.touches:
        if touch.is_view and touch.ts > since and (day := scope.day_of(touch.ts)) in counts:
            counts[day] += 1
    return tuple(counts.values())


def rank(item: Listed) -> tuple[int, int, float, int, str]:
    """Order of lists: raised hands, then level, then engagement, then views, then name."""
    stage = item.assessment.stage
    level = MQLS.index(stage) + 1 if stage in MQLS else 0
    return (-int(item.assessment.act_now), -level, -item.assessment.engagement, -item.views, item.key)

"""One account in full: who says it is them, what they did visit by visit, how the score went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec

from tracker.intent import Activity, Model
from tracker.intent.levers import levers
from tracker.intent.touch import Touch
from tracker.intent.visits import Visit as TouchVisit
from tracker.intent.visits import visits
from tracker.intent.walk import Course
from tracker.read.days import utc_day
from tracker.read.figures import landing
from tracker.read.profiles import known
from tracker.read.shapes import AccountDetail, Evidence, ScorePoint, StageChange, Step, Visit
from tracker.read.touches import reach
from tracker.read.views import Scope, see
from tracker.store import Row, Store

LINE_DAYS = 90
MOST_VISITS = 200

StepKey = tuple[int, str, int, str]


def detail(
    store: Store, site: str, key: str, *, zone: str, at: int, known_at: int, model: Model, floor: float
) -> AccountDetail | None:
    """See ``tracker.read.accounts.account``. The timeline holds the newest 200 visits."""
    scope = Scope(site, zone, reach(at, model, LINE_DAYS), at, at, known_at, model, floor, LINE_DAYS)
    found = see(store, scope, (key,))
    if not found and floor > 0:
        scope = replace(scope, floor=0.0)
        found = see(store, scope, (key,))
    if not found:
        return None
    seen = found[0]
    return AccountDetail(
        view=seen.view,
        timeline=_timeline(seen.activity, _extras(store, scope, key)),
        evidence=_evidence(store, scope, key),
        score_line=_score_line(seen.course, scope),
        stages=history(store, site, key),
        computed=_computed(seen.course, model),
        facts=known(store, site, (key,), known_at)[key].facts,
        levers=levers(seen.activity, model, seen.view.assessment),
    )


def history(store: Store, site: str, key: str) -> tuple[StageChange, ...]:
    """Every recorded change of an account's stage, oldest first."""
    rows = store.read("stages/of_account", site=site, account=key)
    return tuple(
        StageChange(
            at=row["at"],
            from_stage=row["from_stage"],
            to_stage=row["to_stage"],
            model=row["model"],
            actor=row["actor"],
            facts=_json(row["facts"], {}),
            decided=row["decided"],
        )
        for row in rows
    )


def _computed(course: Course, model: Model) -> tuple[StageChange, ...]:
    return tuple(
        StageChange(
            turn.at,
            turn.before,
            turn.stage,
            model.version,
            f"rule:{turn.cause}",
            {"engagement": turn.engagement},
        )
        for turn in course.turns
    )


def _score_line(course: Course, scope: Scope) -> tuple[ScorePoint, ...]:
    marks = ((day, scope.mark(day)) for day in scope.line)
    return tuple(ScorePoint(day, course.scores[mark], course.stages[mark]) for day, mark in marks)


def _extras(store: Store, scope: Scope, key: str) -> dict[StepKey, Row]:
    rows = store.read(
        "accounts/steps",
        site=scope.site,
        companies=[key],
        from_ts=scope.start,
        to_ts=scope.at,
        from_day=utc_day(scope.start),
        to_day=utc_day(scope.at),
        known_at=scope.known_at,
        floor=scope.floor,
    )
    return {(row["ts"], row["view"], row["seq"], row["name"]): row for row in rows}


def _timeline(activity: Activity, extras: dict[StepKey, Row]) -> tuple[Visit, ...]:
    return tuple(_visit(visit, extras) for visit in newest_visits(activity.touches)[:MOST_VISITS])


def newest_visits(touches: Iterable[Touch]) -> list[TouchVisit]:
    """The visits that touches on the website make, newest first."""
    here = [touch for touch in touches if not touch.is_offline]
    return sorted(visits(here), key=lambda visit: (-visit.start, visit.visitor))


def _visit(visit: TouchVisit, extras: dict[StepKey, Row]) -> Visit:
    first = landing(visit)
    extra = extras.get(first.order, {})
    read = {touch.view: 0 for touch in visit.touches}
    for touch in visit.touches:
        read[touch.view] = max(read[touch.view], touch.engaged_ms)
    return Visit(
        visitor=visit.visitor,
        start=visit.start,
        end=visit.last,
        views=len(visit.views),
        engaged_ms=visit.engaged_ms,
        measured=visit.measured,
        channel=first.channel,
        source=first.source,
        campaign=first.campaign,
        landing=first.path,
        device=str(extra.get("device", "")),
        network=str(extra.get("network", "")),
        confidence=float(extra.get("confidence", 0.0)),
        steps=tuple(_step(touch, read, extras) for touch in visit.touches if touch.name != "en"),
    )


def _step(touch: Touch, read: dict[str, int], extras: dict[StepKey, Row]) -> Step:
    return Step(
        ts=touch.ts,
        name=touch.name,
        host=touch.host,
        path=touch.path,
        title=touch.title,
        signals=touch.signals,
        engaged_ms=read[touch.view] if touch.is_view else 0,
        target=str(extras.get(touch.order, {}).get("target", "")),
        view=touch.view,
    )


def _evidence(store: Store, scope: Scope, key: str) -> tuple[Evidence, ...]:
    rows = store.read(
        "accounts/evidence",
        site=scope.site,
        companies=[key],
        from_day=utc_day(scope.start),
        to_day=utc_day(scope.at),
        to_ts=scope.at,
        known_at=scope.known_at,
    )
    return tuple(
        Evidence(
            **{name: row[name] for name in row if name != "evidence"}, items=tuple(_json(row["evidence"], []))
        )
        for row in rows
    )


def _json(text: str, otherwise: Any) -> Any:
    """Evidence and facts are ours, but a damaged row must not take the page down."""
    try:
        return msgspec.json.decode(text) if text else otherwise
    except msgspec.DecodeError:
        return otherwise

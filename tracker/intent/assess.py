"""The whole way: activity and profile to a score and a stage.  [pure]"""

from __future__ import annotations

from tracker.intent.assessment import Assessment, Entry
from tracker.intent.fit import Fit, fit
from tracker.intent.impulses import Impulse, impulses
from tracker.intent.ledger import ledger, total
from tracker.intent.levels import HELD, LEAD, number_of
from tracker.intent.model import Model
from tracker.intent.needs import looked_at
from tracker.intent.reasons import missing, reasons
from tracker.intent.touch import DAY_MS, Activity, Profile
from tracker.intent.walk import SLACK, Course, held_until, walk


def assess(
    activity: Activity, profile: Profile, model: Model, at: int, previous_stage: str = ""
) -> Assessment:
    """Score one account at ``at`` (UTC ms). ``previous_stage``: the stage people set; SAL and later are kept.

    ``activity`` should reach back the model's window and 30 days more (a return visit looks back 30 days).
    """
    rating = fit(profile, model, looked_at(activity, model, at))
    found = impulses(activity.between(0, at), model)
    course = walk(activity, model, rating.place, at, found=found)
    return assess_course(activity, rating, model, at, course, previous_stage, found)


def assess_course(
    activity: Activity,
    rating: Fit,
    model: Model,
    at: int,
    course: Course,
    previous_stage: str = "",
    found: list[Impulse] | None = None,
) -> Assessment:
    """As ``assess``, with the fit and the course already at hand (readers need the course for more).

    ``found``: the impulses of everything up to ``at``, where they are at hand.
    """
    found = impulses(activity.between(0, at), model) if found is None else found
    lines = ledger(activity, model, at, found)
    engagement = total(lines)
    number = number_of(engagement + SLACK, model)
    computed = course.turns[-1].stage if course.turns else LEAD
    stage = previous_stage if previous_stage in HELD else computed
    act_now = _act_now(lines, model, at)
    held = stage not in HELD and course.level > course.earned
    return Assessment(
        at=at,
        model=model.version,
        engagement=engagement,
        fit=rating.value,
        completeness=rating.completeness,
        grade=rating.grade,
        number=number,
        cell=f"{rating.grade}{number}",
        stage=stage,
        ledger=lines,
        fit_ledger=rating.ledger,
        personas=rating.personas,
        reasons=reasons(lines, rating, model, stage, engagement, act_now, held=held),
        missing=missing(lines, rating, model, stage, engagement),
        act_now=bool(act_now),
        held_until=held_until(activity, model, rating.place, at, found) if held else 0,
        earned=course.earned,
        levels=model.levels,
        raised=rating.raised,
        review=bool(act_now) and (rating.grade not in ("A", "B") or model.mql_mode == "manual"),
    )


def _act_now(lines: tuple[Entry, ...], model: Model, at: int) -> Entry | None:
    """The newest raised hand that still stands."""
    hands = {rule.id for rule in model.signals if rule.act_now}
    since = at - model.act_now_days * DAY_MS
    standing = [line for line in lines if line.rule in hands and line.ts > since]
    return max(standing, key=lambda line: (line.ts, line.rule), default=None)

"""Whether a rule has something to say of an account.  [pure]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tracker.intent import Model, Touch
from tracker.intent.levels import MQLS
from tracker.intent.touch import DAY_MS
from tracker.lifecycle.stages import (
    CHURNED,
    DISQUALIFIED,
    EARNED,
    LOST,
    OFFERED,
    OPPORTUNITY,
    RECYCLED,
    SAL,
    SQL,
    WON,
)
from tracker.outbox.rules import GRADES, Rule
from tracker.read.segments import Conditions
from tracker.read.views import Scope, Seen

AWAY = frozenset({LOST, CHURNED, RECYCLED})
#: Kinds that look at what an account did, and those that look at a change of its stage.
BY_ACTS = frozenset({"hand", "surge", "target", "page", "segment"})
BY_STAGE = frozenset({"stage", "qualified", "back"})
_WITH_SALES = frozenset({SAL, SQL, OPPORTUNITY})


@dataclass(frozen=True, slots=True)
class Move:
    """The newest change of stage of an account. ``at``: UTC ms."""

    account: str
    from_stage: str
    to_stage: str
    actor: str
    at: int


def wants_move(rule: Rule, move: Move) -> bool:
    """Does this change of stage concern the rule?"""
    if rule.when == "qualified":
        least = min((MQLS.index(name) for name in rule.stages), default=0)
        return _level(move.to_stage) >= least and _level(move.to_stage) > _level(move.from_stage)
    if rule.when == "back":
        return move.from_stage in AWAY and move.to_stage not in AWAY | {WON, DISQUALIFIED}
    return (
        rule.when == "stage" and bool(move.from_stage) and move.to_stage in (rule.stages or {move.to_stage})
    )


def handed(from_stage: str, to_stage: str) -> str:
    """How such a change hands a lead over: a code of ``reports.handover.HANDED``, "" where it does not."""
    if to_stage == OFFERED:
        return "offered"
    if from_stage == OFFERED:
        found = {SAL: "accepted", RECYCLED: "rejected", DISQUALIFIED: "rejected"}
        return "withdrawn" if to_stage in EARNED else found.get(to_stage, "")
    return "recycled" if from_stage in _WITH_SALES and to_stage == RECYCLED else ""


def wants_handover(rule: Rule, from_stage: str, to_stage: str) -> bool:
    return bool(handed(from_stage, to_stage)) and to_stage in (rule.stages or {to_stage})


def _level(stage: str) -> int:
    return MQLS.index(stage) if stage in MQLS else -1


def found(rule: Rule, item: Seen, scope: Scope, since: int, segments: Mapping[str, Conditions]) -> str | None:
    """What the rule found in what an account did after ``since`` (UTC ms): a few words, maybe none; None:
    nothing."""
    fresh = [touch for touch in item.activity.touches if touch.ts > since and touch.name != "en"]
    if not fresh:
        return None
    if rule.when == "page":
        return _page(rule, fresh)
    if rule.when == "hand":
        return "" if _raised(item, scope.model, since) else None
    if rule.when == "segment":
        wanted = segments.get(rule.segment)
        return "" if wanted is not None and wanted.hold(item.view) else None
    if rule.when == "surge":
        return "" if item.view.surge and item.view.surge.fired >= utc_start(scope.at) else None
    return "" if rule.when == "target" and item.view.target else None


def utc_start(at: int) -> int:
    return at // DAY_MS * DAY_MS


def _raised(item: Seen, model: Model, since: int) -> bool:
    """A hand raised lately, not one of last week that still counts."""
    hands = {rule.id for rule in model.signals if rule.act_now}
    return any(line.rule in hands and line.ts > since for line in item.view.assessment.ledger)


def _page(rule: Rule, touches: Sequence[Touch]) -> str | None:
    for touch in touches:
        if touch.is_view and any(_matches(page, touch) for page in rule.pages):
            return touch.path[:200]
    return None


def _matches(page: str, touch: Touch) -> bool:
    host, slash, path = page.partition("/")
    return host in {"", touch.host} and fnmatchcase(touch.path, slash + path)


def passes(rule: Rule, item: Seen) -> bool:
    """Is the account one of those the rule is for?"""
    view = item.view
    return (
        (not rule.grade or view.assessment.grade in GRADES[: GRADES.index(rule.grade) + 1])
        and (not rule.countries or view.country.upper() in rule.countries)
        and (not rule.owner or view.owner == rule.owner)
        and (view.target or not rule.target)
    )


def hushed(rule: Rule, stage: str) -> str:
    """Why nothing is told of an account in that stage, "" if it may be: who was turned away stays away, and
    a customer is no lead."""
    if stage == DISQUALIFIED and rule.when not in {"stage", "back", "handover"}:
        return "disqualified"
    return "customer" if stage == WON and rule.when in {"qualified", "surge", "target"} else ""

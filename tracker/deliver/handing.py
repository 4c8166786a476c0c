"""Puts together what goes over with a lead: the facts of the moment it changed hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reports.handover import MOST, Handover, Plan, Point, Someone, Step, Visited
from tracker.companies.knowledge import knowledge_of
from tracker.companies.tasks import open_tasks
from tracker.companies.working import working
from tracker.contacts.book import open_book
from tracker.contacts.person import Contact
from tracker.deliver.matching import handed
from tracker.deliver.reports import Desk
from tracker.intent.levels import MQLS
from tracker.intent.visits import Visit
from tracker.lifecycle.due import Due
from tracker.read.board import due_of, place_of
from tracker.read.detail import history, newest_visits
from tracker.read.figures import landing
from tracker.read.sla import sla_of
from tracker.read.views import Scope, Seen

#: Why a person may be named to another system: they agreed to it. Other grounds are not for passing on.
CONSENT: Final = "consent"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of stage that hands a lead over. ``facts``: as it was written; ``at``: UTC ms."""

    account: str
    from_stage: str
    to_stage: str
    actor: str
    facts: Mapping[str, Any]
    at: int


def handover_of(desk: Desk, scope: Scope, item: Seen, change: Change) -> Handover:
    """Everything that goes over with this change, as it was then."""
    facts, said = change.facts, change.facts.get("said", {})
    ledger = facts.get("ledger", ())
    seen = newest_visits(touch for touch in item.activity.touches if touch.ts <= change.at)
    persons = _people(desk, scope.site, change.account)
    consented = [person for person in persons if _may_be_named(person)]
    promised = _due(desk, scope, change)
    return Handover(
        what=handed(change.from_stage, change.to_stage),
        at=change.at,
        by=change.actor,
        from_stage=change.from_stage,
        to_stage=change.to_stage,
        move=str(facts.get("move", "")),
        reason=str(said.get("reason", "")),
        note=str(facts.get("note", ""))[:500],
        cycle=int(facts.get("cycle", 1)),
        score=float(facts.get("engagement", 0.0)),
        grade=str(facts.get("grade", "")),
        fit=facts.get("fit"),
        completeness=float(facts.get("completeness", 0.0)),
        confidence=round(float(facts.get("confidence", 0.0)), 4),
        level=_level(desk, scope.site, change),
        act_now=bool(facts.get("act_now", False)),
        external_id=item.view.facts.get("external_id", ""),
        owner=item.view.owner,
        due=promised.what if promised else "",
        deadline=promised.at if promised else 0,
        reasons=tuple(
            Point(line["rule"], line["points"], line["ts"], line.get("url", "")) for line in ledger
        ),
        reasons_more=max(int(facts.get("lines", 0)) - len(ledger), 0),
        visits=tuple(map(_visited, seen[:MOST])),
        visits_more=max(len(seen) - MOST, 0),
        persons=tuple(map(_someone, consented[:MOST])),
        persons_more=len(persons) - len(consented[:MOST]),
        plan=_plan(desk, scope.site, change.account, item),
    )


def _level(desk: Desk, site: str, change: Change) -> str:
    """The newest MQL before it was handed over."""
    past = [row.to_stage for row in history(desk.store, site, change.account) if row.at <= change.at]
    return next((stage for stage in reversed(past) if stage in MQLS), "")


def _due(desk: Desk, scope: Scope, change: Change) -> Due | None:
    place = place_of(desk.store, scope.site, change.account, change.at)
    return due_of(place, sla_of(desk.store, scope.site, scope.zone)) if place else None


def _visited(visit: Visit) -> Visited:
    first = landing(visit)
    signals = [signal for touch in visit.touches for signal in touch.signals]
    return Visited(
        start=visit.start,
        views=len(visit.views),
        seconds=visit.engaged_ms // 1000,
        channel=first.channel,
        campaign=first.campaign,
        landing=first.path[:200],
        signals=tuple(dict.fromkeys(signals))[:MOST],
    )


def _people(desk: Desk, site: str, account: str) -> Sequence[Contact]:
    with open_book(desk.settings.data_dir) as book:
        return book.of_account(site, account)


def _may_be_named(person: Contact) -> bool:
    return person.basis == CONSENT and bool(person.consent_at) and not person.do_not_contact


def _someone(person: Contact) -> Someone:
    return Someone(
        person.name,
        person.mail,
        person.phone,
        person.title,
        person.function,
        person.language,
        person.consent_at,
    )


def _plan(desk: Desk, site: str, account: str, item: Seen) -> Plan:
    known = knowledge_of(desk.store, site, account)
    tasks = [task for task in open_tasks(desk.store, site).values() if task.account == account]
    return Plan(
        goal=known.goal,
        need=known.need,
        problem=known.problem,
        product=known.product,
        urgency=known.urgency,
        budget_eur=known.budget_eur,
        value_eur=known.value_eur,
        chance=known.chance,
        play=working(desk.store, site).plays.get(item.view.assessment.cell, ""),
        steps=tuple(Step(task.text, task.code, task.owner, task.due) for task in tasks[:MOST]),
    )

"""One account: who they are and how sure that is, why the score is what it is, every visit."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from reports.present import held
from tracker.companies.leads import Lead
from tracker.dashboard import answers, asked
from tracker.dashboard.care import Care
from tracker.dashboard.charts import score_line
from tracker.dashboard.days import plus
from tracker.dashboard.entry import Entry
from tracker.dashboard.ledger import lines
from tracker.dashboard.moved import done as sentence
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Fault, Page, PageError, blocking
from tracker.dashboard.pages.known import parts
from tracker.dashboard.pages.lead import people
from tracker.dashboard.pages.move import gates_of, way_of
from tracker.dashboard.pages.people import section
from tracker.intent import Assessment
from tracker.intent.levels import IQL, LEAD, threshold
from tracker.intent.walk import SLACK
from tracker.read.accounts import AccountDetail, StageChange
from tracker.read.board import due_of, place_of
from tracker.read.days import day_end
from tracker.read.hands import hand_of
from tracker.read.sla import sla_of

VISITS: Final = 30


async def account(page: Page) -> Response:
    return await show(page, page.request.path_params["key"])


async def again(page: Page, fault: Fault) -> Response:
    """The account's page after one of its forms could not be taken: the field is marked, nothing is lost."""
    page.blame(fault)
    return await show(page, page.form["account"])


async def show(page: Page, key: str) -> Response:
    page.need_site()
    wanted = page.request.query_params.get("until", "")
    day = asked.day(page, wanted, "") or await blocking(answers.last_day, page)
    model, version = await blocking(answers.model_asked, page)
    detail = await blocking(answers.account, page, key, min(page.now, day_end(day, page.zone)), model)
    if detail is None:
        raise PageError(404, page.gettext("No visit of this company is known on this site."))
    assessment = detail.view.assessment
    qualifies = threshold(1, assessment.grade + ("+" if assessment.raised else ""), model)
    changes = detail.stages or detail.computed
    recorded = detail.stages[-1].to_stage if detail.stages else assessment.stage
    gates = await blocking(gates_of, page)
    return page.render(
        "account.html",
        status=422 if page.wrong else 200,
        a=detail.view,
        detail=detail,
        day=day,
        version=version,
        picture=score_line(detail.score_line, _marks(page, changes), qualifies or 0.0),
        qualifies=qualifies,
        held=held(page.words.t, page.words.day_of(assessment.held_until)) if assessment.held_until else "",
        finding=finding(page, detail, qualifies),
        changes=sorted(changes, key=lambda change: -change.at)[:8],
        lines=lines(assessment.ledger, {rule.id: rule.group for rule in model.signals}),
        visits=detail.timeline[:VISITS],
        more=len(detail.timeline) - VISITS,
        moving=Moving(page.words.t),
        moved=done(page),
        way=way_of(page, key, detail.stages[-1].to_stage if detail.stages else "", gates)
        if (day == page.words.today or not wanted) and version is None
        else None,
        tomorrow=plus(page.words.today, 1),
        **await blocking(parts, page, detail.view, recorded, model),
        **await blocking(_care, page, key, hand_of(detail.view, model)),
        **await blocking(section, page, key, detail),
    )


def _care(page: Page, key: str, hand: int) -> dict[str, Any]:
    """Who looks after it and what is due."""
    store, site = page.deps.store, page.need_site().id
    place = place_of(store, site, key, page.now)
    lead = place.lead if place else Lead()
    due = due_of(place, sla_of(store, site, page.zone), act_now=bool(hand), hand=hand) if place else None
    return {"lead": lead, "due": due, "care": Care(page.words.t), "people": people(page, lead.owner)}


def finding(page: Page, detail: AccountDetail, qualifies: float | None) -> str:
    """The chart's title says what one sees, and never other than the stage beside it."""
    found = detail.view.assessment
    top = max((point.engagement for point in detail.score_line), default=0.0)
    if qualifies is None:
        return page.gettext("Engagement of the last 90 days; with this fit it does not qualify")
    if found.held_until:
        return _held(page, found)
    if found.engagement + SLACK < qualifies:
        return _below(page, found, was=top >= qualifies)
    if found.stage in (LEAD, IQL):
        return page.gettext("Enough points for a marketing qualified lead, but no sign of wanting to buy")
    return page.gettext("Above the threshold of a marketing qualified lead")


def _held(page: Page, found: Assessment) -> str:
    stage, day = page.speech.stage(found.stage), page.words.day(page.words.day_of(found.held_until), "brief")
    if found.earned:
        return page.gettext(
            "Below the threshold of %(stage)s, which is held until %(day)s", stage=stage, day=day
        )
    return page.gettext("Fallen below the threshold; %(stage)s is held until %(day)s", stage=stage, day=day)


def _below(page: Page, found: Assessment, *, was: bool) -> str:
    if found.earned:
        return page.gettext("Below the threshold, but a raised hand qualifies by itself")
    if was:
        return page.gettext("Was above the threshold, and has fallen below it")
    return page.gettext("Below the threshold of a marketing qualified lead")


def _marks(page: Page, changes: tuple[StageChange, ...]) -> list[tuple[str, str]]:
    """The last change of each day: (day, stage)."""
    by_day = {page.words.day_of(change.at): change.to_stage for change in changes if change.from_stage}
    return [(day, page.speech.stage(stage)) for day, stage in by_day.items()]


def done(page: Page) -> str:
    """What the move made a moment ago is called, if there was one."""
    name = page.request.query_params.get("moved", "")
    return sentence(page.words.t, name)


ENTRIES: Final = (Entry("/site/{site}/accounts/{key:path}", account),)

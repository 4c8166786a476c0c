"""What sales finds out about an account, its plan, and what those who bought or did not say of us."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from tracker.companies import feedback, knowledge
from tracker.companies.feedback import Feedback
from tracker.companies.tasks import Task, open_tasks
from tracker.companies.wanted import Wanted, target_of
from tracker.companies.working import Working as Agreed
from tracker.companies.working import working
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, PageError, blocking, redirect
from tracker.dashboard.pages.move import instant
from tracker.dashboard.pages.work import need_place
from tracker.dashboard.working import Working
from tracker.intent import Assessment, Model
from tracker.intent.reading import Met, criteria_met, own_initiative, phase
from tracker.lifecycle.checklist import CHOICES, SCHEMES, affordable, unanswered
from tracker.lifecycle.feedback import ASKED_IN, QUESTIONS, tally
from tracker.lifecycle.plays import play
from tracker.lifecycle.stages import SAL, SQL
from tracker.read.board import place_of
from tracker.read.chances import track
from tracker.read.naming import names
from tracker.read.shapes import AccountView
from tracker.read.worklist import past

#: Fields of the card, and those the checklist of the site adds.
FIELDS: Final = (
    *("budget", "budget_eur", "authority", "problem", "need", "product"),
    *("urgency", "active", "commercial", "chance", "value_eur", "nurture"),
)
OUTCOMES: Final = ("WON", "LOST", "CHURNED", "DISQUALIFIED")
NEWEST: Final = 20


@dataclass(frozen=True)
class Desk:
    """What the account's page shows of the work on it."""

    play: str
    phase: str
    own: float | None  # share of points earned unasked
    met: Met
    known: knowledge.Knowledge
    fields: tuple[str, ...]
    missing: tuple[str, ...]  # of the site's checklist
    affordable: bool | None
    chance: float
    rests_on: int
    deal: int
    tasks: dict[str, Task]
    plan_missing: bool
    asked: bool  # somebody can be asked why by now
    answer: Feedback | None
    target: Wanted | None
    looked_at: tuple[str, ...]  # products, by the titles or paths of their pages

    @property
    def value(self) -> float:
        return self.chance * self.deal


def desk(page: Page, view: AccountView, stage: str, model: Model) -> Desk:
    """Blocking. ``stage``: as recorded, else as computed."""
    store, site = page.deps.store, page.need_site().id
    assessment, agreed = view.assessment, working(store, site)
    known = knowledge.knowledge_of(store, site, view.key)
    chance, deal = past(store, site, page.now).worth(stage, view.industry, known.value_eur)
    return Desk(
        play=_play(page, agreed, stage, assessment),
        phase=phase(assessment.ledger),
        own=own_initiative(assessment.ledger, model),
        met=criteria_met(assessment.fit_ledger),
        known=known,
        fields=tuple(dict.fromkeys((*FIELDS, *SCHEMES[agreed.checklist]))),
        missing=unanswered(agreed.checklist, known.answers),
        affordable=affordable(known.budget_eur, agreed.least_eur),
        chance=chance.share,
        rests_on=chance.ended,
        deal=deal,
        tasks={key: task for key, task in open_tasks(store, site).items() if task.account == view.key},
        plan_missing=stage in (SAL, SQL) and not known.goal,
        asked=stage in ASKED_IN,
        answer=feedback.answer_of(store, site, view.key),
        target=target_of(store, site, view.key),
        looked_at=_products(view),
    )


def _products(view: AccountView) -> tuple[str, ...]:
    pages = [page.title or page.path for page in view.top_pages if "product" in page.signals]
    return tuple(dict.fromkeys(pages))[:5]


def _play(page: Page, agreed: Agreed, stage: str, assessment: Assessment) -> str:
    hand, doubt, levels = assessment.act_now, assessment.review, assessment.levels
    code = play(stage, assessment.cell, act_now=hand, review=doubt, levels=levels)
    return Working(page.words.t, agreed.plays).play(code, assessment.cell, stage)


def parts(page: Page, view: AccountView, stage: str, model: Model) -> dict[str, Any]:
    """What the templates of the account's page need for it."""
    return {
        "desk": desk(page, view, stage, model),
        "choices_of": CHOICES,
        "questions": QUESTIONS,
        "working": Working(page.words.t, {}),
    }


async def learn(page: Page) -> Response:
    key = page.form.get("account", "")
    await blocking(_learn, page, key)
    return redirect(f"{page.here('accounts')}/{quote(key)}#known")


def _learn(page: Page, key: str) -> None:
    need_place(page, key)
    said = {name: text for name, text in page.form.items() if name in knowledge.FIELDS}
    user = page.user.id if page.user else ""
    try:
        knowledge.learn(page.deps.store, page.need_site().id, key, said, by=user, at=page.now)
    except ValueError as error:
        raise Fault(f"known.{str(error).partition(':')[0]}", _wrong(page, str(error))) from None


def _wrong(page: Page, said: str) -> str:
    """A refusal begins with the name of its field."""
    if "whole number" in said:
        return page.gettext("A whole number is needed, such as 25000.")
    return page.gettext("This cannot be: %(what)s", what=said)


async def answer(page: Page) -> Response:
    key = page.form.get("account", "")
    await blocking(_answer, page, key)
    return redirect(f"{page.here('accounts')}/{quote(key)}#asked")


def _answer(page: Page, key: str) -> None:
    need_place(page, key)
    store, site, form = page.deps.store, page.need_site().id, page.form
    place = place_of(store, site, key, page.now)
    assert place is not None
    ticked = {name.partition(".")[::2] for name, value in form.items() if value == "on"}
    codes = {question: tuple(code for asked, code in ticked if asked == question) for question in QUESTIONS}
    said = Feedback(
        account=key,
        outcome=place.stage,
        competitor=form.get("competitor", ""),
        renewal=instant(page, form.get("renewal", ""), "asked.renewal"),
        text=form.get("text", ""),
        by=page.user.id if page.user else "",
        at=page.now,
        firm=codes["firm"],
        product=codes["product"],
        values=codes["values"],
    )
    try:
        feedback.record(store, site, said, cycle=place.cycle)
    except ValueError as error:
        raise PageError(422, page.gettext("This cannot be: %(what)s", what=str(error))) from None


async def answers(page: Page) -> Response:
    """What was said, counted: by question and outcome, and the newest in their own words."""
    page.need_site()
    said = await blocking(feedback.every_answer, page.deps.store, page.need_site().id)
    found = sorted(said.values(), key=lambda item: -item.at)
    chances = await blocking(track, page.deps.store, page.need_site().id, page.now)
    return page.render(
        "feedback.html",
        newest=found[:NEWEST],
        names=await blocking(
            names, page.deps.store, page.need_site().id, [item.account for item in found[:NEWEST]]
        ),
        chances=chances,
        outcomes=Counter(item.outcome for item in found),
        shown=[code for code in OUTCOMES if any(item.outcome == code for item in found)],
        tables={question: _table(found, question) for question in QUESTIONS},
        working=Working(page.words.t, {}),
    )


def _table(found: list[Feedback], question: str) -> list[tuple[str, dict[str, int]]]:
    """(code, outcome → how often), what was said most first; what nobody said is left out."""
    counts = tally(found, question)
    rows = [
        (code, {outcome: counter[code] for outcome, counter in counts.items()})
        for code in QUESTIONS[question]
    ]
    said = [row for row in rows if any(row[1].values())]
    return sorted(said, key=lambda row: -sum(row[1].values()))


ENTRIES: Final = (
    Entry("/site/{site}/known", learn, method="POST", least="sales"),
    Entry("/site/{site}/feedback", answers),
    Entry("/site/{site}/feedback", answer, method="POST", least="sales"),
)

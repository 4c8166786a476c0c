"""Learning: what outcomes say of the points, and of who the customers are; one click makes a draft of it."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from tracker.dashboard.commandline import command
from tracker.dashboard.entry import Entry
from tracker.dashboard.modelwords import ModelWords
from tracker.dashboard.page import Page, blocking, redirect
from tracker.intent import ModelError
from tracker.modelbook.agreement import NotAgreed
from tracker.read.funnel import LEAST
from tracker.read.journeys import journeys
from tracker.read.learnt import learnt_of
from tracker.read.past import outcome
from tracker.read.sharper import NothingStandsOut, propose, sharper_of

#: Of each outcome, before anything can be learnt (tracker.learn.table, which an installation may lack).
EACH: Final = 30
#: Answers of the table.
SHOWN: Final = 24


async def learning(page: Page) -> Response:
    return await show(page)


async def show(page: Page, problem: str = "") -> Response:
    site, store = page.need_site().id, page.deps.store
    learnt = await blocking(learnt_of, store, site)
    found = await blocking(sharper_of, store, site, at=page.now)
    return page.render(
        "learning.html",
        status=422 if problem else 200,
        problem=problem,
        learnt=learnt,
        won_lost=await blocking(_ended, page) if learnt is None else (0, 0),
        each=EACH,
        least=LEAST,
        sharper=found,
        standing=[item for item in found.found if item.points != 50 or item.answer.won][:SHOWN],
        question=lambda rule: question(page, rule),
        run=command(page.deps.settings, "learn", "--site", site),
        name=_name(page),
    )


def _ended(page: Page) -> tuple[int, int]:
    """Cycles won and lost so far: what there is to learn from."""
    found = journeys(page.deps.store, page.need_site().id, at=page.now)
    known = [outcome(item, "won", page.now) for item in found]
    return known.count(True), known.count(False)


def question(page: Page, rule: dict[str, Any]) -> str:
    """A learnt rule in the reader's words."""
    told = [_test(page, test) for test in rule["tests"]]
    return page.words.t.listing(told)


def _test(page: Page, test: dict[str, Any]) -> str:
    name = page.speech.rule(test["column"], "")
    if test["op"] == "in":
        return f"{name}: {page.words.t.listing(test['words'])}"
    if test["op"] == "blank":
        return page.gettext("%(what)s: unknown", what=name)
    if test["op"] == "is" and not test["value"]:
        return page.gettext("%(what)s: never", what=name)
    number = page.words.number(test["value"], 1)
    if test["op"] == "is":
        return page.gettext("%(what)s: exactly %(n)s times", what=name, n=number)
    return page.gettext("%(what)s: at least %(n)s times", what=name, n=number)


def _name(page: Page) -> str:
    return page.gettext("Customers up to %(day)s", day=page.words.short_day(page.words.today))


async def draft(page: Page) -> Response:
    """Put what stands out among customers forward as a version of the model; it changes nothing yet."""
    user = page.user
    assert user is not None
    try:
        made = await blocking(
            propose,
            page.deps.store,
            page.need_site().id,
            at=page.now,
            by=user.id,
            name=_name(page),
            reason=page.gettext("Proposed from what stands out among customers"),
        )
    except NothingStandsOut:
        return await show(page, page.gettext("Nothing stands out among customers, so there is no draft."))
    except NotAgreed as refused:
        return await show(page, ModelWords(page.words.t, page.speech).refusal(refused.code))
    except ModelError as error:
        return await show(page, str(error))
    return redirect(page.here(f"scoring/{made.number}?saved=draft"))


ENTRIES: Final = (
    Entry("/site/{site}/learning", learning),
    Entry("/site/{site}/learning", draft, method="POST", least="sales"),
)

"""Today: one sentence, what to act on, and where every view of the day went."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from reports import charts
from reports.because import note
from reports.model import CompanyRow
from reports.present import CompanyView, DayView, present
from tracker.dashboard import answers, asked
from tracker.dashboard.days import plus
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.dashboard.reporting import report_of
from tracker.read.board import Waiting, waiting

#: Companies listed below those to act on.
OTHERS: Final = 12


async def today(page: Page) -> Response:
    page.need_site()
    wanted = page.request.query_params.get("day", "")
    day = asked.day(page, wanted, "") or await blocking(answers.last_day, page)
    report = await blocking(report_of, page, day)
    view = present(report, page.language)
    act, others = split(view)
    return page.render(
        "today.html",
        d=view,
        day=day,
        before=plus(day, -1),
        after=plus(day, 1) if day < page.words.today else "",
        act=act,
        others=others[:OTHERS],
        more=len(others) - OTHERS,
        bar=charts.bar([group.share for group in view.groups]),
        waiting=report.empty and not wanted,
        offers=await blocking(_offers, page),
        silent=[note(page.words.t, item) for item in report.notes if item.code == "silent_host"],
    )


def _offers(page: Page) -> Waiting:
    return waiting(page.deps.store, page.need_site().id, zone=page.zone, at=page.now)


def split(view: DayView) -> tuple[list[CompanyView], list[CompanyView]]:
    """Those somebody should do something about, in the report's order; and the others."""
    found = [(section.code, company) for section in view.sections for company in section.companies]
    act = [company for code, company in found if _to_act_on(code, company.row)]
    others = [company for code, company in found if not _to_act_on(code, company.row)]
    return act, others


def _to_act_on(section: str, row: CompanyRow) -> bool:
    """A level that is only held, with a score below every level's, asks for nothing today."""
    return section != "others" and not (row.held_until and not row.earned)


ENTRIES: Final = (Entry("/site/{site}/today", today),)

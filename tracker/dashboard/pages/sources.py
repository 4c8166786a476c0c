"""Sources: how visits came, and which way brought companies that qualified, were won, and for how much."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from reports.i18n import N_
from tracker.dashboard import answers, asked
from tracker.dashboard.analysing import Analysing, reach
from tracker.dashboard.days import PERIODS
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read.funnel import LEAST
from tracker.read.sources import BY, SORTS

SHOWN: Final = 100
TABS: Final = {
    "channel": N_("Channel"),
    "source": N_("Source"),
    "campaign": N_("Campaign"),
    "keyword": N_("Search word"),
}


async def where_from(page: Page) -> Response:
    page.need_site()
    by = asked.choice(page, "by", BY, "source")
    sort = asked.choice(page, "sort", SORTS, "visits")
    until = page.request.query_params.get("until", "") or await blocking(answers.last_day, page)
    period = asked.period(page, until=until, days=90)
    found = await blocking(answers.ways, page, by, period)
    key, backwards = SORTS[sort]
    rows = sorted(found.rows, key=key, reverse=backwards)
    return page.render(
        "sources.html",
        by=by,
        tabs=TABS,
        sort=sort,
        period=period,
        periods=PERIODS,
        found=found,
        rows=rows[:SHOWN],
        more=len(rows) - SHOWN,
        named=sum(row.visits for row in rows),
        least=LEAST,
        reach=reach,
        words=Analysing(page.words.t),
    )


ENTRIES: Final = (Entry("/site/{site}/sources", where_from),)

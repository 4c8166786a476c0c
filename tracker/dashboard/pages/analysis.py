"""Analysis: what became of leads, how fast and why, with how much one may rely on each figure."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard import asked
from tracker.dashboard.analysing import RATES, Analysing, funnel_bars, parts, reach
from tracker.dashboard.days import plus
from tracker.dashboard.entry import Entry
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Page, blocking
from tracker.read.analysis import Analysis
from tracker.read.analysis import analysis as read
from tracker.read.days import day_start
from tracker.read.deeper import deeper
from tracker.read.funnel import LEAST
from tracker.read.journeys import STEPS

EVERY: Final = ("month", "week")
#: Days looked back at; 0 is everything.
BACK: Final = ("0", "90", "365")


async def analysis(page: Page) -> Response:
    page.need_site()
    every = asked.choice(page, "every", EVERY, "month")
    back = asked.choice(page, "back", BACK, "0")
    since = day_start(plus(page.words.today, -int(back)), page.zone) if back != "0" else 0
    found = await blocking(
        read, page.deps.store, page.need_site().id, zone=page.zone, at=page.now, every=every, since=since
    )
    return page.render(
        "analysis.html",
        found=found,
        every=every,
        back=back,
        finding=_finding(page, found),
        bars=funnel_bars(found.counts),
        rates=[code for code in RATES if code in found.rates],
        reach=reach,
        parts=parts,
        least=LEAST,
        steps=STEPS,
        deep=await blocking(
            deeper, page.deps.store, page.need_site().id, at=page.now, since=since, zone=page.zone
        ),
        words=Analysing(page.words.t),
        moving=Moving(page.words.t),
    )


def _finding(page: Page, found: Analysis) -> str:
    seen, qualified, _offered, accepted, *_rest, won = found.counts
    return page.gettext(
        "Of %(seen)s accounts %(qualified)s were qualified, %(accepted)s accepted by sales and %(won)s won",
        seen=page.words.number(seen),
        qualified=page.words.number(qualified),
        accepted=page.words.number(accepted),
        won=page.words.number(won),
    )


ENTRIES: Final = (Entry("/site/{site}/analysis", analysis),)

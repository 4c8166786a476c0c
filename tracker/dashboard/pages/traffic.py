"""Traffic: every view of a period in exactly one class, each explained."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from reports import charts as report_charts
from reports.catalog.daily import groups
from reports.i18n import N_
from reports.model import Accounting, ClassCount
from reports.words import GROUPS, word
from tracker.dashboard import answers, asked, charts
from tracker.dashboard.days import PERIODS, plus
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking

#: What a class means and why it is not a company (or is).
MEANINGS: Final = {
    "business": N_(
        "A network registered to a company, one on your own list, or an office line of a carrier that serves "
        "organisations alone. Named where the evidence is enough."
    ),
    "education": N_("Networks of universities, schools and research institutes. Named, like companies."),
    "government": N_("Networks of public authorities. Named, like companies."),
    "isp": N_(
        "Lines that internet providers rent to homes and small offices. Who sits behind one cannot be "
        "known from the address, so nobody is named."
    ),
    "mobile": N_("Phones on a mobile network. Many people share one address; nobody is named."),
    "hosting": N_("Servers in clouds and data centres: mostly programs, sometimes a company's own proxy."),
    "vpn": N_("VPN and proxy services, which exist to hide who visits. Respected as such."),
    "bot": N_("Programs: search engines, monitors, scrapers. Counted here and kept out of everything else."),
    "private": N_(
        "Addresses for use inside a network. Often your own colleagues or a proxy not yet set as trusted."
    ),
    "opted_out": N_(
        "Companies and networks that asked not to be identified. Never named, listed, exported or scored; "
        "their page views are counted here and nowhere else."
    ),
    "unknown": N_(
        "The data says who runs the network at most, not enough to say what it is. Nobody is named."
    ),
    "pending": N_("Arrived just now; the address is looked up within a minute."),
}


async def traffic(page: Page) -> Response:
    page.need_site()
    until = page.request.query_params.get("until", "") or await blocking(answers.last_day, page)
    period = asked.period(page, until=until, days=7)
    counts = await blocking(answers.classes, page, period)
    total = await blocking(answers.total_views, page, period)
    days = await blocking(answers.days, page, period)
    accounting = Accounting(
        total_views=total,
        classes=tuple(ClassCount(c.kind, c.identified, c.views, c.visitors) for c in counts),
    )
    parts = groups(accounting)
    wanted = [plus(period.from_day, i) for i in range(period.days)]
    return page.render(
        "traffic.html",
        period=period,
        periods=PERIODS,
        accounting=accounting,
        groups=parts,
        group_word=lambda code: word(page.words.t, GROUPS, code),
        meaning=lambda code: page.gettext(MEANINGS[code]) if code in MEANINGS else "",
        bar=report_charts.bar([part.share for part in parts]),
        columns=charts.columns(days, wanted),
        tallest=max((item.views + item.bots for item in days), default=0),
        days=days,
    )


ENTRIES: Final = (Entry("/site/{site}/traffic", traffic),)

"""Accuracy: how often names and classes are right, as measured, and that every view has one class."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from reports.catalog.daily import groups
from reports.i18n import N_
from reports.model import Accounting, ClassCount
from reports.words import GROUPS, word
from tracker.dashboard import answers
from tracker.dashboard.days import Period
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read import accuracy as measured

#: Days of views that the accounting covers.
DAYS: Final = 30
#: How the figures are broken down, in the order shown; the names are those of enrichment/accuracy.py.
BREAKDOWNS: Final = {
    "class": N_("By class"),
    "source": N_("By the source that decided"),
    "network size": N_("By size of the network"),
    "country": N_("By country"),
    "registry record": N_("By whether a registry record was at hand"),
    "level": N_("By level of the truth"),
}


#: Names of groups, where they are neither a class, a source nor a country.
LABELS: Final = {
    "/16 and wider": N_("/16 and wider"),
    "/17 to /20": N_("/17 to /20"),
    "/21 to /24": N_("/21 to /24"),
    "finer than /24": N_("finer than /24"),
    "IPv6 to /48": N_("IPv6 to /48"),
    "IPv6 finer than /48": N_("IPv6 finer than /48"),
    "not known": N_("not known"),
    "not said": N_("not said"),
    "none": N_("nothing decided"),
    "yes": N_("yes"),
    "no": N_("no"),
    "asn": N_("whole system"),
    "netblock": N_("registered block"),
    "form": N_("work mail in a form"),
    "crm": N_("work mail of an account in the CRM"),
    "correction": N_("corrected by a person"),
}


async def accuracy(page: Page) -> Response:
    site = page.need_site()
    period = Period(page.words.today, DAYS)
    found = await blocking(_known, page)
    counts = await blocking(answers.classes, page, period)
    accounting = Accounting(
        total_views=await blocking(answers.total_views, page, period),
        classes=tuple(ClassCount(c.kind, c.identified, c.views, c.visitors) for c in counts),
    )
    truths = [(measured.own(site.id), N_("Against what this site knows itself: forms, CRM, corrections")),
              (measured.GIVEN, N_("Against addresses whose company is known from elsewhere"))]  # fmt: skip
    return page.render(
        "accuracy.html",
        truths=[(title, found[name]) for name, title in truths if name in found],
        breakdowns=BREAKDOWNS,
        accounting=accounting,
        groups=groups(accounting),
        label=lambda key, name: _label(page, key, name),
        group_word=lambda code: word(page.words.t, GROUPS, code),
        period=period,
    )


def _label(page: Page, key: str, name: str) -> str:
    if name in LABELS:
        return page.gettext(LABELS[name])
    if key == "class":
        return page.speech.kind(name)
    return f"{page.speech.method(name)} ({name})" if key == "source" else name


def _known(page: Page) -> dict[str, dict[str, Any]]:
    return measured.known(page.deps.store, known_at=page.now)


ENTRIES: Final = (Entry("/site/{site}/accuracy", accuracy),)

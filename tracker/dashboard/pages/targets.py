"""Target accounts, at the end of the way: captured, qualified, wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from tracker.companies import wanted
from tracker.companies.wanted import Wanted
from tracker.dashboard import answers
from tracker.dashboard.days import Period
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, blocking, redirect
from tracker.dashboard.pages.work import need_place
from tracker.intent.levels import IQL, LEAD
from tracker.read.days import day_end
from tracker.read.naming import names
from tracker.read.shapes import AccountView

DAYS: Final = 90


@dataclass(frozen=True)
class Target:
    """``view`` is None for one that was not here in the period; ``mark`` where only the CRM says so."""

    key: str
    mark: Wanted | None
    view: AccountView | None

    @property
    def order(self) -> tuple[bool, float, str]:
        return (self.view is None, -(self.view.assessment.engagement if self.view else 0.0), self.key)


async def targets(page: Page) -> Response:
    page.need_site()
    return page.render("targets.html", days=DAYS, **await blocking(_read, page))


def _read(page: Page) -> dict[str, Any]:
    period = Period(page.words.today, DAYS)
    seen = {item.key: item for item in answers.listed(page, period)}
    marked = wanted.every_target(page.deps.store, page.need_site().id)
    keys = marked.keys() | {key for key, item in seen.items() if item.target}
    views = {
        view.key: view for view in answers.shown(page, period, [seen[key] for key in keys & seen.keys()])
    }
    away = names(page.deps.store, page.need_site().id, keys - views.keys())
    found = [Target(key, marked.get(key), views.get(key)) for key in keys]
    return {
        "names": away,
        "rows": sorted(found, key=lambda item: item.order),
        "captured": len(seen),
        "qualified": sum(item.assessment.stage not in (LEAD, IQL) for item in seen.values()),
    }


async def save(page: Page) -> Response:
    key = page.form.get("account", "")
    await blocking(_save, page, key)
    return redirect(f"{page.here('accounts')}/{quote(key)}#next")


def _save(page: Page, key: str) -> None:
    need_place(page, key)
    store, site, by = page.deps.store, page.need_site().id, page.user.id if page.user else ""
    if page.form.get("wanted") != "on":
        wanted.unmark(store, site, key, by=by, at=page.now)
        return
    detail = answers.account(page, key, min(page.now, day_end(page.words.today, page.zone)))
    grade = detail.view.assessment.grade if detail else "?"
    try:
        wanted.mark(store, site, key, grade=grade, reason=page.form.get("reason", ""), by=by, at=page.now)
    except wanted.NeedsReason:
        text = page.gettext("With a fit of %(grade)s a target account needs a reason.", grade=grade)
        raise Fault("target.reason", text) from None


ENTRIES: Final = (
    Entry("/site/{site}/targets", targets),
    Entry("/site/{site}/target", save, method="POST", least="sales"),
)

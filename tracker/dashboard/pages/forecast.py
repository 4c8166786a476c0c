"""Forecast: which accounts of a list can be seen by their address, and which only by mail or campaign."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from enrichment import EnrichmentError
from enrichment.forecast import GROUPS
from enrichment.importing import KEPT
from reports import charts
from reports.i18n import N_
from tracker.companies import optouts
from tracker.companies.outlook import outlook
from tracker.companies.targets import targets_of
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.dashboard.refusals import refusal
from tracker.store import records

KIND: Final = "forecast"
#: Rows that are kept and shown; the command line gives all.
ROWS: Final = 2_000
TITLES: Final = {
    "address": N_("visible by address"),
    "open": N_("perhaps"),
    "mail": N_("only by work mail or campaign link"),
}
REASONS: Final = {
    "seen": N_("named here before"),
    "proven": N_("an address of its network leads to it"),
    "provider": N_("its network is a provider's: customers cannot be told apart"),
    "other": N_("its network leads to another name"),
    "unnamed": N_("its network is known, but the evidence is too thin to name it"),
    "similar": N_("a network under a similar name, not surely its own"),
    "nothing": N_("no network of its own is known"),
}


async def forecast(page: Page) -> Response:
    page.need_site()
    return await show(page)


async def show(page: Page, *, problem: str = "") -> Response:
    found = await blocking(records.get, page.deps.store, KIND, page.need_site().id)
    told = await blocking(optouts.teller, page.deps.store)
    rows = [row for row in found["rows"] if not told(row["key"])] if found else []
    total = sum(found["counts"].values()) if found else 0
    counted: dict[str, int] = found["counts"] if found and total else {}
    groups = [(code, n, n / total) for code, n in counted.items()]
    return page.render(
        "forecast.html",
        status=422 if problem else 200,
        problem=problem,
        found=found,
        groups=[(code, [row for row in rows if row["group"] == code]) for code in GROUPS],
        shares=groups,
        bar=charts.bar([share for _, _, share in groups]),
        total=total,
        title=lambda code: page.gettext(TITLES[code]),
        reason=lambda code: page.gettext(REASONS[code]) if code in REASONS else code,
        most=ROWS,
    )


async def ask(page: Page) -> Response:
    site = page.need_site()
    try:
        doc = await blocking(_asked, page)
    except EnrichmentError as error:
        return await show(page, problem=page.mark(_where(page), refusal(page, error)))
    if not doc["accounts"]:
        return await show(
            page, problem=page.mark(_where(page), page.gettext("No row of the list could be used."))
        )
    by = page.user.id if page.user else ""
    await blocking(records.put, page.deps.store, KIND, site.id, {**doc, "by": by}, actor=by)
    return redirect(page.here("forecast"))


def _where(page: Page) -> str:
    return "file" if page.upload else "pasted"


def _asked(page: Page) -> dict[str, Any]:
    if page.deps.identifier is None:
        raise PageError(503, page.gettext("Identification is not running."))
    pasted = page.form.get("pasted", "").encode()
    data, name = (page.upload.data, page.upload.name) if page.upload else (pasted, page.gettext("List"))
    plan = targets_of(data, name, opted_out=optouts.teller(page.deps.store))
    result = outlook(page.deps.store, plan, page.deps.identifier(), at=page.now).to_dict()
    result["refused"] = plan.rows - sum(plan.counts[reason] for reason in KEPT)
    rows = sorted(result["rows"], key=lambda row: (GROUPS.index(row["group"]), row["name"].casefold()))
    result["rows"] = rows[:ROWS]
    for row in result["rows"]:
        row["trials"] = row["trials"][:3]
    return result


ENTRIES: Final = (
    Entry("/site/{site}/forecast", forecast),
    Entry("/site/{site}/forecast", ask, method="POST", least="sales", upload=True),
)

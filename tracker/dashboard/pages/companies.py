"""Companies: where what is known comes from, and a list read in, with every row accounted for."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from enrichment import BadData
from enrichment.columns import BadMapping, Columns, recognise
from enrichment.importing import KEPT, Plan, plan
from enrichment.profile import rank
from enrichment.sheets import parse
from reports.i18n import N_
from tracker.companies import floor, intake, optouts, snapshots
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, blocking
from tracker.dashboard.refusals import allowed, refusal
from tracker.store import Row

#: What became of a row, in people's words.
OUTCOMES: Final = {
    "imported": N_("taken in"),
    "merged": N_("joined to an earlier row of the same company"),
    "empty": N_("empty row"),
    "no_name": N_("neither a domain nor a name"),
    "bad_domain": N_("no domain a company can have"),
    "private_mail": N_("a domain of private mail"),
    "sole_trader": N_("a person trading alone: no persons are kept"),
    "opted_out": N_("asked not to be identified"),
    "left_out": N_("value left out"),
}
SHOWN: Final = 100


async def companies(page: Page) -> Response:
    return await show(page)


async def show(page: Page, *, problem: str = "", made: Plan | None = None, columns: Columns | None = None,
               stored: int = -1) -> Response:  # fmt: skip
    """``stored``: how many facts an import changed; -1 where it was only checked."""
    return page.render(
        "companies.html",
        status=422 if problem else 200,
        problem=problem,
        sources=await blocking(_sources, page),
        made=made,
        columns=columns,
        stored=stored,
        kept=KEPT,
        outcome=lambda code: page.gettext(OUTCOMES[code]) if code in OUTCOMES else code,
        allowed=lambda text: allowed(page, text),
        problems=made.problems[:SHOWN] if made else [],
        more=len(made.problems) - SHOWN if made else 0,
        mapping=page.form.get("mapping", ""),
    )


def _sources(page: Page) -> list[Row]:
    return sorted(page.deps.store.read("companies/counts"), key=lambda row: rank(row["source"]))


async def take_in(page: Page) -> Response:
    if page.upload is None:
        return await show(
            page, problem=page.mark("file", page.gettext("Choose a file: CSV or Excel (.xlsx)."))
        )
    try:
        made, columns = await blocking(_planned, page)
    except (BadData, BadMapping) as error:
        return await show(page, problem=page.mark("file", refusal(page, error)))
    if not columns.usable:
        fault = Fault("file", page.gettext("No column is a company's domain, website or name."))
        return await show(page, problem=page.blame(fault))
    stored = await blocking(_stored, page, made, columns) if page.form.get("do") == "import" else -1
    return await show(page, made=made, columns=columns, stored=stored)


def _planned(page: Page) -> tuple[Plan, Columns]:
    headings, rows = parse(page.upload.data, page.upload.name)
    columns = recognise(headings, _mapping(page.form.get("mapping", "")))
    return plan(
        rows, columns, opted_out=optouts.teller(page.deps.store), by_id=intake.by_number(page.deps.store)
    ), columns


def _mapping(text: str) -> dict[str, str]:
    pairs = (line.rpartition("=") for line in text.splitlines() if "=" in line)
    return {column.strip(): field.strip() for column, _, field in pairs}


def _stored(page: Page, made: Plan, columns: Columns) -> int:
    store, by = page.deps.store, page.user.id if page.user else ""
    source = intake.source_of(columns.crm, set(columns.fields.values()))
    stored = intake.store_plan(store, made, source=source, dated="", actor=by, at=page.now)
    floor.apply(store)
    snapshots.publish(store, page.deps.settings.data_dir)
    return stored


ENTRIES: Final = (
    Entry("/companies", companies),
    Entry("/companies", take_in, method="POST", least="sales", upload=True),
)

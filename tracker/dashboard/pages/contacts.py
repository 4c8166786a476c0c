"""People of a site, and lists of people or of what happened elsewhere, read in; every row accounted for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from enrichment import BadData
from enrichment.columns import BadMapping
from enrichment.importing import Problem
from enrichment.sheets import parse
from tracker.contacts import vocabulary
from tracker.contacts.agreed import Agreed, agree, agreed_of
from tracker.contacts.book import open_book
from tracker.contacts.intake import take_in
from tracker.contacts.person import BASES, SOURCES
from tracker.contacts.pressure import BOUNDS
from tracker.contacts.recording import record
from tracker.dashboard import asked
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, blocking, redirect
from tracker.dashboard.persons import BY_HAND, FUNCTIONS, Persons
from tracker.dashboard.refusals import refusal
from tracker.read.contacts import desk, everybody
from tracker.read.naming import names
from tracker.sites import ask_for_work_mail

SHOWN: Final = 100
KINDS: Final = ("touches", "people")
_GIVEN: Final = ("basis", "consent_at", "consent_text", "campaign", "at", "signal", "source")


@dataclass(frozen=True)
class Result:
    """What became of the rows of a list. ``stored``: False where it was only checked."""

    kind: str
    stored: bool
    rows: int
    counts: Counter[str]
    people: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


async def contacts(page: Page) -> Response:
    return await show(page)


async def show(page: Page, *, problem: str = "", made: Result | None = None) -> Response:
    page.need_site()
    return page.render(
        "contacts.html",
        status=422 if problem else 200,
        problem=problem,
        made=made,
        shown=SHOWN,
        persons=Persons(page.words.t),
        kinds=KINDS,
        by_hand=tuple(BY_HAND),
        bases=BASES,
        sources=SOURCES,
        channels=vocabulary.CHANNELS,
        form=page.form,
        done="saved" in page.request.query_params,
        **await blocking(_everything, page),
    )


def _everything(page: Page) -> dict[str, Any]:
    store, site = page.deps.store, page.need_site().id
    wanted = asked.choice(page, "department", ("", *FUNCTIONS), "")
    with open_book(page.deps.settings.data_dir, page.deps.store) as book:
        found = everybody(store, book, site, at=page.now)
        return {
            "everybody": [item for item in found if wanted in ("", item.contact.function)],
            "names": names(store, site, (item.contact.account for item in found)),
            "department": wanted,
            "departments": sorted({item.contact.function for item in found} - {""}),
            "agreed": agreed_of(store, site),
            "audit": book.audit(site, most=20) if page.may("admin") else [],
        }


async def take(page: Page) -> Response:
    """A list, checked or imported."""
    if page.upload is None:
        return await show(
            page, problem=page.mark("file", page.gettext("Choose a file: CSV or Excel (.xlsx)."))
        )
    try:
        made = await blocking(_taken, page)
    except (BadData, BadMapping) as error:
        return await show(page, problem=page.mark("file", refusal(page, error)))
    return await show(page, made=made)


def _taken(page: Page) -> Result:
    headings, rows = parse(page.upload.data, page.upload.name)
    columns = vocabulary.columns(headings)
    unused = tuple(heading for heading in headings if heading not in columns)
    given = {name: page.form[name].strip() for name in _GIVEN if page.form.get(name, "").strip()}
    stored = page.form.get("do") == "import"
    with open_book(page.deps.settings.data_dir, page.deps.store) as book:
        place = desk(
            page.deps.store,
            book,
            page.need_site().id,
            zone=page.zone,
            now=page.now,
            by=page.user.id if page.user else "",
            source=page.upload.name,
            given=given,
            dry_run=not stored,
        )
        if page.form.get("kind") == "people":
            taken = take_in(book, rows, columns, place.known, place.people)
            return Result(
                "people", stored, taken.rows, taken.counts, Counter(), taken.problems, columns, unused
            )
        found = record(place, rows, columns)
    return Result("touches", stored, found.rows, found.counts, found.people, found.problems, columns, unused)


def _fault(page: Page, said: str) -> Exception:
    name = said.partition(":")[0]
    if name not in BOUNDS:
        return ValueError(page.gettext("This cannot be: %(what)s", what=said))
    low, high = BOUNDS[name]
    return Fault(name, page.gettext("A whole number from %(low)s to %(high)s is needed.", low=low, high=high))


async def settle(page: Page) -> Response:
    """What the site agrees on for its contacts."""
    form = page.form
    try:
        wanted = Agreed(
            most=int(form.get("most", "")),
            days=int(form.get("days", "")),
            off=tuple(name for name in vocabulary.CHANNELS if form.get(f"use_{name}") != "on"),
            work_mail_only=form.get("work_mail_only") == "on",
        )
        by = page.user.id if page.user else ""
        await blocking(agree, page.deps.store, page.need_site().id, wanted, actor=by)
        if "work_mail_forms" in form:
            asking = form["work_mail_forms"]
            await blocking(ask_for_work_mail, page.deps.store, page.need_site(), asking, actor=by)
    except ValueError as error:
        return await show(page, problem=page.blame(_fault(page, str(error))))
    return redirect(page.here("contacts") + "?saved#agreed")


ENTRIES: Final = (
    Entry("/site/{site}/contacts", contacts, least="sales"),
    Entry("/site/{site}/contacts", take, method="POST", least="sales", upload=True),
    Entry("/site/{site}/contacts/agree", settle, method="POST", least="admin"),
)

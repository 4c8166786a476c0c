"""People of one account, and what happened with it elsewhere: the section on its page, and its forms."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import msgspec
from starlette.responses import Response

from tracker.audit import audit
from tracker.contacts.book import Book, Outreach, open_book
from tracker.contacts.intake import KEPT, take_in
from tracker.contacts.offline import MOST_NOTE
from tracker.contacts.person import BASES, SOURCES, BadContact, Contact, clean_mail, clean_phone
from tracker.contacts.recording import record
from tracker.contacts.titles import function_of, seniority_of
from tracker.contacts.vocabulary import CHANNELS
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, PageError, blocking, redirect
from tracker.dashboard.persons import BY_HAND, Persons
from tracker.read import departments
from tracker.read.accounts import AccountDetail
from tracker.read.contacts import People, desk, people_of

_PERSON: Final = ("person", "mail", "phone", "title", "department", "basis", "consent_at", "consent_text",
                  "source", "visitor")  # fmt: skip
#: Field at which a refusal is said.
_PLACES: Final = {
    "bad_phone": "phone",
    "no_basis": "basis",
    "no_consent": "consent_at",
    "bad_time": "at",
    "future": "at",
}
_TOUCH: Final = ("signal", "at", "campaign", "note")


def section(page: Page, key: str, detail: AccountDetail) -> dict[str, Any]:
    """What the account's page needs of its people. Who only looks sees that there are some, not who."""
    with open_book(page.deps.settings.data_dir, page.deps.store) as book:
        site = page.need_site().id
        found = people_of(page.deps.store, book, site, key, at=page.now, timeline=detail.timeline)
    of = departments.of_account((person.contact.function for person in found.people), detail.timeline)
    words = Persons(page.words.t)
    visitors = {
        visit.visitor: visit.start for visit in reversed(detail.timeline) if visit.visitor and visit.views
    }
    return {
        "contacts": found if page.may("sales") else _hidden(found),
        "persons": words,
        "departments": of,
        "department_names": [words.function(code) for code in of.declared],
        "bases": BASES,
        "contact_sources": SOURCES,
        "by_hand": tuple(BY_HAND),
        "outreach_channels": CHANNELS,
        "visitors": sorted(visitors.items(), key=lambda item: -item[1])[:12],
        "said": page.request.query_params.get("person", ""),
    }


def _hidden(found: People) -> People:
    touches = tuple(
        type(item)(
            item.id,
            item.account,
            item.ts,
            item.received,
            item.signals,
            item.channel,
            item.campaign,
            item.source,
        )
        for item in found.touches
    )
    return People((), touches, found.level, found.agreed)


async def add(page: Page) -> Response:
    """A person entered by hand, with the stated source and legal basis."""
    outcome = await blocking(_added, page)
    if outcome not in KEPT:
        raise Fault(f"person.{_PLACES.get(outcome, 'mail')}", _refusal(page, outcome))
    return _back(page, outcome)


def _added(page: Page) -> str:
    row = _row(page, _PERSON)
    with open_book(page.deps.settings.data_dir, page.deps.store) as book:
        place = _desk(page, book)
        made = take_in(book, [(1, row)], {name: name for name in row}, place.known, place.people)
    return next(iter(made.counts))


async def touch(page: Page) -> Response:
    """What happened elsewhere, entered by hand."""
    outcome = await blocking(_touched, page)
    if outcome not in ("taken", "known"):
        raise Fault(f"touch.{_PLACES.get(outcome, 'signal')}", _refusal(page, outcome))
    return _back(page, outcome)


def _touched(page: Page) -> str:
    row = _row(page, _TOUCH)
    with open_book(page.deps.settings.data_dir, page.deps.store) as book:
        who = book.get(page.form.get("contact", ""))
        if who and who.site == page.need_site().id and who.mail:
            row["mail"] = who.mail
        made = record(_desk(page, book), [(1, row)], {name: name for name in row})
    return next(iter(made.counts))


def _row(page: Page, names: tuple[str, ...]) -> dict[str, str]:
    row = {name: page.form.get(name, "").strip()[:MOST_NOTE] for name in names}
    key = page.form.get("account", "")
    return {**row, **({"company": key[1:]} if key.startswith("~") else {"domain": key})}


def _desk(page: Page, book: Book) -> Any:
    return desk(
        page.deps.store,
        book,
        page.need_site().id,
        zone=page.zone,
        now=page.now,
        by=page.user.id if page.user else "",
        source="hand",
    )


async def act(page: Page) -> Response:
    """On one person: checked, leave alone, turned to, erase."""
    what = page.form.get("do", "")
    work = {"check": _check, "leave": _leave, "edit": _edit, "reach": _reach, "erase": _erase}.get(what)
    if work is None:
        raise PageError(
            400,
            page.gettext(
                "%(name)s is not one of: %(list)s", name="do", list="check, edit, leave, reach, erase"
            ),
        )
    if what == "erase" and not page.may("admin"):
        raise PageError(403, page.gettext("Only an administrator erases a person."))
    await blocking(_with_person, page, work)
    return _back(page, what)


def _with_person(page: Page, work: Any) -> None:
    with open_book(page.deps.settings.data_dir, page.deps.store) as book:
        who = book.get(page.form.get("contact", ""))
        if who is None or who.site != page.need_site().id:
            raise PageError(404, page.gettext("Nobody of this kind is kept."))
        work(page, book, who)


def _check(page: Page, book: Book, who: Contact) -> None:
    book.save(msgspec.structs.replace(who, checked=page.now), by=_by(page), at=page.now)


def _edit(page: Page, book: Book, who: Contact) -> None:
    """What they said, put right: which fields changed is written down."""
    form = {name: page.form.get(name, "").strip() for name in ("person", "mail", "phone", "title")}
    try:
        mail = clean_mail(form["mail"]) if form["mail"] else ""
        phone = clean_phone(form["phone"]) if form["phone"] else ""
    except BadContact as error:
        raise Fault(f"{who.id}.{error.field}", _refusal(page, f"bad_{error.field}")) from None
    if not mail and not phone:
        raise Fault(f"{who.id}.mail", _refusal(page, "no_datum"))
    other = book.known(who.site, mail, "") if mail else None
    if other is not None and other.id != who.id:
        raise Fault(f"{who.id}.mail", _refusal(page, "known"))
    title = form["title"][:120]
    made = msgspec.structs.replace(
        who,
        name=form["person"][:120],
        mail=mail,
        phone=phone,
        title=title,
        function=function_of(title) or who.function,
        seniority=seniority_of(title),
        checked=page.now,
    )
    book.save(made, by=_by(page), at=page.now)


def _leave(page: Page, book: Book, who: Contact) -> None:
    marked = 0 if who.do_not_contact else page.now
    made = msgspec.structs.replace(who, do_not_contact=marked, do_not_why="asked" if marked else "")
    book.save(made, by=_by(page), at=page.now)


def _reach(page: Page, book: Book, who: Contact) -> None:
    """We turned to them. Above the cap only who says so on purpose; never to whom must be left alone."""
    if who.do_not_contact:
        raise PageError(422, page.gettext("This person asked to be left alone."))
    found = people_of(page.deps.store, book, who.site, who.account, at=page.now)
    person = next(item for item in found.people if item.contact.id == who.id)
    if person.pressure.full and page.form.get("anyway") != "on":
        raise PageError(
            422,
            page.gettext(
                "Turned to %(num)s times in %(days)s days; %(most)s are agreed. Tick “anyway” if so.",
                num=person.pressure.done,
                days=found.agreed.days,
                most=found.agreed.most,
            ),
        )
    channel = page.form.get("channel", "")
    said = Outreach(who.id, page.now, channel if channel in CHANNELS else "other", _by(page),
                    page.form.get("note", "").strip()[:MOST_NOTE])  # fmt: skip
    book.reached_out(who.site, who.account, said)


def _erase(page: Page, book: Book, who: Contact) -> None:
    book.erase(who.id, by=_by(page), at=page.now)
    store = page.deps.store
    audit(store, who=_by(page), what="contact.erased", site=who.site, subject=who.id, at=page.now)


def _by(page: Page) -> str:
    return page.user.id if page.user else ""


def _refusal(page: Page, code: str) -> str:
    return page.gettext("Not taken in: %(why)s.", why=Persons(page.words.t).outcome(code))


def _back(page: Page, said: str) -> Response:
    key = page.form.get("account", "")
    target = (
        f"{page.here('accounts')}/{quote(key)}?person={said}#people"
        if key
        else page.here("contacts") + "?saved"
    )
    return redirect(target)


ENTRIES: Final = (
    Entry("/site/{site}/person", add, method="POST", least="sales"),
    Entry("/site/{site}/person/act", act, method="POST", least="sales"),
    Entry("/site/{site}/touch", touch, method="POST", least="sales"),
)

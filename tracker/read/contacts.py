"""People and touches of an account and of a site; and the desk where new ones come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.companies import optouts
from tracker.contacts import intake, offline
from tracker.contacts.agreed import Agreed, agreed_of
from tracker.contacts.book import Book, Noted, Outreach
from tracker.contacts.match import accounts
from tracker.contacts.person import Contact, level
from tracker.contacts.pressure import Pressure, pressure
from tracker.contacts.recording import Desk
from tracker.intent.touch import DAY_MS
from tracker.read.models import model_of
from tracker.read.shapes import Visit
from tracker.store import Row, Store

MOST_TOUCHES = 60
BACK_DAYS = 400


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with what we did: ``outreach`` newest first; ``visits`` of theirs before and after they made
    themselves known, ``first_visit`` UTC ms (0: none is known to be theirs)."""

    contact: Contact
    pressure: Pressure
    outreach: tuple[Outreach, ...] = ()
    visits: int = 0
    first_visit: int = 0

    @property
    def may_be_contacted(self) -> bool:
        return not self.contact.do_not_contact and not self.pressure.full


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A touch that happened elsewhere. ``ts``, ``received``: UTC ms; ``who``: the person, if one is kept."""

    id: str
    account: str
    ts: int
    received: int
    signals: tuple[str, ...]
    channel: str
    campaign: str
    source: str
    who: Contact | None = None
    note: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Of one account. ``level``: Q1 company, Q2 department, Q3 person."""

    people: tuple[Person, ...]
    touches: tuple[Elsewhere, ...]
    level: str
    agreed: Agreed


def people_of(
    store: Store, book: Book, site: str, account: str, *, at: int, timeline: Sequence[Visit] = ()
) -> People:
    """Who is known there and what happened elsewhere, at ``at`` (UTC ms)."""
    agreed = agreed_of(store, site)
    contacts = book.of_account(site, account)
    found = tuple(_person(contact, book.outreach(contact.id), agreed, at, timeline) for contact in contacts)
    return People(found, elsewhere(store, book, site, account), level(contacts), agreed)


def _person(
    contact: Contact, done: Sequence[Outreach], agreed: Agreed, at: int, timeline: Sequence[Visit]
) -> Person:
    own = [visit for visit in timeline if contact.visitor and visit.visitor == contact.visitor]
    return Person(
        contact=contact,
        pressure=pressure((item.at for item in done), agreed.cap, at),
        outreach=tuple(done),
        visits=len(own),
        first_visit=min((visit.start for visit in own), default=0),
    )


def elsewhere(store: Store, book: Book, site: str, account: str) -> tuple[Elsewhere, ...]:
    """Touches of an account, newest first."""
    rows = store.read("contacts/offline", site=site, account=account, since=0, limit=MOST_TOUCHES)
    noted = book.noted(site, account)
    whose = {contact.id: contact for contact in book.of_account(site, account)}
    return tuple(_elsewhere(row, noted.get(row["id"]), whose) for row in rows)


def _elsewhere(row: Row, note: Noted | None, whose: Mapping[str, Contact]) -> Elsewhere:
    return Elsewhere(
        id=row["id"],
        account=row["account"],
        ts=row["ts"],
        received=row["received"],
        signals=tuple(row["signals"]),
        channel=row["channel"],
        campaign=row["campaign"],
        source=row["source"],
        who=whose.get(row["visitor"].removeprefix("contact:")),
        note=note.note if note else "",
        by=note.by if note else "",
    )


def everybody(store: Store, book: Book, site: str, *, at: int) -> list[Person]:
    """All contacts of a site; those who were turned to too often first, then by account. People of a company
    that opted out are left out."""
    agreed = agreed_of(store, site)
    done = book.outreach_of_site(site, at - agreed.days * DAY_MS)
    told = optouts.teller(store)
    named = [contact for contact in book.of_site(site) if not told(contact.account)]
    found = [_person(contact, done.get(contact.id, ()), agreed, at, ()) for contact in named]
    return sorted(found, key=lambda item: (not item.pressure.full, item.contact.account, item.contact.name))


def reachable(store: Store, book: Book, site: str, *, at: int) -> list[Person]:
    """Who may be turned to now: not to be left alone, not turned to too often."""
    return [person for person in everybody(store, book, site, at=at) if person.may_be_contacted]


def visitor_of_view(store: Store, site: str, view: str) -> str:
    """The key of the visitor who saw this page view; "" where it is not stored."""
    rows = store.read("contacts/visitor", site=site, view=view)
    return str(rows[0]["visitor"]) if rows else ""


def desk(
    store: Store,
    book: Book,
    site: str,
    *,
    zone: str,
    now: int,
    by: str,
    source: str,
    given: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Desk:
    """Where touches and people come in, on the terms the site agreed on."""
    agreed = agreed_of(store, site)
    touches = offline.Terms(
        zone=zone,
        now=now,
        allowed=offline.signals_of(model_of(store, site)),
        off=frozenset(agreed.off),
        given=given or {},
    )
    people = intake.Terms(
        site=site, zone=zone, now=now, by=by, agreed=agreed, given=given or {}, dry_run=dry_run
    )
    return Desk(store=store, book=book, known=accounts(store), touches=touches, people=people, source=source)

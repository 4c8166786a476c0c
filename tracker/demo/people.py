"""Whom the demonstration's team met: people who made themselves known, a fair, calls and mails. All made up.

Taken in once, through the same desk as everywhere; names are invented, addresses end in ``.example`` and
numbers come from blocks that are kept for films.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tracker.contacts.book import Book, Outreach, open_book
from tracker.contacts.intake import take_in
from tracker.contacts.recording import record
from tracker.demo.way import DAY, ELSE, SALES
from tracker.read.contacts import desk
from tracker.site import Site
from tracker.store import Store

FAIR: Final = "Motek Stuttgart"
#: account, name, mail, phone, job title, source, legal basis, days ago of the consent (0: none).
PEOPLE: Final[tuple[tuple[str, str, str, str, str, str, str, int], ...]] = (
    ("rheinfeld-chemie.example", "Petra Kühn", "p.kuehn@rheinfeld-chemie.example", "+49 30 23125 014",
     "Leiterin Einkauf", "form", "request", 0),
    ("rheinfeld-chemie.example", "Anton Weiss", "a.weiss@rheinfeld-chemie.example", "",
     "Instandhaltung Werk 2", "mail", "request", 0),
    ("polderland-zuivel.example", "Jeroen Bakker", "j.bakker@polderland-zuivel.example", "",
     "Hoofd techniek", "form", "consent", 40),
    ("kestrel-robotics.example", "Priya Nair", "priya@kestrel-robotics.example", "+44 20 7946 0321",
     "CTO", "fair", "request", 0),
    ("hartmann-foerdertechnik.example", "Jutta Hartmann", "j.hartmann@hartmann-foerdertechnik.example",
     "+49 30 23125 077", "Geschäftsführerin", "form", "request", 0),
    ("vandermeer-verpakkingen.example", "Lotte van der Meer", "lotte@vandermeer-verpakkingen.example", "",
     "Inkoopmanager", "crm", "contract", 0),
    ("nordlicht-anlagenbau.example", "", "einkauf@nordlicht-anlagenbau.example", "", "Einkauf", "list",
     "legitimate_interest", 0),
)  # fmt: skip
#: account (or a name), signal, days ago, fair or campaign, whose mail, note.
TOUCHES: Final = (
    ("brenner-sondermaschinen.example", "fair_concrete", 3.2, FAIR, "", "6 Achsen, Angebot bis Monatsende"),
    ("kestrel-robotics.example", "fair_info", 3.3, FAIR, "priya@kestrel-robotics.example", "Datenblätter"),
    ("greyfriars-brewing.example", "fair_badge", 3.4, FAIR, "", ""),
    ("Lahntal Werkzeugbau GmbH", "fair_info", 3.1, FAIR, "", "noch nie auf der Website"),
    ("zeeuwse-scheepswerf.example", "question", 6.0, "LinkedIn herbst-aktion", "", "vraagt naar levertijd"),
    ("polderland-zuivel.example", "sales_talk", 6.0, "", "j.bakker@polderland-zuivel.example", ""),
    ("rheinfeld-chemie.example", "mail_reply", 9.5, "", "p.kuehn@rheinfeld-chemie.example", ""),
    ("hartmann-foerdertechnik.example", "meeting", 5.2, "", "j.hartmann@hartmann-foerdertechnik.example", ""),
)  # fmt: skip
#: Whom we turned to: mail, days ago, how, by whom.
OUTREACH: Final = (
    ("priya@kestrel-robotics.example", 9.0, "email", SALES),
    ("priya@kestrel-robotics.example", 5.0, "email", SALES),
    ("priya@kestrel-robotics.example", 2.2, "phone", SALES),
    ("p.kuehn@rheinfeld-chemie.example", 9.0, "email", ELSE),
)
ALONE: Final = "lotte@vandermeer-verpakkingen.example"
_AGREED: Final = "Newsletter Antriebe, Fassung 3"


def meet(store: Store, site: Site, data_dir: Path, *, zone: str, now: int) -> int:
    """Write them down where nobody is known yet; how many people and touches that were."""
    with open_book(data_dir, store) as book:
        if book.of_site(site.id):
            return 0
        place = desk(store, book, site.id, zone=zone, now=now, by=SALES, source="messe-herbst.csv")
        people = take_in(book, _numbered(_people(now)), _same(_people(now)), place.known, place.people)
        touches = record(place, _numbered(_touches(now)), _same(_touches(now)))
        _turned_to(book, site.id, now)
    return people.rows + touches.rows


def _numbered(rows: Sequence[dict[str, str]]) -> list[tuple[int, dict[str, str]]]:
    return list(enumerate(rows, 2))


def _same(rows: Sequence[dict[str, str]]) -> dict[str, str]:
    return {name: name for row in rows for name in row}


def _people(now: int) -> list[dict[str, str]]:
    names = ("domain", "person", "mail", "phone", "title", "source", "basis")
    return [
        {
            **dict(zip(names, row[:7], strict=True)),
            "consent_at": _iso(now, float(row[7])) if row[7] else "",
            "consent_text": _AGREED if row[7] else "",
            "do_not_contact": "yes" if row[2] == ALONE else "",
        }
        for row in PEOPLE
    ]


def _touches(now: int) -> list[dict[str, str]]:
    return [
        {
            "company" if " " in account else "domain": account,
            "signal": signal,
            "at": _iso(now, days),
            "campaign": campaign,
            "mail": mail,
            "note": note,
        }
        for account, signal, days, campaign, mail, note in TOUCHES
    ]


def _iso(now: int, days: float) -> str:
    return datetime.fromtimestamp((now - int(days * DAY)) / 1000, UTC).isoformat()


def _turned_to(book: Book, site: str, now: int) -> None:
    for mail, days, channel, who in OUTREACH:
        known = book.known(site, mail, "")
        if known is not None:
            book.reached_out(site, known.account, Outreach(known.id, now - int(days * DAY), channel, who))

"""What lists say of touches and people: words, times, titles, accounts; and how often to turn to somebody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.contacts import intake, offline, vocabulary
from tracker.contacts.agreed import Agreed
from tracker.contacts.book import FILE, Book, Outreach, open_book
from tracker.contacts.match import Accounts, Unmatched
from tracker.contacts.person import Contact, clean_phone, level, mail_kind
from tracker.contacts.pressure import Cap, pressure
from tracker.contacts.times import instant
from tracker.contacts.titles import function_of, seniority_of
from tracker.intent import default_model

DAY = 86_400_000
NOW = 1_773_140_400_000  # 2026-03-10 11:00 UTC
KNOWN = Accounts(
    [
        {"key": "acme.example", "name": "Acme GmbH", "domain": "acme.example"},
        {"key": "twin-a.example", "name": "Twin B.V.", "domain": "twin-a.example"},
        {"key": "twin-b.example", "name": "Twin GmbH", "domain": "twin-b.example"},
    ],
    lambda key: key == "hidden.example",
)
TERMS = offline.Terms(
    zone="Europe/Berlin", now=NOW, allowed=offline.signals_of(default_model()), off=frozenset({"social"})
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with open_book(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("title", "function", "seniority"),
    [
        ("Geschäftsführer", "management", "executive"),
        ("Leiter Einkauf", "purchasing", "manager"),
        ("Technischer Einkäufer", "purchasing", "specialist"),
        ("inkoopmanager", "purchasing", "manager"),
        ("Hoofd inkoop", "purchasing", "manager"),
        ("CEO", "management", "executive"),
        ("CTO", "engineering", "executive"),
        ("Konstrukteur", "engineering", "specialist"),
        ("Werkleiter", "production", "director"),
        ("Key Account Manager", "sales", "manager"),
        ("Leiter International Sales", "sales", "manager"),
        ("Coordinator", "", "specialist"),
        ("Werkstudent Marketing", "marketing", "learner"),
        ("Stagiair", "education", "learner"),
        ("algemeen directeur", "management", "executive"),
        ("IT-Leiter", "it", "manager"),
        ("", "", ""),
    ],
)
def test_titles_in_three_languages(title: str, function: str, seniority: str) -> None:
    assert (function_of(title), seniority_of(title)) == (function, seniority)


def test_a_stated_department_goes_before_the_title() -> None:
    assert function_of("Leiter", "Beschaffung") == "purchasing"


@pytest.mark.parametrize(
    ("mail", "kind"),
    [
        ("a@acme.com", "work"),
        ("a@gmx.de", "private"),
        ("a@gmail.com", "private"),
        ("a@ziggo.nl", "private"),
        ("a@mailinator.com", "disposable"),
    ],
)
def test_work_private_and_throw_away_mail(mail: str, kind: str) -> None:
    assert mail_kind(mail) == kind


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+49 (0)30 123456", "", "+4930123456"),
        ("0031 20 1234567", "", "+31201234567"),
        ("030/123456", "DE", "+4930123456"),
        ("030 123456", "", "030123456"),
    ],
)
def test_phone_numbers(text: str, country: str, number: str) -> None:
    assert clean_phone(text, country) == number


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-09", NOW - DAY),
        ("09.03.2026 12:00", NOW - DAY),
        ("9-3-2026 12:00", NOW - DAY),
        ("2026-03-09T11:00:00+00:00", NOW - DAY),
        ("2026-03-09 12:00:00", NOW - DAY),
    ],
)
def test_times_of_lists(text: str, at: int) -> None:
    assert instant(text, "Europe/Berlin") == at


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"domain": "https://www.acme.example/x"}, "acme.example"),
        ({"mail": "a@sales.acme.example"}, "acme.example"),
        ({"company": "ACME"}, "acme.example"),
        ({"company": "Neu & Söhne KG"}, "~neu-and-sohne"),
        ({"company": "Acme", "mail": "a@gmail.com"}, "acme.example"),
    ],
)
def test_which_account_is_meant(said: dict[str, str], key: str) -> None:
    assert KNOWN.find(said).key == key


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"company": "Twin"}, "ambiguous"),
        ({"mail": "a@gmail.com"}, "private_mail"),
        ({"domain": "gmail.com"}, "private_mail"),
        ({"domain": "no domain"}, "bad_domain"),
        ({"domain": "hidden.example"}, "opted_out"),
        ({}, "no_company"),
    ],
)
def test_which_account_is_not_meant(said: dict[str, str], reason: str) -> None:
    with pytest.raises(Unmatched) as refused:
        KNOWN.find(said)
    assert refused.value.reason == reason


HEAD = ("Firma", "E-Mail", "Interesse", "Art", "Datum", "Messe", "Status", "Kanal")


def rows_of(*rows: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    return [(line, dict(zip(HEAD, row, strict=False))) for line, row in enumerate(rows, 2)]


def test_every_row_of_a_fair_is_taken_or_counted() -> None:
    made = offline.plan(
        rows_of(
            ("Acme", "", "konkret", "", "2026-03-09", "Hannover", "", ""),
            ("Acme", "", "leicht", "", "2026-03-09", "Hannover", "", ""),
            ("Acme", "", "karte", "", "2026-03-09", "Hannover", "", ""),
            ("", "a@acme.example", "", "Anruf", "2026-03-09", "", "", ""),
            ("Acme", "a@gmail.com", "", "Frage", "2026-03-09", "", "", "LinkedIn"),
            ("Acme", "a@web.de", "", "Frage", "2026-03-08", "", "", ""),
            ("Acme", "", "konkret", "", "2026-03-09", "Hannover", "SAL", ""),
            ("Acme", "", "", "open", "2026-03-09", "", "", ""),
            ("Acme", "", "", "Unsinn", "2026-03-09", "", "", ""),
            ("Acme", "", "", "", "2026-03-09", "", "", ""),
            ("Acme", "", "", "Anruf", "gestern", "", "", ""),
            ("Acme", "", "", "Anruf", "2027-01-01", "", "", ""),
            ("", "", "konkret", "", "2026-03-09", "", "", ""),
            ("", "", "", "", "", "", "", ""),
        ),
        vocabulary.columns(HEAD),
        KNOWN,
        TERMS,
    )
    assert [(touch.signals, touch.channel) for touch in made.touches] == [
        (("fair_concrete",), "fair"),
        (("fair_info",), "fair"),
        (("fair_badge",), "fair"),
        (("phone_inbound",), "phone"),
        (("question", "private_mail"), "email"),
    ]
    assert [(problem.line, problem.reason) for problem in made.problems] == [
        (6, "channel_off"),
        (8, "sales_stage"),
        (9, "mail_opened"),
        (10, "unknown_signal"),
        (11, "no_signal"),
        (12, "bad_time"),
        (13, "future"),
        (14, "no_company"),
        (15, "empty"),
    ]
    assert made.rows == 14


def test_a_touch_is_the_same_however_often_it_is_read() -> None:
    row = rows_of(("Acme", "a@acme.example", "konkret", "", "2026-03-09", "Hannover", "", ""))
    first, again = (offline.plan(row, vocabulary.columns(HEAD), KNOWN, TERMS) for _ in range(2))
    assert first.touches[0].id("shop") == again.touches[0].id("shop")
    assert first.touches[0].id("shop") != first.touches[0].id("other")


def people(**more: str) -> dict[str, str]:
    return {"company": "Acme", "basis": "request", "source": "form", **more}


def take(book: Book, *rows: dict[str, str], at: int = NOW, agreed: Agreed | None = None) -> intake.Taken:
    names = dict.fromkeys(name for row in rows for name in row)
    terms = intake.Terms(
        site="shop", zone="Europe/Berlin", now=at, by="ada@example.com", agreed=agreed or Agreed()
    )
    return intake.take_in(book, list(enumerate(rows, 2)), {name: name for name in names}, KNOWN, terms)


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (people(mail="Ada@Acme.example"), "added"),
        (people(phone="+49 30 123456"), "added"),
        (people(mail="a@gmail.com"), "added"),
        (people(person="Ada"), "no_datum"),
        (people(mail="nobody"), "bad_mail"),
        (people(phone="ring me"), "bad_phone"),
        (people(mail="a@mailinator.com"), "disposable_mail"),
        ({"mail": "a@acme.example"}, "no_basis"),
        ({"mail": "a@acme.example", "basis": "because"}, "no_basis"),
        ({"mail": "a@acme.example", "basis": "consent"}, "no_consent"),
        ({"mail": "a@acme.example", "basis": "consent", "consent_at": "2026-03-01"}, "no_consent"),
        (
            {"mail": "a@acme.example", "consent_at": "2026-03-01", "consent_text": "News, v3"},
            "added",
        ),
        (people(company="", mail="a@gmail.com"), "private_mail"),
    ],
)
def test_nobody_is_kept_without_a_datum_and_a_basis(book: Book, row: dict[str, str], outcome: str) -> None:
    assert dict(take(book, row).counts) == {outcome: 1}


def test_a_site_may_ask_for_work_addresses(book: Book) -> None:
    found = take(book, people(mail="a@gmail.com"), agreed=Agreed(work_mail_only=True))
    assert dict(found.counts) == {"work_mail_only": 1}


def test_the_same_person_is_joined_and_nothing_is_wiped_out(book: Book) -> None:
    made = take(
        book,
        people(mail="ada@acme.example", person="Ada Lind", title="Leiterin Einkauf", phone="+49 30 1234567"),
        people(mail="ADA@acme.example", title="", phone="not a number"),
        people(mail="ada@acme.example", department="Einkauf", do_not_contact="ja"),
    )
    assert dict(made.counts) == {"added": 1, "same": 1, "merged": 1}
    assert dict(made.left_out) == {"phone": 1}
    [ada] = book.of_account("shop", "acme.example")
    assert (ada.name, ada.phone, ada.function, ada.level) == ("Ada Lind", "+49301234567", "purchasing", "Q3")
    assert ada.do_not_contact == NOW
    take(book, people(mail="ada@acme.example", do_not_contact=""))
    assert book.of_account("shop", "acme.example")[0].do_not_contact == NOW, "a list does not lift the mark"
    assert [change.action for change in book.audit("shop")] == ["changed", "added"]


def test_an_erased_person_is_gone_from_the_disk_and_stays_away(book: Book, tmp_path: Path) -> None:
    take(book, people(mail="ada@acme.example", person="Adalind Unverwechselbar"))
    [ada] = book.of_site("shop")
    book.reached_out("shop", "acme.example", Outreach(ada.id, NOW, "email", "jo", "Hallo Unverwechselbar"))
    assert book.erase(ada.id, by="jo", at=NOW)
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE}*"))
    assert b"Unverwechselbar" not in on_disk
    assert b"ada@acme.example" not in on_disk
    assert book.of_site("shop") == []
    assert book.outreach(ada.id) == []
    assert dict(take(book, people(mail="ada@acme.example")).counts) == {"erased": 1}
    later = {"mail": "ada@acme.example", "consent_at": "2026-03-12", "consent_text": "News, v3"}
    assert dict(take(book, later, at=NOW + 5 * DAY).counts) == {"added": 1}
    assert [change.action for change in book.audit("shop")] == ["added", "erased", "added"]
    assert not book.erase("nobody", by="jo", at=NOW)


def test_the_levels_of_qualification() -> None:
    company = Contact(mail="info@acme.example")
    department = Contact(mail="inkoop@acme.example", function="purchasing")
    person = Contact(name="Ada", phone="+4930123456")
    assert [level([]), level([company]), level([company, department])] == ["Q1", "Q1", "Q2"]
    assert level([company, department, person]) == "Q3"


@pytest.mark.parametrize(
    ("days", "done", "left", "free_in"),
    [
        ([], 0, 3, 0),
        ([1, 2], 2, 1, 0),
        ([1, 2, 10], 3, 0, 4),
        ([1, 2, 10, 20], 3, 0, 4),
        ([1, 2, 3, 4], 4, 0, 11),
        ([14, 15], 0, 3, 0),
    ],
)
def test_how_often_to_turn_to_a_person(days: list[int], done: int, left: int, free_in: int) -> None:
    found = pressure([NOW - day * DAY for day in days], Cap(3, 14), NOW)
    assert (found.done, found.left, found.free and (found.free - NOW) // DAY) == (done, left, free_in)

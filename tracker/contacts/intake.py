"""People of a list, a form's back end or a person's own entry: checked, matched, joined to who is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from enrichment.importing import Problem
from tracker.contacts import vocabulary
from tracker.contacts.agreed import Agreed
from tracker.contacts.book import Book
from tracker.contacts.match import Accounts, Unmatched
from tracker.contacts.person import (
    BASES,
    DISPOSABLE,
    PRIVATE,
    SOURCES,
    BadContact,
    Contact,
    clean_language,
    clean_mail,
    clean_phone,
    mail_kind,
)
from tracker.contacts.times import instant
from tracker.contacts.titles import function_of, seniority_of

ADDED: Final = "added"
MERGED: Final = "merged"
SAME: Final = "same"
EMPTY: Final = "empty"
NO_DATUM: Final = "no_datum"
BAD_MAIL: Final = "bad_mail"
BAD_PHONE: Final = "bad_phone"
NO_BASIS: Final = "no_basis"
NO_CONSENT: Final = "no_consent"
ERASED: Final = "erased"
WORK_MAIL_ONLY: Final = "work_mail_only"
THROW_AWAY: Final = "disposable_mail"
KEPT: Final = (ADDED, MERGED, SAME)
#: Longest text of a field.
MOST: Final = {"name": 120, "title": 120, "consent_text": 500, "external": 100, "do_not_why": 200}


@dataclass(slots=True)
class Taken:
    """``counts`` adds up to the rows read; ``left_out`` counts values. ``ids``: line → contact."""

    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.counts.total()


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms people are taken in. ``given``: what holds for rows that do not say otherwise."""

    site: str
    zone: str
    now: int
    by: str
    agreed: Agreed = Agreed()
    given: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False


class _Refused(Exception):
    def __init__(self, reason: str, column: str = "", text: str = "", allowed: str = "") -> None:
        self.reason, self.column, self.text, self.allowed = reason, column, text[:60], allowed


def take_in(
    book: Book,
    rows: Iterable[tuple[int, Mapping[str, str]]],
    mapping: Mapping[str, str],
    known: Accounts,
    terms: Terms,
) -> Taken:
    """Every row is kept or counted under a reason with its line."""
    made = Taken()
    for line, row in rows:
        try:
            said = vocabulary.values(row, mapping)
            if not said:
                raise _Refused(EMPTY)
            contact = contact_of({**terms.given, **said}, known, terms, made, line)
            _not_erased(book, contact)
        except (_Refused, Unmatched) as refused:
            column = getattr(refused, "column", "")
            made.counts[refused.reason] += 1
            made.problems.append(Problem(line, refused.reason, column, refused.text, refused.allowed))
        else:
            made.counts[_keep(book, contact, terms, made, line)] += 1
    return made


def contact_of(said: Mapping[str, str], known: Accounts, terms: Terms, made: Taken, line: int) -> Contact:
    """The person a row speaks of, not stored yet."""
    mail, phone = _mail(said, terms.agreed), _phone(said, made, line)
    if not mail and not phone:
        raise _Refused(NO_DATUM, allowed="a mail address or a phone number")
    title = said.get("title", "")[: MOST["title"]]
    basis, consent_at = _basis(said, terms)
    blocked = vocabulary.yes(said.get("do_not_contact", ""))
    return Contact(
        site=terms.site,
        account=known.find(said).key,
        name=_name(said),
        mail=mail,
        phone=phone,
        title=title,
        function=function_of(title, said.get("department", "")),
        seniority=seniority_of(title),
        language=clean_language(said.get("language", "")),
        source=_source(said),
        basis=basis,
        consent_at=consent_at,
        consent_text=said.get("consent_text", "")[: MOST["consent_text"]],
        do_not_contact=terms.now if blocked else 0,
        do_not_why="list" if blocked else "",
        external=said.get("external_id", "")[: MOST["external"]],
        visitor=said.get("visitor", ""),
    )


def _name(said: Mapping[str, str]) -> str:
    whole = said.get("person") or f"{said.get('first', '')} {said.get('last', '')}"
    return " ".join(whole.split())[: MOST["name"]]


def _mail(said: Mapping[str, str], agreed: Agreed) -> str:
    if not said.get("mail"):
        return ""
    try:
        mail = clean_mail(said["mail"])
    except BadContact as error:
        raise _Refused(BAD_MAIL, "mail", error.text, error.allowed) from None
    kind = mail_kind(mail)
    if kind == DISPOSABLE:
        raise _Refused(THROW_AWAY, "mail", mail.rpartition("@")[2], "an address that stays")
    if kind == PRIVATE and agreed.work_mail_only:
        raise _Refused(
            WORK_MAIL_ONLY, "mail", mail.rpartition("@")[2], "a work address: the site asks for one"
        )
    return mail


def _phone(said: Mapping[str, str], made: Taken, line: int) -> str:
    """A number that is none costs the row only where there is no mail address."""
    if not said.get("phone"):
        return ""
    try:
        return clean_phone(said["phone"], said.get("country", ""))
    except BadContact as error:
        if not said.get("mail"):
            raise _Refused(BAD_PHONE, "phone", error.text, error.allowed) from None
        made.left_out["phone"] += 1
        made.problems.append(Problem(line, "left_out", "phone", error.text, error.allowed))
        return ""


def _source(said: Mapping[str, str]) -> str:
    word = said.get("source", "").strip().lower()
    return word if word in SOURCES else "list"


def _basis(said: Mapping[str, str], terms: Terms) -> tuple[str, int]:
    """Why this person may be kept, and since when they agreed. Nobody is kept without."""
    basis = said.get("basis", "").strip().lower().replace(" ", "_")
    if said.get("consent_at") and not basis:
        basis = "consent"
    if basis not in BASES:
        raise _Refused(NO_BASIS, "basis", basis, ", ".join(BASES))
    if basis != "consent":
        return basis, 0
    if not said.get("consent_at") or not said.get("consent_text"):
        raise _Refused(NO_CONSENT, "consent", "", "the day of the consent and the text agreed to")
    try:
        at = instant(said["consent_at"], terms.zone)
    except (ValueError, OverflowError, OSError):
        raise _Refused(NO_CONSENT, "consent", said["consent_at"], "a day such as 2026-11-03") from None
    return basis, min(at, terms.now)


def _not_erased(book: Book, contact: Contact) -> None:
    """Who was erased comes back only by a consent given later."""
    erased = book.erased_at(contact.site, contact.mail, contact.phone)
    if erased and contact.consent_at <= erased:
        raise _Refused(ERASED, "mail", "", "a consent given after the erasure")


def _keep(book: Book, contact: Contact, terms: Terms, made: Taken, line: int) -> str:
    before = book.known(terms.site, contact.mail, contact.phone, contact.external)
    after = joined(before, contact) if before else contact
    if after == before:
        made.ids[line] = after.id
        return SAME
    if not terms.dry_run:
        made.ids[line] = book.save(after, by=terms.by, at=terms.now).id
    return MERGED if before else ADDED


def joined(before: Contact, new: Contact) -> Contact:
    """What was known and what is said now: new words go first, nothing that is empty wipes anything out.

    A list cannot lift a do-not-contact mark, and an earlier consent is not replaced by an older one.
    """
    said = {
        name: value
        for name, value in msgspec.structs.asdict(new).items()
        if value and name not in ("id", "site", "created", "updated", "by", "checked")
    }
    if new.consent_at <= before.consent_at:
        said = {
            name: value for name, value in said.items() if name not in ("basis", "consent_at", "consent_text")
        }
        if not before.basis:
            said["basis"] = new.basis
    if before.do_not_contact:
        said.pop("do_not_contact", None)
        said.pop("do_not_why", None)
    said["source"] = before.source or new.source
    return msgspec.structs.replace(before, **said)

"""Touches taken in: into the store as events, and what concerns persons into the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from enrichment.importing import Problem
from tracker.contacts import intake, offline, storing
from tracker.contacts.book import Book, Noted
from tracker.contacts.match import Accounts
from tracker.contacts.offline import KNOWN, TAKEN_IN, Plan, Touched
from tracker.contacts.person import BadContact, clean_mail
from tracker.store import Store

#: A person was named, but without a legal basis, and is not known: the touch counts, the person is not kept.
PERSON_LEFT_OUT: Final = "person_left_out"


@dataclass(slots=True)
class Recorded:
    """``counts`` adds up to the rows read; ``people``: what became of the persons named in them."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    people: Counter[str] = field(default_factory=Counter)
    accounts: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return self.counts.total()

    def to_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "counts": dict(self.counts),
            "people": dict(self.people),
            "accounts": list(self.accounts),
            "problems": [
                {name: getattr(problem, name) for name in ("line", "reason", "column", "text", "allowed")}
                for problem in self.problems
            ],
        }


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who writes what down, on what terms. ``source``: the list's name, or "hand" or "api"."""

    store: Store
    book: Book
    known: Accounts
    touches: offline.Terms
    people: intake.Terms
    source: str

    @property
    def site(self) -> str:
        return self.people.site


def record(desk: Desk, rows: Iterable[tuple[int, Mapping[str, str]]], mapping: Mapping[str, str]) -> Recorded:
    """Every row: a new touch, one that was known, or refused with its reason. Twice is the same as once."""
    made = offline.plan(rows, mapping, desk.known, desk.touches)
    fresh = storing.new_of(desk.store, desk.site, made.touches)
    result = Recorded(made.counts, made.problems, accounts=_accounts(fresh))
    result.counts[KNOWN] += len(made.touches) - len(fresh)
    result.counts[TAKEN_IN] -= len(made.touches) - len(fresh)
    result.counts = +result.counts
    whose = _people(desk, made, result)
    if desk.people.dry_run:
        return result
    people = {touch.id(desk.site): whose.get(touch.line, "") for touch in fresh}
    storing.store_touches(
        desk.store, desk.site, fresh, source=desk.source, now=desk.touches.now, people=people
    )
    desk.book.note_touches(desk.site, _noted(desk, fresh, people))
    return result


def _accounts(fresh: Iterable[Touched]) -> tuple[str, ...]:
    return tuple(sorted({touch.account.key for touch in fresh}))


def _noted(desk: Desk, fresh: list[Touched], people: Mapping[str, str]) -> list[tuple[str, str, Noted]]:
    """A note may name a person: it is kept where it can be erased."""
    return [
        (
            name := touch.id(desk.site),
            touch.account.key,
            Noted(people.get(name, ""), touch.note, desk.source, desk.people.by),
        )
        for touch in fresh
    ]


def _people(desk: Desk, made: Plan, result: Recorded) -> dict[int, str]:
    """Line → contact. A person is kept where the row says on what basis, or where they are known."""
    found: dict[int, str] = {}
    for touch in made.touches:
        said = touch.person
        if not (said.get("mail") or said.get("phone") or said.get("person")):
            continue
        if said.get("basis") or said.get("consent_at"):
            found |= _kept(desk, touch, result)
        elif known := _known(desk, said):
            found[touch.line] = known
        else:
            result.people[PERSON_LEFT_OUT] += 1
    return found


def _kept(desk: Desk, touch: Touched, result: Recorded) -> dict[int, str]:
    row = {**touch.person, "domain": touch.account.domain, "company": touch.account.name}
    taken = intake.take_in(
        desk.book, [(touch.line, row)], {name: name for name in row}, desk.known, replace(desk.people)
    )
    result.people.update(taken.counts)
    result.problems += taken.problems
    return taken.ids


def _known(desk: Desk, said: Mapping[str, str]) -> str:
    try:
        mail = clean_mail(said["mail"]) if said.get("mail") else ""
    except BadContact:
        return ""
    found = desk.book.known(desk.site, mail, "", said.get("external_id", "")) if mail else None
    return found.id if found else ""

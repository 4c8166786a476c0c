"""The demonstration's people and touches pass the same desk as anybody's, without one row refused."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tracker.contacts import intake, offline
from tracker.contacts.book import open_book
from tracker.contacts.match import Accounts
from tracker.contacts.person import level
from tracker.demo import people
from tracker.demo.stories import surging
from tracker.demo.way import DAY
from tracker.intent import default_model

NOW = 20_000 * DAY
NOBODY = Accounts([], lambda _key: False)


def test_every_row_is_taken(tmp_path: Path) -> None:
    terms = offline.Terms(zone="UTC", now=NOW, allowed=offline.signals_of(default_model()))
    rows = people._numbered(people._touches(NOW))
    found = offline.plan(rows, people._same(people._touches(NOW)), NOBODY, terms)
    assert (found.problems, len(found.touches)) == ([], len(people.TOUCHES))
    with open_book(tmp_path) as book:
        rows = people._numbered(people._people(NOW))
        taken = intake.take_in(
            book,
            rows,
            people._same(people._people(NOW)),
            NOBODY,
            intake.Terms(site="demo", zone="UTC", now=NOW, by="x"),
        )
        assert (taken.problems, taken.rows) == ([], len(people.PEOPLE))
        people._turned_to(book, "demo", NOW)
        assert len(book.outreach_of_site("demo", 0)) == 2
        assert level(book.of_account("demo", "rheinfeld-chemie.example")) == "Q3"
        assert level(book.of_account("demo", "nordlicht-anlagenbau.example")) == "Q2"


def test_a_story_surges() -> None:
    visits = list(surging(NOW, Random(1)))
    assert {visit.person for visit in visits if visit.start > NOW - 6 * DAY} == {0, 1, 2}

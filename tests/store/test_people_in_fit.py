"""What is known of people reaches the fit of their account, and leaves with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intent_kit import MONDAY
from tracker.contacts.book import open_book
from tracker.contacts.codes import code_of
from tracker.contacts.known import NOBODY, People, every_account, summed_up
from tracker.contacts.person import Contact
from tracker.contacts.titles import function_of, seniority_of
from tracker.intent import Profile, parse_model
from tracker.intent.fit import fit
from tracker.intent.parse import default_text
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.entry import Entered
from tracker.modelbook.persona import persona_fields, read_persona
from tracker.read.profiles import known, profile
from tracker.store import Store, records

MODEL = parse_model("""
extends = "default"
[[criterion]]
field = "function"
weight = 50
bands = [ { values = ["purchasing"], points = 100 }, { values = ["engineering", "production"], points = 60 } ]
[[criterion]]
field = "seniority"
weight = 30
otherwise = 20
bands = [ { values = ["executive", "director"], points = 100 } ]
[[criterion]]
field = "mail"
weight = 20
bands = [ { values = ["work"], points = 100 } ]
""")


def person(title: str, mail: str) -> Contact:
    return Contact(
        site="shop",
        account="acme.example",
        name="Ada Muster",
        mail=mail,
        title=title,
        function=function_of(title),
        seniority=seniority_of(title),
    )


TITLES: dict[str, tuple[list[tuple[str, str]], float | None, tuple[str, ...]]] = {
    "nobody": ([], None, ()),
    "Leiter Einkauf": ([("Leiter Einkauf", "ada@acme.example")], 76.0, ("purchasing",)),
    "Inkoper, privé": ([("Inkoper", "ada@gmx.de")], 56.0, ("purchasing",)),
    "CTO": ([("CTO", "ada@acme.example")], 80.0, ("engineering",)),
    "a title that says no department": ([("Coordinator", "")], 20.0, ()),
    "the best of several": (
        [("Konstrukteur", "ada@gmx.de"), ("Geschäftsführer", "b@acme.example")],
        80.0,
        ("engineering", "management"),
    ),
}


@pytest.mark.parametrize("name", TITLES)
def test_titles_and_addresses_of_contacts_count(name: str) -> None:
    people, value, functions = TITLES[name]
    about = summed_up(person(*one) for one in people)
    assert about.functions == functions
    found = fit(Profile(function=about.functions, seniority=about.seniorities, mail=about.mails), MODEL)
    assert found.value == (None if value is None else pytest.approx(value))


def test_people_are_told_of_and_forgotten(store: Store, tmp_path: Path) -> None:
    with open_book(tmp_path, store) as book:
        made = book.save(person("Leiter Einkauf", "ada@acme.example"), by="ada", at=MONDAY)
    about = known(store, "shop", ["acme.example", "other.example"], records.EVER)
    assert about["acme.example"].people == People(
        functions=("purchasing",), seniorities=("manager",), mails=("work",)
    )
    assert about["other.example"].people == NOBODY
    row = {"key": "acme.example", "name": "Acme", "domain": "", "kind": "business"}
    assert fit(profile(row, about["acme.example"]), MODEL).value == pytest.approx(76)
    with open_book(tmp_path, store) as book:
        book.erase(made.id, by="ada", at=MONDAY)
    assert every_account(store, "shop") == {}
    assert "Ada" not in str(records.every(store, "people", known_at=records.EVER))


def test_whoever_was_known_before_is_told_of_once(store: Store, tmp_path: Path) -> None:
    with open_book(tmp_path) as book:
        book.save(person("CEO", "ada@acme.example"), by="ada", at=MONDAY)
    assert every_account(store, "shop") == {}
    with open_book(tmp_path, store):
        pass
    assert every_account(store, "shop")["acme.example"].functions == ("management",)


@pytest.mark.parametrize(
    ("field", "word", "code"),
    [
        ("function", "Einkauf", "purchasing"),
        ("function", "inkoop", "purchasing"),
        ("function", "it", "it"),
        ("function", "Zirkus", ""),
        ("seniority", "Geschäftsführer", "executive"),
        ("seniority", "hoofd", "manager"),
        ("seniority", "specialist", "specialist"),
        ("seniority", "Zirkus", ""),
        ("mail", "geschäftlich", "work"),
        ("mail", "privé", "private"),
        ("mail", "pigeon", ""),
    ],
)
def test_words_of_three_languages_mean_codes(field: str, word: str, code: str) -> None:
    assert code_of(field, word) == code
    row = {"field0": field, "weight0": "10", "else0": "0", "bands0": f"100 = {word}"}
    entered = Entered(persona_fields(whole(default_text())) | row)
    data = read_persona(whole(default_text()), entered)
    if code:
        assert parse_model(to_toml(data)).criteria[0].bands[0].values == (code,)
    else:
        assert entered.problems["bands0"].code == "choice"

"""Which department reads: estimated from pages in three languages, and never against what is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intent_kit import DAY, MINUTE, MONDAY, event, seed, verdict
from tracker.contacts.book import open_book
from tracker.contacts.person import Contact
from tracker.contacts.titles import FUNCTIONS
from tracker.intent import default_model
from tracker.read.accounts import account
from tracker.read.departments import of_account, of_site
from tracker.rules.departments import departments, estimate, speaks_for
from tracker.store import Store

PAGES = {
    "German, by its address": ("/doku/rest-api/", "", (), {"it"}),
    "English, by its title": ("/x", "Data sheets and CAD files", (), {"engineering"}),
    "Dutch, by its title": ("/nl/onderhoud", "Onderhoud en reserveonderdelen", (), {"production"}),
    "umlauts and compounds": ("/x", "Händlerverzeichnis", (), {"sales"}),
    "by its signal": ("/preise", "Preise", ("pricing",), {"purchasing"}),
    "two departments": ("/leasing", "Wirtschaftlichkeit und Leasing", (), {"finance", "management"}),
    "a short word is no beginning": ("/cadeau", "Cadeaubon", (), set()),
    "everybody reads it": ("/produkte/pumpe", "Pumpe P4", ("product",), set()),
    "applicants are no department": ("/karriere", "Karriere", ("careers",), set()),
}


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_of_its_reader(name: str) -> None:
    path, title, signals, expected = PAGES[name]
    assert speaks_for(path, title, signals) == expected


def test_the_table_names_departments_there_are() -> None:
    assert {item.code for item in departments()} <= set(FUNCTIONS)
    assert all(item.words for item in departments())


IT, BUY = frozenset({"it"}), frozenset({"purchasing"})
ESTIMATES = {
    "nothing read": ([], None),
    "one page is too few": ([IT], None),
    "two pages of two": ([IT, IT], ("it", 2 / 3)),
    "pages that say nothing do not count": ([IT, IT, frozenset[str](), frozenset[str]()], ("it", 2 / 3)),
    "five of six": ([IT] * 5 + [BUY], ("it", 5 / 7)),
    "as many for another": ([IT, IT, BUY, BUY], None),
    "too unsure": ([IT] * 3 + [BUY] * 2 + [frozenset({"hr"})], None),
}


@pytest.mark.parametrize("name", ESTIMATES)
def test_how_sure_an_estimate_is(name: str) -> None:
    pages, expected = ESTIMATES[name]
    found = estimate(pages)
    assert (found and (found.code, found.confidence)) == expected


def test_both_routes_agree_and_what_is_declared_goes_first(store: Store, tmp_path: Path) -> None:
    read = {
        "it": ["/docs/api", "/docs/webhooks", "/docs/webhooks", "/produkte"],
        "buyer": ["/agb", "/lieferbedingungen"],
        "told": ["/docs/api", "/docs/sso"],
        "unclear": ["/docs/api", "/agb"],
    }
    events = [
        event(MONDAY + n * MINUTE, address_key=f"a-{key}", url_path=path, view=f"{key}{n}")
        for key, paths in read.items()
        for n, path in enumerate(paths)
    ]
    seed(store, events, [verdict(MONDAY, f"a-{key}", f"{key}.example") for key in read])
    with open_book(tmp_path, store) as book:
        who = Contact(site="shop", account="told.example", mail="a@told.example", function="finance")
        book.save(who, by="ada", at=MONDAY)
    whole = of_site(store, "shop", from_ts=MONDAY - DAY, to_ts=MONDAY + DAY)
    assert {key: item.codes for key, item in whole.items()} == {
        "it.example": ("it",),
        "buyer.example": ("purchasing",),
        "told.example": ("finance",),
    }
    at = MONDAY + DAY
    for name in read:
        given = {"zone": "UTC", "model": default_model()}
        detail = account(store, "shop", f"{name}.example", at=at, known_at=at, **given)  # type: ignore[arg-type]
        assert detail is not None
        one = of_account(("finance",) if name == "told" else (), detail.timeline)
        found = whole.get(f"{name}.example")
        assert (one.codes, one.estimated) == ((found.codes, found.estimated) if found else ((), None))

"""Learnt networks on a page: listed with where they are from and when they end, forgotten, allowed again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from enrichment import Identifier
from enrichment.columns import BadMapping, recognise
from enrichment.corrections import IS, NOT, PROVIDER, Correction, checked
from enrichment.importing import plan
from enrichment.model import BadData, EnrichmentError
from enrichment.sheets import parse
from reports.i18n import translator
from tests.http.dashboard_kit import NOW, World, add_verdict, add_view, world
from tests.http.test_dashboard_companies import send
from tracker.audit import entries
from tracker.companies import snapshots
from tracker.companies.outlook import MOST, outlook
from tracker.companies.targets import targets_of
from tracker.dashboard.refusals import ALLOWED, TEXTS
from tracker.store import Store

NETWORK, DOMAIN = "203.0.113.0/24", "acme.example"
PAIR = {"network": NETWORK, "domain": DOMAIN}


@pytest.fixture
def here(store: Store, tmp_path: Path) -> Iterator[World]:
    """Three visitors on three days gave a work mail of Acme, on a network nobody knows."""
    with world(store, tmp_path) as made:
        for n in range(3):
            mail = {"name": "md", "consent": "yes", "props": f'{{"domain":"{DOMAIN}"}}', "visitor": f"p{n}"}
            add_view(store, at=NOW - n * 86_400_000 - 60_000, key=f"a{n}", view=f"v{n}", **mail)
            add_verdict(store, key=f"a{n}", company="", company_name="", company_domain="", kind="unknown",
                        network=NETWORK, kept=NETWORK)  # fmt: skip
        yield made


def test_a_link_is_shown_forgotten_and_allowed_again(here: World) -> None:
    client, folder = here.signed_in_as("sales"), here.deps.settings.data_dir
    page = client.get("/links").text
    for text in (NETWORK, DOMAIN, "3 visitors, 3 days", "Forget"):
        assert text in page
    assert snapshots.publish(here.store, folder, now=here.now)
    assert Identifier(folder).identify(["203.0.113.9"])[0].company is None, "documentation space is nobody's"
    assert NETWORK in (folder / "enrichment" / "links.json").read_text()

    assert (
        client.post("/links/forget", {"csrf": client.csrf, **PAIR}).headers["location"]
        == "/links?done=forgotten"
    )
    page = client.get("/links?done=forgotten").text
    assert "Forgotten. It counts no more" in page
    assert "Nothing has been learnt yet" in page
    assert "sales@example.com" in page
    assert "Allow again" in page
    assert NETWORK not in (folder / "enrichment" / "links.json").read_text(), "in force at once"
    assert client.post("/links/forget", {"csrf": client.csrf, **PAIR}).status_code == 303, "no error twice"

    assert client.post("/links/allow", {"csrf": client.csrf, **PAIR}).status_code == 303
    assert "Nothing has been learnt yet" not in client.get("/links").text
    said = [(item.what, item.subject, item.who) for item in entries(here.store, limit=10)]
    assert ("link.removed", f"{NETWORK} {DOMAIN}", "sales@example.com") in said
    assert ("link.allowed", f"{NETWORK} {DOMAIN}", "sales@example.com") in said


def test_viewers_see_links_and_change_none(here: World) -> None:
    client = here.signed_in_as("viewer")
    page = client.get("/links").text
    assert NETWORK in page
    assert "/links/forget" not in page
    for path in ("/links/forget", "/links/allow"):
        assert client.post(path, {"csrf": client.csrf, **PAIR}).status_code == 403
    seller = here.signed_in_as("sales")
    assert seller.post("/links/forget", {"csrf": seller.csrf}).status_code == 400
    assert seller.post("/links/forget", {"csrf": "wrong", **PAIR}).status_code == 403


def test_an_opt_out_says_whom_it_hides_and_who_is_still_named(here: World) -> None:
    for number, key in enumerate(("acme.example", "~acme-holding", "~acmeister")):
        add_view(here.store, key=f"n{number}", view=f"n{number}")
        add_verdict(here.store, key=f"n{number}", company=key, company_name=key.strip("~"),
                    company_domain=key if "." in key else "")  # fmt: skip
    client = here.signed_in_as("sales")
    answer = client.post("/optouts", {"csrf": client.csrf, "target": "acme.example"})
    page = client.get(answer.headers["location"]).text
    assert "1 company named until now is hidden everywhere" in page
    assert "These are still named" in page
    assert "~acme-holding" in page
    assert "~acmeister" not in page
    answer = client.post("/optouts", {"csrf": client.csrf, "target": "~acme-holding"})
    page = client.get(answer.headers["location"]).text
    assert "1 company named until now is hidden everywhere" in page
    assert "These are still named" not in page


def provoked() -> dict[str, EnrichmentError]:
    """Every refusal that a person can meet, made by the real code."""
    heading = b"name,domain\n"
    say: dict[str, Any] = {"company": "acme.example"}
    tries: dict[str, Callable[[], object]] = {
        "empty": lambda: parse(b"", "a.csv"),
        "binary": lambda: parse(b"\x00\x01", "a.csv"),
        "twice": lambda: parse(b"name,name\n1,2\n", "a.csv"),
        "unclosed": lambda: list(parse(heading + b'"' + b"x" * 200_000, "a.csv")[1]),
        "workbook": lambda: parse(b"PK\x03\x04nothing", "a.xlsx"),
        "column": lambda: recognise(["a", "b"], {"c": "name"}),
        "field": lambda: recognise(["a", "b"], {"a": "colour"}),
        "no column": lambda: targets_of(b"x,y\n1,2\n", "a.csv"),
        "says": lambda: checked(Correction("", "maybe", **say)),
        "nothing": lambda: checked(Correction("", NOT)),
        "not whom": lambda: checked(Correction("", NOT, network="192.0.2.0/24")),
        "domain": lambda: checked(Correction("", IS, domain="com", **say)),
        "nobody": lambda: checked(Correction("", IS, **say)),
        "kind": lambda: checked(Correction("", PROVIDER, kind="business", **say)),
        "network": lambda: checked(Correction("", PROVIDER, network="home", **say)),
        "wide": lambda: checked(Correction("", PROVIDER, network="10.0.0.0/7", **say)),
    }
    found = {}
    for name, attempt in tries.items():
        with pytest.raises(EnrichmentError) as caught:
            attempt()
        found[name] = caught.value
    return found


@pytest.mark.parametrize("language", ["de", "nl"])
def test_refusals_are_said_in_the_readers_language(language: str) -> None:
    words = translator(language, "UTC")
    for name, error in provoked().items():
        assert error.text in TEXTS, name
        assert error.text % error.values == str(error) if error.values else error.text == str(error)
        said = words.gettext(error.text, **error.values)
        assert said != str(error), name
        assert all(value in said for value in error.values.values()), name
    for text in (*TEXTS, *ALLOWED):
        assert words.gettext(text) != text, text


def test_what_is_allowed_in_a_cell_is_named_in_the_table_of_texts() -> None:
    rows = {
        "employees": ["many", "-3", "²", "1" * 20],
        "revenue_eur": ["5 USD or 4 GBP", "-1", "much"],
        "industry_code": ["x"],
        "country": ["Atlantis"],
        "website": ["a b"],
        "phone": ["x"],
        "name": ["x" * 500],
        "domain": ["nothing", "gmail.com"],
    }
    for field, values in rows.items():
        for value in values:
            columns = recognise(["domain", "name", field] if field != "domain" else ["domain", "name"])
            row = {"domain": "acme.example", "name": "Acme", field: value}
            made = plan([(2, row)], columns)
            assert made.problems, (field, value)
            text = "".join("%(n)s" if part.isdigit() else part for part in _split(made.problems[0].allowed))
            assert text in ALLOWED or made.problems[0].allowed in ALLOWED, (field, value, text)


def _split(text: str) -> list[str]:
    """Numbers apart from the rest."""
    return re.split(r"(\d+)", text)


def test_a_wrong_list_is_refused_in_german_with_its_line(here: World) -> None:
    made = Identifier(here.deps.settings.data_dir)
    here.deps = replace(here.deps, identifier=lambda: made)
    client = here.signed_in_as("sales")
    client.cookies.set("language", "de", domain="127.0.0.1")
    page = unescape(send(client, "/site/shop/forecast", {}, "ziele.csv", b"x,y\n1,2\n"))
    assert page.startswith("422")
    assert "ziele.csv, Zeile 1: keine der Spalten x, y" in page
    page = unescape(send(client, "/companies", {"do": "check", "mapping": "z=name"}, "a.csv", b"x,y\n1,2\n"))
    assert "es gibt keine Spalte „z“" in page
    page = unescape(
        send(client, "/companies", {"do": "check"}, "a.csv", b"name,domain,country\nA,a.example,Mars\n")
    )
    assert "auf Englisch, Deutsch oder Niederländisch" in page


def test_too_many_accounts_are_refused_with_the_most(store: Store, tmp_path: Path) -> None:
    made = targets_of(b"domain\n" + b"".join(b"a%d.example\n" % n for n in range(MOST + 1)), "a.csv")
    with pytest.raises(BadData, match="20,000") as caught:
        outlook(store, made, Identifier(tmp_path), at=NOW)
    assert caught.value.text in TEXTS
    assert isinstance(caught.value, EnrichmentError)
    assert issubclass(BadMapping, EnrichmentError)

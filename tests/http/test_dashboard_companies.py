"""Pages of companies: facts corrected with a way back, lists read in, opt-outs; on the real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from enrichment import Identifier
from tests.http.dashboard_kit import DAY, NOW, Client, World, add_verdict, add_view, world
from tracker.companies import facts
from tracker.companies.facts import Entry
from tracker.store import Store


@pytest.fixture
def here(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_view(store)
        add_verdict(store)
        entries = [
            Entry("acme.example", "city", "Bonn", "listed", "2026-01-01"),
            Entry("acme.example", "city", "Köln", "crm", "2026-02-01"),
            Entry("acme.example", "relation", "customer", "crm", "2026-02-01"),
        ]
        facts.put(store, entries, actor="", at=NOW - 1000)
        yield made


def send(client: Client, path: str, fields: dict[str, str], name: str = "", data: bytes = b"") -> str:
    """A form with a file."""
    files = {"file": (name, data, "text/csv")} if name else {"file": ("", b"", "text/csv")}
    answer = client.request("POST", path, data={"csrf": client.csrf, **fields}, files=files)
    return f"{answer.status_code} {answer.text}"


def test_a_company_shows_every_source_and_what_wins(here: World) -> None:
    page = here.signed_in_as("viewer").get("/companies/acme.example").text
    assert "<b>Köln</b>" in page
    assert "Bonn" in page
    assert "1 of 8 fields known" in page
    assert "<b>customer</b>" in page
    assert 'name="city"' not in page, "a viewer corrects nothing"


def test_companies_of_a_list_stand_among_the_accounts_before_they_come(here: World) -> None:
    rows = [Entry(f"c{n}.example", "name", f"C {n} <b>", "import", "2026-02-01") for n in range(60)]
    facts.put(here.store, rows, actor="", at=NOW - 1000)
    client = here.signed_in_as("sales")
    assert "?seen=never" in client.get(f"/site/shop/accounts?until={DAY}").text
    page = client.get("/site/shop/accounts?seen=never").text
    assert "60 companies of lists, never seen yet" in page
    assert (page.count("&lt;b&gt;"), "C 0 <b>" in page, "Acme" in page) == (50, False, False)
    assert "page=2" in page
    assert "1 company of lists" in client.get("/site/shop/accounts?seen=never&q=C+42").text
    assert client.get("/site/shop/accounts?seen=always").status_code == 400


def test_the_list_of_accounts_as_a_file_for_a_crm(here: World) -> None:
    facts.put(here.store, [Entry("acme.example", "external_id", "4711", "crm")], actor="", at=NOW - 1000)
    client = here.signed_in_as("sales")
    assert "HubSpot</a>" in client.get(f"/site/shop/accounts?until={DAY}").text
    answer = client.get(f"/site/shop/export.hubspot?until={DAY}")
    assert answer.headers["content-disposition"].endswith(f'"shop-accounts-hubspot-{DAY}.csv"')
    head, row = answer.text.splitlines()
    assert head.startswith("Record ID,Company name,Company domain name,")
    assert row.startswith("4711,Acme GmbH,acme.example,")


def test_a_correction_counts_is_signed_and_can_be_undone(here: World) -> None:
    client = here.signed_in_as("sales")
    form = {"csrf": client.csrf, "city": "Ulm", "employees": "1.250", "relation": "target"}
    assert client.post("/companies/acme.example", form).status_code == 303
    page = client.get("/companies/acme.example").text
    assert "<b>Ulm</b>" in page
    assert "<b>1,250</b>" in page
    assert "sales@example.com" in page
    account = client.get(f"/site/shop/accounts/acme.example?until={DAY}").text
    assert "target account" in account
    assert "2 of 8 fields known" in account
    undone = client.post("/companies/acme.example/undo", {"csrf": client.csrf, "undo": "city", "city": "x"})
    assert undone.status_code == 303
    assert "<b>Köln</b>" in client.get("/companies/acme.example").text


def test_a_value_that_cannot_be_kept_changes_nothing(here: World) -> None:
    client = here.signed_in_as("sales")
    form = {"csrf": client.csrf, "city": "Ulm", "country": "<i>Atlantis</i>"}
    answer = client.post("/companies/acme.example", form)
    assert answer.status_code == 422
    assert "&lt;i&gt;Atlantis&lt;/i&gt;" in answer.text
    assert 'value="Ulm"' in answer.text, "what was typed is still there"
    assert "<b>Köln</b>" in client.get("/companies/acme.example").text


@pytest.mark.parametrize("path", ["/companies/nonsense", "/companies/192.0.2.0%2F24", "/companies/~"])
def test_what_is_no_company_has_no_page(here: World, path: str) -> None:
    assert here.signed_in_as("viewer").get(path).status_code == 404


def test_viewers_change_nothing(here: World) -> None:
    client = here.signed_in_as("viewer")
    for path in ("/companies/acme.example", "/companies/acme.example/undo", "/optouts", "/optouts/remove"):
        assert client.post(path, {"csrf": client.csrf, "target": "acme.example"}).status_code == 403
    assert send(client, "/companies", {}, "a.csv", b"Firma,Domain\nA,a.example\n").startswith("403")
    floor = {"csrf": client.csrf, "employees": "5"}
    assert here.signed_in_as("sales").post("/optouts/floor", floor).status_code == 403


LIST = b"Account Name,Website,Type,Employees\n<b>Acme</b>,acme.example,Customer,x\nMail,gmail.com,Prospect,\n"


def test_a_list_is_checked_then_read_in(here: World) -> None:
    client = here.signed_in_as("marketing")
    page = send(client, "/companies", {"do": "check"}, "accounts.csv", LIST)
    assert "2 rows checked; nothing is stored yet" in page
    assert "recognised as an export of Salesforce" in page
    assert "a domain of private mail" in page
    assert "value left out" in page
    assert ("acme.example", "name", "crm") not in facts.newest(here.store, ["acme.example"])
    assert "rows read, and stored" in send(client, "/companies", {"do": "import"}, "accounts.csv", LIST)
    page = client.get(f"/site/shop/accounts/acme.example?until={DAY}").text
    assert "&lt;b&gt;Acme&lt;/b&gt;" in page
    assert "<b>Acme</b>" not in page
    assert "CRM" in client.get("/companies").text
    assert (here.deps.settings.data_dir / "enrichment" / "crm.csv").exists()


@pytest.mark.parametrize(
    ("name", "data", "fields", "said"),
    [
        ("", b"", {}, "Choose a file"),
        ("a.csv", b"\x00\x01", {}, "neither a CSV nor an XLSX"),
        ("a.csv", b"x,y\n1,2\n", {}, "No column is"),
        ("a.csv", b"x,y\n1,2\n", {"mapping": "z=name"}, "there is no column"),
    ],
)
def test_what_is_no_list_is_told(
    here: World, name: str, data: bytes, fields: dict[str, str], said: str
) -> None:
    answer = send(here.signed_in_as("marketing"), "/companies", fields, name, data)
    assert answer.startswith("422")
    assert said in answer


def test_forms_with_a_file_are_guarded_too(here: World) -> None:
    client = here.signed_in_as("marketing")
    assert client.post("/companies", {"csrf": client.csrf}).status_code == 415
    assert send(client, "/companies", {"csrf": "wrong"}, "a.csv", LIST).startswith("403")
    assert send(client, "/companies", {}, "a.csv", b"x" * (17 * 2**20)).startswith("413")


def test_an_opt_out_acts_at_once_and_can_be_taken_back(here: World) -> None:
    client = here.signed_in_as("sales")
    assert client.get(f"/site/shop/accounts/acme.example?until={DAY}").status_code == 200
    form = {"csrf": client.csrf, "target": "https://acme.example", "note": "<i>by mail</i>"}
    assert client.post("/optouts", form).status_code == 422
    form["target"] = "www.acme.example"
    assert client.post("/optouts", form).status_code == 303
    listed = client.get("/optouts").text
    assert "acme.example" in listed
    assert "&lt;i&gt;by mail" in listed
    assert client.get(f"/site/shop/accounts/acme.example?until={DAY}").status_code == 404
    assert client.get("/companies/acme.example").status_code == 404
    for path in ("today", "accounts", "live", "traffic", f"reports/{DAY}", "export.csv"):
        text = client.get(f"/site/shop/{path}").text
        assert "acme" not in text.lower(), path
    assert "opted out" in client.get(f"/site/shop/traffic?until={DAY}").text
    assert client.post("/optouts/remove", {"csrf": client.csrf, "target": "acme.example"}).status_code == 303
    assert client.get(f"/site/shop/accounts/acme.example?until={DAY}").status_code == 200


def test_the_floor_keeps_small_companies_back(here: World) -> None:
    client = here.signed_in_as("admin")
    facts.edit(here.store, "acme.example", {"employees": "3"}, actor="t", at=NOW)
    assert client.post("/optouts/floor", {"csrf": client.csrf, "employees": "-1"}).status_code == 422
    assert client.post("/optouts/floor", {"csrf": client.csrf, "employees": "10"}).status_code == 303
    assert client.get(f"/site/shop/accounts/acme.example?until={DAY}").status_code == 404
    assert client.post("/optouts/floor", {"csrf": client.csrf, "employees": "0"}).status_code == 303
    assert client.get(f"/site/shop/accounts/acme.example?until={DAY}").status_code == 200


def test_a_forecast_is_asked_kept_and_shown(here: World) -> None:
    own = "network,company,domain\n11.0.0.0/24,Own,own.example\n"
    (here.deps.settings.data_dir / "own-list.csv").write_text(own)
    made = Identifier(here.deps.settings.data_dir)
    here.deps = replace(here.deps, identifier=lambda: made)
    client = here.signed_in_as("sales")
    assert "No forecast yet" in client.get("/site/shop/forecast").text
    assert "No row of the list" in send(client, "/site/shop/forecast", {"pasted": "gmail.com\n"})
    assert send(client, "/site/shop/forecast", {"pasted": ""}).startswith("422")
    pasted = "own.example\nacme.example\n<b>none</b> Ltd\ngmail.com\n"
    assert send(client, "/site/shop/forecast", {"pasted": pasted}).startswith("303")
    page = client.get("/site/shop/forecast").text
    assert "2 of 3 accounts can be seen by address" in page
    assert "named here before" in page
    assert "11.0.0.0/24" in page
    assert "1 row could not be used" in page
    assert "&lt;b&gt;none" in page
    assert "<rect" in page
    viewer = here.signed_in_as("viewer")
    assert "2 of 3" in viewer.get("/site/shop/forecast").text
    assert send(viewer, "/site/shop/forecast", {"pasted": pasted}).startswith("403")
    client.post("/optouts", {"csrf": client.csrf, "target": "own.example"})
    assert "own.example" not in client.get("/site/shop/forecast").text


@pytest.mark.parametrize("language", ["en", "de", "nl"])
def test_in_every_language(here: World, language: str) -> None:
    client = here.signed_in_as("admin")
    client.cookies.set("language", language, domain="127.0.0.1")
    for path in ("/companies", "/companies/acme.example", "/optouts", "/site/shop/forecast"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.text

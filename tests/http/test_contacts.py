"""People and touches by hand, by list and by key; who sees them, and who may be turned to again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.http.dashboard_kit import NOW, SITE, Client, World, add_verdict, add_view, world
from tracker.contacts.book import open_book
from tracker.contacts.person import Contact
from tracker.dashboard.apikeys import make
from tracker.sites import all_sites
from tracker.store import Store

ACME = f"/site/{SITE}/accounts/acme.example"
PEOPLE = f"/api/site/{SITE}/contacts"
SIGNALS = f"/api/site/{SITE}/signals"


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_view(store, view="v1", signals=["pricing"], visitor="ada-visitor")
        add_verdict(store)
        yield made


def everybody(place: World) -> list[Contact]:
    with open_book(place.deps.settings.data_dir) as book:
        return book.of_site(SITE)


def call(client: Client, path: str, body: Any, key: str = "", **headers: str) -> httpx.Response:
    given = {"Authorization": f"Bearer {key}"} if key else {}
    return client.request("POST", path, json=body, headers={**given, **headers})


def test_another_system_reports_touches_and_people(place: World) -> None:
    client = place.client()
    key = make(place.store, "Telefon", ["signals", "contacts"], [SITE], actor="test", now=NOW)[1]
    other = make(place.store, "Reports", ["reports"], [SITE], actor="test", now=NOW)[1]
    row = {"domain": "acme.example", "signal": "phone_inbound", "at": "2026-03-10T09:00Z", "id": 77}
    assert call(client, SIGNALS, row).status_code == 401
    assert call(client, SIGNALS, row, "vt_wrong").status_code == 401
    assert call(client, SIGNALS, row, other).status_code == 403
    assert call(place.signed_in_as("admin"), SIGNALS, row).status_code == 401, "a session is no key"
    first = call(client, SIGNALS, {"signals": [row, {"domain": "acme.example", "signal": "x"}]}, key)
    assert (first.status_code, first.json()["counts"]) == (200, {"taken": 1, "unknown_signal": 1})
    assert first.json()["problems"][0]["line"] == 2
    assert call(client, SIGNALS, row, key).json()["counts"] == {"known": 1}
    assert call(client, SIGNALS, {"signals": [{"domain": "x"}]}, key).status_code == 422
    assert "no field" in call(client, SIGNALS, {"password": "x"}, key).json()["error"]
    assert call(client, SIGNALS, [1], key).status_code == 400
    assert (
        client.request("POST", SIGNALS, content="x", headers={"Authorization": f"Bearer {key}"}).status_code
        == 415
    )

    person = {
        "email": "ada@acme.example",
        "name": "Ada Lind",
        "basis": "request",
        "view": "v1",
        "title": "CTO",
    }
    assert call(client, PEOPLE, {"contacts": [person]}, key).json()["counts"] == {"added": 1}
    assert call(client, PEOPLE, {"email": "bo@acme.example"}, key).json()["counts"] == {"no_basis": 1}
    [ada] = everybody(place)
    assert (ada.account, ada.visitor, ada.source, ada.by) == (
        "acme.example",
        "ada-visitor",
        "api",
        "key:Telefon",
    )

    page = place.signed_in_as("sales").get(ACME).text
    assert "Ada Lind" in page
    assert "1 visit is theirs" in page
    assert "They called" in page
    hidden = place.signed_in_as("viewer").get(ACME).text
    assert "Ada Lind" not in hidden
    assert "They called" in hidden


def post(client: Client, path: str, **form: str) -> httpx.Response:
    return client.post(f"/site/{SITE}/{path}", {"csrf": client.csrf, "account": "acme.example", **form})


def test_a_person_by_hand_is_turned_to_three_times_and_then_left_alone(place: World) -> None:
    sales, admin = place.signed_in_as("sales"), place.signed_in_as("admin")
    assert post(sales, "person", person="Ada Lind", mail="ada@acme.example").status_code == 422
    added = post(sales, "person", person="Ada Lind", mail="ada@acme.example", basis="request", source="phone")
    assert added.headers["location"] == f"{ACME}?person=added#people"
    [ada] = everybody(place)
    reach = {"contact": ada.id, "do": "reach", "channel": "email"}
    assert [post(sales, "person/act", **reach).status_code for _ in range(4)] == [303, 303, 303, 422]
    assert post(sales, "person/act", **reach, anyway="on").status_code == 303
    assert "4 of 3 times in 14 days" in sales.get(ACME).text
    assert post(sales, "person/act", contact=ada.id, do="leave").status_code == 303
    assert post(sales, "person/act", **reach, anyway="on").status_code == 422
    assert post(sales, "person/act", contact=ada.id, do="check").status_code == 303
    assert post(sales, "person/act", contact=ada.id, do="edit", person="Ada", mail="ada").status_code == 422
    assert post(sales, "person/act", contact=ada.id, do="edit", person="Ada").status_code == 422
    right = {"person": "Ada Lindt", "mail": "ada@acme.example", "title": "Einkauf", "do": "edit"}
    assert post(sales, "person/act", contact=ada.id, **right).status_code == 303
    [corrected] = everybody(place)
    assert (corrected.name, corrected.function, corrected.checked) == ("Ada Lindt", "purchasing", NOW)
    with open_book(place.deps.settings.data_dir) as book:
        assert book.audit(SITE)[0].detail == "name, title, function"
    assert post(sales, "person/act", contact=ada.id, do="erase").status_code == 403
    assert post(sales, "person/act", contact="nobody", do="check").status_code == 404
    assert post(admin, "person/act", contact=ada.id, do="erase").status_code == 303
    assert everybody(place) == []


def test_a_touch_by_hand_is_in_the_ledger(place: World) -> None:
    sales = place.signed_in_as("sales")
    given = {"signal": "fair_info", "at": "2026-03-09", "campaign": "Hannover Messe", "note": "will Preise"}
    assert post(sales, "touch", **given).status_code == 303
    page = sales.get(ACME).text
    assert page.count("Hannover Messe") == 2, "in the ledger and in the list"
    assert "will Preise" in page
    assert post(sales, "touch", signal="fair_info", at="2027-01-01").status_code == 422


CSV = "Firma;E-Mail;Interesse;Datum\nAcme;;konkret;2026-03-09\nAcme;a@gmail.com;;2026-03-09\n"


def test_a_list_is_checked_then_imported_and_terms_are_agreed(place: World) -> None:
    sales, admin = place.signed_in_as("sales"), place.signed_in_as("admin")

    def upload(do: str, kind: str, text: str, **more: str) -> str:
        form = {"csrf": sales.csrf, "do": do, "kind": kind, **more}
        answer = sales.request(
            "POST", f"/site/{SITE}/contacts", data=form, files={"file": ("messe.csv", text.encode())}
        )
        return answer.text

    checked = upload("check", "touches", CSV)
    assert "2 rows checked; nothing is stored yet" in checked
    assert "it does not say what happened" in checked
    assert "2 rows read, and stored" in upload("import", "touches", CSV)
    assert "2 rows read, and stored" in upload(
        "import", "people", CSV.replace("konkret", ""), basis="request"
    )
    assert [person.mail for person in everybody(place)] == ["a@gmail.com"]
    page = sales.get(f"/site/{SITE}/contacts").text
    assert "a@<wbr>gmail.<wbr>com" in page
    assert "messe.csv" not in page
    assert "a@gmail.com" not in sales.get(f"/site/{SITE}/contacts?department=purchasing").text
    assert sales.get(f"/site/{SITE}/contacts?department=moon").status_code == 400
    form = {"csrf": admin.csrf, "most": "2", "days": "7", "use_phone": "on"}
    named = {**form, "work_mail_forms": " Demo  form\ncontact, quote\n"}
    assert admin.post(f"/site/{SITE}/contacts/agree", named).status_code == 303
    assert all_sites(place.store)[SITE].work_mail_forms == ("Demo form", "contact", "quote")
    assert "Demo form\ncontact\nquote</textarea>" in admin.get(f"/site/{SITE}/contacts").text
    assert admin.post(f"/site/{SITE}/contacts/agree", form).status_code == 303
    assert admin.post(f"/site/{SITE}/contacts/agree", {**form, "most": "0"}).status_code == 422
    assert "a channel that is not in use here" in upload("check", "touches", CSV)

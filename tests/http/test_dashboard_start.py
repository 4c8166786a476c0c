"""First steps: each says what is done from what is there, and leads on; nothing of it is remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, World, add_view, world
from tracker.dashboard.users import User, save_user
from tracker.modelbook.book import draft, sign
from tracker.modelbook.content import to_toml, whole
from tracker.read.agreed import put_in_force
from tracker.read.models import model_of
from tracker.read.sla import save_sla
from tracker.sites import all_sites
from tracker.store import Store, records

PERSONA = 'extends = "default"\nname = "ours"\n[[criterion]]\nfield = "country"\nweight = 10\n' + (
    'bands = [{ values = ["de"], points = 100 }]\n'
)


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


def states(text: str) -> dict[str, str]:
    """Step → what its mark says."""
    return dict(re.findall(r'<li id="(\w+)">.*?<span class="tag[^"]*">([^<]+)</span>', text, re.S))


def test_step_by_step_until_everything_is_set_up(place: World) -> None:
    """Every step is taken with the form or the page it leads to, and the page finds it done."""
    store, client = place.store, place.signed_in_as("admin")
    page = client.get("/site/shop/start").text
    assert list(states(page).values()) == ["done", "to do", "to do", "to do", "to do"]
    assert "1 of 5 done" in page
    assert "/s/kkkkkkkkkkkk.js" in page, "the line to paste"
    assert f'href="/site/{SITE}/start"' in client.get("/site/shop/today").text, "an empty day leads here"

    add_view(store)
    client.post("/site/shop/editor", {"csrf": client.csrf})
    page = client.get("/site/shop/start").text
    assert states(page) | {"snippet": "done", "customers": "begun"} == states(page)
    assert "Go on with your sketch" in page

    made = draft(store, to_toml(whole(PERSONA)), name="ours", by="t", reason="r", site=SITE)
    assert "Version 2 waits for the signatures" in client.get("/site/shop/start").text
    for who in ("marketing", "sales"):
        sign(store, made.id, who, by=who, role=who)
    put_in_force(store, made.id, site=SITE, by="sales", role="sales", reason="r", zone="UTC")
    assert model_of(store, SITE).criteria
    save_user(store, User(id="jo@example.com", role="sales", created=NOW), actor="t")
    page = client.get("/site/shop/start").text
    assert states(page)["customers"] == "done"
    assert "Marketing and sales signed it." in page
    assert "jo@example.com" in page

    save_sla(store, SITE, {"zone": "Europe/Berlin"}, actor="t")
    form = {"csrf": client.csrf, "then": "start", "report": "daily", "recipients": "ada@example.com",
            "time": "07:00", "zone": "Europe/Berlin", "language": "en", "active": "on"}  # fmt: skip
    answer = client.post("/site/shop/schedules", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/site/shop/start")
    page = client.get("/site/shop/start").text
    assert states(page) == {"site": "done", "snippet": "done", "customers": "done", "handover": "done",
                            "report": "begun"}, "no mail server is set"  # fmt: skip
    assert "No mail server is set" in page


def test_with_a_mail_server_too_all_is_done(store: Store, tmp_path: Path) -> None:
    with world(store, tmp_path, smtp_host="mail.example", mail_from="v@example.com") as place:
        client = place.signed_in_as("admin")
        form = {"csrf": client.csrf, "then": "start", "report": "daily", "recipients": "ada@example.com",
                "time": "07:00", "zone": "Europe/Berlin", "language": "en", "active": "on"}  # fmt: skip
        client.post("/site/shop/schedules", form)
        page = client.get("/site/shop/start").text
        assert states(page)["report"] == "done"
        assert "every day, 07:00" in page
        assert 'action="/site/shop/schedules/test"' in page


def test_an_installation_without_a_site_begins_with_one(place: World) -> None:
    for name in all_sites(place.store):
        records.put(place.store, "site", name, None, actor="t")
    client = place.signed_in_as("admin")
    assert client.get("/").headers["location"] == "/setup/start"
    page = client.get("/setup/start").text
    assert list(states(page).values()) == ["to do"] * 5
    form = {"csrf": client.csrf, "then": "start", "id": "shop2", "hosts": "www.example.com"}
    assert client.post("/sites", form).headers["location"] == "/site/shop2/start"
    assert client.get("/setup/start").headers["location"] == "/site/shop2/start"


def test_who_only_looks_on_has_no_buttons(place: World) -> None:
    page = place.signed_in_as("viewer").get("/site/shop/start").text
    forms = re.findall(r'<form method="post" action="([^"]+)"', page)
    assert set(forms) <= {"/logout", "/preferences"}

"""What each role may do, for every route of the table, and that no button leads to a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import World, add_verdict, add_view, world
from tests.http.test_dashboard_access import filled
from tracker.dashboard.pages import PAGES
from tracker.dashboard.users import ROLES, User
from tracker.sites import all_sites
from tracker.store import Store, records

EVERYBODY = frozenset(ROLES)
NOT_VIEWERS = EVERYBODY - {"viewer"}
ADMINS = frozenset({"admin"})
#: What is sent to whom; sales looks on.
MARKETERS = frozenset({"admin", "marketing"})

#: Who may call what. A route that is not in here fails the test below.
MAY = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/login"): EVERYBODY,
    ("POST", "/login"): EVERYBODY,
    ("POST", "/logout"): EVERYBODY,
    ("GET", "/oidc/start"): EVERYBODY,
    ("GET", "/oidc/back"): EVERYBODY,
    ("GET", "/welcome"): EVERYBODY,
    ("POST", "/welcome"): EVERYBODY,
    ("POST", "/preferences"): EVERYBODY,
    ("GET", "/site/{site}/today"): EVERYBODY,
    ("GET", "/site/{site}/accounts"): EVERYBODY,
    ("GET", "/site/{site}/accounts/{key:path}"): EVERYBODY,
    ("GET", "/site/{site}/move/{move}/{key:path}"): NOT_VIEWERS,
    ("POST", "/site/{site}/move"): NOT_VIEWERS,
    ("GET", "/site/{site}/board"): EVERYBODY,
    ("GET", "/site/{site}/contacts"): NOT_VIEWERS,
    ("GET", "/site/{site}/analysis"): EVERYBODY,
    ("GET", "/site/{site}/learning"): EVERYBODY,
    ("POST", "/site/{site}/learning"): NOT_VIEWERS,
    ("POST", "/site/{site}/contacts"): NOT_VIEWERS,
    ("POST", "/site/{site}/contacts/agree"): ADMINS,
    ("POST", "/site/{site}/person"): NOT_VIEWERS,
    ("POST", "/site/{site}/person/act"): NOT_VIEWERS,
    ("POST", "/site/{site}/touch"): NOT_VIEWERS,
    ("POST", "/api/site/{site}/signals"): EVERYBODY,  # let in by a key alone
    ("POST", "/api/site/{site}/contacts"): EVERYBODY,
    ("POST", "/site/{site}/lead"): NOT_VIEWERS,
    ("GET", "/site/{site}/schedules"): NOT_VIEWERS,
    ("POST", "/site/{site}/schedules"): MARKETERS,
    ("POST", "/site/{site}/schedules/remove"): MARKETERS,
    ("POST", "/site/{site}/schedules/test"): MARKETERS,
    ("GET", "/site/{site}/alerts"): NOT_VIEWERS,
    ("POST", "/site/{site}/alerts"): MARKETERS,
    ("POST", "/site/{site}/alerts/remove"): MARKETERS,
    ("POST", "/site/{site}/alerts/test"): MARKETERS,
    ("POST", "/site/{site}/destinations"): MARKETERS,
    ("POST", "/site/{site}/destinations/remove"): MARKETERS,
    ("POST", "/site/{site}/destinations/test"): MARKETERS,
    ("GET", "/site/{site}/deliveries"): NOT_VIEWERS,
    ("POST", "/site/{site}/deliveries/again"): MARKETERS,
    ("GET", "/leave"): EVERYBODY,
    ("POST", "/leave"): EVERYBODY,
    ("GET", "/site/{site}/work"): EVERYBODY,
    ("POST", "/site/{site}/task"): NOT_VIEWERS,
    ("POST", "/site/{site}/task/done"): NOT_VIEWERS,
    ("POST", "/site/{site}/known"): NOT_VIEWERS,
    ("GET", "/site/{site}/feedback"): EVERYBODY,
    ("POST", "/site/{site}/feedback"): NOT_VIEWERS,
    ("GET", "/site/{site}/plays"): EVERYBODY,
    ("POST", "/site/{site}/plays"): NOT_VIEWERS,
    ("GET", "/site/{site}/targets"): EVERYBODY,
    ("POST", "/site/{site}/target"): NOT_VIEWERS,
    ("GET", "/site/{site}/hours"): EVERYBODY,
    ("POST", "/site/{site}/hours"): ADMINS,
    ("GET", "/site/{site}/why/{key:path}"): EVERYBODY,
    ("POST", "/site/{site}/correct"): NOT_VIEWERS,
    ("POST", "/site/{site}/correct/undo"): NOT_VIEWERS,
    ("GET", "/site/{site}/export.{form}"): NOT_VIEWERS,
    ("GET", "/site/{site}/live"): EVERYBODY,
    ("GET", "/site/{site}/live/rows"): EVERYBODY,
    ("GET", "/site/{site}/reports"): EVERYBODY,
    ("GET", "/site/{site}/reports/{day}"): EVERYBODY,
    ("GET", "/site/{site}/reports/{day}/{form}"): NOT_VIEWERS,
    ("GET", "/site/{site}/traffic"): EVERYBODY,
    ("GET", "/site/{site}/accuracy"): EVERYBODY,
    ("GET", "/setup/start"): EVERYBODY,
    ("GET", "/site/{site}/start"): EVERYBODY,
    ("GET", "/site/{site}/install"): EVERYBODY,
    ("GET", "/site/{site}/install/check"): EVERYBODY,
    ("POST", "/site/{site}/install/options"): ADMINS,
    ("POST", "/site/{site}/install/allow"): ADMINS,
    ("GET", "/sites"): EVERYBODY,
    ("POST", "/sites"): ADMINS,
    ("GET", "/settings"): EVERYBODY,
    ("POST", "/settings/lookups"): ADMINS,
    ("POST", "/settings/password"): EVERYBODY,
    ("GET", "/users"): ADMINS,
    ("POST", "/users"): ADMINS,
    ("GET", "/users/{user}"): ADMINS,
    ("POST", "/users/{user}"): ADMINS,
    ("POST", "/users/{user}/link"): ADMINS,
    ("POST", "/users/{user}/out"): ADMINS,
    ("POST", "/users/{user}/remove"): ADMINS,
    ("GET", "/keys"): ADMINS,
    ("POST", "/keys"): ADMINS,
    ("POST", "/keys/revoke"): ADMINS,
    ("GET", "/audit"): ADMINS,
    ("GET", "/audit.csv"): ADMINS,
    ("POST", "/settings/sessions"): EVERYBODY,
    ("GET", "/health"): EVERYBODY,
    ("GET", "/setup"): EVERYBODY,
    ("GET", "/site/{site}/privacy"): EVERYBODY,
    ("GET", "/site/{site}/content"): EVERYBODY,
    ("GET", "/site/{site}/sources"): EVERYBODY,
    ("GET", "/site/{site}/rules"): EVERYBODY,
    ("POST", "/site/{site}/accounts"): NOT_VIEWERS,
    ("POST", "/site/{site}/segments"): NOT_VIEWERS,
    ("POST", "/site/{site}/segments/remove"): NOT_VIEWERS,
    ("GET", "/companies"): EVERYBODY,
    ("POST", "/companies"): NOT_VIEWERS,
    ("GET", "/companies/{key}"): EVERYBODY,
    ("POST", "/companies/{key}"): NOT_VIEWERS,
    ("POST", "/companies/{key}/undo"): NOT_VIEWERS,
    ("GET", "/links"): EVERYBODY,
    ("POST", "/links/allow"): NOT_VIEWERS,
    ("POST", "/links/forget"): NOT_VIEWERS,
    ("GET", "/optouts"): EVERYBODY,
    ("POST", "/optouts"): NOT_VIEWERS,
    ("POST", "/optouts/remove"): NOT_VIEWERS,
    ("POST", "/optouts/floor"): ADMINS,
    ("GET", "/site/{site}/forecast"): EVERYBODY,
    ("GET", "/site/{site}/scoring"): EVERYBODY,
    ("GET", "/site/{site}/scoring/{version}"): EVERYBODY,
    ("POST", "/site/{site}/scoring/{version}/{step}"): NOT_VIEWERS,
    ("POST", "/site/{site}/editor"): NOT_VIEWERS,
    ("POST", "/site/{site}/editor/drop"): NOT_VIEWERS,
    ("GET", "/site/{site}/editor/{step}"): NOT_VIEWERS,
    ("POST", "/site/{site}/editor/{step}"): NOT_VIEWERS,
    ("GET", "/site/{site}/simulator"): EVERYBODY,
    ("GET", "/site/{site}/simulator/result"): EVERYBODY,
    ("POST", "/site/{site}/forecast"): NOT_VIEWERS,
}
REFUSED = "does not include this"


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_view(store)
        add_verdict(store)
        yield made


def test_every_route_is_listed() -> None:
    assert {(entry.method, entry.path) for entry in PAGES} == set(MAY)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says(place: World, role: str) -> None:
    found = {}
    for method, path in MAY:
        client = place.signed_in_as(role)  # anew: some routes end the session
        form = {"csrf": client.csrf} if method == "POST" else None
        answer = client.request(method, filled(path), data=form)
        refused = (answer.status_code, REFUSED in answer.text) == (403, True)
        assert refused or (answer.status_code < 500 and REFUSED not in answer.text), (method, path)
        found[method, path] = not refused
    assert found == {key: role in allowed for key, allowed in MAY.items()}


def test_a_refused_form_changes_nothing(place: World) -> None:
    for role in NOT_VIEWERS - ADMINS | {"viewer"}:
        client = place.signed_in_as(role)
        client.post("/settings/lookups", {"csrf": client.csrf, "rdap": "on"})
        client.post("/sites", {"csrf": client.csrf, "id": "mine"})
        client.get("/site/shop/export.csv") if role == "viewer" else None
    assert (place.changed, records.every(place.store, "settings")) == ([], {})
    assert set(all_sites(place.store)) == {"shop"}
    assert records.every(place.store, "export") == {}


def test_a_role_nobody_knows_may_nothing(place: World) -> None:
    assert not User(id="x@example.com", role="owner").may("viewer")


#: Page → what is on it for those who may, and for whom that is.
BUTTONS = {
    "export": ("/site/shop/accounts", "/site/shop/export.csv", NOT_VIEWERS),
    "report files": ("/site/shop/reports/2026-03-10", "/reports/2026-03-10/csv", NOT_VIEWERS),
    "add a site, in the menu": ("/health", 'href="/sites#add"', ADMINS),
    "add a site": ("/sites", 'action="/sites"', ADMINS),
    "save the look-ups": ("/settings", '<button class="primary">', ADMINS),
    "other users": ("/settings", '<section id="users">', ADMINS),
    "password": ("/settings", 'action="/settings/password"', EVERYBODY),
}


@pytest.mark.parametrize("name", BUTTONS)
def test_buttons_are_shown_to_those_who_may(place: World, name: str) -> None:
    path, mark, allowed = BUTTONS[name]
    seen = {role for role in ROLES if mark in place.signed_in_as(role).get(path).text}
    assert seen == allowed


TAKES = {
    "by a click": ("GET", {"Sec-Fetch-Site": "same-origin"}, 200, 1),
    "by a client that does not say": ("GET", {}, 200, 1),
    "only asked whether it is there": ("HEAD", {}, 200, 0),
    "led here by another site": ("GET", {"Sec-Fetch-Site": "cross-site"}, 403, 0),
}


@pytest.mark.parametrize("name", TAKES)
def test_the_record_of_exports_names_who_took_a_file(place: World, name: str) -> None:
    method, headers, status, count = TAKES[name]
    client = place.signed_in_as("sales")
    answer = client.request(method, "/site/shop/export.csv", headers=headers)
    taken = [doc["by"] for doc in records.every(place.store, "export").values()]
    assert (answer.status_code, taken) == (status, ["sales@example.com"] * count)
    assert ("Acme" in answer.text) == bool(count)

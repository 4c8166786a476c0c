"""Who may call what: every route as a stranger, sessions, tokens, forms, throttling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import BASE, NOW, PASSWORD, Client, World, csrf_of, world
from tracker.dashboard import first_token
from tracker.dashboard.page import local_path
from tracker.dashboard.pages import PAGES
from tracker.dashboard.sessions import IDLE_MS, LIFE_MS
from tracker.dashboard.throttle import PER_ADDRESS, WINDOW_MS
from tracker.dashboard.users import User, every_user, hash_password, save_user
from tracker.store import Store, records

MAIL = "ada@example.com"


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


def with_user(place: World) -> World:
    save_user(place.store, User(id=MAIL, password=hash_password(PASSWORD), created=NOW), actor="test")
    return place


#: What a stranger gets. A route that is not in here fails the test below.
STRANGER = {
    ("GET", "/"): 303,
    ("GET", "/login"): 200,
    ("POST", "/login"): 403,
    ("POST", "/logout"): 401,
    ("GET", "/oidc/start"): 404,
    ("GET", "/oidc/back"): 404,
    ("GET", "/welcome"): 410,
    ("POST", "/welcome"): 410,
    ("POST", "/preferences"): 403,
    ("GET", "/site/{site}/today"): 303,
    ("GET", "/site/{site}/accounts"): 303,
    ("GET", "/site/{site}/accounts/{key:path}"): 303,
    ("GET", "/site/{site}/move/{move}/{key:path}"): 303,
    ("POST", "/site/{site}/move"): 401,
    ("GET", "/site/{site}/board"): 303,
    ("GET", "/site/{site}/contacts"): 303,
    ("GET", "/site/{site}/analysis"): 303,
    ("GET", "/site/{site}/learning"): 303,
    ("POST", "/site/{site}/learning"): 401,
    ("POST", "/site/{site}/contacts"): 401,
    ("POST", "/site/{site}/contacts/agree"): 401,
    ("POST", "/site/{site}/person"): 401,
    ("POST", "/site/{site}/person/act"): 401,
    ("POST", "/site/{site}/touch"): 401,
    ("POST", "/api/site/{site}/signals"): 401,
    ("POST", "/api/site/{site}/contacts"): 401,
    ("POST", "/site/{site}/lead"): 401,
    ("GET", "/site/{site}/schedules"): 303,
    ("POST", "/site/{site}/schedules"): 401,
    ("POST", "/site/{site}/schedules/remove"): 401,
    ("POST", "/site/{site}/schedules/test"): 401,
    ("GET", "/site/{site}/alerts"): 303,
    ("POST", "/site/{site}/alerts"): 401,
    ("POST", "/site/{site}/alerts/remove"): 401,
    ("POST", "/site/{site}/alerts/test"): 401,
    ("POST", "/site/{site}/destinations"): 401,
    ("POST", "/site/{site}/destinations/remove"): 401,
    ("POST", "/site/{site}/destinations/test"): 401,
    ("GET", "/site/{site}/deliveries"): 303,
    ("POST", "/site/{site}/deliveries/again"): 401,
    ("GET", "/leave"): 404,
    ("POST", "/leave"): 404,
    ("GET", "/site/{site}/work"): 303,
    ("POST", "/site/{site}/task"): 401,
    ("POST", "/site/{site}/task/done"): 401,
    ("POST", "/site/{site}/known"): 401,
    ("GET", "/site/{site}/feedback"): 303,
    ("POST", "/site/{site}/feedback"): 401,
    ("GET", "/site/{site}/plays"): 303,
    ("POST", "/site/{site}/plays"): 401,
    ("GET", "/site/{site}/targets"): 303,
    ("POST", "/site/{site}/target"): 401,
    ("GET", "/site/{site}/hours"): 303,
    ("POST", "/site/{site}/hours"): 401,
    ("GET", "/site/{site}/export.{form}"): 303,
    ("GET", "/site/{site}/live"): 303,
    ("GET", "/site/{site}/live/rows"): 401,
    ("GET", "/site/{site}/reports"): 303,
    ("GET", "/site/{site}/reports/{day}"): 303,
    ("GET", "/site/{site}/reports/{day}/{form}"): 303,
    ("GET", "/site/{site}/traffic"): 303,
    ("GET", "/site/{site}/accuracy"): 303,
    ("GET", "/setup/start"): 303,
    ("GET", "/site/{site}/start"): 303,
    ("GET", "/site/{site}/install"): 303,
    ("GET", "/site/{site}/install/check"): 401,
    ("GET", "/site/{site}/why/{key:path}"): 303,
    ("POST", "/site/{site}/correct"): 401,
    ("POST", "/site/{site}/correct/undo"): 401,
    ("GET", "/site/{site}/forecast"): 303,
    ("GET", "/site/{site}/scoring"): 303,
    ("GET", "/site/{site}/scoring/{version}"): 303,
    ("POST", "/site/{site}/scoring/{version}/{step}"): 401,
    ("POST", "/site/{site}/editor"): 401,
    ("POST", "/site/{site}/editor/drop"): 401,
    ("GET", "/site/{site}/editor/{step}"): 303,
    ("POST", "/site/{site}/editor/{step}"): 401,
    ("GET", "/site/{site}/simulator"): 303,
    ("GET", "/site/{site}/simulator/result"): 401,
    ("POST", "/site/{site}/forecast"): 401,
    ("POST", "/site/{site}/install/allow"): 401,
    ("POST", "/site/{site}/install/options"): 401,
    ("GET", "/companies"): 303,
    ("POST", "/companies"): 401,
    ("GET", "/companies/{key}"): 303,
    ("POST", "/companies/{key}"): 401,
    ("POST", "/companies/{key}/undo"): 401,
    ("GET", "/links"): 303,
    ("POST", "/links/allow"): 401,
    ("POST", "/links/forget"): 401,
    ("GET", "/optouts"): 303,
    ("POST", "/optouts"): 401,
    ("POST", "/optouts/floor"): 401,
    ("POST", "/optouts/remove"): 401,
    ("GET", "/sites"): 303,
    ("POST", "/sites"): 401,
    ("GET", "/settings"): 303,
    ("POST", "/settings/lookups"): 401,
    ("POST", "/settings/password"): 401,
    ("GET", "/users"): 303,
    ("POST", "/users"): 401,
    ("GET", "/users/{user}"): 303,
    ("POST", "/users/{user}"): 401,
    ("POST", "/users/{user}/link"): 401,
    ("POST", "/users/{user}/out"): 401,
    ("POST", "/users/{user}/remove"): 401,
    ("GET", "/keys"): 303,
    ("POST", "/keys"): 401,
    ("POST", "/keys/revoke"): 401,
    ("GET", "/audit"): 303,
    ("GET", "/audit.csv"): 303,
    ("POST", "/settings/sessions"): 401,
    ("GET", "/health"): 303,
    ("GET", "/setup"): 303,
    ("GET", "/site/{site}/privacy"): 303,
    ("GET", "/site/{site}/content"): 303,
    ("GET", "/site/{site}/sources"): 303,
    ("GET", "/site/{site}/rules"): 303,
    ("POST", "/site/{site}/accounts"): 401,
    ("POST", "/site/{site}/segments"): 401,
    ("POST", "/site/{site}/segments/remove"): 401,
}


def filled(path: str) -> str:
    for slot, value in {
        "{site}": "shop",
        "{version}": "1",
        "{step}": "combine",
        "{key:path}": "acme.example",
        "{key}": "acme.example",
        "{move}": "accept",
        "{day}": "2026-03-10",
        "{form}": "csv",
        "{user}": "ada@example.com",
    }.items():
        path = path.replace(slot, value)
    return path


def test_every_route_is_listed() -> None:
    assert {(entry.method, entry.path) for entry in PAGES} == set(STRANGER)


def test_a_stranger_sees_no_page(place: World) -> None:
    client = place.client()
    found = {
        (method, path): client.request(method, filled(path), data={"a": "b"} if method == "POST" else None)
        for method, path in STRANGER
    }
    assert {key: answer.status_code for key, answer in found.items()} == STRANGER


def test_a_stranger_learns_nothing_of_sites(place: World) -> None:
    client = place.client()
    assert client.get("/site/shop/today").headers["location"] == "/login?next=/site/shop/today"
    assert client.get("/site/none/today").headers["location"] == "/login?next=/site/none/today"


def test_no_state_changing_get_exists(place: World) -> None:
    client = place.signed_in()
    kinds = ("user", "session", "settings", "site", "browser")
    before = {kind: records.every(place.store, kind) for kind in kinds}
    for entry in PAGES:
        if entry.method == "GET":
            client.get(filled(entry.path))
    assert {kind: records.every(place.store, kind) for kind in kinds} == before


def test_the_first_link_works_once_and_looking_does_not_use_it_up(place: World) -> None:
    token = first_token(place.store, NOW)
    client = place.client()
    for _ in range(3):
        page = client.get(f"/welcome?token={token}")
        assert page.status_code == 200
    form = {"csrf": csrf_of(page.text), "token": str(token), "later": "1"}
    assert client.post("/welcome", form).headers["location"] == "/"
    assert client.get("/").headers["location"] == "/site/shop/today"
    assert client.post("/welcome", form).status_code == 410
    assert place.client().get(f"/welcome?token={token}").status_code == 410


def test_setting_a_password_ends_the_console_link(place: World) -> None:
    token = first_token(place.store, NOW)
    client = place.client()
    form = {"csrf": csrf_of(client.get(f"/welcome?token={token}").text), "token": str(token)}
    short = client.post("/welcome", {**form, "mail": MAIL, "password": "short"})
    assert short.status_code == 422
    assert client.post("/welcome", {**form, "mail": MAIL, "password": PASSWORD}).status_code == 303
    assert [user.has_password for user in every_user(place.store).values()] == [True]
    assert first_token(place.store, NOW) is None


def test_the_store_holds_neither_password_nor_session_nor_token(place: World) -> None:
    token = first_token(place.store, NOW)
    client = place.client()
    form = {"csrf": csrf_of(client.get(f"/welcome?token={token}").text), "token": str(token)}
    client.post("/welcome", {**form, "mail": MAIL, "password": PASSWORD})
    everything = str([records.every(place.store, kind) for kind in ("user", "session", "token", "browser")])
    for secret in (PASSWORD, str(token), client.cookies["session"], client.cookies["known"]):
        assert secret not in everything


def sign_in(place: World, mail: str = MAIL, password: str = PASSWORD) -> tuple[Client, int, str]:
    client = place.client()
    form = {"csrf": csrf_of(client.get("/login").text), "mail": mail, "password": password}
    answer = client.post("/login", form)
    return client, answer.status_code, answer.text


def test_wrong_user_and_wrong_password_look_the_same(place: World) -> None:
    with_user(place)
    answers = [sign_in(place, mail, "wrong wrong wrong") for mail in (MAIL, "bob@example.com")]
    texts = [text.replace("bob@example.com", MAIL) for _, _, text in answers]
    tokens = [csrf_of(text) for text in texts]
    assert [status for _, status, _ in answers] == [401, 401]
    assert texts[0].replace(tokens[0], "") == texts[1].replace(tokens[1], "")


def test_a_user_that_does_not_exist_costs_a_hash_too(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.dashboard import users

    seen: list[str] = []

    class Watched:
        def verify(self, stored: str, password: str) -> bool:
            seen.append(stored)
            return hasher.verify(stored, password)

        def hash(self, password: str) -> str:
            return hasher.hash(password)

    hasher = users._hasher
    monkeypatch.setattr(users, "_hasher", Watched())
    assert not users.check_password(None, "x")
    assert len(seen) == 1
    assert seen[0].startswith("$argon2id$")


def test_session_id_changes_at_sign_in_and_dies_at_sign_out(place: World) -> None:
    with_user(place)
    client, status, _ = sign_in(place)
    assert status == 303
    first = client.cookies["session"]
    page = client.get("/health")
    assert page.status_code == 200
    client.post("/logout", {"csrf": csrf_of(page.text)})
    thief = place.client()
    thief.cookies.set("session", first, domain="127.0.0.1")
    assert thief.get("/health").status_code == 303
    again, _, _ = sign_in(place)
    assert again.cookies["session"] != first


@pytest.mark.parametrize(
    ("name", "later", "status"),
    [
        ("used a week ago", IDLE_MS - 1, 200),
        ("not used for longer", IDLE_MS + 1, 303),
        ("signed in a month ago", LIFE_MS + 1, 303),
    ],
)
def test_a_session_ends_by_itself(place: World, name: str, later: int, status: int) -> None:
    client = place.signed_in()
    place.now = NOW + later
    assert client.get("/health").status_code == status, name


def test_setting_a_new_password_ends_every_other_session(place: World) -> None:
    client, other = place.signed_in(), place.signed_in()
    page = client.get("/settings")
    form = {"csrf": csrf_of(page.text), "mail": MAIL, "password": PASSWORD}
    assert client.post("/settings/password", form).status_code == 303
    assert client.get("/health").status_code == 200
    assert other.get("/health").status_code == 303
    assert client.get("/settings").text.count('class="nag"') == 0


FOREIGN = {"Origin": "https://evil.test"}
REFUSALS = {
    "no token": ({"rdap": "on"}, {}, 403),
    "a foreign token": ({"csrf": "x" * 43}, {}, 403),
    "token from another site's page": (None, FOREIGN, 403),
    "origin null": (None, {"Origin": "null"}, 403),
    "cross-site by the browser's word": (None, {"Sec-Fetch-Site": "cross-site"}, 403),
    "same-site is not same origin": (None, {"Sec-Fetch-Site": "same-site"}, 403),
    "own origin": (None, {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}, 303),
}


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("path", ["/settings/lookups", "/logout"])
def test_forms_from_elsewhere_are_refused(place: World, name: str, path: str) -> None:
    form, headers, status = REFUSALS[name]
    client = place.signed_in()
    own = {"csrf": csrf_of(client.get("/settings").text)}
    assert client.post(path, own if form is None else form, headers=headers).status_code == status


def test_a_form_sent_as_text_is_refused(place: World) -> None:
    client = place.signed_in()
    csrf = csrf_of(client.get("/settings").text)
    answer = client.request(
        "POST", "/settings/lookups", content=f"csrf={csrf}", headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 415


def test_sign_in_form_of_another_browser_is_refused(place: World) -> None:
    with_user(place)
    stolen = csrf_of(place.client().get("/login").text)
    client = place.client()
    client.get("/login")
    answer = client.post("/login", {"csrf": stolen, "mail": MAIL, "password": PASSWORD})
    assert answer.status_code == 403


def test_sign_in_is_throttled_by_address_and_opens_again(place: World) -> None:
    with_user(place)
    client = place.client()
    form = {"csrf": csrf_of(client.get("/login").text), "mail": MAIL, "password": "wrong wrong wrong"}
    statuses = [client.post("/login", form).status_code for _ in range(PER_ADDRESS + 1)]
    assert statuses == [401] * PER_ADDRESS + [429]
    right = {**form, "password": PASSWORD}
    refused = client.post("/login", right)
    assert (refused.status_code, refused.headers["retry-after"].isdigit()) == (429, True)
    place.now += WINDOW_MS
    assert client.post("/login", right).status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test",
        "/\\evil.test",
        "https:evil.test",
        "https://evil.test",
        "/%09/evil.test",
        "@evil.test",
        "/\tevil",
        "/\n/evil.test",
        "javascript:alert(1)",
        "",
        "\\\\evil.test",
        "/a\\b",
    ],
)
def test_next_never_leaves_this_host(target: str) -> None:
    assert local_path(target) == "/"


def test_next_leads_to_the_page_asked_for(place: World) -> None:
    assert local_path("/site/shop/today?day=2026-03-10") == "/site/shop/today?day=2026-03-10"
    with_user(place)
    client = place.client()
    form = {
        "csrf": csrf_of(client.get("/login").text),
        "mail": MAIL,
        "password": PASSWORD,
        "next": "//evil.test",
    }
    assert client.post("/login", form).headers["location"] == "/"

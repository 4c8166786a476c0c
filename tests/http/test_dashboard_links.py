"""One-time links: what ends them, that each lets in once, and where links in pages and mails lead."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, PASSWORD, Client, World, add_verdict, add_view, csrf_of, world
from tracker.dashboard import first_token
from tracker.dashboard.tokens import new_token
from tracker.dashboard.users import FIRST_ADMIN, every_user, find_user, remove_user
from tracker.store import Store, records

MAIL = "ada@example.com"


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


def come_in(client: Client, token: str, **fields: str) -> int:
    """The status of the form's answer; that of the page where it does not open."""
    page = client.get(f"/welcome?token={token}")
    if page.status_code != 200:
        return page.status_code
    return client.post("/welcome", {"csrf": csrf_of(page.text), "token": token, **fields}).status_code


def test_setting_a_password_on_the_settings_page_ends_the_first_link(place: World) -> None:
    client = place.signed_in()
    token = str(first_token(place.store, NOW))  # printed by a second start
    form = {"csrf": csrf_of(client.get("/settings").text), "mail": MAIL, "password": PASSWORD}
    assert client.post("/settings/password", form).status_code == 303
    assert come_in(place.client(), token, later="1") == 410
    assert come_in(place.client(), token, mail="eve@example.com", password=PASSWORD) == 410
    assert set(every_user(place.store)) == {MAIL}
    assert records.every(place.store, "token") == {}


def test_a_first_link_is_dead_while_somebody_has_a_password(place: World) -> None:
    place.signed_in_as("viewer")
    token = new_token(place.store, FIRST_ADMIN, now=NOW, actor="console")
    assert come_in(place.client(), token, later="1") == 410
    asked = new_token(place.store, FIRST_ADMIN, now=NOW, actor="console", asked=True)
    assert come_in(place.client(), asked, later="1") == 303


def test_a_new_password_ends_a_reset_link_not_used(place: World) -> None:
    client = place.signed_in_as("admin", MAIL)
    token = new_token(place.store, MAIL, now=NOW, actor="console", asked=True)
    form = {"csrf": client.csrf, "old": PASSWORD, "password": "another long sentence"}
    assert client.post("/settings/password", form).status_code == 303
    assert come_in(place.client(), token, password=PASSWORD) == 410


def test_a_link_of_a_user_taken_off_the_list_makes_no_new_one(place: World) -> None:
    place.signed_in_as("viewer", MAIL)
    token = new_token(place.store, MAIL, now=NOW, actor="console", asked=True)
    remove_user(place.store, MAIL, actor="test")
    assert come_in(place.client(), token, password=PASSWORD) == 410
    assert find_user(place.store, MAIL) is None


@pytest.mark.parametrize(
    "fields", [{"later": "1"}, {"mail": MAIL, "password": PASSWORD}], ids=["later", "now"]
)
def test_of_several_at_once_a_link_lets_one_in(place: World, fields: dict[str, str]) -> None:
    token = str(first_token(place.store, NOW))
    client = place.client()
    form = {"csrf": csrf_of(client.get(f"/welcome?token={token}").text), "token": token, **fields}
    statuses = sorted(answer.status_code for answer in client.together(4, "/welcome", form))
    assert statuses == [303, 410, 410, 410]
    assert len(records.every(place.store, "session")) == 1


def test_a_new_password_makes_known_browsers_strangers(place: World) -> None:
    client = place.signed_in_as("admin", MAIL)
    page = client.get("/login?next=/")
    assert page.status_code == 303
    other = place.client()
    form = {"csrf": csrf_of(other.get("/login").text), "mail": MAIL, "password": PASSWORD}
    assert other.post("/login", form).status_code == 303
    (old,) = records.every(place.store, "browser")
    change = {"csrf": client.csrf, "old": PASSWORD, "password": "another long sentence"}
    assert client.post("/settings/password", change).status_code == 303
    now = records.every(place.store, "browser")
    assert (len(now), old in now) == (1, False)


@pytest.mark.parametrize("path", ["/welcome", "/welcome?token=none"])
def test_the_link_is_not_passed_on_as_referrer(place: World, path: str) -> None:
    assert place.client().get(path).headers["referrer-policy"] == "no-referrer"
    token = first_token(place.store, NOW)
    assert place.client().get(f"/welcome?token={token}").headers["referrer-policy"] == "no-referrer"
    assert place.client().get("/login").headers["referrer-policy"] == "same-origin"


def test_the_welcome_form_is_taken_without_an_origin(place: World) -> None:
    """Browsers send "null" from a page that passes on no referrer; the form's own token still counts."""
    client, token = place.client(), str(first_token(place.store, NOW))
    form = {"csrf": csrf_of(client.get(f"/welcome?token={token}").text), "token": token, "later": "1"}
    null = {"Origin": "null"}
    assert place.client().post("/welcome", form, headers=null).status_code == 403
    assert client.post("/welcome", form, headers={**null, "Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/welcome", form, headers=null).status_code == 303


def test_links_lead_to_the_public_address(store: Store, tmp_path: Path) -> None:
    with world(store, tmp_path, base_url="https://stats.example.com") as place:
        add_view(store, signals=["pricing"])
        add_verdict(store)
        client = place.signed_in_as("sales")
        secret = client.cookies["session"]
        seen = place.client(base="http://localhost:9999")
        seen.cookies.set("__Host-session", secret, domain="localhost.local")
        for form in ("mail", "json"):
            answer = seen.get(
                f"/site/shop/reports/2026-03-10/{form}", headers={"Cookie": f"__Host-session={secret}"}
            )
            assert answer.status_code == 200
            text = answer.text
            if form == "mail":
                mail = email.message_from_string(text, policy=email.policy.default)
                text = "".join(part.get_content() for part in mail.walk() if not part.is_multipart())
            assert "localhost" not in text, form
            assert ("https://stats.example.com/" in text) == (form == "mail")


@pytest.mark.parametrize("path", ["/login/", "/health/", "/site/shop/today/"])
def test_no_redirect_follows_the_request_for_host_or_scheme(place: World, path: str) -> None:
    answer = place.client().get(path, headers={"Host": "localhost:1"})
    assert (answer.status_code, answer.headers.get("location")) == (404, None)

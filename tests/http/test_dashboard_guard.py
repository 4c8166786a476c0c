"""What every answer carries, and which hosts are answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.http.dashboard_kit import World, csrf_of, world
from tracker.dashboard.guard import HEADERS
from tracker.store import QueryFailed, Store


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        yield made


PATHS = {
    "a page": "/health",
    "sign-in": "/login",
    "redirect": "/",
    "not found": "/nix",
    "a site that is not": "/site/none/today",
    "style": "/static/tokens.css",
    "no such file": "/static/none.css",
    "outside the folder": "/static/..%2Fapp.py",
}


@pytest.mark.parametrize("name", PATHS)
def test_every_answer_has_the_headers(place: World, name: str) -> None:
    answer = place.signed_in().get(PATHS[name])
    assert {key: answer.headers[key] for key in HEADERS} == HEADERS
    assert answer.headers["cache-control"]


def test_a_crash_has_them_too_and_says_what_is_safe(place: World) -> None:
    def broken() -> dict[str, int]:
        raise RuntimeError("secret inside")

    place.deps = replace(place.deps, ledger=broken)
    answer = place.signed_in().get("/health")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "secret inside" not in answer.text
    assert "What is stored is safe" in answer.text


def test_a_silent_store_is_said_plainly(place: World) -> None:
    def silent() -> dict[str, int]:
        raise QueryFailed("query x: unreachable")

    place.deps = replace(place.deps, ledger=silent)
    answer = place.signed_in().get("/health")
    assert (answer.status_code, "nothing is lost" in answer.text) == (503, True)


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "127.0.0.1.evil.test",
        "a/?x=",
        "evil@127.0.0.1",
        "127.0.0.1:8000@evil.test",
        "[::1",
        "localhost:x",
    ],
)
def test_other_hosts_are_refused(place: World, host: str) -> None:
    assert place.client().get("/login", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:9", "[::1]:8000"])
def test_own_hosts_are_answered(place: World, host: str) -> None:
    assert place.client().get("/login", headers={"Host": host}).status_code == 200


def test_a_forwarded_host_is_not_believed(place: World) -> None:
    answer = place.signed_in().get("/site/shop/install", headers={"X-Forwarded-Host": "evil.test"})
    assert "evil.test" not in answer.text


def test_https_gives_host_cookies_and_hsts(store: Store, tmp_path: Path) -> None:
    with world(store, tmp_path, base_url="https://stats.example.com") as place:
        client = place.client(base="https://stats.example.com")
        answer = client.get("/login")
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-form=")
        for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
            assert part in cookie


def test_no_template_has_inline_script_or_style() -> None:
    folder = Path(__file__).parents[2] / "tracker" / "dashboard" / "templates"
    for path in folder.glob("*.html"):
        text = path.read_text()
        assert " style=" not in text, path.name
        assert not re.search(r"\son[a-z]+=", text), path.name
        assert "<style" not in text
        assert text.count("<script") == text.count('<script src="{{ asset('), path.name


def test_language_is_chosen_by_cookie_then_browser(place: World) -> None:
    client = place.client()
    assert 'lang="en"' in client.get("/login").text
    assert 'lang="nl"' in client.get("/login", headers={"Accept-Language": "fr, nl;q=0.8, en;q=0.5"}).text
    page = client.get("/login")
    client.post("/preferences", {"csrf": csrf_of(page.text), "language": "de", "next": "/login"})
    assert 'lang="de"' in client.get("/login", headers={"Accept-Language": "nl"}).text

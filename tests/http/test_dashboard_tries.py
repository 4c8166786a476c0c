"""Few tries at a password: whom they are counted against, behind a proxy too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest

from tests.http.dashboard_kit import NOW, PASSWORD, Client, World, csrf_of, world
from tracker.dashboard import tries
from tracker.dashboard.throttle import PER_ACCOUNT, PER_ADDRESS, PER_BROWSER, WINDOW_MS, Throttle, Trier
from tracker.store import Store

MAIL = "ada@example.com"
WRONG = "wrong wrong wrong"


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path, trusted_proxies="10.0.0.0/8") as made:
        made.signed_in_as("admin", MAIL)
        yield made


def try_in(client: Client, mail: str, password: str, *, hop: str = "") -> int:
    form = {"csrf": csrf_of(client.get("/login").text), "mail": mail, "password": password}
    headers = {"X-Forwarded-For": hop} if hop else {}
    return client.post("/login", form, headers=headers).status_code


#: peer, hop of the one who guesses, hop of the other → what the other gets with the right password.
ADDRESSES = {
    "two people behind the proxy": ("10.0.0.1", "203.0.113.1", "203.0.113.2", 303),
    "the same person": ("10.0.0.1", "203.0.113.1", "203.0.113.1", 429),
    "a hop made up before the proxy's": ("10.0.0.1", "203.0.113.1", "198.51.100.9, 203.0.113.1", 429),
    "no proxy: the header is not believed": ("192.0.2.7", "203.0.113.1", "203.0.113.2", 429),
    "the same IPv6 network": ("10.0.0.1", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 429),
    "another IPv6 network": ("10.0.0.1", "2001:db8:1:2::1", "2001:db8:1:3::1", 303),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_tries_count_by_the_reader_s_address(place: World, name: str) -> None:
    peer, guesser, other, expected = ADDRESSES[name]
    app = place.app
    client = place.client(app, peer=peer)
    for i in range(PER_ADDRESS):
        assert try_in(client, f"x{i}@example.com", WRONG, hop=guesser) == 401
    assert try_in(client, MAIL, PASSWORD, hop=guesser) == 429
    assert try_in(place.client(app, peer=peer), MAIL, PASSWORD, hop=other) == expected


def test_a_known_browser_is_not_shut_out_by_others_at_its_address(place: World) -> None:
    app = place.app
    owner, stranger = place.client(app), place.client(app)
    assert try_in(owner, MAIL, PASSWORD) == 303
    owner.cookies.delete("session")
    for i in range(PER_ADDRESS):
        try_in(stranger, f"x{i}@example.com", WRONG)
    assert try_in(stranger, MAIL, PASSWORD) == 429
    assert [try_in(owner, MAIL, WRONG) for _ in range(PER_BROWSER)] == [401] * PER_BROWSER
    assert try_in(owner, MAIL, PASSWORD) == 429
    place.now += WINDOW_MS
    assert try_in(owner, MAIL, PASSWORD) == 303


def test_guessing_the_old_password_is_throttled_and_opens_again(place: World) -> None:
    app = place.app
    client, elsewhere = place.client(app), place.client(app)
    session = place.signed_in_as("admin", MAIL)
    client.cookies.set("session", session.cookies["session"], domain="127.0.0.1")
    form = {"csrf": session.csrf, "old": WRONG, "password": "another long sentence"}
    statuses = [client.post("/settings/password", form).status_code for _ in range(PER_BROWSER + 1)]
    assert statuses == [422] * PER_BROWSER + [429]
    right = {**form, "old": PASSWORD}
    refused = client.post("/settings/password", right)
    assert (refused.status_code, refused.headers["retry-after"].isdigit()) == (429, True)
    assert try_in(elsewhere, MAIL, PASSWORD) == 303  # the owner is not locked out by it
    place.now += WINDOW_MS
    assert client.post("/settings/password", right).status_code == 303


def test_the_old_password_is_hashed_within_the_limit(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[object] = []
    real = anyio.to_thread.run_sync

    async def watched(work: Any, *args: Any, limiter: Any = None, **more: Any) -> Any:
        limits.append(limiter)
        return await real(work, *args, limiter=limiter, **more)

    monkeypatch.setattr(anyio.to_thread, "run_sync", watched)
    client = place.signed_in_as("admin", MAIL)
    form = {"csrf": client.csrf, "old": PASSWORD, "password": "another long sentence"}
    assert client.post("/settings/password", form).status_code == 303
    assert limits.count(tries._hashing) == 2  # the old one is checked, the new one hashed


def test_many_addresses_do_not_lock_the_owner_out() -> None:
    throttle = Throttle()
    for i in range(PER_ACCOUNT):
        guess = Trier(f"192.0.2.{i}", MAIL)
        assert throttle.wait_ms(guess, now=NOW) == 0
        throttle.failed(guess, now=NOW)
    assert throttle.wait_ms(Trier("203.0.113.1", MAIL), now=NOW) > 0
    assert throttle.wait_ms(Trier("203.0.113.1", MAIL, "known"), now=NOW) == 0
    assert throttle.wait_ms(Trier("203.0.113.1", "bob@example.com"), now=NOW) == 0


def test_what_was_typed_is_not_kept(place: World) -> None:
    long = "a" * 60_000 + "@example.com"
    app = place.app
    client = place.client(app)
    assert try_in(client, long, WRONG) == 401
    throttle = Throttle()
    throttle.failed(Trier("192.0.2.1", long, long), now=NOW)
    throttle.failed(Trier("192.0.2.1", long), now=NOW)
    assert max(map(len, throttle._failures)) < 200
    assert not any("example.com" in key for key in throttle._failures)

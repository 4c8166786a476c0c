"""A dashboard on the real store, and a browser-like client for it (cookies, redirects, forms)."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from tracker.dashboard import Dependencies, dashboard_app, first_token
from tracker.dashboard.sessions import begin
from tracker.dashboard.users import ROLES, User, find_user, hash_password, save_user
from tracker.event import Draft, to_row
from tracker.lead import act
from tracker.qualify import qualify
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store

PEER = "192.0.2.7"
BASE = "http://127.0.0.1:8000"
NOW = 1_773_140_400_000  # 2026-03-10 11:00 UTC
DAY = "2026-03-10"
SITE = "shop"
PASSWORD = "correct horse battery"


class Client:
    """httpx over ASGI, driven step by step. Redirects are not followed unless asked for."""

    csrf = ""  # of the session, where the kit began it

    def __init__(self, app: Any, base: str = BASE, peer: str = PEER) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 5000))
        self._http = httpx.AsyncClient(transport=transport, base_url=base)
        self._loop = asyncio.new_event_loop()

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self._loop.run_until_complete(self._http.request(method, path, **more))

    def together(self, count: int, path: str, data: dict[str, str]) -> list[httpx.Response]:
        """The same form, several times at once."""

        async def send() -> list[httpx.Response]:
            return await asyncio.gather(*(self._http.post(path, data=data) for _ in range(count)))

        return self._loop.run_until_complete(send())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, data: dict[str, str], **more: Any) -> httpx.Response:
        return self.request("POST", path, data=data, **more)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._http.cookies

    def close(self) -> None:
        self._loop.run_until_complete(self._http.aclose())
        self._loop.close()


def csrf_of(text: str) -> str:
    """The form token on a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found, "no form on this page"
    return html.unescape(found[1])


@dataclass
class World:
    store: Store
    deps: Dependencies
    clients: list[Client] = field(default_factory=list)
    now: int = NOW
    changed: list[frozenset[str]] = field(default_factory=list)

    @property
    def app(self) -> Starlette:
        return Starlette(routes=dashboard_app(self.deps))

    def client(self, app: Any = None, base: str = BASE, peer: str = PEER) -> Client:
        made = Client(app or self.app, base, peer)
        self.clients.append(made)
        return made

    def signed_in_as(self, role: str, user: str = "") -> Client:
        """A user of that role, already signed in; made with a password if there is none yet."""
        mail = user or f"{role}@example.com"
        if find_user(self.store, mail) is None:
            made = User(id=mail, role=role, password=hash_password(PASSWORD), created=self.now)
            save_user(self.store, made, actor="test")
        client = self.client()
        secret, session = begin(self.store, mail, now=self.now)
        client.cookies.set("session", secret, domain="127.0.0.1")
        client.csrf = session.csrf
        return client

    def signed_in(self) -> Client:
        """The first admin, by the console's link and its one click."""
        client = self.client()
        token = first_token(self.store, self.now)
        assert token
        page = client.get(f"/welcome?token={token}")
        answer = client.post("/welcome", {"csrf": csrf_of(page.text), "token": token, "later": "1"})
        assert answer.status_code == 303, answer.text
        return client


@contextmanager
def world(store: Store, folder: Path, **settings: Any) -> Iterator[World]:
    """One site and a clock that stands still until ``now`` is set."""
    save_site(store, new_site(SITE, title="The shop", key="k" * 12), actor="test")
    made: World
    deps = Dependencies(
        store=store,
        settings=load_settings({}, data_dir=folder, **settings),
        clock=lambda: made.now,
        ledger=lambda: {"accepted": 7, "stored": 4, "duplicate": 1, "dropped": 1, "pending": 1},
        health=lambda: {"last_event": NOW - 60_000, "detached_parts": 0, "free_bytes": 5e9, "versions": {}},
        data_info=lambda: {"name": "DB-IP Lite", "date": "2026-02-01"},
        lookups=frozenset,
        lookups_changed=lambda names: made.changed.append(names),
        act=lambda site, asked, zone, at: act(store, site, asked, zone=zone, at=at),
    )
    made = World(store, deps)
    try:
        yield made
    finally:
        for client in made.clients:
            client.close()


def add_view(
    store: Store, *, at: int = NOW - 600_000, key: str = "a1", view: str = "v1", **fields: Any
) -> None:
    """A stored page view of the site, by default of the address ``a1``."""
    values = {"url_host": "www.example.com", "url_path": "/", "title": "Start", "channel": "direct", **fields}
    draft = Draft(
        site=SITE, ts=at, received=at, source="js", view=view, seq=0, name="pv", visitor="p1", address_key=key
    )
    for name, value in values.items():
        setattr(draft, name, value)
    store.insert("events", [to_row(draft)])


def add_buyer(made: World) -> None:
    """Acme with prices, cart and checkout, scored two minutes ago; and a user of each role.

    They have no password: hashing one takes longer than a test.
    """
    for name, signal in (("pv", "pricing"), ("add_to_cart", "cart"), ("begin_checkout", "checkout")):
        add_view(made.store, name=name, view=f"v-{name}", signals=[signal], engaged_ms=30_000)
    add_verdict(made.store)
    for role in ROLES:
        save_user(made.store, User(id=f"{role}@example.com", role=role), actor="test")
    qualify(made.store, SITE, at=NOW - 120_000, known_at=NOW - 120_000)


def add_verdict(store: Store, *, key: str = "a1", company: str = "acme.example", **fields: Any) -> None:
    """What an address turned out to be: by default the company Acme."""
    row = {
        "address_key": key,
        "day": DAY,
        "decided": NOW - 500_000,
        "version": "t",
        "network": "192.0.2.0/24",
        "asn": 64496,
        "operator": "Example Net",
        "operator_country": "DE",
        "kind": "business",
        "rule": "own_list",
        "company": company,
        "company_name": "Acme GmbH",
        "company_domain": company,
        "confidence": 0.95,
        "method": "own_list",
        "evidence": "[]",
        **fields,
    }
    store.insert("verdicts", [row])

"""``tracker user``, ``apikey`` and ``audit``: who there is, links that work once, keys, who changed what."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.http.dashboard_kit import csrf_of, world
from tracker.__main__ import _commands, _parser
from tracker.cli.common import Context, UsageError
from tracker.settings import load_settings
from tracker.sites import new_site, save_site
from tracker.store import Store


class Here(Context):
    """The command's context on the test's own store."""

    shared: Store

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        yield Here.shared


def ask(store: Store, folder: Path, command: str, *words: str) -> Any:
    """What the command prints with --json."""
    Here.shared = store
    out = io.StringIO()
    args = _parser(_commands()).parse_args([command, *words, "--json"])
    assert _commands()[command].run(args, Here(load_settings({}, data_dir=folder), json=True, out=out)) == 0
    return msgspec.json.decode(out.getvalue())


def user(store: Store, folder: Path, *words: str) -> dict[str, object]:
    found: dict[str, object] = ask(store, folder, "user", *words)
    return found


def test_a_new_user_comes_in_by_the_link_and_sets_a_password(store: Store, tmp_path: Path) -> None:
    added = user(store, tmp_path, "add", "Ada@Example.com", "--role", "sales")
    with world(store, tmp_path) as place:
        place.now = 0
        client = place.client()
        path = str(added["link"]).partition("8000")[2]
        page = client.get(path)
        form = {"csrf": csrf_of(page.text), "token": path.partition("=")[2], "password": "long enough words"}
        assert client.post("/welcome", {**form, "mail": "eve@example.com"}).status_code == 303
    listed = user(store, tmp_path, "list")["users"]
    assert isinstance(listed, list)
    assert [(u["user"], u["role"], u["password"]) for u in listed] == [("ada@example.com", "sales", True)]


def test_a_reset_ends_sessions(store: Store, tmp_path: Path) -> None:
    with world(store, tmp_path) as place:
        client = place.signed_in()
        assert client.get("/health").status_code == 200
        user(store, tmp_path, "reset")
        assert client.get("/health").status_code == 303


def test_roles_by_site_keys_and_what_was_done(store: Store, tmp_path: Path) -> None:
    save_site(store, new_site("shop"), actor="test")
    added = user(store, tmp_path, "add", "ada@example.com", "--site", "shop=sales")
    assert str(added["link"]).startswith("http")
    assert [u["sites"] for u in user(store, tmp_path, "list")["users"]] == [{"shop": "sales"}]  # type: ignore[attr-defined]
    changed = user(store, tmp_path, "role", "ada@example.com", "--role", "marketing")["users"]
    assert [(u["role"], u["sites"]) for u in changed] == [("marketing", {})]  # type: ignore[attr-defined]
    assert user(store, tmp_path, "remove", "ada@example.com")["users"] == []
    made = ask(store, tmp_path, "apikey", "add", "CRM", "--scope", "reports", "--site", "shop")
    assert made["key"].startswith(f"vt_{made['id']}_")
    listed = ask(store, tmp_path, "apikey", "list")
    assert [(key["name"], key["sites"], "key" in key or "hashed" in key) for key in listed] == [
        ("CRM", ["shop"], False)
    ]
    assert ask(store, tmp_path, "apikey", "revoke", made["id"]) == []
    done = [entry["what"] for entry in ask(store, tmp_path, "audit", "--who", "command line")]
    assert done == ["key.revoked", "key.made", "user.removed", "user.changed", "user.invited"]
    assert [entry["what"] for entry in ask(store, tmp_path, "audit", "--kind", "key", "--limit", "1")] == [
        "key.revoked"
    ]
    assert ask(store, tmp_path, "audit", "--until", "2001-01-01") == []


WRONG = {
    "user add nonsense": "e-mail",
    "user reset nobody@example.com": "e-mail",
    "user role nobody@example.com --role sales": "no user",
    "user remove nobody@example.com": "no user",
    "user add ada@example.com --site shop=sales": "SITE=ROLE; sites: none yet",
    "user add ada@example.com --role sales --site shop=sales": "leave it out",
    "user role ada@example.com": "which role",
    "apikey add CRM": "at least one of",
    "apikey add CRM --scope reports --site shop": "no site yet",
    "apikey revoke 1234": "no key",
    "audit --since yesterday": "a day is written",
    "audit --limit 0": "1 to",
}


def test_what_cannot_be_is_said(store: Store, tmp_path: Path) -> None:
    for words, said in WRONG.items():
        with pytest.raises(UsageError, match=said):
            ask(store, tmp_path, *words.split())

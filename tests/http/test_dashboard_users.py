"""``tracker user``: who there is, and links that work once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from tests.http.dashboard_kit import csrf_of, world
from tracker.__main__ import _commands, _parser
from tracker.cli.common import Context, UsageError
from tracker.settings import load_settings
from tracker.store import Store


class Here(Context):
    """The command's context on the test's own store."""

    shared: Store

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[Store]:
        yield Here.shared


def user(store: Store, folder: Path, *words: str) -> dict[str, object]:
    Here.shared = store
    out = io.StringIO()
    args = _parser(_commands()).parse_args(["user", *words, "--json"])
    assert _commands()["user"].run(args, Here(load_settings({}, data_dir=folder), json=True, out=out)) == 0
    found: dict[str, object] = msgspec.json.decode(out.getvalue())
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


@pytest.mark.parametrize(
    "words", [("add", "nonsense"), ("reset", "nobody@example.com"), ("add", "a b@c")], ids=" ".join
)
def test_what_cannot_be_is_said(store: Store, tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="e-mail"):
        user(store, tmp_path, *words)

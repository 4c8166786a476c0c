"""The audit log: what is kept of a change, what is asked of it, and that nothing is overwritten."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.audit import audit, choices, entries, every_entry
from tracker.store import Store

KEPT: dict[str, tuple[dict[str, Any] | None, dict[str, Any] | None, list[tuple[str, str, str]]]] = {
    "only what differs": (
        {"role": "viewer", "id": "ada"},
        {"role": "sales", "id": "ada"},
        [("role", "viewer", "sales")],
    ),
    "something new": (
        None,
        {"title": "Shop", "hosts": ("a", "b")},
        [("title", "", "Shop"), ("hosts", "", "a, b")],
    ),
    "something gone": ({"note": "mail"}, None, [("note", "mail", "")]),
    "a secret": ({"password": "old"}, {"password": "new"}, [("password", "•••", "•••")]),
    "a secret by another name": (None, {"client_secret": "x"}, [("client_secret", "", "•••")]),
    "yes and no": ({"demo": False}, {"demo": True}, [("demo", "no", "yes")]),
    "by site": (None, {"sites": {"shop": "sales"}}, [("sites", "", "shop: sales")]),
    "nothing": ({"a": 1}, {"a": 1}, []),
    "cut": (None, {"why": "x" * 1000}, [("why", "", "x" * 300)]),
}


def test_what_is_kept_of_a_change(store: Store) -> None:

    for at, (name, (before, after, _)) in enumerate(KEPT.items(), 1):
        audit(store, who="ada", what="user.changed", subject=name, before=before, after=after, at=at)
    found = {entry.subject: entry.fields for entry in entries(store)}
    assert found == {name: fields for name, (_, _, fields) in KEPT.items()}


ASKED: dict[str, tuple[dict[str, Any], list[int]]] = {
    "all, the newest first": ({}, [5, 4, 3, 2, 1]),
    "by person": ({"who": "ada"}, [3, 1]),
    "by site": ({"site": "shop"}, [2, 1]),
    "by kind, not by its beginning": ({"kind": "user"}, [5, 1]),
    "from": ({"from_ms": 4}, [5, 4]),
    "before": ({"to_ms": 3}, [2, 1]),
    "a page": ({"limit": 2}, [5, 4]),
    "nobody": ({"who": "' OR 1=1--"}, []),
}


def test_what_is_asked_of_it(store: Store) -> None:
    rows = [("ada", "user.added", "shop"), ("bob", "site.changed", "shop"), ("ada", "site.added", "blog")]
    for at, (who, what, site) in enumerate(
        [*rows, ("bob", "users.seen", ""), ("eve", "user.removed", "")], 1
    ):
        audit(store, who=who, what=what, site=site, at=at)
    assert {name: [entry.at for entry in entries(store, **by)] for name, (by, _) in ASKED.items()} == {
        name: ats for name, (_, ats) in ASKED.items()
    }
    assert [entry.at for entry in every_entry(store, limit=2)] == [5, 4, 3, 2, 1]
    assert choices(store) == {
        "people": ["ada", "bob", "eve"],
        "sites": ["blog", "shop"],
        "kinds": ["site", "user", "users"],
    }


def test_two_of_the_same_moment_are_two(store: Store) -> None:
    for _ in range(2):
        audit(store, who="ada", what="user.added", subject="x", at=7)
    assert len(entries(store)) == 2


@pytest.mark.parametrize("what", ["", "user", "user.", "User.added", "user.added.twice", "user added"])
def test_what_is_written_kind_and_verb(store: Store, what: str) -> None:
    with pytest.raises(ValueError, match=r"kind\.verb"):
        audit(store, who="ada", what=what)

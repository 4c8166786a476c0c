"""Browsers that have signed in as a user before, by a mark in a cookie of its own.

Only the SHA-256 of a mark is kept (records of kind "browser"). A new password makes all of them strangers.
"""

from __future__ import annotations

import secrets

from tracker.dashboard.tokens import digest
from tracker.store import Store, records

KIND = "browser"


def is_known(store: Store, mark: str, user: str) -> bool:
    if not mark or len(mark) > 100:
        return False
    doc = records.get(store, KIND, digest(mark))
    return doc is not None and doc["user"] == user


def remember(store: Store, user: str) -> str:
    """A fresh mark for the browser in front of us."""
    mark = secrets.token_urlsafe(32)
    records.put(store, KIND, digest(mark), {"user": user}, actor=user)
    return mark


def forget_all(store: Store, user: str, *, actor: str) -> None:
    for key, doc in records.every(store, KIND).items():
        if doc["user"] == user:
            records.put(store, KIND, key, None, actor=actor)

"""One-time links: for the first admin on the console, and for setting a password anew.

Only the SHA-256 of a token is kept (records of kind "token"); it is deleted when it is used. The first
admin's link is dead as soon as somebody has a password, unless a person at the console asked for it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Container

import msgspec

from tracker.dashboard.users import FIRST_ADMIN, every_user
from tracker.store import Store, records

KIND = "token"
LIFE_MS = 7 * 24 * 3600 * 1000


class Token(msgspec.Struct, frozen=True, kw_only=True):
    user: str
    ends: int  # UTC ms
    asked: bool = False  # made by `tracker user`, not by a start of the server


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_token(store: Store, user: str, *, now: int, actor: str, asked: bool = False) -> str:
    """A fresh link secret for that user; those made before for the same user are dead from now on."""
    end_tokens(store, {user}, actor=actor)
    secret = secrets.token_urlsafe(32)
    doc = msgspec.to_builtins(Token(user=user, ends=now + LIFE_MS, asked=asked))
    records.put(store, KIND, digest(secret), doc, actor=actor)
    return secret


def read_token(store: Store, secret: str, *, now: int) -> Token | None:
    """What the link is for, or None if it is unknown, used, older than ``LIFE_MS`` or no longer needed."""
    doc = records.get(store, KIND, digest(secret)) if secret else None
    token = None if doc is None else msgspec.convert(doc, Token)
    if token is None or now >= token.ends:
        return None
    needed = token.asked or token.user != FIRST_ADMIN or not _somebody_has_a_password(store)
    return token if needed else None


def end_tokens(store: Store, users: Container[str], *, actor: str) -> None:
    """Links of these users lead nowhere from now on."""
    for key, doc in records.every(store, KIND).items():
        if doc["user"] in users:
            records.put(store, KIND, key, None, actor=actor)


def _somebody_has_a_password(store: Store) -> bool:
    return any(user.has_password for user in every_user(store).values())


def spend_token(store: Store, secret: str, *, actor: str) -> None:
    records.put(store, KIND, digest(secret), None, actor=actor)


def first_token(store: Store, now: int) -> str | None:
    """The secret for ``/welcome?token=…``, or None once somebody can sign in with a password."""
    if _somebody_has_a_password(store):
        return None
    return new_token(store, FIRST_ADMIN, now=now, actor="console")

"""One-time links: for the first admin on the console, and for setting a password anew.

Only the SHA-256 of a token is kept (records of kind "token"); it is deleted when it is used.
"""

from __future__ import annotations

import hashlib
import secrets

import msgspec

from tracker.dashboard.users import FIRST_ADMIN, every_user
from tracker.store import Store, records

KIND = "token"
LIFE_MS = 7 * 24 * 3600 * 1000


class Token(msgspec.Struct, frozen=True, kw_only=True):
    user: str
    ends: int  # UTC ms


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_token(store: Store, user: str, *, now: int, actor: str) -> str:
    """A fresh link secret for that user; those made before for the same user are dead from now on."""
    for key, doc in records.every(store, KIND).items():
        if doc["user"] == user:
            records.put(store, KIND, key, None, actor=actor)
    secret = secrets.token_urlsafe(32)
    doc = msgspec.to_builtins(Token(user=user, ends=now + LIFE_MS))
    records.put(store, KIND, digest(secret), doc, actor=actor)
    return secret


def read_token(store: Store, secret: str, *, now: int) -> Token | None:
    """What the link is for, or None if it is unknown, used or older than ``LIFE_MS``."""
    doc = records.get(store, KIND, digest(secret)) if secret else None
    token = None if doc is None else msgspec.convert(doc, Token)
    return token if token is not None and now < token.ends else None


def spend_token(store: Store, secret: str, *, actor: str) -> None:
    records.put(store, KIND, digest(secret), None, actor=actor)


def first_token(store: Store, now: int) -> str | None:
    """The secret for ``/welcome?token=…``, or None once somebody can sign in with a password."""
    if any(user.has_password for user in every_user(store).values()):
        return None
    return new_token(store, FIRST_ADMIN, now=now, actor="console")

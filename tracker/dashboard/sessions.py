"""Sessions live on the server: the cookie holds 256 random bits, the store their SHA-256.

A session ends by time (``LIFE_MS`` after sign-in, ``IDLE_MS`` after the last use), by signing out,
or when its user is gone or got a new password; each end is at once.
"""

from __future__ import annotations

import hmac
import secrets

import msgspec

from tracker.dashboard.tokens import digest
from tracker.store import Store, records

KIND = "session"
HOUR = 3600 * 1000
LIFE_MS = 30 * 24 * HOUR
IDLE_MS = 7 * 24 * HOUR
#: The last use is written down at most this often, because each write is a row.
TOUCH_MS = HOUR


class Session(msgspec.Struct, frozen=True, kw_only=True):
    user: str
    csrf: str
    began: int  # UTC ms
    used: int  # UTC ms, to the hour
    browser: str = ""  # "Firefox, Linux": so that its owner knows it again

    def form_ok(self, token: str) -> bool:
        return hmac.compare_digest(self.csrf.encode(), token.encode("utf-8", "replace"))


def begin(store: Store, user: str, *, now: int, browser: str = "") -> tuple[str, Session]:
    """(cookie value, session): always a new one, so that no earlier id survives a sign-in."""
    secret = secrets.token_urlsafe(32)
    session = Session(user=user, csrf=secrets.token_urlsafe(32), began=now, used=now, browser=browser)
    _save(store, digest(secret), session)
    return secret, session


def find(store: Store, secret: str, *, now: int) -> Session | None:
    if not secret or len(secret) > 100:
        return None
    key = digest(secret)
    doc = records.get(store, KIND, key)
    if doc is None:
        return None
    session = msgspec.convert(doc, Session)
    if not _alive(session, now):
        end(store, secret, actor="time")
        return None
    if now - session.used > TOUCH_MS:
        session = msgspec.structs.replace(session, used=now)
        _save(store, key, session)
    return session


def end(store: Store, secret: str, *, actor: str) -> None:
    records.put(store, KIND, digest(secret), None, actor=actor)


def of_users(store: Store, *, now: int) -> dict[str, dict[str, Session]]:
    """User → key → session, of those that let somebody in."""
    found: dict[str, dict[str, Session]] = {}
    for key, doc in records.every(store, KIND).items():
        session = msgspec.convert(doc, Session)
        if _alive(session, now):
            found.setdefault(session.user, {})[key] = session
    return found


def end_one(store: Store, user: str, key: str, *, actor: str) -> bool:
    """End that session if it is the user's; False if it is not."""
    doc = records.get(store, KIND, key)
    if doc is None or doc["user"] != user:
        return False
    records.put(store, KIND, key, None, actor=actor)
    return True


def end_all(store: Store, user: str, *, actor: str, but: str = "") -> int:
    """End every session of a user except the one of key ``but``; returns how many there were."""
    docs = records.every(store, KIND)
    keys = [key for key, doc in docs.items() if doc["user"] == user and key != but]
    for key in keys:
        records.put(store, KIND, key, None, actor=actor)
    return len(keys)


def _alive(session: Session, now: int) -> bool:
    return now - session.began <= LIFE_MS and now - session.used <= IDLE_MS


def _save(store: Store, key: str, session: Session) -> None:
    records.put(store, KIND, key, msgspec.to_builtins(session), actor=session.user)

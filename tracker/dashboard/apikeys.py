"""API keys: what a program shows instead of signing in. Made by an admin, for named purposes only.

A key is "vt_ID_SECRET". The ID is how people speak of it and how its record (kind "apikey") is found; of
the secret only the SHA-256 is kept, so it is shown once. Used in a header only, never in an address.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Collection
from typing import ClassVar, Final

import msgspec

from reports.i18n import N_
from tracker.audit import audit
from tracker.dashboard.tokens import digest
from tracker.dashboard.users import User
from tracker.store import Store, records

KIND: Final = "apikey"
#: Scope → what it lets a program do. A route says which one it takes (``Entry.scope``).
SCOPES: Final = {
    "reports": N_("Daily reports as files"),
    "accounts": N_("The list of accounts as a file"),
    "signals": N_("Report what happened elsewhere: fairs, calls, mails"),
    "contacts": N_("Report people who made themselves known"),
}
MAX_NAME: Final = 60
#: The last use is written down at most this often, because each write is a row.
TOUCH_MS: Final = 3600 * 1000
_KEY: Final = re.compile(r"vt_([0-9a-f]{12})_([\w-]{43})", re.ASCII)


class KeyProblem(ValueError):
    """The key cannot be made as asked; ``code`` is one of the words in ``PROBLEMS``."""

    PROBLEMS: ClassVar = {
        "name": f"a name of 1 to {MAX_NAME} characters is needed, such as “CRM, nightly”",
        "scopes": f"at least one of {', '.join(SCOPES)} is needed",
        "unknown": "there is no key of that id",
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.PROBLEMS[code])
        self.code = code


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    hashed: str  # SHA-256 of the secret, hex
    scopes: tuple[str, ...]
    sites: tuple[str, ...] = ()  # empty: all
    by: str = ""
    created: int = 0  # UTC ms
    used: int = 0  # UTC ms, to the hour; 0: never

    def user(self) -> User:
        """Whom the pages see: somebody who may take files along, and is no one else."""
        return User(id=f"key:{self.name}", role="sales", sites=dict.fromkeys(self.sites, "sales"))


def make(
    store: Store, name: str, scopes: Collection[str], sites: Collection[str], *, actor: str, now: int
) -> tuple[ApiKey, str]:
    """The key and its text, which nobody can show again. Raises ``KeyProblem``."""
    title = " ".join(name.split())
    if not title or len(title) > MAX_NAME or not title.isprintable():
        raise KeyProblem("name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise KeyProblem("scopes")
    secret = secrets.token_urlsafe(32)
    key = ApiKey(
        id=secrets.token_hex(6),
        name=title,
        hashed=digest(secret),
        scopes=tuple(sorted(scopes)),
        sites=tuple(sorted(sites)),
        by=actor,
        created=now,
    )
    _save(store, key, actor)
    audit(store, who=actor, what="key.made", subject=f"{key.name} ({key.id})", after=_words(key), at=now)
    return key, f"vt_{key.id}_{secret}"


def every_key(store: Store) -> list[ApiKey]:
    """The newest first."""
    found = [msgspec.convert(doc, ApiKey) for doc in records.every(store, KIND).values()]
    return sorted(found, key=lambda key: (-key.created, key.id))


def revoke(store: Store, key_id: str, *, actor: str, now: int) -> ApiKey:
    """From the next call on it lets nobody in. Raises ``KeyProblem``."""
    doc = records.get(store, KIND, key_id)
    if doc is None:
        raise KeyProblem("unknown")
    key = msgspec.convert(doc, ApiKey)
    records.put(store, KIND, key_id, None, actor=actor)
    audit(store, who=actor, what="key.revoked", subject=f"{key.name} ({key.id})", before=_words(key), at=now)
    return key


def find(store: Store, text: str, *, now: int) -> ApiKey | None:
    """The key of that text, None if it is none or revoked. Its use is written down."""
    match = _KEY.fullmatch(text)
    doc = records.get(store, KIND, match[1]) if match else None
    if match is None or doc is None:
        return None
    key = msgspec.convert(doc, ApiKey)
    if not hmac.compare_digest(key.hashed, digest(match[2])):
        return None
    if now - key.used > TOUCH_MS:
        _save(store, msgspec.structs.replace(key, used=now), f"key:{key.name}")
    return key


def _save(store: Store, key: ApiKey, actor: str) -> None:
    records.put(store, KIND, key.id, msgspec.to_builtins(key), actor=actor)


def _words(key: ApiKey) -> dict[str, object]:
    return {"scopes": key.scopes, "sites": key.sites or "all"}

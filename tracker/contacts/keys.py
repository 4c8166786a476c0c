"""Keys of the interface: other systems report touches and contacts with one. Only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

import msgspec

from tracker.store import Store, records

KIND: Final = "api_key"
PREFIX: Final = "vt_"
MOST_NAME: Final = 80


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """``id``: the first digits of the hash, for people; ``site``: the only one it may write to."""

    id: str
    site: str
    name: str
    at: int
    by: str


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_key(store: Store, site: str, name: str, *, by: str, at: int) -> str:
    """The secret, shown this once. Raises ``ValueError`` without a name."""
    title = " ".join(name.split())[:MOST_NAME]
    if not title:
        raise ValueError("a key needs a name: which system uses it?")
    secret = PREFIX + secrets.token_urlsafe(32)
    doc = {"site": site, "name": title, "at": at, "by": by}
    records.put(store, KIND, digest(secret), doc, actor=by)
    return secret


def key_of(store: Store, secret: str) -> Key | None:
    """The key, or None if it is unknown or ended."""
    if not secret.startswith(PREFIX):
        return None
    doc = records.get(store, KIND, digest(secret))
    return _key(digest(secret), doc) if doc else None


def keys(store: Store, site: str) -> list[Key]:
    found = [_key(name, doc) for name, doc in records.every(store, KIND).items()]
    return sorted((key for key in found if key.site == site), key=lambda key: (key.at, key.id))


def end_key(store: Store, site: str, short: str, *, by: str) -> bool:
    """Ends the key whose id this is; False if the site has none."""
    for name, doc in records.every(store, KIND).items():
        if doc["site"] == site and len(short) >= 6 and name.startswith(short):
            records.put(store, KIND, name, None, actor=by)
            return True
    return False


def _key(name: str, doc: dict[str, object]) -> Key:
    return msgspec.convert({**doc, "id": name[:12]}, Key)

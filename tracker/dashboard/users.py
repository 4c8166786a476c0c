"""Users: records of kind "user" by lower-case e-mail. Passwords are kept as argon2id only."""

from __future__ import annotations

import re
from functools import cache
from typing import ClassVar

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.store import Store, records

KIND = "user"
#: Signed in, and no more: what somebody with single sites only may on pages that belong to no site.
ANYONE = "anyone"
#: Role → rank: who may what is one question, whether the rank is high enough. Sales and marketing may
#: take files along, admins may change what holds for everybody.
_RANKS = {"admin": 3, "marketing": 2, "sales": 2, "viewer": 1, ANYONE: 0}
ROLES = ("admin", "marketing", "sales", "viewer")
#: The first person, until an e-mail address and a password are set.
FIRST_ADMIN = "admin"
MIN_PASSWORD = 12
#: An address as mail servers take it.
MAX_MAIL = 254
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_hasher = PasswordHasher()


class UserError(ValueError):
    """The user cannot be made as asked; ``code`` is one of the words in ``PROBLEMS``."""

    PROBLEMS: ClassVar = {
        "mail": "an e-mail address is needed, such as ada@example.com",
        "short": f"a password has at least {MIN_PASSWORD} characters",
        "long": "a password has at most 256 characters",
        "role": f"a role is one of {', '.join(ROLES)}",
        "exists": "there is a user of that e-mail address already",
        "unknown": "there is no user of that e-mail address",
        "last": "somebody must remain who is admin on all sites and has a password",
        "sites": "at least one site is needed, each with a role",
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.PROBLEMS[code])
        self.code = code


class User(msgspec.Struct, frozen=True, kw_only=True):
    id: str  # e-mail in lower case, or FIRST_ADMIN
    role: str = "admin"
    password: str = ""  # argon2id, "" while none is set
    created: int = 0  # UTC ms
    #: Site → role there, and nothing on any other site; empty: ``role`` holds on all sites.
    sites: dict[str, str] = {}

    @property
    def has_password(self) -> bool:
        return bool(self.password)

    def may(self, least: str) -> bool:
        """True if the role is ``least`` or one of at least its rank; a role not known may nothing."""
        return _RANKS.get(self.role, -1) >= _RANKS[least]

    def on(self, site: str) -> User:
        """Who this is on that site, "" being what belongs to no site: the same with the role held there."""
        if not self.sites:
            return self
        role = self.sites.get(site, "") if site else ANYONE
        return msgspec.structs.replace(self, role=role)

    def sees(self, site: str) -> bool:
        return not self.sites or site in self.sites

    @property
    def rules(self) -> bool:
        """An admin of everything who can come in."""
        return self.role == "admin" and not self.sites and self.has_password


def clean_mail(text: str) -> str:
    """The address as an id. Raises ``UserError``."""
    mail = text.strip().lower()
    if not _MAIL.fullmatch(mail) or not mail.isprintable():
        raise UserError("mail")
    return mail


def hash_password(password: str) -> str:
    """argon2id, about 50 ms. Raises ``UserError`` for one that is too short or too long."""
    if len(password) < MIN_PASSWORD:
        raise UserError("short")
    if len(password) > 256:
        raise UserError("long")
    return _hasher.hash(password)


def every_user(store: Store) -> dict[str, User]:
    return {key: msgspec.convert(doc, User) for key, doc in records.every(store, KIND).items()}


def find_user(store: Store, user_id: str) -> User | None:
    doc = records.get(store, KIND, user_id)
    return None if doc is None else msgspec.convert(doc, User)


def save_user(store: Store, user: User, *, actor: str) -> None:
    if not {user.role, *user.sites.values()} <= set(ROLES):
        raise UserError("role")
    records.put(store, KIND, user.id, msgspec.to_builtins(user), actor=actor)


def remove_user(store: Store, user_id: str, *, actor: str) -> None:
    records.put(store, KIND, user_id, None, actor=actor)


@cache
def _dummy() -> str:
    return _hasher.hash("nobody has this password")


def check_password(user: User | None, password: str) -> bool:
    """True if it is the user's password. Takes as long for a user who does not exist."""
    stored = user.password if user is not None and user.password else _dummy()
    try:
        _hasher.verify(stored, password[:1024])
    except (VerificationError, InvalidHashError):
        return False
    return user is not None and user.has_password

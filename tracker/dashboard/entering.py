"""Coming in by a one-time link, and setting a password: what is checked and what ends with it.

A link is used up before anybody is let in, and by one call at a time: of several at once one goes on.
A password set ends all that let somebody in before: sessions, links not used yet, known browsers,
and the first administrator's link.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import msgspec

from tracker.audit import audit
from tracker.dashboard import browsers
from tracker.dashboard.sessions import end_all
from tracker.dashboard.tokens import end_tokens, read_token, spend_token
from tracker.dashboard.users import (
    FIRST_ADMIN,
    User,
    UserError,
    clean_mail,
    find_user,
    hash_password,
    remove_user,
    save_user,
)
from tracker.store import Store

#: One process serves the dashboard, so that a lock of the process is enough.
_one_at_a_time = threading.Lock()


class Spent(Exception):
    """The link was used, or the user went, while the form was on its way."""


@dataclass(frozen=True)
class Wish:
    """Who the user is, who it wants to be (only the first admin may choose), and the password's hash."""

    old_id: str
    new_id: str
    hashed: str


def wish(store: Store, old_id: str, mail: str, password: str) -> Wish:
    """The form, checked; nothing is changed. Costs an argon2 hash. Raises ``UserError``."""
    new_id = clean_mail(mail) if old_id == FIRST_ADMIN else old_id
    _need_free(store, old_id, new_id)
    return Wish(old_id, new_id, hash_password(password))


def _need_free(store: Store, old_id: str, new_id: str) -> None:
    if new_id != old_id and find_user(store, new_id) is not None:
        raise UserError("exists")


def enter(store: Store, wanted: Wish, *, now: int, secret: str | None) -> str:
    """Store the password and end whatever let the user in before; returns the user's id.

    ``secret`` is that of the link, None for somebody signed in. Raises ``Spent``, ``UserError``.
    """
    with _one_at_a_time:
        _need_free(store, wanted.old_id, wanted.new_id)
        before = find_user(store, wanted.old_id)
        if before is None and (secret is None or wanted.old_id != FIRST_ADMIN):
            raise Spent  # a link lets nobody in who has been taken off the list
        if secret is not None:
            _spend(store, secret, wanted.old_id, now)
        _save(store, wanted, before or User(id=FIRST_ADMIN, created=now))
        return wanted.new_id


def enter_later(store: Store, *, now: int, secret: str) -> str:
    """The first admin without a password, until one is set on the settings page. Raises ``Spent``."""
    with _one_at_a_time:
        _spend(store, secret, FIRST_ADMIN, now)
        if find_user(store, FIRST_ADMIN) is None:
            save_user(store, User(id=FIRST_ADMIN, created=now), actor="console")
        return FIRST_ADMIN


def _spend(store: Store, secret: str, user: str, now: int) -> None:
    token = read_token(store, secret, now=now)
    if token is None or token.user != user:
        raise Spent
    spend_token(store, secret, actor=user)


def _save(store: Store, wanted: Wish, before: User) -> None:
    actor = wanted.new_id
    user = msgspec.structs.replace(before, id=wanted.new_id, password=wanted.hashed)
    save_user(store, user, actor=actor)
    audit(store, who=actor, what="user.password", subject=actor)
    for user_id in {wanted.old_id, wanted.new_id}:
        end_all(store, user_id, actor=actor)
        browsers.forget_all(store, user_id, actor=actor)
    end_tokens(store, {wanted.old_id, wanted.new_id, FIRST_ADMIN}, actor=actor)
    if wanted.new_id != wanted.old_id and find_user(store, wanted.old_id) is not None:
        remove_user(store, wanted.old_id, actor=actor)

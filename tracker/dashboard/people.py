"""What an administrator does with users: invite, give roles, sign out, remove. For the page and the command.

An invited person is a user without a password; the link that sets it works once and for seven days.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import msgspec

from tracker.audit import audit
from tracker.dashboard import browsers, sessions
from tracker.dashboard.tokens import end_tokens, new_token
from tracker.dashboard.users import (
    User,
    UserError,
    clean_mail,
    every_user,
    find_user,
    remove_user,
    save_user,
)
from tracker.store import Store

#: Two administrators who remove each other at once: one of them remains.
_one_at_a_time = threading.Lock()


def invite(
    store: Store, mail: str, role: str, sites: Mapping[str, str], *, actor: str, now: int
) -> tuple[User, str]:
    """The new user and the secret of the link. ``sites``: site → role, empty for ``role`` on all sites.

    Raises ``UserError``.
    """
    user = User(id=clean_mail(mail), role=role, sites=dict(sites), created=now)
    with _one_at_a_time:
        if find_user(store, user.id) is not None:
            raise UserError("exists")
        save_user(store, user, actor=actor)
    audit(store, who=actor, what="user.invited", subject=user.id, after=_words(user), at=now)
    return user, new_token(store, user.id, now=now, actor=actor, asked=True)


def admit(store: Store, mail: str, role: str, *, actor: str, now: int) -> User:
    """A user whom somebody else vouches for: comes in without a password. Raises ``UserError``."""
    user = User(id=clean_mail(mail), role=role, created=now)
    with _one_at_a_time:
        if find_user(store, user.id) is not None:
            raise UserError("exists")
        save_user(store, user, actor=actor)
    audit(store, who=actor, what="user.admitted", subject=user.id, after=_words(user), at=now)
    return user


def link_again(store: Store, user_id: str, *, actor: str, now: int) -> str:
    """The secret of a new link to set a password; the one before is dead. Raises ``UserError``."""
    need(store, user_id)
    audit(store, who=actor, what="user.link", subject=user_id, at=now)
    return new_token(store, user_id, now=now, actor=actor, asked=True)


def give(store: Store, user_id: str, role: str, sites: Mapping[str, str], *, actor: str, now: int) -> User:
    """Another role or other sites, in force with the next request. Raises ``UserError``."""
    with _one_at_a_time:
        before = need(store, user_id)
        after = msgspec.structs.replace(before, role=role, sites=dict(sites))
        if not after.rules:
            _need_another(store, user_id)
        save_user(store, after, actor=actor)
    audit(
        store,
        who=actor,
        what="user.changed",
        subject=user_id,
        before=_words(before),
        after=_words(after),
        at=now,
    )
    return after


def remove(store: Store, user_id: str, *, actor: str, now: int) -> None:
    """Take somebody off the list; whatever let them in ends at once. Raises ``UserError``."""
    with _one_at_a_time:
        before = need(store, user_id)
        _need_another(store, user_id)
        remove_user(store, user_id, actor=actor)
    end_tokens(store, {user_id}, actor=actor)
    _shut_out(store, user_id, actor)
    audit(store, who=actor, what="user.removed", subject=user_id, before=_words(before), at=now)


def sign_out(store: Store, user_id: str, *, actor: str, now: int) -> int:
    """End every session of somebody; how many there were. Raises ``UserError``."""
    need(store, user_id)
    count = _shut_out(store, user_id, actor)
    audit(store, who=actor, what="session.ended_all", subject=user_id, after={"sessions": count}, at=now)
    return count


def need(store: Store, user_id: str) -> User:
    user = find_user(store, user_id)
    if user is None:
        raise UserError("unknown")
    return user


def _shut_out(store: Store, user_id: str, actor: str) -> int:
    browsers.forget_all(store, user_id, actor=actor)
    return sessions.end_all(store, user_id, actor=actor)


def _need_another(store: Store, user_id: str) -> None:
    """Raises ``UserError`` if without this user nobody could manage users any more."""
    users = every_user(store)
    if users[user_id].role != "admin" or users[user_id].sites:
        return
    if not any(user.rules for user in users.values() if user.id != user_id):
        raise UserError("last")


def _words(user: User) -> dict[str, Any]:
    return {"role": "" if user.sites else user.role, "sites": user.sites or "all"}

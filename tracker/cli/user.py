"""Who may sign in to the dashboard.

tracker user list
tracker user add ada@example.com --role admin     prints a link that works once
tracker user reset ada@example.com                the same, to set a new password
tracker user reset                                the first administrator's link
"""

from __future__ import annotations

import argparse
import time

from tracker.cli.common import Context, UsageError
from tracker.dashboard.sessions import end_all
from tracker.dashboard.tokens import new_token
from tracker.dashboard.users import (
    FIRST_ADMIN,
    ROLES,
    User,
    UserError,
    clean_mail,
    every_user,
    find_user,
    save_user,
)
from tracker.store import Store

HELP = "list and add users of the dashboard, print one-time links"
_DAYS = 7


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "add", "reset"])
    parser.add_argument(
        "mail", nargs="?", default="", help="e-mail address; reset: empty means the only admin"
    )
    parser.add_argument(
        "--role", choices=ROLES, default="admin", help="what a new user may do (default: admin)"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    try:
        with context.store() as store:
            if args.action == "list":
                _list(store, context)
            elif args.action == "add":
                _add(store, clean_mail(args.mail), args.role, context)
            else:
                _reset(store, args.mail, context)
    except UserError as error:
        raise UsageError(str(error)) from None
    return 0


def _list(store: Store, context: Context) -> None:
    users = [
        {"user": user.id, "role": user.role, "password": user.has_password, "created": user.created}
        for user in every_user(store).values()
    ]
    state = {True: "password set", False: "no password"}
    lines = [f"{u['user']}  {u['role']}  {state[bool(u['password'])]}" for u in users]
    text = "\n".join(lines) or "no user yet: tracker user reset prints the first link"
    context.emit({"users": users}, text)


def _add(store: Store, mail: str, role: str, context: Context) -> None:
    if find_user(store, mail) is not None:
        raise UserError("exists")
    save_user(store, User(id=mail, role=role, created=_now()), actor="console")
    _link(store, mail, context)


def _reset(store: Store, mail: str, context: Context) -> None:
    user_id = clean_mail(mail) if mail and mail != FIRST_ADMIN else _only_admin(store)
    if user_id != FIRST_ADMIN and find_user(store, user_id) is None:
        raise UserError("unknown")
    end_all(store, user_id, actor="console")
    _link(store, user_id, context)


def _only_admin(store: Store) -> str:
    """The user meant when none is named: the one administrator there is, or the first to come."""
    admins = [user.id for user in every_user(store).values() if user.role == "admin"]
    if len(admins) > 1:
        raise UsageError(f"which user? There are {', '.join(sorted(admins))}")
    return admins[0] if admins else FIRST_ADMIN


def _link(store: Store, user_id: str, context: Context) -> None:
    secret = new_token(store, user_id, now=_now(), actor="console", asked=True)
    store.sync()
    link = f"{context.settings.public_url}/welcome?token={secret}"
    context.emit({"user": user_id, "link": link, "days": _DAYS}, f"{link}\nWorks once, for {_DAYS} days.")


def _now() -> int:
    return time.time_ns() // 1_000_000

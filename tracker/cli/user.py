"""Who may sign in to the dashboard, and as what.

tracker user list
tracker user add ada@example.com --role sales                          prints a link that works once
tracker user add ada@example.com --site shop=sales --site blog=viewer  only on these sites
tracker user role ada@example.com --role admin                         another role, or other sites
tracker user reset ada@example.com                                     a link to set a new password
tracker user reset                                                     the first administrator's link
tracker user remove ada@example.com                                    and sign out everywhere
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable

from tracker.cli.common import Context, UsageError
from tracker.dashboard import people
from tracker.dashboard.sessions import end_all
from tracker.dashboard.tokens import new_token
from tracker.dashboard.users import FIRST_ADMIN, ROLES, User, UserError, clean_mail, every_user, find_user
from tracker.sites import all_sites
from tracker.store import Store

HELP = "list, add and remove users of the dashboard, give roles, print one-time links"
ACTOR = "command line"
_DAYS = 7


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "add", "role", "reset", "remove"])
    parser.add_argument(
        "mail", nargs="?", default="", help="e-mail address; reset: empty means the only admin"
    )
    parser.add_argument(
        "--role", choices=ROLES, help="what the user may do on all sites (add: default admin)"
    )
    parser.add_argument(
        "--site",
        action="append",
        default=[],
        dest="sites",
        metavar="SITE=ROLE",
        help="only on this site, with this role (repeatable)",
    )


def run(args: argparse.Namespace, context: Context) -> int:
    if args.role and args.sites:
        raise UsageError("--role holds on all sites; leave it out, or leave --site out")
    try:
        with context.store() as store:
            _act(store, args, context)
    except UserError as error:
        raise UsageError(str(error)) from None
    return 0


def _act(store: Store, args: argparse.Namespace, context: Context) -> None:
    if args.action == "list":
        _list(store, context)
    elif args.action == "reset":
        _reset(store, args.mail, context)
    elif args.action == "remove":
        people.remove(store, clean_mail(args.mail), actor=ACTOR, now=_now())
        _list(store, context)
    else:
        _give(store, args, context)


def _list(store: Store, context: Context) -> None:
    users = [
        {
            "user": user.id,
            "role": "" if user.sites else user.role,
            "sites": user.sites,
            "password": user.has_password,
            "created": user.created,
        }
        for user in every_user(store).values()
    ]
    text = "\n".join(map(_line, every_user(store).values()))
    context.emit({"users": users}, text or "no user yet: tracker user reset prints the first link")


def _line(user: User) -> str:
    roles = ", ".join(f"{site}={role}" for site, role in user.sites.items()) or user.role
    return f"{user.id}  {roles}  {'password set' if user.has_password else 'no password'}"


def _give(store: Store, args: argparse.Namespace, context: Context) -> None:
    mail, sites = clean_mail(args.mail), _sites(args.sites, all_sites(store))
    if args.action == "role":
        if not (args.role or sites):
            raise UsageError("which role? Say --role ROLE, or --site SITE=ROLE")
        people.give(store, mail, args.role or "viewer", sites, actor=ACTOR, now=_now())
        _list(store, context)
        return
    _, secret = people.invite(store, mail, _role(args), sites, actor=ACTOR, now=_now())
    _show(store, mail, secret, context)


def _role(args: argparse.Namespace) -> str:
    return args.role or ("viewer" if args.sites else "admin")


def _sites(given: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    names = sorted(known)
    for text in given:
        site, _, role = text.partition("=")
        if site not in names or role not in ROLES:
            there = ", ".join(names) or "none yet"
            raise UsageError(f"--site {text}: written SITE=ROLE; sites: {there}; roles: {', '.join(ROLES)}")
        found[site] = role
    return found


def _reset(store: Store, mail: str, context: Context) -> None:
    user_id = clean_mail(mail) if mail and mail != FIRST_ADMIN else _only_admin(store)
    if user_id != FIRST_ADMIN and find_user(store, user_id) is None:
        raise UserError("unknown")
    end_all(store, user_id, actor=ACTOR)
    if find_user(store, user_id) is None:
        secret = new_token(store, user_id, now=_now(), actor=ACTOR, asked=True)
    else:
        secret = people.link_again(store, user_id, actor=ACTOR, now=_now())
    _show(store, user_id, secret, context)


def _only_admin(store: Store) -> str:
    """The user meant when none is named: the one administrator there is, or the first to come."""
    admins = [user.id for user in every_user(store).values() if user.role == "admin"]
    if len(admins) > 1:
        raise UsageError(f"which user? There are {', '.join(sorted(admins))}")
    return admins[0] if admins else FIRST_ADMIN


def _show(store: Store, user_id: str, secret: str, context: Context) -> None:
    store.sync()
    link = f"{context.settings.public_url}/welcome?token={secret}"
    context.emit({"user": user_id, "link": link, "days": _DAYS}, f"{link}\nWorks once, for {_DAYS} days.")


def _now() -> int:
    return time.time_ns() // 1_000_000

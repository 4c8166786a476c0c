"""Take everything of a site, or of a user, out for good.

  tracker erase site shop                                  what there is; nothing is changed
  tracker erase site shop --confirm shop
  tracker erase user ada@example.com
  tracker erase user ada@example.com --confirm ada@example.com

A site goes with its events, verdicts of addresses seen nowhere else, stages, scores, people, tasks, notes,
settings, schedules, alerts, mails, dead letters and audit entries; and with users who had a role on that site
alone. What is known of companies as such (lists, corrections, opt-outs) stays: it belongs to no site.

A user goes with sessions, links and drafts; accounts, tasks and mails of theirs are nobody's, and where they
did something a made-up name stands instead of theirs. That it was done stays in the audit log, by whom and
when. There is no way back but a backup.
"""

from __future__ import annotations

import argparse
import getpass
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import msgspec

from tracker import sites
from tracker.audit import audit
from tracker.cli.common import Context, UsageError
from tracker.companies import tasks
from tracker.companies.leads import Change, change, every_lead
from tracker.contacts import book_erasing as people
from tracker.dashboard import people as users
from tracker.dashboard.users import UserError, clean_mail, every_user, find_user, save_user
from tracker.event import decode_envelope
from tracker.outbox import Outbox
from tracker.outbox import erasing as post
from tracker.spool import Spool
from tracker.store import Store
from tracker.store.remote import OwnerStore
from tracker.workshop import each_spool

HELP = "take everything of a site, or of a user, out for good"
ACTOR: Final = "command line"
#: Tables a site has rows in, in the order in which they go: events last, verdicts are told by them.
TABLES: Final = (
    "records",
    "verdicts",
    "stage_changes",
    "tallies",
    "score_accounts",
    "score_patterns",
    "events",
)
#: A server that runs knows its sites for so long; what came meanwhile goes in a second round.
_KNOWN_S: Final = 6.0
_ROUNDS: Final = 5


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("site", "user"))
    parser.add_argument("name", help="the site's id, or the user's mail address")
    parser.add_argument("--confirm", default="", metavar="NAME", help="the same name again: it is meant")


def run(args: argparse.Namespace, context: Context) -> int:
    if args.confirm and args.confirm != args.name:
        raise UsageError(f"--confirm {args.confirm!r} is not {args.name!r}: nothing was erased")
    with context.store() as store:
        act = _site if args.what == "site" else _user
        found = act(store, args.name, context, erase=bool(args.confirm))
    done = "erased" if args.confirm else f"nothing was changed; to erase it: --confirm {args.name}"
    lines = [f"{name:<16} {count:>10,}" for name, count in found.items()]
    context.emit(
        {args.what: args.name, "erased": bool(args.confirm), "counts": found}, "\n".join([*lines, done])
    )
    return 0


def _site(store: Store, name: str, context: Context, *, erase: bool) -> dict[str, int]:
    known = sites.all_sites(store)
    found = _counts(store, name, context)
    if name not in known and not any(found.values()):
        raise UsageError(f"there is no site {name!r}; there is: {', '.join(sorted(known)) or 'none'}")
    if erase:
        with closing(Outbox(context.settings.data_dir)) as box:
            post.erase_site(store, box, name)
        _take_out(store, name, context)
        after = {key: count for key, count in found.items() if count}
        audit(store, who=_who(), what="site.erased", subject=name, after=after)
    return found


def _counts(store: Store, name: str, context: Context) -> dict[str, int]:
    rows = store.read("erase/counts", site=name)
    letters = sum(1 for spool in _spools(context) for _ in _letters(spool, name))
    people_known = people.of_site(context.settings.data_dir, name)
    return {row["what"]: row["n"] for row in rows} | {"people": people_known, "dead_letters": letters}


def _take_out(store: Store, name: str, context: Context) -> None:
    """Its record first: then nothing new of it is taken in."""
    _no_role_there(store, name)
    for number in range(_ROUNDS):
        for table in TABLES:
            store.run(f"erase/{table}", site=name)
        sites.publish(store, context.settings.data_dir)
        if number == 0 and isinstance(store, OwnerStore):
            time.sleep(_KNOWN_S)
        elif not any(row["n"] for row in store.read("erase/counts", site=name)):
            break
    people.erase_site(context.settings.data_dir, name)
    for spool in _spools(context):
        spool.drop(list(_letters(spool, name)))


def _no_role_there(store: Store, name: str) -> None:
    for user in every_user(store).values():
        left = {site: role for site, role in user.sites.items() if site != name}
        if left and left != user.sites:
            save_user(store, msgspec.structs.replace(user, sites=left), actor=ACTOR)
        elif user.sites and not left:  # without a site of their own they would be let in everywhere
            users.remove(store, user.id, actor=ACTOR, now=_now())


def _spools(context: Context) -> Iterator[Spool]:
    return (spool for _path, spool in each_spool(context.settings))


def _letters(spool: Spool, name: str) -> Iterator[int]:
    for letter in spool.dead_letters(2**31):
        try:
            site = decode_envelope(letter.data).site
        except msgspec.DecodeError:
            continue
        if site == name:
            yield letter.id


def _user(store: Store, name: str, context: Context, *, erase: bool) -> dict[str, int]:
    try:
        mail = clean_mail(name)
    except UserError as error:
        raise UsageError(str(error)) from None
    found = {"user": int(find_user(store, mail) is not None), "rows": _left(store, mail)}
    if not any(found.values()):
        raise UsageError(f"there is no user {mail!r}, and nothing names them")
    if erase:
        _forget(store, mail, context)
    return found


def _forget(store: Store, mail: str, context: Context) -> None:
    if find_user(store, mail) is not None:
        try:
            users.remove(store, mail, actor=ACTOR, now=_now())
        except UserError as error:
            raise UsageError(str(error)) from None
    for site in sites.all_sites(store):
        _nobodys(store, site, mail)
    with closing(Outbox(context.settings.data_dir)) as box:
        post.erase_user(store, box, mail, actor=ACTOR)
    instead = f"erased-{secrets.token_hex(4)}"
    asked = {"user": mail, "instead": rf"\1{instead}\2", "pattern": _pattern(mail)}
    store.run("erase/user_own", user=mail)
    for name in ("user_records", "user_stages", "user_facts") * 2:  # one that follows at once is found then
        store.run(f"erase/{name}", **asked)
    people.rename_user(context.settings.data_dir, mail, instead)
    audit(store, who=_who(), what="user.erased", subject=instead)


def _nobodys(store: Store, site: str, mail: str) -> None:
    """Accounts and tasks of theirs."""
    for account, lead in every_lead(store, site).items():
        if lead.owner == mail:
            change(store, site, account, Change(owner=""), by=ACTOR, at=_now())
    for account in {task.account for task in tasks.open_tasks(store, site).values() if task.owner == mail}:
        tasks.hand_on(store, site, account, mail, "", by=ACTOR, at=_now())


def _pattern(mail: str) -> str:
    """The address where it stands for itself: not within a longer one."""
    return rf"(^|[^\w.+-]){re.escape(mail)}($|[^\w.-]|\.$|\.[^\w])"


def _left(store: Store, mail: str) -> int:
    return int(store.read("erase/user_left", user=mail)[0]["n"])


def _who() -> str:
    return f"{ACTOR} ({getpass.getuser()})"


def _now() -> int:
    return time.time_ns() // 1_000_000

"""Rules that tell at once when something happens at a company, and where they tell it.

  tracker alerts list
  tracker alerts add --site shop --when hand --title "Demo requests" --to sales@example.com
  tracker alerts add --site shop --when page --page "/pricing*" --grade B --destination ID --quiet 20:00-07:00
  tracker alerts add --site shop --when qualified --stage MQL2 --to-owner --digest day
  tracker alerts pause ID; tracker alerts resume ID; tracker alerts remove ID

  tracker alerts destinations
  tracker alerts connect --kind slack --title "Sales channel" < address.txt
  tracker alerts disconnect ID

The address of a chat or webhook is a secret: it is read from standard input, kept in the outbox's file alone
and never shown again. Kinds: slack, teams, google_chat, webhook. docs/alerts.md says what each is sent.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import closing
from typing import Any, Final

import msgspec

from reports.alert import KINDS
from reports.destinations import places
from reports.destinations.mail import MailError
from reports.i18n import LANGUAGES
from tracker.cli.common import Context, UsageError
from tracker.cli.report import site_of
from tracker.cli.schedule import problem, recipient
from tracker.outbox import Outbox, rules, targets
from tracker.outbox.rules import DIGESTS, GRADES, Rule, RuleError
from tracker.outbox.schedules import new_id
from tracker.outbox.targets import TargetError
from tracker.store import Store

HELP = "rules that tell at once when something happens, and where they tell it"
ACTOR: Final = "command line"
_ACTIONS: Final = ("list", "add", "pause", "resume", "remove", "destinations", "connect", "disconnect")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=_ACTIONS)
    parser.add_argument("id", nargs="?", help="of the rule or destination")
    parser.add_argument("--site", metavar="ID")
    parser.add_argument("--title", default="", help="a name for people")
    parser.add_argument("--when", choices=tuple(KINDS))
    parser.add_argument(
        "--stage", action="append", default=[], help="of stage and qualified; may be repeated"
    )
    parser.add_argument("--page", action="append", default=[], help="of page: a path, * for any part")
    parser.add_argument("--segment", default="", help="of segment: its id")
    parser.add_argument("--grade", choices=GRADES, default="", help="that fit or better")
    parser.add_argument("--country", action="append", default=[], metavar="XX")
    parser.add_argument("--owner", default="", metavar="ADDRESS", help="only this person's accounts")
    parser.add_argument("--target", action="store_true", help="target accounts only")
    parser.add_argument("--to", action="append", default=[], metavar="ADDRESS[:LANGUAGE]")
    parser.add_argument("--to-owner", action="store_true", help="the account's owner, too")
    parser.add_argument("--destination", action="append", default=[], metavar="ID")
    parser.add_argument("--quiet", default="", metavar="HH:MM-HH:MM")
    parser.add_argument("--no-weekends", action="store_true")
    parser.add_argument("--digest", choices=DIGESTS, default="", help="hour or day: together")
    parser.add_argument("--digest-at", default="16:00", metavar="HH:MM")
    parser.add_argument("--language", choices=LANGUAGES, help="default: TRACKER_LANGUAGE")
    parser.add_argument("--kind", choices=tuple(places()), help="of the destination")


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store() as store, closing(Outbox(context.settings.data_dir)) as box:
        try:
            _act(store, box, args, context)
        except (RuleError, TargetError, MailError) as error:
            raise UsageError(str(error)) from None
        if args.action in {"destinations", "connect", "disconnect"}:
            found = targets.every(store)
            text = "\n".join(
                f"{item.id}  {item.kind:<12} {item.title}  {item.host}  {item.off}" for item in found
            )
            context.emit(_destinations(found, box, args), text or "No destinations yet.")
            return 0
        listed = rules.every(store, args.site or "")
    context.emit(
        [msgspec.to_builtins(rule) for rule in listed], "\n".join(map(_line, listed)) or "No rules yet."
    )
    told = problem(context.settings)
    if told:
        context.console.print(told, highlight=False, markup=False)
    return 0


def _act(store: Store, box: Outbox, args: argparse.Namespace, context: Context) -> None:
    if args.action == "add":
        rules.save(store, _rule(store, args, context), actor=ACTOR)
    elif args.action in {"pause", "resume", "remove"}:
        _change(store, args)
    elif args.action == "connect":
        _connect(store, box, args, context)
    elif args.action == "disconnect" and not targets.remove(store, box, args.id or "", actor=ACTOR):
        raise UsageError(f"there is no destination {args.id or ''!r}; tracker alerts destinations shows them")


def _rule(store: Store, args: argparse.Namespace, context: Context) -> Rule:
    if not args.site or not args.when:
        raise UsageError("alerts add needs --site ID and --when KIND")
    known = {target.id for target in targets.every(store)}
    unknown = sorted(set(args.destination) - known)
    if unknown:
        raise UsageError(f"there is no destination {unknown[0]!r}; tracker alerts destinations shows them")
    language = args.language or context.settings.language
    return Rule(
        id=new_id(),
        site=site_of(store, args.site).id,
        title=args.title or KINDS[args.when],
        when=args.when,
        stages=tuple(args.stage),
        pages=tuple(args.page),
        segment=args.segment,
        grade=args.grade,
        countries=tuple(code.upper() for code in args.country),
        owner=args.owner,
        target=args.target,
        mails=tuple(recipient(text, language) for text in args.to),
        to_owner=args.to_owner,
        destinations=tuple(args.destination),
        language=language,
        quiet=args.quiet,
        weekends=args.no_weekends,
        digest=args.digest,
        digest_at=args.digest_at,
        since=time.time_ns() // 1_000_000,
    )


def _change(store: Store, args: argparse.Namespace) -> None:
    found = rules.find(store, args.id or "")
    if found is None:
        raise UsageError(f"there is no rule {args.id or ''!r}; tracker alerts list shows those there are")
    if args.action == "remove":
        rules.remove(store, found.id, actor=ACTOR)
        return
    active = args.action == "resume"
    since = time.time_ns() // 1_000_000 if active and not found.active else found.since
    rules.save(store, msgspec.structs.replace(found, active=active, since=since), actor=ACTOR)


def _connect(store: Store, box: Outbox, args: argparse.Namespace, context: Context) -> None:
    if not args.kind or not args.title:
        raise UsageError("alerts connect needs --kind and --title, and the address on standard input")
    private = context.settings.private_networks
    url = sys.stdin.readline().strip()
    made = targets.add(store, box, kind=args.kind, title=args.title, url=url, actor=ACTOR, private=private)
    args.id = made.id


def _destinations(found: list[targets.Target], box: Outbox, args: argparse.Namespace) -> Any:
    """The secret of a webhook is in the answer once: when it is made."""
    docs = [msgspec.to_builtins(item) for item in found]
    secret = targets.secret_of(box, args.id) if args.action == "connect" else None
    if secret and secret.key:
        next(doc for doc in docs if doc["id"] == args.id)["secret"] = secret.key
        print(f"Secret, shown this once: {secret.key}", file=sys.stderr)  # noqa: T201
    return docs


def _line(rule: Rule) -> str:
    to = (
        [item.mail for item in rule.mails]
        + (["the owner"] if rule.to_owner else [])
        + list(rule.destinations)
    )
    rest = "" if rule.active else "  (resting)"
    return f"{rule.id}  {rule.site:<16} {rule.when:<10} {rule.title}  → {', '.join(to)}{rest}"

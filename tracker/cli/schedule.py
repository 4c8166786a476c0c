"""Which report goes to whom by mail, and when.

  tracker schedule list
  tracker schedule add --site shop --to ada@example.com --to jan@example.com:nl --time 07:30
  tracker schedule add --site shop --to board@example.com --weekly --attach pdf --language de
  tracker schedule pause ID
  tracker schedule resume ID
  tracker schedule remove ID

A report goes out once for each schedule and day. The mail server is set by TRACKER_SMTP_HOST and
TRACKER_MAIL_FROM (docs/settings.md); what became of each mail: tracker outbox list
"""

from __future__ import annotations

import argparse
import time
from typing import Final

import msgspec

from reports.destinations.mail import MailError, address
from reports.destinations.smtp import MailSetup
from reports.i18n import LANGUAGES
from tracker.cli.common import Context, UsageError
from tracker.cli.report import site_of, zone_of
from tracker.outbox.post import mail_server
from tracker.outbox.schedules import (
    FORMATS,
    Recipient,
    Schedule,
    ScheduleError,
    every,
    find,
    new_id,
    remove,
    save,
)
from tracker.settings import Settings
from tracker.store import Store

HELP = "which report goes to whom by mail, and when"
ACTOR: Final = "command line"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "add", "pause", "resume", "remove"))
    parser.add_argument("id", nargs="?", help="of the schedule, as list shows it")
    parser.add_argument("--site", metavar="ID", help="which site; list: only that one")
    parser.add_argument(
        "--to", action="append", default=[], metavar="ADDRESS[:LANGUAGE]", help="recipient; may be repeated"
    )
    parser.add_argument("--time", default="07:00", metavar="HH:MM", help="default: 07:00")
    parser.add_argument("--zone", metavar="NAME", help="time zone of that time; default: the site's")
    parser.add_argument("--weekly", action="store_true", help="on Mondays, what changed in the week")
    parser.add_argument("--attach", action="append", default=[], choices=FORMATS, help="may be repeated")
    parser.add_argument("--language", choices=LANGUAGES, help="default: TRACKER_LANGUAGE")
    parser.add_argument("--title", default="", help="a name for people")


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store() as store:
        try:
            if args.action == "add":
                _add(store, args, context)
            elif args.action != "list":
                _change(store, args)
        except (ScheduleError, MailError) as error:
            raise UsageError(str(error)) from None
        found = every(store, args.site or "")
    context.emit([msgspec.to_builtins(item) for item in found], _text(found))
    _hint(context)
    return 0


def _add(store: Store, args: argparse.Namespace, context: Context) -> None:
    if not args.site:
        raise UsageError("schedule add needs --site ID")
    site = site_of(store, args.site)
    language = args.language or context.settings.language
    made = Schedule(
        id=new_id(),
        site=site.id,
        title=args.title,
        report="weekly" if args.weekly else "daily",
        time=args.time,
        zone=args.zone or zone_of(site, context),
        recipients=tuple(recipient(text, language) for text in args.to),
        formats=tuple(dict.fromkeys(args.attach)),
        since=time.time_ns() // 1_000_000,
    )
    save(store, made, actor=ACTOR)


def recipient(text: str, language: str) -> Recipient:
    """``ada@example.com`` or ``ada@example.com:nl``. Raises ``MailError``, ``UsageError``."""
    mail, colon, own = text.rpartition(":")
    if not colon:
        mail, own = text, language
    if own not in LANGUAGES:
        raise UsageError(f"{text!r}: languages are {', '.join(LANGUAGES)}")
    return Recipient(address(mail).addr_spec, own)


def _change(store: Store, args: argparse.Namespace) -> None:
    found = find(store, args.id or "")
    if found is None:
        raise UsageError(
            f"there is no schedule {args.id or ''!r}; tracker schedule list shows those there are"
        )
    if args.action == "remove":
        remove(store, found.id, actor=ACTOR)
        return
    active = args.action == "resume"
    since = time.time_ns() // 1_000_000 if active and not found.active else found.since
    save(store, msgspec.structs.replace(found, active=active, since=since), actor=ACTOR)


def _text(found: list[Schedule]) -> str:
    return "\n".join(map(_line, found)) or "No report goes out by mail yet: tracker schedule add --help"


def _line(item: Schedule) -> str:
    to = ", ".join(f"{who.mail} ({who.language})" for who in item.recipients)
    when = f"{'Mondays' if item.report == 'weekly' else 'daily':<8}{item.time} {item.zone}"
    files = f"  with {', '.join(item.formats)}" if item.formats else ""
    return f"{item.id}  {item.site:<16} {when}  {to}{files}{'' if item.active else '  (resting)'}"


def _hint(context: Context) -> None:
    """Whether any of it can be sent."""
    told = problem(context.settings)
    if told:
        context.console.print(told, highlight=False, markup=False)


def problem(settings: Settings) -> str:
    """Why no mail goes out, "" where it does. The server may be set otherwise than this command."""
    try:
        if mail_server(settings):
            return ""
    except MailSetup as error:
        return str(error)
    return "No mail server is set here: TRACKER_SMTP_HOST, TRACKER_MAIL_FROM (docs/settings.md)."

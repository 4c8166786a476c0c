"""The report of one day: which companies were there, what they wanted, who is ready for sales.

tracker report --site shop                                     yesterday, as text
tracker report --site shop --day 2026-03-11 --format html --output day.html
tracker report --site shop --language de --mail-to me@example.com --smtp mail.example.com:587
tracker report --site shop --json                              everything, for programs

tracker report --site shop --week --day 2026-03-15             the seven days up to that one
tracker report --site shop --from 2026-03-01 --to 2026-03-30 --hashes      a checksum for each day and format

tracker report --site shop --day 2026-03-11 --as-known then    as it was when the day was over and looked up
tracker report --site shop --day 2026-03-11 --as-known 2026-03-12T07:00:00Z

The same data gives the same report, byte for byte. A day is a day of the site's time zone. Names may have
been corrected since: "then" gives the names, notes and score model of that time; "now", the default, today's.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from reports.destinations.mail import MailError, address, compose, send, server
from reports.i18n import LANGUAGES
from reports.model import DailyReport, content_hash
from reports.pdf import pdf
from reports.render import render
from tracker.cli.common import Context, UsageError
from tracker.read.asknown import NOW, THEN, known_report
from tracker.read.days import day_of, shift
from tracker.read.traffic import newest_view
from tracker.read.week import week_report
from tracker.site import Site
from tracker.sites import all_sites
from tracker.store import Store

HELP = "the report of one day as text, page, mail, CSV or JSON"
FORMATS: Final = ("text", "html", "mail", "csv", "json", "pdf")
#: Days that may be asked for at once.
MOST_DAYS: Final = 400


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="ID", help="which site")
    parser.add_argument("--day", metavar="YYYY-MM-DD", help="default: yesterday")
    parser.add_argument(
        "--as-known",
        metavar="WHEN",
        default=NOW,
        help="now (default), then, or a time: 2026-03-12T07:00:00Z",
    )
    parser.add_argument("--language", choices=LANGUAGES, help="default: TRACKER_LANGUAGE")
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument("--week", action="store_true", help="the seven days that end with the day")
    parser.add_argument("--hashes", action="store_true", help="SHA-256 of each format, a line for each day")
    parser.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help="first day, with --hashes")
    parser.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help="last day, with --hashes")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write to this file instead of stdout")
    parser.add_argument("--mail-to", metavar="ADDRESS", help="send it as a mail; needs --smtp")
    parser.add_argument("--mail-from", metavar="ADDRESS", help="sender; default: the recipient")
    parser.add_argument("--smtp", metavar="HOST:PORT", help="mail server; STARTTLS is used where offered")


def run(args: argparse.Namespace, context: Context) -> int:
    _check(args)
    mail = _mail_route(args)
    language = args.language or context.settings.language
    with context.store() as store:
        if args.hashes:
            return _hashes(store, args, context, language)
        report = _report(store, args, context, args.day)
        newest = newest_day(store, site_of(store, args.site), context)
    if mail:
        return _send(report, language, mail, context)
    data = rendered(report, "json" if context.json and not args.output else args.format, language)
    hint_newest(report.headline.views, newest, args, context)
    if args.output:
        write_file(args.output, data)
        summary = {"file": str(args.output), "bytes": len(data), "hash": content_hash(report)}
        context.emit(summary, f"{args.output}: {summary['bytes']:,} bytes")
    else:
        context.out.write(data.decode())
    return 0


def _check(args: argparse.Namespace) -> None:
    if (args.first or args.last) and not args.hashes:
        raise UsageError("--from and --to go with --hashes; for one day say --day")
    if args.format == "pdf" and not args.output:
        raise UsageError("--format pdf needs --output FILE")


def rendered(report: DailyReport, form: str, language: str) -> bytes:
    """The report in one format, as it is written to a file."""
    return pdf(report, language) if form == "pdf" else render(report, form, language).encode()


def _hashes(store: Store, args: argparse.Namespace, context: Context, language: str) -> int:
    """For each day the hash of what the report says and of each format's bytes: run it twice and compare."""
    zone = zone_of(site_of(store, args.site), context)
    last = day_from(args.last or args.day, shift(day_of(time.time_ns() // 1_000_000, zone), -1), "--to")
    first = day_from(args.first or args.day, last, "--from")
    days = [shift(first, n) for n in range((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)]
    if not 1 <= len(days) <= MOST_DAYS:
        raise UsageError(f"--from {first} --to {last}: 1 to {MOST_DAYS} days are allowed")
    rows = []
    for day in days:
        report = _report(store, args, context, day)
        hashes = {form: sha256(rendered(report, form, language)).hexdigest() for form in FORMATS}
        rows.append({"day": day, "content": content_hash(report), **hashes})
        if not context.json:
            context.out.write(
                f"{day} {rows[-1]['content']} " + " ".join(hashes[form][:16] for form in FORMATS)
            )
            context.out.write("\n")
    if context.json:
        context.emit(rows, "")
    return 0


def site_of(store: Store, site_id: str) -> Site:
    """The site. Raises ``UsageError`` that names those there are."""
    sites = all_sites(store)
    if site_id not in sites:
        raise UsageError(f"there is no site {site_id!r}; sites: {', '.join(sorted(sites)) or 'none yet'}")
    return sites[site_id]


def zone_of(site: Site, context: Context) -> str:
    return site.timezone or context.settings.timezone


def newest_day(store: Store, site: Site, context: Context) -> str:
    """The last day with a page view, "" if there is none."""
    at = newest_view(store, site.id)
    return day_of(at, zone_of(site, context)) if at else ""


def hint_newest(found: int, newest: str, args: argparse.Namespace, context: Context) -> None:
    """Nothing found and no day named: say which day has something."""
    if not found and newest and not args.day:
        context.console.print(
            f"Nothing in that time; the newest data of {args.site} is of {newest}: add --day {newest}",
            highlight=False,
        )


def day_from(text: str | None, default: str, option: str = "--day") -> str:
    """A day of the command line. Raises ``UsageError``."""
    if text is None:
        return default
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r}: a day looks like 2026-03-11") from None
    if not 1970 <= day.year < 2100:
        raise UsageError(f"{option} {text!r}: days from 1970 to 2099 are kept")
    return day.isoformat()


def write_file(path: Path, data: bytes) -> None:
    """Raises ``UsageError`` where the file cannot be written."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"--output {path}: {error.strerror}") from None


def _report(store: Store, args: argparse.Namespace, context: Context, asked: str | None) -> DailyReport:
    site = site_of(store, args.site)
    zone = zone_of(site, context)
    now = time.time_ns() // 1_000_000
    day = day_from(asked, shift(day_of(now, zone), -1))
    link = context.settings.public_url
    known = as_known(args.as_known, now)
    if args.week:
        at = known if isinstance(known, int) else now
        return week_report(store, site, day, zone=context.settings.timezone, known_at=at, link=link)
    return known_report(store, site, day, zone=context.settings.timezone, known=known, now=now, link=link)


def as_known(text: str, now: int) -> str | int:
    """Now, then or an instant (UTC ms). Raises ``UsageError``."""
    if text in (NOW, THEN):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-known {text!r}: now, then, or a time such as 2026-03-12T07:00:00Z") from None
    at = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    if not 0 <= at <= now:
        raise UsageError(f"--as-known {text}: a moment between 1970 and now; nobody knows later ones yet")
    return at


def _mail_route(args: argparse.Namespace) -> dict[str, Any]:
    """Where the mail goes, checked before any work is done; empty without --mail-to."""
    if not args.mail_to:
        if args.smtp or args.mail_from:
            raise UsageError("--smtp and --mail-from need --mail-to")
        return {}
    if not args.smtp:
        raise UsageError("--mail-to needs --smtp HOST:PORT")
    try:
        host, port = server(args.smtp)
        sender = args.mail_from or args.mail_to
        address(args.mail_to)
        address(sender)
    except MailError as error:
        raise UsageError(str(error)) from None
    return {"host": host, "port": port, "sender": sender, "recipient": args.mail_to}


def _send(report: DailyReport, language: str, mail: dict[str, Any], context: Context) -> int:
    message = compose(report, language, sender=mail["sender"], recipient=mail["recipient"], now=time.time())
    try:
        send(message, mail["host"], mail["port"])
    except MailError as error:
        context.console.print(f"tracker: {error}", markup=False, highlight=False)
        return 1
    result = {
        "sent_to": mail["recipient"],
        "message_id": str(message["Message-ID"]),
        "day": report.day,
        "hash": content_hash(report),
    }
    context.emit(result, f"The report of {report.day} is with {mail['host']} for {mail['recipient']}.")
    return 0

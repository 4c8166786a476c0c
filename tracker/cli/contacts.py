"""People who made themselves known: read a list in, look one up, forget one, leave one alone.

  tracker contacts import people.csv --site shop --basis request --dry-run
  tracker contacts import newsletter.csv --site shop --consent-at 2026-10-01 --consent-text "Newsletter v3"
  tracker contacts list --site shop
  tracker contacts export --site shop > reachable.csv      without those who are to be left alone
  tracker contacts do-not-contact ada@acme.example --site shop
  tracker contacts erase ada@acme.example --site shop
  tracker contacts audit --site shop

Nobody is kept without a mail address or phone number, an account, and a legal basis. What is erased is gone
from the disk; the same person comes back only by a consent given later.
"""

from __future__ import annotations

import argparse
import csv
import getpass
import io
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from enrichment import EnrichmentError
from enrichment.columns import BadMapping
from enrichment.sheets import read
from reports.cells import safe
from tracker.audit import audit
from tracker.cli.common import Context, UsageError
from tracker.cli.companies import now_ms
from tracker.cli.signals import add_people_options, given_of, mapping_of, problems_told, site_of
from tracker.contacts import vocabulary
from tracker.contacts.book import Book, open_book
from tracker.contacts.intake import Taken, take_in
from tracker.contacts.person import SOURCES, Contact
from tracker.read.contacts import desk, reachable
from tracker.store import Store

#: Columns of the export.
EXPORTED = ("account", "name", "mail", "phone", "title", "function", "language", "basis", "consent_text")
HELP = "import, list, erase people who made themselves known, or leave them alone"


def configure(parser: argparse.ArgumentParser) -> None:
    acts = ("import", "list", "show", "export", "erase", "do-not-contact", "audit")
    parser.add_argument("action", choices=acts)
    parser.add_argument("what", nargs="?", default="", metavar="FILE | MAIL | ID | NAME")
    parser.add_argument("--site", required=True, metavar="ID")
    parser.add_argument(
        "--source", default="", choices=("", *SOURCES), metavar="SOURCE", help=", ".join(SOURCES)
    )
    add_people_options(parser)
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="what a column is")
    parser.add_argument("--dry-run", action="store_true", help="say what would be stored, store nothing")


def run(args: argparse.Namespace, context: Context) -> int:
    acts = {
        "import": _import,
        "list": _list,
        "show": _show,
        "export": _export,
        "erase": _erase,
        "do-not-contact": _leave_alone,
        "audit": _audit,
    }
    with context.store() as store, open_book(context.settings.data_dir, store) as book:
        site_of(store, args.site)
        return acts[args.action](args, context, store, book)


def _import(args: argparse.Namespace, context: Context, store: Store, book: Book) -> int:
    if not args.what:
        raise UsageError("name one file: tracker contacts import people.csv --site shop")
    site = site_of(store, args.site)
    try:
        headings, rows = read(Path(args.what))
        columns = vocabulary.columns(headings, mapping_of(args.map))
        given = given_of(args) | ({"source": args.source} if args.source else {})
        place = desk(store, book, site.id, zone=site.timezone or context.settings.timezone, now=now_ms(),
                     by=getpass.getuser(), source=Path(args.what).name, given=given,
                     dry_run=args.dry_run)  # fmt: skip
        made = take_in(book, rows, columns, place.known, place.people)
    except (EnrichmentError, BadMapping, OSError) as error:
        raise UsageError(str(error)) from None
    data = summary(made) | {"dry_run": args.dry_run, "columns": columns}
    context.emit(data, told(data))
    return 0


def summary(made: Taken) -> dict[str, Any]:
    """Rows by what became of them, values left out, each problem."""
    return {
        "rows": made.rows,
        "counts": dict(made.counts),
        "left_out": dict(made.left_out),
        "problems": [asdict(problem) for problem in made.problems],
    }


def told(data: dict[str, Any]) -> str:
    lines = [f"{data['rows']:,} rows{' checked; nothing is stored' if data['dry_run'] else ''}"]
    lines += [f"  {reason.replace('_', ' ')}: {n:,}" for reason, n in sorted(data["counts"].items())]
    lines += [f"  value left out, {name}: {n:,}" for name, n in sorted(data["left_out"].items())]
    return "\n".join([*lines, *problems_told(data["problems"])])


def _list(args: argparse.Namespace, context: Context, _store: Store, book: Book) -> int:
    found = book.of_site(args.site)
    lines = [f"{item.id}  {item.account:<32} {item.name:<28} {item.mail or item.phone}" for item in found]
    context.emit(msgspec.to_builtins(found), "\n".join(lines) or "Nobody yet: tracker contacts import FILE")
    return 0


def _one(args: argparse.Namespace, book: Book) -> Contact:
    found = book.get(args.what) or book.known(args.site, args.what.strip().lower(), args.what)
    if found is None or found.site != args.site:
        raise UsageError(f"nobody with the address, number or id {args.what!r} is kept on {args.site}")
    return found


def _show(args: argparse.Namespace, context: Context, _store: Store, book: Book) -> int:
    found = _one(args, book)
    data = msgspec.to_builtins(found) | {
        "mail_kind": found.mail_kind,
        "level": found.level,
        "outreach": [asdict(item) for item in book.outreach(found.id)],
        "audit": [asdict(item) for item in book.audit(args.site, contact=found.id)],
    }
    context.emit(data, "\n".join(f"{name:<16} {value}" for name, value in data.items() if value))
    return 0


def _export(args: argparse.Namespace, context: Context, store: Store, book: Book) -> int:
    """CSV of those who may be turned to; that it was made is written down."""
    found = reachable(store, book, args.site, at=now_ms())
    rows = [{name: str(getattr(item.contact, name)) for name in EXPORTED} for item in found]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([EXPORTED, *([safe(row[name]) for name in EXPORTED] for row in rows)])
    book.note(args.site, "exported", f"{len(rows)} people", by=getpass.getuser(), at=now_ms())
    audit(store, who="command line", what="contact.exported", site=args.site, subject=args.site,
          after={"people": len(rows)})  # fmt: skip
    context.emit(rows, out.getvalue().rstrip("\n"))
    return 0


def _erase(args: argparse.Namespace, context: Context, store: Store, book: Book) -> int:
    found = _one(args, book)
    book.erase(found.id, by=getpass.getuser(), at=now_ms())
    audit(store, who="command line", what="contact.erased", site=args.site, subject=found.id)
    context.emit({"erased": found.id}, f"erased: {found.id}. The account's points stay; they name nobody.")
    return 0


def _leave_alone(args: argparse.Namespace, context: Context, _store: Store, book: Book) -> int:
    found = _one(args, book)
    made = msgspec.structs.replace(found, do_not_contact=found.do_not_contact or now_ms(), do_not_why="asked")
    book.save(made, by=getpass.getuser(), at=now_ms())
    context.emit({"do_not_contact": found.id}, f"{found.id}: is left alone from now on")
    return 0


def _audit(args: argparse.Namespace, context: Context, _store: Store, book: Book) -> int:
    found = book.audit(args.site, most=1000)
    lines = [f"{item.at} {item.by:<20} {item.action:<10} {item.contact} {item.detail}" for item in found]
    context.emit([asdict(item) for item in found], "\n".join(lines) or "Nothing happened yet")
    return 0

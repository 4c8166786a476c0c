"""Who changed what, and when: the newest first.

tracker audit
tracker audit --who ada@example.com --kind user --since 2026-03-01
tracker audit --site shop --limit 1000 --json

Days are those of UTC. Kinds are what stands before the dot: user, site, lead, correction, optout, key …
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime

from tracker.audit import Entry, entries
from tracker.cli.common import Context, UsageError
from tracker.read.days import day_end, day_start

HELP = "who changed what, and when"
MOST = 100_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--who", default="", metavar="PERSON", help="e-mail address, key:NAME or “command line”"
    )
    parser.add_argument("--site", default="", metavar="ID", help="only what holds for this site")
    parser.add_argument(
        "--kind", default="", metavar="KIND", help="user, site, lead, correction, optout, key …"
    )
    parser.add_argument("--since", default="", metavar="DAY", help="from this day on, 2026-03-09")
    parser.add_argument("--until", default="", metavar="DAY", help="up to and with this day")
    parser.add_argument("--limit", type=int, default=200, metavar="N", help="at most so many (default: 200)")


def run(args: argparse.Namespace, context: Context) -> int:
    if not 0 < args.limit <= MOST:
        raise UsageError(f"--limit {args.limit}: 1 to {MOST}")
    try:
        since = day_start(args.since, "UTC") if args.since else 0
        until = day_end(args.until, "UTC") + 1 if args.until else 0
    except ValueError:
        raise UsageError("a day is written 2026-03-09") from None
    with context.store() as store:
        found = entries(
            store,
            who=args.who,
            site=args.site,
            kind=args.kind,
            from_ms=since,
            to_ms=until,
            limit=args.limit,
        )
    context.emit([asdict(entry) for entry in found], "\n".join(map(_line, found)) or "Nothing was changed.")
    return 0


def _line(entry: Entry) -> str:
    moment = datetime.fromtimestamp(entry.at / 1000, UTC)
    changed = "; ".join(
        f"{name} {before} → {after}" if before else f"{name} {after}" for name, before, after in entry.fields
    )
    parts = (f"{moment:%Y-%m-%d %H:%M} UTC", entry.who, entry.what, entry.site, entry.subject, changed)
    return "  ".join(part for part in parts if part)

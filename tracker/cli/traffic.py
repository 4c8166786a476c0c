"""Who viewed a site: views, addresses and visitors by class, and the companies with the most views.

tracker traffic --site shop
tracker traffic --site shop --from 2026-03-01 --to 2026-03-31 --top 50 --json

Without days: all there are. Every view is in exactly one class; an address counts once per day it came on.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.cli.common import Context, UsageError
from tracker.read.parties import Parties, parties, span
from tracker.sites import all_sites
from tracker.store import Store

HELP = "Who viewed a site: classes of traffic, and the companies with the most views."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="ID", help="which site")
    parser.add_argument("--from", dest="first", metavar="DAY", help="first day, e.g. 2026-03-01")
    parser.add_argument("--to", dest="last", metavar="DAY", help="last day")
    parser.add_argument("--top", type=int, default=20, metavar="N", help="how many companies; default 20")


def run(args: argparse.Namespace, context: Context) -> int:
    for name, day in (("--from", args.first), ("--to", args.last)):
        _check(name, day)
    if args.top < 1:
        raise UsageError(f"--top {args.top}: a number from 1 is needed")
    with context.store() as store:
        found = _found(store, args, context)
    data = asdict(found) | {"site": args.site, "companies": [asdict(p) for p in found.companies[: args.top]]}
    context.emit(data | {"named": len(found.companies)}, "" if context.json else _text(found, args))
    return 0


def _check(name: str, day: str | None) -> None:
    try:
        date.fromisoformat(day or "2026-01-01")
    except ValueError:
        raise UsageError(f"{name} {day!r}: a day like 2026-03-01 is needed") from None


def _found(store: Store, args: argparse.Namespace, context: Context) -> Parties:
    known = all_sites(store)
    if args.site not in known:
        raise UsageError(f"there is no site {args.site!r}; sites: {', '.join(sorted(known)) or 'none yet'}")
    zone = known[args.site].timezone or context.settings.timezone
    first, last = span(store, args.site, zone=zone)
    if not first:
        return Parties("", "")
    now = time.time_ns() // 1_000_000
    return parties(
        store, args.site, from_day=args.first or first, to_day=args.last or last, zone=zone, known_at=now
    )


def _text(found: Parties, args: argparse.Namespace) -> str:
    if not found.classes:
        return f"{args.site} has no views in these days."
    shown = found.companies[: args.top]
    heads = ("Class", "Views", "Addresses", "Visitors")
    total = (
        "all",
        *(sum(getattr(c, name) for c in found.classes) for name in ("views", "addresses", "visitors")),
    )
    rows = [(c.kind, c.views, c.addresses, c.visitors) for c in found.classes]
    names = ("Company", "Account", "Kind", "Sure", "By", "Views", "Addresses")
    companies = [
        (p.name, p.key, p.kind, f"{p.confidence:.0%}", p.method, p.views, p.addresses) for p in shown
    ]
    return "\n".join(
        [
            f"{args.site}, {found.from_day} to {found.to_day}",
            _table(heads, [*rows, total]),
            f"Companies with the most views ({len(shown)} of {len(found.companies):,}):",
            _table(names, companies),
        ]
    )


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str | int, ...]]) -> str:
    table = Table(box=None, pad_edge=False)
    for number, head in enumerate(heads):
        counts = bool(rows) and isinstance(rows[0][number], int)
        table.add_column(head, justify="right" if counts else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else cell) for cell in row))
    out = StringIO()
    Console(file=out, width=150).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"

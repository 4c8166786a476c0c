"""Judge all history again by what is known today, and say what that changes.

tracker reidentify --dry-run                    after new data: companies gained, lost, renamed; stages
tracker reidentify                              the same, and from now on it holds; the past stays on record
tracker reidentify --site shop --since 2026-01-01 --json

Full addresses are gone after a day; what is judged is the network that was kept of each (docs/adr/0007).
Reports of the past can still be read as they were known then: tracker report --as-known then.
Run it again as often as you like: what is right already is not written twice.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from enrichment import EnrichmentError, Identifier
from tracker.cli.common import Context, UsageError
from tracker.cli.report import day_from, site_of
from tracker.reidentify import Result, reidentify
from tracker.reidentify.job import EVER
from tracker.store import Store
from tracker.store.remote import OwnerStore
from tracker.workshop import open_workshop

HELP = "judge all history again by present data, and print what changes"
_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", metavar="ID", help="only addresses seen on this site; default: all")
    parser.add_argument("--since", metavar="DAY", help="only addresses of this day (UTC) and later")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")


def run(args: argparse.Namespace, context: Context) -> int:
    since = day_from(args.since, EVER, option="--since")
    context.need_installation()
    try:
        with open_workshop(context.settings) as workshop:
            if not args.dry_run and not isinstance(workshop.store, OwnerStore):
                workshop.identify()  # addresses that still wait are looked up exactly
            result = _reidentify(workshop.store, workshop.identifier, args, since, context)
    except EnrichmentError as error:
        raise UsageError(str(error)) from None
    context.emit(result.as_dict(), "" if context.json else _text(result))
    return 0


def _reidentify(
    store: Store, identifier: Identifier, args: argparse.Namespace, since: str, context: Context
) -> Result:
    site = site_of(store, args.site).id if args.site else ""
    with _progress(context) as tell:
        return reidentify(
            store,
            identifier,
            now_ms=time.time_ns() // 1_000_000,
            site=site,
            since=since,
            dry_run=args.dry_run,
            tell=tell,
        )


@contextmanager
def _progress(context: Context) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; elsewhere nothing."""
    columns = (TextColumn("addresses"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=context.console, transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        task = progress.add_task("addresses", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _text(result: Result) -> str:
    verb = "would change" if result.dry_run else "changed"
    lines = [
        f"{result.keys:,} addresses on {result.networks:,} kept networks judged by {result.version}",
        f"  {verb}: {result.changed:,}   nothing kept: {result.silent:,}   "
        f"kept network too wide to tell: {result.several:,}",
    ]
    for site, found in result.difference.as_dict().items():
        lines += ["", f"{site}: {found['companies']['before']:,} companies named before, "
                  f"{found['companies']['after']:,} after", *_site(found)]  # fmt: skip
    if result.dry_run:
        lines += ["", "Nothing was written (--dry-run)."]
    return "\n".join(lines)


def _site(found: dict[str, Any]) -> Iterator[str]:
    for title in ("gained", "lost"):
        rows = [f"{row['name']} ({row['key']}), {row['views']:,} views" for row in found[title]]
        yield from _list(title, rows)
    yield from _list("renamed", [_renamed(row) for row in found["renamed"]])
    moved = found["classes"]["moved"]
    yield from _list("views moved", [f"{row['from']} → {row['to']}: {row['views']:,}" for row in moved])
    yield from _list("stages", [_stage(row) for row in found["stages"]])


def _list(title: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield f"  {title} ({len(rows):,})"
        yield from (f"    {row}" for row in rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield f"    … {len(rows) - _SHOWN:,} more with --json"


def _renamed(row: dict[str, Any]) -> str:
    before, after = row["from"], row["to"]
    return f"{before['name']} ({before['key']}) → {after['name']} ({after['key']}), {after['views']:,} views"


def _stage(row: dict[str, Any]) -> str:
    points = f"{row['engagement_before']:.1f} → {row['engagement_after']:.1f} points"
    return f"{row['name']} ({row['account']}): {row['before'] or '–'} → {row['after'] or '–'}, {points}"

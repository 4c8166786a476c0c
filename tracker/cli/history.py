"""The own history as a table: one row for each offer that was decided, for ``tracker learn``.

tracker history --site shop -o history.csv
tracker learn history.csv --target outcome --time at
tracker history --site shop --label retained -o customers.csv
tracker history --site shop --daily -o days.csv

With --daily there is one row for each account and day up to its offer, with the points in use and how often
each signal had come by then; "tracker learn --site shop" reads the same without a file.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

from tracker.cli.common import Context, UsageError
from tracker.cli.companies import now_ms
from tracker.cli.signals import site_of
from tracker.read.daybyday import Days, day_by_day
from tracker.read.journeys import journeys
from tracker.read.past import LABELS, Past, past

HELP = "what was known at each offer and what came of it, as a table to learn from"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="ID")
    parser.add_argument("--label", choices=LABELS, default="won", help="what counts as good (default won)")
    parser.add_argument("--daily", action="store_true", help="one row for each account and day")
    parser.add_argument("-o", "--out", default="", metavar="FILE", help="a CSV file; without it, stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store() as store:
        site = site_of(store, args.site)
        found: Past | Days
        if args.daily:
            found = day_by_day(store, site.id, args.label, at=now_ms())
        else:
            found = past(journeys(store, site.id, at=now_ms()), args.label, now_ms())
    if args.out and not context.json:
        _write(Path(args.out), found)
        context.emit(None, _said(found, args.out))
    else:
        data = {"columns": found.columns, "rows": found.rows}
        more = {"open": found.open} if isinstance(found, Past) else {}
        context.emit(data | more, as_csv(found).rstrip("\n"))
    return 0


def _said(found: Past | Days, path: str) -> str:
    if isinstance(found, Past):
        return f"{len(found.rows)} offers written to {path}; {found.open} are still open"
    accounts = len({row[0] for row in found.rows})
    return f"{len(found.rows)} days of {accounts} accounts written to {path}"


def as_csv(found: Past | Days) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(found.columns)
    writer.writerows([[_safe(value) for value in row] for row in found.rows])
    return out.getvalue()


def _safe(value: str | int | float) -> str | int | float:
    """A source is what a visitor's link said: it must not begin a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _write(path: Path, found: Past | Days) -> None:
    try:
        path.write_text(as_csv(found))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None

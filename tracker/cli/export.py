"""Export the accounts seen in the last 30 days, for sales, a CRM or an advertising list.

tracker export --site shop --format xlsx --min-stage MQL1 --output targets.xlsx
tracker export --site shop --format csv > targets.csv
tracker export --site shop --lost price > news.csv                            lost accounts, for one reason
tracker export --site shop --format csv --preset excel --output ziele.csv     semicolon, BOM, decimal comma

Texts are written so that no spreadsheet takes them for a formula. Columns: docs/reports.md.
"""

from __future__ import annotations

import argparse
import io
import time
from pathlib import Path
from typing import Any

from reports.exports import ExportError, export, formats
from reports.i18n import LANGUAGES
from reports.targets import COLUMNS, TargetRow
from tracker.audit import audit
from tracker.cli.common import Context, UsageError
from tracker.cli.report import day_from, hint_newest, newest_day, site_of, write_file, zone_of
from tracker.read.audience import REASONS, lost_accounts
from tracker.read.days import day_of
from tracker.read.models import model_of
from tracker.read.targets import DAYS, STAGES, target_rows
from tracker.store import records

HELP = "export target accounts as CSV or XLSX"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="ID", help="which site")
    parser.add_argument("--format", choices=sorted(formats()), default="csv", help="default: csv")
    parser.add_argument(
        "--preset",
        default="",
        help="; ".join(f"{name}: {', '.join(f.PRESETS)}" for name, f in formats().items()),
    )
    parser.add_argument(
        "--min-stage", choices=STAGES, default="", help="this stage and those after it; default: all accounts"
    )
    parser.add_argument(
        "--lost",
        nargs="?",
        const="",
        choices=("", *REASONS),
        metavar="REASON",
        help=f"instead: accounts that were lost, all or for one reason: {', '.join(REASONS)}",
    )
    parser.add_argument("--day", metavar="YYYY-MM-DD", help="last of the 30 days; default: today")
    parser.add_argument("--language", choices=LANGUAGES, help="of the reasons; default: TRACKER_LANGUAGE")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write to this file; -, the default: stdout"
    )


def run(args: argparse.Namespace, context: Context) -> int:
    output = None if args.output == Path("-") else args.output
    if context.json and not output:
        raise UsageError("--json reports on the export: name its file with --output FILE")
    if not output and args.format == "xlsx" and context.out.isatty():
        raise UsageError("a workbook is no text for a terminal: name a file with --output FILE")
    rows, about, newest = _rows(args, context)
    hint_newest(len(rows), newest, args, context)
    data = io.BytesIO()
    try:
        export(rows, data, args.format, args.preset)
    except ExportError as error:
        raise UsageError(str(error)) from None
    if output:
        write_file(output, data.getvalue())
        about |= {"file": str(output), "bytes": len(data.getvalue())}
        context.emit(about, f"{output}: {len(rows):,} accounts")
    else:
        _to_stdout(data.getvalue(), context)
    return 0


def _rows(args: argparse.Namespace, context: Context) -> tuple[list[TargetRow], dict[str, Any], str]:
    """The accounts, and what is said about the export. The export is written down: who, what, how many."""
    now = time.time_ns() // 1_000_000
    with context.store() as store:
        site = site_of(store, args.site)
        zone = zone_of(site, context)
        day = day_from(args.day, day_of(now, zone))
        rows = (
            target_rows(
                store,
                site,
                day,
                zone=zone,
                known_at=now,
                model=model_of(store, site.id),
                language=args.language or context.settings.language,
                min_stage=args.min_stage,
            )
            if args.lost is None
            else lost_accounts(store, site.id, at=now, reason=args.lost)
        )
        about = {
            "site": site.id,
            "format": args.format,
            "day": day,
            "days": DAYS,
            "min_stage": args.min_stage,
            "lost": args.lost,
            "accounts": len(rows),
            "columns": len(COLUMNS),
        }
        records.put(store, "export", f"{site.id}/{now}", about, actor="command line")
        took = {"form": args.format, "day": day, "rows": len(rows)}
        audit(
            store,
            who="command line",
            what="export.taken",
            site=site.id,
            subject=args.format,
            after=took,
            at=now,
        )
        newest = newest_day(store, site, context)
    return rows, about, newest


def _to_stdout(data: bytes, context: Context) -> None:
    """Bytes as they are; a text stream (tests, wrappers) gets the text of a CSV."""
    raw = getattr(context.out, "buffer", None)
    if raw is None:
        try:
            context.out.write(data.decode())
        except UnicodeDecodeError:
            raise UsageError("this output takes text only: name a file with --output FILE") from None
    else:
        raw.write(data)
        raw.flush()

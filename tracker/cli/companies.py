"""Read a list of companies in, look at what is known of one, correct it.

  tracker companies import accounts.csv --dry-run
  tracker companies import accounts.xlsx --map "Firma intern=name" --map "Notiz="
  tracker companies leads --site shop        those of lists that were never seen there
  tracker companies show acme.com
  tracker companies set acme.com employees=250 industry_code="WZ 62.01"
  tracker companies undo acme.com employees

"import" reads CSV or XLSX: exports of HubSpot, Salesforce, Dynamics and Pipedrive, and lists with headings in
English, German or Dutch. Rows that cannot be used are named with line and reason; --dry-run stores nothing.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from enrichment import BadSubject, EnrichmentError
from enrichment.columns import BadMapping, Columns, recognise
from enrichment.importing import Plan, plan
from enrichment.optouts import target
from enrichment.profile import FIELDS, MORE, BadValue, completeness, rank
from enrichment.sheets import read
from tracker.cli.common import Context, UsageError
from tracker.cli.report import site_of
from tracker.companies import facts, floor, intake, optouts, snapshots
from tracker.read.unseen import list_leads
from tracker.store import Store

HELP = "import a list of companies or CRM accounts; show and correct what is known of one"
ACTOR = "command line"
#: Rows and values named one by one; the rest is counted.
SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("import", "leads", "show", "set", "undo", "sources"))
    parser.add_argument("what", nargs="*", metavar="FILE | COMPANY [FIELD[=VALUE]…]")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="what a column is",
    )
    parser.add_argument("--as", dest="source", choices=("crm", "import"), help="whose word; else guessed")
    parser.add_argument("--dated", metavar="DAY", help="day of the list, YYYY-MM-DD; else today")
    parser.add_argument("--site", metavar="ID", help="of leads: on which site they were never seen")
    parser.add_argument("--dry-run", action="store_true", help="say what would be stored, store nothing")


def run(args: argparse.Namespace, context: Context) -> int:
    acts = {
        "import": _import,
        "leads": _leads,
        "show": _show,
        "set": _set,
        "undo": _undo,
        "sources": _sources,
    }
    try:
        return acts[args.action](args, context)
    except (EnrichmentError, BadMapping, BadValue, OSError) as error:
        raise UsageError(str(error)) from None


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def _import(args: argparse.Namespace, context: Context) -> int:
    if len(args.what) != 1:
        raise UsageError("name one file: tracker companies import accounts.csv")
    headings, rows = read(Path(args.what[0]))
    columns = recognise(headings, _mapping(args.map))
    if not columns.usable:
        raise UsageError(
            f"no column of {', '.join(headings)} is a company's domain, website or name; "
            "say which with --map COLUMN=domain"
        )
    with context.store() as store:
        made = plan(rows, columns, opted_out=optouts.teller(store), by_id=intake.by_number(store))
        source = args.source or intake.source_of(columns.crm, set(columns.fields.values()))
        stored = 0 if args.dry_run else _store(store, made, source, _day(args.dated), context)
    result = summary(made, columns, source) | {"stored_facts": stored, "dry_run": args.dry_run}
    context.emit(result, _told(result))
    return 0


def _store(store: Store, made: Plan, source: str, dated: str, context: Context) -> int:
    stored = intake.store_plan(store, made, source=source, dated=dated, actor=ACTOR, at=now_ms())
    floor.apply(store)
    snapshots.publish(store, context.settings.data_dir)
    return stored


def summary(made: Plan, columns: Columns, source: str) -> dict[str, Any]:
    """Rows by what became of them (they add up), values left out by field, and each problem."""
    return {
        "rows": made.rows,
        "companies": len(made.companies),
        "counts": dict(made.counts),
        "left_out": dict(made.left_out),
        "source": source,
        "crm": columns.crm,
        "columns": dict(columns.fields),
        "unused": list(columns.unused),
        "problems": [asdict(problem) for problem in made.problems],
    }


def _told(result: dict[str, Any]) -> str:
    head = "would be stored" if result["dry_run"] else f"{result['stored_facts']:,} facts new or changed"
    lines = [
        f"{result['rows']:,} rows, {result['companies']:,} companies; {head} (source: {result['source']})"
    ]
    lines += [
        f"  {reason.replace('_', ' ')}: {count:,}" for reason, count in sorted(result["counts"].items())
    ]
    lines += [f"  value left out, {field}: {count:,}" for field, count in sorted(result["left_out"].items())]
    lines += [f"  column {column} is {field}" for column, field in result["columns"].items()]
    if result["unused"]:
        lines.append(f"  not used: {', '.join(result['unused'])}")
    problems = result["problems"]
    lines += [_line(problem) for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"  and {len(problems) - SHOWN:,} more; all of them with --json")
    return "\n".join(lines)


def _line(problem: dict[str, Any]) -> str:
    where = f", column {problem['column']}" if problem["column"] else ""
    text = f" {problem['text']!r}" if problem["text"] else ""
    allowed = f"; allowed: {problem['allowed']}" if problem["allowed"] else ""
    return f"  line {problem['line']}{where}: {problem['reason'].replace('_', ' ')}{text}{allowed}"


def _mapping(pairs: list[str]) -> dict[str, str]:
    odd = next((pair for pair in pairs if "=" not in pair), None)
    if odd is not None:
        raise UsageError(f"--map {odd!r}: write COLUMN=FIELD; fields: domain, {', '.join((*FIELDS, *MORE))}")
    return {column.strip(): field.strip() for column, _, field in (pair.rpartition("=") for pair in pairs)}


def _day(text: str | None) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise UsageError(f"--dated {text!r}: a day like 2026-11-01 is needed") from None


def _company(args: argparse.Namespace) -> str:
    try:
        name = target(args.what[0]) if args.what else ""
    except BadSubject as error:
        raise UsageError(str(error)) from None
    if not name or "/" in name:
        raise UsageError("name a company by its domain (acme.com), or ~name if it has none")
    return name


def _leads(args: argparse.Namespace, context: Context) -> int:
    """Companies of lists that were never seen: leads without a point."""
    if not args.site:
        raise UsageError("companies leads needs --site ID")
    with context.store() as store:
        found = list_leads(store, site_of(store, args.site).id)
    lines = [f"{item.stage}  {item.name} ({item.key})  {item.country}  {item.dated}" for item in found]
    context.emit([asdict(item) for item in found], "\n".join([*lines, f"{len(found):,} never seen yet"]))
    return 0


def _show(args: argparse.Namespace, context: Context) -> int:
    company = _company(args)
    with context.store() as store:
        if optouts.teller(store)(company):
            raise UsageError(f"{company} opted out: nothing is shown of it")
        rows = facts.history(store, company)
    newest = {(row["field"], row["source"]): row for row in rows}
    known = sorted(
        (row for row in newest.values() if row["value"]), key=lambda row: (row["field"], rank(row["source"]))
    )
    count = completeness(row["field"] for row in known)
    lines = [f"{company}: {count} of {len(FIELDS)} fields known"]
    lines += [
        f"  {row['field']:<14} {row['value']}   ({row['source']}, {row['dated']}"
        f"{', by ' + row['actor'] if row['actor'] else ''})"
        for row in known
    ]
    data = {"company": company, "known": count, "of": len(FIELDS), "facts": known, "history": rows}
    context.emit(data, "\n".join(lines))
    return 0


def _set(args: argparse.Namespace, context: Context) -> int:
    company, pairs = _company(args), args.what[1:]
    if not pairs or any("=" not in pair for pair in pairs):
        raise UsageError("say what: tracker companies set acme.com employees=250 city=Berlin")
    values = dict(pair.split("=", 1) for pair in pairs)
    with context.store() as store:
        changed = facts.edit(store, company, values, actor=ACTOR, at=now_ms())
        floor.apply(store)
    context.emit({"company": company, "changed": changed}, f"{company}: {changed} changed")
    return 0


def _undo(args: argparse.Namespace, context: Context) -> int:
    company, fields = _company(args), args.what[1:]
    if not fields:
        raise UsageError("name the field: tracker companies undo acme.com employees")
    with context.store() as store:
        undone = [name for name in fields if facts.undo(store, company, name, actor=ACTOR, at=now_ms())]
        floor.apply(store)
    context.emit(
        {"company": company, "undone": undone}, f"{company}: undone: {', '.join(undone) or 'nothing'}"
    )
    return 0


def _sources(_args: argparse.Namespace, context: Context) -> int:
    with context.store() as store:
        rows = sorted(store.read("companies/counts"), key=lambda row: rank(row["source"]))
    lines = [f"{row['source']:<12} {row['companies']:>8,} companies {row['facts']:>9,} facts" for row in rows]
    context.emit(
        rows, "\n".join(lines) or "Nothing is known of any company yet: tracker companies import FILE"
    )
    return 0

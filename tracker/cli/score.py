"""Score the accounts of a site at any instant, with the reasons.

tracker score --site shop                              now
tracker score --site shop --at 2026-03-02T18:00:00Z    as it was then
tracker score --site shop --account acme.example       one account, every line of its ledger
tracker score --site shop --record                     also write down changes of stage
tracker score --site shop --model 4 --at 2026-03-02    in any version of the model, or a TOML file
tracker score --site shop --use model.toml             first make this file the site's score model, unsigned;
                                                       refused once marketing and sales have agreed on one

Writes nothing without --record or --use. How to read a score: docs/scoring.md.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.cli.common import Context, UsageError
from tracker.cli.models import model_named
from tracker.intent import Model, ModelError, Reason
from tracker.modelbook.agreement import NotAgreed
from tracker.qualify import Change, qualify
from tracker.read.accounts import FLOOR, AccountView, accounts
from tracker.read.days import day_of, shift
from tracker.read.models import model_of, save_model
from tracker.sites import all_sites
from tracker.store import Store

HELP = "Score accounts at an instant: engagement, fit, stage, and every reason."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="ID", help="which site")
    parser.add_argument("--at", metavar="ISO", help="instant, e.g. 2026-03-02T18:00:00Z; default: now")
    parser.add_argument("--account", metavar="KEY", help="only this account, with its whole ledger")
    parser.add_argument("--confidence", type=float, default=FLOOR, metavar="0..1", help=f"default {FLOOR}")
    parser.add_argument("--use", type=Path, metavar="TOML", help="make this file the site's score model")
    parser.add_argument(
        "--model", metavar="VERSION", help="score with this version or TOML file; saves nothing"
    )
    parser.add_argument("--record", action="store_true", help="record changes of stage up to that instant")


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store() as store:
        site = all_sites(store).get(args.site)
        if site is None:
            known = ", ".join(sorted(all_sites(store))) or "none yet"
            raise UsageError(f"there is no site {args.site!r}; sites: {known}")
        zone = site.timezone or context.settings.timezone
        now = time.time_ns() // 1_000_000
        at = instant(args.at) if args.at else now
        model = _model(store, args)
        found = _accounts(store, args, zone=zone, at=at, known_at=max(at, now), model=model)
        changes = (
            qualify(
                store, args.site, zone=zone, at=at, known_at=max(at, now), model=model, floor=args.confidence
            )
            if args.record
            else []
        )
        if changes:
            store.sync()
    full = args.account is not None
    result = {
        "site": args.site,
        "at": at,
        "model": {"name": model.name, "version": model.version},
        "accounts": [summary(view, full=full) for view in found],
        "changes": [asdict(change) | {"actor": change.actor} for change in changes],
    }
    context.emit(result, "" if context.json else _text(found, changes, full=full))
    return 0


def instant(text: str) -> int:
    """UTC ms of an ISO 8601 time; without a zone it is UTC. Raises ``UsageError``."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at {text!r}: a time looks like 2026-03-02T18:00:00Z or 2026-03-02") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _model(store: Store, args: argparse.Namespace) -> Model:
    if args.model and (args.use or args.record):
        raise UsageError("--model only looks: it goes neither with --use nor with --record")
    try:
        if args.model:
            return model_named(store, args.model)
        if args.use:
            return save_model(store, args.site, args.use.read_text("utf-8"), actor="command line")
        return model_of(store, args.site)
    except NotAgreed as error:
        raise UsageError(f"--use: {error}; tracker models draft {args.use}") from None
    except OSError as error:
        raise UsageError(f"--use {args.use}: {error.strerror}") from None
    except ModelError as error:
        raise UsageError(f"score model {args.use or args.site}: {error}") from None


def _accounts(
    store: Store, args: argparse.Namespace, *, zone: str, at: int, known_at: int, model: Model
) -> list[AccountView]:
    day = day_of(at, zone)
    found = accounts(
        store,
        args.site,
        from_day=shift(day, -model.window_days),
        to_day=day,
        zone=zone,
        at=at,
        known_at=known_at,
        model=model,
        floor=args.confidence,
    )
    if args.account is None:
        return found
    chosen = [view for view in found if view.key == args.account]
    if not chosen:
        raise UsageError(f"no account {args.account!r} with an event in the {model.window_days} days before")
    return chosen


def summary(view: AccountView, *, full: bool) -> dict[str, Any]:
    """One account for JSON; ``full`` adds both ledgers."""
    item = view.assessment
    found = {
        "account": view.key,
        "name": view.name,
        "confidence": view.confidence,
        "engagement": item.engagement,
        "fit": item.fit,
        "persona": item.personas[0].name if item.personas else "",
        "completeness": item.completeness,
        "cell": item.cell,
        "stage": item.stage,
        "act_now": item.act_now,
        "review": item.review,
        "visits": view.visits,
        "views": view.views,
        "last_seen": view.last_seen,
        "why": [_reason(reason) for reason in view.why],
        "reasons": [_reason(reason) for reason in item.reasons],
        "missing": [_reason(reason) for reason in item.missing],
    }
    if full:
        found["ledger"] = [asdict(entry) for entry in item.ledger]
        found["fit_ledger"] = [asdict(entry) for entry in item.fit_ledger]
        found["personas"] = [asdict(one) for one in item.personas]
    return found


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, **dict(reason.params)}


def _text(found: list[AccountView], changes: list[Change], *, full: bool) -> str:
    table = Table("account", "stage", "cell", "points", "visits", "views", "why")
    for view in found:
        item = view.assessment
        cells = (item.stage, item.cell, f"{item.engagement:.1f}", str(view.visits), str(view.views))
        table.add_row(Text(view.key), *cells, Text("; ".join(_words(reason) for reason in view.why)))
    console = Console(file=StringIO(), width=120)
    console.print(table if found else "No account with an event in the window.")
    if full and found:
        console.print(_ledger(found[0]))
    for change in changes:
        line = f"{change.account}: {change.from_stage or '(new)'} -> {change.to_stage} ({change.cause})"
        console.print(Text(line))
    file = console.file
    return file.getvalue().rstrip() if isinstance(file, StringIO) else ""


def _ledger(view: AccountView) -> Table:
    table = Table("points", "rule", "when (UTC)", "page", "base × factor × decay", title="Ledger")
    for entry in view.assessment.ledger:
        when = datetime.fromtimestamp(entry.ts / 1000, UTC).strftime("%Y-%m-%d %H:%M") if entry.ts else ""
        sum_of = f"{entry.base:g} × {entry.factor:.2f} × {entry.decay:.3f}" if entry.ts else ""
        table.add_row(f"{entry.points:+.2f}", entry.rule, when, Text(entry.url), sum_of)
    table.add_row(f"{view.assessment.engagement:.2f}", "sum", "", "", "", style="bold")
    return table


def _words(reason: Reason) -> str:
    """Short, in the codes of the model: "pricing x3 (2026-03-02)", "visitors 2", "new"."""
    params = dict(reason.params)
    if reason.code in ("signal", "act_now"):
        times = f" x{params['count']}" if params["count"] != 1 else ""
        mark = "! " if reason.code == "act_now" else ""
        return f"{mark}{params['signal']}{times} ({params['day']})"
    return " ".join([reason.code, *(str(value) for value in params.values())])

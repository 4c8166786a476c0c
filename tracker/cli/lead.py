"""Move an account along the way from lead to customer.

tracker lead moves                                          every move, who may make it, and its reasons
tracker lead show acme.example --site shop                  where it stands, and how it got there
tracker lead offer acme.example --site shop                 marketing offers it to sales
tracker lead accept acme.example --site shop --as sales     sales takes it
tracker lead reject acme.example --site shop --as sales --reason too_early --wake 2026-12-01
tracker lead qualify acme.example --site shop --as sales --contact --product pump \\
        --need "more water" --clear-interest --offer-fits

Rules move accounts up to MQL3; from the offer on people do. What is not allowed is refused, and says why.
"""

from __future__ import annotations

import argparse
import getpass
import time
from dataclasses import asdict
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.cli.common import Context, UsageError
from tracker.lead import Moved, Request, act
from tracker.lifecycle import MOVES, Given, Refused, possible
from tracker.lifecycle.reasons import codes
from tracker.read.detail import history
from tracker.sites import all_sites
from tracker.store import Store

HELP = "Offer, accept, reject, qualify …: move an account along the way to a customer."


def configure(parser: argparse.ArgumentParser) -> None:
    names = [move.name for move in MOVES]
    parser.add_argument("move", choices=["moves", "show", *names], metavar="MOVE", help=", ".join(names))
    parser.add_argument("account", nargs="?", default="", metavar="ACCOUNT", help="e.g. acme.example")
    parser.add_argument("--site", default="", metavar="ID", help="which site")
    parser.add_argument("--as", dest="role", default="admin", choices=["sales", "marketing", "admin"])
    parser.add_argument("--who", default="", metavar="NAME", help="default: the name of this session's user")
    parser.add_argument("--reason", default="", metavar="CODE", help="see: tracker lead moves")
    parser.add_argument("--note", default="", metavar="TEXT")
    parser.add_argument("--wake", default="", metavar="DATE", help="come back to it on that day, 2026-12-01")
    parser.add_argument("--contact", action="store_true", help="sales spoke with somebody there")
    parser.add_argument("--product", action="append", default=[], metavar="NAME", help="wanted; repeat it")
    parser.add_argument("--need", default="", metavar="TEXT", help="what they need")
    parser.add_argument("--clear-interest", action="store_true", help="they clearly want to buy")
    parser.add_argument("--offer-fits", action="store_true", help="the offer meets what they need")


def run(args: argparse.Namespace, context: Context) -> int:
    if args.move == "moves":
        context.emit([_move(move.name) for move in MOVES], "" if context.json else _moves())
        return 0
    if not args.account or not args.site:
        raise UsageError(f"tracker lead {args.move} needs an account and --site")
    with context.store() as store:
        site = all_sites(store).get(args.site)
        if site is None:
            known = ", ".join(sorted(all_sites(store))) or "none yet"
            raise UsageError(f"there is no site {args.site!r}; sites: {known}")
        if args.move == "show":
            shown = _shown(store, args)
            context.emit(shown, "" if context.json else _story(shown))
            return 0
        try:
            made = act(
                store,
                site.id,
                _request(args),
                zone=site.timezone or context.settings.timezone,
                at=time.time_ns() // 1_000_000,
            )
        except Refused as refused:
            raise UsageError(str(refused)) from None
    context.emit(asdict(made), "" if context.json else _told(made))
    return 0


def _request(args: argparse.Namespace) -> Request:
    given = Given(
        reason=args.reason,
        contact=args.contact,
        products=tuple(args.product),
        clear_interest=args.clear_interest,
        offer_fits=args.offer_fits,
        need=args.need,
    )
    who = args.who or getpass.getuser()
    wake = _instant(args.wake) if args.wake else 0
    return Request(
        account=args.account, move=args.move, role=args.role, who=who, given=given, wake=wake, note=args.note
    )


def _instant(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--wake {text!r}: a day looks like 2026-12-01") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _move(name: str) -> dict[str, Any]:
    move = next(item for item in MOVES if item.name == name)
    return {
        "move": name,
        "from": list(move.sources),
        "to": move.to,
        "roles": sorted(move.roles),
        "needs": list(move.needs),
        "reasons": list(codes(name)),
    }


def _shown(store: Store, args: argparse.Namespace) -> dict[str, Any]:
    changes = history(store, args.site, args.account)
    if not changes:
        raise UsageError(f"no account {args.account!r} has a stage; see: tracker score --site {args.site}")
    stage = changes[-1].to_stage
    return {
        "account": args.account,
        "stage": stage,
        "changes": [asdict(change) for change in changes],
        "possible": [move.name for move in possible(stage, args.role)],
    }


def _moves() -> str:
    table = Table("move", "from", "to", "who", "needs", "reasons")
    for move in MOVES:
        to = "what the points give" if move.to == "*" else move.to
        cells = (", ".join(move.sources), to, ", ".join(sorted(move.roles)), ", ".join(move.needs))
        table.add_row(move.name, *cells, ", ".join(codes(move.name)))
    return _printed(table)


def _story(shown: dict[str, Any]) -> str:
    table = Table("when (UTC)", "from", "to", "who", "why")
    for change in shown["changes"]:
        when = datetime.fromtimestamp(change["at"] / 1000, UTC).strftime("%Y-%m-%d %H:%M")
        why = change["facts"].get("said", {}).get("reason", "")
        stages = (change["from_stage"] or "(new)", change["to_stage"])
        table.add_row(when, *stages, Text(change["actor"]), Text(why))
    return f"{_printed(table)}\npossible: {', '.join(shown['possible']) or 'nothing'}"


def _told(made: Moved) -> str:
    return f"{made.account}: {made.from_stage} -> {made.to_stage} ({made.actor})"


def _printed(table: Table) -> str:
    console = Console(file=StringIO(), width=150)
    console.print(table)
    file = console.file
    return file.getvalue().rstrip() if isinstance(file, StringIO) else ""

"""Say what a name really is. It acts at once on all of history, and stays on record with who, when and why.

tracker correct --company acme.example --not                               it is not Acme, wherever it says so
tracker correct --company acme.example --is "Beta B.V." --domain beta.example --why "moved in 2024"
tracker correct --network 192.0.2.0/24 --provider hosting                  nobody's: customers of a provider
tracker correct --list                                                     all there ever were
tracker correct --undo 1f3a9c02

A correction goes before every source and outlives new data. It holds for all sites.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from enrichment import BadSubject, EnrichmentError, Identifier
from enrichment.corrections import COMPANY_KINDS, IS, NOT, PROVIDER, PROVIDER_KINDS, Correction
from tracker.cli.common import Context, UsageError
from tracker.corrections import Entry, correct, history, undo
from tracker.reidentify import Result, after_correction
from tracker.store import Store

HELP = "say what a name really is: not that company, another one, or a provider"
_ACTOR = "command line"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--company", metavar="KEY", default="", help="account key: its domain, or ~name")
    parser.add_argument("--network", metavar="CIDR", default="", help="only in this network")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--not", action="store_true", dest="is_not", help="it is not that company")
    what.add_argument("--is", metavar="NAME", dest="name", help="it is this company")
    what.add_argument("--provider", choices=PROVIDER_KINDS, help="it is a provider's network")
    what.add_argument("--undo", metavar="ID", help="take a correction back")
    what.add_argument("--list", action="store_true", help="every correction, newest first")
    parser.add_argument("--domain", default="", help="with --is: its domain")
    parser.add_argument("--kind", choices=COMPANY_KINDS, default="business", help="with --is")
    parser.add_argument("--why", metavar="TEXT", default="", help="for your colleagues")


def run(args: argparse.Namespace, context: Context) -> int:
    with context.store() as store:
        if args.list:
            found = history(store)
            context.emit([_entry(entry) for entry in found], "\n".join(map(_line, found)) or "No correction.")
            return 0
        try:
            said = _undo(store, args.undo) if args.undo else _correct(store, args)
            identifier = Identifier(context.settings.data_dir)
        except EnrichmentError as error:
            raise UsageError(str(error)) from None
        result = after_correction(store, identifier, said, now_ms=_now())
    context.emit({"correction": asdict(said), "changed": result.changed}, _text(said, result, args.undo))
    return 0


def _now() -> int:
    return time.time_ns() // 1_000_000


def _undo(store: Store, correction_id: str) -> Correction:
    was = undo(store, correction_id, by=_ACTOR)
    if was is None:
        raise UsageError(
            f"there is no correction {correction_id!r} in force; tracker correct --list names them"
        )
    return was


def _correct(store: Store, args: argparse.Namespace) -> Correction:
    if not (args.company or args.network):
        raise UsageError("which name? Say --company KEY, --network CIDR, or both")
    says = NOT if args.is_not else PROVIDER if args.provider else IS
    said = Correction(
        id="",
        says=says,
        company=args.company,
        network=args.network,
        name=args.name or "",
        domain=args.domain,
        kind={NOT: "", IS: args.kind, PROVIDER: args.provider}[says],
        why=args.why,
    )
    try:
        return correct(store, said, by=_ACTOR, at=_now())
    except BadSubject as error:
        raise UsageError(str(error)) from None


def _entry(entry: Entry) -> dict[str, Any]:
    return asdict(entry.correction) | {"undone_by": entry.undone_by, "undone_at": entry.undone_at}


def _line(entry: Entry) -> str:
    said = entry.correction
    what = {NOT: f"not {said.company}", IS: f"is {said.name} ({said.key})", PROVIDER: f"is {said.kind}"}
    where = said.network or f"wherever {said.company} stood"
    day = datetime.fromtimestamp(said.at / 1000, UTC).date().isoformat()
    undone = f", taken back by {entry.undone_by}" if entry.undone_at else ""
    who = f"{said.by}: {said.why}" if said.why else said.by
    return f"{said.id}  {day}  {where}: {what[said.says]}  ({who}{undone})"


def _text(said: Correction, result: Result, undone: str) -> str:
    verb = "Taken back" if undone else "Corrected"
    return f"{verb} ({said.id}): {result.changed:,} addresses have another verdict now."

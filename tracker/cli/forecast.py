"""Which accounts of a list can be seen by their address at all, and which only by mail or campaign link.

  tracker forecast targets.csv
  tracker forecast targets.xlsx --json

The list needs a column with domains, websites or names (or one account a line). Nothing is stored and nobody
is asked: the answer rests on the data of this installation and on whom it has seen before.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from enrichment import EnrichmentError, Identifier
from enrichment.columns import BadMapping
from enrichment.forecast import GROUPS, Outlook
from enrichment.importing import KEPT, Plan
from tracker.cli.common import Context, UsageError
from tracker.cli.companies import now_ms
from tracker.companies import optouts
from tracker.companies.outlook import Result, outlook
from tracker.companies.targets import targets_of

HELP = "which accounts of a list can be seen by address, and which only by mail or campaign"
TITLES = {
    "address": "visible by address",
    "open": "perhaps",
    "mail": "only by work mail or campaign link",
}
REASONS = {
    "seen": "named here before",
    "proven": "an address of its network leads to it",
    "provider": "its network is a provider's: customers cannot be told apart",
    "other": "its network leads to another name",
    "unnamed": "its network is known, but the evidence is too thin to name it",
    "similar": "a network under a similar name, not surely its own",
    "nothing": "no network of its own is known",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX, or one domain or name a line")


def run(args: argparse.Namespace, context: Context) -> int:
    try:
        data = args.file.read_bytes()
        with context.store() as store:
            plan = targets_of(data, args.file.name, opted_out=optouts.teller(store))
            result = outlook(store, plan, Identifier(context.settings.data_dir), at=now_ms())
    except (EnrichmentError, BadMapping, OSError, ValueError) as error:
        raise UsageError(str(error)) from None
    problems = [asdict(problem) for problem in plan.problems]
    made = result.to_dict() | {"rows_read": plan.rows, "left_out": dict(plan.counts), "problems": problems}
    context.emit(made, _told(result, plan))
    return 0


def _told(result: Result, plan: Plan) -> str:
    total = len(result.outlooks) or 1
    lines = [f"{len(result.outlooks):,} accounts"]
    for group in GROUPS:
        own = [item for item in result.outlooks if item.group == group]
        lines.append(f"\n{TITLES[group]}: {len(own):,} ({len(own) / total:.0%})")
        lines += [_line(item) for item in own]
    refused = plan.rows - sum(plan.counts[reason] for reason in KEPT)
    if refused:
        lines.append(f"\n{refused:,} rows could not be used; all of them with --json")
    lines.append(f"\nData: {result.version}. People at home and on phones are in no forecast.")
    return "\n".join(lines)


def _line(item: Outlook) -> str:
    proof = item.trials[0] if item.trials else None
    network = f"  {proof.network} {proof.name} ({proof.source}, {proof.dated})" if proof else ""
    return f"  {item.name[:40]:<40} {REASONS[item.reason]}{network}"

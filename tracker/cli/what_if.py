"""What would another score model change? Nothing is saved.

tracker what-if --site shop --use model.toml             who would enter each level, and who would leave it
tracker what-if --site shop --use model.toml --weeks 13  also how many a week, over the last quarter
tracker what-if --site shop --use 4 --weeks 13           a version by number or name (tracker models list)

Compared are the levels that points earn at the instant; a stage reached before is held for a while and may be
higher (docs/scoring.md). Put it forward with: tracker models draft model.toml
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.cli.common import Context, UsageError
from tracker.cli.models import model_named
from tracker.cli.score import instant
from tracker.intent import Model
from tracker.read.days import utc_day
from tracker.read.gather import HORIZON_DAYS, refresh
from tracker.read.models import model_of
from tracker.read.whatif import WhatIf, what_if
from tracker.sites import all_sites

HELP = "Compare a score model with the site's own: who enters each level, who leaves it."
_SHOWN = 20
_MOST_WEEKS = 13


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="ID", help="which site")
    parser.add_argument("--use", required=True, metavar="TOML|VERSION", help="the model to try")
    parser.add_argument("--at", metavar="ISO", help="instant, e.g. 2026-03-02T18:00:00Z; default: now")
    parser.add_argument(
        "--weeks", type=int, default=0, metavar="N", help=f"also the N weeks before, up to {_MOST_WEEKS}"
    )
    parser.add_argument("--rebuild", action="store_true", help="gather everything anew first")


def run(args: argparse.Namespace, context: Context) -> int:
    if not 0 <= args.weeks <= _MOST_WEEKS:
        raise UsageError(f"--weeks {args.weeks}: allowed are 0 to {_MOST_WEEKS}")
    now = time.time_ns() // 1_000_000
    at = instant(args.at) if args.at else now
    with context.store() as store:
        if args.site not in all_sites(store):
            known = ", ".join(sorted(all_sites(store))) or "none yet"
            raise UsageError(f"there is no site {args.site!r}; sites: {known}")
        before, after = model_of(store, args.site), model_named(store, args.use)
        _check_reach(at, now, args.weeks, (before, after))
        refresh(store, args.site, now=now, rebuild=args.rebuild)
        found = what_if(store, args.site, at, before, after, weeks=args.weeks)
    result = {
        "site": args.site,
        "models": [{"name": model.name, "version": model.version} for model in (before, after)],
        **asdict(found),
    }
    context.emit(result, "" if context.json else _text(found))
    return 0


def _check_reach(at: int, now: int, weeks: int, models: tuple[Model, Model]) -> None:
    days = (now - at) // 86_400_000 + 7 * weeks + max(model.window_days for model in models) + 32
    if days > HORIZON_DAYS:
        raise UsageError(
            f"that looks back {days} days; sums are kept for {HORIZON_DAYS}: a later --at, fewer --weeks, or "
            "models with shorter window_days"
        )


def _text(found: WhatIf) -> str:
    console = Console(file=StringIO(), width=110)
    console.print(f"{found.accounts} accounts, {len(found.moves)} would stand elsewhere")
    console.print(_levels(found))
    if found.weeks:
        console.print(_weeks(found))
    for stage in reversed(found.stages[2:]):
        _lines(console, found, stage)
    file = console.file
    return file.getvalue().rstrip() if isinstance(file, StringIO) else ""


def _levels(found: WhatIf) -> Table:
    table = Table("earned now", "before", "after", "enter", "leave")
    for stage in reversed(found.stages):
        counts: list[Any] = [found.before[stage], found.after[stage]]
        counts += [len(found.enters(stage)), len(found.leaves(stage))]
        table.add_row(stage, *map(str, counts))
    return table


def _weeks(found: WhatIf) -> Table:
    levels = found.stages[:1:-1]
    table = Table("new in the week to", *(f"{stage} before → after" for stage in levels))
    for week in found.weeks:
        table.add_row(utc_day(week.at), *(f"{week.before[s]} → {week.after[s]}" for s in levels))
    return table


def _lines(console: Console, found: WhatIf, stage: str) -> None:
    for verb, moves in (("enters", found.enters(stage)), ("leaves", found.leaves(stage))):
        for move in moves[:_SHOWN]:
            points = f"{move.points_before:.1f} → {move.points_after:.1f}"
            console.print(Text(f"{verb} {stage}: {move.account} ({move.before} → {move.after}, {points})"))
        if len(moves) > _SHOWN:
            console.print(f"… and {len(moves) - _SHOWN} more ({verb} {stage}); all of them with --json")

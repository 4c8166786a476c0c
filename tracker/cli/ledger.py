"""What became of every accepted event: per spool and in sum, and whether it adds up.

accepted = stored + duplicate + dropped + dead + erased + pending. Exit code 1 if it does not.
"""

from __future__ import annotations

import argparse
import contextlib
from collections import Counter
from pathlib import Path

from tracker.cli.common import Context
from tracker.spool import Spool, SpoolError, folder

HELP = "what became of every accepted event, and whether it adds up"
_PARTS = ("stored", "duplicate", "dropped", "dead", "erased", "pending")


def configure(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(_args: argparse.Namespace, context: Context) -> int:
    context.need_installation()
    spools, problems = read_ledgers(context.settings.data_dir)
    total: Counter[str] = Counter(dict.fromkeys(("accepted", *_PARTS), 0))
    for ledger in spools.values():
        total.update(ledger)
    good = not problems and all(closes(ledger) for ledger in spools.values())
    lines = [_line(name, ledger) for name, ledger in [*spools.items(), ("sum", dict(total))]]
    lines += problems
    lines.append("The ledger closes." if good else "The ledger does NOT close.")
    data = {"spools": spools, "sum": dict(total), "closes": good, "problems": problems}
    context.emit(data, "\n".join(lines))
    return 0 if good else 1


def read_ledgers(data_dir: Path) -> tuple[dict[str, dict[str, int]], list[str]]:
    """({spool: ledger}, spools that could not be read)."""
    ledgers: dict[str, dict[str, int]] = {}
    problems: list[str] = []
    for path in sorted(folder(data_dir).glob("*.db")):
        try:
            with contextlib.closing(Spool(path)) as spool:
                ledgers[path.stem] = spool.ledger()
        except SpoolError as error:
            problems.append(str(error))
    return ledgers, problems


def closes(ledger: dict[str, int]) -> bool:
    return ledger["accepted"] == sum(ledger[part] for part in _PARTS)


def _line(name: str, ledger: dict[str, int]) -> str:
    parts = " + ".join(f"{ledger[part]:,} {part}" for part in _PARTS)
    return f"{name}: {ledger['accepted']:,} accepted = {parts}"

"""Say who is behind addresses, with the evidence. Stores nothing and asks nobody unless --lookups says so.

tracker identify 155.56.0.1 192.0.2.1
tracker identify --file addresses.txt --json
zcat access.log.gz | cut -d' ' -f1 | tracker identify --file -
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from enrichment import EnrichmentError, Identifier, Verdict
from tracker.cli.common import Context, UsageError

HELP = "Who is behind these IP addresses: operator, kind, company, confidence, evidence."
LOOKUPS = frozenset({"rdns", "rdap", "paid"})


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", nargs="*", help="IPv4, IPv6, or a host name of an old log")
    parser.add_argument("--file", metavar="FILE", help="addresses, one per line; - for stdin")
    parser.add_argument("--own-list", metavar="CSV", type=Path, help="own list; else the data folder's")
    parser.add_argument(
        "--lookups",
        metavar="NAMES",
        help="also ask others: rdns, rdap, paid (comma separated). Shows the address to them. "
        "Their terms: tracker data terms",
    )


def run(args: argparse.Namespace, context: Context) -> int:
    addresses = [*args.address, *(_read(args.file) if args.file else ())]
    if not addresses:
        raise UsageError("no address given; e.g. tracker identify 155.56.0.1, or --file FILE (- for stdin)")
    try:
        identifier = Identifier(
            context.settings.data_dir, own_list=args.own_list, lookups=_lookups(args.lookups, context)
        )
        gc.freeze()  # as the server does: its tables stay
        verdicts = identifier.identify(addresses)
    except EnrichmentError as error:
        raise UsageError(str(error)) from None
    context.emit([verdict.to_dict() for verdict in verdicts], "" if context.json else _table(verdicts))
    return 0


def _lookups(text: str | None, context: Context) -> frozenset[str]:
    if text is None:
        return context.settings.lookup_names
    names = frozenset(part.strip() for part in text.split(",") if part.strip())
    if not names <= LOOKUPS:
        raise UsageError(f"--lookups {text!r}: allowed are rdns, rdap, paid, with commas")
    return names


def _read(name: str) -> Iterator[str]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--file {name}: {error}") from None
    yield from (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _table(verdicts: list[Verdict]) -> str:
    table = Table(box=None, pad_edge=False)
    for heading in ("Address", "Kind", "Company", "Sure", "Operator", "Network", "Why"):
        table.add_column(heading, overflow="fold")
    for verdict in verdicts:
        cells = (
            verdict.ip,
            verdict.kind,
            verdict.company.name if verdict.company else "-",
            f"{verdict.confidence:.0%}" if verdict.confidence else "-",
            f"{verdict.operator} (AS{verdict.asn})" if verdict.asn else verdict.operator or "-",
            verdict.network or "-",
            verdict.rule,
        )
        table.add_row(*(Text(cell) for cell in cells))
    out = StringIO()
    Console(file=out, width=160).print(table)
    lines = "\n".join(line.rstrip() for line in out.getvalue().splitlines())
    return f"{lines}\n\nData: {verdicts[0].data_version}. IP Geolocation by DB-IP (https://db-ip.com/)."

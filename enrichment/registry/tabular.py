"""Records in tables: referral whois (rwhois) as CSV, and the registries' delegation statistics.  [pure]"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from enrichment.registry.ranges import parse
from enrichment.registry.records import Block, Tally

#: Headings under which a block and its holder stand.
_RANGE = ("range", "network", "cidr", "ip-network", "inetnum", "netrange")
_NAME = ("name", "org-name", "organization", "orgname", "company", "owner", "descr")


def rwhois(lines: Iterable[str], tally: Tally) -> Iterator[Block]:
    """Rows of a CSV with a heading; a row is a customer's block."""
    for row in csv.DictReader(lines):
        fields = {str(key).strip().lower(): (value or "") for key, value in row.items() if key}
        text, name = _pick(fields, _RANGE), _pick(fields, _NAME)
        if not text:
            tally.skip("no range of addresses")
            continue
        try:
            version, first, last = parse(text)
        except ValueError:
            tally.skip("range cannot be read")
            continue
        tally.read["block"] += 1
        yield Block(
            version,
            first,
            last,
            name=name,
            label=fields.get("id", ""),
            status="reassigned",
            country=fields.get("country", "").upper()[:2],
            registry="RWHOIS",
            domain=fields.get("domain", "").lower(),
        )


def _pick(fields: dict[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name].strip() for name in names if fields.get(name, "").strip()), "")


def delegated(lines: Iterable[str], tally: Tally) -> Iterator[Block]:
    """``lacnic|BR|ipv4|200.0.0.0|1024|19990101|allocated``: names nobody, so every row is only counted."""
    for line in lines:
        if line.count("|") >= 6 and not line.startswith("#"):
            tally.skip("statistics without names")
    yield from ()

"""The own list: what the people who run this installation know. Wins over every other source.

CSV with the heading ``network,company,domain,kind,country,city,industry,employees,revenue_eur``. ``network``
is a CIDR, or empty where ``domain`` says whom the line is about. ``kind`` empty means business; with a
provider kind (isp, mobile, hosting, vpn, bot) ``company`` is the operator's name. Later lines win.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from zlib import crc32

from enrichment.domains import registrable
from enrichment.firmographics import Fact
from enrichment.model import KINDS, PROVIDERS, BadData, Company, Evidence, Subject
from enrichment.names import account_key
from enrichment.networks import Network, PrefixTable
from enrichment.source import Options

FILE = "own-list.csv"
COLUMNS = ("network", "company", "domain", "kind", "country", "city", "industry", "employees", "revenue_eur")
#: Columns that describe the company rather than the address.
FIELDS = ("country", "city", "industry", "employees", "revenue_eur")
#: Columns that hold a count, or a band of two ("51-200", "10,000+").
COUNTS = ("employees", "revenue_eur")
MAX_DIGITS = 12


@dataclass(frozen=True, slots=True)
class OwnRow:
    line: int
    network: Network | None
    company: str
    domain: str
    kind: str
    facts: tuple[tuple[str, str], ...]  # (column, value) of FIELDS that are filled

    @property
    def country(self) -> str:
        return dict(self.facts).get("country", "")

    @property
    def key(self) -> str:
        return account_key(self.company, self.domain)


def read_rows(path: Path) -> Iterator[OwnRow]:
    """Raises ``BadData`` with file, line and what is allowed."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        unknown = set(reader.fieldnames or ()) - set(COLUMNS)
        if unknown or not {"network", "company"} <= set(reader.fieldnames or ()):
            raise BadData(f"{path}: the heading must be of {','.join(COLUMNS)}; found {reader.fieldnames}")
        for values in reader:
            yield _row(
                path, reader.line_num, {key: (value or "").strip() for key, value in values.items() if key}
            )


def _row(path: Path, line: int, values: dict[str, str]) -> OwnRow:
    kind = values.get("kind") or "business"
    if kind not in KINDS:
        raise BadData(f"{path}, line {line}: kind {kind!r}; allowed: {', '.join(KINDS)}")
    domain = registrable(values["domain"]) if values.get("domain") else ""
    network = _network(path, line, values.get("network", ""))
    if network is None and not domain:
        raise BadData(f"{path}, line {line}: a network (CIDR) or a domain is needed")
    for name in COUNTS:
        _check_count(path, line, name, values.get(name, ""))
    facts = tuple((name, values[name]) for name in FIELDS if values.get(name))
    return OwnRow(line, network, values.get("company", ""), domain, kind, facts)


def _check_count(path: Path, line: int, name: str, text: str) -> None:
    """Refuses what would not be read as a number later: "²" is a digit, but none to count with."""
    odd = any(char.isdigit() and not char.isdecimal() for char in text)
    numbers = re.findall(r"\d[\d.,'\u202f\u00a0 ]*", text)
    if odd or any(sum(map(str.isdecimal, number)) > MAX_DIGITS for number in numbers):
        raise BadData(
            f"{path}, line {line}: {name} {text[:40]!r}; allowed: a number of at most {MAX_DIGITS} digits, "
            "or a band such as 51-200 or 10,000+"
        )


def _network(path: Path, line: int, text: str) -> Network | None:
    try:
        return ip_network(text) if text else None
    except ValueError as error:
        raise BadData(f"{path}, line {line}: network {text!r}: {error}; e.g. 192.0.2.0/24") from None


class OwnListSource:
    """Source (by network or host name) and judge (by the domain another source brought)."""

    name = "own-list"

    def __init__(self, rows: list[OwnRow], dated: str) -> None:
        # Two lists of one day are two versions: a verdict says which it came from.
        self.version = f"own list {dated} {crc32(repr(rows).encode()):08x}"
        self.dated = dated
        self.rows = rows
        self._table = PrefixTable((row.network, row) for row in rows if row.network is not None)
        self._domains = {row.domain: row for row in rows if row.network is None}
        self._facts = {row.key: row.facts for row in rows if row.kind not in PROVIDERS and row.facts}

    def token(self, subject: Subject) -> Hashable:
        found = self._table.find(subject.version, subject.number)
        return (found[0], found[1].line) if found else None

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        found = self._table.find(subject.version, subject.number)
        return self._evidence(found[1], found[0], "own list: network") if found else ()

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        row = self._domains.get(holder.domain) if holder.domain else None
        return self._evidence(row, holder.network, "own list: domain") if row else ()

    def facts(self, company: Company) -> tuple[Fact, ...]:
        rows = self._facts.get(company.key, ())
        return tuple(Fact(name, value, self.name, self.dated) for name, value in rows)

    def _evidence(self, row: OwnRow, network: str, rule: str) -> tuple[Evidence, ...]:
        def say(claim: str, value: str) -> Evidence:
            return Evidence(
                self.name,
                claim,
                value,
                rule,
                0.99,
                scope="own",
                network=network,
                domain="" if claim == "kind" else row.domain,
                country=row.country,
                detail=f"line {row.line}",
            )

        kind = say("kind", row.kind)
        if not row.company or row.kind == "unknown":
            return (kind,)
        return kind, say("operator" if row.kind in PROVIDERS else "company", row.company)


def build(options: Options) -> OwnListSource | None:
    path = options.own_list or (options.data_dir / FILE if options.data_dir else None)
    if path is None or not path.exists():
        return None
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%d")
    return OwnListSource(list(read_rows(path)), changed)

"""Pack operator data from CSV (start,end,asn,name) or MMDB into the file ``packed.read`` reads.

Used by ``tracker data build``; the packaged file is made from the npm package @ip-location-db/asn
(CC BY 4.0), countries from @ip-location-db/geo-whois-asn-country (CC0 1.0), see docs/attribution.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network, summarize_address_range
from pathlib import Path
from typing import Any

import maxminddb

from enrichment import packed
from enrichment.model import BadData

#: version, first address, last address, asn, name, country
Range = tuple[int, int, int, int, str, str]
_NAME_FIELDS = ("autonomous_system_organization", "as_name", "as_organization", "organization", "name")
_NUMBER_FIELDS = ("autonomous_system_number", "asn", "as_number")


def read_ranges(path: Path) -> Iterator[Range]:
    """Rows of a CSV (start, end, asn, name; addresses or numbers) or of an MMDB with AS fields."""
    if path.suffix == ".mmdb":
        yield from _read_mmdb(path)
    elif path.suffix == ".csv":
        yield from _read_csv(path)
    else:
        raise BadData(f"{path}: .csv (start,end,asn,name) or .mmdb is needed")


def _read_csv(path: Path) -> Iterator[Range]:
    with path.open(newline="", encoding="utf-8") as file:
        for line, row in enumerate(csv.reader(file), 1):
            try:
                first, last, asn = ip_address(_address(row[0])), ip_address(_address(row[1])), int(row[2])
            except (IndexError, ValueError) as error:
                if line == 1:
                    continue  # a heading
                raise BadData(f"{path}, line {line}: start,end,asn,name is needed ({error})") from None
            name = row[3] if len(row) > 3 else ""
            yield first.version, int(first), int(last), asn, name, ""


def _address(text: str) -> str | int:
    return int(text) if text.isdigit() else text


def _read_mmdb(path: Path) -> Iterator[Range]:
    with maxminddb.open_database(path) as reader:
        for network, record in reader:
            block = ip_network(network)
            if block.version == 6 and int(block.network_address) >> 32 == 0 and block.prefixlen >= 96:
                continue  # IPv4 seen through IPv6 notation; the IPv4 rows come on their own
            if not isinstance(record, dict) or (asn := _number(record)) is None:
                continue
            name = str(next((record[key] for key in _NAME_FIELDS if record.get(key)), ""))
            country = str(record.get("country_code") or "")
            yield block.version, int(block[0]), int(block[-1]), asn, name, country


def built_of(paths: Sequence[Path]) -> str | None:
    """The oldest date that the MMDB files among ``paths`` give for themselves; None where none does."""
    days = []
    for path in paths:
        if path.suffix == ".mmdb" and path.exists():
            with maxminddb.open_database(path) as reader:
                made = datetime.fromtimestamp(reader.metadata().build_epoch, UTC)
            days.append(made.strftime("%Y-%m-%d"))
    return min(days, default=None)


def _number(record: dict[str, Any]) -> int | None:
    for key in _NUMBER_FIELDS:
        text = str(record.get(key) or "").upper().removeprefix("AS")
        if text.isdigit():
            return int(text)
    return None


class Countries:
    """Address → country, from a CSV start,end,country; only to find where a system sits."""

    def __init__(self, paths: Sequence[Path]) -> None:
        rows: dict[int, list[tuple[int, int, str]]] = {4: [], 6: []}
        for path in paths:
            with path.open(newline="", encoding="utf-8") as file:
                for first, last, country in csv.reader(file):
                    start = ip_address(_address(first))
                    rows[start.version].append((int(start), int(ip_address(_address(last))), country.upper()))
        self._rows = {version: sorted(items) for version, items in rows.items()}
        self._starts = {version: [row[0] for row in items] for version, items in self._rows.items()}

    def of(self, version: int, number: int) -> str:
        index = bisect_right(self._starts[version], number) - 1
        if index < 0 or self._rows[version][index][1] < number:
            return ""
        return self._rows[version][index][2]


def pack(
    ranges: Iterable[Range], path: Path, *, built: str, source: str, countries: Countries | None = None
) -> dict[str, int]:
    """Write the packed file. Returns counts: systems, four, six, bytes, overlaps (rows left out)."""
    rows = sorted(ranges)
    if not rows:
        raise BadData("no range with an AS number was found in the input")
    names: dict[int, str] = {}
    homes: dict[int, Counter[str]] = defaultdict(Counter)
    blocks: dict[int, list[tuple[int, int, int]]] = {4: [], 6: []}
    end = {4: -1, 6: -1}
    overlaps = 0
    for version, first, last, asn, name, country in rows:
        if (first if version == 4 else first >> 64 << 64) <= end[version]:
            overlaps += 1
            continue
        end[version] = last if version == 4 else last | ((1 << 64) - 1)
        names[asn] = names.get(asn) or name
        home = country or (countries.of(version, first) if countries else "")
        homes[asn][home] += (last - first + 1) >> (0 if version == 4 else 64)
        blocks[version].extend((start, length, asn) for start, length in _split(version, first, last))
    systems = [(asn, names[asn], homes[asn].most_common(1)[0][0]) for asn in sorted(names)]
    index = {asn: position for position, (asn, _, _) in enumerate(systems)}
    size = packed.write(
        path,
        built=built,
        source=source,
        systems=systems,
        four=((start, length, index[asn]) for start, length, asn in blocks[4]),
        six=((start, length, index[asn]) for start, length, asn in blocks[6]),
    )
    return {
        "systems": len(systems),
        "four": len(blocks[4]),
        "six": len(blocks[6]),
        "bytes": size,
        "overlaps": overlaps,
    }


def _split(version: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """CIDRs of a range; IPv6 no finer than /64, beneath which nothing is registered."""
    limit = 32 if version == 4 else 64
    start, stop = (ip_address(first), ip_address(last)) if version == 4 else _six_range(first, last)
    for block in summarize_address_range(start, stop):
        yield int(block.network_address), min(block.prefixlen, limit)


def _six_range(first: int, last: int) -> tuple[Any, Any]:
    mask = (1 << 64) - 1
    low = ip_network((first & ~mask, 64)).network_address
    return low, ip_address(last | mask)

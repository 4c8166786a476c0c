"""The GLEIF golden copy (legal entity identifiers, CC0) as a local index of names: built by command.

Reads the level 1 file (LEI-CDF 3.x as CSV, plain or zipped) line by line. Kept are active entities that are
no natural persons' businesses: legal name, LEI, and of the headquarters country, city, region, street and
postal code.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from enrichment import hashfile
from enrichment.model import BadData
from enrichment.names import slug
from enrichment.sole_traders import sole_trader

FILE: Final = "gleif.idx"
FORMAT: Final = "visitrace-gleif-1"
LICENCE: Final = "CC0 1.0 (GLEIF, https://www.gleif.org)"
NAME, LEI = "Entity.LegalName", "LEI"
STATUS, CATEGORY = "Entity.EntityStatus", "Entity.EntityCategory"
COUNTRY, CITY = "Entity.HeadquartersAddress.Country", "Entity.HeadquartersAddress.City"
REGION: Final = "Entity.HeadquartersAddress.Region"
STREET: Final = "Entity.HeadquartersAddress.FirstAddressLine"
POSTCODE: Final = "Entity.HeadquartersAddress.PostalCode"
NEEDED: Final = (LEI, NAME, STATUS, COUNTRY, CITY)
#: Entities that are no company: a person's business, a fund's compartment.
LEFT_OUT: Final = frozenset({"SOLE_PROPRIETOR", "FUND"})


def build(source: Path, out: Path, *, dated: str) -> dict[str, int]:
    """Counts of entities kept and left out. Raises ``BadData``, ``OSError``."""
    counts: Counter[str] = Counter()
    head = {"format": FORMAT, "built": dated, "source": source.name[:200], "licence": LICENCE}
    with ExitStack() as stack:
        rows = csv.DictReader(_lines(source, stack))
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise BadData(f"{source}: not a GLEIF level 1 file, it has no column {', '.join(missing)}")
        kept = hashfile.write(out, head, _records(rows, counts))
    return {"kept": kept, **counts}


def _lines(source: Path, stack: ExitStack) -> Iterator[str]:
    if not zipfile.is_zipfile(source):
        return stack.enter_context(source.open(encoding="utf-8-sig", newline=""))
    archive = stack.enter_context(zipfile.ZipFile(source))
    names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
    if len(names) != 1:
        raise BadData(f"{source}: one CSV file is expected in the archive, it has {len(names)}")
    return io.TextIOWrapper(stack.enter_context(archive.open(names[0])), "utf-8-sig", newline="")


def _records(
    rows: Iterator[Mapping[str, str]] | csv.DictReader[str], counts: Counter[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    for row in rows:
        reason = _unfit(row)
        if reason:
            counts[reason] += 1
            continue
        values = {
            "name": row[NAME].strip(),
            "lei": row[LEI].strip(),
            "country": row[COUNTRY].strip().upper()[:2],
            "city": row[CITY].strip(),
            "region": (row.get(REGION) or "").strip().partition("-")[2],
            "street": (row.get(STREET) or "").strip()[:120],
            "postal_code": (row.get(POSTCODE) or "").strip()[:16],
        }
        yield slug(row[NAME]), {key: value for key, value in values.items() if value}


def _unfit(row: Mapping[str, str]) -> str:
    if None in row.values() or not row[NAME].strip() or not slug(row[NAME]):
        return "incomplete"
    if row[STATUS] != "ACTIVE":
        return "inactive"
    if (row.get(CATEGORY) or "") in LEFT_OUT:
        return "person or fund"
    return "person or fund" if sole_trader(row[NAME]) else ""

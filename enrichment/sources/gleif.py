"""Describer: legal entities of GLEIF, by legal name and country (enrichment/gleif.py builds the index).

Names repeat around the world: facts are given only where exactly one active entity of that name is left,
in the company's country if that is known.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from enrichment.firmographics import Fact
from enrichment.gleif import FILE, FORMAT
from enrichment.hashfile import HashFile
from enrichment.model import Company
from enrichment.names import slug
from enrichment.source import Options

FIELDS = ("lei", "country", "city", "region", "street", "postal_code")
#: Shorter names are many firms' initials.
SHORT = 4


class GleifFacts:
    name = "gleif"

    def __init__(self, index: HashFile) -> None:
        self._index = index
        self.built = index.built
        self.held = index.head

    def facts(self, company: Company) -> tuple[Fact, ...]:
        key = slug(company.name)
        if len(key) < SHORT or company.name == company.domain:
            return ()
        rows = self._index.get(key)
        if company.country:
            rows = [row for row in rows if row.get("country") == company.country]
        if len(rows) != 1:
            return ()  # a namesake's facts are wrong facts
        return tuple(Fact(name, rows[0][name], self.name, self.built) for name in FIELDS if name in rows[0])


@lru_cache(maxsize=4)
def _load(path: Path, _stamp: int) -> GleifFacts:
    return GleifFacts(HashFile(path, FORMAT))


def build(options: Options) -> GleifFacts | None:
    path = options.data_dir / "enrichment" / FILE if options.data_dir else None
    return _load(path, path.stat().st_mtime_ns) if path is not None and path.exists() else None

"""Describer: companies of a Wikidata dump, by domain (enrichment/wikidata.py builds the index).

Where two items share a website (a group and its brand), only what they agree on is given.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from enrichment.firmographics import Fact
from enrichment.hashfile import HashFile
from enrichment.model import Company
from enrichment.profile import BadValue, clean
from enrichment.source import Options
from enrichment.wikidata import FILE, FORMAT

FIELDS = (
    *("industry", "employees", "revenue_eur", "country", "city", "website", "lei"),
    *("street", "postal_code", "phone", "email_general"),
)


class WikidataFacts:
    name = "wikidata"

    def __init__(self, index: HashFile) -> None:
        self._index = index
        self.built = index.built
        self.held = index.head

    def facts(self, company: Company) -> tuple[Fact, ...]:
        rows = self._index.get(company.domain) if company.domain else []
        return tuple(
            Fact(field, value, self.name, self.built) for field in FIELDS if (value := _agreed(rows, field))
        )


def _agreed(rows: list[dict[str, str]], field: str) -> str:
    values = {row[field] for row in rows if field in row}
    try:
        return clean(field, values.pop()) if len(values) == 1 else ""
    except BadValue:
        return ""


@lru_cache(maxsize=4)
def _load(path: Path, _stamp: int) -> WikidataFacts:
    return WikidataFacts(HashFile(path, FORMAT))


def build(options: Options) -> WikidataFacts | None:
    path = options.data_dir / "enrichment" / FILE if options.data_dir else None
    return _load(path, path.stat().st_mtime_ns) if path is not None and path.exists() else None

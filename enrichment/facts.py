"""Which facts of the lists of companies are fit to be shown.  [pure]

The lists were compiled by many hands: a field may hold a street for a city, five industries in one, or the
country of the exchange for that of the firm. What is not plainly right is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from enrichment.data import toml
from enrichment.names import fold

Row = dict[str, str]
FIELDS = ("country", "city", "industry", "employees")
#: Words of buildings and streets, not of cities.
_STREET = re.compile(
    r"(?i)\d|\b(center|centre|building|house|park|campus|street|road|avenue|square|place|plaza|tower|headquarters|formerly)\b|-(ku|cho|machi)$"
)
#: Endings of domains that differ from the country's code, or belong to no country by use.
_ENDINGS = {"uk": "GB"}
_ANYBODYS = frozenset({"ai", "co", "fm", "io", "me", "tv", "cc", "to", "ly", "gl", "eu", "ag"})


def facts_of(rows: Iterable[Row]) -> Row:
    """The fields on which all rows of one company agree and which are clean; others are absent."""
    entries = list(rows)
    agreed = {field: {row[field] for row in entries if row[field]} for field in FIELDS}
    found = {field: next(iter(values)) for field, values in agreed.items() if len(values) == 1}
    domain = next((row["domain"] for row in entries if row["domain"]), "")
    return {field: text for field, text in found.items() if _CLEAN[field](text, domain, found)}


def industry(text: str) -> bool:
    """One term of the vocabulary, not several in a row."""
    return fold(text) in _terms()


def _country(text: str, domain: str, row: Row) -> bool:
    """A country that neither the domain nor the place contradicts."""
    ending = domain.rpartition(".")[2]
    if len(ending) == 2 and ending not in _ANYBODYS:
        return _ENDINGS.get(ending, ending.upper()) == text
    places = _places().get(text)
    return len(text) == 2 and (places is None or fold(row.get("city", "")) in places)


def _city(text: str, _domain: str, _row: Row) -> bool:
    return _STREET.search(text) is None and len(text.split()) <= 3


_CLEAN: dict[str, Callable[[str, str, Row], bool]] = {
    "country": _country,
    "city": _city,
    "industry": lambda text, _domain, _row: industry(text),
    "employees": lambda text, _domain, _row: text.isdigit(),
}


@lru_cache(maxsize=1)
def _terms() -> frozenset[str]:
    return frozenset(toml("industries.toml")["terms"])


@lru_cache(maxsize=1)
def _places() -> dict[str, list[str]]:
    return dict(toml("industries.toml")["places"])

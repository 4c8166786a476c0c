"""Judge: universities and colleges of the world, by name or domain (JetBrains/swot)."""

from __future__ import annotations

import re
from functools import lru_cache

from enrichment import tables
from enrichment.data import FOLDER
from enrichment.domains import suffix
from enrichment.model import Evidence
from enrichment.names import slug
from enrichment.source import Options

Row = dict[str, str]


class UniversityJudge:
    name = "university"

    def __init__(self, table: tables.Table) -> None:
        self.built = table.built
        self._names: dict[str, list[Row]] = {}
        self._domains: dict[str, Row] = {}
        for row in sorted(table.rows, key=_rank):
            for name in {
                row["name"],
                re.sub(r"\s*\(.*?\)", "", row["name"]),
            }:  # with and without its short name
                self._names.setdefault(_plain(name), []).append(row)
            self._domains.setdefault(row["domain"], row)

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        row = self._by_domain(holder.domain) or self._by_name(holder)
        if row is None or len(slug(row["name"])) < 8:
            return ()
        return (self._say("kind", "education", holder, row), self._say("company", row["name"], holder, row))

    def _by_domain(self, domain: str) -> Row | None:
        """Not for state and army domains: an academy under ``af.mil`` does not make the air force one."""
        state = {"gov", "mil"} & set(suffix(domain).split(".")) if domain else {"none"}
        return None if state else self._domains.get(domain)

    def _by_name(self, holder: Evidence) -> Row | None:
        """Names repeat around the world: the row of the same country, or one whose domain tells none."""
        rows = self._names.get(_plain(holder.value), [])
        if not holder.country:
            return rows[0] if len(rows) == 1 else None
        near = [row for row in rows if _at_home(row["domain"], holder.country)]
        return near[0] if near else None

    def _say(self, claim: str, value: str, holder: Evidence, row: Row) -> Evidence:
        return Evidence(
            self.name,
            claim,
            value,
            "list of universities",
            0.95 if holder.scope != "host" else min(0.95, holder.confidence + 0.15),
            scope=holder.scope,
            network=holder.network,
            domain=row["domain"] if claim == "company" else "",
            asn=holder.asn,
            dated=self.built,
            detail=f"{holder.domain or holder.value!r} is {row['name']!r}",
        )


def _at_home(domain: str, country: str) -> bool:
    ending = domain.rpartition(".")[2]
    if ending == "edu":
        return country in {"US", "PR"}
    return len(ending) > 2 or ending == {"GB": "uk"}.get(country, country.lower())


def _rank(row: Row) -> tuple[object, ...]:
    """Academic domains first, then the shortest: what a university calls itself."""
    academic = re.search(r"\.(edu|ac)(\.[a-z]{2})?$", row["domain"]) is not None
    return (not academic, len(row["domain"]), row["domain"], len(row["name"]), row["name"])


@lru_cache(maxsize=200_000)
def _plain(name: str) -> str:
    """Without small words and abbreviations, on which spellings differ."""
    words = re.sub(r"\buniv\b", "university", slug(name)).split("-")
    return "-".join(word for word in words if word not in {"the", "at", "and", "in", "system"})


@lru_cache(maxsize=1)
def _load() -> UniversityJudge:
    return UniversityJudge(tables.read(FOLDER / "universities.xz"))


def build(_options: Options) -> UniversityJudge:
    return _load()

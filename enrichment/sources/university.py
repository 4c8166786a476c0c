"""Judge: universities and colleges of the world, by name or domain (JetBrains/swot)."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from html import unescape

from enrichment import tables
from enrichment.aliases import aliases
from enrichment.data import FOLDER
from enrichment.domains import suffix
from enrichment.model import Evidence
from enrichment.names import fold, slug
from enrichment.source import Options

Row = dict[str, str]
#: Remarks that stand among the names.
_NOTE = re.compile(r"(?i)https?:|www\.|\bemails?\b|@")
#: What follows the name of a university for one of its campuses.
_CAMPUS = re.compile(r"\s+[-–]\s+|\s*[,(/]|\s+at\s+")


class UniversityJudge:
    name = "university"

    def __init__(self, table: tables.Table) -> None:
        self.built = table.built
        self._table = table

    # Made when the first holder is judged: most of the time a command would take to start goes here.
    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return tuple(sorted(self._table.rows, key=_rank))

    @cached_property
    def _names(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self._rows:
            for name in {
                row["name"],
                re.sub(r"\s*\(.*?\)", "", row["name"]),
            }:  # with and without its short name
                found.setdefault(_plain(name), []).append(row)
        return found

    @cached_property
    def _of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self._rows:
            found.setdefault(row["domain"], []).append(row["name"])
        return found

    @cached_property
    def _main(self) -> dict[str, str]:
        """A university's second domain → its first."""
        return aliases((rows[0]["name"], [row["domain"] for row in rows]) for rows in self._names.values())

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        row = self._by_domain(holder.domain) or self._by_name(holder)
        if row is not None and row["domain"] in self._main:
            row = {**row, "domain": self._main[row["domain"]]}
        if row is None or (len(slug(row["name"])) < 8 and row["name"] != row["domain"]):
            return ()
        return (self._say("kind", "education", holder, row), self._say("company", row["name"], holder, row))

    def _by_domain(self, domain: str) -> Row | None:
        """Not for state and army domains: an academy under ``af.mil`` does not make the air force one."""
        state = {"gov", "mil"} & set(suffix(domain).split(".")) if domain else {"none"}
        if state or domain not in self._of:
            return None
        main = self._main.get(domain, domain)
        return {"domain": main, "name": common_name(main, self._of[main]) or main}

    def _by_name(self, holder: Evidence) -> Row | None:
        """Names repeat around the world: the row of the same country, or one whose domain tells none."""
        rows = self._names.get(_plain(holder.value), [])
        if not holder.country:
            mains = {self._main.get(row["domain"], row["domain"]) for row in rows}
            return rows[0] if len(mains) == 1 else None
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


def common_name(domain: str, names: list[str]) -> str:
    """The one name of a domain: several are translations, campuses, or schools that share it ("": no one)."""
    clean = [unescape(name) for name in names if not _NOTE.search(name)]
    bases = {fold(base): base for name in clean if (base := _CAMPUS.split(name)[0].strip())}
    if len(clean) < 2 or len(bases) == 1:
        return next(iter(bases.values() if len(clean) > 1 else clean), "")
    label = domain.split(".")[0]
    linked = [name for name in clean if _plain_in(label, name)]
    if linked:
        shared = {_CAMPUS.split(name)[0].strip() for name in linked}
        return next(iter(shared)) if len(shared) == 1 else min(linked, key=lambda name: (len(name), name))
    return clean[0] if len(clean) == 2 else ""


def _plain_in(label: str, name: str) -> bool:
    words = fold(name).replace("-", " ").split()
    initials = "".join(word[0] for word in words)
    great = "".join(word[0] for word in words if word not in {"of", "the", "and", "at", "de", "for", "in"})
    return label in {initials, great} or (len(label) > 3 and label.replace("-", "") in "".join(words))


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

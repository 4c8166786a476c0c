"""Judge and describer: companies that are listed (SEC, twenty stock indices), by name or domain."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from enrichment import tables
from enrichment.data import FOLDER
from enrichment.domains import registered, suffix
from enrichment.facts import FIELDS, facts_of
from enrichment.firmographics import Fact
from enrichment.lookups import check
from enrichment.model import Company, Evidence
from enrichment.names import bare, fold, slug, tidy
from enrichment.source import Options

#: The same name may belong to somebody else: sure only where the industry is known to be no provider's.
SURE, FAIR, WEAK = 0.96, 0.8, 0.6
#: Groups of at least so many people have national companies; smaller names are others' by chance.
GROUP = 20_000
#: Shorter names are met only under the same legal form.
SHORT = 5
#: Shorter labels of domains are many firms' initials.
LABEL = 5
#: What groups add to their name for a national company or a service unit.
_UNIT = frozenset(
    (  # noqa: SIM905 - a list of forty quoted words reads worse
        "america americas north usa us uk europe deutschland germany france international global worldwide "
        "asia pacific canada india japan australia singapore italia espana nederland "
        "services service holdings corporate company information technology it operations management"
    ).split()
)
Row = dict[str, str]


class ListedJudge:
    name = "listed"

    def __init__(self, table: tables.Table, *, roll_up: bool = True) -> None:
        self.built = table.built
        self._roll_up = roll_up
        self._names: dict[str, list[Row]] = {}
        self._domains: dict[str, Row] = {}
        self._same: dict[str, list[Row]] = {}  # all rows of one domain: a firm in several lists
        self._labels: dict[str, Row] = {}  # groups, by the first label of their main domain or their name
        for row in sorted(table.rows, key=_rank):
            self._names.setdefault(slug(row["name"]), []).append(row)
            if row["domain"]:
                self._domains.setdefault(row["domain"], row)
                self._same.setdefault(row["domain"], []).append(row)
                if int(row["employees"] or 0) >= GROUP:
                    self._labels.setdefault(row["domain"].split(".")[0], row)

    def find(self, name: str, domain: str, country: str = "") -> Row | None:
        """By domain, else by name; of several of one name the one at home in ``country``."""
        if domain and domain in self._domains:
            return self._domains[domain]
        if domain and name == domain:  # a host's domain is all that is known
            return self._by_label(domain)
        rows = self._names.get(slug(name), [])
        return next((row for row in rows if country and row["country"] == country), rows[0] if rows else None)

    def _by_label(self, domain: str) -> Row | None:
        """``ibm.de`` is a group's national domain; ``xerox.com`` is named as a listed company is."""
        label, ending = domain.split(".")[0], suffix(domain)
        if registered(domain) != domain:
            return None  # a name that some provider gave out
        if len(ending.rpartition(".")[2]) == 2:
            group = self._labels.get(label)
            return group if self._roll_up or group is None else {**group, "domain": domain}
        found = self._names.get(label, []) if ending == "com" and len(label) >= LABEL else []
        row = next(iter(found), None)
        return {**row, "domain": domain} if row is not None and not row["domain"] else None

    def judge(self, holder: Evidence) -> tuple[Evidence, ...]:
        row = self.find(holder.value, holder.domain, holder.country)
        if row is None:
            return self._subsidiary(holder)
        if self._too_short(holder, row):
            return ()
        return self._claims(holder, row)

    def _too_short(self, holder: Evidence, row: Row) -> bool:
        """Three or four letters are many firms' name: then the legal form must be the same too."""
        if holder.domain and holder.domain in {row["domain"], holder.value}:
            return False  # found by its domain
        if not row["industry"] and holder.country not in {"US", "CA", ""} and "-" not in slug(row["name"]):
            return True  # one word, known from the American list alone, met elsewhere: another firm
        return len(slug(row["name"])) < SHORT and not self._same_form(holder, row)

    def _same_form(self, holder: Evidence, row: Row) -> bool:
        """``SAP SE`` is one list's ``SAP`` where another writes it ``SAP SE``; in its own country only."""
        if fold(holder.value) == fold(row["name"]):
            return True
        plain = fold(row["name"]) == bare(row["name"]) and row["country"] == holder.country != ""
        return plain and any(fold(other["name"]) == fold(holder.value) for other in self._same_name(row))

    def _same_name(self, row: Row) -> list[Row]:
        return self._names[slug(row["name"])]

    def _subsidiary(self, holder: Evidence) -> tuple[Evidence, ...]:
        """``SAP America Inc.``: the group's name, then nothing but words for a place or a service unit."""
        words = slug(holder.value).split("-")
        while len(words) > 1 and words[-1] in _UNIT:
            words = words[:-1]
            row = next(iter(self._names.get("-".join(words), [])), None)
            if row is not None and int(row["employees"] or 0) >= GROUP and row["provider"] != "yes":
                said = self._claims(holder, row)
                sure = min(FAIR, said[0].confidence)
                return tuple(
                    self._as_part(replace(item, rule="part of a listed group", confidence=sure), holder)
                    for item in said
                )
        return ()

    def _as_part(self, item: Evidence, holder: Evidence) -> Evidence:
        """The group's name, or the subsidiary's own where this installation wants to see them apart."""
        if self._roll_up or item.claim != "company":
            return item
        return replace(item, value=tidy(holder.value), domain="")

    def _claims(self, holder: Evidence, row: Row) -> tuple[Evidence, ...]:
        if row["provider"] == "yes":
            return (self._say("kind", "isp", 0.85, holder, row),)
        sure = WEAK if row["provider"] else (SURE if row["industry"] else FAIR)
        return (
            self._say("kind", "business", sure, holder, row),
            self._say("company", _shown(row["name"]), sure, holder, row),
        )

    def _say(self, claim: str, value: str, sure: float, holder: Evidence, row: Row) -> Evidence:
        facts = self._facts(row)
        return Evidence(
            self.name,
            claim,
            value,
            "listed company",
            sure if holder.scope != "host" else min(sure, holder.confidence + 0.15),
            scope=holder.scope,
            network=holder.network,
            domain=row["domain"] if claim == "company" else "",
            country=facts.get("country", "") if claim == "company" else "",
            asn=holder.asn,
            dated=self.built,
            detail=f"{holder.value!r} is {row['name']!r} ({facts.get('industry') or row['source']})",
        )

    def _facts(self, row: Row) -> Row:
        return facts_of(self._same.get(row["domain"]) or [row])

    def facts(self, company: Company) -> tuple[Fact, ...]:
        row = self.find(company.name, company.domain, company.country)
        if row is None or (company.domain and row["domain"] not in {company.domain, ""}):
            return ()  # a namesake's facts are wrong facts
        found = [Fact(field, value, self.name, self.built) for field, value in self._facts(row).items()]
        if row["domain"]:
            found.append(Fact("website", row["domain"], self.name, self.built))
        return tuple(found)


def _rank(row: Row) -> tuple[object, ...]:
    """The row that knows most comes first; then by name, so that the choice is always the same."""
    return (
        row["provider"] != "yes",
        not row["provider"],
        -sum(bool(row[key]) for key in (*FIELDS, "domain")),
        row["name"],
    )


def _shown(name: str) -> str:
    return tidy(name)


@lru_cache(maxsize=2)
def _load(roll_up: bool) -> ListedJudge:
    return ListedJudge(tables.read(FOLDER / "companies.xz"), roll_up=roll_up)


def build(options: Options) -> ListedJudge:
    """Setting ``roll_up``: national companies and service units count as their group (true), or apart."""
    return _load(check("listed", options.of("listed"), {"roll_up": bool}).get("roll_up", True))

"""What is known of companies, gathered for scoring and for the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from enrichment.profile import completeness, rank
from tracker.companies.knowledge import Knowledge, every_knowledge
from tracker.companies.leads import every_lead
from tracker.companies.working import working
from tracker.contacts.known import NOBODY, People, every_account
from tracker.intent import Profile
from tracker.read.shapes import Fact
from tracker.store import Row, Store, records

RECORD: Final = "account"  # kind of the record that holds tags, owner and target; its id is "site/key"
_NUMBER: Final = re.compile(r"\d[\d.,'\u202f\u00a0 ]*")
_MAX_DIGITS: Final = 15  # more is no count of anything known of a company


NOTHING: Final = Knowledge()


@dataclass(frozen=True, slots=True)
class Known:
    """Facts of one company (every source) and what people noted on the account."""

    facts: tuple[Fact, ...] = ()
    note: Mapping[str, Any] | None = None
    assigned: str = ""  # whom somebody gave the account to
    learned: Knowledge = NOTHING  # what sales found out
    people: People = NOBODY  # codes of the people known there
    offer_eur: int = 0  # what the smallest offer of the site costs, 0: not said

    def text(self, name: str) -> str:
        """The surest value of a field, "" when unknown."""
        return next((fact.value for fact in self.facts if fact.field == name), "")

    @property
    def fields(self) -> dict[str, str]:
        """Every field with its surest value."""
        return {fact.field: fact.value for fact in reversed(self.facts)}

    @property
    def completeness(self) -> int:
        """How many of the eight fields of a profile are known."""
        return completeness(fact.field for fact in self.facts)

    @property
    def relation(self) -> str:
        """What the company is to us, by a person's word or the CRM's: customer, opportunity, target …"""
        return self.text("relation")

    @property
    def tags(self) -> tuple[str, ...]:
        noted = (str(tag) for tag in (self.note or {}).get("tags", ()))
        return tuple(dict.fromkeys((*noted, *filter(None, [self.relation]))))

    @property
    def owner(self) -> str:
        return self.assigned or str((self.note or {}).get("owner", "")) or self.text("owner")

    @property
    def target(self) -> bool:
        return bool((self.note or {}).get("target", False)) or self.relation == "target"


def known(store: Store, site: str, keys: Sequence[str], known_at: int) -> dict[str, Known]:
    """What is known of each of these companies."""
    rows = store.read("accounts/facts", companies=list(keys), known_at=known_at)
    facts: dict[str, list[Fact]] = {}
    for row in rows:
        fact = Fact(
            row["field"], row["value"], row["source"], row["dated"], row["actor"], int(row["entered"])
        )
        facts.setdefault(row["company"], []).append(fact)
    for own in facts.values():
        own.sort(key=lambda fact: (fact.field, rank(fact.source)))  # stable: then the newer date
    notes = records.every(store, RECORD, known_at=known_at)
    leads = every_lead(store, site, known_at=known_at)
    learned = every_knowledge(store, site, known_at=known_at)
    people = every_account(store, site, known_at=known_at)
    offer = working(store, site, known_at=known_at).least_eur
    return {
        key: Known(
            tuple(facts.get(key, ())),
            notes.get(f"{site}/{key}"),
            leads[key].owner if key in leads else "",
            learned.get(key, NOTHING),
            people.get(key, NOBODY),
            offer,
        )
        for key in keys
    }


def owners_of(store: Store, site: str, keys: Sequence[str], known_at: int) -> dict[str, str]:
    """Who looks after each: whom somebody gave it to, else who a note or the CRM names; "": nobody."""
    return {key: about.owner for key, about in known(store, site, keys, known_at).items()} if keys else {}


def profile(row: Row, about: Known) -> Profile:
    """The profile that fit is read from. ``row``: of accounts/named."""
    return Profile(
        key=row["key"],
        name=about.text("name") or row["name"],
        domain=row["domain"],
        kind=row["kind"],
        country=about.text("country"),
        region=about.text("region"),
        industry=about.text("industry"),
        employees=number(about.text("employees")),
        revenue_eur=None if _elsewhere(about) else number(about.text("revenue_eur")),
        revenue=_elsewhere(about),
        tags=frozenset(tag.casefold() for tag in about.tags),
        budget_eur=about.learned.euros_at_hand,
        offer_eur=about.offer_eur,
        urgency=about.learned.urgency,
        function=about.people.functions,
        seniority=about.people.seniorities,
        mail=about.people.mails,
    )


def _elsewhere(about: Known) -> tuple[int, str] | None:
    """A revenue that is not in euros: "3000000 GBP"."""
    amount, _, currency = about.text("revenue_eur").rpartition(" ")
    found = number(amount) if len(currency) == 3 and currency.isalpha() and currency != "EUR" else None
    return None if found is None else (found, currency)


def number(text: str) -> int | None:
    """A count out of what a source wrote: "250", "1.000", "51-200" (its middle), "10,000+"; None if none."""
    digits = [re.sub(r"\D", "", part) for part in _NUMBER.findall(text)]
    if not digits or max(map(len, digits)) > _MAX_DIGITS:
        return None
    found = [int(part) for part in digits]
    return sum(found[:2]) // len(found[:2])

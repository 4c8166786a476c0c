"""Taking in a list of companies: from a plan (enrichment.importing) to stored facts and domains."""

from __future__ import annotations

from collections.abc import Iterator

from enrichment.importing import Imported, Plan
from tracker.audit import audit
from tracker.companies import facts
from tracker.companies.facts import Entry
from tracker.store import Store

CRM = "crm"
LIST = "import"


def source_of(crm: str, fields: set[str]) -> str:
    """A CRM's export, or a list that says what the company is to us, is the CRM's word; else a list."""
    return CRM if crm or fields & {"crm_stage", "relation", "owner"} else LIST


def by_number(store: Store) -> dict[str, str]:
    """Number in the CRM → company, for lists that come back with the number alone."""
    return {row["number"]: row["company"] for row in store.read("companies/external")}


def store_plan(store: Store, plan: Plan, *, source: str, dated: str, actor: str, at: int) -> int:
    """Store the facts of all companies of the plan; how many were new or changed."""
    stored = facts.put(store, _entries(plan, source, dated), actor=actor, at=at)
    after = {"source": source, "companies": len(plan.companies), "facts": stored}
    audit(store, who=actor, what="company.uploaded", subject=source, after=after, at=at)
    return stored


def _entries(plan: Plan, source: str, dated: str) -> Iterator[Entry]:
    for company in plan.companies.values():
        for field, value in company.facts.items():
            yield Entry(company.key, field, value, source, dated)
        yield from _other_domains(company, source, dated)


def _other_domains(company: Imported, source: str, dated: str) -> Iterator[Entry]:
    """A visit from another domain of the account is known by the same name and relation."""
    shared = {
        field: company.facts[field] for field in ("name", "relation", "owner") if field in company.facts
    }
    for domain in company.also:
        for field, value in shared.items():
            yield Entry(domain, field, value, source, dated)

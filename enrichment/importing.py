"""From the rows of somebody's list to facts of companies, every row accounted for.  [pure]

A row becomes a company, joins one that came before, or is refused with its line, its reason and what would
have been right. A value that cannot be read is left out and named; the rest of its row counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from enrichment.columns import Columns, relation
from enrichment.domains import registrable
from enrichment.mail import personal
from enrichment.names import account_key, slug
from enrichment.profile import BadValue, clean
from enrichment.sole_traders import sole_trader

#: What becomes of a row. The first three are kept.
IMPORTED: Final = "imported"
MERGED: Final = "merged"  # the same company stood in an earlier line
EMPTY: Final = "empty"
NOBODY: Final = "no_name"  # neither a domain nor a name
BAD_DOMAIN: Final = "bad_domain"
PRIVATE_MAIL: Final = "private_mail"  # the domain is one of private mail, not a company's
SOLE_TRADER: Final = "sole_trader"
OPTED_OUT: Final = "opted_out"
KEPT: Final = (IMPORTED, MERGED)
REASONS: Final = (IMPORTED, MERGED, EMPTY, NOBODY, BAD_DOMAIN, PRIVATE_MAIL, SOLE_TRADER, OPTED_OUT)


@dataclass(frozen=True, slots=True)
class Problem:
    """A row refused, or a value left out (``column`` says which). ``text``: what stood there, cut."""

    line: int
    reason: str
    column: str = ""
    text: str = ""
    allowed: str = ""


@dataclass(slots=True)
class Imported:
    """One company of the list. ``also``: further domains of the same account."""

    key: str
    name: str
    domain: str
    facts: dict[str, str]
    also: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """``counts`` adds up to the rows read; ``left_out`` counts values, not rows."""

    companies: dict[str, Imported] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.counts.total()


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


Row = tuple[int, Mapping[str, str]]


def plan(
    rows: Iterable[Row],
    mapping: Columns,
    *,
    opted_out: Callable[[str], bool] = lambda _key: False,
    by_id: Mapping[str, str] | None = None,
) -> Plan:
    """Everything the list says. ``opted_out`` tells whether a domain or key asked not to be known; ``by_id``:
    number in the CRM → key of the company that has it, for rows that say neither domain nor name."""
    made = Plan()
    for line, row in rows:
        try:
            company = _company(line, row, mapping, made, opted_out, by_id or {})
        except _Refused as refused:
            made.counts[refused.problem.reason] += 1
            made.problems.append(refused.problem)
        else:
            made.counts[_add(made, company)] += 1
    return made


def _company(
    line: int,
    row: Mapping[str, str],
    mapping: Columns,
    made: Plan,
    opted_out: Callable[[str], bool],
    by_id: Mapping[str, str],
) -> Imported:
    if not any(row.values()):
        raise _Refused(Problem(line, EMPTY))
    domains = _domains(line, row, mapping)
    facts = _facts(line, row, mapping, made)
    name = facts.get("name", "")
    joined = by_id.get(facts.get("external_id", ""), "") if not domains and not name else ""
    if joined and not opted_out(joined):
        return Imported(joined, name, "", facts)
    if not domains and not slug(name):
        raise _Refused(Problem(line, NOBODY, allowed="a domain, a website, a name or a known number"))
    if name and sole_trader(name):
        raise _Refused(Problem(line, SOLE_TRADER, allowed="companies; no persons are kept"))
    domain = domains[0] if domains else ""
    key = account_key(name, domain)
    if any(map(opted_out, (key, f"~{slug(name)}", *domains))):
        raise _Refused(Problem(line, OPTED_OUT, text=key))
    if domain:
        facts.setdefault("website", domain)
    return Imported(key, name, domain, facts, domains[1:])


def _domains(line: int, row: Mapping[str, str], mapping: Columns) -> list[str]:
    """Registrable domains of the row, the first is its key. A website stands in where there is no domain."""
    given = [row.get(column, "") for column, name in mapping.fields.items() if name == "domain"]
    sites = [row.get(column, "") for column, name in mapping.fields.items() if name == "website"]
    texts = [part for text in given for part in text.replace(";", " ").replace(",", " ").split()]
    found: dict[str, None] = {}
    for text in texts or [site.strip() for site in sites if site.strip()]:
        host = text.partition("://")[2] or text
        host = host.rpartition("@")[2].split("/")[0].split("?")[0].partition(":")[0]
        domain = registrable(host)
        if not domain:
            raise _Refused(Problem(line, BAD_DOMAIN, "domain", text[:60], "a domain such as acme.com"))
        if personal(domain):
            raise _Refused(Problem(line, PRIVATE_MAIL, "domain", domain, "a company's own domain"))
        found[domain] = None
    return [*found]


def _facts(line: int, row: Mapping[str, str], mapping: Columns, made: Plan) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, name in mapping.fields.items():
        text = row.get(column, "").strip()
        if name == "domain" or not text:
            continue
        try:
            found[name] = clean(name, text)
        except BadValue as error:
            made.left_out[name] += 1
            made.problems.append(Problem(line, "left_out", column, error.text, error.allowed))
    if stage := relation(found.get("crm_stage", "")):
        found.setdefault("relation", stage)
    return found


def _add(made: Plan, company: Imported) -> str:
    known = made.companies.get(company.key)
    if known is None:
        made.companies[company.key] = company
        return IMPORTED
    known.facts |= company.facts
    known.name = company.name or known.name
    known.also += [domain for domain in company.also if domain not in known.also]
    return MERGED

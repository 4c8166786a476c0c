"""How often names are right by what a site knows itself: work mail given in forms, the CRM, corrections.

A work mail domain given with consent says who sits on that network; where it is an account of the CRM, two
know it. A network counts once per domain, however often it came. What was learnt from such mail is no
identification to be measured by it: such a name counts as none. A correction says that a name was wrong.
"""

from __future__ import annotations

from typing import Final

from enrichment import PROVIDERS, Company, Verdict
from enrichment.accuracy import Judged, Truth, judge, report
from enrichment.corrections import NOT, PROVIDER, Correction
from enrichment.mail import work_domain
from tracker.corrections import all_corrections
from tracker.read import accuracy
from tracker.store import Row, Store

DAYS: Final = 365
_DAY_MS: Final = 86_400_000
#: Sources that repeat what is to be held against them.
_OWN: Final = frozenset({"link", "correction", "own-list"})
#: A name nobody has: of a correction that says who it is not.
_SOMEBODY: Final = "–"


def judged(store: Store, site: str, *, now: int) -> list[Judged]:
    """Every piece of the site's own truth of the last year, with what identification said."""
    accounts = {row["company"] for row in store.read("companies/of_source", source="crm", field="name")}
    rows = store.read("accuracy/own", site=site, since=now - DAYS * _DAY_MS)
    forms = [row for row in rows if work_domain(row["domain"]) == row["domain"]]
    truths = [_of_form(row, accounts) for row in forms]
    said = [item for item in all_corrections(store) if item.company]
    truths += [_of_correction(item) for item in said]
    return judge(truths, [*map(_as_said, forms), *map(_as_corrected, said)])


def measure(store: Store, site: str, *, now: int, day: str, data: str) -> bool:
    """Keep the figures for the page and the reports; False where there is nothing new to say.

    ``day``: YYYY-MM-DD of the measurement; ``data``: version of what identification works from.
    """
    rows = judged(store, site, now=now)
    if not rows:
        return False
    found = {"measured": day, "data": data, **report(rows)}
    known = accuracy.known(store, known_at=now).get(accuracy.own(site), {})
    if all(known.get(name) == found[name] for name in ("rows", "company", "kind")):
        return False
    accuracy.save(store, found, against=accuracy.own(site), actor="", at=now)
    return True


def _of_form(row: Row, accounts: set[str]) -> Truth:
    level = "crm" if row["domain"] in accounts else "form"
    return Truth("", "", row["domain"], "", {"level": level, "country": row["country"]})


def _of_correction(item: Correction) -> Truth:
    if item.says == PROVIDER:
        return Truth("", "", "", item.kind, {"level": "correction"})
    if item.says == NOT:
        return Truth("", _SOMEBODY, "", "unknown", {"level": "correction"})
    return Truth("", item.name, item.domain, item.kind, {"level": "correction"})


def _as_said(row: Row) -> Verdict:
    named = row["company"] and row["method"] not in _OWN and row["kind"] not in PROVIDERS
    company = Company(row["company"], row["company_name"], row["company_domain"]) if named else None
    return Verdict("", row["network"], 0, "", row["country"], row["kind"], row["rule"], company,
                   float(row["confidence"]), row["method"], ())  # fmt: skip


def _as_corrected(item: Correction) -> Verdict:
    """The name that somebody had to correct."""
    key = item.company
    company = Company(key, key.lstrip("~").replace("-", " "), "" if key.startswith("~") else key)
    return Verdict("", item.network, 0, "", "", "business", "corrected", company, 0.0, "", ())

"""Departments of accounts: those of people known there, else estimated from the pages they read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.contacts.known import every_account
from tracker.read.accounts import FLOOR
from tracker.read.shapes import Visit
from tracker.rules.departments import Estimate, estimate, speaks_for
from tracker.store import Store


@dataclass(frozen=True, slots=True)
class Departments:
    """``declared``: of people known there, "" none; ``estimated`` only where nothing is declared."""

    declared: tuple[str, ...] = ()
    estimated: Estimate | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        return self.declared or ((self.estimated.code,) if self.estimated else ())


def of_account(declared: Iterable[str], timeline: Sequence[Visit]) -> Departments:
    """Of one account, from the visits at hand."""
    found = tuple(sorted({code for code in declared if code}))
    steps = [step for visit in timeline for step in visit.steps if step.name == "pv"]
    pages: dict[tuple[str, str], set[str]] = {}
    for step in steps:
        pages.setdefault((step.title, step.path), set()).update(step.signals)
    told = estimate(speaks_for(path, title, signals) for (title, path), signals in pages.items())
    return Departments(found, None if found else told)


def of_site(store: Store, site: str, *, from_ts: int, to_ts: int) -> dict[str, Departments]:
    """The same for every account with a view between two instants (UTC ms); who is not there has none."""
    given = {"site": site, "signal": "", "from_ts": from_ts, "to_ts": to_ts}
    every = store.read("score/pages", **given)
    said = {row["page"]: speaks_for(row["path"], row["title"], row["said"]) for row in every}
    telling = {page: codes for page, codes in said.items() if codes}
    read: dict[str, list[frozenset[str]]] = {}
    if telling:
        whole = {"bucket": 0, "buckets": 1, "companies": [], "floor": FLOOR}
        for row in store.read("score/looked_at", pages=list(telling), **given, **whole):
            read.setdefault(row["account"], []).append(telling[row["page"]])
    whose = {key: Departments(estimated=estimate(pages)) for key, pages in read.items()}
    for key, people in every_account(store, site).items():
        if people.functions:
            whose[key] = Departments(people.functions)
    return {key: item for key, item in whose.items() if item.codes}

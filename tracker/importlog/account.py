"""The account of an import: every accepted line in exactly one class, as the store knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.importlog.feed import Chunk, Tally, view_name
from tracker.steps.moment import day_of
from tracker.store import Store

#: Views that the store does not hold (dead letters): so that the classes add up whatever happened.
MISSING = "not_stored"
PENDING = "pending"


@dataclass(frozen=True)
class Account:
    """``classes`` add up to ``accepted``; ``lines`` is ``accepted`` plus all ``rejected``. Days are UTC."""

    site: str
    lines: int
    accepted: int
    rejected: dict[str, int]
    added: int
    duplicates: int
    classes: dict[str, int]
    companies: int
    first_day: str
    last_day: str


def account_of(store: Store, site: str, tally: Tally, *, known_at: int) -> Account:
    """What became of the lines of ``tally``, as known at ``known_at`` (UTC ms). Raises ``StoreError``."""
    first = min((chunk.first for chunk in tally.chunks), default=0)
    last = max((chunk.last for chunk in tally.chunks), default=0)
    first_day, last_day = (day_of(first), day_of(last)) if tally.chunks else ("", "")
    verdicts = _verdicts(store, first_day, last_day, known_at) if tally.chunks else {}
    classes: Counter[str] = Counter()
    companies: set[str] = set()
    for address_key, is_bot, views in _senders(store, site, tally):
        kind, company = verdicts.get(address_key, (PENDING, ""))
        classes["bot" if is_bot else kind] += views
        if company and not is_bot:
            companies.add(company)
    if missing := tally.accepted - classes.total():
        classes[MISSING] = missing
    return Account(
        site=site,
        lines=tally.lines,
        accepted=tally.accepted,
        rejected={reason.value: count for reason, count in sorted(tally.rejected.items())},
        added=tally.added,
        duplicates=tally.duplicates,
        classes=dict(classes.most_common()),
        companies=len(companies),
        first_day=first_day,
        last_day=last_day,
    )


def _verdicts(store: Store, first_day: str, last_day: str, known_at: int) -> dict[str, tuple[str, str]]:
    rows = store.read("importlog/verdicts", from_day=first_day, to_day=last_day, known_at=known_at)
    return {row["address_key"]: (row["kind"], row["company"]) for row in rows}


def _senders(store: Store, site: str, tally: Tally) -> Iterator[tuple[str, bool, int]]:
    start = 0
    for chunk in tally.chunks:
        yield from _senders_of(store, site, chunk, tally.ids[start : start + chunk.views].tolist())
        start += chunk.views


def _senders_of(store: Store, site: str, chunk: Chunk, ids: list[int]) -> Iterator[tuple[str, bool, int]]:
    views = [view_name(view_id) for view_id in ids]
    rows = store.read("importlog/senders", site=site, views=views, first=chunk.first, last=chunk.last)
    for row in rows:
        yield row["address_key"], bool(row["is_bot"]), int(row["views"])

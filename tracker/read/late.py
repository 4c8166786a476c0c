"""Promises of sales that are not kept at an instant: what the report says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from reports.late import LateRow
from tracker.companies.leads import Lead, every_lead
from tracker.intent import Model
from tracker.intent.touch import DAY_MS
from tracker.lifecycle.due import due
from tracker.lifecycle.stages import EARNED, OFFERED, SAL, SQL
from tracker.read.hands import raised
from tracker.read.profiles import known
from tracker.read.sla import Sla, sla_of
from tracker.store import Row, Store

STAGES: Final = (OFFERED, SAL, SQL)


def late_rows(
    store: Store, site: str, *, zone: str, start: int, at: int, known_at: int, model: Model
) -> tuple[LateRow, ...]:
    """What should have been done by ``at`` (UTC ms), as known at ``known_at``; longest overdue first.

    ``start``: what ran out since then is new. A date somebody set is no promise of sales and not in it.
    Before an offer a raised hand alone makes something due.
    """
    hands = raised(store, site, at=at, model=model, known_at=known_at)
    asked = {"stages": list(STAGES), "earned": sorted(EARNED), "hands": sorted(hands)}
    rows = store.read("reports/owed", site=site, at=at, known_at=known_at, **asked)
    leads = every_lead(store, site, known_at=known_at) if rows else {}
    sla = sla_of(store, site, zone, known_at=known_at)
    found = [
        _late(
            row,
            leads.get(row["account"], Lead()),
            sla,
            start=start,
            at=at,
            hand=hands.get(row["account"], 0) if row["stage"] in EARNED else 0,
        )
        for row in rows
    ]
    late = sorted((item for item in found if item), key=lambda item: (item.due, item.key))
    return tuple(_named(store, site, late, known_at))


def _late(row: Row, lead: Lead, sla: Sla, *, start: int, at: int, hand: int) -> LateRow | None:
    owed = due(
        row["stage"],
        row["since"],
        sla.calendar,
        sla.times,
        act_now=bool(row["act_now"]),
        touched=(hand or row["since"]) <= lead.touched <= at,
        wake=max(lead.follow_up, row["wake"]),
        hand=hand,
    )
    if owed is None or owed.what == "wake" or not owed.overdue(at):
        return None
    return LateRow(
        key=row["account"],
        name=row["name"] or row["account"].removeprefix("~"),
        stage=row["stage"],
        what=owed.what,
        due=owed.at,
        days=(at - owed.at) // DAY_MS,
        owner=lead.owner,
        fresh=owed.at >= start,
        hand=bool(row["act_now"]) or bool(hand),
    )


def _named(store: Store, site: str, rows: list[LateRow], known_at: int) -> Iterable[LateRow]:
    """With the names that people or lists gave."""
    about = known(store, site, [row.key for row in rows], known_at) if rows else {}
    return (replace(row, name=about[row.key].text("name") or row.name) for row in rows)

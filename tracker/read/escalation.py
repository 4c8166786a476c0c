"""Notices that time runs out, of a site: which are due, and which were written down already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from tracker.lifecycle.notices import Notice, Waiting, notices_due
from tracker.lifecycle.stages import OFFERED, SAL, SQL
from tracker.read.board import due_of, hands_up, places
from tracker.read.profiles import owners_of
from tracker.read.sla import sla_of
from tracker.store import Store, records

KIND: Final = "notice"


def waiting_notices(store: Store, site: str, *, zone: str, at: int, team: Sequence[str]) -> list[Notice]:
    """Due by ``at`` (UTC ms) for what still waits; who was named once stays named."""
    known = _written(store, site)
    found = notices_due(_waiting(store, site, zone, at), at=at, team=team, taken=_turns(known))
    return [known.get(notice.id, notice) for notice in found]


def notices(store: Store, site: str, *, zone: str, at: int, team: Sequence[str]) -> list[Notice]:
    """Write down what became due; those that are new. Run it often: each is given out once."""
    known = _written(store, site)
    fresh = [
        item for item in waiting_notices(store, site, zone=zone, at=at, team=team) if item.id not in known
    ]
    for notice in fresh:
        records.put(
            store, KIND, f"{site}/{notice.id}", msgspec.to_builtins(notice), actor="rule:deadline", at=at
        )
    return fresh


def _waiting(store: Store, site: str, zone: str, at: int) -> list[Waiting]:
    sla = sla_of(store, site, zone)
    held = [(place, due_of(place, sla)) for place in places(store, site, (OFFERED, SAL, SQL), at)]
    held += hands_up(store, site, zone=zone, at=at)
    owners = owners_of(store, site, [place.account for place, promised in held if promised], at)
    return [Waiting(place.account, owners[place.account], promised) for place, promised in held if promised]


def _written(store: Store, site: str) -> dict[str, Notice]:
    start = f"{site}/"
    return {
        name.removeprefix(start): msgspec.convert(doc, Notice)
        for name, doc in records.every(store, KIND).items()
        if name.startswith(start)
    }


def _turns(known: dict[str, Notice]) -> int:
    return sum(notice.level == "reassign" for notice in known.values())

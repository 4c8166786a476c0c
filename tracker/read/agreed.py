"""What marketing and sales agreed on, put to work: the model in force, and the times of the hand-over."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

import msgspec

from tracker.lifecycle.due import Times
from tracker.modelbook.book import activate, read_book
from tracker.modelbook.versions import EVERYWHERE, SHIPPED, Book, Handover, Step, Version
from tracker.read.sla import KIND, save_sla, sla_of
from tracker.sites import all_sites
from tracker.store import Store, records

_TIMES: Final = tuple(asdict(Times()))


def put_in_force(
    store: Store, version_id: str, *, site: str, by: str, role: str, reason: str, zone: str
) -> Step:
    """Activate a version, and have its hand-over times count where it does. Raises ``NotAgreed``."""
    step = activate(store, version_id, site=site, by=by, role=role, reason=reason)
    book = read_book(store)
    version = book.version(version_id)
    if version.id == SHIPPED:
        return step
    for name in _reached(store, book, site):
        _agree_times(store, name, version, zone, by)
    return step


def handover_of(store: Store, book: Book, site: str, zone: str) -> Handover:
    """The hand-over as it is now: times as they count on the site, capacity as it was agreed."""
    times = asdict(sla_of(store, site, zone).times)
    return msgspec.structs.replace(book.in_force(site).handover, **times)


def _reached(store: Store, book: Book, site: str) -> list[str]:
    if site != EVERYWHERE:
        return [site]
    return [name for name in all_sites(store) if book.own(name) is None]


def _agree_times(store: Store, site: str, version: Version, zone: str, by: str) -> None:
    doc = records.get(store, KIND, f"sla:{site}") or {"zone": zone}
    agreed = msgspec.structs.asdict(version.handover)
    save_sla(store, site, {**doc, "times": {name: agreed[name] for name in _TIMES}}, actor=by)

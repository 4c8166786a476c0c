"""Reports of the past, as known then and as known now.

Events never change and verdicts are only added, so a past report can be made again as it was: with the
names, the notes, the score model and the site's own words of that moment. The one exception is asked for by
law: who opted out later is named in neither.
"""

from __future__ import annotations

from typing import Final

import msgspec

from reports.model import DailyReport
from tracker.read.day import day_report
from tracker.read.days import day_end
from tracker.read.models import model_of
from tracker.read.segments import Segment
from tracker.site import Site
from tracker.store import Store, records

NOW: Final = "now"
THEN: Final = "then"


def instant_then(store: Store, site: str, day: str, zone: str, now: int) -> int:
    """The first moment (UTC ms) at which the day was over, its last event in and each of its addresses
    looked up once; never after ``now``."""
    rows = store.read("reports/then", site=site, day=day, zone=zone)
    return min(now, max(day_end(day, zone) + 1, int(rows[0]["at"])))


def known_report(
    store: Store,
    site: Site,
    day: str,
    *,
    zone: str,
    known: str | int,
    now: int,
    link: str = "",
    only: Segment | None = None,
) -> DailyReport:
    """The report of a day as known "now", "then", or at an instant (UTC ms). ``zone``: if it has none."""
    own = site.timezone or zone
    if known == NOW:
        model = model_of(store, site.id)
        return day_report(store, site, day, zone=own, known_at=now, model=model, link=link, only=only)
    at = known if isinstance(known, int) else instant_then(store, site.id, day, own, now)
    was = site_at(store, site, at)
    model = model_of(store, site.id, known_at=at)
    then = was.timezone or zone
    return day_report(store, was, day, zone=then, known_at=at, model=model, link=link, only=only)


def site_at(store: Store, site: Site, known_at: int) -> Site:
    """The site as it was entered at that moment (UTC ms); as it is, where it was not there yet."""
    doc = records.get(store, "site", site.id, known_at=known_at)
    return msgspec.convert(doc, Site) if doc else site

"""The digest of a week: what changed between its beginning and its end, in the shape of a day's report."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from reports.catalog.daily import is_ready
from reports.model import Accounting, Because, ClassCount, CompanyRow, DailyReport, Headline
from tracker.intent import Model
from tracker.read import traffic
from tracker.read.accounts import FLOOR
from tracker.read.day import company, data_notes, data_versions, owed, segment_note
from tracker.read.days import day_end, day_start, last_days, shift
from tracker.read.late import late_rows
from tracker.read.models import model_of
from tracker.read.segments import Segment
from tracker.read.views import Scope, Seen, last_stages, see, set_by_people
from tracker.site import Site
from tracker.store import Store

DAYS = 7


def week_report(
    store: Store,
    site: Site,
    last: str,
    *,
    zone: str,
    known_at: int,
    link: str = "",
    model: Model | None = None,
    only: Segment | None = None,
) -> DailyReport:
    """The seven days that end with ``last`` ("YYYY-MM-DD" in the site's zone, else ``zone``).

    As in a day's report the same data gives the same report; ``previous_stage`` and ``delta`` are against
    the end of the day before the first, and ``usual_views`` are those of the week before.
    """
    zone = site.timezone or zone
    first = shift(last, 1 - DAYS)
    end = min(day_end(last, zone), known_at)
    used = model or model_of(store, site.id)
    scope = Scope(site.id, zone, day_start(first, zone), end, end, known_at, used, FLOOR)
    recorded = last_stages(store, site.id, scope.mark(shift(last, -DAYS)), known_at)
    rows = tuple(_row(item, scope, last, recorded) for item in _kept(store, scope, only))
    accounting = _accounting(store, site.id, first, last, zone, known_at)
    versions = sorted(
        {v for day in last_days(last, DAYS) for v in data_versions(store, site.id, day, zone, known_at)}
    )
    return DailyReport(
        site=site.id,
        day=last,
        first_day=first,
        zone=zone,
        site_title=site.title,
        demo=site.demo,
        headline=_headline(store, site.id, first, last, zone, known_at, rows),
        companies=rows,
        late=owed(
            late_rows(store, site.id, zone=zone, start=scope.start, at=end, known_at=known_at, model=used),
            rows,
            only,
        ),
        accounting=accounting,
        notes=(
            *data_notes(rows, accounting, versions, running=known_at <= day_end(last, zone)),
            *segment_note(only),
        ),
        versions=(("model", used.version), *(("data", version) for version in versions)),
        link=link,
    )


def _kept(store: Store, scope: Scope, only: Segment | None) -> list[Seen]:
    return [item for item in see(store, scope, ()) if only is None or only.conditions.hold(item.view)]


def _row(item: Seen, scope: Scope, last: str, recorded: dict[str, str]) -> CompanyRow:
    before = item.course.stages.get(scope.mark(shift(last, -DAYS)), "")
    row = company(item.view, last, scope.zone)
    why = row.why
    if item.view.surge is not None and item.view.surge.fired >= scope.start:
        why = (Because("surge"), *why)
    stage = set_by_people(recorded.get(item.view.key, ""), before)
    return replace(row, why=why, delta=row.delta_week, previous_stage=stage)


def _headline(
    store: Store, site: str, first: str, last: str, zone: str, known_at: int, rows: tuple[CompanyRow, ...]
) -> Headline:
    now = traffic.days(store, site, from_day=first, to_day=last, zone=zone, known_at=known_at)
    earlier = traffic.days(
        store, site, from_day=shift(first, -DAYS), to_day=shift(first, -1), zone=zone, known_at=known_at
    )
    new = sum(row.new for row in rows)
    return Headline(
        views=sum(day.views for day in now),
        visits=sum(day.visits for day in now),
        visitors=sum(day.visitors for day in now),
        accounts=len(rows),
        known=len(rows) - new,
        new=new,
        ready=sum(map(is_ready, rows)),
        usual_views=float(sum(day.views for day in earlier)) if earlier else None,
    )


def _accounting(store: Store, site: str, first: str, last: str, zone: str, known_at: int) -> Accounting:
    classes = traffic.classes(
        store, site, from_day=first, to_day=last, zone=zone, known_at=known_at, floor=FLOOR
    )
    ordered = sorted(classes, key=lambda item: (-item.views, item.kind, item.identified))
    lost: Counter[str] = Counter()
    for day in last_days(last, DAYS):
        for row in store.read("reports/not_kept", site=site, day=day):
            lost[row["reason"]] += int(row["n"])
    return Accounting(
        total_views=traffic.total_views(
            store, site, from_day=first, to_day=last, zone=zone, known_at=known_at
        ),
        classes=tuple(ClassCount(item.kind, item.identified, item.views, item.visitors) for item in ordered),
        not_kept=tuple(sorted(lost.items(), key=lambda item: (-item[1], item[0]))),
    )

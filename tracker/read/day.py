"""The report of one day: accounts, classes and counts put together as ``reports`` wants them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from reports.catalog.daily import is_ready
from reports.late import LateRow
from reports.model import (
    Accounting,
    Because,
    ClassCount,
    CompanyRow,
    DailyReport,
    Headline,
    PageCount,
)
from tracker.intent import Model
from tracker.intent.touch import DAY_MS
from tracker.read import accuracy, traffic
from tracker.read.accounts import FLOOR, AccountView, accounts
from tracker.read.days import day_end, day_of, day_start, shift
from tracker.read.late import late_rows
from tracker.read.segments import Segment
from tracker.read.silence import silent_hosts
from tracker.site import Site
from tracker.store import Store

USUAL_WEEKS: Final = 4
_OPERATORS: Final = re.compile(r"operators (\d{4}-\d\d-\d\d)")


def day_report(
    store: Store,
    site: Site,
    day: str,
    *,
    zone: str,
    known_at: int,
    model: Model,
    link: str = "",
    only: Segment | None = None,
) -> DailyReport:
    """The day ("YYYY-MM-DD" in ``zone``) of a site, identities as known at ``known_at`` (UTC ms).

    Scores are those of the day's end, or of ``known_at`` while the day still runs. The same data gives
    the same report. ``link``: public address of the installation; ``only``: list no other companies.
    """
    at = min(day_end(day, zone), known_at)
    found = accounts(
        store, site.id, from_day=day, to_day=day, zone=zone, at=at, known_at=known_at, model=model
    )
    kept = [item for item in found if only is None or only.conditions.hold(item)]
    rows = tuple(_surging(company(item, day, zone), item, at) for item in kept)
    accounting = _accounting(store, site.id, day, zone, known_at)
    versions = data_versions(store, site.id, day, zone, known_at)
    return DailyReport(
        site=site.id,
        day=day,
        zone=zone,
        site_title=site.title,
        demo=site.demo,
        headline=_headline(store, site.id, day, zone, known_at, rows),
        companies=rows,
        accounting=accounting,
        notes=(
            *_silences(store, site.id, at),
            *data_notes(rows, accounting, versions, running=known_at <= day_end(day, zone)),
            *_measured(store, site.id, known_at),
            *segment_note(only),
        ),
        versions=(("model", model.version), *(("data", version) for version in versions)),
        link=link,
        late=owed(
            late_rows(
                store, site.id, zone=zone, start=day_start(day, zone), at=at, known_at=known_at, model=model
            ),
            rows,
            only,
        ),
    )


def owed(
    late: tuple[LateRow, ...], rows: tuple[CompanyRow, ...], only: Segment | None
) -> tuple[LateRow, ...]:
    """All of them; in the report of a segment those of its companies that were here."""
    here = {row.key for row in rows}
    return tuple(item for item in late if only is None or item.key in here)


def segment_note(only: Segment | None) -> tuple[Because, ...]:
    return (Because("segment", (("name", only.name),)),) if only else ()


def _surging(row: CompanyRow, item: AccountView, at: int) -> CompanyRow:
    """A surge is told on the day it began."""
    if item.surge is None or not item.surge.fired or at - item.surge.fired >= DAY_MS:
        return row
    return replace(row, why=(Because("surge"), *row.why))


def company(item: AccountView, day: str, zone: str) -> CompanyRow:
    """One account as a row of the report; texts stay raw."""
    result = item.assessment
    return CompanyRow(
        key=item.key,
        name=item.name,
        domain=item.domain,
        city=item.city,
        country=item.country.upper(),
        industry=item.industry,
        employees=item.employees,
        kind=item.kind,
        confidence=round(item.confidence, 4),
        method=item.method,
        why=tuple(Because(reason.code, reason.params) for reason in item.why),
        grade=result.grade,
        cell=result.cell,
        score=round(result.engagement, 4),
        delta=round(item.delta, 4),
        delta_week=round(item.delta_week, 4),
        spark=tuple(round(score, 2) for score in item.scores),
        visits=item.visits,
        views=item.views,
        visitors=item.visitors,
        seconds=item.engaged_ms // 1000,
        pages=tuple(
            PageCount(page.host, page.path, page.views, page.title, page.signals) for page in item.top_pages
        ),
        source=next(iter(item.channels), ""),
        campaign=next(iter(item.campaigns), ""),
        stage=result.stage,
        levels=result.levels,
        held_until=day_of(result.held_until, zone) if result.held_until else "",
        earned=result.earned,
        previous_stage=item.stage_before,
        act_now=result.act_now,
        review=result.review,
        first_seen=day_of(item.first_seen, zone) if item.first_seen else day,
        new=item.new,
        owner=item.owner,
        target=item.target,
    )


def _headline(
    store: Store, site: str, day: str, zone: str, known_at: int, rows: tuple[CompanyRow, ...]
) -> Headline:
    counts = traffic.days(store, site, from_day=day, to_day=day, zone=zone, known_at=known_at)
    today = counts[0] if counts else traffic.DayCount(day, 0, 0, 0, 0, 0)
    new = sum(row.new for row in rows)
    return Headline(
        views=today.views,
        visits=today.visits,
        visitors=today.visitors,
        accounts=len(rows),
        known=len(rows) - new,
        new=new,
        ready=sum(map(is_ready, rows)),
        usual_views=_usual(store, site, day, zone, known_at),
    )


def _usual(store: Store, site: str, day: str, zone: str, known_at: int) -> float | None:
    """Mean views of the same weekday in the four weeks before, over those weeks that had traffic."""
    days = [shift(day, -7 * week) for week in range(USUAL_WEEKS, 0, -1)]
    rows = store.read(
        "reports/usual",
        site=site,
        days=days,
        zone=zone,
        known_at=known_at,
        from_day=days[0],
        to_day=days[-1],
    )
    views = [int(row["views"]) for row in rows]
    return round(sum(views) / len(views), 2) if views else None


def _accounting(store: Store, site: str, day: str, zone: str, known_at: int) -> Accounting:
    classes = traffic.classes(
        store, site, from_day=day, to_day=day, zone=zone, known_at=known_at, floor=FLOOR
    )
    ordered = sorted(classes, key=lambda item: (-item.views, item.kind, item.identified))
    return Accounting(
        total_views=traffic.total_views(store, site, from_day=day, to_day=day, zone=zone, known_at=known_at),
        classes=tuple(ClassCount(item.kind, item.identified, item.views, item.visitors) for item in ordered),
        not_kept=tuple(
            (row["reason"], int(row["n"])) for row in store.read("reports/not_kept", site=site, day=day)
        ),
    )


def data_versions(store: Store, site: str, day: str, zone: str, known_at: int) -> list[str]:
    """Data versions behind the day's verdicts, each named once."""
    rows = store.read("reports/versions", site=site, day=day, zone=zone, known_at=known_at)
    return sorted({part.strip() for row in rows for part in row["version"].split(";") if part.strip()})


def _silences(store: Store, site: str, at: int) -> tuple[Because, ...]:
    """Hosts that no longer send at the report's end: what is missing cannot be seen in its figures."""
    return tuple(
        Because("silent_host", (("host", item.host), ("hours", item.hours(at)), ("usual", item.usual)))
        for item in silent_hosts(store, site, at=at)
    )


def _measured(store: Store, site: str, known_at: int) -> tuple[Because, ...]:
    """How often such names were right when somebody last measured it."""
    found = accuracy.headline(store, site, known_at=known_at)
    if found is None or found["company"]["precision"]["value"] is None:
        return ()
    right, recall = found["company"]["precision"], found["company"]["recall"]
    return (
        Because(
            "accuracy",
            (
                ("day", str(found["measured"])),
                ("rows", int(found["rows"])),
                ("precision", float(right["value"])),
                ("low", float(right["interval"][0])),
                ("high", float(right["interval"][1])),
                ("recall", float(recall["value"] or 0.0)),
            ),
        ),
    )


def data_notes(
    rows: tuple[CompanyRow, ...], accounting: Accounting, versions: Iterable[str], *, running: bool
) -> tuple[Because, ...]:
    """What one has to know of the data behind a report."""
    notes: list[Because] = []
    dates = [found[1] for version in versions if (found := _OPERATORS.search(version))]
    if dates:
        notes.append(Because("operator_data", (("date", min(dates)),)))
    doubtful = sum(row.confidence_word in {"possible", "weak"} for row in rows)
    if doubtful:
        notes.append(Because("low_confidence", (("count", doubtful),)))
    pending = sum(item.views for item in accounting.classes if item.kind == "pending")
    if pending:
        notes.append(Because("pending", (("count", pending),)))
    if not accounting.closed:
        notes.append(Because("not_closed"))
    if running:
        notes.append(Because("day_running"))
    return tuple(notes)

"""The report in one reader's words: every text a renderer needs, ready to be laid out.  [pure]

Page, mail and plain text show this same value, so none of them can say less than another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from reports.because import note, why
from reports.catalog import daily, weekly
from reports.catalog.daily import Group, groups
from reports.i18n import Translator, translator
from reports.industries import industry
from reports.late import LateSection
from reports.late import section as late
from reports.model import CompanyRow, DailyReport, content_hash
from reports.words import (
    CHANNELS,
    CONFIDENCE,
    GROUPS,
    KINDS,
    METHODS,
    NOT_KEPT,
    SECTION_HINTS,
    SECTIONS,
    SIGNALS,
    stage,
    word,
)

#: Pages shown per company; the rest are counted.
PAGES_SHOWN: Final = 4
#: A longer number of employees is no number of employees.
MAX_DIGITS: Final = 12


@dataclass(frozen=True)
class PageView:
    path: str
    title: str
    views: str
    marks: tuple[str, ...]  # signals in words


@dataclass(frozen=True)
class CompanyView:
    row: CompanyRow
    place: str
    size: str  # industry and employees
    kind: str
    why: str
    cell: str
    score: str
    delta: str
    trend: str  # up, down or flat
    activity: str  # "3 visits, 2 people, 14 page views, 12 min"
    came_by: str
    stage: str
    held: str  # "held until 29 November", "" while the level is earned
    stage_change: str  # "MQL1 → MQL2", "" if it stayed
    sure: str  # "certain (your own list)"
    pages: tuple[PageView, ...]
    more_pages: str
    link: str
    why_link: str  # to the page that says why this name


@dataclass(frozen=True)
class SectionView:
    code: str
    title: str
    hint: str
    companies: tuple[CompanyView, ...]


@dataclass(frozen=True)
class GroupView:
    code: str
    label: str
    views: str
    percent: str
    share: float


@dataclass(frozen=True)
class ClassView:
    group: str
    label: str
    views: str
    visitors: str
    percent: str


@dataclass(frozen=True)
class DayView:
    report: DailyReport
    tr: Translator
    date: str
    title: str  # also the mail's subject: holds no visitor's text
    headline: str
    summary: str  # views, visits, people, against what is usual
    sections: tuple[SectionView, ...]
    late: LateSection
    groups: tuple[GroupView, ...]
    classes: tuple[ClassView, ...]
    total: str
    finding: str  # the chart's title
    closed: bool
    not_kept: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    versions: str
    hash: str
    link: str


def present(report: DailyReport, language: str) -> DayView:
    """Raises ``LanguageError`` for a language there is not."""
    tr = translator(language, report.zone)
    parts = groups(report.accounting)
    return DayView(
        report=report,
        tr=tr,
        date=_dates(tr, report),
        title=_title(tr, report),
        headline=headline(tr, report),
        summary=_summary(tr, report),
        sections=tuple(
            SectionView(
                section.code,
                tr.gettext(SECTIONS[section.code]),
                tr.gettext(SECTION_HINTS[section.code]),
                tuple(_company(tr, report, row) for row in section.rows),
            )
            for section in _sections(report)
        ),
        late=late(tr, report.late, {row.key: account_link(report, row.key) for row in report.late}),
        groups=tuple(_group(tr, part) for part in parts),
        classes=_classes(tr, report),
        total=tr.number(report.accounting.total_views),
        finding=_finding(tr, parts),
        closed=report.accounting.closed,
        not_kept=tuple((word(tr, NOT_KEPT, code), tr.number(n)) for code, n in report.accounting.not_kept),
        notes=tuple(note(tr, item) for item in report.notes),
        versions=", ".join(f"{name} {version}" for name, version in report.versions),
        hash=content_hash(report),
        link=_http(report.link),
    )


def _sections(report: DailyReport) -> tuple[daily.Section, ...]:
    return weekly.sections(report) if report.first_day else daily.sections(report)


def _dates(tr: Translator, report: DailyReport) -> str:
    return tr.span(report.first_day, report.day) if report.first_day else tr.day(report.day, "full")


def headline(tr: Translator, report: DailyReport) -> str:
    """The day in one sentence: "14 companies that were here before and 6 new ones; 3 are ready for sales"."""
    counts = report.headline
    if report.empty:
        if report.first_day:
            return tr.gettext("Nothing was recorded in that week")
        return tr.gettext("Nothing was recorded on that day")
    if not counts.accounts:
        return tr.ngettext(
            "%(n)s page view, no company identified", "%(n)s page views, no company identified", counts.views
        )
    known = tr.ngettext(
        "%(n)s company that was here before", "%(n)s companies that were here before", counts.known
    )
    if not counts.new:
        who = known
    elif counts.known:
        new = tr.ngettext("%(n)s new one", "%(n)s new ones", counts.new)
        who = tr.gettext("%(known)s and %(new)s", known=known, new=new)
    else:
        who = tr.ngettext("%(n)s new company", "%(n)s new companies", counts.new)
    ready = tr.ngettext("%(n)s is ready for sales", "%(n)s are ready for sales", counts.ready)
    if not counts.ready:
        ready = tr.gettext("none is ready for sales yet")
    return tr.gettext("%(who)s; %(ready)s", who=who, ready=ready)


def _title(tr: Translator, report: DailyReport) -> str:
    site = report.site_title or report.site
    title = tr.gettext("%(site)s: visitors of %(day)s", site=site, day=_dates(tr, report))
    if report.first_day:
        title = tr.gettext("%(site)s: the week of %(days)s", site=site, days=_dates(tr, report))
    return tr.gettext("%(title)s (demonstration)", title=title) if report.demo else title


def _summary(tr: Translator, report: DailyReport) -> str:
    counts = report.headline
    parts = [
        tr.ngettext("%(n)s page view", "%(n)s page views", counts.views),
        tr.ngettext("%(n)s visit", "%(n)s visits", counts.visits),
        tr.ngettext("%(n)s visitor", "%(n)s visitors", counts.visitors),
    ]
    if report.first_day:
        del parts[-1]  # keys of visitors change daily: a sum over days would count people again and again
    done = ", ".join(parts)
    if report.running:
        done = tr.gettext("so far today: %(counts)s", counts=done)
    if counts.usual_views is None:
        return done
    usual = tr.number(counts.usual_views)
    if report.first_day:
        return tr.gettext("%(counts)s; the week before: %(n)s page views", counts=done, n=usual)
    if report.running:
        return tr.gettext(
            "%(counts)s; usual for this weekday until midnight: %(n)s page views", counts=done, n=usual
        )
    return tr.gettext("%(counts)s, usual for this weekday: %(n)s page views", counts=done, n=usual)


def _company(tr: Translator, report: DailyReport, row: CompanyRow) -> CompanyView:
    delta = round(row.delta, 1)
    shown = row.pages[:PAGES_SHOWN]
    return CompanyView(
        row=row,
        place=", ".join(part for part in (row.city, tr.country(row.country) if row.country else "") if part),
        size=_size(tr, row),
        kind=word(tr, KINDS, row.kind) if row.kind != "business" else "",
        why=why(tr, row.why, report.day),
        cell=row.cell,
        score=tr.number(row.score),
        delta=tr.signed(delta),
        trend="up" if round(delta) > 0 else "down" if round(delta) < 0 else "flat",
        activity=_activity(tr, row),
        came_by=_came_by(tr, row),
        stage=stage(tr, row.stage),
        held=held(tr, row.held_until),
        stage_change=_stage_change(tr, row),
        sure=_sure(tr, row),
        pages=tuple(
            PageView(
                page.path,
                page.title,
                tr.number(page.views),
                tuple(word(tr, SIGNALS, code) for code in page.signals),
            )
            for page in shown
        ),
        more_pages=_more_pages(tr, row),
        link=account_link(report, row.key),
        why_link=account_link(report, row.key, "why"),
    )


def _more_pages(tr: Translator, row: CompanyRow) -> str:
    """How many pages are not shown; no number where the report itself holds the most viewed ones only."""
    left = len(row.pages) - PAGES_SHOWN
    if sum(page.views for page in row.pages) < row.views:
        return tr.gettext("and more pages")
    return tr.ngettext("and %(n)s more page", "and %(n)s more pages", left) if left > 0 else ""


def account_link(report: DailyReport, key: str, page: str = "accounts") -> str:
    """The account's page in the installation, "" where the report has no links."""
    base = _http(report.link)
    return f"{base}/site/{quote(report.site)}/{page}/{quote(key, safe='~')}" if base else ""


def _http(url: str) -> str:
    return url.rstrip("/") if url.startswith(("https://", "http://")) else ""


def _size(tr: Translator, row: CompanyRow) -> str:
    parts = [industry(tr, row.industry)] if row.industry else []
    if row.employees.isdecimal() and len(row.employees) <= MAX_DIGITS:
        parts.append(tr.ngettext("%(n)s employee", "%(n)s employees", int(row.employees)))
    elif row.employees and not row.employees.isdigit():
        parts.append(tr.gettext("%(band)s employees", band=row.employees))
    return ", ".join(parts)


def _activity(tr: Translator, row: CompanyRow) -> str:
    parts = [
        tr.ngettext("%(n)s visit", "%(n)s visits", row.visits),
        tr.ngettext("%(n)s person", "%(n)s people", row.visitors),
        tr.ngettext("%(n)s page view", "%(n)s page views", row.views),
    ]
    return ", ".join([*parts, tr.duration(row.seconds)] if row.seconds else parts)


def _came_by(tr: Translator, row: CompanyRow) -> str:
    channel = word(tr, CHANNELS, row.source) if row.source else ""
    if not row.campaign:
        return channel
    campaign = tr.gettext("campaign “%(name)s”", name=row.campaign)
    return f"{channel}, {campaign}" if channel and row.source != "campaign" else campaign


def held(tr: Translator, until: str) -> str:
    """Of a level that was reached before and is not left yet. ``until``: "YYYY-MM-DD" or ""."""
    return tr.gettext("held until %(day)s", day=tr.day(until, "brief")) if until else ""


def _stage_change(tr: Translator, row: CompanyRow) -> str:
    if not row.previous_stage or row.previous_stage == row.stage:
        return ""
    return f"{stage(tr, row.previous_stage)} → {stage(tr, row.stage)}"


def _sure(tr: Translator, row: CompanyRow) -> str:
    sure = word(tr, CONFIDENCE, row.confidence_word)
    if not row.method:
        return sure
    return tr.gettext("%(sure)s (%(method)s)", sure=sure, method=word(tr, METHODS, row.method))


def _group(tr: Translator, part: Group) -> GroupView:
    label = word(tr, GROUPS, part.code)
    return GroupView(part.code, label, tr.number(part.views), _share(tr, part.share), part.share)


def _share(tr: Translator, share: float) -> str:
    """One decimal; what is there but rounds to nothing is said so."""
    return f"< {tr.percent(0.001, 1)}" if 0 < share < 0.0005 else tr.percent(share, 1)


def _classes(tr: Translator, report: DailyReport) -> tuple[ClassView, ...]:
    total = report.accounting.total_views or 1
    rows = sorted(report.accounting.classes, key=lambda c: (not c.identified, -c.views, c.kind))
    return tuple(
        ClassView(
            tr.gettext("identified") if item.identified else "",
            word(tr, KINDS, item.kind),
            tr.number(item.views),
            tr.number(item.visitors),
            _share(tr, item.views / total),
        )
        for item in rows
    )


def _finding(tr: Translator, parts: tuple[Group, ...]) -> str:
    share = next((part.share for part in parts if part.code == "identified"), 0.0)
    return tr.gettext(
        "%(percent)s of all page views came from identified companies",
        percent=_share(tr, share),
    )

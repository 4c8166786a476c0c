"""Puts the reports that are due into the outbox: each schedule and day once, whatever happens in between."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from reports.destinations.mail import File, compose
from reports.destinations.smtp import MailSetup
from reports.model import DailyReport, content_hash
from reports.pdf import pdf
from reports.present import present
from reports.render import one_line, render
from tracker.deliver.when import Occurrence, past
from tracker.outbox import Message, Outbox, Run
from tracker.outbox.post import leave_link, mail_server
from tracker.outbox.schedules import Recipient, Schedule, every
from tracker.read.asknown import NOW, known_report
from tracker.read.days import day_of, shift
from tracker.read.segments import segment_of
from tracker.read.week import week_report
from tracker.settings import Settings
from tracker.site import Site
from tracker.sites import all_sites
from tracker.store import Store

log = logging.getLogger("tracker.deliver")


@dataclass(frozen=True)
class Desk:
    """What the jobs of this package work with."""

    store: Store
    box: Outbox
    settings: Settings


def queue_reports(desk: Desk, now: int) -> int:
    """Put what is due at ``now`` (UTC ms) into the outbox; how many mails that was.

    Without a mail server nothing is put there. What was missed meanwhile is not made up for by a heap of
    mails: the newest report goes out, late; the days before are noted as skipped.
    """
    if not _can_send(desk.settings):
        return 0
    known = all_sites(desk.store)
    count = 0
    for schedule in every(desk.store):
        if schedule.active and schedule.site in known:
            count += _queue(desk, schedule, known[schedule.site], now)
    return count


def _can_send(settings: Settings) -> bool:
    try:
        return mail_server(settings) is not None
    except MailSetup as error:
        log.warning("no report is sent: %s", error)
        return False


def _queue(desk: Desk, schedule: Schedule, site: Site, now: int) -> int:
    due = past(schedule, now)
    if not due or desk.box.ran(schedule.id, due[0].day):
        return 0
    newest, *missed = due
    desk.box.skip([Run(schedule.id, item.day, now, "skipped") for item in missed])
    report = report_for(desk, schedule, site, newest, now)
    mails = [_mail(desk, schedule, report, recipient, newest, now) for recipient in schedule.recipients]
    return desk.box.put(mails, run=Run(schedule.id, newest.day, now, "queued", content_hash(report)))


def report_for(desk: Desk, schedule: Schedule, site: Site, due: Occurrence, now: int) -> DailyReport:
    """The report of the day before, or of the seven days up to it, in the site's own zone."""
    zone = site.timezone or desk.settings.timezone
    day = shift(day_of(due.at, zone), -1)
    link = desk.settings.public_url
    only = segment_of(desk.store, site.id, schedule.segment) if schedule.segment else None
    at = max(now, due.at)
    if schedule.report == "weekly":
        return week_report(desk.store, site, day, zone=zone, known_at=at, link=link, only=only)
    return known_report(desk.store, site, day, zone=zone, known=NOW, now=at, link=link, only=only)


def _mail(
    desk: Desk, schedule: Schedule, report: DailyReport, to: Recipient, due: Occurrence, now: int
) -> Message:
    identity = f"report/{schedule.id}/{due.day}/{to.mail}"
    message = compose(
        report,
        to.language,
        sender=desk.settings.mail_from,
        recipient=to.mail,
        now=now / 1000,
        identity=identity,
        leave=leave_link(desk.settings.public_url, desk.box.secret, schedule.id, to.mail),
        files=files(report, schedule.formats, to.language),
    )
    return Message(
        id=identity,
        kind="report",
        site=report.site,
        cause=schedule.id,
        day=due.day,
        channel="mail",
        target=to.mail,
        title=one_line(present(report, to.language).title),
        due=now,
        made=now,
        body=message.as_bytes(),
    )


def files(report: DailyReport, formats: tuple[str, ...], language: str) -> tuple[File, ...]:
    """The report in other forms, to be attached."""
    stem = f"{report.site}-{report.day}"
    made = {"csv": partial(_csv, stem), "pdf": partial(_pdf, stem)}
    return tuple(made[name](report, language) for name in formats if name in made)


def _csv(stem: str, report: DailyReport, language: str) -> File:
    return File(f"{stem}.csv", "text/csv", render(report, "csv", language).encode())


def _pdf(stem: str, report: DailyReport, language: str) -> File:
    return File(f"{stem}.pdf", "application/pdf", pdf(report, language))

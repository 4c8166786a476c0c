"""Who gets which report when: the list of a site, a form for one, a try, and what became of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

from starlette.responses import Response

from reports.destinations.mail import MailError, address, compose
from tracker.dashboard.days import plus
from tracker.dashboard.entry import Entry
from tracker.dashboard.language import LANGUAGES
from tracker.dashboard.page import Fault, Page, blocking, redirect
from tracker.dashboard.posting import (
    as_text,
    mail_problem,
    may_edit,
    need_editor,
    outbox,
    outcome,
    recipients,
    send_now,
)
from tracker.dashboard.reporting import report_of
from tracker.outbox import Message, Run
from tracker.outbox.schedules import (
    FORMATS,
    MOST_RECIPIENTS,
    TIME,
    Schedule,
    ScheduleError,
    check,
    every,
    find,
    new_id,
    remove,
    save,
)
from tracker.read.segments import segments_of


@dataclass(frozen=True)
class Shown:
    schedule: Schedule
    runs: list[Run]


async def schedules(page: Page) -> Response:
    return await show(page)


async def show(page: Page, *, problem: str = "", done: str = "") -> Response:
    site = page.need_site()
    found = await blocking(_shown, page)
    segments = await blocking(segments_of, page.deps.store, site.id)
    wanted = page.request.query_params.get("edit", "")
    edited = next((item.schedule for item in found if item.schedule.id == wanted), None)
    return page.render(
        "schedules.html",
        status=422 if problem else 200,
        problem=problem,
        done=done,
        saved=page.request.query_params.get("saved", ""),
        found=found,
        editor=may_edit(page),
        edited=edited,
        form=page.form if "recipients" in page.form else _as_form(page, edited),
        formats=FORMATS,
        segments=segments,
        names={item.id: item.name for item in segments},
        mail=mail_problem(page),
        zones=sorted(available_timezones()),
        site_id=site.id,
        own_mail=page.user.id if page.user and "@" in page.user.id else "",
    )


def _shown(page: Page) -> list[Shown]:
    with outbox(page) as box:
        own = every(page.deps.store, page.need_site().id)
        return [Shown(item, box.runs(item.id, 7)) for item in own]


def _as_form(page: Page, item: Schedule | None) -> dict[str, str]:
    if item is None:
        own = page.user.id if page.user and "@" in page.user.id else ""
        start = {"report": "daily", "time": "07:00", "zone": page.zone, "language": page.language}
        return {**start, "recipients": own, "active": "on"}
    language = item.recipients[0].language if item.recipients else page.language
    return {
        "id": item.id,
        "title": item.title,
        "segment": item.segment,
        "report": item.report,
        "time": item.time,
        "zone": item.zone,
        "language": language,
        "recipients": as_text(item.recipients, language),
        **dict.fromkeys(item.formats, "on"),
        "active": "on" if item.active else "",
    }


async def keep(page: Page) -> Response:
    who = need_editor(page)
    try:
        await blocking(_keep, page, who)
    except ValueError as error:
        return await show(page, problem=page.blame(error))
    if page.form.get("then") == "start":
        return redirect(page.here("start"))
    return redirect(f"{page.here('schedules')}?saved=kept")


def _keep(page: Page, who: str) -> None:
    """Raises ``ValueError`` in the reader's words."""
    form, site = page.form, page.need_site()
    language = form.get("language", "")
    before = find(page.deps.store, form.get("id", ""))
    active = form.get("active") == "on"
    fresh = before is None or before.site != site.id or (active and not before.active)
    made = Schedule(
        id=before.id if before and before.site == site.id else new_id(),
        site=site.id,
        title=" ".join(form.get("title", "").split())[:80],
        report="weekly" if form.get("report") == "weekly" else "daily",
        time=form.get("time", "")[:5],
        zone=form.get("zone", "").strip(),
        recipients=recipients(
            page, form.get("recipients", ""), language if language in LANGUAGES else "en", "recipients"
        ),
        formats=tuple(name for name in FORMATS if form.get(name) == "on"),
        segment=_segment(page, form.get("segment", "")),
        active=active,
        since=page.now if fresh or before is None else before.since,
    )
    try:
        check(made)
    except ScheduleError:
        raise _wrong(page, made) from None
    save(page.deps.store, made, actor=who)


def _segment(page: Page, wanted: str) -> str:
    known = {item.id for item in segments_of(page.deps.store, page.need_site().id)}
    return wanted if wanted in known else ""


def _wrong(page: Page, made: Schedule) -> Fault:
    if not made.recipients:
        return Fault("recipients", page.gettext("Who should get it? At least one mail address is needed."))
    if made.zone not in available_timezones():
        text = page.gettext("There is no time zone of that name; one such as Europe/Berlin is needed.")
        return Fault("zone", text)
    if not TIME.fullmatch(made.time):
        return Fault("time", page.gettext("A time from 00:00 to 23:59 is needed."))
    return Fault("recipients", page.gettext("At most %(most)s recipients are allowed.", most=MOST_RECIPIENTS))


async def drop(page: Page) -> Response:
    who = need_editor(page)
    found = await blocking(find, page.deps.store, page.form.get("id", ""))
    if found and found.site == page.need_site().id:
        await blocking(remove, page.deps.store, found.id, actor=who)
    return redirect(f"{page.here('schedules')}?saved=removed")


async def trial(page: Page) -> Response:
    """Yesterday's report, now, to one address."""
    need_editor(page)
    try:
        to = address(page.form.get("to", "").strip()).addr_spec
    except MailError:
        fault = Fault("to", page.gettext("A mail address is needed to send a test to."))
        return await show(page, problem=page.blame(fault))
    problem = mail_problem(page)
    if problem:
        return await show(page, problem=_no_mail(page, problem))
    done, failed = outcome(page, await blocking(_trial, page, to))
    return await show(page, problem=failed, done=done)


def _no_mail(page: Page, problem: str) -> str:
    if problem != "none":
        return problem
    return page.gettext("No mail server is set, so nothing can be sent. How to set one is said below.")


def _trial(page: Page, to: str) -> list[Message]:
    day = plus(page.words.today, -1)
    report = report_of(page, day)
    identity = f"test/{report.site}/{to}/{page.now}"
    mail = compose(
        report,
        page.language,
        sender=page.deps.settings.mail_from,
        recipient=to,
        now=page.now / 1000,
        identity=identity,
    )
    message = Message(
        id=identity,
        kind="test",
        site=report.site,
        cause="",
        day=day,
        channel="mail",
        target=to,
        title=str(mail["Subject"]),
        due=page.now,
        made=page.now,
        body=mail.as_bytes(),
    )
    return send_now(page, [message])


ENTRIES: Final = (
    Entry("/site/{site}/schedules", schedules, least="sales"),
    Entry("/site/{site}/schedules", keep, method="POST", least="sales"),
    Entry("/site/{site}/schedules/remove", drop, method="POST", least="sales"),
    Entry("/site/{site}/schedules/test", trial, method="POST", least="sales"),
)

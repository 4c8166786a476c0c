"""Schedules: which report goes to whom, when. Records of kind "schedule"; each version names who wrote it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Final, Literal
from zoneinfo import available_timezones

import msgspec

from tracker.audit import audit
from tracker.store import Store, records

KIND: Final = "schedule"
REPORTS: Final = ("daily", "weekly")
FORMATS: Final = ("csv", "pdf")
MOST_RECIPIENTS: Final = 50
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class ScheduleError(ValueError):
    """The schedule cannot be as asked; the text names what is wrong and what is allowed."""


class Recipient(msgspec.Struct, frozen=True):
    """``mail``: one plain address; ``language``: "en", "de", …"""

    mail: str
    language: str


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """``time``: "HH:MM" in ``zone``; a weekly one goes out on Mondays. ``since``: UTC ms, what was due
    before is not sent late. ``formats``: files attached beside the mail; ``segment``: only its companies."""

    id: str
    site: str
    title: str = ""
    report: Literal["daily", "weekly"] = "daily"
    time: str = "07:00"
    zone: str = "Europe/Berlin"
    recipients: tuple[Recipient, ...] = ()
    formats: tuple[str, ...] = ()
    segment: str = ""
    active: bool = True
    since: int = 0


def new_id() -> str:
    return secrets.token_hex(5)


def check(schedule: Schedule) -> Schedule:
    """The schedule. Raises ``ScheduleError``. Addresses are checked by who takes them in."""
    if not TIME.fullmatch(schedule.time):
        raise ScheduleError(f"time {schedule.time!r}: 00:00 to 23:59 is allowed")
    if schedule.zone not in available_timezones():
        raise ScheduleError(f"time zone {schedule.zone!r}: a name such as Europe/Berlin is needed")
    if schedule.report not in REPORTS:
        raise ScheduleError(f"report {schedule.report!r}: {', '.join(REPORTS)} are allowed")
    if not set(schedule.formats) <= set(FORMATS):
        raise ScheduleError(f"formats {', '.join(schedule.formats)}: {', '.join(FORMATS)} are allowed")
    if not 1 <= len(schedule.recipients) <= MOST_RECIPIENTS:
        raise ScheduleError(f"{len(schedule.recipients)} recipients: 1 to {MOST_RECIPIENTS} are allowed")
    return schedule


def save(store: Store, schedule: Schedule, *, actor: str) -> None:
    """New or changed, and who did it. Raises ``ScheduleError``."""
    before = find(store, schedule.id)
    records.put(store, KIND, schedule.id, msgspec.to_builtins(check(schedule)), actor=actor)
    what = "schedule.changed" if before else "schedule.added"
    audit(
        store,
        who=actor,
        what=what,
        site=schedule.site,
        subject=schedule.title or schedule.id,
        before=_told(before) if before else None,
        after=_told(schedule),
    )


def remove(store: Store, schedule_id: str, *, actor: str) -> bool:
    """False if there is none."""
    before = find(store, schedule_id)
    if before is None:
        return False
    records.put(store, KIND, schedule_id, None, actor=actor)
    subject = before.title or before.id
    audit(store, who=actor, what="schedule.removed", site=before.site, subject=subject, before=_told(before))
    return True


def _told(schedule: Schedule) -> dict[str, str]:
    """For the audit log: what a person would ask about."""
    return {
        "report": schedule.report,
        "time": f"{schedule.time} {schedule.zone}",
        "recipients": ", ".join(f"{item.mail} ({item.language})" for item in schedule.recipients),
        "formats": ", ".join(schedule.formats),
        "segment": schedule.segment,
        "active": str(schedule.active).lower(),
    }


def every(store: Store, site: str = "") -> list[Schedule]:
    """All, or those of a site, in a fixed order."""
    found = [msgspec.convert(doc, Schedule) for doc in records.every(store, KIND).values()]
    return sorted(
        (item for item in found if site in {"", item.site}), key=lambda item: (item.site, item.time, item.id)
    )


def find(store: Store, schedule_id: str) -> Schedule | None:
    doc = records.get(store, KIND, schedule_id)
    return msgspec.convert(doc, Schedule) if doc else None


def without(schedule: Schedule, mail: str) -> Schedule:
    """The schedule without that recipient; it rests when nobody is left."""
    left: Sequence[Recipient] = [item for item in schedule.recipients if item.mail != mail]
    if not left:
        return msgspec.structs.replace(schedule, active=False)
    return msgspec.structs.replace(schedule, recipients=tuple(left))

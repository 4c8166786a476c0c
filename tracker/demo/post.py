"""What the demonstration would send: a report each morning, the digest on Mondays, two alerts, each in the
language of whom it is for.

To an address that cannot exist (RFC 2606): even with a mail server nothing of it reaches anybody.
"""

from __future__ import annotations

from typing import Final

from msgspec import structs

from tracker.demo.team import JONAS, MARA, OLIVIA, SANNE
from tracker.outbox import rules, schedules
from tracker.outbox.rules import Rule
from tracker.outbox.schedules import Recipient, Schedule
from tracker.site import Site
from tracker.store import Store

_ACTOR: Final = "demonstration"


def planned(store: Store, site: Site) -> bool:
    """Whether there is anything already, of the demonstration's or of whoever tries it."""
    return bool(schedules.every(store, site.id) or rules.every(store, site.id))


def plan(store: Store, site: Site, *, zone: str, now: int) -> None:
    """Schedules and rules of the demonstration, to each in their own language. ``now``: UTC ms."""
    if planned(store, site):
        return
    jonas, sanne, mara, olivia = (Recipient(one.mail, one.language) for one in (JONAS, SANNE, MARA, OLIVIA))
    daily = Schedule(
        id=f"{site.id}-daily",
        site=site.id,
        time="07:30",
        zone=zone,
        recipients=(jonas, sanne, mara),
        formats=("csv",),
        since=now,
    )
    weekly = structs.replace(
        daily,
        id=f"{site.id}-weekly",
        report="weekly",
        time="08:00",
        recipients=(mara, olivia),
        formats=("pdf",),
    )
    for schedule in (daily, weekly):
        schedules.save(store, schedule, actor=_ACTOR)
    hand = Rule(
        id=f"{site.id}-hand",
        site=site.id,
        title="Demo, Test oder Anruf",
        when="hand",
        mails=(jonas, sanne),
        to_owner=True,
        language=jonas.language,
        since=now,
    )
    hot = structs.replace(
        hand, id=f"{site.id}-hot", title="MQL3", when="qualified", stages=("MQL3",), quiet="20:00-07:00"
    )
    for rule in (hand, hot):
        rules.save(store, rule, actor=_ACTOR)

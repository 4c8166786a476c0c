"""What the demonstration would send: a report each morning, the digest on Mondays, two alerts.

To an address that cannot exist (RFC 2606): even with a mail server nothing of it reaches anybody.
"""

from __future__ import annotations

from typing import Final

from msgspec import structs

from tracker.outbox import rules, schedules
from tracker.outbox.rules import Rule
from tracker.outbox.schedules import Recipient, Schedule
from tracker.site import Site
from tracker.store import Store

_ACTOR: Final = "demonstration"
_SALES: Final = "vertrieb@antriebe.example"
_MARKETING: Final = "marketing@antriebe.example"


def plan(store: Store, site: Site, *, language: str, zone: str, now: int) -> None:
    """Schedules and rules of the demonstration, where there are none yet. ``now``: UTC ms."""
    if schedules.every(store, site.id) or rules.every(store, site.id):
        return
    both = (Recipient(_SALES, language), Recipient(_MARKETING, language))
    daily = Schedule(
        id=f"{site.id}-daily",
        site=site.id,
        time="07:30",
        zone=zone,
        recipients=both,
        formats=("csv",),
        since=now,
    )
    weekly = structs.replace(
        daily, id=f"{site.id}-weekly", report="weekly", time="08:00", recipients=both[1:], formats=("pdf",)
    )
    for schedule in (daily, weekly):
        schedules.save(store, schedule, actor=_ACTOR)
    hand = Rule(
        id=f"{site.id}-hand",
        site=site.id,
        title="Demo, Test oder Anruf",
        when="hand",
        mails=both[:1],
        to_owner=True,
        language=language,
        since=now,
    )
    hot = structs.replace(
        hand, id=f"{site.id}-hot", title="MQL3", when="qualified", stages=("MQL3",), quiet="20:00-07:00"
    )
    for rule in (hand, hot):
        rules.save(store, rule, actor=_ACTOR)

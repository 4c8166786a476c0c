"""What the outbox holds of a site, or of a user, taken out."""

from __future__ import annotations

import msgspec

from tracker.outbox import rules, schedules
from tracker.outbox.box import Outbox
from tracker.store import Store

_ORPHANS = "DELETE FROM attempts WHERE message NOT IN (SELECT id FROM messages)"


def erase_site(store: Store, box: Outbox, site: str) -> int:
    """Messages, what alert rules found, which reports went out; how many messages. The site's schedules must
    still be there: they say which runs are its own."""
    causes = [item.id for item in schedules.every(store, site)]
    with box.change() as db:
        gone = db.execute("DELETE FROM messages WHERE site = ?", (site,)).rowcount
        db.execute("DELETE FROM hits WHERE site = ?", (site,))
        db.executemany("DELETE FROM runs WHERE schedule = ?", [(cause,) for cause in causes])
        db.execute("DELETE FROM state WHERE key = ?", (f"watch/{site}",))
        db.execute(_ORPHANS)
    return gone


def erase_user(store: Store, box: Outbox, user: str, *, actor: str) -> int:
    """No schedule and no rule writes to that address any more; what was sent to it is forgotten, too."""
    for schedule in schedules.every(store):
        if any(item.mail == user for item in schedule.recipients):
            schedules.save(store, schedules.without(schedule, user), actor=actor)
    for rule in rules.every(store):
        clean = msgspec.structs.replace(rules.without(rule, user), left=tuple(set(rule.left) - {user}))
        if rule.owner == user:  # of nobody's accounts, not of everybody's
            clean = msgspec.structs.replace(clean, owner="", active=False)
        if clean != rule:
            rules.save(store, _told(clean), actor=actor)
    with box.change() as db:
        gone = db.execute("DELETE FROM messages WHERE target = ?", (user,)).rowcount
        db.execute("UPDATE hits SET doc = CAST(replace(CAST(doc AS TEXT), ?, '') AS BLOB)", (user,))
        db.execute(_ORPHANS)
    return gone


def _told(rule: rules.Rule) -> rules.Rule:
    """A rule must tell somebody: with nobody left it rests, and would tell the accounts' owners."""
    if rule.mails or rule.destinations or rule.territories or rule.to_owner or rule.left:
        return rule
    return msgspec.structs.replace(rule, to_owner=True, active=False)

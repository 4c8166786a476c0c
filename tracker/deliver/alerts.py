"""Turns what the rules found into messages: to whom, in which language, alone or together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from reports.alert import Alert, Hit
from reports.destinations.mail import MailError, address
from tracker.deliver.reports import Desk
from tracker.outbox import Message
from tracker.outbox.hits import Found, told, waiting
from tracker.outbox.post import leave_link
from tracker.outbox.rules import Rule, every
from tracker.outbox.targets import Target
from tracker.outbox.targets import every as every_target
from tracker.outbox.telling import message_of, unsent
from tracker.read.days import day_of
from tracker.site import Site
from tracker.sites import all_sites

#: More at once (after quiet hours) go into one message, digest or not.
ALONE = 5


def queue_alerts(desk: Desk, now: int) -> int:
    """Put messages for all that may be told by ``now`` (UTC ms) into the outbox; how many."""
    rules = {rule.id: rule for rule in every(desk.store)}
    sites = all_sites(desk.store)
    count = 0
    for rule_id, items in groupby(waiting(desk.box, now), key=lambda item: item.rule):
        found = list(items)
        rule = rules.get(rule_id)
        if rule is None or not rule.active or rule.site not in sites:
            told(desk.box, found, [])  # whoever took the rule away wants none of it
            continue
        for part in _parts(rule, found):
            count += told(desk.box, part, list(_messages(desk, rule, sites[rule.site], part, now)))
    return count


def _parts(rule: Rule, found: Sequence[Found]) -> list[list[Found]]:
    """A hand-over is a message of its own, however many there are."""
    together = rule.when != "handover" and (rule.digest or len(found) > ALONE)
    return [list(found)] if together else [[item] for item in found]


def _messages(desk: Desk, rule: Rule, site: Site, found: Sequence[Found], now: int) -> Iterator[Message]:
    """One message for each address and destination, with the companies that are its own."""
    targets = {target.id: target for target in every_target(desk.store)}
    routed: dict[tuple[str, str, str], list[Found]] = {}
    for item in found:
        for way in _ways(rule, msgspec.json.decode(item.doc, type=Hit), targets):
            routed.setdefault(way, []).append(item)
    for (channel, target, language), own in routed.items():
        alert = alert_of(desk, rule, site, own, now)
        if channel == "mail" and not desk.settings.smtp_host:
            yield unsent(alert, rule.id, target, language, now)
            continue
        leave = leave_link(desk.settings.public_url, desk.box.secret, rule.id, target)
        yield message_of(desk.settings, alert, rule.id, channel, target, language, now, leave=leave)


def _ways(rule: Rule, hit: Hit, targets: dict[str, Target]) -> set[tuple[str, str, str]]:
    """(channel, target, language): of the account's territory, else of the rule; its owner too."""
    mails = {item.mail: item.language for item in rule.mails}
    ids = rule.destinations
    for territory in rule.territories:
        if hit.row.country in territory.countries:
            mails, ids = dict.fromkeys(territory.mails, rule.language), territory.destinations
            break
    if rule.to_owner and _is_mail(hit.row.owner):
        mails.setdefault(hit.row.owner, rule.language)
    found = {("mail", mail, language) for mail, language in mails.items() if mail not in rule.left}
    written = [targets[name] for name in ids if name in targets and not targets[name].off]
    return found | {(target.kind, target.id, rule.language) for target in written}


def _is_mail(text: str) -> bool:
    try:
        address(text)
    except MailError:
        return False
    return True


def alert_of(desk: Desk, rule: Rule, site: Site, found: Sequence[Found], now: int) -> Alert:
    zone = site.timezone or desk.settings.timezone
    hits = tuple(msgspec.json.decode(item.doc, type=Hit) for item in found)
    first = found[0]
    alone = len(found) == 1
    name = (
        f"{first.day}/{first.account}"
        if alone
        else f"digest/{max(item.due for item in found)}/{first.account}"
    )
    return Alert(
        id=f"alert/{rule.id}/{name}",
        kind=rule.when,
        rule=rule.title,
        site=site.id,
        site_title=site.title,
        day=day_of(now, zone),
        zone=zone,
        at=hits[0].at if alone else now,
        hits=hits,
        link=desk.settings.public_url,
        demo=site.demo,
    )

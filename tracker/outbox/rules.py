"""Alert rules: what one wants to be told, by whom it happens, where to and when.

Records of kind "alert"; each version names who wrote it, and the audit log says what changed.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from reports.alert import KINDS
from tracker.audit import audit
from tracker.intent.levels import MQLS
from tracker.lifecycle import STAGES
from tracker.outbox.schedules import Recipient
from tracker.store import Store, records

KIND: Final = "alert"
GRADES: Final = ("A", "B", "C", "D")
DIGESTS: Final = ("", "hour", "day")
#: Stages into which a lead is handed over, or back.
HANDED: Final = ("OFFERED", "SAL", "RECYCLED")
MOST: Final = 100
MOST_PAGES: Final = 20
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class RuleError(ValueError):
    """The rule cannot be as asked; the text names what is wrong and what is allowed."""


class Territory(msgspec.Struct, frozen=True):
    """Accounts of these countries (ISO 3166 alpha-2) go to these destinations and addresses instead."""

    countries: tuple[str, ...]
    destinations: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """``when``: one of ``reports.alert.KINDS``.

    stages     of "stage": into one of them, none: any change; of "qualified": this level or a higher one;
               of "handover": into one of ``HANDED``, none: every one
    pages      of "page": paths, * for any part (/pricing*), with a host in front where only that one counts
    segment    of "segment": its id
    grade      only accounts of that fit or better, "" any; countries, owner, target: only those
    mails      recipients with their language; ``language`` is that of chats
    to_owner   a mail to whom the account belongs, too
    quiet      "HH:MM-HH:MM" in the site's zone in which nothing goes out, "" none; ``weekends``: rest then
    digest     "" at once, "hour" or "day" (at ``digest_at``): what was found meanwhile in one message
    since      UTC ms: what happened before is no alert
    left       addresses that took themselves off; nothing goes there, whoever would send it
    """

    id: str
    site: str
    title: str
    when: str
    stages: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    segment: str = ""
    grade: str = ""
    countries: tuple[str, ...] = ()
    owner: str = ""
    target: bool = False
    mails: tuple[Recipient, ...] = ()
    to_owner: bool = False
    destinations: tuple[str, ...] = ()
    territories: tuple[Territory, ...] = ()
    language: str = "en"
    quiet: str = ""
    weekends: bool = False
    digest: str = ""
    digest_at: str = "16:00"
    active: bool = True
    since: int = 0
    left: tuple[str, ...] = ()


def check(rule: Rule) -> Rule:
    """The rule. Raises ``RuleError``. Mail addresses are checked by who takes them in."""
    _need(bool(rule.title.strip()) and len(rule.title) <= 80, "title: 1 to 80 characters are needed")
    _need(rule.when in KINDS, f"when {rule.when!r}: {', '.join(KINDS)} are allowed")
    _need(not rule.grade or rule.grade in GRADES, f"grade {rule.grade!r}: {', '.join(GRADES)} are allowed")
    _need(rule.digest in DIGESTS, f"digest {rule.digest!r}: hour, day or nothing is allowed")
    _need(bool(_TIME.fullmatch(rule.digest_at)), f"time {rule.digest_at!r}: 00:00 to 23:59 is allowed")
    _check_stages(rule)
    _check_pages(rule)
    _need(
        rule.when != "handover" or not rule.digest,
        "digest: a hand-over is a message of its own, told at once",
    )
    countries = [*rule.countries, *(code for item in rule.territories for code in item.countries)]
    wrong = [code for code in countries if not _COUNTRY.fullmatch(code)]
    _need(not wrong, f"country {wrong[0] if wrong else ''!r}: two capital letters such as DE are needed")
    if rule.quiet:
        first, _, last = rule.quiet.partition("-")
        good = bool(_TIME.fullmatch(first) and _TIME.fullmatch(last)) and first != last
        _need(good, f"quiet hours {rule.quiet!r}: written 20:00-07:00")
    targets = (rule.mails, rule.destinations, rule.to_owner, rule.territories, rule.left)
    _need(any(targets), "targets: a mail address, a destination, or the account's owner is needed")
    return rule


def _check_stages(rule: Rule) -> None:
    allowed = {"qualified": MQLS, "handover": HANDED}.get(rule.when, STAGES)
    wrong = [name for name in rule.stages if name not in allowed]
    _need(not wrong, f"stage {wrong[0] if wrong else ''!r}: {', '.join(allowed)} are allowed")


def _check_pages(rule: Rule) -> None:
    if rule.when == "page":
        _need(1 <= len(rule.pages) <= MOST_PAGES, f"pages: 1 to {MOST_PAGES} are needed, such as /pricing*")
    if rule.when == "segment":
        _need(bool(rule.segment), "segment: name one")
    for page in rule.pages:
        good = page.isprintable() and len(page) <= 300 and "/" in page and not urlsplit(page).scheme
        _need(good, f"page {page[:80]!r}: a path such as /pricing*, or www.example.com/pricing*")


def _need(good: bool, text: str) -> None:
    if not good:
        raise RuleError(text)


def save(store: Store, rule: Rule, *, actor: str) -> None:
    """New or changed, and who did it. Raises ``RuleError``."""
    before = find(store, rule.id)
    if before is None and len(every(store, rule.site)) >= MOST:
        raise RuleError(f"a site has at most {MOST} alert rules")
    records.put(store, KIND, rule.id, msgspec.to_builtins(check(rule)), actor=actor)
    what = "alert.changed" if before else "alert.added"
    was = _told(before) if before else None
    audit(store, who=actor, what=what, site=rule.site, subject=rule.title, before=was, after=_told(rule))


def remove(store: Store, rule_id: str, *, actor: str) -> bool:
    """False if there is none."""
    before = find(store, rule_id)
    if before is None:
        return False
    records.put(store, KIND, rule_id, None, actor=actor)
    told = _told(before)
    audit(store, who=actor, what="alert.removed", site=before.site, subject=before.title, before=told)
    return True


def every(store: Store, site: str = "") -> list[Rule]:
    """All, or those of a site, by title."""
    found = [msgspec.convert(doc, Rule) for doc in records.every(store, KIND).values()]
    wanted = (rule for rule in found if site in {"", rule.site})
    return sorted(wanted, key=lambda rule: (rule.site, rule.title.casefold(), rule.id))


def find(store: Store, rule_id: str) -> Rule | None:
    doc = records.get(store, KIND, rule_id)
    return msgspec.convert(doc, Rule) if doc else None


def without(rule: Rule, mail: str) -> Rule:
    """The rule without that recipient, as owner of an account, too; it rests when nobody is left."""
    left = tuple(dict.fromkeys((*rule.left, mail)))
    mails = tuple(item for item in rule.mails if item.mail != mail)
    lands = tuple(
        msgspec.structs.replace(land, mails=tuple(to for to in land.mails if to != mail))
        for land in rule.territories
    )
    told = (
        mails or rule.destinations or rule.to_owner or any(land.mails or land.destinations for land in lands)
    )
    active = rule.active and bool(told)
    return msgspec.structs.replace(rule, mails=mails, territories=lands, left=left, active=active)


def _told(rule: Rule) -> dict[str, Any]:
    """For the audit log: the rule's fields, those that say nothing left out."""
    found = msgspec.to_builtins(rule)
    found["mails"] = [f"{item.mail} ({item.language})" for item in rule.mails]
    return {name: value for name, value in found.items() if value and name not in {"id", "since", "site"}}

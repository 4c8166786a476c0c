"""What happened elsewhere, row by row: which account, which signal, when. Every row is taken or counted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from enrichment.importing import Problem
from enrichment.mail import personal
from tracker.contacts import vocabulary
from tracker.contacts.match import Account, Accounts, Unmatched
from tracker.contacts.person import DISPOSABLE, mail_kind
from tracker.contacts.times import instant
from tracker.intent import Model
from tracker.intent.model import DERIVED
from tracker.lifecycle.stages import TAKEN

TAKEN_IN: Final = "taken"
KNOWN: Final = "known"
EMPTY: Final = "empty"
NO_SIGNAL: Final = "no_signal"
UNKNOWN_SIGNAL: Final = "unknown_signal"
MAIL_OPENED: Final = "mail_opened"
BAD_TIME: Final = "bad_time"
FUTURE: Final = "future"
SALES_STAGE: Final = "sales_stage"
CHANNEL_OFF: Final = "channel_off"
MOST_TEXT: Final = 200
MOST_NOTE: Final = 2000
_AHEAD_MS: Final = 3_600_000  # clocks differ
_OPENED: Final = frozenset({"open", "mail_open", "email_open", "opened", "geoffnet", "geopend"})


@dataclass(frozen=True, slots=True)
class Touched:
    """One touch of an account. ``at``: UTC ms. ``signals``: of the score model; the first is what happened.

    ``person``: what the row says of one (fields of a contact), which is not kept with the touch.
    """

    line: int
    account: Account
    signals: tuple[str, ...]
    at: int
    channel: str
    campaign: str = ""
    note: str = ""
    external: str = ""
    person: Mapping[str, str] = field(default_factory=dict)

    def id(self, site: str) -> str:
        """The same for the same touch, however often it is read in."""
        parts = (site, self.account.key, self.signals[0], str(self.at), self.campaign, self.external)
        who = self.person.get("mail", "").lower() or self.person.get("phone", "")
        return "t" + hashlib.sha256("\n".join((*parts, who)).encode()).hexdigest()[:23]


@dataclass(slots=True)
class Plan:
    """``counts`` adds up to the rows read."""

    touches: list[Touched] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.counts.total()

    def refuse(self, problem: Problem) -> None:
        self.counts[problem.reason] += 1
        self.problems.append(problem)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms rows are read. ``allowed``: signals of the site's model that can happen elsewhere;
    ``off``: channels the site does not use; ``given``: what holds for all rows that do not say otherwise."""

    zone: str
    now: int
    allowed: frozenset[str]
    off: frozenset[str] = frozenset()
    given: Mapping[str, str] = field(default_factory=dict)


class _Refused(Exception):
    def __init__(self, reason: str, column: str = "", text: str = "", allowed: str = "") -> None:
        self.reason, self.column, self.text, self.allowed = reason, column, text[:60], allowed


def signals_of(model: Model) -> frozenset[str]:
    """Signals that something done elsewhere may bring under this model."""
    done = {rule.signal for rule in model.signals if rule.on != "view" and rule.signal not in DERIVED}
    off = {signal for rule in model.penalties if rule.when == "touch" for signal in rule.signals}
    return frozenset(done | off)


def plan(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    mapping: Mapping[str, str],
    known: Accounts,
    terms: Terms,
) -> Plan:
    """Everything the rows say. A fair's list never says a stage of sales: such a row is refused."""
    made = Plan()
    for line, row in rows:
        try:
            touch = _touch(line, row, mapping, known, terms)
        except _Refused as refused:
            made.refuse(Problem(line, refused.reason, refused.column, refused.text, refused.allowed))
        except Unmatched as refused:
            made.refuse(Problem(line, refused.reason, "", refused.text, refused.allowed))
        else:
            made.counts[TAKEN_IN] += 1
            made.touches.append(touch)
    return made


def _touch(
    line: int, row: Mapping[str, str], mapping: Mapping[str, str], known: Accounts, terms: Terms
) -> Touched:
    said = vocabulary.values(row, mapping)
    if not said:
        raise _Refused(EMPTY)
    said = {**terms.given, **said}
    _no_sales_stage(said.get("stage", ""))
    signal = _signal(said, terms)
    channel = vocabulary.channel_of(said.get("channel", ""), signal)
    if channel in terms.off:
        raise _Refused(CHANNEL_OFF, "channel", channel, "a channel this site uses")
    return Touched(
        line=line,
        account=known.find(said),
        signals=(signal, *_of_mail(said.get("mail", ""))),
        at=_at(said.get("at", ""), terms),
        channel=channel,
        campaign=said.get("campaign", "")[:MOST_TEXT],
        note=said.get("note", "")[:MOST_NOTE],
        external=said.get("external_id", "")[:MOST_TEXT],
        person=said,
    )


def _no_sales_stage(text: str) -> None:
    word = text.strip().upper().replace(" ", "_")
    if word in TAKEN:
        raise _Refused(SALES_STAGE, "stage", text, "no stage: points decide, and sales accepts")


def _signal(said: Mapping[str, str], terms: Terms) -> str:
    signal = vocabulary.signal_of(said.get("signal", ""), said.get("interest", ""))
    if not signal:
        raise _Refused(NO_SIGNAL, "signal", "", ", ".join(sorted(terms.allowed)))
    if signal in _OPENED:
        raise _Refused(
            MAIL_OPENED, "signal", signal, "a click or a reply: mail programs open mails themselves"
        )
    if signal not in terms.allowed:
        raise _Refused(UNKNOWN_SIGNAL, "signal", signal, ", ".join(sorted(terms.allowed)))
    return signal


def _at(text: str, terms: Terms) -> int:
    if not text:
        return terms.now
    try:
        at = instant(text, terms.zone)
    except (ValueError, OverflowError, OSError):
        raise _Refused(BAD_TIME, "at", text, "2026-11-03, 2026-11-03T14:30 or 03.11.2026 14:30") from None
    if at > terms.now + _AHEAD_MS:
        raise _Refused(FUTURE, "at", text, "what has happened")
    return min(at, terms.now)


def _of_mail(mail: str) -> tuple[str, ...]:
    """Whoever gives a private address counts less."""
    host = mail.rpartition("@")[2].strip().lower()
    if "@" not in mail or not personal(host):
        return ()
    return ("disposable_mail",) if mail_kind(mail) == DISPOSABLE else ("private_mail",)

"""RDAP, asked live. Off until the operator of this installation has read the terms and said yes.

Answers are kept by block, silence too; budgets per hour and day and a growing pause keep us polite.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from ipaddress import ip_network

from enrichment.answers import Answers, Found, open_answers
from enrichment.budget import Budget
from enrichment.lookups import check
from enrichment.model import Evidence, Subject
from enrichment.names import tidy
from enrichment.networks import coarse, length_of
from enrichment.rdap_answer import Registration
from enrichment.rdap_client import BOOTSTRAP, REGISTRIES, RdapFailed, Server, ask
from enrichment.sole_traders import person_like, sole_trader
from enrichment.source import Options
from enrichment.web import SECONDS

#: A registrant is checked by the registry; a remark is what somebody wrote.
REGISTERED, DESCRIBED = 0.88, 0.76
KEEP_DAYS, KEEP_SILENCE_S = 30, 86400.0
PER_HOUR, PER_DAY = 300, 2000
SETTINGS = {
    "server": str,
    "registries": list,
    "timeout": float,
    "per_hour": int,
    "per_day": int,
    "keep_days": int,
}


class RdapSource:
    name = "rdap"

    def __init__(
        self,
        question: Callable[[str], Registration],
        answers: Answers,
        *,
        per_hour: int = PER_HOUR,
        per_day: int = PER_DAY,
        keep_days: int = KEEP_DAYS,
    ) -> None:
        self._question = question
        self._answers = answers
        self._keep_s = keep_days * 86400.0
        self._lock = threading.Lock()
        self.budget = Budget(answers, self.name, hour=per_hour, day=per_day)

    def ask(self, subject: Subject) -> Sequence[Evidence]:
        with self._lock:  # one question at a time: politeness, and the second may be in the first one's block
            try:
                return self._ask(subject)
            except sqlite3.Error as error:  # without book-keeping nothing is asked
                return (_note(f"the file of look-ups cannot be used ({type(error).__name__})"),)

    def _ask(self, subject: Subject) -> Found:
        kept = self._answers.block(self.name, subject) or self._answers.address(self.name, subject)
        if kept is not None:
            return kept
        if refusal := self.budget.refusal():
            return (_note(refusal),)
        try:
            registration = self._question(subject.text)
        except RdapFailed as failure:
            return self._failed(subject, failure)
        self.budget.worked()
        return self._keep(subject, registration)

    def _failed(self, subject: Subject, failure: RdapFailed) -> Found:
        notes = (_note(str(failure)),)
        if failure.wait:
            self.budget.failed(failure.wish_s)
        else:
            self.budget.worked()
            self._answers.keep_address(self.name, subject, notes, KEEP_SILENCE_S)
        return notes

    def _keep(self, subject: Subject, registration: Registration) -> Found:
        found = tuple(self._evidence(subject, registration))
        blocks = kept_blocks(subject, registration.networks)
        if any(item.claim == "holder" for item in found):
            self._answers.keep_block(self.name, blocks, found, self._keep_s)
        else:  # a block without an organisation may be one person's line
            self._answers.keep_address(self.name, subject, found, KEEP_SILENCE_S)
        return found

    def _evidence(self, subject: Subject, registration: Registration) -> list[Evidence]:
        network = around(subject, registration.networks)
        if not registration.holder or _of_a_person(registration.holder, network):
            return [_note("the registry names no organisation for this block")]
        now = datetime.fromtimestamp(self._answers.clock(), UTC)
        sure, rule = (
            (DESCRIBED, "RDAP description") if registration.described else (REGISTERED, "RDAP registrant")
        )
        return [
            Evidence(
                self.name, "holder", tidy(registration.holder), rule, sure, scope="block",
                network=network, country=registration.country,
                dated=now.strftime("%Y-%m-%d"), detail=registration.handle,
            )
        ]  # fmt: skip


def _of_a_person(name: str, network: str) -> bool:
    """Whatever the size of the block: what is kept of an answer must not be a person's name."""
    return bool(sole_trader(name, network)) or person_like(name)


def around(subject: Subject, networks: Sequence[str]) -> str:
    """The block that holds the address."""
    own = ip_network(_single(subject))
    return next((net for net in networks if own.subnet_of(ip_network(net))), networks[0])  # type: ignore[arg-type]


def kept_blocks(subject: Subject, networks: Sequence[str]) -> list[str]:
    """What an answer speaks for. Inside a block wider than /24 (/48) others may be registered by themselves,
    so there it speaks for the address's own /24 only."""
    limit = 24 if subject.version == 4 else 48
    wide = any(length_of(network) < limit for network in networks)
    return [coarse(_single(subject))] if wide else list(networks)


def _single(subject: Subject) -> str:
    return f"{subject.text}/{32 if subject.version == 4 else 128}"


def _note(why: str) -> Evidence:
    return Evidence("rdap", "note", "no answer", why, 0.0, scope="block")


def build(options: Options) -> RdapSource | None:
    """Settings: ``server`` (URL), ``registries`` (further origins a redirect may lead to), ``timeout`` (s),
    ``per_hour``, ``per_day``, ``keep_days``."""
    if "rdap" not in options.lookups:
        return None
    settings = check("rdap", options.of("rdap"), SETTINGS)
    server = Server(
        settings.get("server", BOOTSTRAP),
        REGISTRIES | frozenset(settings.get("registries", ())),
        settings.get("timeout", SECONDS),
    )
    return RdapSource(
        lambda address: ask(address, server),
        open_answers(options.data_dir),
        per_hour=settings.get("per_hour", PER_HOUR),
        per_day=settings.get("per_day", PER_DAY),
        keep_days=settings.get("keep_days", KEEP_DAYS),
    )

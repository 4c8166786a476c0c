"""RDAP, asked live. Off until the operator of this installation has read the terms and said yes.

Answers are kept by block, silence too; a budget per hour and a growing pause after trouble keep us polite.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from ipaddress import ip_network

from enrichment.model import Evidence, Subject
from enrichment.names import tidy
from enrichment.networks import PrefixTable
from enrichment.rdap_client import BOOTSTRAP, RdapFailed, Registration, ask
from enrichment.source import Options

REGISTERED = 0.88
KEEP_S, KEEP_SILENCE_S = 30 * 86400.0, 86400.0
PER_HOUR = 300
PAUSE_S, LONGEST_PAUSE_S = 60.0, 3600.0


class Budget:
    """At most ``per_hour`` questions in any clock hour; a pause that doubles with each failure in a row."""

    def __init__(self, per_hour: int, clock: Callable[[], float]) -> None:
        self._per_hour = per_hour
        self._clock = clock
        self._hour, self._spent = -1, 0
        self._failures, self._until = 0, 0.0

    def refusal(self) -> str:
        """Why not to ask now; "" and one question is spent."""
        now = self._clock()
        if now < self._until:
            return f"pausing {self._until - now:.0f} s after trouble"
        hour = int(now // 3600)
        if hour != self._hour:
            self._hour, self._spent = hour, 0
        if self._spent >= self._per_hour:
            return f"budget of {self._per_hour} questions an hour is spent"
        self._spent += 1
        return ""

    def failed(self) -> None:
        self._until = self._clock() + min(PAUSE_S * 2**self._failures, LONGEST_PAUSE_S)
        self._failures += 1

    def worked(self) -> None:
        self._failures = 0


class RdapSource:
    name = "rdap"

    def __init__(
        self,
        question: Callable[[str], Registration],
        *,
        per_hour: int = PER_HOUR,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._question = question
        self._clock = clock
        self._lock = threading.Lock()
        self._budget = Budget(per_hour, clock)
        self._blocks: PrefixTable[tuple[float, tuple[Evidence, ...]]] = PrefixTable()
        self._silent: dict[str, tuple[float, tuple[Evidence, ...]]] = {}

    def ask(self, subject: Subject) -> Sequence[Evidence]:
        with self._lock:  # one question at a time: politeness, and the second may be in the first one's block
            return self._ask(subject)

    def _ask(self, subject: Subject) -> Sequence[Evidence]:
        now = self._clock()
        found = self._blocks.find(subject.version, subject.number)
        kept = found[1] if found else self._silent.get(subject.text)
        if kept is not None and kept[0] > now:
            return kept[1]
        if refusal := self._budget.refusal():
            return (_note(refusal),)
        try:
            registration = self._question(subject.text)
        except RdapFailed as failure:
            return self._failed(subject, failure, now)
        self._budget.worked()
        return self._keep(registration, now)

    def _failed(self, subject: Subject, failure: RdapFailed, now: float) -> tuple[Evidence, ...]:
        notes = (_note(str(failure)),)
        if failure.wait:
            self._budget.failed()
        else:
            self._budget.worked()
            self._silent[subject.text] = (now + KEEP_SILENCE_S, notes)
        return notes

    def _keep(self, registration: Registration, now: float) -> tuple[Evidence, ...]:
        dated = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")
        evidence = tuple(_evidence(registration, dated))
        for network in registration.networks:
            self._blocks.add(ip_network(network), (now + KEEP_S, evidence))
        return evidence


def _evidence(registration: Registration, dated: str) -> list[Evidence]:
    network = registration.networks[0]
    if not registration.holder:
        return [_note(f"the registry names no organisation for {network}")]
    return [
        Evidence(
            "rdap", "holder", tidy(registration.holder), "RDAP registrant", REGISTERED, scope="block",
            network=network, country=registration.country, dated=dated, detail=registration.handle,
        )
    ]  # fmt: skip


def _note(why: str) -> Evidence:
    return Evidence("rdap", "note", "no answer", why, 0.0, scope="block")


def build(options: Options) -> RdapSource | None:
    """Settings: ``server`` (URL), ``timeout`` (s), ``per_hour``."""
    if "rdap" not in options.lookups:
        return None
    settings = options.of("rdap")
    server = str(settings.get("server", BOOTSTRAP))
    timeout = float(settings.get("timeout", 5.0))
    return RdapSource(
        lambda address: ask(address, server=server, timeout=timeout),
        per_hour=int(settings.get("per_hour", PER_HOUR)),
    )

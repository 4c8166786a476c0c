"""Reverse DNS, forward-confirmed. Off unless switched on: it shows addresses to name servers.

Only a name that leads back to the address counts; what anybody can write into a PTR record is no evidence.
Answers are kept to the end of the day, silence for an hour, and no address is written down (``answers``).
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Final

import dns.exception
import dns.name
import dns.resolver
import dns.reversename

from enrichment.answers import Answers, Found, open_answers
from enrichment.budget import Budget
from enrichment.lookups import check
from enrichment.model import Evidence, Subject
from enrichment.source import Options
from enrichment.sources.hostname import host_evidence

CONFIRMED: Final = 0.72
TIMEOUT_S: Final = 2.0
PER_HOUR, PER_DAY = 5000, 50_000
KEEP_S, KEEP_SILENCE_S = 24 * 3600.0, 3600.0
#: Names tried of an address that has many.
NAMES: Final = 3
#: So many questions in a row without any answer, and the servers are left alone for a while.
DEAF: Final = 8
#: What a host name is made of; dnspython writes other bytes as ``\\032`` or leaves them as they are.
_HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})?(\.[a-z0-9_]([a-z0-9_-]{0,62})?)+")
SETTINGS = {"servers": list, "port": int, "timeout": float, "per_hour": int, "per_day": int}


class ReverseDns:
    name = "rdns"

    def __init__(
        self,
        resolver: dns.resolver.Resolver,
        answers: Answers,
        *,
        per_hour: int = PER_HOUR,
        per_day: int = PER_DAY,
    ) -> None:
        self._resolver = resolver
        self._answers = answers
        self._lock = threading.Lock()
        self._unanswered, self._deaf = 0, False
        self.budget = Budget(answers, self.name, hour=per_hour, day=per_day)

    def ask(self, subject: Subject) -> Sequence[Evidence]:
        try:
            kept = self._answers.address(self.name, subject)
            return kept if kept is not None else self._ask(subject)
        except sqlite3.Error as error:  # without book-keeping nothing is asked
            return (self._silent(f"the file of look-ups cannot be used ({type(error).__name__})"),)

    def _ask(self, subject: Subject) -> Found:
        if refusal := self.budget.refusal():
            return (self._silent(refusal),)
        try:
            found = self._look(str(ip_address(subject.text)))
        except dns.exception.DNSException as error:
            self._heard(nothing=True)
            found = (self._silent(f"name servers do not answer ({type(error).__name__})"),)
        else:
            self._heard(nothing=False)
        silent = all(item.claim == "note" for item in found)
        self._answers.keep_address(self.name, subject, found, KEEP_SILENCE_S if silent else KEEP_S)
        return found

    def _heard(self, *, nothing: bool) -> None:
        """One dead zone is nothing; a row of them means that our name servers are out."""
        with self._lock:
            self._unanswered = self._unanswered + 1 if nothing else 0
            pause, again = self._unanswered == DEAF, self._deaf and not nothing
            self._unanswered %= DEAF
            self._deaf = (self._deaf or pause) and not again
        if pause:
            self.budget.failed()
        if again:
            self.budget.worked()

    def _look(self, address: str) -> Found:
        try:
            answer = self._resolver.resolve(dns.reversename.from_address(address), "PTR", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return (self._silent("no reverse name"),)
        names = host_names(item.target for item in answer)
        if not names:
            return (self._silent("the reverse name is no host name"),)
        host = next((name for name in names[:NAMES] if self._leads_back(name, address)), None)
        if host is None:
            return (self._silent("reverse name does not lead back to the address"),)
        return host_evidence(
            host, source=self.name, confidence=CONFIRMED, rule="reverse DNS, forward-confirmed"
        )

    def _leads_back(self, host: str, address: str) -> bool:
        kind = "AAAA" if ":" in address else "A"
        try:
            answer = self._resolver.resolve(host, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return False
        return any(ip_address(item.address) == ip_address(address) for item in answer)

    def _silent(self, why: str) -> Evidence:
        return Evidence(self.name, "note", "no answer", why, 0.0, scope="host")


def host_names(targets: Iterable[dns.name.Name]) -> list[str]:
    """The names that can be a host's, in the order of the alphabet: an answer of many has no order."""
    texts = {target.to_text(omit_final_dot=True).lower() for target in targets}
    return sorted(text for text in texts if _HOST.fullmatch(text) and not text.endswith(".arpa"))


def build(options: Options) -> ReverseDns | None:
    """Settings: ``servers`` (list of addresses), ``port``, ``timeout`` (seconds per question), ``per_hour``,
    ``per_day``."""
    if "rdns" not in options.lookups:
        return None
    settings = check("rdns", options.of("rdns"), SETTINGS)
    servers = settings.get("servers")
    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = list(servers)
        resolver.port = settings.get("port", 53)
    resolver.timeout = resolver.lifetime = settings.get("timeout", TIMEOUT_S)
    return ReverseDns(
        resolver,
        open_answers(options.data_dir),
        per_hour=settings.get("per_hour", PER_HOUR),
        per_day=settings.get("per_day", PER_DAY),
    )

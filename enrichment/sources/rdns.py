"""Reverse DNS, forward-confirmed. Off unless switched on: it shows addresses to name servers.

Only a name that leads back to the address counts; what anybody can write into a PTR record is no evidence.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from ipaddress import ip_address

import dns.exception
import dns.resolver
import dns.reversename

from enrichment.model import Evidence, Subject
from enrichment.source import Options
from enrichment.sources.hostname import host_evidence

CONFIRMED = 0.72
TIMEOUT_S = 2.0
#: Answers are kept this long, silence shorter.
KEEP_S, KEEP_SILENCE_S = 24 * 3600.0, 3600.0
CACHE_SIZE = 50_000


class ReverseDns:
    name = "rdns"

    def __init__(self, resolver: dns.resolver.Resolver, clock: Callable[[], float] = time.monotonic) -> None:
        self._resolver = resolver
        self._clock = clock
        self._lock = threading.Lock()
        self._cache: OrderedDict[str, tuple[float, tuple[Evidence, ...]]] = OrderedDict()

    def ask(self, subject: Subject) -> Sequence[Evidence]:
        now = self._clock()
        known = self._cache.get(subject.text)
        if known is not None and known[0] > now:
            return known[1]
        found = self._look(subject)
        silent = all(item.claim == "note" for item in found)
        with self._lock:
            self._cache[subject.text] = (now + (KEEP_SILENCE_S if silent else KEEP_S), found)
            while len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
        return found

    def _look(self, subject: Subject) -> tuple[Evidence, ...]:
        address = str(ip_address(subject.text))
        try:
            answer = self._resolver.resolve(dns.reversename.from_address(address), "PTR", search=False)
            host = str(answer[0].target).rstrip(".").lower()
            if not self._leads_back(host, address):
                return (self._silent("reverse name does not lead back to the address"),)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return (self._silent("no reverse name"),)
        except dns.exception.DNSException as error:
            return (self._silent(f"name servers do not answer ({type(error).__name__})"),)
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


def build(options: Options) -> ReverseDns | None:
    """Settings: ``servers`` (list of addresses), ``port``, ``timeout`` (seconds per question)."""
    if "rdns" not in options.lookups:
        return None
    settings = options.of("rdns")
    servers = settings.get("servers")
    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = list(servers)
        resolver.port = int(settings.get("port", 53))
    resolver.timeout = resolver.lifetime = float(settings.get("timeout", TIMEOUT_S))
    return ReverseDns(resolver)

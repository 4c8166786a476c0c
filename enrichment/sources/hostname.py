"""Host names of old logs: the reverse DNS answer of that day, never confirmed. Gives the domain as holder,
and says "provider" where the name itself tells of a dial-up port, a pool or a customer line.
"""

from __future__ import annotations

from collections.abc import Hashable

from enrichment.domains import registrable, suffix
from enrichment.hosts import provider_line
from enrichment.model import Evidence, Subject
from enrichment.source import Options

#: A name that nobody checked against the address.
UNCONFIRMED = 0.65


def host_evidence(
    host: str, *, source: str, confidence: float, rule: str, network: str = ""
) -> tuple[Evidence, ...]:
    """Holder (the registrable domain; never the whole host name, which may tell of one person) and kind."""
    domain = registrable(host)
    if not domain:
        why = "no registrable domain in the host name"
        return (Evidence(source, "note", "no domain", why, 0.0, scope="host", network=network),)
    holder = Evidence(
        source, "holder", domain, rule, confidence, scope="host", network=network, domain=domain
    )
    line = provider_line(host, domain)
    if line is None or {"edu", "ac", "gov", "mil"} & set(suffix(domain).split(".")):
        return (holder,)  # the modem pool of a university is still the university
    said = f"host name: {line[0]}"
    return holder, Evidence(
        source, "kind", "isp", said, line[1], scope="host", network=network, detail=domain
    )


class HostNameSource:
    name = "host-name"
    version = ""

    def token(self, subject: Subject) -> Hashable:
        return subject.host

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        if not subject.host:
            return ()
        return host_evidence(
            subject.host, source=self.name, confidence=UNCONFIRMED, rule="host name in the log, unconfirmed"
        )


def build(_options: Options) -> HostNameSource:
    return HostNameSource()

"""Host names of old logs: the reverse DNS answer of that day, never confirmed. Gives the domain as holder,
and says "provider" where the name itself tells of a dial-up port, a pool or a customer line.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import replace

from enrichment.domains import registered, registrable, suffix
from enrichment.hosts import provider_line
from enrichment.model import Evidence, Subject
from enrichment.source import Options

#: A name that nobody checked against the address.
UNCONFIRMED = 0.65
#: Surer than nothing, less sure than a list that knows the domain: some universities give out names too.
GIVEN_OUT = 0.66
#: A machine right under a public suffix (``wwwproxy.ac.il``) is the registry's, not an organisation.
_MACHINE = re.compile(r"(www|wwwproxy|proxy|cache|gw|gate|gateway|mail|ftp|ns)\d*")


def host_evidence(
    host: str, *, source: str, confidence: float, rule: str, network: str = ""
) -> tuple[Evidence, ...]:
    """Holder (the registrable domain; never the whole host name, which may tell of one person) and kind."""
    domain = registered(host)
    if not domain or _MACHINE.fullmatch(domain.split(".")[0]):
        why = "no registrable domain in the host name"
        return (Evidence(source, "note", "no domain", why, 0.0, scope="host", network=network),)
    holder = Evidence(
        source, "holder", domain, rule, confidence, scope="host", network=network, domain=domain
    )
    holders = (holder, *_customer(holder, registrable(host)))
    line = _line(host, domain)
    if line is None or {"edu", "ac", "gov", "mil"} & set(suffix(domain).split(".")):
        return holders  # the modem pool of a university is still the university
    said = f"host name: {line[0]}"
    return *holders, Evidence(
        source, "kind", "isp", said, line[1], scope="host", network=network, detail=domain
    )


def _customer(holder: Evidence, domain: str) -> tuple[Evidence, ...]:
    """``uni.wroc.pl`` under ``wroc.pl``: a list that knows the narrower domain is surer than the provider."""
    return (replace(holder, value=domain, domain=domain),) if domain not in {"", holder.domain} else ()


def _line(host: str, domain: str) -> tuple[str, float] | None:
    if found := provider_line(host, domain):
        return found
    return ("its owner gives out names to customers", GIVEN_OUT) if registrable(host) != domain else None


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

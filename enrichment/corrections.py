"""What people corrected: "this is not X", "this is Y", "this is a provider".  [pure]

A correction outlives every refresh of the data. It is evidence like any other (source "correction", with
who, when and why), and goes before all others; later ones go before earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Final

from enrichment.domains import registrable
from enrichment.model import KINDS, PROVIDERS, BadSubject, Evidence, Subject, Verdict
from enrichment.names import account_key, tidy
from enrichment.networks import length_of
from enrichment.resolve import resolve

SOURCE: Final = "correction"
NOT, IS, PROVIDER = "not", "is", "provider"
SAYS: Final = (NOT, IS, PROVIDER)
#: Kinds a person may choose: providers for "provider", organisations for "is".
PROVIDER_KINDS: Final = ("isp", "mobile", "hosting", "vpn")
COMPANY_KINDS: Final = ("business", "education", "government")
SURE: Final = 0.995
LONGEST: Final = 200
#: Verdicts on those who asked not to be identified: no correction names them.
UNTOUCHED: Final = frozenset({"opted_out", "sole_trader"})


@dataclass(frozen=True, slots=True)
class Correction:
    """``company``: the account key it speaks of; ``network``: where it holds, "" everywhere that company is
    named. ``name``, ``domain`` and ``kind``: what it is instead. ``at``: UTC ms."""

    id: str
    says: str
    company: str = ""
    network: str = ""
    name: str = ""
    domain: str = ""
    kind: str = ""
    by: str = ""
    at: int = 0
    why: str = ""

    @property
    def key(self) -> str:
        """The account key it leads to, "" for none."""
        return account_key(self.name, self.domain) if self.says == IS else ""


def checked(correction: Correction) -> Correction:
    """The correction with tidy fields. Raises ``BadSubject`` that says what is wrong and what is allowed."""
    if correction.says not in SAYS:
        raise BadSubject(
            "“%(given)s”: a correction says %(allowed)s", given=correction.says[:40], allowed=", ".join(SAYS)
        )
    if not correction.company and not correction.network:
        raise BadSubject("a correction needs the company or the network it speaks of")
    if correction.says == NOT and not correction.company:
        raise BadSubject("which company is it not? Its account key is needed")
    text = {name: getattr(correction, name)[:LONGEST].strip() for name in ("name", "domain", "why")}
    domain = registrable(text["domain"]) if text["domain"] and correction.says == IS else ""
    if correction.says == IS and text["domain"] and not domain:
        raise BadSubject("domain “%(given)s”: a domain such as acme.com is needed", given=text["domain"][:80])
    if correction.says == IS and not (text["name"] or domain):
        raise BadSubject("which company is it? A name or a domain is needed")
    return replace(
        correction,
        network=_network(correction.network),
        name=(tidy(text["name"]) or domain) if correction.says == IS else "",
        domain=domain,
        why=text["why"],
        kind=_kind(correction),
    )


def _kind(correction: Correction) -> str:
    if correction.says == NOT:
        return ""
    allowed = PROVIDER_KINDS if correction.says == PROVIDER else COMPANY_KINDS
    kind = correction.kind or allowed[0]
    if kind not in allowed or kind not in KINDS:
        raise BadSubject(
            "kind “%(given)s”: allowed are %(allowed)s", given=kind[:40], allowed=", ".join(allowed)
        )
    return kind


def _network(text: str) -> str:
    if not text:
        return ""
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        raise BadSubject("network “%(given)s”: one such as 192.0.2.0/24 is needed", given=text[:80]) from None
    if network.prefixlen < (8 if network.version == 4 else 16):
        raise BadSubject("network %(given)s: wider than any one party's", given=network)
    return str(network)


def standing(corrections: Iterable[Correction]) -> list[Correction]:
    """Without those that a later one on the same company and network took the place of. Oldest first."""
    known = list(corrections)
    last = {(item.company, item.network): item.id for item in known}
    return [item for item in known if not item.company or last[item.company, item.network] == item.id]


def corrected(verdict: Verdict, network: str, corrections: Iterable[Correction], version: str) -> Verdict:
    """The verdict after everything people said of its network or company. ``network``: what it is about.

    A verdict of which nothing may be kept (opted out) is left as it is.
    """
    known = standing(corrections)
    if not known or verdict.rule in UNTOUCHED:
        return verdict
    desk = _Desk(verdict, network, version)
    for correction in known:
        if desk.concerns(correction):
            desk.apply(correction)
    return desk.verdict


class _Desk:
    """One verdict on its way through the corrections, oldest first."""

    def __init__(self, verdict: Verdict, network: str, version: str) -> None:
        self.verdict = verdict
        self._network = network
        self._version = version
        self._subject = Subject(verdict.ip)
        self._items = [item.judged(used=False, why="") for item in verdict.evidence if item.source != SOURCE]
        self._aside: list[Evidence] = []

    def concerns(self, correction: Correction) -> bool:
        named = self.verdict.company.key if self.verdict.company else ""
        if correction.network:
            return _within(self._network, correction.network) and (
                correction.says != NOT or correction.company == named
            )
        return bool(named) and correction.company == named

    def apply(self, correction: Correction) -> None:
        if correction.says == NOT:
            self._set_aside(correction)
            self._items.append(self._say(correction, "note", f"not {correction.company}"))
        else:
            self._items = [self._outranked(item, correction) for item in self._items]
            self._items = [item for item in self._items if item.scope != "own"]
            self._items += self._says(correction)
        self._decide()

    def _says(self, correction: Correction) -> list[Evidence]:
        kind = self._say(correction, "kind", correction.kind)
        if correction.kind in PROVIDERS:
            return [kind]
        company = self._say(correction, "company", correction.name)
        return [kind, replace(company, domain=correction.domain)]

    def _say(self, correction: Correction, claim: str, value: str) -> Evidence:
        return Evidence(
            SOURCE,
            claim,
            value,
            f"correction {correction.id} by {correction.by}",
            SURE,
            scope="own",
            network=correction.network or self.verdict.network,
            dated=datetime.fromtimestamp(correction.at / 1000, UTC).date().isoformat(),
            detail=correction.why,
        )

    def _outranked(self, item: Evidence, correction: Correction) -> Evidence:
        if item.scope == "own":
            self._aside.append(item.judged(used=False, why=_because(correction)))
        return item

    def _set_aside(self, correction: Correction) -> None:
        """Take away what leads to that company, and look again, until nothing does."""
        while self.verdict.company is not None and self.verdict.company.key == correction.company:
            wrong = {item for item in self.verdict.evidence if item.used and item.claim == "company"}
            bare = {item.judged(used=False, why="") for item in wrong}
            self._aside += [
                item.judged(used=False, why=_because(correction)) for item in sorted(wrong, key=repr)
            ]
            self._items = [item for item in self._items if item not in bare]
            self._decide()

    def _decide(self) -> None:
        found = resolve(self._subject, self._items, data_version=self._version)
        self.verdict = replace(found, ip=self.verdict.ip, evidence=(*found.evidence, *self._aside))


def _within(network: str, wider: str) -> bool:
    if not network or (":" in network) != (":" in wider):
        return False
    inner, outer = ip_network(network, strict=False), ip_network(wider)
    return length_of(str(inner)) >= outer.prefixlen and inner.network_address in outer


def _because(correction: Correction) -> str:
    return f"corrected by {correction.by}" if correction.by else "corrected"

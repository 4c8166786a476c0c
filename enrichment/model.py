"""The words of identification: subject, evidence, company, verdict.  [pure]

Evidence is what one source says about one address, with the rule that made it say so. A verdict is what
``resolve`` made of all the evidence. Two parties never share a field: the operator runs the network, the
company is who sits behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

#: What an address can turn out to be. ``unknown`` is the honest default.
KINDS: Final = (
    "isp",
    "mobile",
    "hosting",
    "vpn",
    "education",
    "government",
    "business",
    "bot",
    "private",
    "unknown",
)
#: Kinds whose addresses belong to customers we cannot see: they never become a company.
PROVIDERS: Final = frozenset({"isp", "mobile", "hosting", "vpn", "bot", "private"})

#: How close evidence is to the address, nearest first: the operator's own word, the host name of this very
#: address, the registered block, the whole autonomous system.
SCOPES: Final = ("own", "host", "block", "as")

#: What evidence can claim.
CLAIMS: Final = ("operator", "holder", "kind", "company", "note")


class Subject(NamedTuple):
    """An address (``number`` and ``version`` 4 or 6) or, from old logs, a host name (``version`` 0)."""

    text: str
    number: int = 0
    version: int = 0
    host: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of one source. ``confidence`` is 0..1: how often such a statement is right.

    ``claim`` says what ``value`` is: the ``operator`` of the AS, the ``holder`` of a block or host (a name
    still to be judged), a ``kind``, a ``company``, or a ``note`` that explains why a source is silent.
    ``used`` and ``why`` are filled by ``resolve``: did it decide the verdict, and if not, why not.
    """

    source: str
    claim: str
    value: str
    rule: str
    confidence: float
    scope: str = "as"
    network: str = ""
    domain: str = ""
    country: str = ""
    asn: int = 0
    space: int = 0  # IPv4 addresses the system announces; 0 = not known or IPv6 only
    dated: str = ""  # YYYY-MM-DD of the data
    detail: str = ""  # one sentence for people
    shared: bool = False  # the network's addresses are many organisations': no company at this scope
    use: str = ""  # of a registered block: assigned, direct, allocated, pool (enrichment/registry)
    used: bool = False
    why: str = ""

    def judged(self, *, used: bool, why: str) -> Evidence:
        if used == self.used and why == self.why:
            return self
        made = object.__new__(Evidence)  # ``dataclasses.replace`` takes four times as long, in the hot path
        for name in Evidence.__slots__:
            object.__setattr__(made, name, getattr(self, name))
        object.__setattr__(made, "used", used)
        object.__setattr__(made, "why", why)
        return made

    def to_dict(self) -> dict[str, Any]:
        """Only what says something: empty fields are left out."""
        values = {name: getattr(self, name) for name in self.__slots__}
        values["confidence"] = round(self.confidence, 3)
        return {key: value for key, value in values.items() if value not in ("", 0, False) or key == "used"}


@dataclass(frozen=True, slots=True)
class Company:
    """``key`` is the account key: the registrable domain if known, else "~" and the name with hyphens."""

    key: str
    name: str
    domain: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    ip: str  # the subject: an address, or a host name from an old log
    network: str  # block the decision is about, CIDR; "" for host names
    asn: int
    operator: str
    operator_country: str  # ISO 3166 alpha-2, "" if not known
    kind: str
    rule: str  # why this kind (and company)
    company: Company | None
    confidence: float  # of the company if there is one, else of the kind
    method: str  # the source whose word decided
    evidence: Sequence[Evidence]
    data_version: str = ""

    def to_dict(self) -> dict[str, Any]:
        company = self.company
        return {
            "ip": self.ip,
            "network": self.network,
            "asn": self.asn,
            "operator": self.operator,
            "operator_country": self.operator_country,
            "kind": self.kind,
            "company": None if company is None else {n: getattr(company, n) for n in company.__slots__},
            "confidence": round(self.confidence, 3),
            "rule": self.rule,
            "method": self.method,
            "data_version": self.data_version,
            "evidence": [item.to_dict() for item in self.evidence],
        }


class EnrichmentError(Exception):
    """Base: the text names what is wrong and what is allowed. ``text`` may hold ``%(name)s`` for ``values``,
    so that whoever shows it can say it in another language."""

    def __init__(self, text: str = "", **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values = {name: str(value) for name, value in values.items()}


class BadSubject(EnrichmentError):
    """Neither an IP address nor a host name."""


class BadData(EnrichmentError):
    """A data file (own list, packed data, MMDB) cannot be used; names file, line and what is allowed."""

"""What may be kept of an address that was looked up: networks, and evidence with its networks cut.  [pure]

The sources' data change, addresses are forgotten: what is kept here is all that history can be judged by
again (docs/adr/0007). Evidence that was about a narrower network than may be kept is marked: nobody can ask
for it a second time, so it stands as it was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from enrichment.model import PROVIDERS, BadSubject, Evidence, Verdict
from enrichment.networks import coarse, length_of
from enrichment.subject import parse

#: The finest that is kept of an address, by what it turned out to be: (IPv4, IPv6) prefix lengths.
FINEST: Final[Mapping[str, tuple[int, int]]] = {
    "business": (24, 48),
    "education": (24, 48),
    "government": (24, 48),
    "hosting": (24, 48),
    "unknown": (24, 48),
    "isp": (24, 40),  # in IPv6 a /48 may be one household
}
#: Of people's own lines, tunnels and machines nothing is to be learnt later: just enough to count them.
COARSEST: Final = (16, 32)
#: Verdicts of which nothing is kept.
_NOTHING: Final = frozenset({"opted_out", "sole_trader"})
_FIELDS: Final = frozenset(item.name for item in fields(Evidence)) - {"used", "why"}

#: Fields without a default: empty ones are not stored.
_BLANK: Final[Mapping[str, Any]] = {"source": "", "claim": "note", "value": "", "rule": "", "confidence": 0.0}


@dataclass(frozen=True, slots=True)
class Kept:
    """What history holds of one address. ``network`` "" for host names of old logs."""

    network: str
    evidence: tuple[Evidence, ...] = ()
    narrow: frozenset[str] = frozenset()  # sources that spoke of less than the network


def kept_network(verdict: Verdict) -> str:
    """The block the verdict is about: no finer than /24 or /48, unless it is the company's own."""
    return verdict.network if is_companys(verdict, verdict.network) else coarse(verdict.network)


def is_companys(verdict: Verdict, network: str) -> bool:
    return verdict.company is not None and any(
        item.used and item.claim == "company" and item.scope in {"own", "block"} and item.network == network
        for item in verdict.evidence
    )


def lookup_network(verdict: Verdict) -> str:
    """The network that is looked up again when data change; "" if there is none."""
    if verdict.rule in _NOTHING or not verdict.ip:
        return ""
    if verdict.network and is_companys(verdict, verdict.network):
        return verdict.network
    try:
        subject = parse(verdict.ip)
    except BadSubject:
        return ""
    four, six = COARSEST if _peoples(verdict) else FINEST.get(verdict.kind, COARSEST)
    return coarse(verdict.ip, four=four, six=six) if subject.version else ""


def lookup_network_again(network: str, verdict: Verdict) -> str:
    """The network to keep after a second look: never finer than the first time, coarser if need be."""
    if verdict.rule in _NOTHING or not network:
        return ""
    if is_companys(verdict, network):
        return network
    four, six = COARSEST if _peoples(verdict) else FINEST.get(verdict.kind, COARSEST)
    return coarse(network, four=four, six=six)


def _peoples(verdict: Verdict) -> bool:
    """Its host name says that it is somebody's line."""
    return any(
        item.used and item.claim == "kind" and item.scope == "host" and item.value == "isp"
        for item in verdict.evidence
    )


def stored(verdict: Verdict, lookup: str) -> list[dict[str, Any]]:
    """The evidence as it is kept: networks cut as the verdict's, what was narrower than ``lookup`` marked."""
    return [_stored(item, verdict, lookup) for item in verdict.evidence]


def _stored(item: Evidence, verdict: Verdict, lookup: str) -> dict[str, Any]:
    row = item.to_dict()
    network = item.network if is_companys(verdict, item.network) else coarse(item.network)
    if network:
        row["network"] = network
    narrower = length_of(item.network) > length_of(lookup) if item.network else item.scope == "block"
    if lookup and narrower and item.claim != "note":
        row["narrow"] = True
    return row


def read(network: str, rows: Iterable[Mapping[str, Any]], *, marked: bool = True) -> Kept:
    """What ``stored`` gave, to judge by again. Unknown fields are left out.

    ``marked`` False: rows of before, in which nothing says what was narrower; a provider's claim on just the
    finest network that is kept may have been.
    """
    items, narrow = [], set()
    for row in rows:
        item = Evidence(**{**_BLANK, **{name: row[name] for name in _FIELDS & row.keys()}})
        items.append(item)
        if row.get("narrow") or not (marked or _surely_wide(item)):
            narrow.add(item.source)
    return Kept(network, tuple(items), frozenset(narrow))


def _surely_wide(item: Evidence) -> bool:
    if item.claim != "kind" or item.value not in PROVIDERS or item.scope not in {"own", "block"}:
        return True
    return bool(item.network) and length_of(item.network) < (48 if ":" in item.network else 24)

"""Which accounts of a list can be seen by their address at all, and which only by mail or campaign.  [pure]

An account counts as visible only where it has been seen, or where an address out of a network it holds, put
through identification as it stands, comes out as that account. A network whose verdict names somebody else,
or nobody, leaves it open. The rest shows by work mail or campaign link only. People at home and on phones are
in no forecast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from enrichment.holdings import Holding
from enrichment.importing import Imported
from enrichment.model import PROVIDERS, Company, Verdict
from enrichment.names import slug

ADDRESS: Final = "address"  # visible by address
OPEN: Final = "open"  # perhaps: networks are known, but their addresses do not lead to it
MAIL: Final = "mail"  # only by work mail or campaign link
GROUPS: Final = (ADDRESS, OPEN, MAIL)
#: Reasons, the strongest first.
SEEN: Final = "seen"
PROVEN: Final = "proven"
PROVIDER: Final = "provider"
OTHER: Final = "other"
UNNAMED: Final = "unnamed"
SIMILAR: Final = "similar"
NOTHING: Final = "nothing"
_GROUP: Final[Mapping[str, str]] = {
    SEEN: ADDRESS, PROVEN: ADDRESS, PROVIDER: OPEN, OTHER: OPEN, UNNAMED: OPEN, SIMILAR: OPEN,
    NOTHING: MAIL,
}  # fmt: skip
#: Networks tried for each account, and shown.
TRIED: Final = 6
#: Shorter labels of domains are many firms' initials.
LABEL: Final = 4


@dataclass(frozen=True, slots=True)
class Trial:
    """One network of an account and what identification says of an address in it."""

    network: str
    source: str
    name: str
    asn: int
    dated: str
    kind: str
    company: str
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """One account. ``reason``: a word of this module; ``addresses``: IPv4 addresses of its networks."""

    key: str
    name: str
    domain: str
    group: str
    reason: str
    addresses: int = 0
    networks: int = 0
    trials: tuple[Trial, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def keys_of(target: Imported) -> list[str]:
    """What its networks may be found under: its domains, the slug of its name, else its domain's label."""
    domains = [domain for domain in (target.domain, *target.also) if domain]
    names = [slug(target.name)] if target.name else [item.split(".")[0] for item in domains]
    return [*domains, *(name for name in names if len(name) >= LABEL or target.name)]


def wanted(targets: Iterable[Imported]) -> frozenset[str]:
    return frozenset(key for target in targets for key in keys_of(target) if key)


def forecast(
    targets: Iterable[Imported],
    held: Mapping[str, Sequence[Holding]],
    identify: Callable[[Sequence[str]], Sequence[Verdict]],
    seen: Collection[str],
) -> list[Outlook]:
    """``held``: by ``keys_of``; ``identify``: local data only; ``seen``: account keys named before."""
    return [_outlook(target, held, identify, seen) for target in targets]


def _outlook(
    target: Imported,
    held: Mapping[str, Sequence[Holding]],
    identify: Callable[[Sequence[str]], Sequence[Verdict]],
    seen: Collection[str],
) -> Outlook:
    own = list(dict.fromkeys(item for key in keys_of(target) for item in held.get(key, ())))
    tried = own[:TRIED]
    verdicts = identify([item.sample for item in tried])
    trials = tuple(_trial(item, verdict) for item, verdict in zip(tried, verdicts, strict=True))
    known = not {target.domain, target.key, *target.also}.isdisjoint(seen)
    reason = SEEN if known else _reason(target, verdicts)
    return Outlook(
        target.key,
        target.name or target.domain,
        target.domain,
        _GROUP[reason],
        reason,
        sum(item.addresses for item in own),
        len(own),
        trials,
    )


def _trial(item: Holding, verdict: Verdict) -> Trial:
    company = verdict.company.name if verdict.company else ""
    return Trial(
        item.network, item.source, item.name, item.asn, item.dated, verdict.kind, company,
        round(verdict.confidence, 3), verdict.rule,
    )  # fmt: skip


def _reason(target: Imported, verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return NOTHING
    if any(verdict.company is not None and _same(target, verdict.company) for verdict in verdicts):
        return PROVEN
    if not target.name:
        return SIMILAR  # found by the first part of the domain alone: somebody else's, for all we know
    if any(verdict.company is not None for verdict in verdicts):
        return OTHER
    return PROVIDER if any(verdict.kind in PROVIDERS for verdict in verdicts) else UNNAMED


def _same(target: Imported, company: Company) -> bool:
    """By domain where both have one; two of one name with different domains are namesakes."""
    domains = {target.domain, *target.also} - {""}
    if domains and company.domain:
        return company.domain in domains
    return slug(target.name) == slug(company.name) if target.name else False


def counts(outlooks: Iterable[Outlook]) -> dict[str, int]:
    """How many accounts each group has, all three named."""
    found = Counter(item.group for item in outlooks)
    return {group: found[group] for group in GROUPS}

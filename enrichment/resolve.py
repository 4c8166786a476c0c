"""From evidence to one verdict.  [pure, deterministic, independent of the order of the evidence]

The rules, in words:

1. The operator's own word (own list) wins over everything.
2. The kind is decided at the nearest scope that has a decisive claim: host, then block, then AS; of several
   blocks the narrowest speaks. A host name never lifts an address out of a hosting or VPN network: those
   names are set by its customers.
3. Within one scope the surest claim wins, a provider claim counting ``BENEFIT`` more: that a carrier is also
   a listed company makes its customers no visitors of that company, and a wrong name costs most.
4. A company is named only on positive evidence of at least ``FLOOR``, never under a provider kind, and never
   from farther away than the claim that decided the kind. Everything else is kept with the reason it lost.
5. Without decisive evidence the kind is ``unknown``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Final

from enrichment.model import PROVIDERS, SCOPES, Company, Evidence, Subject, Verdict
from enrichment.names import account_key, slug
from enrichment.networks import length_of

#: Below this a claim decides nothing.
FLOOR: Final = 0.5
#: What a provider claim counts more than another.
BENEFIT: Final = 0.1
#: The most certainty several agreeing sources can reach.
CEILING: Final = 0.99
#: Kinds in the order in which they win a tie within one scope.
PRECEDENCE: Final = (
    "private",
    "vpn",
    "bot",
    "hosting",
    "mobile",
    "isp",
    "government",
    "education",
    "business",
    "unknown",
)
#: Kinds that a customer's host name cannot change.
_CLOSED: Final = frozenset({"hosting", "vpn", "private", "bot"})


_ALL = attrgetter(*(item.name for item in fields(Evidence)))


@dataclass(frozen=True, slots=True)
class _Decision:
    kind: str
    rule: str
    method: str
    confidence: float
    scope: str
    winner: Evidence | None


def resolve(subject: Subject, evidence: Iterable[Evidence], *, data_version: str = "") -> Verdict:
    """The verdict on one subject; its evidence carries what decided and why the rest did not."""
    items = sorted(set(evidence), key=_order)
    decision = _decide_kind(items)
    candidates = _candidates(items)
    rejected = {item: why for item in _claims(items, "company") if (why := _objection(item, decision))}
    key = _best(candidates, rejected)
    operator = _operator(items)
    if key is None:
        return _verdict(subject, items, decision, operator, None, rejected, data_version)
    group = [item for item in candidates[key] if item not in rejected]
    rejected |= {
        item: f"outweighed by {group[0].value}"
        for other, members in candidates.items()
        if other != key
        for item in members
        if item not in rejected
    }
    return _verdict(subject, items, decision, operator, group, rejected, data_version)


def _order(item: Evidence) -> tuple[object, ...]:
    """A total order: nearest, narrowest, surest first; the rest only makes it the same every time."""
    return (
        SCOPES.index(item.scope),
        -length_of(item.network),
        -item.confidence,
        *_ALL(item),
    )


def _claims(items: Sequence[Evidence], claim: str) -> list[Evidence]:
    return [item for item in items if item.claim == claim]


def _decide_kind(items: Sequence[Evidence]) -> _Decision:
    claims = [item for item in _claims(items, "kind") if item.confidence >= FLOOR]
    closed = next((item for item in claims if item.scope in {"block", "as"} and item.value in _CLOSED), None)
    for scope in SCOPES:
        here = _narrowest([item for item in claims if item.scope == scope])
        if here and not (scope == "host" and closed is not None):
            winner = min(here, key=_kind_order)
            return _Decision(winner.value, winner.rule, winner.source, winner.confidence, scope, winner)
    return _Decision("unknown", "no decisive evidence", "", 0.0, "", None)


def _narrowest(claims: Sequence[Evidence]) -> list[Evidence]:
    """Claims about the narrowest network, and those that do not say which network they are about."""
    narrowest = max((length_of(item.network) for item in claims), default=0)
    return [item for item in claims if length_of(item.network) in {0, narrowest}]


def _kind_order(item: Evidence) -> tuple[object, ...]:
    sure = item.confidence + (BENEFIT if item.value in PROVIDERS else 0.0)
    return (-round(sure, 6), PRECEDENCE.index(item.value), _order(item))


def _candidates(items: Sequence[Evidence]) -> Mapping[str, list[Evidence]]:
    """Company claims grouped by account key; a name without domain joins the same name with one."""
    claims = _claims(items, "company")
    domains = {slug(item.value): item.domain for item in reversed(claims) if item.domain}
    groups: dict[str, list[Evidence]] = {}
    for item in claims:
        key = account_key(item.value, item.domain or domains.get(slug(item.value), ""))
        groups.setdefault(key, []).append(item)
    return groups


def _objection(item: Evidence, decision: _Decision) -> str:
    """Why this company claim cannot stand, "" if it can."""
    if item.confidence < FLOOR:
        return f"confidence {item.confidence:.2f} is below {FLOOR:.2f}"
    if decision.kind in PROVIDERS:
        return f"{decision.kind} ({decision.rule}): the address belongs to a customer we cannot see"
    shared = decision.winner is not None and decision.winner.shared
    if shared and item.scope == decision.scope:
        return f"{decision.rule}: the address belongs to a member we cannot see"
    if decision.scope and SCOPES.index(item.scope) > SCOPES.index(decision.scope):
        return f"a nearer {decision.scope} claim decides ({decision.rule})"
    if _wider(item, decision):
        return f"a narrower block decides ({decision.winner.network if decision.winner else ''})"
    return ""


def _wider(item: Evidence, decision: _Decision) -> bool:
    """About a wider block than the one that decided the kind."""
    winner = decision.winner
    if winner is None or item.scope != decision.scope:
        return False
    return 0 < length_of(item.network) < length_of(winner.network)


def _together(group: Iterable[Evidence]) -> float:
    """Agreeing sources strengthen each other; two rules of one source do not."""
    best: dict[str, float] = {}
    for item in group:
        best[item.source] = max(best.get(item.source, 0.0), item.confidence)
    doubt = 1.0
    for source in sorted(best):
        doubt *= 1 - best[source]
    return min(CEILING, 1 - doubt) if len(best) > 1 else max(best.values())


def _best(candidates: Mapping[str, list[Evidence]], rejected: Mapping[Evidence, str]) -> str | None:
    def strength(key: str) -> tuple[object, ...]:
        group = [item for item in candidates[key] if item not in rejected]
        return (min(SCOPES.index(item.scope) for item in group), -_together(group), key)

    alive = [key for key, group in candidates.items() if any(item not in rejected for item in group)]
    return min(alive, key=strength, default=None)


def _operator(items: Sequence[Evidence]) -> Evidence | None:
    return next(iter(_claims(items, "operator")), None)


def _telling(item: Evidence) -> tuple[object, ...]:
    """A name says more than a domain in its place."""
    return (bool(item.domain) and item.value != item.domain, item.confidence, item.value)


def _company(group: Sequence[Evidence]) -> Company:
    first = group[0]
    domain = next((item.domain for item in group if item.domain), "")
    name = max(group, key=_telling).value
    country = next((item.country for item in group if item.country), "")
    return Company(account_key(first.value, domain), name, domain, country)


def _verdict(
    subject: Subject,
    items: Sequence[Evidence],
    decision: _Decision,
    operator: Evidence | None,
    group: Sequence[Evidence] | None,
    rejected: Mapping[Evidence, str],
    data_version: str,
) -> Verdict:
    company = _company(group) if group else None
    used = {item for item in (decision.winner, operator, *(group or ())) if item is not None}
    lead = group[0] if group else decision.winner
    kind, rule = decision.kind, decision.rule
    if group and kind == "unknown":
        kind, rule = "business", group[0].rule
    asn = operator.asn if operator else 0
    return Verdict(
        ip=subject.text,
        network=lead.network if lead and lead.network else (operator.network if operator else ""),
        asn=asn,
        operator=operator.value if operator else "",
        operator_country=operator.country if operator else "",
        kind=kind,
        rule=rule,
        company=company,
        confidence=round(_together(group) if group else decision.confidence, 4),
        method=lead.source if lead else "",
        evidence=tuple(
            item.judged(used=item in used, why=rejected.get(item, "") or _idle(item, used, decision))
            for item in items
        ),
        data_version=data_version,
    )


def _idle(item: Evidence, used: set[Evidence], decision: _Decision) -> str:
    """Why a claim that is not a company did not decide."""
    if item in used or item.claim in {"note", "holder"}:
        return item.why  # who brought it may know already (enrichment/judging.py)
    if item.claim == "kind":
        if item.confidence < FLOOR:
            return f"confidence {item.confidence:.2f} is below {FLOOR:.2f}"
        same = item.value == decision.kind
        return "agrees" if same else f"{decision.rule} decides ({decision.scope})"
    return "a nearer source names the operator" if item.claim == "operator" else ""

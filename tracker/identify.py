"""The slow line: addresses that wait → evidence → verdicts. Never on the hot line.

Exactly once: a verdict is made durable before its address is ticked off, and a run that was killed in
between finds its verdicts in the store and only ticks them off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

import msgspec

from enrichment import BadSubject, Company, Identifier, Verdict
from enrichment.networks import coarse
from enrichment.subject import parse
from tracker.addresses import AddressQueue, Pending
from tracker.privacy import SealBroken
from tracker.store import Store

#: Keys per question to the store: they travel in the query's parameters.
CHUNK = 400


class Keys(Protocol):
    """What the job needs of ``tracker.privacy.KeyRing``."""

    def open(self, data: bytes) -> str: ...


def identify_pending(
    store: Store,
    queue: AddressQueue,
    keyring: Keys,
    identifier: Identifier,
    *,
    now_ms: int,
    limit: int = 5000,
) -> int:
    """Decide on up to ``limit`` waiting addresses; how many were ticked off. 0: nothing waits.

    An address whose key was destroyed gets an ``unknown`` verdict with the rule "address expired".
    Raises ``StoreError``; then nothing is ticked off and the next call tries again.
    """
    waiting = queue.pending(limit)
    if not waiting:
        return 0
    known = _decided(store, [item.address_key for item in waiting], identifier.data_version)
    fresh = [item for item in waiting if item.address_key not in known]
    verdicts = _verdicts(fresh, keyring, identifier)
    batch = _batch(fresh, identifier.data_version)
    rows = [_row(item, verdict, now_ms, batch) for item, verdict in zip(fresh, verdicts, strict=True)]
    store.insert("verdicts", rows, token=f"verdicts-{batch}")
    _store_facts(store, identifier, verdicts, now_ms, batch)
    store.sync()
    queue.done([item.address_key for item in waiting])
    return len(waiting)


def expire(store: Store, queue: AddressQueue, identifier: Identifier, *, now_ms: int, before_ms: int) -> int:
    """Give up addresses that were queued before ``before_ms``: ``unknown`` verdicts, then they are forgotten.

    How many there were. Without a verdict their views would count as not yet looked up for ever.
    """
    late = queue.overdue(before_ms)
    if late:
        verdict = _nothing("address expired", identifier)
        batch = _batch(late, "expired")
        rows = [_row(item, verdict, now_ms, batch) for item in late]
        store.insert("verdicts", rows, token=f"verdicts-{batch}")
        store.sync()
    queue.purge(before_ms)
    return len(late)


def _batch(items: Sequence[Pending], version: str) -> str:
    keys = [version, *sorted(item.address_key for item in items)]
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


def _chunks(items: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), CHUNK):
        yield list(items[start : start + CHUNK])


def _decided(store: Store, keys: Sequence[str], version: str) -> set[str]:
    rows = (
        row for chunk in _chunks(keys) for row in store.read("identify/decided", keys=chunk, version=version)
    )
    return {str(row["address_key"]) for row in rows}


def _verdicts(items: Sequence[Pending], keyring: Keys, identifier: Identifier) -> list[Verdict]:
    """One verdict per item, in order; all that can be opened are identified in one go."""
    opened = [_open(item, keyring) for item in items]
    found = iter(identifier.identify([text for text, rule in opened if not rule]))
    return [_nothing(rule, identifier) if rule else next(found) for _, rule in opened]


def _open(item: Pending, keyring: Keys) -> tuple[str, str]:
    """(address, "") or ("", why there is none)."""
    try:
        text = keyring.open(item.sealed)
        parse(text)
    except SealBroken:
        return "", "address expired"
    except BadSubject:
        return "", "address unreadable"
    return text, ""


def _nothing(rule: str, identifier: Identifier) -> Verdict:
    return Verdict("", "", 0, "", "", "unknown", rule, None, 0.0, "", (), identifier.data_version)


def _row(item: Pending, verdict: Verdict, now_ms: int, batch: str) -> dict[str, Any]:
    company = verdict.company
    return {
        "address_key": item.address_key,
        "day": item.day,
        "decided": now_ms,
        "version": verdict.data_version,
        "network": kept_network(verdict),
        "asn": verdict.asn,
        "operator": verdict.operator,
        "operator_country": verdict.operator_country,
        "kind": verdict.kind,
        "rule": verdict.rule,
        "company": company.key if company else "",
        "company_name": company.name if company else "",
        "company_domain": company.domain if company else "",
        "confidence": verdict.confidence,
        "method": verdict.method,
        "evidence": _evidence(verdict),
        "batch": batch,
    }


def kept_network(verdict: Verdict) -> str:
    """The block that is kept: no finer than /24 or /48, unless the block is the company's own."""
    return verdict.network if _is_companys(verdict, verdict.network) else coarse(verdict.network)


def _is_companys(verdict: Verdict, network: str) -> bool:
    return verdict.company is not None and any(
        item.used and item.claim == "company" and item.scope in {"own", "block"} and item.network == network
        for item in verdict.evidence
    )


def _evidence(verdict: Verdict) -> str:
    """JSON of the evidence. Its networks are kept by the same rule as the verdict's."""
    items = [
        item if _is_companys(verdict, item.network) else replace(item, network=coarse(item.network))
        for item in verdict.evidence
    ]
    return msgspec.json.encode([item.to_dict() for item in items]).decode()


def _store_facts(
    store: Store, identifier: Identifier, verdicts: Iterable[Verdict], now_ms: int, batch: str
) -> None:
    """Append what is new or changed of the companies that were named."""
    companies = {verdict.company.key: verdict.company for verdict in verdicts if verdict.company}
    keys = sorted(companies)
    rows = (row for chunk in _chunks(keys) for row in store.read("identify/facts", companies=chunk))
    known = {(row["company"], row["field"], row["source"], row["value"]) for row in rows}
    fresh = [row for key in keys for row in _facts(identifier, companies[key], now_ms)]
    fresh = [row for row in fresh if (row["company"], row["field"], row["source"], row["value"]) not in known]
    store.insert("firmographics", fresh, token=f"facts-{batch}")


def _facts(identifier: Identifier, company: Company, now_ms: int) -> Iterator[dict[str, Any]]:
    for fact in identifier.facts(company):
        yield {
            "company": company.key,
            "field": fact.field,
            "value": fact.value,
            "source": fact.source,
            "dated": fact.dated,
            "at": now_ms,
        }

"""Verdicts as rows of the store, and back: what identification writes and looking again reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from enrichment import Company, Identifier, Verdict
from enrichment.keeping import Kept, kept_network, read, stored
from tracker.store import Row, Store

#: Keys per question to the store: they travel in the query's parameters.
CHUNK = 400


def chunks(items: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), CHUNK):
        yield list(items[start : start + CHUNK])


def batch_of(version: str, keys: Iterable[str]) -> str:
    """A name for these rows: the same keys decided by the same data have the same."""
    return hashlib.sha256("\n".join([version, *sorted(keys)]).encode()).hexdigest()[:32]


def row_of(
    address_key: str, day: str, verdict: Verdict, lookup: str, *, now_ms: int, batch: str
) -> dict[str, Any]:
    """``lookup``: the network that is kept to look it up again; ``day``: of the address, "YYYY-MM-DD"."""
    company = verdict.company
    return {
        "address_key": address_key,
        "day": day,
        "decided": now_ms,
        "version": verdict.data_version,
        "network": kept_network(verdict),
        "kept": lookup,
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
        "evidence": msgspec.json.encode(stored(verdict, lookup)).decode(),
        "batch": batch,
    }


def kept_of(row: Row) -> Kept:
    """What a stored row lets us look up again. Rows of before have the verdict's network only."""
    items = msgspec.json.decode(row["evidence"]) if row["evidence"] else []
    return read(row["kept"] or row["network"], items, marked=bool(row["kept"]))


def store_facts(
    store: Store, identifier: Identifier, companies: Iterable[Company], now_ms: int, batch: str
) -> None:
    """Append what is new or changed of the companies that were named."""
    named = {company.key: company for company in companies}
    keys = sorted(named)
    rows = (row for chunk in chunks(keys) for row in store.read("identify/facts", companies=chunk))
    known = {(row["company"], row["field"], row["source"], row["value"]) for row in rows}
    fresh = [row for key in keys for row in _facts(identifier, named[key], now_ms)]
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

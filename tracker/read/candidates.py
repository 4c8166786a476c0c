"""Why this name: every candidate of an account's networks, who said so and when, and why the others lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from enrichment.corrections import SOURCE
from enrichment.names import account_key, slug
from tracker.corrections import Entry, history
from tracker.read.days import shift, utc_day
from tracker.store import Row, Store

#: How far back networks are looked for.
DAYS = 400


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source said. ``network`` is what it spoke of, no finer than is kept."""

    source: str
    claim: str
    value: str
    rule: str
    scope: str
    network: str
    dated: str
    confidence: float
    detail: str
    used: bool
    why: str  # why it did not decide, "" if it did


@dataclass(frozen=True, slots=True)
class Candidate:
    """One company that something spoke for. ``why``: why it lost, "" for the winner."""

    key: str
    name: str
    domain: str
    won: bool
    confidence: float  # of its surest statement
    why: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """One network of the account: the verdict in force and everything it was made from."""

    network: str
    operator: str
    operator_country: str
    kind: str
    rule: str
    method: str
    confidence: float
    decided: int
    version: str
    views: int
    candidates: tuple[Candidate, ...]  # the winner first
    others: tuple[Statement, ...]  # about the operator, the kind, and why a source is silent
    correction: str  # id of the correction that decides here, "" if none


@dataclass(frozen=True, slots=True)
class Grounds:
    """``corrections``: all that were ever made of this company or its networks, newest first."""

    key: str
    name: str
    networks: tuple[Ground, ...]
    corrections: tuple[Entry, ...]


def grounds(store: Store, site: str, key: str, *, at: int, known_at: int) -> Grounds | None:
    """Why visits up to ``at`` are this account's, as known at ``known_at`` (both UTC ms).

    None where neither a network of it is known nor anything was ever corrected about it.
    """
    to_day = utc_day(at)
    rows = store.read(
        "accounts/evidence",
        site=site,
        companies=[key],
        from_day=shift(to_day, -DAYS),
        to_day=to_day,
        to_ts=at,
        known_at=known_at,
    )
    networks = tuple(_ground(row) for row in rows)
    said = tuple(entry for entry in history(store) if _about(entry, key, networks))
    if not networks and not said:
        return None
    return Grounds(key, _name(key, networks, said), networks, said)


def _about(entry: Entry, key: str, networks: Sequence[Ground]) -> bool:
    found = entry.correction
    return key in (found.company, found.key) or any(found.id == ground.correction for ground in networks)


def _name(key: str, networks: Sequence[Ground], said: Sequence[Entry]) -> str:
    winners = [one.name for ground in networks for one in ground.candidates if one.won]
    named = [entry.correction.name for entry in said if entry.correction.key == key]
    return next(iter([*winners, *named]), key.removeprefix("~"))


def _ground(row: Row) -> Ground:
    items = [_statement(item) for item in _items(row["evidence"])]
    found = _candidates([(item, domain) for item, domain in items if item.claim == "company"])
    deciding = next((item.rule for item, _ in items if item.source == SOURCE and item.used), "")
    return Ground(
        **{name: row[name] for name in row if name != "evidence"},
        candidates=tuple(found),
        others=tuple(item for item, _ in items if item.claim != "company"),
        correction=deciding.split(" ")[1] if deciding else "",
    )


def _candidates(claims: Sequence[tuple[Statement, str]]) -> list[Candidate]:
    """Grouped as resolving does: a name without a domain joins the same name with one. The winner first."""
    domains = {slug(item.value): domain for item, domain in reversed(claims) if domain}
    groups: dict[str, list[tuple[Statement, str]]] = {}
    for item, domain in claims:
        owner = account_key(item.value, domain or domains.get(slug(item.value), ""))
        groups.setdefault(owner, []).append((item, domain))
    found = (_candidate(owner, members) for owner, members in groups.items())
    return sorted(found, key=lambda one: (not one.won, -one.confidence, one.key))


def _candidate(key: str, members: Sequence[tuple[Statement, str]]) -> Candidate:
    statements = tuple(item for item, _ in members)
    first = max(statements, key=lambda item: (item.used, item.confidence, item.value))
    won = any(item.used for item in statements)
    why = "" if won else next((item.why for item in statements if item.why), "")
    domain = next((domain for _, domain in members if domain), "")
    return Candidate(
        key, first.value, domain, won, max(item.confidence for item in statements), why, statements
    )


def _statement(item: Mapping[str, Any]) -> tuple[Statement, str]:
    def text(name: str) -> str:
        return str(item.get(name, ""))

    said = Statement(
        source=text("source"),
        claim=text("claim"),
        value=text("value"),
        rule=text("rule"),
        scope=text("scope"),
        network=text("network"),
        dated=text("dated"),
        confidence=float(item.get("confidence", 0.0)),
        detail=text("detail"),
        used=bool(item.get("used")),
        why=text("why"),
    )
    return said, text("domain")


def _items(text: str) -> list[Mapping[str, Any]]:
    """Evidence is ours, but a damaged row must not take the page down."""
    try:
        found = msgspec.json.decode(text) if text else []
    except msgspec.DecodeError:
        return []
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

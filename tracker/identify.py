"""The slow line: addresses that wait → evidence → verdicts. Never on the hot line.

Exactly once: a verdict is made durable before its address is ticked off, and a run that was killed in
between finds its verdicts in the store and only ticks them off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from enrichment import BadSubject, Identifier, Verdict
from enrichment.corrections import Correction
from enrichment.keeping import lookup_network
from enrichment.source import UNASKED
from enrichment.subject import parse
from tracker.addresses import AddressQueue, Pending
from tracker.corrections import all_corrections
from tracker.privacy import SealBroken
from tracker.store import Store
from tracker.verdictrows import batch_of, chunks, row_of, store_facts

Worth = Callable[[Sequence[str]], Mapping[str, float]]


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
    worth: Worth | None = None,
) -> int:
    """Decide on up to ``limit`` waiting addresses; how many were ticked off. 0: nothing waits.

    An address whose key was destroyed gets an ``unknown`` verdict with the rule "address expired".
    ``worth`` (address keys → how near a stage, 0..1) is asked only where a paid source is in force; whom it
    was not asked about for lack of worth is asked about again with the next view.
    Raises ``StoreError``; then nothing is ticked off and the next call tries again.
    """
    waiting = queue.pending(limit)
    if not waiting:
        return 0
    keys = [item.address_key for item in waiting]
    worths = worth(keys) if worth and identifier.parts.paid else {}
    again = {key for key, near in worths.items() if any(p.wants(near) for p in identifier.parts.paid)}
    known = _decided(store, keys, identifier.data_version)
    fresh = [item for item in waiting if item.address_key not in known - again]
    verdicts = _verdicts(fresh, keyring, identifier, all_corrections(store), worths)
    label = identifier.data_version + ("+worth" if again else "")
    _write(store, fresh, verdicts, label, now_ms)
    batch = batch_of(identifier.data_version, (item.address_key for item in fresh))
    store_facts(store, identifier, [v.company for v in verdicts if v.company], now_ms, batch)
    store.sync()
    queue.done(keys)
    if identifier.parts.paid:
        queue.forget([*(known - again), *_unasked(fresh, verdicts)])
    return len(waiting)


def _unasked(items: Sequence[Pending], verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Keys of those whom a paid source was not asked about because too little was done yet."""
    for item, verdict in zip(items, verdicts, strict=True):
        if any(evidence.rule == UNASKED for evidence in verdict.evidence):
            yield item.address_key


def expire(store: Store, queue: AddressQueue, identifier: Identifier, *, now_ms: int, before_ms: int) -> int:
    """Give up addresses that were queued before ``before_ms``: ``unknown`` verdicts, then they are forgotten.

    How many there were. Without a verdict their views would count as not yet looked up for ever.
    """
    late = queue.overdue(before_ms)
    if late:
        verdict = _nothing("address expired", identifier)
        _write(store, late, [verdict] * len(late), "expired", now_ms)
        store.sync()
    queue.purge(before_ms)
    return len(late)


def _decided(store: Store, keys: Sequence[str], version: str) -> set[str]:
    rows = (
        row for chunk in chunks(keys) for row in store.read("identify/decided", keys=chunk, version=version)
    )
    return {str(row["address_key"]) for row in rows}


def _verdicts(
    items: Sequence[Pending],
    keyring: Keys,
    identifier: Identifier,
    corrections: Sequence[Correction],
    worths: Mapping[str, float],
) -> list[Verdict]:
    """One verdict per item, in order; all that can be opened are identified in one go."""
    opened = [_open(item, keyring) for item in items]
    near = {text: worths.get(item.address_key, 0.0) for item, (text, _) in zip(items, opened, strict=True)}
    said = identifier.identify([text for text, rule in opened if not rule], near if worths else None)
    found = (identifier.corrected(verdict, corrections) for verdict in said)
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


def _write(
    store: Store, items: Sequence[Pending], verdicts: Sequence[Verdict], version: str, now_ms: int
) -> None:
    batch = batch_of(version, (item.address_key for item in items))
    rows = [
        row_of(item.address_key, item.day, verdict, lookup_network(verdict), now_ms=now_ms, batch=batch)
        for item, verdict in zip(items, verdicts, strict=True)
    ]
    store.insert("verdicts", rows, token=f"verdicts-{batch}")

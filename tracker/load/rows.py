"""From a frozen batch to rows: unseal, process, set aside what cannot be, drop what came twice."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.event import Draft, Envelope, Reason, decode_envelope
from tracker.pipeline import Outcome
from tracker.privacy import SealBroken
from tracker.spool import Buried, FrozenBatch, Item, Plan
from tracker.steps.moment import day_of
from tracker.store import StoreError

_log = logging.getLogger("tracker.load")

#: ``functools.partial(tracker.pipeline.process, context=…)``: pure, so it may be tried again at will.
Process = Callable[[Envelope, str], Outcome]
Open = Callable[[bytes], str]
Key = tuple[str, str, int]  # site, view, sequence


@dataclass(slots=True)
class Part:
    """What one item of the batch came to: its events' drafts, and why the others are not kept."""

    index: int
    site: str
    day: str  # it was received, UTC
    drafts: list[Draft]
    sealed: bytes
    dropped: Counter[Reason]  # duplicates among them


def prepare(batch: FrozenBatch, process: Process, open_: Open) -> tuple[list[Part], list[Buried]]:
    """Every item through the pipeline. One that cannot be processed is set aside, the others go on."""
    parts: list[Part] = []
    dead: list[Buried] = []
    for index, item in enumerate(batch.items):
        if index in batch.damaged:
            dead.append(Buried(index, Reason.POISON.value, "damaged on the disk"))
            continue
        try:
            parts.append(_part(batch.id, index, item, process, open_))
        except (OSError, StoreError):
            raise  # a key, or what sites there are, could not be read: no fault of the body's
        except Exception as error:  # whatever it was: this one body must not stop the others
            _log.warning("batch %s, item %d goes to the dead letters: %r", batch.id, index, error)
            dead.append(Buried(index, Reason.POISON.value, f"{type(error).__name__}: {error}"[:500]))
    return parts, dead


def _part(batch_id: str, index: int, item: Item, process: Process, open_: Open) -> Part:
    envelope = decode_envelope(item.data)
    outcome = process(envelope, _address(envelope, open_))
    kept, dropped = len(outcome.drafts), outcome.dropped.total()
    if kept + dropped != item.events:
        raise ValueError(f"{item.events} events went in, {kept} kept and {dropped} dropped came out")
    for draft in outcome.drafts:
        draft.batch = batch_id
    day = day_of(envelope.received)
    return Part(index, envelope.site, day, outcome.drafts, envelope.address, outcome.dropped)


def _address(envelope: Envelope, open_: Open) -> str:
    try:
        return open_(envelope.address) if envelope.address else ""
    except SealBroken:
        return ""  # waited longer than its key lives: the event counts, its sender stays unknown


def drop_doubles(parts: Iterable[Part], known: set[Key]) -> None:
    """Take out events that are in ``known`` or came earlier in ``parts``."""
    seen = set(known)
    for part in parts:
        kept = []
        for draft in part.drafts:
            key = (draft.site, draft.view, draft.seq)
            if key in seen:
                part.dropped[Reason.DUPLICATE] += 1
            else:
                seen.add(key)
                kept.append(draft)
        part.drafts = kept


def plan_of(parts: Iterable[Part], dead: list[Buried], attempt: int) -> Plan:
    """What loading these parts amounts to."""
    plan = Plan(dead=dead, attempt=attempt)
    tallies: Counter[tuple[str, str, str]] = Counter()
    times: list[int] = []
    for part in parts:
        times += [draft.ts for draft in part.drafts]
        doubles = part.dropped[Reason.DUPLICATE]
        plan.duplicate += doubles
        plan.dropped += part.dropped.total() - doubles
        for reason, n in part.dropped.items():
            tallies[part.site, part.day, reason.value] += n
        tallies[part.site, part.day, Reason.MOVED.value] += sum(draft.moved for draft in part.drafts)
    plan.stored = len(times)
    plan.first, plan.last = (min(times), max(times)) if times else (0, 0)
    plan.tallies = [(*key, n) for key, n in tallies.items() if n]
    return plan


def addresses(parts: Iterable[Part]) -> list[tuple[str, str, bytes]]:
    """(address key, day, sealed address) of people, each once. Bots are not looked up."""
    found = {
        draft.address_key: (draft.address_key, day_of(draft.ts), part.sealed)
        for part in parts
        for draft in part.drafts
        if draft.address_key and not draft.bot
    }
    return [*found.values()]

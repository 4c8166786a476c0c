"""One frozen batch into the store, once."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from tracker.addresses import AddressQueue
from tracker.event import Reason, to_row
from tracker.load.rows import Key, Part, Process, addresses, drop_doubles, plan_of, prepare
from tracker.privacy import KeyRing
from tracker.spool import Buried, FrozenBatch, Plan, Spool
from tracker.store import QueryFailed, Store

_log = logging.getLogger("tracker.load")
_VIEWS = 2500  # in one question, so that its text stays far below what a server takes
#: A body that comes again bears a time of its own: its age is capped at a day, so is the search.
_SLACK_MS = 25 * 3600 * 1000

#: ClickHouse's codes for "these rows are wrong" as opposed to "I cannot now". Only with these is a row
#: to blame; anything else is an outage, and the batch waits.
_BLAMES_ROWS = frozenset({6, 25, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 130, 131, 321, 349, 376, 441, 675})


class BatchLoader:
    def __init__(self, store: Store, keys: KeyRing, addresses: AddressQueue, process: Process) -> None:
        self._store = store
        self._keys = keys
        self._addresses = addresses
        self._process = process

    def load(self, spool: Spool, batch: FrozenBatch) -> Plan:
        """Returns the plan that was carried out. Raises ``StoreError``: then try the same batch again."""
        plan = batch.plan
        if plan is None or not self._arrived(batch.id, plan):
            plan = self._load(spool, batch, plan)
        self._store.sync()
        spool.finish(batch, plan)
        return plan

    def _arrived(self, batch_id: str, plan: Plan) -> bool:
        """An earlier try was cut off: did its rows arrive? If only some did they are taken back."""
        rows = self._count(batch_id, plan)
        if rows == plan.stored:
            return True
        if rows:
            _log.warning("batch %s: %d of %d rows arrived, loading again", batch_id, rows, plan.stored)
            self._store.run("load/delete_batch", batch=batch_id)
            plan.attempt += 1  # else the token of the first try would swallow the second
        return False

    def _count(self, batch_id: str, plan: Plan) -> int:
        row = self._store.read("load/count_batch", batch=batch_id, first=plan.first, last=plan.last)[0]
        return int(row["n"])

    def _load(self, spool: Spool, batch: FrozenBatch, before: Plan | None) -> Plan:
        parts, dead = prepare(batch, self._process, self._keys.open)
        drop_doubles(parts, self._known(parts))
        plan = plan_of(parts, dead, before.attempt if before else 0)
        spool.note(batch, plan)
        self._addresses.put(addresses(parts))
        refused = self._insert(batch.id, plan, [part for part in parts if part.drafts])
        if refused:
            taken = [part for part in parts if part.index not in {buried.index for buried in refused}]
            plan = plan_of(taken, [*dead, *refused], plan.attempt)
            spool.note(batch, plan)
        elif before is not None and self._count(batch.id, plan) != plan.stored:
            # The store took the token for one it knows (of rows a power cut took): another token.
            plan.attempt += 1
            spool.note(batch, plan)
            raise QueryFailed(f"batch {batch.id}: its rows did not arrive; it is loaded again")
        return plan

    def _known(self, parts: Sequence[Part]) -> set[Key]:
        drafts = [draft for part in parts for draft in part.drafts]
        if not drafts:
            return set()
        first, last = min(d.ts for d in drafts), max(d.ts for d in drafts)
        sites = sorted({draft.site for draft in drafts})
        views = sorted({draft.view for draft in drafts})
        known: set[Key] = set()
        for start in range(0, len(views), _VIEWS):
            rows = self._store.read(
                "load/known_events",
                sites=sites,
                views=",".join(views[start : start + _VIEWS]),
                first=first - _SLACK_MS,
                last=last + _SLACK_MS,
            )
            known.update((row["site"], row["view"], row["seq"]) for row in rows)
        return known

    def _insert(self, batch_id: str, plan: Plan, parts: Sequence[Part]) -> list[Buried]:
        """All rows in; if the store blames a row, halve until the body it came in is found."""
        if not parts:
            return []
        rows = [to_row(draft) for part in parts for draft in part.drafts]
        token = f"{batch_id}.{plan.attempt}.{parts[0].index}-{parts[-1].index}"
        try:
            self._store.insert("events", rows, token=token)
        except QueryFailed as error:
            if error.code not in _BLAMES_ROWS:
                raise
            if len(parts) == 1:
                return [Buried(parts[0].index, Reason.POISON.value, f"the store refused it: {error}")]
            middle = len(parts) // 2
            left = self._insert(batch_id, plan, parts[:middle])
            return left + self._insert(batch_id, plan, parts[middle:])
        return []

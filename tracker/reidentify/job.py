"""Every verdict of history judged again, page by page, and what that changes.

A page is read, judged and written before the next one, so memory does not grow with the history and a run
that was stopped is simply run again: what it wrote is not written twice. Equal evidence on equal networks is
judged once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from enrichment import Company, Identifier, Verdict
from enrichment.corrections import Correction
from enrichment.keeping import Kept, lookup_network_again
from enrichment.optouts import meant
from enrichment.replay import Again, as_said, decide_again
from tracker.corrections import all_corrections
from tracker.read.accounts import FLOOR
from tracker.reidentify.difference import Difference, Side
from tracker.reidentify.stages import stages
from tracker.reidentify.turn import my_turn
from tracker.store import Row, Store, records
from tracker.verdictrows import batch_of, chunks, kept_of, row_of, store_facts

PAGE: Final = 5000
#: Judgements remembered; beyond this the memory starts anew.
_REMEMBERED: Final = 50_000
#: Verdicts without anything that could be judged again.
_EMPTY: Final = frozenset({"address expired", "address unreadable", "opted_out"})
#: What makes a verdict another one; the dates of its evidence alone do not.
_FIELDS: Final = (
    "kind",
    "rule",
    "method",
    "company",
    "company_name",
    "company_domain",
    "operator",
    "operator_country",
    "asn",
)
EVER: Final = "1970-01-01"

Views = dict[str, list[tuple[str, int]]]
Tell = Callable[[int, int], None]


@dataclass
class Result:
    """``keys``: address keys looked at; ``silent``: of these, nothing was kept; ``several``: their network
    holds more than one network of a source; ``changed``: with another verdict; ``written``: rows added."""

    dry_run: bool
    decided: int  # UTC ms: from this instant on the new verdicts are known
    version: str
    keys: int = 0
    networks: int = 0
    silent: int = 0
    several: int = 0
    changed: int = 0
    written: int = 0
    difference: Difference = field(default_factory=Difference)

    def as_dict(self) -> dict[str, Any]:
        names = (
            "dry_run",
            "decided",
            "version",
            "keys",
            "networks",
            "silent",
            "several",
            "changed",
            "written",
        )
        return {name: getattr(self, name) for name in names} | {"sites": self.difference.as_dict()}


def reidentify(
    store: Store,
    identifier: Identifier,
    *,
    now_ms: int,
    site: str = "",
    since: str = EVER,
    dry_run: bool = False,
    tell: Tell = lambda _done, _total: None,
) -> Result:
    """Judge all verdicts again on addresses of day ``since`` and later ("" as ``site``: all sites).

    Nothing is written with ``dry_run``. Raises ``StoreError``; what was written until then is right.
    """
    counted = store.read("verdicts/count", site=site, since=since)[0]
    decided = max(now_ms, counted["newest"] + 1)  # never beside an older verdict, whatever the clock says
    desk = _Desk(store, identifier, Result(dry_run, decided, identifier.data_version))
    after = ""
    while rows := store.read("verdicts/page", after=after, since=since, site=site, limit=PAGE):
        last = rows[-1]["address_key"]
        desk.page(rows, _views(store, after, last, site))
        tell(desk.result.keys, counted["n"])
        after = last
    desk.end()
    for name, found in desk.result.difference.sites.items():
        found.stages = stages(store, identifier, name, found, decided=decided)
    return desk.result


def after_correction(store: Store, identifier: Identifier, correction: Correction, *, now_ms: int) -> Result:
    """Settle what a correction speaks of, made or taken back a moment ago. Durable on return.

    Nothing else changes: newer data wait for ``reidentify``. Others who correct just now are waited for.
    """
    with my_turn(identifier.options.data_dir):
        return _settled(store, identifier, correction, now_ms=now_ms)


def _settled(store: Store, identifier: Identifier, correction: Correction, *, now_ms: int) -> Result:
    newest = store.read("verdicts/count", site="", since=EVER)[0]["newest"]
    desk = _Desk(
        store, identifier, Result(False, max(now_ms, newest + 1), identifier.data_version), fresh=False
    )
    for mark in _marks(store, correction):
        _settle(store, desk, correction, f"correction {mark} by ")
    desk.end()
    return desk.result


def _marks(store: Store, correction: Correction) -> list[str]:
    """Its own, and those of earlier ones on the same company: whose place it takes, or gives back."""
    same = (correction.company, correction.network)
    earlier = [item.id for item in all_corrections(store) if (item.company, item.network) == same]
    return [correction.id, *(mark for mark in earlier if mark != correction.id)]


def _settle(store: Store, desk: _Desk, correction: Correction, mark: str) -> None:
    asked = {"company": correction.company, "within": correction.network, "mark": mark}
    after = ""
    while rows := store.read("verdicts/concerned", after=after, limit=PAGE, **asked):
        keys = [row["address_key"] for row in rows]
        seen = {key: found for part in chunks(keys) for key, found in _views_of(store, part).items()}
        desk.page(rows, seen)
        after = keys[-1]


def _views_of(store: Store, keys: list[str]) -> Views:
    return _views(store, "", keys[-1], "", keys)


def _views(store: Store, after: str, last: str, site: str, keys: Sequence[str] = ()) -> Views:
    """Address key → (site, views) of the keys in (``after``, ``last``], or just of ``keys``."""
    found: Views = {}
    for row in store.read("verdicts/views", after=after, last=last, site=site, keys=list(keys)):
        found.setdefault(row["address_key"], []).append((row["site"], int(row["views"])))
    return found


class _Desk:
    """One run: what was judged already, and the result so far."""

    def __init__(self, store: Store, identifier: Identifier, result: Result, *, fresh: bool = True) -> None:
        self._fresh = fresh  # judged by today's data; else by what was said then
        self.result = result
        self._store = store
        self._identifier = identifier
        self._corrections = all_corrections(store)
        asked = {name for item in records.every(store, "optout") for name in meant(item)}
        self._hidden = frozenset({*asked, *records.every(store, "kept_back")})
        self._judged: dict[tuple[str, ...], tuple[Kept, Again]] = {}
        self._companies: dict[str, Company] = {}

    def page(self, rows: Sequence[Row], views: Views) -> None:
        fresh = [new for row in rows for new in self._one(row, views.get(row["address_key"], []))]
        if not fresh or self.result.dry_run:
            return
        batch = batch_of(str(self.result.decided), (row["address_key"] for row in fresh))
        self._store.insert("verdicts", [{**row, "batch": batch} for row in fresh], token=f"verdicts-{batch}")
        self.result.written += len(fresh)

    def end(self) -> None:
        if self.result.written:
            batch = batch_of(str(self.result.decided), self._companies)
            store_facts(self._store, self._identifier, self._companies.values(), self.result.decided, batch)
            self._store.sync()

    def _one(self, row: Row, views: Sequence[tuple[str, int]]) -> Iterator[Row]:
        """The new row, if the verdict is another one now."""
        self.result.keys += 1
        before = self._side(row)
        new = None if row["rule"] in _EMPTY or not row["evidence"] else self._again(row)
        if new is None:
            self.result.silent += row["rule"] in _EMPTY or not row["evidence"]
        after = self._side(new) if new else before
        for site, count in views:
            self.result.difference.of(site).add(row["address_key"], count, before, after)
        if new is not None:
            self.result.changed += 1
            yield new

    def _again(self, row: Row) -> Row | None:
        kept, again = self._judge(row)
        self.result.several += bool(again.several)
        verdict = again.verdict
        lookup = lookup_network_again(kept.network, verdict)
        new = row_of(row["address_key"], row["day"], verdict, lookup, now_ms=self.result.decided, batch="")
        if not _differs(row, new, kept, verdict):
            return None
        if verdict.company:
            self._companies[verdict.company.key] = verdict.company
        return new

    def _judge(self, row: Row) -> tuple[Kept, Again]:
        key = (row["kept"], row["network"], row["evidence"], row["version"])
        found = self._judged.get(key)
        if found is None:
            self.result.networks += 1
            kept = kept_of(row)
            found = kept, self._decide(kept, row["version"])
            if len(self._judged) >= _REMEMBERED:
                self._judged.clear()
            self._judged[key] = found
        return found

    def _decide(self, kept: Kept, version: str) -> Again:
        if self._fresh:
            return decide_again(self._identifier, kept, self._corrections)
        return as_said(self._identifier, kept, self._corrections, version)

    def _side(self, row: Row) -> Side:
        """As readers see it: nobody below the floor, nobody who is not to be named."""
        hidden = row["company"] in self._hidden or row["company_domain"] in self._hidden
        if not row["company"] or hidden or row["confidence"] < FLOOR:
            return Side(row["kind"])
        return Side(row["kind"], row["company"], row["company_name"], row["confidence"])


def _differs(row: Row, new: Row, kept: Kept, verdict: Verdict) -> bool:
    if any(row[name] != new[name] for name in _FIELDS):
        return True
    if abs(row["confidence"] - new["confidence"]) > 0.001:
        return True
    said = {(item.source, item.value) for item in kept.evidence if item.claim == "company"}
    return said != {(item.source, item.value) for item in verdict.evidence if item.claim == "company"}

"""Links learnt from work mail domains: gathered from the events, listed, forgotten where a person says so."""

from __future__ import annotations

from dataclasses import dataclass

from enrichment.links import DAY_MS, KEEP_DAYS, Link, Sighting, learn
from tracker.audit import audit
from tracker.companies import optouts
from tracker.store import Store, records

#: Records of links that are never to be learnt again, by "NETWORK DOMAIN".
KIND = "link_removed"


def every(store: Store, *, now: int) -> list[Link]:
    """The links in force at ``now`` (UTC ms): worked out anew from the events of the last 90 days."""
    rows = store.read("companies/sightings", since=now - KEEP_DAYS * DAY_MS)
    told = optouts.teller(store)
    sightings = [
        Sighting(row["network"], row["domain"], row["visitor"], row["ts"], row["kind"])
        for row in rows
        if not told(row["domain"])
    ]
    names = {
        row["company"]: row["value"] for row in store.read("companies/of_source", source="crm", field="name")
    }
    return learn(sightings, now=now, removed=frozenset(records.every(store, KIND)), names=names)


@dataclass(frozen=True, slots=True)
class Removed:
    """A link that is never to be learnt again: by whom, since when (UTC ms)."""

    network: str
    domain: str
    by: str
    at: int


def removed(store: Store) -> list[Removed]:
    """The newest first."""
    pairs = ((name.partition(" "), doc) for name, doc in records.every(store, KIND).items())
    found = [
        Removed(net, domain, str(doc.get("by", "")), int(doc.get("at", 0))) for (net, _, domain), doc in pairs
    ]
    return sorted(found, key=lambda item: (-item.at, item.network, item.domain))


def remove(store: Store, network: str, domain: str, *, actor: str, at: int) -> None:
    """Never again this network for this account. Raises ``KeyError`` where there is no such link."""
    wanted = f"{network} {domain}"
    if wanted not in {link.id for link in every(store, now=at)}:
        raise KeyError(wanted)
    records.put(store, KIND, wanted, {"at": at, "by": actor}, actor=actor)
    audit(store, who=actor, what="link.removed", subject=wanted, at=at)


def allow(store: Store, network: str, domain: str, *, actor: str) -> None:
    """Takes a removal back. Raises ``KeyError`` where there was none."""
    wanted = f"{network} {domain}"
    if records.get(store, KIND, wanted) is None:
        raise KeyError(wanted)
    records.put(store, KIND, wanted, None, actor=actor)
    audit(store, who=actor, what="link.allowed", subject=wanted)

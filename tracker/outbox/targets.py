"""Destinations of alerts: a Slack, Teams or Google Chat channel, or a webhook.

What people see of one (name, kind, host) is a record of kind "destination". Its address and its signing
secret are as good as passwords: they are in the outbox's file alone, never in the store, a log or a page.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Final

import msgspec

from reports.destinations import DestinationError, place
from reports.destinations.http import BadTarget, check_url
from reports.destinations.webhook import new_secret
from tracker.audit import audit
from tracker.outbox.box import Outbox
from tracker.store import Store, records

KIND: Final = "destination"
MOST: Final = 50
MOST_NAME: Final = 60


class TargetError(ValueError):
    """The destination cannot be as asked; the text names what is wrong and what is allowed."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """``kind``: slack, teams, google_chat or webhook; ``off``: why nothing is written to it any more."""

    id: str
    kind: str
    title: str
    host: str
    off: str = ""


@dataclass(frozen=True)
class Secret:
    url: str
    key: str  # whsec_…, "" where nothing is signed


def add(
    store: Store,
    box: Outbox,
    *,
    kind: str,
    title: str,
    url: str,
    actor: str,
    private: tuple[IPv4Network | IPv6Network, ...] = (),
) -> Target:
    """A new destination, with a secret to sign with where it is signed. Raises ``TargetError``."""
    title = " ".join(title.split())
    if not 1 <= len(title) <= 60:
        raise TargetError("name: 1 to 60 characters are needed")
    if len(every(store)) >= MOST:
        raise TargetError(f"at most {MOST} destinations are kept")
    try:
        signed = place(kind).SIGNED
        host = str(check_url(url.strip(), private=private).hostname)
    except (DestinationError, BadTarget) as error:
        raise TargetError(str(error)) from None
    made = Target(id=secrets.token_hex(5), kind=kind, title=title, host=host)
    box.set_state(f"target/{made.id}/url", url.strip())
    if signed:
        box.set_state(f"target/{made.id}/key", new_secret())
    records.put(store, KIND, made.id, msgspec.to_builtins(made), actor=actor)
    audit(store, who=actor, what="destination.added", subject=title, after={"kind": kind, "host": host})
    return made


def remove(store: Store, box: Outbox, target_id: str, *, actor: str) -> bool:
    """False if there is none."""
    found = find(store, target_id)
    if found is None:
        return False
    records.put(store, KIND, target_id, None, actor=actor)
    for name in ("url", "key"):
        box.set_state(f"target/{target_id}/{name}", "")
    audit(store, who=actor, what="destination.removed", subject=found.title, before={"host": found.host})
    return True


def switch_off(store: Store, target_id: str, why: str) -> None:
    """The other side said that nobody is there any more (410): stop writing to it."""
    found = find(store, target_id)
    if found and not found.off:
        doc = msgspec.to_builtins(msgspec.structs.replace(found, off=why[:200]))
        records.put(store, KIND, target_id, doc, actor="rule:gone")
        audit(
            store, who="rule:gone", what="destination.switched_off", subject=found.title, after={"why": why}
        )


def secret_of(box: Outbox, target_id: str) -> Secret | None:
    url = box.state(f"target/{target_id}/url")
    return Secret(url, box.state(f"target/{target_id}/key")) if url else None


def every(store: Store) -> list[Target]:
    """By title."""
    found = [msgspec.convert(doc, Target) for doc in records.every(store, KIND).values()]
    return sorted(found, key=lambda item: (item.title.casefold(), item.id))


def find(store: Store, target_id: str) -> Target | None:
    doc = records.get(store, KIND, target_id)
    return msgspec.convert(doc, Target) if doc else None
